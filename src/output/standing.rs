//! What is known of the files in an output folder without reading them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::owned::{LIST, TIPS};
use crate::digest::Digest;
use crate::disk::Stamp;
use crate::manifest::{Manifest, Version};
use crate::path::OutputPath;
use crate::sorted;

/// Every file that the last build wrote or found right, and the stamps of those that held it when they were last looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    #[serde(deserialize_with = "sorted::map")]
    files: BTreeMap<OutputPath, (Option<Stamp>, Version)>,
    /// The stamp of the list of these files.
    list: Option<Stamp>,
    /// The stamp of the published tips, with their digest.
    tips: Option<(Stamp, Digest)>,
}

impl Standing {
    /// What was seen of some files in a folder at the moment `now`, with the digest of its tips where that is known.
    /// Those that changed just before are looked at again.
    pub(super) fn new(
        seen: BTreeMap<OutputPath, (Option<Stamp>, Version)>,
        tips: Option<Digest>,
        root: &Path,
        now: SystemTime,
    ) -> Self {
        let own = |name: &str| Stamp::of_file(&root.join(name)).filter(|stamp| stamp.is_settled(now));
        let mut files = seen;
        for (stamp, _) in files.values_mut() {
            *stamp = stamp.filter(|stamp| stamp.is_settled(now));
        }
        Self { files, list: own(LIST), tips: own(TIPS).zip(tips) }
    }

    /// Whether a file was known by a stamp.
    pub(super) fn knows(&self, path: &OutputPath) -> bool {
        self.files.get(path).is_some_and(|(stamp, _)| stamp.is_some())
    }

    /// Whether a file with a stamp still holds a version.
    pub(super) fn holds(&self, path: &OutputPath, stamp: Stamp, version: Version) -> bool {
        self.files.get(path) == Some(&(Some(stamp), version))
    }

    /// The list that lies in a folder, if it is known without being read.
    pub(super) fn list(&self, root: &Path) -> Option<Manifest> {
        let stamp = Stamp::of_file(&root.join(LIST))?;
        let files = || self.files.iter().map(|(path, (_, version))| (path.clone(), *version)).collect();
        (self.list == Some(stamp)).then(files)
    }

    /// The digest of the tips that a folder keeps, if it is known without being read.
    pub(super) fn tips(&self, root: &Path) -> Option<Digest> {
        let stamp = Stamp::of_file(&root.join(TIPS))?;
        self.tips.filter(|(known, _)| *known == stamp).map(|(_, digest)| digest)
    }
}
