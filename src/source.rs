//! All bytes of the site: every file of `content` and `themes`, sorted and hashed.

mod read;

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::path::SourcePath;

pub use read::{Stamps, is_file, path_of, read, read_since, read_whole, walk};

/// One file of the site.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it lies.
    pub path: SourcePath,
    /// The digest of all its bytes.
    pub digest: Digest,
    /// Its bytes; of a large file that is only copied, the first 64 KiB; none of a file that was known by its
    /// digest, or whose text was taken in.
    pub bytes: Arc<[u8]>,
    /// How many bytes it has in all.
    pub length: u64,
}

impl Source {
    /// A file from its bytes.
    pub fn new(path: SourcePath, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let digest = if path.is_written() { Digest::of(&bytes) } else { Digest::of_value(&bytes) };
        Self { path, digest, length: bytes.len() as u64, bytes }
    }

    /// Whether `bytes` holds the whole file.
    pub fn is_whole(&self) -> bool {
        self.bytes.len() as u64 == self.length
    }

    /// Whether it is known by its digest alone.
    pub fn is_unread(&self) -> bool {
        self.bytes.is_empty() && self.length > 0
    }

    /// Lets go of the bytes.
    pub fn let_go(&mut self) {
        self.bytes = Arc::default();
    }
}

/// Every file of the site, in the order of their paths.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<SourcePath, Source>,
    /// What could not be read, or lies outside the site.
    pub diagnostics: Vec<Diagnostic>,
}

impl Sources {
    /// The sources that some files make.
    pub fn new(files: impl IntoIterator<Item = Source>) -> Self {
        let files = files.into_iter().map(|source| (source.path.clone(), source)).collect();
        Self { files, diagnostics: Vec::new() }
    }

    /// The file at a path.
    pub fn get(&self, path: &SourcePath) -> Option<&Source> {
        self.files.get(path)
    }

    /// Whether these are the same files with the same bytes, and the same is wrong with them.
    pub fn is_same(&self, other: &Self) -> bool {
        let files = |sources: &Self| sources.files.len();
        let pairs = self.files.values().zip(other.files.values());
        files(self) == files(other)
            && pairs.into_iter().all(|(a, b)| a.digest == b.digest && a.path == b.path)
            && self.diagnostics == other.diagnostics
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &SourcePath) {
        self.files.remove(path);
    }

    /// Puts a file in, in place of what was at its path.
    pub fn put(&mut self, source: Source) {
        self.files.insert(source.path.clone(), source);
    }

    /// Every file.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.values()
    }

    /// The files below a folder, in order.
    pub fn below(&self, folder: &str) -> impl Iterator<Item = &Source> {
        let prefix = format!("{folder}/");
        let start = SourcePath::new(prefix.as_str());
        self.files
            .range((Bound::Included(start), Bound::Unbounded))
            .map(|(_, source)| source)
            .take_while(move |source| source.path.as_str().starts_with(&prefix))
    }

    /// The files below a folder, in order, to take them in.
    pub fn below_mut(&mut self, folder: &str) -> impl Iterator<Item = &mut Source> {
        let prefix = format!("{folder}/");
        let start = SourcePath::new(prefix.as_str());
        self.files
            .range_mut((Bound::Included(start), Bound::Unbounded))
            .map(|(_, source)| source)
            .take_while(move |source| source.path.as_str().starts_with(&prefix))
    }
}
