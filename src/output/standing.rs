//! What is known of the files in an output folder without reading them.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::disk::Stamp;
use crate::manifest::Version;
use crate::path::OutputPath;

/// The stamps of files that held a known version when they were last looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing(BTreeMap<OutputPath, (Stamp, Version)>);

impl Standing {
    /// What was seen of some files at the moment `now`. Those that changed just before are looked at again.
    pub(super) fn new(seen: BTreeMap<OutputPath, (Stamp, Version)>, now: SystemTime) -> Self {
        Self(seen.into_iter().filter(|(_, (stamp, _))| stamp.is_settled(now)).collect())
    }

    /// Whether a file with a stamp still holds a version.
    pub(super) fn holds(&self, path: &OutputPath, stamp: Stamp, version: Version) -> bool {
        self.0.get(path) == Some(&(stamp, version))
    }
}
