//! Folders of a new site that get their names as wholes, with all that waits in them.

use std::path::Path;

use indexmap::IndexSet;

use crate::disk::{self, Place, Spool, Stamp, Undo};
use crate::path::above;

/// The folders that may come as wholes: they are missing, and in them waits what is to be written and nothing else.
#[derive(Debug, Default)]
pub(super) struct Wholes<'a> {
    spool: Option<&'a Spool>,
    outermost: IndexSet<&'a str>,
    /// All that wait, the outermost and those in them.
    waiting: IndexSet<&'a str>,
}

impl<'a> Wholes<'a> {
    /// Those on a spool: `places` are where outputs wait on it, and `folders` are missing.
    pub(super) fn of(places: &[Option<&'a Place>], spool: &'a Spool, folders: &[&str]) -> Self {
        let missing: IndexSet<&str> = folders.iter().copied().collect();
        let mut wholes = Self { spool: Some(spool), ..Self::default() };
        let mut count = 0;
        for place in places.iter().flatten() {
            let Place::Path(path, _) = place else { continue };
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

    /// Gives the folders their names; what remains are those that came, for some may not be had as wholes.
    pub(super) fn come(mut self, root: &Path, steps: &mut Vec<Undo>) -> Self {
        let come = |folder: &&'a str| {
            let (from, to) = (self.spool?.below(folder), root.join(folder));
            disk::rename(&from, &to).ok()?;
            Some((*folder, Undo::Restore { from: to, to: from }))
        };
        // Nearly all get their names in one folder, which only one thread at a time may change.
        let (outermost, back): (IndexSet<_>, Vec<_>) = self.outermost.iter().filter_map(come).unzip();
        steps.extend(back);
        self.outermost = outermost;
        self
    }

    /// Whether a folder came with them.
    pub(super) fn brought(&self, folder: &str) -> bool {
        self.waiting.contains(folder) && self.is_inside(folder)
    }

    /// The stamp of a file that came with them from a place on the spool.
    pub(super) fn stamp(&self, place: &Place) -> Option<Stamp> {
        match place {
            Place::Path(path, stamp) if self.is_inside(path) => Some(*stamp),
            _ => None,
        }
    }

    /// Whether a path is one of the outermost folders or lies in one.
    fn is_inside(&self, path: &str) -> bool {
        self.outermost.contains(path) || above(path).any(|folder| self.outermost.contains(folder))
    }
}
