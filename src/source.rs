//! All bytes of the site: every file of `content` and `themes`, sorted and hashed.

mod read;

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::path::SourcePath;

pub use read::read;

/// One file of the site.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it lies.
    pub path: SourcePath,
    /// The digest of all its bytes.
    pub digest: Digest,
    /// Its bytes; of a large file that is only copied, the first 64 KiB.
    pub bytes: Arc<[u8]>,
    /// How many bytes it has in all.
    pub length: u64,
}

impl Source {
    /// A file from its bytes.
    pub fn new(path: SourcePath, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { path, digest: Digest::of(&bytes), length: bytes.len() as u64, bytes }
    }

    /// Whether `bytes` holds the whole file.
    pub fn is_whole(&self) -> bool {
        self.bytes.len() as u64 == self.length
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
}
