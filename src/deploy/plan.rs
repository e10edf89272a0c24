//! What is to be done at a target. A pure function of what is to be there and what is there.

use std::collections::{BTreeMap, BTreeSet};

use crate::path::above;

use super::inventory::UNDER_WAY;
use super::order::{Turn, is_page};
use super::{File, INVENTORY, Inventory, Item, Release, Seen, There, Version};

/// What is to be done at a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What is to be put, in the order in which it goes up.
    pub puts: Vec<Put>,
    /// What is to be deleted, with its size: files of earlier releases that no longer belong to the site.
    pub removals: Vec<(String, u64)>,
    /// What is there, is not the site's or was altered by others, and stays.
    pub kept: Vec<String>,
    /// Files of others where files of the site must go.
    pub in_the_way: Vec<String>,
    /// What is there already.
    pub unchanged: Vec<String>,
    /// How many files of guidepost's are there now.
    pub owned: usize,
    /// Whether what lies there must be listed anew, though it is what it should be.
    pub settles: bool,
}

/// A file that is to be put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The file.
    pub file: File,
    /// Why.
    pub change: Change,
}

/// Why a file is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is not there.
    Added,
    /// It has other bytes.
    Changed,
    /// It has the same bytes, and other headers.
    Headers,
}

/// What is known of a file at a target.
enum Standing {
    Absent,
    Same,
    OtherHeaders,
    Other { is_ours: bool },
}

impl Plan {
    /// Compares. `seen` has what was found when the [`There::questions`] were asked; `keep` names files and folders that are
    /// left as they are.
    pub fn new(
        release: &Release,
        there: &There,
        seen: &BTreeMap<String, Seen>,
        keep: &[String],
        with_headers: bool,
    ) -> Self {
        let mut plan = Self::default();
        let is_kept = |path: &str| {
            keep.iter().map(|kept| kept.trim_matches('/')).filter(|kept| !kept.is_empty()).any(|kept| {
                path.strip_prefix(kept).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        };
        for file in release.files() {
            let version = Version::of(file, with_headers);
            if is_kept(&file.path) && there.files.contains_key(&file.path) {
                plan.kept.push(file.path.clone());
                continue;
            }
            let change = match standing(file, &version, there, seen.get(&file.path)) {
                Standing::Same => {
                    plan.unchanged.push(file.path.clone());
                    continue;
                }
                Standing::Absent => Change::Added,
                Standing::OtherHeaders => Change::Headers,
                Standing::Other { is_ours } => {
                    if !is_ours {
                        plan.in_the_way.push(file.path.clone());
                    }
                    Change::Changed
                }
            };
            plan.puts.push(Put { file: file.clone(), change });
        }
        plan.puts.sort_by_cached_key(|put| (Turn::of(&put.file.path, put.change), put.file.path.clone()));
        for (path, found) in there.files.iter().filter(|(path, _)| release.get(path).is_none()) {
            if !is_kept(path) && there.is_ours(path, seen.get(path)) {
                plan.removals.push((path.clone(), found.size));
            } else if path != INVENTORY {
                plan.kept.push(path.clone());
            }
        }
        // Pages before what they show, so that none is ever seen without it.
        plan.removals.sort_by_key(|(path, _)| !is_page(path));
        plan.kept.sort();
        plan.settles = there.inventory.is_none() || !seen.is_empty();
        plan.owned = there.files.keys().filter(|path| there.is_listed(path)).count();
        plan
    }

    /// Where a file and a folder cannot have the same name, what others have there stands in the way, too: a file where
    /// a folder must be, and files in a folder where a file must be.
    pub fn see_folders(&mut self, there: &There) {
        let gone: BTreeSet<&str> = self.removals.iter().map(|(path, _)| path.as_str()).collect();
        let mut blocking = BTreeSet::new();
        for put in &self.puts {
            let path = put.file.path.as_str();
            let folders = above(path).map(str::to_owned);
            let below = there.files.range(format!("{path}/")..).map(|(path, _)| path.clone());
            let below = below.take_while(|below| is_above(path, below));
            blocking.extend(folders.filter(|path| there.files.contains_key(path)).chain(below));
        }
        blocking.retain(|path| !gone.contains(path.as_str()));
        self.in_the_way.extend(blocking);
    }

    /// The removals before which nothing can be put where they are, and the others.
    pub(super) fn removals_in_turn(&self) -> (Vec<&str>, Vec<&str>) {
        let puts: BTreeSet<&str> = self.puts.iter().map(|put| put.file.path.as_str()).collect();
        self.removals.iter().map(|(path, _)| path.as_str()).partition(|path| {
            above(path).any(|folder| puts.contains(folder))
                || puts.range(format!("{path}/").as_str()..).next().is_some_and(|put| is_above(path, put))
        })
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.puts.is_empty() && self.removals.is_empty()
    }

    /// How many bytes go up.
    pub fn bytes(&self) -> u64 {
        self.puts.iter().map(|put| put.file.size).sum()
    }

    /// How many files are put for a reason.
    pub fn count(&self, change: Change) -> usize {
        self.puts.iter().filter(|put| put.change == change).count()
    }

    /// Whether so much is deleted that it may be a mistake: more than 256 files, or more than a quarter of those there.
    pub fn removes_much(&self) -> bool {
        const MOST: usize = 256;
        self.removals.len() > MOST || self.removals.len() * 4 > self.owned
    }

    /// Whether this deletes and replaces no more than another plan, which was agreed to.
    pub fn is_within(&self, agreed: &Self) -> bool {
        let removed: BTreeSet<&String> = agreed.removals.iter().map(|(path, _)| path).collect();
        let replaced: BTreeSet<&String> = agreed.in_the_way.iter().collect();
        self.removals.iter().all(|(path, _)| removed.contains(path))
            && self.in_the_way.iter().all(|path| replaced.contains(path))
    }

    /// What guidepost may have put there while the plan is carried out: the old and the new, so that whatever it leaves
    /// when it is killed is known as its own.
    pub fn pending(&self, there: &There, id: &str, with_headers: bool) -> Inventory {
        let mut pending = there.inventory.clone().unwrap_or_default().renamed(id);
        for put in &self.puts {
            let item = pending.files.entry(put.file.path.clone()).or_default();
            let version = Version::of(&put.file, with_headers);
            if !item.versions.contains(&version) {
                item.versions.push(version);
            }
            item.mark = Some(UNDER_WAY.to_owned());
        }
        pending
    }

    /// What guidepost has put there when the plan is carried out; `marks` are those of the files as they are then.
    pub fn done(
        &self,
        release: &Release,
        id: &str,
        marks: &BTreeMap<String, Option<String>>,
        with_headers: bool,
    ) -> Inventory {
        let mut inventory = Inventory::new(id);
        for file in release.files().filter(|file| self.kept.binary_search(&file.path).is_err()) {
            let mark = marks.get(&file.path).cloned().flatten();
            inventory
                .files
                .insert(file.path.clone(), Item { versions: vec![Version::of(file, with_headers)], mark });
        }
        inventory
    }
}

/// Whether a path is that of a folder in which another one lies.
fn is_above(path: &str, other: &str) -> bool {
    other.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
}

fn standing(file: &File, version: &Version, there: &There, seen: Option<&Seen>) -> Standing {
    if !there.files.contains_key(&file.path) {
        return Standing::Absent;
    }
    if there.is_as_listed(&file.path, version) {
        return Standing::Same;
    }
    let is_ours = there.is_listed(&file.path) || seen.is_some_and(|seen| seen.is_ours);
    match seen {
        Some(seen) if seen.digest == file.digest && seen.headers == version.headers => Standing::Same,
        Some(seen) if seen.digest == file.digest => Standing::OtherHeaders,
        Some(_) => Standing::Other { is_ours },
        None => {
            let listed = there.inventory.as_ref().and_then(|inventory| inventory.files.get(&file.path));
            let same_bytes = listed.is_some_and(|item| {
                item.versions.iter().all(|listed| listed.digest == file.digest && listed.size == file.size)
                    && there.files.get(&file.path).is_some_and(|found| found.size == file.size)
            });
            if same_bytes { Standing::OtherHeaders } else { Standing::Other { is_ours } }
        }
    }
}
