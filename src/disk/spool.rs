//! A file without a name, for what is too much for memory.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A file without a name: it goes with the program, however that ends.
#[derive(Debug)]
pub struct Spool(Mutex<Inner>);

#[derive(Debug)]
struct Inner {
    file: File,
    end: u64,
}

impl Spool {
    /// A spool in a folder.
    pub fn new(folder: &Path) -> io::Result<Self> {
        tempfile::tempfile_in(folder).map(|file| Self(Mutex::new(Inner { file, end: 0 })))
    }

    /// Adds bytes at its end; where they begin.
    pub fn append(&self, bytes: &[u8]) -> io::Result<u64> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = inner.end;
        inner.file.seek(SeekFrom::Start(at))?;
        inner.file.write_all(bytes)?;
        inner.end += bytes.len() as u64;
        Ok(at)
    }

    /// The bytes that begin at a place.
    pub fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.file.seek(SeekFrom::Start(at))?;
        let mut bytes = vec![0; length];
        inner.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
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
