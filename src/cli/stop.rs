//! Ends of a command.

use std::process::ExitCode;

use crate::deploy::{Fault, Kind};
use crate::disk::MachineFault;
use crate::output::CommitFault;
use crate::scaffold::ScaffoldFault;

/// How a command ended, as its exit status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// 0: done.
    Done = 0,
    /// 1: the site has errors.
    Site = 1,
    /// 2: the command line is wrong.
    Usage = 2,
    /// 3: the machine failed us.
    Machine = 3,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Why a command stopped before its end.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) status: Status,
    pub(super) message: String,
    pub(super) help: String,
}

impl Stop {
    pub(super) fn usage(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { status: Status::Usage, message: message.into(), help: help.into() }
    }

    pub(super) fn machine(message: impl Into<String>) -> Self {
        Self { status: Status::Machine, message: message.into(), help: String::new() }
    }
}

impl Stop {
    /// What was remembered gave another site than a clean build.
    pub(super) fn unsound(differences: &[String]) -> Self {
        let named: Vec<&str> = differences.iter().take(5).map(String::as_str).collect();
        let more = if differences.len() > 5 { " and more" } else { "" };
        Self {
            status: Status::Machine,
            message: format!(
                "what was remembered gave another site than a clean build: {}{more}",
                named.join(", ")
            ),
            help: "the clean build was written; this is a fault of guidepost’s, please report it".to_owned(),
        }
    }
}

impl From<CommitFault> for Stop {
    fn from(fault: CommitFault) -> Self {
        let status = match fault {
            CommitFault::Refused(_) => Status::Usage,
            _ => Status::Machine,
        };
        Self { status, message: fault.to_string(), help: fault.help().to_owned() }
    }
}

impl From<MachineFault> for Stop {
    fn from(fault: MachineFault) -> Self {
        Self::machine(fault.to_string())
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        let status = match fault.kind {
            Kind::Request => Status::Usage,
            Kind::Machine | Kind::Meanwhile => Status::Machine,
        };
        Self { status, message: fault.message, help: fault.help }
    }
}

impl From<ScaffoldFault> for Stop {
    fn from(fault: ScaffoldFault) -> Self {
        let status = match fault {
            ScaffoldFault::Taken(_) | ScaffoldFault::Request { .. } => Status::Usage,
            ScaffoldFault::Site { .. } => Status::Site,
            ScaffoldFault::Machine(_) => Status::Machine,
        };
        Self { status, message: fault.to_string(), help: fault.help().to_owned() }
    }
}
