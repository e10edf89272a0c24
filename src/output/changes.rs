//! What a build must change in the output folder. Looks, and touches nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use indexmap::IndexSet;
use rayon::prelude::*;

use super::folders::folders;
use super::obstacles::Obstacles;
use super::owned::is_own_name;
use super::planned::Planned;
use super::stale::Leftovers;
use super::standing::Standing;
use super::{CommitFault, Content, Output};
use crate::digest::Digest;
use crate::disk::{self, Entry, MachineFault, Stamp};
use crate::manifest::{Manifest, Version};
use crate::path::{OutputPath, above, unportable};
use crate::published::Published;
use crate::sorted;

/// What a build must change in the output folder.
#[derive(Debug, Default)]
pub(super) struct Changes<'a> {
    /// The outputs whose files are missing or different.
    pub(super) writes: Vec<Write<'a>>,
    /// Files of ours that no output needs, but whose names are in the way of one: they go first.
    pub(super) displaced: Vec<&'a OutputPath>,
    /// Empty folders that go with them, for a file must go there.
    pub(super) cleared: Vec<PathBuf>,
    /// The folders that are missing then.
    pub(super) folders: Vec<&'a str>,
    /// Files of ours that no output needs.
    pub(super) stale: Vec<&'a OutputPath>,
    /// Files of ours that no output needs, but that somebody altered: they stay, and are no longer ours.
    pub(super) kept: Vec<&'a OutputPath>,
    /// How many outputs are there as they should be.
    pub(super) unchanged: usize,
    /// The list as it will be.
    pub(super) manifest: Manifest,
    /// The published tips as they will be, if they change.
    pub(super) tips: Option<&'a Published>,
    /// The stamps of the files that are there as they should be.
    pub(super) standing: BTreeMap<OutputPath, (Option<Stamp>, Version)>,
}

/// An output that must be written.
#[derive(Debug)]
pub(super) struct Write<'a> {
    /// The output.
    pub(super) output: &'a Output,
    /// Whether something of ours stands there.
    pub(super) replaces: bool,
}

/// What stands where an output must go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Missing,
    Same,
    Different,
    Folder,
}

impl<'a> Changes<'a> {
    /// Compares outputs with an output folder, in which the files of a list are ours.
    pub(super) fn of(
        outputs: &'a [Output],
        owned: &'a Manifest,
        standing: &Standing,
        root: &Path,
    ) -> Result<Self, CommitFault> {
        let planned = Planned::of(outputs)?;
        let seen = standing.held(&planned, root);
        let open = planned.chosen(|number| seen[number].is_none());
        guard(&open, &planned)?;
        let Leftovers { stale, kept } = Leftovers::of(owned, &planned, root)?;
        let mut obstacles = Obstacles::new(root, &stale);
        let found = folders(root, open.paths().map(OutputPath::as_str))?;
        let missing: IndexSet<&str> =
            found.iter().filter(|(_, entry)| *entry == Entry::Absent).map(|(folder, _)| *folder).collect();
        let is_new = |path: &OutputPath| {
            above(path.as_str()).next_back().is_some_and(|folder| missing.contains(folder))
        };
        let folders = obstacles.on_the_way(&found, &open);
        obstacles.other_spellings(&planned);
        let outputs = planned.as_slice();
        let looks: Vec<(Look, Option<Stamp>)> = outputs
            .par_iter()
            .zip(seen)
            .map(|(output, seen)| match seen {
                Some(_) => Ok((Look::Same, seen)),
                None if is_new(&output.path) => Ok((Look::Missing, None)),
                None => look(output, root),
            })
            .collect::<Result<_, MachineFault>>()?;
        let mut changes = Self { folders, kept, ..Self::default() };
        changes.manifest = outputs.iter().map(|output| (output.path.clone(), version(output))).collect();
        let mut standing = Vec::with_capacity(outputs.len());
        changes.writes.reserve(open.as_slice().len());
        let mut absent = BTreeSet::new();
        for (output, (look, stamp)) in outputs.iter().zip(looks) {
            match look {
                Look::Same if !obstacles.has_other_spelling(&output.path) => {
                    changes.unchanged += 1;
                    standing.push((output.path.clone(), (stamp, version(output))));
                    continue;
                }
                Look::Different if owned.versions(&output.path).is_empty() => obstacles.foreign(&output.path),
                Look::Folder => obstacles.folder(&output.path)?,
                Look::Same | Look::Different | Look::Missing => {}
            }
            if matches!(output.content, Content::Standing) {
                absent.insert(output.path.clone());
            }
            let replaces = matches!(look, Look::Same | Look::Different);
            changes.writes.push(Write { output, replaces });
        }
        changes.standing = standing.into_iter().collect();
        (changes.displaced, changes.cleared) = obstacles.finish()?;
        if !absent.is_empty() {
            return Err(CommitFault::Absent(absent));
        }
        changes.stale =
            stale.into_iter().filter(|path| changes.displaced.binary_search(path).is_err()).collect();
        Ok(changes)
    }

    /// What is known of the output folder, now that the changes are made, with the stamps of what was written and the digest
    /// of its tips where they are known. `at` is the folder, and the moment.
    pub(super) fn settled(
        &mut self,
        (stamps, tips): (&[Option<Stamp>], Option<Digest>),
        before: &Standing,
        at: (&Path, SystemTime),
    ) -> Standing {
        let written = self.writes.par_iter().enumerate().map(|(number, write)| {
            let output = write.output;
            let known = stamps.get(number).copied().flatten();
            let stamp = known.or_else(|| Stamp::of_file(&at.0.join(output.path.as_str())));
            (output.path.clone(), (stamp, version(output)))
        });
        let written: Vec<_> = written.collect();
        let mut seen = std::mem::take(&mut self.standing);
        sorted::extend(&mut seen, written);
        Standing::new(seen, tips, before, at)
    }

    /// Whether there is nothing to do, given the list that lies there.
    pub(super) fn are_none(&self, owned: &Manifest) -> bool {
        self.writes.is_empty()
            && self.tips.is_none()
            && self.stale.is_empty()
            && self.displaced.is_empty()
            && self.manifest == *owned
    }
}

/// Refuses outputs at paths that may not be written: the last guard of the output folder's borders. What stands
/// already passed it before.
fn guard(open: &Planned, planned: &Planned) -> Result<(), CommitFault> {
    let refused = open.as_slice().par_iter().find_map_first(|output| refusal(&output.path, planned));
    refused.map_or(Ok(()), Err)
}

/// Why a path may not be written.
fn refusal(path: &OutputPath, planned: &Planned) -> Option<CommitFault> {
    let refused = |path: &OutputPath, why: String| Some(CommitFault::Unsafe(path.clone(), why));
    if let Some(why) = unportable(path.as_str()) {
        return refused(path, why);
    }
    if is_own_name(path.as_str()) {
        return refused(path, "names that start with “.guidepost” are guidepost’s own".to_owned());
    }
    let is_file = |above: &&str| planned.has(above);
    if let Some(above) = above(path.as_str()).rev().find(is_file) {
        return refused(path, format!("“{above}” is an output too, not a folder"));
    }
    let next = planned.first_below(&format!("{path}/"))?;
    refused(next, format!("“{path}” is an output too, not a folder"))
}

/// The version that an output is.
pub(super) fn version(output: &Output) -> Version {
    Version { digest: output.digest, size: output.size }
}

fn look(output: &Output, root: &Path) -> Result<(Look, Option<Stamp>), MachineFault> {
    let path = root.join(output.path.as_str());
    let size = output.size;
    let stamp = Stamp::of_file(&path);
    let fault = MachineFault::of("read", &path);
    let look = match disk::entry(&path) {
        Ok(Entry::Absent) => Look::Missing,
        Ok(Entry::Folder) => Look::Folder,
        Ok(Entry::Link | Entry::Other) => Look::Different,
        Ok(Entry::File(found)) if found != size => Look::Different,
        Ok(Entry::File(_)) => match disk::digest(&path) {
            Ok(digest) if digest == output.digest => Look::Same,
            Ok(_) => Look::Different,
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Look::Different,
            Err(error) => return Err(fault(error)),
        },
        Err(error) => return Err(fault(error)),
    };
    Ok((look, stamp))
}

/// Whether a file still has one of the versions that were written.
pub(super) fn is_as_written(path: &Path, versions: &[Version]) -> io::Result<bool> {
    let Entry::File(size) = disk::entry(path)? else {
        return Ok(false);
    };
    if !versions.iter().any(|version| version.size == size) {
        return Ok(false);
    }
    match disk::digest(path) {
        Ok(digest) => Ok(versions.contains(&Version { digest, size })),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(false),
        Err(error) => Err(error),
    }
}
