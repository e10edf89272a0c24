//! Why a site could not be written.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;

use crate::disk::MachineFault;
use crate::path::OutputPath;

/// Why a site could not be written. Nothing was changed, or all was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommitFault {
    /// The output folder is no place for a site; why.
    Refused(String),
    /// Files of somebody else stand where outputs must go.
    Foreign(Vec<Foreign>),
    /// Another build holds the output folder; its process id, if it is known.
    Busy(PathBuf, Option<u32>),
    /// The list in the output folder was written by a later guidepost.
    Later(PathBuf),
    /// An output's path is not one that may be written; why.
    Unsafe(OutputPath, String),
    /// Outputs of an earlier build that were expected to stand there, and do not.
    Absent(BTreeSet<OutputPath>),
    /// A source file was changed while the site was built.
    Changed(PathBuf),
    /// The disk.
    Machine(MachineFault),
}

/// A file of somebody else where an output must go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Foreign {
    /// What stands there.
    pub path: PathBuf,
    /// What must go there.
    pub output: OutputPath,
}

impl CommitFault {
    /// How to mend it; may be empty.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Refused(_) => "choose another folder with --out, such as “public”",
            Self::Foreign(_) => "move them away, or choose another folder with --out",
            Self::Busy(..) => "wait until it has ended, then build again",
            Self::Later(_) => "use that guidepost, or choose another folder with --out",
            Self::Changed(_) | Self::Absent(_) => "build again",
            Self::Unsafe(..) | Self::Machine(_) => "",
        }
    }
}

impl fmt::Display for CommitFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => write!(f, "the site cannot be written there: {why}"),
            Self::Foreign(files) => {
                let plural = if files.len() == 1 { "a file that is" } else { "files that are" };
                write!(f, "{plural} not guidepost’s stand where outputs must go:")?;
                files.iter().try_for_each(|Foreign { path, output }| {
                    write!(f, "\n  “{}”, where the output “{output}” must go", path.display())
                })
            }
            Self::Busy(out, Some(pid)) => {
                write!(
                    f,
                    "another build, process {pid}, has been writing “{}” for more than ten seconds",
                    out.display()
                )
            }
            Self::Busy(out, None) => {
                write!(f, "another build has been writing “{}” for more than ten seconds", out.display())
            }
            Self::Later(list) => write!(f, "“{}” was written by a later guidepost", list.display()),
            Self::Unsafe(path, why) => write!(f, "the output “{path}” cannot be written: {why}"),
            Self::Changed(path) => write!(f, "“{}” changed while the site was built", path.display()),
            Self::Absent(paths) => {
                write!(f, "{} files of the last build do not stand where they should", paths.len())
            }
            Self::Machine(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for CommitFault {}

impl From<MachineFault> for CommitFault {
    fn from(fault: MachineFault) -> Self {
        Self::Machine(fault)
    }
}
