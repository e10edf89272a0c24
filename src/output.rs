//! The files of the built site, as values, and the way they reach the disk.
//!
//! The output folder is the user's. guidepost replaces and removes only what its list in that folder says
//! it wrote; a file of somebody else where an output must go ends the build before anything is touched.
//! Every file appears whole, under its final name, in one moment; when anything fails on the way, all is put
//! back as it was; and what a killed build leaves behind, the next one knows as guidepost's own and mends.

mod changes;
mod commit;
mod content;
mod fault;
mod folders;
mod obstacles;
mod owned;
mod planned;
mod refuse;
mod stale;
mod standing;
mod switch;
mod wholes;

use crate::digest::Digest;
use crate::path::{OutputPath, SourcePath};

pub use commit::{Written, commit, commit_with, look};
pub use content::{Content, Dropped, Held, Shelf, Spooling};
pub use fault::{CommitFault, Foreign};
pub use owned::{is_used, keeps_tips, leave, published};
pub use refuse::refuse;
pub use standing::Standing;

/// One file of the built site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Where it goes.
    pub path: OutputPath,
    /// What it holds.
    pub content: Content,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Their number.
    pub size: u64,
}

impl Output {
    /// An output of these bytes.
    pub fn new(path: OutputPath, bytes: impl Into<std::sync::Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { path, digest: Digest::of(&bytes), size: bytes.len() as u64, content: Content::Bytes(bytes) }
    }

    /// An output that is a copy of a source file with this digest and number of bytes.
    pub fn copy(path: OutputPath, source: SourcePath, digest: Digest, size: u64) -> Self {
        Self { path, content: Content::Copy(source), digest, size }
    }
}
