//! What is remembered from one run of the program to the next: a folder `.guidepost` beside `content`.
//!
//! It can be deleted at any time. It is believed only if it is whole and of this very program; whatever is wrong with
//! it, it is as if it were empty.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::disk::{self, Lock};
use crate::memory::{Memory, Taken};
use crate::output::Standing;
use crate::path::SourcePath;
use crate::source::Stamps;

/// The folder, in the site's.
const FOLDER: &str = ".guidepost";

/// What is remembered.
const MEMORY: &str = "memory";

/// The documents that were parsed, one after the other.
const DOCUMENTS: &str = "documents";

/// How many bytes of documents that nobody needs any more may lie about.
const MOST_WASTE: u64 = 16 << 20;

/// What is remembered between two runs.
#[derive(Debug, Default)]
pub(super) struct Cache {
    folder: Option<PathBuf>,
    program: Digest,
    shelf: Shelf,
}

/// Where parsed documents lie.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Shelf {
    /// By path: the digest of the file, that of the document's bytes, and where these lie.
    places: BTreeMap<SourcePath, Spot>,
    /// How long the file of documents is.
    length: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Spot {
    file: Digest,
    document: Digest,
    at: Range<u64>,
}

/// What is kept, as it is written.
#[derive(Serialize)]
struct Page<'a>(&'a Memory, &'a Stamps, &'a Standing, &'a Shelf);

impl Cache {
    /// The cache of a site, and what it holds, if that is whole and of this program.
    pub(super) fn open(site: &Path, program: Digest) -> (Self, Option<(Memory, Stamps, Standing)>) {
        let folder = site.join(FOLDER);
        let bytes = disk::read(&folder.join(MEMORY)).unwrap_or_default();
        let cache = Self { folder: Some(folder), program, shelf: Shelf::default() };
        match unsealed(&bytes, program) {
            Some((memory, stamps, standing, shelf)) => {
                (Self { shelf, ..cache }, Some((memory, stamps, standing)))
            }
            None => (cache, None),
        }
    }

    /// The folder, made if there was none; nothing, if it cannot be made.
    pub(super) fn folder(&self) -> Option<&Path> {
        let folder = self.folder.as_deref()?;
        disk::create_folder(folder).ok()?;
        let ignored = folder.join(".gitignore");
        // What is in the folder is nobody's to keep.
        let _ = disk::write_new(&ignored, b"*\n");
        Some(folder)
    }

    /// A document that was made from a file with this digest.
    pub(super) fn document(&self, path: &SourcePath, file: Digest) -> Option<Taken> {
        let spot = self.shelf.places.get(path).filter(|spot| spot.file == file)?;
        let bytes = disk::read_at(&self.folder.as_ref()?.join(DOCUMENTS), spot.at.clone()).ok()?;
        if Digest::of(&bytes) != spot.document {
            return None;
        }
        postcard::from_bytes(&bytes).ok()
    }

    /// Keeps what is remembered. Another run that is just keeping its own goes first.
    pub(super) fn save(&mut self, memory: &mut Memory, stamps: &Stamps, standing: &Standing) {
        let Some(folder) = self.folder().map(Path::to_owned) else { return };
        let Ok(_lock) = Lock::acquire(&folder.join("lock"), std::time::Duration::ZERO) else { return };
        if self.put_documents(&folder, memory).is_err() {
            self.shelf = Shelf::default();
        }
        let sealed = sealed(&Page(memory, stamps, standing, &self.shelf), self.program);
        let new = folder.join("memory.tmp");
        let _ = disk::remove_file(&new);
        if disk::write_new(&new, &sealed).is_ok() {
            let _ = disk::rename(&new, &folder.join(MEMORY));
        }
    }

    /// Adds the documents that do not lie there yet.
    fn put_documents(&mut self, folder: &Path, memory: &Memory) -> std::io::Result<()> {
        let path = folder.join(DOCUMENTS);
        let shelf = &mut self.shelf;
        shelf.places.retain(|path, spot| memory.known(path) == Some(spot.file));
        let used: u64 = shelf.places.values().map(|spot| spot.at.end - spot.at.start).sum();
        if disk::length(&path).ok() != Some(shelf.length) || shelf.length > 2 * used + MOST_WASTE {
            *shelf = Shelf::default();
            disk::remove_file(&path)?;
        }
        let new: Vec<(&SourcePath, Digest, &Taken)> = memory
            .documents()
            .filter(|(path, file, _)| shelf.places.get(path).is_none_or(|spot| spot.file != *file))
            .collect();
        for group in new.chunks(1024) {
            let bytes: Vec<Vec<u8>> = group
                .par_iter()
                .map(|(_, _, taken)| postcard::to_stdvec(taken).unwrap_or_default())
                .collect();
            disk::append(&path, &bytes.concat())?;
            for ((path, file, _), bytes) in group.iter().zip(bytes) {
                let end = shelf.length + bytes.len() as u64;
                let spot = Spot { file: *file, document: Digest::of(&bytes), at: shelf.length..end };
                shelf.places.insert((*path).clone(), spot);
                shelf.length = end;
            }
        }
        Ok(())
    }
}

/// What is kept with the digest of it and of the program.
fn sealed(page: &Page, program: Digest) -> Vec<u8> {
    let body = postcard::to_stdvec(page).unwrap_or_default();
    let seal = Digest::of_parts([program.as_bytes(), &body]);
    [seal.as_bytes(), &body].concat()
}

fn unsealed(bytes: &[u8], program: Digest) -> Option<(Memory, Stamps, Standing, Shelf)> {
    let (seal, body) = bytes.split_at_checked(16)?;
    if seal != Digest::of_parts([program.as_bytes(), body]).as_bytes() {
        return None;
    }
    postcard::from_bytes(body).ok()
}
