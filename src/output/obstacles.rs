//! What stands where outputs must go.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::planned::Planned;
use super::{CommitFault, Foreign};
use crate::disk::{self, Entry, MachineFault};
use crate::path::{OutputPath, fold};

/// Collects what stands where outputs must go: ours, which can give way, and others', which cannot.
pub(super) struct Obstacles<'a, 's> {
    root: &'s Path,
    /// Files of ours that no output needs, in order.
    stale: &'s [&'a OutputPath],
    displaced: BTreeSet<&'a OutputPath>,
    /// The displaced ones that differ from an output only in case or composition, folded.
    spellings: BTreeSet<String>,
    cleared: Vec<PathBuf>,
    foreign: Vec<Foreign>,
}

impl<'a, 's> Obstacles<'a, 's> {
    pub(super) fn new(root: &'s Path, stale: &'s [&'a OutputPath]) -> Self {
        let (displaced, spellings, cleared, foreign) = Default::default();
        Self { root, stale, displaced, spellings, cleared, foreign }
    }

    /// Looks at the folders that outputs need. A link is no folder: what is written below it lands elsewhere.
    ///
    /// Returns those that must be made.
    pub(super) fn on_the_way<'p>(
        &mut self,
        folders: &[(&'p str, Entry)],
        planned: &Planned<'_>,
    ) -> Vec<&'p str> {
        let mut missing = Vec::new();
        for (folder, entry) in folders {
            match entry {
                Entry::Folder => {}
                Entry::Absent => missing.push(*folder),
                Entry::File(_) if self.displace(&OutputPath::new(*folder)) => missing.push(*folder),
                Entry::File(_) | Entry::Link | Entry::Other => {
                    let below = format!("{folder}/");
                    if let Some(output) = planned.first_below(&below) {
                        self.foreign.push(Foreign { path: self.root.join(folder), output: output.clone() });
                    }
                }
            }
        }
        missing
    }

    /// Files of ours that some systems take for the same as an output: they must go before it is written, not after.
    pub(super) fn other_spellings(&mut self, planned: &Planned<'_>) {
        if self.stale.is_empty() {
            return;
        }
        let mut stale: BTreeMap<String, Vec<&OutputPath>> = BTreeMap::new();
        for path in self.stale {
            stale.entry(fold(path.as_str())).or_default().push(path);
        }
        for path in planned.paths() {
            if let Some((folded, paths)) = stale.remove_entry(&fold(path.as_str())) {
                self.displaced.extend(paths);
                self.spellings.insert(folded);
            }
        }
    }

    /// Whether such a file of ours goes before this output is written.
    pub(super) fn has_other_spelling(&self, path: &OutputPath) -> bool {
        !self.spellings.is_empty() && self.spellings.contains(&fold(path.as_str()))
    }

    /// A file of somebody else stands where this output must go.
    pub(super) fn foreign(&mut self, path: &OutputPath) {
        self.foreign.push(Foreign { path: self.root.join(path.as_str()), output: path.clone() });
    }

    /// A folder stands where this output must go: it can give way if all in it is ours and no longer needed.
    pub(super) fn folder(&mut self, path: &OutputPath) -> Result<(), MachineFault> {
        let folder = self.root.join(path.as_str());
        let files = disk::files_below(&folder).map_err(MachineFault::of("read", &folder))?;
        for file in files {
            let name =
                file.strip_prefix(self.root).ok().and_then(Path::to_str).map(|name| name.replace('\\', "/"));
            if !name.is_some_and(|name| self.displace(&OutputPath::new(name))) {
                self.foreign.push(Foreign { path: file, output: path.clone() });
            }
        }
        self.cleared.push(folder);
        Ok(())
    }

    /// What must go before anything is written: files, then folders.
    ///
    /// # Errors
    /// All files of somebody else that are in the way.
    pub(super) fn finish(mut self) -> Result<(Vec<&'a OutputPath>, Vec<PathBuf>), CommitFault> {
        if self.foreign.is_empty() {
            return Ok((self.displaced.into_iter().collect(), self.cleared));
        }
        self.foreign.sort();
        self.foreign.dedup_by(|a, b| a.path == b.path);
        Err(CommitFault::Foreign(self.foreign))
    }

    /// Lets a file give way, if it is ours and not needed.
    fn displace(&mut self, path: &OutputPath) -> bool {
        match self.stale.binary_search(&path) {
            Ok(at) => {
                self.displaced.insert(self.stale[at]);
                true
            }
            Err(_) => false,
        }
    }
}
