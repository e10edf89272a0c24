//! A file without a name, for what is too much for memory.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// A file without a name: it goes with the program, however that ends. Many threads write and read at a time.
#[derive(Debug)]
pub struct Spool {
    file: File,
    end: AtomicU64,
}

impl Spool {
    /// A spool in a folder.
    pub fn new(folder: &Path) -> io::Result<Self> {
        tempfile::tempfile_in(folder).map(|file| Self { file, end: AtomicU64::new(0) })
    }

    /// Adds bytes at its end; where they begin.
    pub fn append(&self, bytes: &[u8]) -> io::Result<u64> {
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        write_at(&self.file, bytes, at).map(|()| at)
    }

    /// The bytes that begin at a place.
    pub fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        read_at(&self.file, &mut bytes, at).map(|()| bytes)
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        (bytes, at) = (&bytes[written..], at + written as u64);
    }
    Ok(())
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (bytes, at) = (&mut bytes[read..], at + read as u64);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path()).unwrap();
        let first = spool.append(b"lantern").unwrap();
        let second = spool.append(b"light").unwrap();
        assert_eq!(spool.read(second, 5).unwrap(), b"light");
        assert_eq!(spool.read(first, 7).unwrap(), b"lantern");
        assert!(spool.read(second, 6).is_err());
        assert!(folder.path().read_dir().unwrap().next().is_none());
    }
}
