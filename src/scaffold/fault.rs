//! Why nothing was made.

use std::fmt;
use std::path::PathBuf;

use crate::disk::MachineFault;

/// Why nothing was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScaffoldFault {
    /// These files are there already.
    Taken(Vec<PathBuf>),
    /// What was asked for makes no sense.
    Request {
        /// Why.
        message: String,
        /// What would make sense.
        help: String,
    },
    /// The site must be mended first.
    Site {
        /// What is wrong.
        message: String,
        /// How to mend it.
        help: String,
    },
    /// The disk.
    Machine(MachineFault),
}

impl ScaffoldFault {
    /// A request that makes no sense.
    pub(super) fn request(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Request { message: message.into(), help: help.into() }
    }

    /// How to mend it; may be empty.
    pub fn help(&self) -> &str {
        match self {
            Self::Taken(_) => "nothing was made or changed; choose another name, or move these files away",
            Self::Request { help, .. } | Self::Site { help, .. } => help,
            Self::Machine(_) => "",
        }
    }
}

impl fmt::Display for ScaffoldFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(files) => {
                write!(
                    f,
                    "{} there already:",
                    if files.len() == 1 { "this file is" } else { "these files are" }
                )?;
                files.iter().try_for_each(|file| write!(f, "\n  “{}”", file.display()))
            }
            Self::Request { message, .. } | Self::Site { message, .. } => f.write_str(message),
            Self::Machine(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for ScaffoldFault {}

impl From<MachineFault> for ScaffoldFault {
    fn from(fault: MachineFault) -> Self {
        Self::Machine(fault)
    }
}
