//! The way back.

use std::path::PathBuf;

use super::{create_folder, remove_empty_folder, remove_file, rename};

/// Takes back one step of a change.
#[derive(Debug)]
pub enum Undo {
    /// Removes a file that was not there before.
    Remove(PathBuf),
    /// Puts a file or folder back, and the folder that held it, that is under another name now.
    Restore {
        /// The name it has now.
        from: PathBuf,
        /// Its own name.
        to: PathBuf,
    },
    /// Removes a folder that was not there before.
    Folder(PathBuf),
}

/// Takes back some steps, the last one first; whether all could be.
///
/// Each is tried twice: on a disk that fails now and then, the way back matters most.
pub fn undo(steps: &[Undo]) -> bool {
    let failed = steps.iter().rev().filter(|step| !(step.run() || step.run())).count();
    failed == 0
}

impl Undo {
    fn run(&self) -> bool {
        match self {
            Self::Remove(path) => remove_file(path).is_ok(),
            Self::Folder(path) => remove_empty_folder(path),
            Self::Restore { from, to } => {
                let _ = to.parent().map(create_folder);
                rename(from, to).is_ok()
            }
        }
    }
}
