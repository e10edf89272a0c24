//! One build at a time: a lock file that the system releases when its holder ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::Entry;

/// How long to sleep between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// A lock that is held until it is dropped; then its file goes.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    /// Held open, for the lock is the open file's.
    file: File,
}

/// Why a lock could not be had.
#[derive(Debug)]
pub enum LockFault {
    /// Another process holds it; its id, if it could be read.
    Held(Option<u32>),
    /// The system's error.
    Disk(io::Error),
}

impl Lock {
    /// Takes the lock, or waits for it, but no longer than `patience`.
    pub fn acquire(path: &Path, patience: Duration) -> Result<Self, LockFault> {
        let start = Instant::now();
        loop {
            match Self::attempt(path).map_err(LockFault::Disk)? {
                Some(lock) => return Ok(lock),
                None if start.elapsed() >= patience => return Err(LockFault::Held(holder(path))),
                None => thread::sleep(PAUSE),
            }
        }
    }

    fn attempt(path: &Path) -> io::Result<Option<Self>> {
        // A link here could lead anywhere, and what it leads to would be overwritten.
        if !matches!(super::entry(path)?, Entry::Absent | Entry::File(_)) {
            return Err(io::Error::other("it is no file of guidepost’s"));
        }
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            // A file system without locks: better one unguarded build than none.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        // The holder before us removed the file when it was done: then this is a lock on a name that is gone.
        if !is_at(&file, path) {
            return Ok(None);
        }
        // Only for those who wait: a full disk is no reason to end here.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Some(Self { path: path.to_owned(), file }))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while it is still held, so that nobody can take a file that is about to go.
        let _ = std::fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

fn holder(path: &Path) -> Option<u32> {
    let mut text = String::new();
    File::open(path).ok()?.take(20).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(held), Ok(found)) => (held.dev(), held.ino()) == (found.dev(), found.ino()),
        _ => false,
    }
}

/// Elsewhere an open file's name cannot be taken by another.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[test]
    fn a_second_one_is_told_who_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let lock = Lock::acquire(&path, Duration::ZERO).unwrap();
        match Lock::acquire(&path, Duration::from_millis(30)) {
            Err(LockFault::Held(pid)) => assert_eq!(pid, Some(std::process::id())),
            other => panic!("{other:?}"),
        }
        drop(lock);
        assert!(!path.exists());
        assert!(Lock::acquire(&path, Duration::ZERO).is_ok());
    }

    #[test]
    fn a_file_left_by_a_dead_holder_is_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        std::fs::write(&path, "999999\n").unwrap();
        assert!(Lock::acquire(&path, Duration::ZERO).is_ok());
    }

    #[test]
    fn never_two_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let inside = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let _lock = Lock::acquire(&path, Duration::from_mins(1)).unwrap();
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
    }
}
