//! Files of ours that no output needs any more.

use std::path::Path;

use rayon::prelude::*;

use super::changes::is_as_written;
use super::owned::is_own_name;
use super::planned::Planned;
use crate::disk::{self, Entry, MachineFault};
use crate::manifest::{Manifest, Version};
use crate::path::{OutputPath, above};

/// Files of ours that no output needs any more, in order.
#[derive(Debug, Default)]
pub(super) struct Leftovers<'a> {
    /// Those that are still as guidepost wrote them.
    pub(super) stale: Vec<&'a OutputPath>,
    /// Those that somebody altered since.
    pub(super) kept: Vec<&'a OutputPath>,
}

#[derive(Clone, Copy)]
enum Fate {
    Gone,
    Stale,
    Kept,
}

impl<'a> Leftovers<'a> {
    pub(super) fn of(owned: &'a Manifest, planned: &Planned<'_>, root: &Path) -> Result<Self, MachineFault> {
        if owned.iter().map(|(path, _)| path).eq(planned.paths()) {
            return Ok(Self::default());
        }
        let candidates: Vec<_> = owned.iter().filter(|(path, _)| !planned.has(path.as_str())).collect();
        let fates: Vec<Fate> = candidates
            .par_iter()
            .map(|(path, versions)| fate(path.as_str(), versions, root))
            .collect::<Result<_, _>>()?;
        let mut leftovers = Self::default();
        for ((path, _), fate) in candidates.into_iter().zip(fates) {
            match fate {
                Fate::Gone => {}
                Fate::Stale => leftovers.stale.push(path),
                Fate::Kept => leftovers.kept.push(path),
            }
        }
        Ok(leftovers)
    }
}

/// A list can be tampered with, so a path in it is believed only if it leads to a file below the output folder.
fn fate(path: &str, versions: &[Version], root: &Path) -> Result<Fate, MachineFault> {
    let is_beneath =
        !path.split(['/', '\\']).any(|part| matches!(part, "" | "." | "..")) && !path.contains(['\0', ':']);
    if !is_beneath || is_own_name(path) {
        return Ok(Fate::Gone);
    }
    let full = root.join(path);
    let fault = |error| MachineFault::new("read", &full, &error);
    match disk::entry(&full).map_err(fault)? {
        Entry::Absent => return Ok(Fate::Gone),
        Entry::File(_) => {}
        Entry::Folder | Entry::Link | Entry::Other => return Ok(Fate::Kept),
    }
    for folder in above(path).rev() {
        if disk::entry(&root.join(folder)).map_err(fault)? != Entry::Folder {
            return Ok(Fate::Kept);
        }
    }
    Ok(if is_as_written(&full, versions).map_err(fault)? { Fate::Stale } else { Fate::Kept })
}
