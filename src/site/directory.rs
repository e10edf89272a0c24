//! Who is published, at which address, in which order: all of it from the faces of files alone.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::addresses::{Addresses, Owner};
use super::folders::Folders;
use super::links::Aim;
use super::policy::{self, Load};
use super::publication::{Publication, State};
use super::{File, Size, Tag, order};
use crate::config::{Config, Mode};
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Mark, Place, Placed};
use crate::digest::{Digest, Digester};
use crate::face::{Face, Kind};
use crate::front_matter::PartKind;
use crate::outline::{Outline, Role, SETTINGS};
use crate::path::{SourcePath, Url, slug};
use crate::sorted;

/// What a directory is made from.
pub struct Given<'a> {
    /// The settings.
    pub config: &'a Config,
    /// Which file is what.
    pub outline: &'a Outline,
    /// The faces of the Markdown files.
    pub faces: &'a BTreeMap<SourcePath, Face>,
    /// The sizes of images, as far as they tell.
    pub sizes: &'a (dyn Fn(&SourcePath) -> Option<Size> + Sync),
    /// The date of the build.
    pub date: Date,
    /// Whether drafts and future pages are shown.
    pub drafts: bool,
}

/// The addresses and the order of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    /// The Markdown files.
    #[serde(deserialize_with = "sorted::map")]
    pub entries: BTreeMap<SourcePath, Entry>,
    /// Files published as they are.
    #[serde(deserialize_with = "sorted::map")]
    pub files: BTreeMap<SourcePath, File>,
    /// Files that are withheld with the page of their folder, and why.
    pub withheld: BTreeMap<SourcePath, String>,
    /// Every address that is taken.
    #[serde(deserialize_with = "sorted::set")]
    pub addresses: BTreeSet<Url>,
    /// Tags by the segment of their address.
    pub tags: BTreeMap<String, Tag>,
    /// What is assembled as one: the published pages, then the published guides, each by path.
    pub units: Vec<Arc<Unit>>,
    /// What published pages load from elsewhere.
    pub loads: Vec<Load>,
    /// What is asked of the reader, after `auto` has been decided.
    pub consent: Mode,
    /// What is wrong with it.
    pub faults: Vec<Diagnostic>,
    /// The digest of all that a unit sees of it.
    pub digest: Digest,
}

/// A Markdown file in the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The address it has or would have.
    pub url: Url,
    /// Its title; its name, where it has none.
    pub title: String,
    /// Where the title stands in it.
    pub title_at: Mark,
    /// Its description or summary; may be empty.
    pub description: String,
    /// Whether it is part of the site, as far as its own head and its guide say.
    pub state: State,
    /// Whether it is shown: it is published, or drafts are shown.
    pub shown: bool,
    /// The day that it shows as that of its last change.
    pub updated: Option<Date>,
}

/// What is assembled as one: a guide with its parts, or a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The overview or the page.
    pub path: SourcePath,
    /// The parts that are shown, in reading order; none of a page.
    pub parts: Option<Vec<SourcePath>>,
    /// The day of publication.
    pub date: Option<Date>,
    /// The segments of a guide's tags.
    pub tags: BTreeSet<String>,
}

impl Unit {
    /// The files it is made of: its own, then its parts.
    pub fn files(&self) -> impl Iterator<Item = &SourcePath> {
        std::iter::once(&self.path).chain(self.parts.iter().flatten())
    }
}

impl Directory {
    /// What a source path leads to.
    pub fn aim(&self, path: &SourcePath) -> Option<Aim<'_>> {
        if let Some(entry) = self.entries.get(path) {
            return Some(if entry.shown {
                Aim::Page(&entry.url)
            } else {
                Aim::Unpublished(entry.state.why())
            });
        }
        let file = self.files.get(path).map(|file| Aim::File(&file.url));
        file.or_else(|| self.withheld.get(path).map(|why| Aim::Unpublished(why)))
    }

    /// Every path that leads to something or would.
    pub(super) fn paths(&self) -> impl Iterator<Item = &SourcePath> {
        self.entries.keys().chain(self.files.keys()).chain(self.withheld.keys())
    }

    /// The unit of a page or an overview.
    pub fn unit(&self, path: &SourcePath) -> Option<&Arc<Unit>> {
        self.units.iter().find(|unit| unit.path == *path)
    }

    /// Of every Markdown file, whether it is published, and why.
    pub fn publications(&self) -> Vec<Publication> {
        let publication = |(path, entry): (&SourcePath, &Entry)| Publication {
            path: path.clone(),
            url: entry.url.clone(),
            title: entry.title.clone(),
            published: entry.shown,
            why: entry.state.why().to_owned(),
        };
        self.entries.iter().map(publication).collect()
    }

    /// The hosts that pages load from and no service declares.
    pub fn undeclared(&self) -> BTreeSet<String> {
        self.loads.iter().filter(|load| load.service.is_none()).map(|load| load.host.clone()).collect()
    }

    /// Whether an author or a guide has the home page.
    pub fn has_home(&self) -> bool {
        self.units.iter().any(|unit| self.entries[&unit.path].url == Url::root())
    }
}

/// Makes the directory of a site; what is wrong is told, and the rest stands.
pub fn directory(given: &Given) -> Directory {
    let mut maker = Maker::new(given);
    maker.enter();
    maker.check_order();
    maker.add_files();
    maker.add_pages();
    maker.add_guides();
    maker.add_tags();
    maker.take_fixed_names();
    maker.take_aliases();
    maker.finish()
}

/// A directory in the making.
struct Maker<'a> {
    given: &'a Given<'a>,
    /// The overview of each guide, by folder.
    overviews: BTreeMap<&'a str, &'a SourcePath>,
    /// The numbered files of each guide, by folder.
    parts: BTreeMap<&'a str, Vec<(u32, &'a SourcePath)>>,
    folders: Folders,
    addresses: Addresses,
    made: Directory,
}

impl<'a> Maker<'a> {
    fn new(given: &'a Given<'a>) -> Self {
        let outline = given.outline;
        let slugs: BTreeMap<&SourcePath, &str> =
            given.faces.iter().filter_map(|(path, face)| Some((path, face.slug.as_deref()?))).collect();
        let overviews = outline.roles.iter().filter(|(_, role)| **role == Role::Overview);
        Self {
            given,
            overviews: overviews.map(|(path, _)| (path.folder(), path)).collect(),
            parts: outline.parts(),
            folders: Folders::of(outline.roles.keys(), &slugs),
            addresses: Addresses::default(),
            made: Directory { consent: policy::mode(given), ..Directory::default() },
        }
    }

    /// Gives every Markdown file its address, and decides who is published: parts after their guides.
    fn enter(&mut self) {
        let guides = self.guides();
        let one = |(path, face): (&SourcePath, &Face)| (path.clone(), self.entry(path, face, &guides));
        let entered: Vec<(SourcePath, (Entry, Vec<Diagnostic>))> =
            self.given.faces.par_iter().map(one).collect();
        let entries = entered.into_iter().map(|(path, (entry, faults))| {
            self.made.faults.extend(faults);
            (path, entry)
        });
        self.made.entries = entries.collect();
    }

    /// What the head of each guide says of its publication, by folder.
    fn guides(&self) -> BTreeMap<&'a str, State> {
        let guide = |(folder, overview): (&&'a str, &&SourcePath)| {
            let face = self.given.faces.get(*overview)?;
            Some((*folder, State::of(face.draft, face.date, self.given.date)))
        };
        self.overviews.iter().filter_map(guide).collect()
    }

    /// What the directory says of a file, and what is wrong with that.
    fn entry(
        &self,
        path: &SourcePath,
        face: &Face,
        guides: &BTreeMap<&str, State>,
    ) -> (Entry, Vec<Diagnostic>) {
        let is_part = matches!(face.kind, Kind::Part { .. });
        let own = State::of(face.draft, face.date.filter(|_| !is_part), self.given.date);
        let state = match guides.get(path.folder()).filter(|_| is_part) {
            Some(guide) => own.below(guide),
            None => own,
        };
        let (title, place) = match &face.title {
            Some(title) => (title.value.as_str(), &title.place),
            None => (path.stem_and_ending().0, &face.place),
        };
        let shown = self.given.drafts || state.is_published();
        let (url, fault) = self.folders.page_url(path, face.slug.as_deref());
        let untitled = shown && face.title.is_none() && face.sound;
        let faults = fault.into_iter().chain(untitled.then(|| no_title(face.place.clone())));
        let entry = Entry {
            url,
            title: title.to_owned(),
            title_at: Mark::of(place),
            description: face.description.clone(),
            state,
            shown,
            updated: face.updated.or(face.date),
        };
        (entry, faults.collect())
    }

    fn check_order(&mut self) {
        for files in self.parts.values() {
            self.made.faults.extend(order::check(files));
        }
    }

    /// Publishes the files beside pages, unless the page of their folder is withheld.
    fn add_files(&mut self) {
        for (path, role) in &self.given.outline.roles {
            if *role != Role::File {
                continue;
            }
            if let Some(why) = self.withheld_above(path) {
                self.made.withheld.insert(path.clone(), why);
                continue;
            }
            let url = self.folders.url(path.folder()).file(path.name());
            self.addresses.take(&url, Owner { what: "the file", place: Place::whole(path) });
            let file = File { path: path.clone(), url, size: (self.given.sizes)(path) };
            self.made.files.insert(path.clone(), file);
        }
    }

    /// Why the nearest page above a file is withheld, if it is.
    fn withheld_above(&self, path: &SourcePath) -> Option<String> {
        let mut folder = path.folder();
        loop {
            let index = ["index.md", "index.markdown"]
                .iter()
                .find_map(|name| self.made.entries.get(&SourcePath::new(format!("{folder}/{name}"))));
            match index {
                Some(entry) if !entry.shown => return Some(entry.state.why().to_owned()),
                Some(_) => return None,
                None => folder = folder.rsplit_once('/')?.0,
            }
        }
    }

    /// Takes the address of a Markdown file, if it is shown, and tells it with the place of its title.
    fn take(&mut self, path: &SourcePath, what: &'static str) -> Option<(Url, Place)> {
        let entry = self.made.entries.get(path).filter(|entry| entry.shown)?;
        let (url, place) = (entry.url.clone(), entry.title_at.within(path));
        self.addresses.take(&url, Owner { what, place: place.clone() });
        Some((url, place))
    }

    fn add_pages(&mut self) {
        for (path, face) in self.given.faces {
            if face.kind == Kind::Page && self.take(path, "the page").is_some() {
                let unit = Unit { path: path.clone(), parts: None, date: face.date, tags: BTreeSet::new() };
                self.made.units.push(Arc::new(unit));
            }
        }
    }

    fn add_guides(&mut self) {
        for (path, face) in self.given.faces {
            if face.kind != Kind::Guide {
                continue;
            }
            let Some((url, place)) = self.take(path, "the guide") else { continue };
            for (what, url) in [
                ("all steps of the guide", url.child("all")),
                ("the worksheet of the guide", url.child("worksheet")),
            ] {
                self.addresses.take(&url, Owner { what, place: place.clone() });
            }
            let parts = self.add_parts(path);
            if let Some(url) = self.reminder(&parts) {
                self.addresses.take(&url, Owner { what: "the reminder", place });
            }
            let tags = face.tags.iter().map(|tag| slug(&tag.value)).collect();
            let unit = Unit { path: path.clone(), parts: Some(parts), date: face.date, tags };
            self.made.units.push(Arc::new(unit));
        }
    }

    /// The parts of a guide that are shown, in reading order.
    fn add_parts(&mut self, overview: &SourcePath) -> Vec<SourcePath> {
        let files = self.parts.get(overview.folder()).cloned().unwrap_or_default();
        let mut first_action: Option<&SourcePath> = None;
        let mut parts = Vec::with_capacity(files.len());
        for (_, path) in files {
            let Some(face) = self.given.faces.get(path) else { continue };
            let Kind::Part { kind, .. } = face.kind else { continue };
            let Some((_, place)) = self.take(path, "the part") else { continue };
            if kind == PartKind::Action {
                if let Some(first) = first_action {
                    self.made.faults.push(second_action(place, first));
                }
                first_action = first_action.or(Some(path));
            }
            parts.push(path.clone());
        }
        parts
    }

    /// The address of the calendar file of a guide's action page.
    fn reminder(&self, parts: &[SourcePath]) -> Option<Url> {
        parts.iter().find_map(|path| match self.given.faces.get(path)?.kind {
            Kind::Part { kind: PartKind::Action, reminder } => {
                Some(reminder.then(|| self.made.entries[path].url.file("reminder.ics")))
            }
            _ => None,
        })?
    }

    fn add_tags(&mut self) {
        for unit in &self.made.units {
            let Some(face) = self.given.faces.get(&unit.path) else { continue };
            for tag in &face.tags {
                let segment = slug(&tag.value);
                if segment.is_empty() {
                    self.made.faults.push(no_tag_address(tag));
                    continue;
                }
                let url = Url::new(format!("/tags/{segment}/"));
                let entry = self.made.tags.entry(segment).or_insert_with(|| {
                    self.addresses.take(&url, Owner { what: "the tag", place: tag.place.clone() });
                    Tag { name: tag.value.clone(), url, count: 0 }
                });
                entry.count += 1;
            }
        }
    }

    fn take_fixed_names(&mut self) {
        let settings = Place::whole(&SourcePath::new(SETTINGS));
        for (url, what) in FIXED {
            let authors_own =
                url == "/robots.txt" && self.made.files.values().any(|file| file.url.as_str() == url);
            if !authors_own {
                self.addresses.take(&Url::new(url), Owner { what, place: settings.clone() });
            }
        }
        if !self.made.has_home() {
            self.addresses.take(&Url::root(), Owner { what: "the home page", place: settings.clone() });
        }
        if policy::is_made(self.given, self.made.consent) {
            self.addresses.take(&policy::url(), Owner { what: "the cookies page", place: settings });
        }
    }

    fn take_aliases(&mut self) {
        let moved = self.given.faces.iter().filter(|(_, face)| !face.aliases.is_empty());
        for (path, face) in moved {
            if !self.made.entries[path].shown {
                continue;
            }
            for alias in &face.aliases {
                let owner = Owner { what: "an alias", place: alias.place.clone() };
                self.addresses.take(&Url::new(alias.value.as_str()), owner);
            }
        }
    }

    fn finish(self) -> Directory {
        let Self { given, folders, addresses, mut made, .. } = self;
        let (addresses, taken) = addresses.finish();
        made.addresses = addresses;
        made.faults.extend(folders.faults);
        made.faults.extend(taken);
        made.loads = policy::loads(given, &made);
        made.digest = made.seen();
        made
    }
}

impl Directory {
    /// The digest of all that a unit sees: what every path leads to, and the names of tags.
    fn seen(&self) -> Digest {
        let mut digester = Digester::new();
        for (path, entry) in &self.entries {
            let to: Cow<str> = if entry.shown {
                Cow::Borrowed(entry.url.as_str())
            } else {
                Cow::Owned(format!("!{}", entry.state.why()))
            };
            digester.add(path.as_str()).add(to.as_bytes()).add([u8::from(entry.state.is_published())]);
        }
        for file in self.files.values() {
            let (width, height) = file.size.map_or((0, 0), |size| (size.width, size.height));
            digester.add(file.path.as_str()).add(file.url.as_str());
            digester.add(width.to_le_bytes()).add(height.to_le_bytes());
        }
        for (path, why) in &self.withheld {
            digester.add(path.as_str()).add(why);
        }
        for url in &self.addresses {
            digester.add(url.as_str());
        }
        for (segment, tag) in &self.tags {
            digester.add(segment).add(&tag.name);
        }
        digester.finish()
    }
}

/// Names that every site has.
const FIXED: [(&str, &str); 6] = [
    ("/404.html", "the page for missing addresses"),
    ("/sitemap.xml", "the sitemap"),
    ("/robots.txt", "the file for crawlers"),
    ("/feed.xml", "the feed"),
    ("/consent.json", "the list of purposes"),
    ("/.well-known/gpc.json", "the note on Global Privacy Control"),
];

fn no_title(place: Place) -> Diagnostic {
    Diagnostic::error("no-title", place, "this page has no title")
        .help("begin the file with “---”, “title: …” and “---”, or with a heading such as “# My title”")
}

fn no_tag_address(tag: &Placed<String>) -> Diagnostic {
    let message = format!("the tag “{}” has no letters or digits to make an address of", tag.value);
    Diagnostic::error("no-address", tag.place.clone(), message).help("choose another name for the tag")
}

fn second_action(place: Place, first: &SourcePath) -> Diagnostic {
    let message = format!("a guide has one action page, and this one has it in “{}” already", first.name());
    Diagnostic::error("second-action-page", place, message)
        .help("make this part a step or “kind: closing”, or join the two")
}
