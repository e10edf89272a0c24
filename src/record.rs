//! What the last build made, and why: one record for each page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Digester};
use crate::facts::{Facts, Fault};
use crate::query::Query;

/// What a template asked, with the digests of the answers.
pub type Reads = BTreeMap<Query, Digest>;

/// The digest of what was asked and answered: pages that read the same share it.
pub fn reads_digest(reads: &Reads) -> Digest {
    let mut digester = Digester::new();
    for (query, answer) in reads {
        let (kind, name) = match query {
            Query::Asset(path) => (0, path.as_str()),
            Query::Guides(None) => (1, ""),
            Query::Guides(Some(tag)) => (2, tag.as_str()),
            Query::Inline(path) => (3, path.as_str()),
            Query::Page(path) => (4, path.as_str()),
            Query::Tags => (5, ""),
        };
        digester.add([kind]).add(name).add(answer.as_bytes());
    }
    digester.finish()
}

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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// What it depends on by construction.
    pub key: Key,
    /// The digest of what its template asked and was answered.
    pub reads: Digest,
    /// What is known of it.
    pub facts: Facts,
    /// What was found wrong while it was finished.
    pub faults: Vec<Fault>,
}
