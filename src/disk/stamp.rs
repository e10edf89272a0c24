//! What the file system says of a file without reading it.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// What the file system says of a file without reading it: a file whose stamp is the same holds the same bytes, if
/// the stamp [was settled](Stamp::is_settled) when the bytes were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// How many bytes it has.
    pub size: u64,
    /// When its bytes were last written, since 1970.
    modified: Duration,
    /// When anything about it last changed, since 1970; programs cannot set this back.
    changed: Duration,
    /// Its number in the file system.
    inode: u64,
}

/// How long a system may give the same time to two changes: clocks of kernels tick every ten milliseconds at least.
const TICK: Duration = Duration::from_millis(20);

/// The same for file systems that keep whole seconds, or every second one.
const COARSE_TICK: Duration = Duration::from_secs(2);

impl Stamp {
    /// The stamp of what a path leads to, through links.
    pub fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|found| Self::new(&found))
    }

    /// The stamp of a regular file at a path; none, if something else or nothing is there.
    pub fn of_file(path: &Path) -> Option<Self> {
        fs::symlink_metadata(path).ok().filter(Metadata::is_file).map(|found| Self::new(&found))
    }

    pub(super) fn new(found: &Metadata) -> Self {
        let since = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let modified = found.modified().map(since).unwrap_or_default();
        let (changed, inode) = more(found, modified);
        Self { size: found.len(), modified, changed, inode }
    }

    /// Whether a change after the moment `now` gives another stamp for certain. One that comes within the same tick
    /// of the clock as the last change may not.
    pub fn is_settled(&self, now: SystemTime) -> bool {
        let tick = if self.changed.subsec_nanos() == 0 && self.modified.subsec_nanos() == 0 {
            COARSE_TICK
        } else {
            TICK
        };
        let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        self.modified.max(self.changed).saturating_add(tick) < now
    }
}

#[cfg(unix)]
fn more(found: &Metadata, _: Duration) -> (Duration, u64) {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(found.ctime()).unwrap_or_default();
    let nanos = u32::try_from(found.ctime_nsec()).unwrap_or_default();
    (Duration::new(seconds, nanos), found.ino())
}

#[cfg(not(unix))]
fn more(_: &Metadata, modified: Duration) -> (Duration, u64) {
    (modified, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk;

    #[test]
    fn a_change_is_seen_even_if_the_time_of_writing_is_set_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        disk::write_new(&path, b"one").unwrap();
        let before = Stamp::of(&path).unwrap();
        let written = fs::metadata(&path).unwrap().modified().unwrap();
        assert!(!before.is_settled(written));
        assert!(before.is_settled(written + Duration::from_secs(5)));
        std::thread::sleep(TICK);
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        io::Write::write_all(&mut &file, b"two").unwrap();
        file.set_modified(written).unwrap();
        let after = Stamp::of(&path).unwrap();
        assert_eq!(before.modified, after.modified);
        assert_ne!(before, after);
    }

    #[test]
    fn only_a_file_has_a_stamp_of_a_file() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Stamp::of_file(folder.path()), None);
        assert_eq!(Stamp::of_file(&folder.path().join("nothing")), None);
    }
}
