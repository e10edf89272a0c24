//! What the last build made, and why: one record for each page.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::facts::{Facts, Fault};
use crate::path::Url;
use crate::query::Query;

/// The records of a build, by address: one for each page that was made without a fault.
pub type Records = BTreeMap<Url, Arc<Record>>;

/// All that one page depends on by construction. Equal keys, and equal answers to what was read, give equal pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The program.
    pub program: Digest,
    /// The theme's templates and words, as far as the page's template uses them.
    pub theme: Digest,
    /// The template's name.
    pub template: Digest,
    /// What the template sees of the site.
    pub site: Digest,
    /// What it sees of the guide.
    pub guide: Digest,
    /// What it sees of the page.
    pub page: Digest,
    /// What the finishing pass is told: rules of consent and the shape of links.
    pub setting: Digest,
}

impl Key {
    /// The name of the first part in which two keys differ.
    pub fn difference(&self, other: &Self) -> Option<&'static str> {
        let parts = |key: &Self| {
            [
                ("program", key.program),
                ("theme", key.theme),
                ("template", key.template),
                ("site", key.site),
                ("guide", key.guide),
                ("page", key.page),
                ("setting", key.setting),
            ]
        };
        let pairs = parts(self).into_iter().zip(parts(other));
        pairs.into_iter().find(|(own, other)| own != other).map(|((name, _), _)| name)
    }
}

/// What is known of a page that was made.
#[derive(Clone, Debug)]
pub struct Record {
    /// What it depends on by construction.
    pub key: Key,
    /// What its template asked, with the digests of the answers.
    pub reads: BTreeMap<Query, Digest>,
    /// The finished page.
    pub html: Arc<[u8]>,
    /// The digest of the finished page.
    pub digest: Digest,
    /// What is known of it.
    pub facts: Facts,
    /// What was found wrong while it was finished.
    pub faults: Vec<Fault>,
}

impl Record {
    /// Why the page has to be made again; nothing, if it may be kept.
    pub fn stale(&self, key: &Key, mut answer: impl FnMut(&Query) -> Option<Digest>) -> Option<String> {
        if let Some(part) = self.key.difference(key) {
            return Some(format!("its {part} changed"));
        }
        let changed = self.reads.iter().find(|(query, digest)| answer(query) != Some(**digest));
        changed.map(|(query, _)| format!("the answer to {query:?} changed"))
    }
}
