//! The objects of a branch, kept beside the site so that what is there already is not fetched again. It may be deleted at
//! any time.

use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::disk;

/// So many files make finding one slow; then all are fetched anew.
const MOST: usize = 4096;

/// Kept objects. Git names objects by what they hold, so any number of runs can share them.
pub(super) struct Store(PathBuf);

impl Store {
    /// That of a branch; none, where nothing is remembered of the site.
    pub(super) fn of(site: &Path, url: &str, branch: &str) -> Option<Self> {
        // The whole path: git is called in another folder.
        let memory = disk::existing(&site.join(".guidepost")).ok()?;
        let name = Digest::of_parts([url.as_bytes(), branch.as_bytes()]).short();
        Some(Self(memory.join(format!("branch-{name}"))))
    }

    /// Where the objects lie.
    pub(super) fn objects(&self) -> PathBuf {
        self.0.join("objects")
    }

    /// The commit whose files are all here.
    pub(super) fn commit(&self) -> Option<String> {
        let text = String::from_utf8(disk::read(&self.0.join("commit")).ok()?).ok()?;
        let is_name = text.len() >= 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_name.then_some(text)
    }

    /// Remembers that all files of a commit are here.
    pub(super) fn keep(&self, commit: &str) {
        // What cannot be remembered is fetched again.
        let _ = disk::write_whole(&self.0.join("commit"), commit.as_bytes());
    }

    /// Forgets all, if it has become too much.
    pub(super) fn tidy(&self) {
        if disk::files_below(&self.objects()).is_ok_and(|files| files.len() > MOST) {
            self.clear();
        }
    }

    /// Forgets all.
    pub(super) fn clear(&self) {
        let _ = disk::remove_folder(&self.0);
    }
}
