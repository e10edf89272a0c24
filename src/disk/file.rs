//! Single files and folders.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::Stamp;
use crate::digest::{Digest, Digesting};

/// The most bytes for which room is made before they are read.
const MOST_AHEAD: usize = 1 << 20;

/// How many bytes of small pieces are read or written at a time.
const AT_ONCE: usize = 1 << 18;

/// What stands at a path; a link is a link, wherever it leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Nothing.
    Absent,
    /// A regular file of so many bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A device, socket or pipe.
    Other,
}

/// What stands at a path.
pub fn entry(path: &Path) -> io::Result<Entry> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(Entry::File(found.len())),
        Ok(found) if found.is_dir() => Ok(Entry::Folder),
        Ok(found) if found.is_symlink() => Ok(Entry::Link),
        Ok(_) => Ok(Entry::Other),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Entry::Absent)
        }
        Err(error) => Err(error),
    }
}

/// How many bytes a file has, through links.
pub fn length(path: &Path) -> io::Result<u64> {
    fs::metadata(path).map(|found| found.len())
}

/// All bytes of a file.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(path)
}

/// All bytes of a file, and its stamp before they were read.
pub fn read_stamped(path: &Path) -> io::Result<(Stamp, Vec<u8>)> {
    let file = File::open(path)?;
    let stamp = Stamp::new(&file.metadata()?);
    let mut bytes = Vec::with_capacity(usize::try_from(stamp.size).unwrap_or(0).min(MOST_AHEAD));
    // A file that is read through `take` is not asked for its length again.
    file.take(u64::MAX).read_to_end(&mut bytes)?;
    Ok((stamp, bytes))
}

/// The first `keep` bytes of a file, how many it has in all, and the digest of all of them.
pub fn head(path: &Path, keep: u64) -> io::Result<(Vec<u8>, u64, Digest)> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(keep).read_to_end(&mut head)?;
    let (digest, length) = Digest::of_reader(head.as_slice().chain(file))?;
    Ok((head, length, digest))
}

/// The digest of a file's bytes.
pub fn digest(path: &Path) -> io::Result<Digest> {
    Ok(Digest::of_reader(File::open(path)?)?.0)
}

/// Some bytes of a file.
pub fn read_at(path: &Path, range: Range<u64>) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(range.start))?;
    let length = range.end.saturating_sub(range.start);
    let room = usize::try_from(length).map_err(|_| ErrorKind::UnexpectedEof)?;
    // A length that is no length of the file is not to cost memory.
    if room > MOST_AHEAD && file.metadata()?.len() < range.end {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    let mut bytes = Vec::with_capacity(room);
    file.take(length).read_to_end(&mut bytes)?;
    if bytes.len() == room { Ok(bytes) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

/// Adds pieces at the end of a file, which is made if there is none.
pub fn append<'a>(path: &Path, pieces: impl IntoIterator<Item = &'a [u8]>) -> io::Result<()> {
    append_with(path, |file| {
        let mut file = BufWriter::with_capacity(AT_ONCE, file);
        pieces.into_iter().try_for_each(|piece| file.write_all(piece))?;
        file.flush()
    })
}

/// Writes at the end of a file, which is made if there is none.
pub fn append_with<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
    write(&mut OpenOptions::new().append(true).create(true).open(path)?)
}

/// Writes a file that does not exist yet.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_new_with(path, |file| file.write_all(bytes))
}

/// Writes a file that does not exist yet; its stamp then.
pub fn write_new_stamped(path: &Path, bytes: &[u8]) -> io::Result<Stamp> {
    write_new_with(path, |file| {
        file.write_all(bytes)?;
        Ok(Stamp::new(&file.metadata()?))
    })
}

/// Writes a file that does not exist yet, piece by piece.
pub fn write_new_with<T>(path: &Path, write: impl FnOnce(&mut File) -> io::Result<T>) -> io::Result<T> {
    write(&mut OpenOptions::new().write(true).create_new(true).open(path)?)
}

/// Writes a file that does not exist yet, in small pieces.
pub fn write_new_in_pieces(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    write_new_with(path, |file| {
        let mut file = BufWriter::with_capacity(AT_ONCE, file);
        write(&mut file)?;
        file.flush()
    })
}

/// Copies the bytes of a file into one that does not exist yet; their digest and number.
pub fn copy_new(from: &Path, to: &Path) -> io::Result<(Digest, u64)> {
    write_new_with(to, |to| {
        let mut to = Digesting::new(to);
        let length = io::copy(&mut BufReader::with_capacity(AT_ONCE, File::open(from)?), &mut to)?;
        Ok((to.finish().0, length))
    })
}

/// Makes a folder and those above it.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Makes a folder where nothing stands yet.
pub fn create_new_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Gives a file another name in the same file system; what stood there is replaced in one moment. A folder, too, with all
/// that is in it; but only where none with something in it stands.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Keeps a file's bytes under a second name as well: as a hard link, or where there are none, as a copy.
pub fn keep_copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to).or_else(|_| copy_new(from, to).map(|_| ()))
}

/// Removes a file, or a link itself. A file that is not there is removed already.
pub fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Removes a folder with all that is in it; one that is not there is gone already.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes a folder if it is empty; whether it was.
pub fn remove_empty_folder(path: &Path) -> bool {
    fs::remove_dir(path).is_ok()
}

/// The names of what stands in a folder, in no order; names that are not UTF-8 are nobody's here.
pub fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let entries = fs::read_dir(folder)?;
    entries.filter_map(|entry| entry.map(|entry| entry.file_name().into_string().ok()).transpose()).collect()
}

/// All that is no folder below a folder, without following links.
pub fn files_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    below(folder, false)
}

/// A folder and all folders below it, from the outside in, without following links.
pub fn folders_below(folder: &Path) -> io::Result<Vec<PathBuf>> {
    below(folder, true)
}

fn below(folder: &Path, folders: bool) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_dir() == folders {
            paths.push(entry.into_path());
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_has_the_digest_of_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write_new(&path, b"lantern light").unwrap();
        assert_eq!(head(&path, 7).unwrap(), (b"lantern".to_vec(), 13, Digest::of("lantern light")));
        assert_eq!(digest(&path).unwrap(), Digest::of("lantern light"));
    }

    #[test]
    fn all_bytes_of_any_file_are_read() {
        let folder = tempfile::tempdir().unwrap();
        for size in [0, 1, 2500, MOST_AHEAD - 1, MOST_AHEAD, MOST_AHEAD + 1, 3 * MOST_AHEAD] {
            let path = folder.path().join(size.to_string());
            let bytes: Vec<u8> = (0..=250).cycle().take(size).collect();
            let stamp = write_new_stamped(&path, &bytes).unwrap();
            assert!(read_stamped(&path).unwrap() == (stamp, bytes));
        }
    }

    #[test]
    fn what_is_not_there_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let bytes: Vec<u8> = (0..=250).cycle().take(2 * MOST_AHEAD).collect();
        write_new(&path, &bytes).unwrap();
        let end = bytes.len() as u64;
        for range in [0..end, 0..3, 5..5, 7..end - 1, end - 2..end, end..end] {
            let (from, to) = (usize::try_from(range.start).unwrap(), usize::try_from(range.end).unwrap());
            assert!(read_at(&path, range).unwrap() == bytes[from..to]);
        }
        for range in [0..end + 1, end - 1..end + 1, end..end + 1, end + 1..end + 2, 0..u64::MAX] {
            assert_eq!(read_at(&path, range).unwrap_err().kind(), ErrorKind::UnexpectedEof);
        }
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        write_new(&a, b"a").unwrap();
        assert_eq!(copy_new(&a, &b).unwrap(), (Digest::of("a"), 1));
        assert!(write_new(&a, b"b").is_err());
        assert!(copy_new(&a, &b).is_err());
        assert_eq!(read(&a).unwrap(), b"a");
    }

    #[test]
    fn what_stands_at_a_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write_new(&path, b"abc").unwrap();
        assert_eq!(entry(&path).unwrap(), Entry::File(3));
        assert_eq!(entry(&path.join("below-a-file")).unwrap(), Entry::Absent);
        assert_eq!(entry(folder.path()).unwrap(), Entry::Folder);
        assert!(!remove_empty_folder(folder.path()));
    }
}
