//! The files of a folder on a server.

use std::collections::{BTreeMap, BTreeSet};

use crate::deploy::Fault;

use super::packet::{Found, Kind};
use super::sftp::Sftp;

/// What lies below a folder.
#[derive(Default)]
pub(super) struct Listing {
    /// The files, and whatever else is no folder.
    pub(super) files: BTreeMap<String, Found>,
    /// The folders.
    pub(super) folders: BTreeSet<String>,
}

/// What tells whether a file is still the one that was put there: nobody changed it since, nor made a link of it.
pub(super) fn mark(found: &Found) -> String {
    if found.kind == Kind::File { found.time.to_string() } else { "link".to_owned() }
}

impl Sftp {
    /// All that lies below a folder; nothing, if there is no folder.
    pub(super) fn list(&self, top: &str) -> Result<Listing, Fault> {
        let mut listing = Listing::default();
        self.all_below(top, |path, found| match found.kind {
            Kind::Folder => drop(listing.folders.insert(path.to_owned())),
            _ => drop(listing.files.insert(path.to_owned(), found)),
        })?;
        Ok(listing)
    }
}
