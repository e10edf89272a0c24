//! The bytes of an output, or where they are, and where those of finished pages wait until the site is written.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::disk::Spool;
use crate::path::SourcePath;

/// The bytes of an output, or where they are.
#[derive(Clone, Debug, Default)]
pub enum Content {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// Those of a source file, too large to be held or not read in this build.
    Copy(SourcePath),
    /// Those that lie on a spool.
    Spooled {
        /// The spool.
        spool: Arc<Spool>,
        /// Where they begin.
        at: u64,
        /// How many they are.
        length: usize,
    },
    /// Those of an earlier build, which are expected in the output folder.
    #[default]
    Standing,
}

impl Content {
    /// The bytes, where they are at hand.
    ///
    /// # Errors
    /// When the spool cannot be read.
    pub fn bytes(&self) -> io::Result<Option<Arc<[u8]>>> {
        match self {
            Self::Bytes(bytes) => Ok(Some(Arc::clone(bytes))),
            Self::Spooled { spool, at, length } => spool.read(*at, *length).map(|bytes| Some(bytes.into())),
            Self::Copy(_) | Self::Standing => Ok(None),
        }
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Bytes(own), Self::Bytes(other)) => own == other,
            (Self::Copy(own), Self::Copy(other)) => own == other,
            (Self::Standing, Self::Standing) => true,
            (
                Self::Spooled { spool, at, length },
                Self::Spooled { spool: other, at: there, length: long },
            ) => Arc::ptr_eq(spool, other) && (at, length) == (there, long),
            _ => false,
        }
    }
}

impl Eq for Content {}

/// Where the bytes of finished pages wait until the site is written.
pub trait Shelf: Sync {
    /// Keeps the bytes of a page.
    fn keep(&self, bytes: Vec<u8>) -> Content;
}

/// Keeps them in memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Held;

impl Shelf for Held {
    fn keep(&self, bytes: Vec<u8>) -> Content {
        Content::Bytes(bytes.into())
    }
}

/// Keeps nothing: for those who want to know what is wrong, and write no site.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dropped;

impl Shelf for Dropped {
    fn keep(&self, _: Vec<u8>) -> Content {
        Content::Standing
    }
}

/// How many bytes of pages are held in memory before the spool is used: enough for most sites.
const MOST_HELD: usize = 4 << 20;

/// Keeps the first pages in memory and the others on a spool, so that a large site needs no more memory than
/// a small one.
#[derive(Debug, Default)]
pub struct Spooling {
    held: AtomicUsize,
    spool: Option<Arc<Spool>>,
}

impl Spooling {
    /// With a spool; without one, all is held in memory.
    pub fn new(spool: Option<Spool>) -> Self {
        Self { held: AtomicUsize::new(0), spool: spool.map(Arc::new) }
    }
}

impl Shelf for Spooling {
    fn keep(&self, bytes: Vec<u8>) -> Content {
        let before = self.held.fetch_add(bytes.len(), Ordering::Relaxed);
        if before + bytes.len() > MOST_HELD
            && let Some(spool) = &self.spool
            && let Ok(at) = spool.append(&bytes)
        {
            return Content::Spooled { spool: Arc::clone(spool), at, length: bytes.len() };
        }
        // A spool that fails (a full disk, say) costs memory, and no page.
        Content::Bytes(bytes.into())
    }
}
