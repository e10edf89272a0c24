//! What is remembered from one run of the program to the next: a folder `.guidepost` beside `content`.
//!
//! It can be deleted at any time. It is believed only if it is whole and of this very program; whatever is wrong with
//! it, it is as if it were empty. What is remembered in a few words lies in one file, which is read as a whole; what is
//! packed lies in another, one value after the other, which only grows, until too much of it is waste.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rayon::prelude::*;
use serde::Serialize;

use crate::digest::{Digest, Digesting};
use crate::disk::{self, Lock};
use crate::memory::{Checking, Memory, Packable, Parcel, Recall, Spot, checksum};
use crate::output::Standing;
use crate::source::Stamps;

/// The folder, in the site's.
const FOLDER: &str = ".guidepost";

/// What is remembered in a few words.
const MEMORY: &str = "memory";

/// What is packed.
const STORE: &str = "store";

/// How many bytes that nobody needs any more may lie in the store, beside as many as are needed.
const MOST_WASTE: u64 = 16 << 20;

/// How many values are written at a time.
const BATCH: usize = 64;

/// How many bytes are written at a time.
const AT_ONCE: usize = 1 << 18;

/// What is remembered between two runs.
#[derive(Debug, Default)]
pub(super) struct Cache {
    folder: Option<PathBuf>,
    program: Digest,
}

/// What is kept, as it is written.
#[derive(Serialize)]
struct Kept<'a>(&'a Memory, &'a Stamps, &'a Standing);

/// The file of packed values.
struct Store {
    path: PathBuf,
    /// Whether it may grow before all is kept.
    grows: bool,
    /// Held by who adds to it.
    end: Mutex<()>,
}

impl Store {
    fn new(path: PathBuf, grows: bool) -> Self {
        Self { path, grows, end: Mutex::default() }
    }

    /// Writes at the end, whose place is told. Another run that adds to the store just now spoils the spots of both, and each
    /// makes again what it does not find.
    fn at_end<T>(&self, write: impl FnOnce(u64) -> io::Result<T>) -> Option<T> {
        let _end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        write(disk::length(&self.path).unwrap_or(0)).ok()
    }
}

impl Recall for Store {
    fn recall(&self, spot: Spot) -> Option<Vec<u8>> {
        let bytes = disk::read_at(&self.path, spot.at..spot.at.checked_add(spot.length)?).ok()?;
        (checksum(&bytes) == spot.checksum).then_some(bytes)
    }

    fn grows(&self) -> bool {
        self.grows
    }

    fn keep(&self, parcels: &[Parcel]) -> Option<Vec<Spot>> {
        self.at_end(|end| add(&self.path, end, parcels))
    }

    fn keep_large(&self, value: &dyn Packable) -> Option<Spot> {
        self.at_end(|end| {
            disk::append_with(&self.path, |file| {
                let mut to = BufWriter::with_capacity(AT_ONCE, Checking::new(file));
                value.write(&mut to)?;
                Ok(to.into_inner().map_err(io::IntoInnerError::into_error)?.spot(end))
            })
        })
    }
}

impl Cache {
    /// The cache of a site, and what it holds, if that is whole and of this program.
    pub(super) fn open(site: &Path, program: Digest) -> (Self, Option<(Memory, Stamps, Standing)>) {
        let folder = site.join(FOLDER);
        let bytes = disk::read(&folder.join(MEMORY)).unwrap_or_default();
        let kept = unsealed(&bytes, program)
            .map(|(memory, stamps, standing)| (memory.with_store(store(&folder, false)), stamps, standing));
        (Self { folder: Some(folder), program }, kept)
    }

    /// The cache of a site, whatever it holds.
    pub(super) fn new(site: &Path) -> Self {
        Self { folder: Some(site.join(FOLDER)), ..Self::default() }
    }

    /// The store of packed values, which may grow before all is kept; nothing, if there can be none.
    pub(super) fn growing_store(&self) -> Option<Arc<dyn Recall>> {
        self.folder().map(|folder| store(folder, true))
    }

    /// The folder, made if there was none; nothing, if it cannot be made.
    pub(super) fn folder(&self) -> Option<&Path> {
        let folder = self.folder.as_deref()?;
        disk::create_folder(folder).ok()?;
        // What is in the folder is nobody's to keep.
        let _ = disk::write_new(&folder.join(".gitignore"), b"*\n");
        Some(folder)
    }

    /// Keeps what is remembered. Another run that is just keeping its own goes first.
    pub(super) fn save(&self, memory: &Memory, stamps: &Stamps, standing: &Standing) {
        let Some(folder) = self.folder() else { return };
        let Ok(_lock) = Lock::acquire(&folder.join("lock"), Duration::ZERO) else { return };
        if pack(&folder.join(STORE), &memory.packed()).is_err() {
            return;
        }
        let new = folder.join("memory.tmp");
        let _ = disk::remove_file(&new);
        let kept = Kept(memory, stamps, standing);
        if disk::write_new_with(&new, |file| seal(&kept, self.program, file)).is_ok() {
            let _ = disk::rename(&new, &folder.join(MEMORY));
        }
    }
}

fn store(folder: &Path, grows: bool) -> Arc<dyn Recall> {
    Arc::new(Store::new(folder.join(STORE), grows))
}

/// Adds to the store what does not lie there yet; a store with too much waste is made anew.
fn pack(path: &Path, packed: &[&dyn Packable]) -> io::Result<()> {
    let length = disk::length(path).unwrap_or(0);
    let spots = packed.iter().filter_map(|packed| packed.spot());
    let used: u64 = spots.map(|spot| spot.length).sum();
    if length > 2 * used + MOST_WASTE {
        return repack(path, packed);
    }
    let new: Vec<&dyn Packable> = packed.iter().copied().filter(|packed| packed.spot().is_none()).collect();
    put(path, length, &new, |packed| packed.parcel())
}

/// Copies what is needed into a new store.
fn repack(path: &Path, packed: &[&dyn Packable]) -> io::Result<()> {
    let (old, new) = (Store::new(path.to_owned(), false), path.with_extension("tmp"));
    disk::remove_file(&new)?;
    put(&new, 0, packed, |packed| packed.parcel().or_else(|| old.recall(packed.spot()?).map(Parcel::new)))?;
    disk::rename(&new, path)
}

/// Adds values at the end of a store. Whatever lies there beside what is known is waste.
fn put(
    path: &Path,
    mut end: u64,
    values: &[&dyn Packable],
    parcel: impl Fn(&dyn Packable) -> Option<Parcel> + Sync,
) -> io::Result<()> {
    let mut places = Vec::with_capacity(values.len());
    for group in values.chunks(BATCH) {
        let made = group.par_iter().filter_map(|packed| Some((*packed, parcel(*packed)?)));
        let (packed, parcels): (Vec<&dyn Packable>, Vec<Parcel>) = made.unzip();
        let spots = add(path, end, &parcels)?;
        end = spots.last().map_or(end, |spot| spot.at + spot.length);
        places.extend(packed.into_iter().zip(spots));
    }
    for (packed, spot) in places {
        packed.lies_at(spot);
    }
    Ok(())
}

/// Adds parcels at the end of a store; their spots.
fn add(path: &Path, mut end: u64, parcels: &[Parcel]) -> io::Result<Vec<Spot>> {
    let mut spots = Vec::with_capacity(parcels.len());
    for Parcel { bytes, checksum } in parcels {
        let length = bytes.len() as u64;
        spots.push(Spot { at: end, length, checksum: *checksum });
        end += length;
    }
    disk::append(path, parcels.iter().map(|parcel| parcel.bytes.as_slice()))?;
    Ok(spots)
}

/// Writes what is kept, and then the seal: the digest of it and of the program.
fn seal(kept: &Kept, program: Digest, file: impl Write) -> io::Result<()> {
    let mut to = BufWriter::with_capacity(AT_ONCE, Digesting::new(file));
    postcard::to_io(kept, &mut to).map_err(io::Error::other)?;
    let (digest, mut file) = to.into_inner().map_err(io::IntoInnerError::into_error)?.finish();
    file.write_all(Digest::of_parts([program.as_bytes(), digest.as_bytes()]).as_bytes())
}

fn unsealed(bytes: &[u8], program: Digest) -> Option<(Memory, Stamps, Standing)> {
    let (body, seal) = bytes.split_at_checked(bytes.len().checked_sub(Digest::LENGTH)?)?;
    if seal != Digest::of_parts([program.as_bytes(), Digest::of(body).as_bytes()]).as_bytes() {
        return None;
    }
    postcard::from_bytes(body).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Packed;

    #[test]
    fn what_many_threads_keep_at_a_time_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path(), true);
        let text = |number: usize| format!("{number} ").repeat(1 + number % 7 * 20_000);
        let kept: Vec<(usize, Vec<Spot>)> = (0..64_usize)
            .into_par_iter()
            .map(|number| {
                let value = Packed::new(text(number));
                let spots = if number % 3 == 0 {
                    store.keep_large(&value).into_iter().collect()
                } else {
                    let parcels = [Packable::parcel(&value).unwrap(), Parcel::new(vec![7; number])];
                    store.keep(&parcels).unwrap()
                };
                (number, spots)
            })
            .collect();
        for (number, spots) in kept {
            let again = Packed::<String>::at(spots[0]);
            assert_eq!(*again.once(Some(&*store)).unwrap(), text(number));
            assert!(spots.get(1).is_none_or(|spot| store.recall(*spot) == Some(vec![7; number])));
        }
    }
}
