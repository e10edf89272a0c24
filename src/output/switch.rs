//! From the old site to the new one: all that can fail for want of space or rights comes first, then files only change
//! their names, and each such step can be taken back.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexSet;
use rayon::prelude::*;

use super::changes::{Changes, Write, version};
use super::folders::below_one;
use super::owned::{LIST, PENDING, TIPS, WORKSHOP};
use super::wholes::Wholes;
use super::{CommitFault, Content};
use crate::disk::{self, Entry, MachineFault, Place, Spool, Stamp, Undo};
use crate::manifest::Manifest;
use crate::path::{OutputPath, above};

/// A switch from the old site to the new one.
pub(super) struct Switch<'a> {
    site: &'a Path,
    root: &'a Path,
    workshop: PathBuf,
    changes: &'a Changes<'a>,
    /// The spool in the workshop on which outputs wait for their names.
    spool: Option<&'a Spool>,
    /// Where each output that is written waits on it, if it does.
    places: Vec<Option<&'a Place>>,
}

impl<'a> Switch<'a> {
    pub(super) fn new(changes: &'a Changes<'a>, site: &'a Path, root: &'a Path) -> Self {
        let workshop = root.join(WORKSHOP);
        let spool = changes.writes.iter().find_map(|write| match &write.output.content {
            Content::Spooled { spool, .. } if spool.is_in(&workshop) => Some(&**spool),
            _ => None,
        });
        let places = places(changes, spool);
        Self { site, root, workshop, changes, spool, places }
    }

    /// Makes the changes, or none; the stamps of the files that were written, where they are known. `unlisted` is what was
    /// ours before and may not stand in the list.
    pub(super) fn run(&self, unlisted: Manifest) -> Result<Vec<Option<Stamp>>, CommitFault> {
        let mut steps = Vec::new();
        let result =
            self.prepare(unlisted).and_then(|()| self.exchange(&mut steps).map_err(CommitFault::from));
        if result.is_ok() {
            self.tidy();
        } else if disk::undo(&steps) {
            // While all could not be put back, the list of what is pending tells the next build what is ours.
            let _ = disk::remove_file(&self.root.join(PENDING));
        }
        clear(&self.workshop);
        result
    }

    /// Writes everything into the workshop: from here on no more space is needed, but for folders.
    fn prepare(&self, unlisted: Manifest) -> Result<(), CommitFault> {
        make(&self.workshop).map_err(MachineFault::of("make", &self.workshop))?;
        self.changes
            .writes
            .par_iter()
            .enumerate()
            .try_for_each(|(number, write)| self.write(number, write))?;
        let (pending, list) = rayon::join(
            || self.lay("pending", |to| self.pending(unlisted).write(to)),
            || self.lay("list", |to| self.changes.manifest.write(to)),
        );
        pending.and(list)?;
        if let Some(tips) = self.changes.tips {
            self.lay("tips", |to| tips.write(to))?;
        }
        self.changes.writes.par_iter().enumerate().filter(|(_, write)| write.replaces).try_for_each(
            |(number, write)| {
                let path = self.target(&write.output.path);
                disk::keep_copy(&path, &self.old(number))
                    .map_err(|error| MachineFault::new("keep", &path, &error))
            },
        )?;
        Ok(())
    }

    /// Writes a file of guidepost's own into the workshop.
    fn lay(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> Result<(), MachineFault> {
        let path = self.workshop.join(name);
        disk::write_new_in_pieces(&path, write).map_err(MachineFault::of("write", &path))
    }

    /// What may be ours until all is done.
    fn pending(&self, unlisted: Manifest) -> Manifest {
        let mut pending = unlisted;
        for write in &self.changes.writes {
            pending.add(write.output.path.clone(), version(write.output));
        }
        pending
    }

    fn write(&self, number: usize, write: &Write<'_>) -> Result<(), CommitFault> {
        if self.places[number].is_some() {
            return Ok(());
        }
        let new = &self.waiting(number);
        let target = self.target(&write.output.path);
        let Content::Copy(source) = &write.output.content else {
            let bytes = write.output.content.bytes().map_err(MachineFault::of("read", &self.workshop))?;
            let bytes = bytes.unwrap_or_default();
            return disk::write_new(new, &bytes)
                .map_err(|error| MachineFault::new("write", &target, &error).into());
        };
        let source = self.site.join(source.as_str());
        let (digest, _) = disk::copy_new(&source, new).map_err(MachineFault::of("write", &target))?;
        if digest == write.output.digest { Ok(()) } else { Err(CommitFault::Changed(source)) }
    }

    /// Gives every file its name.
    fn exchange(&self, steps: &mut Vec<Undo>) -> Result<Vec<Option<Stamp>>, MachineFault> {
        rename(&self.workshop.join("pending"), &self.root.join(PENDING))?;
        let first = self.changes.writes.len();
        self.set_aside(first, &self.changes.displaced, steps)?;
        for folder in &self.changes.cleared {
            remove_empty_folders(folder);
        }
        let wholes = self.spool.map(|spool| Wholes::of(&self.places, spool, &self.changes.folders));
        let came = wholes.unwrap_or_default().come(self.root, steps);
        let missing = self.changes.folders.iter().copied().filter(|folder| !came.brought(folder));
        let mut missing: Vec<&str> = missing.collect();
        let made =
            below_one(&mut missing).into_par_iter().flat_map_iter(|folders| self.make_folders(folders));
        collect(made.collect(), steps)?;
        let stamps: Vec<_> = self.places.iter().map(|place| came.stamp((*place)?)).collect();
        let alone =
            self.changes.writes.par_iter().enumerate().filter(|(number, _)| stamps[*number].is_none());
        let renamed = alone.map(|(number, write)| self.put(number, write));
        collect(renamed.collect(), steps)?;
        self.set_aside(first + self.changes.displaced.len(), &self.changes.stale, steps)?;
        if self.changes.tips.is_some() {
            rename(&self.workshop.join("tips"), &self.root.join(TIPS))?;
        }
        rename(&self.workshop.join("list"), &self.root.join(LIST))?;
        Ok(stamps)
    }

    /// Makes folders, given from the outside in, up to the first that cannot be made: those in it would make it after all, and
    /// nobody would take it back.
    fn make_folders(&self, folders: &[&str]) -> Vec<Result<Undo, MachineFault>> {
        let mut made = Vec::with_capacity(folders.len());
        for folder in folders {
            let path = self.root.join(folder);
            let result = disk::create_folder(&path).map_err(MachineFault::of("make", &path));
            let is_made = result.is_ok();
            made.push(result.map(|()| Undo::Folder(path)));
            if !is_made {
                break;
            }
        }
        made
    }

    fn put(&self, number: usize, write: &Write<'_>) -> Result<Undo, MachineFault> {
        let target = self.target(&write.output.path);
        rename(&self.waiting(number), &target)?;
        Ok(if write.replaces {
            Undo::Restore { from: self.old(number), to: target }
        } else {
            Undo::Remove(target)
        })
    }

    fn set_aside(
        &self,
        first: usize,
        paths: &[&OutputPath],
        steps: &mut Vec<Undo>,
    ) -> Result<(), MachineFault> {
        let moved = paths.par_iter().enumerate().map(|(number, path)| {
            let (to, from) = (self.target(path), self.old(first + number));
            disk::rename(&to, &from).map_err(MachineFault::of("remove", &to))?;
            Ok(Undo::Restore { from, to })
        });
        collect(moved.collect(), steps)
    }

    /// The new site stands; what is left of the old one goes.
    fn tidy(&self) {
        let _ = disk::remove_file(&self.root.join(PENDING));
        let gone = self.changes.stale.iter().chain(&self.changes.displaced);
        let mut folders: Vec<&str> = gone.flat_map(|path| above(path.as_str())).collect();
        folders.sort_unstable();
        folders.dedup();
        for folder in folders.into_iter().rev() {
            disk::remove_empty_folder(&self.root.join(folder));
        }
    }

    fn target(&self, path: &OutputPath) -> PathBuf {
        self.root.join(path.as_str())
    }

    fn waiting(&self, number: usize) -> PathBuf {
        let on_spool = self.spool.zip(self.places[number]).map(|(spool, place)| spool.path(place));
        on_spool.unwrap_or_else(|| self.workshop.join(number.to_string()))
    }

    fn old(&self, number: usize) -> PathBuf {
        self.workshop.join(format!("{number}.old"))
    }
}

/// Where the outputs that are written wait on a spool. Of two that are one file of it, only one takes it: the one at whose path it
/// waits, or else the first.
fn places<'a>(changes: &Changes<'a>, own: Option<&Spool>) -> Vec<Option<&'a Place>> {
    let mut taken = IndexSet::new();
    let place = |write: &Write<'a>| {
        let Content::Spooled { spool, place } = &write.output.content else { return None };
        let is_own = own.is_some_and(|own| std::ptr::eq(own, Arc::as_ptr(spool)));
        let is_here = !matches!(place, Place::Path(path, _) if **path != *write.output.path.as_str());
        (is_own && is_here && taken.insert(place)).then_some(place)
    };
    changes.writes.iter().map(place).collect()
}

/// Removes what a build left in the workshop: only names that a build gives.
pub(super) fn clear(workshop: &Path) {
    if !matches!(disk::entry(workshop), Ok(Entry::Folder)) {
        return;
    }
    Spool::sweep(workshop);
    // What stays behind costs space only, and the next build removes it; but one more try costs nothing.
    let names = disk::names_in(workshop).or_else(|_| disk::names_in(workshop)).unwrap_or_default();
    names.par_iter().filter(|name| is_ours(name)).for_each(|name| {
        let _ = disk::remove_file(&workshop.join(name));
    });
    disk::remove_empty_folder(workshop);
}

/// Makes the workshop, unless it is there. A link in its place would lead elsewhere.
fn make(workshop: &Path) -> io::Result<()> {
    match disk::entry(workshop)? {
        Entry::Folder => Ok(()),
        _ => disk::create_new_folder(workshop),
    }
}

fn is_ours(name: &str) -> bool {
    let number = name.strip_suffix(".old").unwrap_or(name);
    matches!(name, "list" | "pending" | "tips")
        || (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Removes a folder with all folders in it, as far as they are empty.
fn remove_empty_folders(folder: &Path) {
    let folders = disk::folders_below(folder).unwrap_or_default();
    for folder in folders.iter().rev() {
        disk::remove_empty_folder(folder);
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), MachineFault> {
    disk::rename(from, to).map_err(MachineFault::of("write", to))
}

/// Keeps the way back of all that was done, and returns the first fault.
fn collect(results: Vec<Result<Undo, MachineFault>>, steps: &mut Vec<Undo>) -> Result<(), MachineFault> {
    let mut first = Ok(());
    for result in results {
        match result {
            Ok(step) => steps.push(step),
            Err(fault) => first = first.and(Err(fault)),
        }
    }
    first
}
