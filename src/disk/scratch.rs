//! Files that are there for a while only.

use std::io::{self, Write};
use std::path::Path;
use std::time::SystemTime;

/// A folder that nobody else can read, and that goes with all that is in it when it is dropped.
#[derive(Debug)]
pub struct Scratch(tempfile::TempDir);

impl Scratch {
    /// A new one in a folder if that exists, else where the system keeps such things.
    pub fn new(folder: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("scratch-");
        if folder.is_dir() { builder.tempdir_in(folder) } else { builder.tempdir() }.map(Self)
    }

    /// Removes those in a folder that a program left which was killed before the moment `then`.
    pub fn sweep(folder: &Path, then: SystemTime) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let is_scratch = entry.file_name().to_string_lossy().starts_with("scratch-");
            let time = entry.metadata().and_then(|found| found.modified());
            if is_scratch && time.is_ok_and(|time| time < then) {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Writes a file whole: it has the old bytes or the new ones, and at no moment others. The folder above is made if
/// there is none. What stood there is replaced; a link is replaced by the file.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(HALF_WRITTEN).make_in(folder, create)?;
    file.write_all(bytes)?;
    file.persist(path).map(|_| ()).map_err(|failed| failed.error)
}

/// What the names of files begin with that are not whole yet; one is left behind by a program that was killed.
pub const HALF_WRITTEN: &str = ".guidepost-new-";

/// With the rights that any new file gets, not the narrow ones of a temporary file.
fn create(path: &Path) -> io::Result<std::fs::File> {
    std::fs::OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scratch_folder_goes_with_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let scratch = Scratch::new(folder.path()).unwrap();
        std::fs::write(scratch.path().join("c"), "c").unwrap();
        let path = scratch.path().to_owned();
        assert!(path.starts_with(folder.path()));
        drop(scratch);
        assert!(!path.exists());
        assert!(Scratch::new(&folder.path().join("none")).unwrap().path().exists());
        let left = Scratch::new(folder.path()).unwrap().0.keep();
        Scratch::sweep(folder.path(), SystemTime::UNIX_EPOCH);
        assert!(left.exists());
        Scratch::sweep(
            folder.path(),
            left.metadata().unwrap().modified().unwrap() + std::time::Duration::from_secs(1),
        );
        assert!(!left.exists());
    }

    #[test]
    fn whole_files_replace_and_leave_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.html");
        write_whole(&path, b"one").unwrap();
        write_whole(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
    }
}
