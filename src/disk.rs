//! The only door to the file system.
//!
//! It knows files, folders and links, and nothing of what they mean: no diagnostics, no outputs.
#![expect(clippy::disallowed_methods, reason = "this is the module that the others are sent to")]

mod file;
mod lock;
mod real;
mod scratch;
mod spool;
mod stamp;
mod tree;
mod undo;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub use file::{
    Entry, append, append_with, copy_new, create_folder, create_new_folder, digest, entry, files_below,
    folders_below, head, keep_copy, length, names_in, read, read_at, read_stamped, remove_empty_folder,
    remove_file, remove_folder, rename, write_new, write_new_in_pieces, write_new_stamped, write_new_with,
};
pub use lock::{Lock, LockFault};
pub use real::{existing, real, same};
pub use scratch::{HALF_WRITTEN, Scratch, write_whole};
pub use spool::{Place, Spool};
pub use stamp::Stamp;
pub use tree::{Found, Obstacle, Walk, left_out, walk};
pub use undo::{Undo, undo};

/// What the machine could not do, to which path, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineFault {
    /// The verb, such as `write`.
    pub doing: &'static str,
    /// The file or folder.
    pub path: PathBuf,
    /// The cause in the system's words.
    pub cause: String,
}

impl MachineFault {
    /// A fault from the system's error.
    pub fn new(doing: &'static str, path: impl Into<PathBuf>, error: &io::Error) -> Self {
        Self { doing, path: path.into(), cause: cause(error) }
    }

    /// For `map_err`: the fault of doing something to a path.
    pub fn of(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::new(doing, path, &error)
    }
}

impl fmt::Display for MachineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} “{}”: {}", self.doing, self.path.display(), self.cause)
    }
}

impl std::error::Error for MachineFault {}

/// The system's words for an error, without its number, to stand inside a sentence.
pub fn cause(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_path_and_cause() {
        let fault = MachineFault::new("write", "public/a", &io::Error::from_raw_os_error(28));
        assert_eq!(fault.to_string(), "cannot write “public/a”: no space left on device");
        assert_eq!(cause(&io::Error::other("I/O failed")), "I/O failed");
    }
}
