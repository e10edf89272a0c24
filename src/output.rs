//! The files of the built site, as values.

use std::sync::Arc;

use crate::digest::Digest;
use crate::path::{OutputPath, SourcePath};

/// One file of the built site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Where it goes.
    pub path: OutputPath,
    /// What it holds.
    pub content: Content,
    /// The digest of its bytes.
    pub digest: Digest,
}

impl Output {
    /// An output of these bytes.
    pub fn new(path: OutputPath, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { path, digest: Digest::of(&bytes), content: Content::Bytes(bytes) }
    }
}

/// The bytes of an output, or where they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// Those of a source file, too large to be held.
    Copy(SourcePath),
}
