//! From documents to the whole site: who is published, at which address, in which order.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::addresses::{Addresses, Owner};
use super::folders::Folders;
use super::links::{Aim, Resolved};
use super::publication::{Publication, State};
use super::{
    Comments, File, Guide, Leaf, Page, Part, Site, Tag, comments, fill, images, order, policy, safety,
};
use crate::archive::Archive;
use crate::config::{CommentSettings, Config};
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place, Placed, Severity};
use crate::document::{Meta, Parsed};
use crate::front_matter::PartKind;
use crate::markdown::Document;
use crate::outline::{Outline, Role, SETTINGS};
use crate::path::{SourcePath, Url, slug};
use crate::source::Sources;

/// What a site is assembled from.
pub struct Given<'a> {
    /// The settings.
    pub config: Config,
    /// The footer's body, if there is one.
    pub footer: Option<Document>,
    /// Which file is what.
    pub outline: &'a Outline,
    /// The Markdown files.
    pub documents: BTreeMap<SourcePath, Parsed>,
    /// The comment archives, by their path.
    pub archives: BTreeMap<SourcePath, Archive>,
    /// All files.
    pub sources: &'a Sources,
    /// The date of the build.
    pub date: Date,
    /// Whether drafts and future pages are shown.
    pub drafts: bool,
}

/// Assembles a site; what is wrong is told, and the rest stands.
pub fn assemble(given: Given) -> (Site, Vec<Diagnostic>) {
    let mut assembly = Assembly::new(given);
    assembly.publish();
    assembly.check_order();
    assembly.aim();
    assembly.add_files();
    assembly.add_pages();
    assembly.add_guides();
    assembly.add_tags();
    assembly.take_fixed_names();
    assembly.take_aliases();
    assembly.resolve()
}

/// A site in the making.
struct Assembly<'a> {
    given: Given<'a>,
    /// The overview of each guide, by folder.
    overviews: BTreeMap<&'a str, &'a SourcePath>,
    /// The numbered files of each guide, by folder.
    parts: BTreeMap<&'a str, Vec<(u32, &'a SourcePath)>>,
    folders: Folders,
    addresses: Addresses,
    urls: BTreeMap<SourcePath, Url>,
    states: BTreeMap<SourcePath, State>,
    aims: BTreeMap<SourcePath, Aim>,
    files: BTreeMap<SourcePath, File>,
    guides: Vec<Guide>,
    pages: Vec<Page>,
    tags: BTreeMap<String, Tag>,
    faults: Vec<Diagnostic>,
}

impl<'a> Assembly<'a> {
    fn new(given: Given<'a>) -> Self {
        let slugs: BTreeMap<SourcePath, String> = given
            .documents
            .iter()
            .filter_map(|(path, parsed)| {
                Some((path.clone(), parsed.meta.common().slug.as_ref()?.value.clone()))
            })
            .collect();
        let mut folders = Folders::of(given.outline.roles.keys(), &slugs);
        let urls = given
            .documents
            .keys()
            .map(|path| (path.clone(), folders.page_url(path, slugs.get(path))))
            .collect();
        let outline = given.outline;
        let overviews = outline.roles.iter().filter(|(_, role)| **role == Role::Overview);
        Self {
            given,
            overviews: overviews.map(|(path, _)| (path.folder(), path)).collect(),
            parts: outline.parts(),
            folders,
            addresses: Addresses::default(),
            urls,
            states: BTreeMap::new(),
            aims: BTreeMap::new(),
            files: BTreeMap::new(),
            guides: Vec::new(),
            pages: Vec::new(),
            tags: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    /// Decides who is published: parts after their guides.
    fn publish(&mut self) {
        let today = self.given.date;
        for (path, parsed) in &self.given.documents {
            let state = match &parsed.meta {
                Meta::Guide(meta) => State::of(meta.common.draft, meta.date, today),
                Meta::Page(meta) => State::of(meta.common.draft, meta.date, today),
                Meta::Part(meta) => State::of(meta.common.draft, None, today),
            };
            self.states.insert(path.clone(), state);
        }
        for (path, parsed) in &self.given.documents {
            if matches!(parsed.meta, Meta::Part(_))
                && let Some(guide) =
                    self.overviews.get(path.folder()).and_then(|path| self.states.get(path)).cloned()
                && let Some(state) = self.states.get_mut(path)
            {
                *state = state.clone().below(&guide);
            }
        }
    }

    fn check_order(&mut self) {
        for files in self.parts.values() {
            self.faults.extend(order::check(files));
        }
    }

    fn is_shown(&self, path: &SourcePath) -> bool {
        self.given.drafts || self.states.get(path).is_none_or(State::is_published)
    }

    fn url(&self, path: &SourcePath) -> Url {
        self.urls.get(path).cloned().unwrap_or_else(Url::root)
    }

    /// Tells what each Markdown file leads to.
    fn aim(&mut self) {
        for (path, state) in &self.states {
            let aim = if self.is_shown(path) {
                Aim::Page(self.url(path))
            } else {
                Aim::Unpublished(state.why().to_owned())
            };
            self.aims.insert(path.clone(), aim);
        }
    }

    /// Publishes the files beside pages, unless the page of their folder is withheld.
    fn add_files(&mut self) {
        for (path, role) in &self.given.outline.roles {
            if *role != Role::File {
                continue;
            }
            let Some(source) = self.given.sources.get(path) else { continue };
            if let Some(why) = self.withheld_above(path) {
                self.aims.insert(path.clone(), Aim::Unpublished(why));
                continue;
            }
            let url = self.folders.url(path.folder()).file(path.name());
            self.addresses.take(&url, Owner { what: "the file", place: Place::whole(path) });
            self.aims.insert(path.clone(), Aim::File(url.clone()));
            self.files.insert(path.clone(), File { path: path.clone(), url, size: images::size(source) });
        }
    }

    /// Why the nearest page above a file is withheld, if it is.
    fn withheld_above(&self, path: &SourcePath) -> Option<String> {
        let mut folder = path.folder();
        loop {
            let index = ["index.md", "index.markdown"].iter().find_map(|name| {
                let index = SourcePath::new(format!("{folder}/{name}"));
                self.states.get(&index).map(|state| (index, state))
            });
            match index {
                Some((index, state)) if !self.is_shown(&index) => return Some(state.why().to_owned()),
                Some(_) => return None,
                None => folder = folder.rsplit_once('/')?.0,
            }
        }
    }

    /// The page of a Markdown file; none, if it is withheld.
    fn leaf(&mut self, path: &SourcePath, what: &'static str) -> Option<Leaf> {
        let parsed = &self.given.documents[path];
        if !self.is_shown(path) {
            return None;
        }
        let title = parsed.title().unwrap_or_else(|| {
            let place = parsed.meta.common().place.clone();
            // A head that could not be read may well have had one.
            if parsed.faults.iter().all(|fault| fault.severity == Severity::Warning) {
                self.faults.push(no_title(place.clone()));
            }
            Placed { value: path.stem_and_ending().0.to_owned(), place }
        });
        let url = self.url(path);
        self.addresses.take(&url, Owner { what, place: title.place.clone() });
        Some(Leaf {
            path: path.clone(),
            url,
            title,
            document: Arc::clone(&self.given.documents[path].document),
            resolved: Resolved::default(),
            tips: Vec::new(),
            image: None,
            aliases: self.aliases(path),
            draft: !self.states.get(path).is_none_or(State::is_published),
        })
    }

    fn aliases(&self, path: &SourcePath) -> Vec<Url> {
        let aliases = self.given.documents[path].meta.common().aliases.iter();
        aliases.map(|alias| Url::new(alias.value.as_str())).collect()
    }

    fn add_pages(&mut self) {
        let paths: Vec<SourcePath> = self.given.documents.keys().cloned().collect();
        for path in paths {
            let Meta::Page(meta) = &self.given.documents[&path].meta else { continue };
            let meta = meta.as_ref().clone();
            if let Some(leaf) = self.leaf(&path, "the page") {
                self.pages.push(Page { leaf, meta });
            }
        }
    }

    fn add_guides(&mut self) {
        let paths: Vec<SourcePath> = self.given.documents.keys().cloned().collect();
        for path in paths {
            let Meta::Guide(meta) = &self.given.documents[&path].meta else { continue };
            let meta = meta.as_ref().clone();
            let Some(leaf) = self.leaf(&path, "the guide") else { continue };
            for (what, url) in [
                ("all steps of the guide", leaf.url.child("all")),
                ("the worksheet of the guide", leaf.url.child("worksheet")),
            ] {
                self.addresses.take(&url, Owner { what, place: leaf.title.place.clone() });
            }
            let archive = self
                .given
                .archives
                .get(&SourcePath::new(format!("{}/comments.yaml", path.folder())))
                .cloned();
            let settings = comments::over(&self.given.config.comments, &meta.comments);
            let comments = self.settle(&settings, archive.is_some(), meta.date);
            let parts = self.parts(&path, &settings, archive.is_some(), meta.date);
            let guide = Guide { leaf, meta, parts, archive, comments, author: None };
            if let Some(url) = guide.reminder_url() {
                self.addresses
                    .take(&url, Owner { what: "the reminder", place: guide.leaf.title.place.clone() });
            }
            self.faults.extend(safety::check(&guide, self.given.date));
            self.guides.push(guide);
        }
    }

    fn settle(&mut self, settings: &CommentSettings, has_archive: bool, date: Option<Date>) -> Comments {
        let (comments, fault) = comments::settle(settings, has_archive, date, self.given.date);
        self.faults.extend(fault);
        comments
    }

    fn parts(
        &mut self,
        overview: &SourcePath,
        above: &CommentSettings,
        has_archive: bool,
        date: Option<Date>,
    ) -> Vec<Part> {
        let files: Vec<SourcePath> = self
            .parts
            .get(overview.folder())
            .map_or_else(Vec::new, |files| files.iter().map(|(_, path)| (*path).clone()).collect());
        let mut steps = 0;
        let mut parts: Vec<Part> = Vec::new();
        for path in files {
            let Meta::Part(meta) = &self.given.documents[&path].meta else { continue };
            let meta = meta.as_ref().clone();
            let Some(leaf) = self.leaf(&path, "the part") else { continue };
            let comments = self.settle(&comments::over(above, &meta.comments), has_archive, date);
            let number = if meta.kind == PartKind::Step {
                steps += 1;
                steps
            } else {
                0
            };
            if meta.kind == PartKind::Action
                && let Some(first) = parts.iter().find(|part| part.kind == PartKind::Action)
            {
                self.faults.push(second_action(&leaf, first));
            }
            parts.push(Part {
                leaf,
                kind: meta.kind,
                meta,
                number,
                comments,
                deeds: Vec::new(),
                privacy: String::new(),
            });
        }
        parts
    }

    fn add_tags(&mut self) {
        for (index, guide) in self.guides.iter().enumerate() {
            for tag in &guide.meta.tags {
                let segment = slug(&tag.value);
                if segment.is_empty() {
                    let message =
                        format!("the tag “{}” has no letters or digits to make an address of", tag.value);
                    self.faults.push(
                        Diagnostic::error("no-address", tag.place.clone(), message)
                            .help("choose another name for the tag"),
                    );
                    continue;
                }
                let url = Url::new(format!("/tags/{segment}/"));
                let entry = self.tags.entry(segment).or_insert_with(|| {
                    self.addresses.take(&url, Owner { what: "the tag", place: tag.place.clone() });
                    Tag { name: tag.value.clone(), url, guides: Vec::new() }
                });
                if entry.guides.last() != Some(&index) {
                    entry.guides.push(index);
                }
            }
        }
    }

    fn take_fixed_names(&mut self) {
        let settings = Place::whole(&SourcePath::new(SETTINGS));
        for (url, what) in FIXED {
            let authors_own =
                url == "/robots.txt" && self.files.values().any(|file| file.url.as_str() == url);
            if !authors_own {
                self.addresses.take(&Url::new(url), Owner { what, place: settings.clone() });
            }
        }
        if !self.pages.iter().any(|page| page.leaf.url == Url::root())
            && !self.guides.iter().any(|guide| guide.leaf.url == Url::root())
        {
            self.addresses.take(&Url::root(), Owner { what: "the home page", place: settings.clone() });
        }
        if policy::is_made(&self.given) {
            self.addresses.take(&policy::url(), Owner { what: "the cookies page", place: settings });
        }
    }

    fn take_aliases(&mut self) {
        for (path, parsed) in &self.given.documents {
            if !self.is_shown(path) {
                continue;
            }
            for alias in &parsed.meta.common().aliases {
                self.addresses.take(
                    &Url::new(alias.value.as_str()),
                    Owner { what: "an alias", place: alias.place.clone() },
                );
            }
        }
    }

    fn publications(&self) -> Vec<Publication> {
        let publication = |(path, state): (&SourcePath, &State)| {
            let parsed = &self.given.documents[path];
            Publication {
                path: path.clone(),
                url: self.url(path),
                title: parsed.title().map(|title| title.value).unwrap_or_default(),
                published: self.is_shown(path),
                why: state.why().to_owned(),
            }
        };
        self.states.iter().map(publication).collect()
    }

    /// Fills every link, now that everybody has an address.
    fn resolve(mut self) -> (Site, Vec<Diagnostic>) {
        let publications = self.publications();
        let (owners, taken) = self.addresses.finish();
        self.faults.extend(self.folders.faults);
        self.faults.extend(taken);
        let consent = policy::mode(&self.given);
        let mut site = Site {
            config: self.given.config,
            date: self.given.date,
            guides: self.guides,
            pages: self.pages,
            files: self.files,
            tags: self.tags,
            owners,
            publications,
            aims: self.aims,
            menu: Vec::new(),
            author: None,
            footer: self.given.footer.map(|document| (document, Resolved::default())),
            consent,
            more: None,
            loads: Vec::new(),
        };
        site.loads = policy::loads(&site);
        self.faults.extend(fill::fill(&mut site));
        (site, self.faults)
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

fn second_action(leaf: &Leaf, first: &Part) -> Diagnostic {
    let message =
        format!("a guide has one action page, and this one has it in “{}” already", first.leaf.path.name());
    Diagnostic::error("second-action-page", leaf.title.place.clone(), message)
        .help("make this part a step or “kind: closing”, or join the two")
}
