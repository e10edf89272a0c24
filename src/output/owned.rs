//! The lists in an output folder, and the other names there that are guidepost's.

use std::io::ErrorKind;
use std::path::Path;

use super::CommitFault;
use crate::disk::{self, MachineFault};
use crate::manifest::{Manifest, Unreadable};

/// What the last build wrote.
pub(super) const LIST: &str = ".guidepost.json";

/// What a build that has begun to write may have written: the old list and the new one. While it is there, it holds.
pub(super) const PENDING: &str = ".guidepost.pending.json";

/// Held while a build writes.
pub(super) const LOCK: &str = ".guidepost.lock";

/// Where files are written before they get their names.
pub(super) const WORKSHOP: &str = ".guidepost-tmp";

/// Whether a path in the output folder is one of these.
pub(super) fn is_own_name(path: &str) -> bool {
    path.split('/').next().is_some_and(|first| first.to_ascii_lowercase().starts_with(".guidepost"))
}

/// What is guidepost's in an output folder.
pub(super) struct Owned {
    /// Every file, with the versions that guidepost may have left there.
    pub(super) manifest: Manifest,
    /// Whether the last build came to its end.
    pub(super) finished: bool,
}

/// Reads the lists. One that is damaged says nothing, so files are then guidepost's only if they are what it would write.
pub(super) fn owned(root: &Path) -> Result<Owned, CommitFault> {
    let pending = read(&root.join(PENDING))?;
    let finished = pending.is_none();
    let list = read(&root.join(LIST))?.unwrap_or_default();
    Ok(Owned { manifest: pending.unwrap_or_default().joined(&list), finished })
}

fn read(path: &Path) -> Result<Option<Manifest>, CommitFault> {
    let text = match disk::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(MachineFault::new("read", path, &error).into()),
    };
    match Manifest::from_json(&text) {
        Ok(manifest) => Ok(Some(manifest)),
        Err(Unreadable::Damaged) => Ok(Some(Manifest::default())),
        Err(Unreadable::Later) => Err(CommitFault::Later(path.to_owned())),
    }
}

/// What the last build wrote into a folder: empty, if there was none or it did not come to its end.
pub fn previous(out: &Path) -> Manifest {
    match owned(out) {
        Ok(owned) if owned.finished => owned.manifest,
        _ => Manifest::default(),
    }
}

/// Removes what is guidepost's own from an output folder in which it has no file any more, and the folder, if it is empty then.
pub fn leave(out: &Path) {
    if matches!(owned(out), Ok(owned) if owned.finished && owned.manifest == Manifest::default()) {
        let _ = disk::remove_file(&out.join(LIST));
        let _ = disk::remove_file(&out.join(LOCK));
        disk::remove_empty_folder(out);
    }
}
