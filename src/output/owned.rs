//! The lists in an output folder, and the other names there that are guidepost's.

use std::io::ErrorKind;
use std::path::Path;

use super::{CommitFault, Standing};
use crate::digest::Digest;
use crate::disk::{self, Entry, MachineFault};
use crate::manifest::{Manifest, Unreadable};
use crate::published::Published;

/// What the last build wrote.
pub(super) const LIST: &str = ".guidepost.json";

/// What a build that has begun to write may have written beside what the list says. While it is there, it holds.
pub(super) const PENDING: &str = ".guidepost.pending.json";

/// The tips that the last build published.
pub(super) const TIPS: &str = ".guidepost.tips.json";

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
pub(super) fn owned(root: &Path, standing: &Standing) -> Result<Owned, CommitFault> {
    let pending = read(&root.join(PENDING))?;
    let finished = pending.is_none();
    let list = match standing.list(root) {
        Some(list) => list,
        None => read(&root.join(LIST))?.unwrap_or_default(),
    };
    let manifest = match pending {
        Some(pending) => pending.joined(&list),
        None => list,
    };
    Ok(Owned { manifest, finished })
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

/// The tips that the last build published in a folder: none, if there was no build or it did not come to its end.
pub fn published(out: &Path) -> Published {
    let bytes = if is_pending(out) { Vec::new() } else { disk::read(&out.join(TIPS)).unwrap_or_default() };
    Published::from_json(&bytes)
}

/// Whether a build did not come to its end.
pub(super) fn is_pending(out: &Path) -> bool {
    !matches!(disk::entry(&out.join(PENDING)), Ok(Entry::Absent))
}

/// Whether a folder keeps tips with this digest, as far as is known of it without a look through them. Of a folder that keeps
/// none, nobody knows before it is locked.
pub fn keeps_tips(out: &Path, digest: Digest, standing: &Standing) -> bool {
    let has_some = matches!(disk::entry(&out.join(TIPS)), Ok(Entry::File(_)));
    has_some && !is_pending(out) && standing.tips(out) == Some(digest)
}

/// Whether a build wrote, or began to write, into a folder what still is guidepost's.
pub fn is_used(out: &Path) -> bool {
    owned(out, &Standing::default())
        .is_ok_and(|owned| !owned.finished || owned.manifest != Manifest::default())
}

/// Removes what is guidepost's own from an output folder in which it has no file any more, and the folder, if it is empty then.
pub fn leave(out: &Path) {
    if matches!(owned(out, &Standing::default()), Ok(owned) if owned.finished && owned.manifest == Manifest::default())
    {
        let _ = disk::remove_file(&out.join(LIST));
        let _ = disk::remove_file(&out.join(LOCK));
        disk::remove_empty_folder(out);
    }
}
