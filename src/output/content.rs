//! The bytes of an output, or where they are, and where those of finished pages wait until the site is written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::owned::{LIST, WORKSHOP, is_own_name};
use super::refuse;
use crate::disk::{self, Entry, Place, Spool};
use crate::path::{OutputPath, SourcePath, unportable};

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
        /// The file's place in it.
        place: Place,
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
            Self::Spooled { spool, place } => spool.read(place).map(|bytes| Some(bytes.into())),
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
            (Self::Spooled { spool, place }, Self::Spooled { spool: other, place: its }) => {
                Arc::ptr_eq(spool, other) && place == its
            }
            _ => false,
        }
    }
}

impl Eq for Content {}

/// Where the bytes of finished pages wait until the site is written.
pub trait Shelf: Sync {
    /// Keeps the bytes of the page at a path.
    fn keep(&self, path: &OutputPath, bytes: Vec<u8>) -> Content;
}

/// Keeps them in memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Held;

impl Shelf for Held {
    fn keep(&self, _: &OutputPath, bytes: Vec<u8>) -> Content {
        Content::Bytes(bytes.into())
    }
}

/// Keeps nothing: for those who want to know what is wrong, and write no site.
#[derive(Clone, Copy, Debug, Default)]
pub struct Dropped;

impl Shelf for Dropped {
    fn keep(&self, _: &OutputPath, _: Vec<u8>) -> Content {
        Content::Standing
    }
}

/// How many bytes of pages are held in memory before the spool is used: enough for many sites.
const MOST_HELD: usize = 1 << 20;

/// Keeps the first pages in memory and the others as files in the output folder that have no names yet, so that a large
/// site needs no more memory than a small one. Where no site is yet, they lie beside each other as they will. What it keeps
/// there goes when it is dropped.
#[derive(Debug, Default)]
pub struct Spooling {
    held: AtomicUsize,
    home: Option<PathBuf>,
    is_first: bool,
    spool: OnceLock<Option<Arc<Spool>>>,
}

impl Spooling {
    /// For a site that will be written into an output folder; where that must not be, all is held in memory.
    pub fn new(site: &Path, out: &Path) -> Self {
        let is_refused = refuse(site, out).is_some();
        let root = disk::real(out).ok().filter(|_| !is_refused);
        let is_first =
            root.as_ref().is_some_and(|root| disk::entry(&root.join(LIST)).ok() == Some(Entry::Absent));
        let home = root.map(|root| root.join(WORKSHOP));
        Self { held: AtomicUsize::new(0), home, is_first, spool: OnceLock::new() }
    }

    fn spool(&self) -> Option<&Arc<Spool>> {
        let new = || Spool::new(self.home.as_deref()?).ok().map(Arc::new);
        self.spool.get_or_init(new).as_ref()
    }

    /// Puts a page on the spool, if it takes it. A spool that fails (a full disk, say) costs memory, and no page.
    fn spooled(&self, path: &OutputPath, bytes: &[u8]) -> Option<Content> {
        let spool = Arc::clone(self.spool()?);
        let is_safe = || unportable(path.as_str()).is_none() && !is_own_name(path.as_str());
        let place =
            if self.is_first && is_safe() { spool.add_at(path.shared(), bytes) } else { spool.add(bytes) };
        place.ok().map(|place| Content::Spooled { spool, place })
    }
}

impl Shelf for Spooling {
    fn keep(&self, path: &OutputPath, bytes: Vec<u8>) -> Content {
        let before = self.held.fetch_add(bytes.len(), Ordering::Relaxed);
        if before + bytes.len() > MOST_HELD
            && let Some(content) = self.spooled(path, &bytes)
        {
            return content;
        }
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
