//! What is at a target.

use std::collections::BTreeMap;

use crate::digest::Digest;

use super::{Headers, Inventory, Release, Version};

/// What is at a target.
#[derive(Clone, Debug, Default)]
pub struct There {
    /// What guidepost knows it put there; none, if that was lost, damaged, or never was.
    pub inventory: Option<Inventory>,
    /// Whether an inventory is there that cannot be read.
    pub is_damaged: bool,
    /// Every file but the inventory, by path.
    pub files: BTreeMap<String, Found>,
}

/// A file at a target, as a listing shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many bytes it has.
    pub size: u64,
    /// What the target says of this version of the file, if it says anything.
    pub mark: Option<String>,
}

/// A file at a target that was looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The digest of its bytes.
    pub digest: Digest,
    /// What servers say of it; nothing, where the target takes no headers.
    pub headers: Option<Headers>,
    /// Whether the file itself tells that guidepost put it there.
    pub is_ours: bool,
}

impl There {
    /// What is there, with an inventory as it was read.
    pub fn new(inventory: Option<&[u8]>, files: BTreeMap<String, Found>) -> Self {
        let read = inventory.and_then(Inventory::from_json);
        Self { is_damaged: inventory.is_some() && read.is_none(), inventory: read, files }
    }

    /// Whether a file is certainly the one that guidepost put there as its inventory says: nobody changed it since.
    pub(super) fn is_as_listed(&self, path: &str, version: &Version) -> bool {
        let item = self.inventory.as_ref().and_then(|inventory| inventory.files.get(path));
        let (Some(found), Some(item)) = (self.files.get(path), item) else { return false };
        item.versions == [version.clone()] && found.size == version.size && item.mark == found.mark
    }

    /// Whether the inventory has a file.
    pub(super) fn is_listed(&self, path: &str) -> bool {
        self.inventory.as_ref().is_some_and(|inventory| inventory.files.contains_key(path))
    }

    /// The files that must be looked into before it is clear what is to be done with them.
    pub fn questions<'a>(&'a self, release: &'a Release, with_headers: bool) -> Vec<&'a str> {
        let mut questions = Vec::new();
        for file in release.files() {
            let Some(found) = self.files.get(&file.path) else { continue };
            let version = Version::of(file, with_headers);
            if found.size != file.size && self.is_listed(&file.path) {
                continue;
            }
            let item = self.inventory.as_ref().and_then(|inventory| inventory.files.get(&file.path));
            // One known version that nobody touched, and another one to come: that needs no look.
            let is_settled = item.is_some_and(|item| {
                item.versions.len() == 1 && item.mark == found.mark && item.versions[0].size == found.size
            });
            if !is_settled && !self.is_as_listed(&file.path, &version) {
                questions.push(file.path.as_str());
            }
        }
        let rest = self.files.keys().filter(|path| release.get(path).is_none());
        questions
            .extend(rest.map(String::as_str).filter(|path| self.is_listed(path) && !self.is_untouched(path)));
        questions
    }

    /// Whether a listed file is as it was when it was listed.
    pub(super) fn is_untouched(&self, path: &str) -> bool {
        let item = self.inventory.as_ref().and_then(|inventory| inventory.files.get(path));
        let (Some(found), Some(item)) = (self.files.get(path), item) else { return false };
        item.mark == found.mark && item.versions.iter().any(|version| version.size == found.size)
    }

    /// Whether a listed file still holds what guidepost put there, as far as it was looked into.
    pub(super) fn is_ours(&self, path: &str, seen: Option<&Seen>) -> bool {
        let item = self.inventory.as_ref().and_then(|inventory| inventory.files.get(path));
        let holds =
            |digest| item.is_some_and(|item| item.versions.iter().any(|version| version.digest == digest));
        item.is_some() && (self.is_untouched(path) || seen.is_some_and(|seen| holds(seen.digest)))
    }
}
