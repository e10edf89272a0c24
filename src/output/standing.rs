//! What is known of the files in an output folder without reading many of them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::owned::{LIST, TIPS};
use super::planned::Planned;
use super::{Output, changes};
use crate::digest::Digest;
use crate::disk::{self, Entry, Stamp};
use crate::manifest::{Manifest, Version};
use crate::path::OutputPath;
use crate::published::Published;
use crate::sorted;

/// How many bytes are read at most where no stamp tells that a file is as it was.
const MOST_READ: u64 = 8 << 20;

/// One file in so many may be read in every build until something changes; if there are more, all is looked at once more, and
/// then known by stamps.
const FEW: usize = 20;

/// As how many bytes a small file counts, for opening it takes time, too.
const LEAST_READ: u64 = 16 << 10;

/// Every file that the last build wrote or found right, and the stamps of those that held it when they were last looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    #[serde(deserialize_with = "sorted::map")]
    files: BTreeMap<OutputPath, (Option<Stamp>, Version)>,
    /// The list of these files.
    list: Option<Seen>,
    /// The published tips, with their digest.
    tips: Option<(Seen, Digest)>,
}

/// A file as it was last seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    /// Its stamp, if that was settled.
    stamp: Option<Stamp>,
    /// The digest of its bytes.
    digest: Digest,
}

impl Seen {
    /// The file at a path, seen at the moment `now`; it is not read, if it has the stamp that it had before.
    fn of(path: &Path, before: Option<Self>, now: SystemTime) -> Option<Self> {
        let stamp = Stamp::of_file(path).filter(|stamp| stamp.is_settled(now));
        before
            .filter(|before| stamp.is_some() && before.stamp == stamp)
            .or_else(|| disk::digest(path).ok().map(|digest| Self { stamp, digest }))
    }

    /// Whether it stands at a path.
    fn is_at(&self, path: &Path) -> bool {
        self.stamp.is_some() && self.stamp == Stamp::of_file(path)
            || disk::digest(path).is_ok_and(|found| found == self.digest)
    }
}

impl Standing {
    /// What was seen of some files in a folder at the moment `now`, with the digest of its tips where that is known.
    /// Those that changed just before are looked at again.
    pub(super) fn new(
        seen: BTreeMap<OutputPath, (Option<Stamp>, Version)>,
        tips: Option<Digest>,
        before: &Self,
        (root, now): (&Path, SystemTime),
    ) -> Self {
        let mut files = seen;
        for (stamp, _) in files.values_mut() {
            *stamp = stamp.filter(|stamp| stamp.is_settled(now));
        }
        let list = Seen::of(&root.join(LIST), before.list, now);
        let known = before.tips.map(|(seen, _)| seen);
        let tips = tips.and_then(|tips| Some((Seen::of(&root.join(TIPS), known, now)?, tips)));
        Self { files, list, tips }
    }

    /// Of outputs in order, the stamps of the files that are known to hold them.
    pub(super) fn held(&self, outputs: &Planned, root: &Path) -> Vec<Option<Stamp>> {
        let mut files = self.files.iter().peekable();
        let known = outputs.as_slice().iter().map(|output| {
            while files.next_if(|(known, _)| **known < output.path).is_some() {}
            let (_, (stamp, version)) = files.next_if(|(known, _)| **known == output.path)?;
            Some((output, stamp.filter(|_| *version == changes::version(output))?))
        });
        let known: Vec<_> = known.collect();
        let held = known.into_par_iter().map(|known| {
            let (output, stamp) = known?;
            Stamp::of_file(&root.join(output.path.as_str())).filter(|found| *found == stamp)
        });
        held.collect()
    }

    /// Whether a folder holds these outputs, given in order, and nothing else of ours, as far as is known without reading
    /// many of them.
    pub(super) fn is_all(&self, outputs: &[Output], root: &Path) -> bool {
        let known = self.files.iter().map(|(path, (_, version))| (path, *version));
        let unsettled = || self.files.values().filter(|(stamp, _)| stamp.is_none());
        let to_read: u64 = unsettled().map(|(_, version)| version.size.max(LEAST_READ)).sum();
        if to_read > MOST_READ
            || unsettled().count() * FEW > self.files.len()
            || !known.eq(outputs.iter().map(|output| (&output.path, changes::version(output))))
            || !self.has_list(root)
        {
            return false;
        }
        self.files.par_iter().all(|(path, (stamp, version))| {
            let path = root.join(path.as_str());
            match stamp {
                Some(stamp) => Stamp::of_file(&path) == Some(*stamp),
                None => changes::is_as_written(&path, &[*version]).unwrap_or(false),
            }
        })
    }

    /// Whether the list of these files lies in a folder.
    fn has_list(&self, root: &Path) -> bool {
        self.list.is_some_and(|list| list.is_at(&root.join(LIST)))
    }

    /// The list that lies in a folder, if it is that of these files.
    pub(super) fn list(&self, root: &Path) -> Option<Manifest> {
        let files = || self.files.iter().map(|(path, (_, version))| (path.clone(), *version)).collect();
        self.has_list(root).then(files)
    }

    /// The digest of the tips that a folder keeps, if it is known without their being looked through.
    pub(super) fn tips(&self, root: &Path) -> Option<Digest> {
        let path = root.join(TIPS);
        match (&self.tips, disk::entry(&path)) {
            (_, Ok(Entry::Absent)) => Some(Published::default().digest()),
            (Some((seen, tips)), _) if seen.is_at(&path) => Some(*tips),
            _ => None,
        }
    }
}
