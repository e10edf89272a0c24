//! What one build knows for the next: the digests of files, the directory, and a memo of every unit.
//!
//! Whatever is remembered stands beside the digest of all it depends on, so nothing here can be wrong for
//! a site that changed: it is used where the digests are equal, and made again where they are not. What a build
//! seldom needs is packed, and costs nothing until somebody asks for it.

mod packed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::compress::Way;
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Placed};
use crate::digest::Digest;
use crate::document::{Opened, Parsed};
use crate::face::Face;
use crate::outline::{Outline, Role};
use crate::output::{Content, Output, Shelf};
use crate::path::{OutputPath, SourcePath, Url};
use crate::plan::Job;
use crate::published::{self, Line, PublishedTip};
use crate::record::{Reads, Record};
use crate::site::{Directory, Fragment, Guide, Size};
use crate::sorted;
use crate::theme::Theme;
use crate::view::Value;

pub use packed::{Checking, Packable, Packed, Parcel, Recall, Spot, checksum};

/// The faces of a site's Markdown files.
pub(crate) type Faces = BTreeMap<SourcePath, Face>;

/// What one build knows for the next.
#[derive(Default, Serialize, Deserialize)]
pub struct Memory {
    /// The files whose text was taken in.
    #[serde(deserialize_with = "sorted::map")]
    pub(crate) files: BTreeMap<SourcePath, Known>,
    /// The faces of the Markdown files among them.
    pub(crate) faces: Packed<Faces>,
    /// The sizes of images, by the digest of their bytes.
    #[serde(deserialize_with = "sorted::map")]
    pub(crate) sizes: BTreeMap<SourcePath, (Digest, Option<Size>)>,
    /// What files that are published as they are load from elsewhere, with the digest of all this depends on.
    #[serde(deserialize_with = "sorted::map")]
    pub(crate) loose: BTreeMap<SourcePath, (Digest, Vec<Loose>)>,
    /// The directory, with the digest of all it was made from.
    pub(crate) directory: Option<(Digest, Packed<Directory>)>,
    /// The units, by path; the pages that nobody wrote are that of the settings.
    #[serde(deserialize_with = "sorted::map")]
    pub(crate) units: BTreeMap<SourcePath, Arc<Memo>>,
    /// What templates asked, by the digest that records name.
    pub(crate) reads: BTreeMap<Digest, Reads>,
    /// The security policies of pages, by the digest that units name.
    pub(crate) policies: BTreeMap<Digest, String>,
    /// The security policies that HTML files need which are published as they are, with the digest of all each
    /// depends on.
    pub(crate) guests: BTreeMap<SourcePath, (Digest, String)>,
    /// Files made from the whole site, such as the feed, with the digest of all each was made from.
    pub(crate) made: BTreeMap<Url, (Digest, Written)>,
    /// The compressed files beside others, by the path of the other.
    pub(crate) compressed: BTreeMap<OutputPath, Compressed>,
    /// The entries of the feed, each with the digest of all it was made from.
    pub(crate) news: BTreeMap<SourcePath, (Digest, Packed<News>)>,
    /// The pages rendered since the last build that came to its end, and why.
    #[serde(skip)]
    pub(crate) rendered: BTreeMap<Url, String>,
    /// Whether it knows something else than what was kept.
    #[serde(skip)]
    pub(crate) is_new: bool,
    /// Whether the last build asked for a card that was not at hand.
    #[serde(skip)]
    pub(crate) short: bool,
    /// The roles of the site's files.
    #[serde(skip)]
    pub(crate) outline: Arc<Outline>,
    /// The theme with its faults, and the digest of what it was loaded from.
    #[serde(skip)]
    pub(crate) theme: Option<(Digest, Option<Arc<Theme>>, Vec<Diagnostic>)>,
    /// Brings what is packed.
    #[serde(skip)]
    store: Option<Arc<dyn Recall>>,
}

/// A file whose text was taken in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Known {
    /// The digest of its bytes.
    pub(crate) digest: Digest,
    /// What it was taken for.
    pub(crate) role: Role,
    /// The digest of its face, if it is a Markdown file.
    pub(crate) face: Digest,
    /// What is wrong with it by itself.
    pub(crate) faults: Vec<Diagnostic>,
    /// Its document.
    pub(crate) document: Packed<Taken>,
    /// What is known of it while its body was not read yet.
    #[serde(skip)]
    pub(crate) opened: Option<Arc<Opened>>,
}

/// A document of which a build made something, and what is wrong with it.
pub(crate) struct Learnt {
    path: SourcePath,
    pub(crate) document: Packed<Taken>,
    diagnostics: Vec<Diagnostic>,
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
    /// The digest of all else that its pages depend on by construction.
    pub(crate) surroundings: Digest,
    /// What its templates asked, by digest.
    pub(crate) reads: BTreeSet<Digest>,
    /// Whether all its pages were made.
    pub(crate) whole: bool,
    /// The digest of its card, if it is a guide.
    pub(crate) card: Digest,
    /// The card itself, where it is at hand.
    #[serde(skip)]
    pub(crate) value: Option<Value>,
    /// What is wrong with its model.
    pub(crate) faults: Vec<Diagnostic>,
    /// The digest of what others can link to in it: its addresses, and the ids in its pages.
    pub(crate) ground: Digest,
    /// What was wrong with its finished pages, and the digest of all that this depends on beside them.
    pub(crate) checked: Option<(Digest, Vec<Diagnostic>)>,
    /// Its pages as they were written.
    pub(crate) pages: Vec<Page>,
    /// Files that are made with it: calendar files and the small pages at old addresses.
    pub(crate) extras: Vec<(Url, Written)>,
    /// The digests of the different security policies of its pages.
    pub(crate) policies: BTreeSet<Digest>,
    /// Its old addresses, and where each leads now.
    pub(crate) moved: Vec<(Url, Url)>,
    /// Its tips, if it is a guide that has any.
    pub(crate) tips: Option<Arc<Tips>>,
    /// How its pages were made.
    pub(crate) body: Packed<Body>,
    /// Whether it is known without a look at its body that nothing is wrong with its pages.
    #[serde(skip)]
    pub(crate) is_sound: bool,
}

/// The tips of a guide.
#[derive(Debug, Serialize, Deserialize)]
pub struct Tips {
    /// The address of its overview.
    pub guide: Url,
    /// The digest of their line.
    pub digest: Digest,
    /// The line itself, in the build that made them.
    #[serde(skip)]
    pub line: Option<Line>,
    /// They themselves, in reading order, each with its place.
    pub tips: Packed<Vec<Placed<PublishedTip>>>,
}

/// A guide's entry in the feed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct News {
    pub(crate) entry: String,
    pub(crate) updated: Date,
}

/// A page as it was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Page {
    pub(crate) url: Url,
    pub(crate) written: Written,
    /// Whether the sitemap lists it.
    pub(crate) listed: bool,
    /// Whether it shows the dates of its guide.
    pub(crate) dated: bool,
}

/// The bytes of a file that was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Written {
    pub(crate) digest: Digest,
    pub(crate) size: u64,
    #[serde(skip)]
    pub(crate) content: Content,
}

/// The compressed files beside another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Compressed {
    /// The digest of the other.
    pub(crate) of: Digest,
    /// Those that gain something.
    pub(crate) written: Vec<(Way, Written)>,
}

/// How the pages of a unit were made.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Body {
    pub(crate) pages: Vec<Made>,
    /// The unit's links to places in pages of the site.
    pub(crate) fragments: Vec<Fragment>,
}

/// A page, with its record if it could be made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Made {
    pub(crate) job: Job,
    pub(crate) record: Option<Record>,
}

impl Tips {
    /// The tips of a guide; nothing, if it has none.
    pub(crate) fn of(guide: &Guide) -> Option<Self> {
        let tips = published::tips(guide);
        let line = Line::of(tips.iter().map(|tip| &tip.value));
        let (guide, digest) = (guide.leaf.url.clone(), line.digest);
        (!tips.is_empty()).then(|| Self { guide, digest, line: Some(line), tips: Packed::new(tips) })
    }
}

impl Written {
    /// These bytes.
    pub(crate) fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self { digest: Digest::of(&bytes), size: bytes.len() as u64, content: Content::Bytes(bytes) }
    }

    /// These bytes for a path: what was written before, if that is the same, or they wait on a shelf.
    pub(crate) fn on(shelf: &dyn Shelf, path: &OutputPath, bytes: Vec<u8>, before: Option<&Self>) -> Self {
        let (digest, size) = (Digest::of(&bytes), bytes.len() as u64);
        match before {
            Some(before) if before.digest == digest => before.clone(),
            _ => Self { digest, size, content: shelf.keep(path, bytes) },
        }
    }

    /// The output of it at an address.
    pub(crate) fn at(&self, url: &Url) -> Output {
        self.as_output(url.output())
    }

    /// The output of it at a path.
    pub(crate) fn as_output(&self, path: OutputPath) -> Output {
        Output { path, digest: self.digest, size: self.size, content: self.content.clone() }
    }
}

impl Memory {
    /// A memory that knows nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same memory with what brings packed values.
    pub fn with_store(self, store: Arc<dyn Recall>) -> Self {
        Self { store: Some(store), ..self }
    }

    /// Forgets what brings packed values, so that all is held.
    pub fn hold_all(&mut self) {
        self.store = None;
    }

    /// What brings packed values.
    pub(crate) fn store(&self) -> Option<&dyn Recall> {
        self.store.as_deref()
    }

    /// Every packed value.
    pub fn packed(&self) -> Vec<&dyn Packable> {
        let mut all: Vec<&dyn Packable> = vec![&self.faces];
        all.extend(self.directory.iter().map(|(_, directory)| directory as &dyn Packable));
        all.extend(self.files.values().map(|known| &known.document as &dyn Packable));
        all.extend(self.units.values().map(|memo| &memo.body as &dyn Packable));
        all.extend(self.news.values().map(|(_, news)| news as &dyn Packable));
        let tips = self.units.values().filter_map(|memo| memo.tips.as_deref());
        all.extend(tips.map(|tips| &tips.tips as &dyn Packable));
        all
    }

    /// Makes what every build needs ready.
    pub fn warm_up(&self) {
        if let Some((_, directory)) = &self.directory {
            directory.get(self.store());
        }
    }

    /// The digest of the file that is known at a path.
    pub fn known(&self, path: &SourcePath) -> Option<Digest> {
        self.files.get(path).map(|known| known.digest)
    }

    /// The digest and the role of the file that is known at a path.
    pub fn known_as(&self, path: &SourcePath) -> Option<(Digest, Role)> {
        self.files.get(path).map(|known| (known.digest, known.role))
    }

    /// The document of the file that is known at a path, if it can be had.
    pub(crate) fn document(&self, path: &SourcePath) -> Option<Arc<Taken>> {
        self.files.get(path)?.document.once(self.store())
    }

    /// The tips that a guide publishes; nothing, if they are gone.
    pub fn tips_of(&self, tips: &Tips) -> Option<Arc<Vec<Placed<PublishedTip>>>> {
        tips.tips.get(self.store()).cloned()
    }

    /// Forgets all units, so that they are made again.
    pub fn forget_units(&mut self) {
        self.units.clear();
        self.is_new = true;
    }

    /// Remembers these compressed files.
    pub(crate) fn remember_compressed(&mut self, compressed: BTreeMap<OutputPath, Compressed>) {
        let digests = |compressed: &BTreeMap<OutputPath, Compressed>| -> Vec<_> {
            compressed.iter().map(|(path, compressed)| (path.clone(), compressed.of)).collect()
        };
        self.is_new |= digests(&self.compressed) != digests(&compressed);
        self.compressed = compressed;
    }

    /// The Markdown document of a file, if it can be had; its body is read, if it was not yet.
    pub(crate) fn markdown(&self, path: &SourcePath) -> Option<Arc<Parsed>> {
        let known = self.files.get(path)?;
        if let Some(opened) = &known.opened {
            return Some(Arc::new(opened.parse()));
        }
        match known.document.once(self.store()).as_deref() {
            Some(Taken::Markdown(parsed)) => Some(Arc::clone(parsed)),
            _ => None,
        }
    }

    /// Whether values are packed as soon as they are made.
    pub(crate) fn packs(&self) -> bool {
        self.store.as_ref().is_some_and(|store| store.grows())
    }

    /// Keeps parcels; their spots, in order, or none.
    pub(crate) fn keep(&self, parcels: &[Parcel]) -> Vec<Spot> {
        self.store
            .as_ref()
            .filter(|_| !parcels.is_empty())
            .and_then(|store| store.keep(parcels))
            .unwrap_or_default()
    }

    /// Packs a large value early, if values are.
    pub(crate) fn pack_large(&self, value: &dyn Packable) {
        if self.packs()
            && value.spot().is_none()
            && let Some(spot) = self.store.as_ref().and_then(|store| store.keep_large(value))
        {
            value.lies_at(spot);
        }
    }

    /// Packs values early, if values are.
    pub(crate) fn pack(&self, values: &[&dyn Packable]) {
        if !self.packs() {
            return;
        }
        let new = values.iter().filter(|value| value.spot().is_none());
        let parcels = new.filter_map(|value| Some((value, value.parcel()?)));
        let (values, parcels): (Vec<&&dyn Packable>, Vec<Parcel>) = parcels.unzip();
        values.into_iter().zip(self.keep(&parcels)).for_each(|(value, spot)| value.lies_at(spot));
    }

    /// What can be [learnt](Self::learn) from the document of a file.
    pub(crate) fn learnt(&self, path: &SourcePath, parsed: Arc<Parsed>) -> Learnt {
        let diagnostics = parsed.document.diagnostics.clone();
        let document = Packed::new(Taken::Markdown(parsed));
        if let Some(spot) = self.files.get(path).and_then(|known| known.document.spot()) {
            document.lies_at(spot);
        }
        Learnt { path: path.clone(), document, diagnostics }
    }

    /// Takes documents in of which a build made something; what is wrong with those whose bodies were not read before.
    pub(crate) fn learn(&mut self, learnt: Vec<Learnt>) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for Learnt { path, mut document, diagnostics } in learnt {
            let Some(known) = self.files.get_mut(&path) else { continue };
            if self.store.is_some() {
                document.let_go();
            }
            known.document = document;
            if known.opened.take().is_some() {
                known.faults.extend(diagnostics.iter().cloned());
                faults.extend(diagnostics);
            }
        }
        faults
    }

    /// Forgets the text of a file, unless it has this digest.
    pub fn forget_text(&mut self, path: &SourcePath, digest: Digest) {
        if self.known(path).is_some_and(|known| known != digest) {
            self.files.remove(path);
            self.is_new = true;
        }
    }

    /// Puts the document of the file known at a path at hand.
    pub fn put(&mut self, path: &SourcePath, taken: Taken) {
        if let Some(known) = self.files.get_mut(path) {
            known.document = Packed::new(taken);
            self.is_new = true;
        }
    }

    /// Forgets how files were made that do not stand where they should, so that they are made again.
    pub fn forget(&mut self, outputs: &BTreeSet<OutputPath>) {
        self.made.retain(|url, _| !outputs.contains(&url.output()));
        self.compressed.retain(|path, compressed| {
            !compressed.written.iter().any(|(way, _)| outputs.contains(&way.beside(path)))
        });
        self.is_new = true;
        for memo in self.units.values_mut() {
            let is_gone = |url: &Url| outputs.contains(&url.output());
            let extra_is_gone = memo.extras.iter().any(|(url, _)| is_gone(url));
            if !extra_is_gone && !memo.pages.iter().any(|page| is_gone(&page.url)) {
                continue;
            }
            let memo = Arc::make_mut(memo);
            memo.whole = false;
            memo.pages.retain(|page| !is_gone(&page.url));
            if extra_is_gone {
                memo.key = Digest::default();
            }
        }
    }
}
