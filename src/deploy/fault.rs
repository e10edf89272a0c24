//! Why a site could not be brought where it should go.

use std::fmt;

use crate::disk::MachineFault;

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The settings or the command line ask for what cannot be.
    Request,
    /// The machine, the network or the host failed us, or refused.
    Machine,
    /// What is at the target is no longer what was seen there: whoever looks again may go on.
    Meanwhile,
}

/// Why a site could not be brought where it should go. Words only: nothing of a request, for it may hold a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Whose move it is.
    pub kind: Kind,
    /// What happened, in one sentence without a full stop.
    pub message: String,
    /// How to mend it; may be empty.
    pub help: String,
}

impl Fault {
    /// What was asked for cannot be.
    pub fn request(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { kind: Kind::Request, message: message.into(), help: help.into() }
    }

    /// The machine, the network or the host failed.
    pub fn machine(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { kind: Kind::Machine, message: message.into(), help: help.into() }
    }

    /// Somebody else changed the target meanwhile.
    pub fn meanwhile(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { kind: Kind::Meanwhile, message: message.into(), help: help.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

impl From<MachineFault> for Fault {
    fn from(fault: MachineFault) -> Self {
        Self::machine(fault.to_string(), "")
    }
}
