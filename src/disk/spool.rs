//! Files that wait for their names, for what is too much for memory.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{
    Lock, Stamp, create_folder, names_in, read, remove_empty_folder, remove_file, remove_folder, write_new,
    write_new_stamped,
};

/// What the folders of spools are called at first.
const NAME: &str = "spool-";

/// The file that is locked while a spool is in use.
const LOCK: &str = "lock";

/// The folder in a spool for files that wait at paths.
const TREE: &str = "tree";

/// Where a file of a spool waits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Under a number.
    Number(u64),
    /// At a path, with others that shall lie beside it; and its stamp.
    Path(Arc<str>, Stamp),
}

/// Files in a folder of their own, which goes when it is dropped. Many threads add and read at a time.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    tree: PathBuf,
    /// The folders above that were made for it, from the inside out.
    made: Vec<PathBuf>,
    next: AtomicU64,
    at_paths: AtomicUsize,
    lock: Mutex<Option<Lock>>,
}

impl Spool {
    /// A spool in a folder, which is made if there is none.
    pub fn new(home: &Path) -> io::Result<Self> {
        let made = home.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
        create_folder(home)?;
        let folder = tempfile::Builder::new().prefix(NAME).tempdir_in(home)?.keep();
        let lock = lock(&folder)?;
        let (next, at_paths) = (AtomicU64::new(0), AtomicUsize::new(0));
        Ok(Self { tree: folder.join(TREE), folder, made, next, at_paths, lock: Mutex::new(Some(lock)) })
    }

    /// Adds a file of these bytes under a number.
    pub fn add(&self, bytes: &[u8]) -> io::Result<Place> {
        let place = Place::Number(self.next.fetch_add(1, Ordering::Relaxed));
        let path = self.path(&place);
        write_new(&path, bytes).inspect_err(|_| drop(remove_file(&path)))?;
        Ok(place)
    }

    /// Adds a file of these bytes at a path, where none may be yet. The path must stay inside.
    pub fn add_at(&self, path: &Arc<str>, bytes: &[u8]) -> io::Result<Place> {
        let file = self.below(path);
        file.parent().map_or(Ok(()), create_folder)?;
        let stamp = write_new_stamped(&file, bytes).inspect_err(|error| {
            if error.kind() != ErrorKind::AlreadyExists {
                let _ = remove_file(&file);
            }
        })?;
        self.at_paths.fetch_add(1, Ordering::Relaxed);
        Ok(Place::Path(Arc::clone(path), stamp))
    }

    /// How many files wait at paths.
    pub fn at_paths(&self) -> usize {
        self.at_paths.load(Ordering::Relaxed)
    }

    /// The bytes of a file that has no name yet.
    pub fn read(&self, place: &Place) -> io::Result<Vec<u8>> {
        read(&self.path(place))
    }

    /// Where a file waits.
    pub fn path(&self, place: &Place) -> PathBuf {
        match place {
            Place::Number(number) => self.folder.join(number.to_string()),
            Place::Path(path, _) => self.below(path),
        }
    }

    /// Where the folder or file with a path waits.
    pub fn below(&self, path: &str) -> PathBuf {
        self.tree.join(path)
    }

    /// Whether it lies in a folder, and its files can simply be renamed there.
    pub fn is_in(&self, home: &Path) -> bool {
        self.folder.parent() == Some(home)
    }

    /// Removes all that waits, with the folder that it lies in, if nothing else does, and those that were made for that.
    pub fn clear(&self) {
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner).take();
        if lock.is_some() {
            clear(&self.folder, lock);
            let home = self.folder.parent();
            home.into_iter().chain(self.made.iter().map(PathBuf::as_path)).for_each(|folder| {
                remove_empty_folder(folder);
            });
        }
    }

    /// Removes those in a folder that a program left behind which was killed.
    pub fn sweep(home: &Path) {
        let folders = names_in(home).unwrap_or_default().into_iter().filter(|name| name.starts_with(NAME));
        for folder in folders.map(|name| home.join(name)) {
            let is_folder = fs::symlink_metadata(&folder).is_ok_and(|found| found.is_dir());
            if is_folder && let Ok(lock) = lock(&folder) {
                clear(&folder, Some(lock));
            }
        }
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        self.clear();
    }
}

fn lock(folder: &Path) -> io::Result<Lock> {
    Lock::acquire(&folder.join(LOCK), Duration::ZERO).map_err(|_| io::ErrorKind::ResourceBusy.into())
}

/// Removes the folder of a spool with all files that a spool makes.
fn clear(folder: &Path, lock: Option<Lock>) {
    let is_number = |name: &String| name.bytes().all(|byte| byte.is_ascii_digit());
    for name in names_in(folder).unwrap_or_default().iter().filter(|name| is_number(name)) {
        let _ = remove_file(&folder.join(name));
    }
    let _ = remove_folder(&folder.join(TREE));
    drop(lock);
    remove_empty_folder(folder);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("new/home");
        let spool = Spool::new(&home).unwrap();
        let first = spool.add(b"lantern").unwrap();
        let second = spool.add(b"light").unwrap();
        assert_eq!(spool.read(&second).unwrap(), b"light");
        assert_eq!(spool.read(&first).unwrap(), b"lantern");
        assert!(spool.is_in(&home) && !spool.is_in(folder.path()));
        assert!(spool.read(&Place::Number(9)).is_err());
        drop(spool);
        assert!(folder.path().read_dir().unwrap().next().is_none());
        fs::create_dir_all(&home).unwrap();
        drop(Spool::new(&home).unwrap());
        assert!(!home.exists() && folder.path().join("new").exists());
    }

    #[test]
    fn a_path_takes_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(&folder.path().join("home")).unwrap();
        let path: Arc<str> = "guide/step/index.html".into();
        let place = spool.add_at(&path, b"lantern").unwrap();
        assert!(spool.add_at(&path, b"light").is_err());
        assert!(spool.add_at(&"guide/step/index.html/below".into(), b"light").is_err());
        assert_eq!(spool.read(&place).unwrap(), b"lantern");
        let stamp = Stamp::of_file(&spool.below("guide/step/index.html")).unwrap();
        assert_eq!(place, Place::Path(path, stamp));
        assert_eq!(spool.at_paths(), 1);
        drop(spool);
        assert!(folder.path().read_dir().unwrap().next().is_none());
    }

    #[test]
    fn only_what_was_left_behind_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let used = Spool::new(folder.path()).unwrap();
        let place = used.add(b"lantern").unwrap();
        let left = folder.path().join("spool-left");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("7"), b"light").unwrap();
        fs::create_dir_all(left.join(TREE).join("guide")).unwrap();
        fs::write(left.join(TREE).join("guide/index.html"), b"light").unwrap();
        fs::create_dir(folder.path().join("other")).unwrap();
        fs::write(folder.path().join("other/7"), b"light").unwrap();
        Spool::sweep(folder.path());
        assert!(!left.exists());
        assert!(folder.path().join("other/7").exists());
        assert_eq!(used.read(&place).unwrap(), b"lantern");
    }

    #[test]
    fn what_others_put_into_a_spool_stays() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path()).unwrap();
        let theirs = spool.path(&Place::Number(0)).with_file_name("notes.txt");
        fs::write(&theirs, b"theirs").unwrap();
        drop(spool);
        assert!(theirs.exists());
    }
}
