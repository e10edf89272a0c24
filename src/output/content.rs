//! The bytes of an output, or where they are, and where those of finished pages wait until the site is written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::owned::WORKSHOP;
use super::refuse;
use crate::disk::{self, Spool};
use crate::path::SourcePath;

/// The bytes of an output, or where they are.
#[derive(Clone, Debug, Default)]
pub enum Content {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// Those of a source file, too large to be held or not read in this build.
    Copy(SourcePath),
    /// Those of a file on a spool, which are there until the site is written.
    Spooled {
        /// The spool.
        spool: Arc<Spool>,
        /// The number of the file.
        number: u64,
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
            Self::Spooled { spool, number } => spool.read(*number).map(|bytes| Some(bytes.into())),
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
            (Self::Spooled { spool, number }, Self::Spooled { spool: other, number: its }) => {
                Arc::ptr_eq(spool, other) && number == its
            }
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

/// Keeps the first pages in memory and the others as files in the output folder that have no names yet, so that a large
/// site needs no more memory than a small one. What it keeps there goes when it is dropped.
#[derive(Debug, Default)]
pub struct Spooling {
    held: AtomicUsize,
    home: Option<PathBuf>,
    spool: OnceLock<Option<Arc<Spool>>>,
}

impl Spooling {
    /// For a site that will be written into an output folder; where that must not be, all is held in memory.
    pub fn new(site: &Path, out: &Path) -> Self {
        let is_refused = refuse(site, out).is_some();
        let home = disk::real(out).ok().filter(|_| !is_refused).map(|root| root.join(WORKSHOP));
        Self { held: AtomicUsize::new(0), home, spool: OnceLock::new() }
    }

    fn spool(&self) -> Option<&Arc<Spool>> {
        let new = || Spool::new(self.home.as_deref()?).ok().map(Arc::new);
        self.spool.get_or_init(new).as_ref()
    }
}

impl Shelf for Spooling {
    fn keep(&self, bytes: Vec<u8>) -> Content {
        let before = self.held.fetch_add(bytes.len(), Ordering::Relaxed);
        if before + bytes.len() > MOST_HELD
            && let Some(spool) = self.spool()
            && let Ok(number) = spool.add(&bytes)
        {
            return Content::Spooled { spool: Arc::clone(spool), number };
        }
        // A spool that fails (a full disk, say) costs memory, and no page.
        Content::Bytes(bytes.into())
    }
}

impl Drop for Spooling {
    fn drop(&mut self) {
        if let Some(Some(spool)) = self.spool.get() {
            spool.clear();
        }
    }
}
