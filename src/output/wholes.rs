//! Folders of a new site that get their names as wholes, with all that waits in them.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::Content;
use super::changes::{Changes, Write};
use crate::disk::{self, Place, Spool, Stamp, Undo};
use crate::path::above;

/// The folders that may come as wholes: they are missing, and in them waits what is to be written and nothing else.
#[derive(Debug, Default)]
pub(super) struct Wholes<'a> {
    spool: Option<Arc<Spool>>,
    outermost: BTreeSet<&'a str>,
    /// All that wait, the outermost and those in them.
    waiting: BTreeSet<&'a str>,
}

/// The folders that came as wholes.
#[derive(Debug)]
pub(super) struct Came<'a, 'w> {
    outermost: BTreeSet<&'a str>,
    wholes: &'w Wholes<'a>,
}

impl<'a> Wholes<'a> {
    pub(super) fn of(changes: &Changes<'a>, workshop: &Path) -> Self {
        let on_spools = || changes.writes.iter().filter_map(waits);
        let Some((spool, ..)) = on_spools().find(|(spool, ..)| spool.is_in(workshop)) else {
            return Self::default();
        };
        let missing: BTreeSet<&str> = changes.folders.iter().copied().collect();
        let mut wholes = Self { spool: Some(Arc::clone(spool)), ..Self::default() };
        let mut count = 0;
        for (_, path, _) in on_spools().filter(|(other, ..)| Arc::ptr_eq(spool, other)) {
            count += 1;
            let mut folders = above(path).filter(|folder| missing.contains(folder));
            if let Some(outermost) = folders.next() {
                wholes.outermost.insert(outermost);
                wholes.waiting.insert(outermost);
                wholes.waiting.extend(folders);
            }
        }
        // What was made and is not written any more must not come along.
        if count == spool.at_paths() { wholes } else { Self::default() }
    }

    /// Gives the folders their names; those that cannot be had as wholes stay where they are.
    pub(super) fn come(&self, root: &Path, steps: &mut Vec<Undo>) -> Came<'a, '_> {
        let come = |folder: &&'a str| {
            let (from, to) = (self.spool.as_ref()?.below(folder), root.join(folder));
            disk::rename(&from, &to).ok()?;
            Some((*folder, Undo::Restore { from: to, to: from }))
        };
        let came: Vec<_> = self.outermost.par_iter().filter_map(come).collect();
        let (outermost, back): (BTreeSet<_>, Vec<_>) = came.into_iter().unzip();
        steps.extend(back);
        Came { outermost, wholes: self }
    }
}

impl Came<'_, '_> {
    /// Whether a folder came with them.
    pub(super) fn brought(&self, folder: &str) -> bool {
        self.wholes.waiting.contains(folder) && self.is_inside(folder)
    }

    /// The stamp of a file that came with them.
    pub(super) fn stamp(&self, write: &Write<'_>) -> Option<Stamp> {
        let (spool, path, stamp) = waits(write)?;
        let is_there = self.wholes.spool.as_ref().is_some_and(|own| Arc::ptr_eq(own, spool));
        (is_there && self.is_inside(path)).then_some(stamp)
    }

    /// Whether a path is one of the outermost folders or lies in one.
    fn is_inside(&self, path: &str) -> bool {
        self.outermost.contains(path) || above(path).any(|folder| self.outermost.contains(folder))
    }
}

/// The spool on which an output waits at its own path, with that path and the stamp of its file.
fn waits<'a>(write: &Write<'a>) -> Option<(&'a Arc<Spool>, &'a str, Stamp)> {
    match &write.output.content {
        Content::Spooled { spool, place: Place::Path(path), stamp: Some(stamp) }
            if **path == *write.output.path.as_str() =>
        {
            Some((spool, path, *stamp))
        }
        _ => None,
    }
}
