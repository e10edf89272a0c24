//! What one build knows for the next: faces and documents of files, the directory, and a memo of every unit.
//!
//! Whatever is remembered stands beside the digest of all it depends on, so nothing here can be wrong for
//! a site that changed: it is used where the digests are equal, and made again where they are not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::document::Parsed;
use crate::face::Face;
use crate::outline::Role;
use crate::path::{OutputPath, SourcePath, Url};
use crate::plan::Job;
use crate::record::{Reads, Record};
use crate::site::{Directory, Fragment, Size};
use crate::theme::Theme;
use crate::view::Value;

/// What one build knows for the next.
#[derive(Default, Serialize, Deserialize)]
pub struct Memory {
    /// The files whose text was taken in.
    pub(crate) files: BTreeMap<SourcePath, Known>,
    /// The sizes of images, by the digest of their bytes.
    pub(crate) sizes: BTreeMap<SourcePath, (Digest, Option<Size>)>,
    /// What files that are published as they are load from elsewhere, with the digest of all this depends on.
    pub(crate) loose: BTreeMap<SourcePath, (Digest, Vec<Loose>)>,
    /// The directory, with the digest of all it was made from.
    pub(crate) directory: Option<(Digest, Arc<Directory>)>,
    /// The units, by path; the pages that nobody wrote are that of the settings.
    pub(crate) units: BTreeMap<SourcePath, Arc<Memo>>,
    /// What templates asked, by the digest that records name.
    pub(crate) reads: BTreeMap<Digest, Reads>,
    /// The feed, with the digest of all it was made from.
    pub(crate) feed: Option<(Digest, Arc<[u8]>)>,
    /// Whether the last build asked for a card that was not at hand.
    #[serde(skip)]
    pub(crate) short: bool,
    /// Documents that are at hand.
    #[serde(skip)]
    pub(crate) documents: BTreeMap<SourcePath, Taken>,
    /// The theme with its faults, and the digest of what it was loaded from.
    #[serde(skip)]
    pub(crate) theme: Option<(Digest, Option<Arc<Theme>>, Vec<Diagnostic>)>,
}

/// A file whose text was taken in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Known {
    /// The digest of its bytes.
    pub(crate) digest: Digest,
    /// What it was taken for.
    pub(crate) role: Role,
    /// The face of a Markdown file, with its digest.
    pub(crate) face: Option<(Arc<Face>, Digest)>,
    /// What is wrong with it by itself.
    pub(crate) faults: Vec<Diagnostic>,
}

/// Something that a file which is published as it is loads from another host.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Loose {
    /// The host.
    pub(crate) host: String,
    /// The element that loads it.
    pub(crate) element: String,
    /// The attribute that names it.
    pub(crate) attribute: String,
    /// The error that it is.
    pub(crate) fault: Diagnostic,
}

/// A file's text taken in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Taken {
    /// A Markdown file.
    Markdown(Arc<Parsed>),
    /// An archive of comments.
    Archive(Archive),
}

/// What is remembered of a unit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Memo {
    /// The digest of all that its model and its pages' views depend on.
    pub(crate) key: Digest,
    /// Its pages.
    pub(crate) pages: Vec<Made>,
    /// The digest of its card, if it is a guide.
    pub(crate) card: Digest,
    /// The card itself, where it is at hand.
    #[serde(skip)]
    pub(crate) value: Option<Value>,
    /// What is wrong with its model.
    pub(crate) faults: Vec<Diagnostic>,
    /// Its links to places in pages of the site.
    pub(crate) fragments: Vec<Fragment>,
    /// Files that are made with it: calendar files and the small pages at old addresses.
    pub(crate) extras: Vec<(Url, Arc<[u8]>)>,
    /// The digest of what others can link to in it: its addresses, and the ids in its pages.
    pub(crate) ground: Digest,
    /// What was wrong with its finished pages, and the digest of all that this depends on beside them.
    pub(crate) checked: Option<(Digest, Vec<Diagnostic>)>,
}

/// A page, with its record if it could be made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Made {
    pub(crate) job: Job,
    pub(crate) record: Option<Arc<Record>>,
}

impl Memory {
    /// A memory that knows nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The documents that are at hand, with the digests of the files they were made from.
    pub fn documents(&self) -> impl Iterator<Item = (&SourcePath, Digest, &Taken)> {
        self.documents.iter().filter_map(|(path, taken)| Some((path, self.files.get(path)?.digest, taken)))
    }

    /// The digest of the file that is known at a path.
    pub fn known(&self, path: &SourcePath) -> Option<Digest> {
        self.files.get(path).map(|known| known.digest)
    }

    /// The digest and the role of the file that is known at a path.
    pub fn known_as(&self, path: &SourcePath) -> Option<(Digest, Role)> {
        self.files.get(path).map(|known| (known.digest, known.role))
    }

    /// Forgets the text of a file, unless it has this digest.
    pub fn forget_text(&mut self, path: &SourcePath, digest: Digest) {
        if self.known(path).is_some_and(|known| known != digest) {
            self.files.remove(path);
            self.documents.remove(path);
        }
    }

    /// Puts a document at hand that was made from the file known at a path.
    pub fn recall(&mut self, path: &SourcePath, taken: Taken) {
        if self.files.contains_key(path) {
            self.documents.insert(path.clone(), taken);
        }
    }

    /// Lets go of all documents; those that are needed again will be asked for.
    pub fn let_go(&mut self) {
        self.documents.clear();
    }

    /// Forgets pages whose files do not stand where they should, so that they are made again.
    pub fn forget(&mut self, outputs: &BTreeSet<OutputPath>) {
        for memo in self.units.values_mut() {
            if memo.pages.iter().any(|made| outputs.contains(&made.job.url.output())) {
                let memo = Arc::make_mut(memo);
                for made in &mut memo.pages {
                    if outputs.contains(&made.job.url.output()) {
                        made.record = None;
                    }
                }
            }
        }
    }
}
