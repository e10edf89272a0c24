//! From a unit's documents to its model: a page, or a guide with its parts.

use std::sync::Arc;

use super::directory::Unit;
use super::heads::Resolver;
use super::links::Fragment;
use super::{Comments, Guide, Leaf, Link, Page, Part, Site, comments, safety, tips};
use crate::archive::Archive;
use crate::config::{Author, CommentSettings};
use crate::date::Date;
use crate::diagnostic::{Diagnostic, Placed};
use crate::document::{Meta, Parsed};
use crate::front_matter::{PartKind, PartMeta};
use crate::outline::SETTINGS;
use crate::path::{SourcePath, Url};

/// A unit assembled, with what is wrong with it.
#[derive(Debug)]
pub struct Assembled<T> {
    /// The page or the guide.
    pub made: T,
    /// What is wrong with it.
    pub faults: Vec<Diagnostic>,
    /// Its links to places in pages of the site.
    pub fragments: Vec<Fragment>,
}

/// The documents of a unit: its own, then those of its parts; and the comments it once had.
#[derive(Clone, Debug)]
pub struct Documents {
    /// In the order of [`Unit::files`].
    pub parsed: Vec<Arc<Parsed>>,
    /// The archive beside an overview.
    pub archive: Option<Archive>,
}

impl Site {
    /// Fills in what the settings say that leads somewhere; what leads nowhere is told.
    pub fn settle(&mut self) -> Vec<Diagnostic> {
        let directory = Arc::clone(&self.directory);
        let mut resolver = Resolver::new(&directory);
        let settings = SourcePath::new(SETTINGS);
        let root = Url::root();
        let menu = self.config.menu.iter();
        self.menu = menu
            .map(|entry| Link { label: entry.label.clone(), to: resolver.link(&settings, &root, &entry.to) })
            .collect();
        self.author =
            self.config.author.as_ref().map(|author| author_link(author, &settings, &root, &mut resolver));
        self.more = self.config.consent.more.as_ref().map(|more| Link {
            label: more.label.clone().unwrap_or_default(),
            to: resolver.link(&settings, &root, &more.to),
        });
        if let Some((document, resolved)) = &mut self.footer {
            let (filled, faults) = resolver.targets.resolve(&settings, &root, document);
            *resolved = filled;
            resolver.faults.extend(faults);
        }
        resolver.faults
    }

    /// Assembles a page.
    pub fn page(&self, unit: &Unit, documents: &Documents) -> Option<Assembled<Page>> {
        let parsed = documents.parsed.first()?;
        let Meta::Page(meta) = &parsed.meta else { return None };
        let mut resolver = Resolver::new(&self.directory);
        let leaf = self.leaf(&unit.path, parsed, &mut resolver)?;
        let mut page = Page { leaf, meta: Arc::clone(meta) };
        let fragments = std::mem::take(&mut page.leaf.resolved.fragments);
        Some(Assembled { made: page, faults: resolver.faults, fragments })
    }

    /// Assembles a guide.
    pub fn guide(&self, unit: &Unit, documents: &Documents) -> Option<Assembled<Guide>> {
        let (overview, parts) = documents.parsed.split_first()?;
        let Meta::Guide(meta) = &overview.meta else { return None };
        let mut resolver = Resolver::new(&self.directory);
        let leaf = self.leaf(&unit.path, overview, &mut resolver)?;
        let author = match &meta.author {
            Some(author) => Some(author_link(author, &leaf.path, &leaf.url, &mut resolver)),
            None => self.author.clone(),
        };
        let settings = comments::over(&self.config.comments, &meta.comments);
        let archive = documents.archive.clone();
        let mut discussion = Discussion { site: self, has_archive: archive.is_some(), date: meta.date };
        let (title, url) = (leaf.title.value.clone(), leaf.url.clone());
        let comments = discussion.settle(&settings, (&leaf, &title), &mut resolver);
        let mut guide = Guide { leaf, meta: Arc::clone(meta), parts: Vec::new(), archive, comments, author };
        for (path, parsed) in unit.parts.iter().flatten().zip(parts) {
            let Meta::Part(meta) = &parsed.meta else { continue };
            let leaf = self.leaf(path, parsed, &mut resolver)?;
            let comments =
                discussion.settle(&comments::over(&settings, &meta.comments), (&leaf, &title), &mut resolver);
            let number = if meta.kind == PartKind::Step { next_step(&guide) } else { 0 };
            guide.parts.push(part(leaf, meta, (number, comments), &url, &mut resolver));
        }
        let mut faults = resolver.faults;
        faults.extend(safety::check(&guide, self.date));
        faults.extend(tips::settle(&mut guide));
        let mut fragments = resolver.fragments;
        let leaves =
            std::iter::once(&mut guide.leaf).chain(guide.parts.iter_mut().map(|part| &mut part.leaf));
        fragments.extend(leaves.flat_map(|leaf| std::mem::take(&mut leaf.resolved.fragments)));
        Some(Assembled { made: guide, faults, fragments })
    }

    fn leaf(&self, path: &SourcePath, parsed: &Parsed, resolver: &mut Resolver) -> Option<Leaf> {
        let entry = self.directory.entries.get(path)?;
        let common = parsed.meta.common();
        let (resolved, faults) = resolver.targets.resolve(path, &entry.url, &parsed.document);
        resolver.faults.extend(faults);
        let image = common.image.as_ref().and_then(|image| {
            match resolver.targets.picture(path, &image.value, &image.place) {
                Ok(file) => Some(file),
                Err(fault) => {
                    resolver.faults.push(fault);
                    None
                }
            }
        });
        Some(Leaf {
            path: path.clone(),
            url: entry.url.clone(),
            title: Placed { value: entry.title.clone(), place: entry.title_at.within(path) },
            document: Arc::clone(&parsed.document),
            resolved,
            tips: Vec::new(),
            image,
            aliases: common.aliases.iter().map(|alias| Url::new(alias.value.as_str())).collect(),
            draft: !entry.state.is_published(),
        })
    }
}

/// Whether and how the pages of a guide can be commented.
struct Discussion<'a> {
    site: &'a Site,
    has_archive: bool,
    date: Option<Date>,
}

impl Discussion<'_> {
    fn settle(
        &mut self,
        settings: &CommentSettings,
        (leaf, title): (&Leaf, &str),
        resolver: &mut Resolver,
    ) -> Comments {
        let (mut comments, fault) = comments::settle(settings, self.has_archive, self.date, self.site.date);
        resolver.faults.extend(fault);
        resolver.alternatives(&mut comments, &leaf.path, &leaf.url, title);
        comments
    }
}

fn part(
    leaf: Leaf,
    meta: &Arc<PartMeta>,
    (number, comments): (u32, Comments),
    guide: &Url,
    resolver: &mut Resolver,
) -> Part {
    let deeds = resolver.deeds(meta, &leaf.path, &leaf.url, guide);
    let form = meta.call.as_ref().and_then(|call| call.form.as_ref());
    let privacy = form.map(|form| resolver.link(&leaf.path, &leaf.url, &form.privacy)).unwrap_or_default();
    Part { leaf, meta: Arc::clone(meta), kind: meta.kind, number, comments, deeds, privacy }
}

/// The number of the step after those that a guide has so far.
fn next_step(guide: &Guide) -> u32 {
    u32::try_from(guide.steps() + 1).unwrap_or(u32::MAX)
}

fn author_link(author: &Author, from: &SourcePath, own: &Url, resolver: &mut Resolver) -> Link {
    let to = author.to.as_ref().map(|to| resolver.link(from, own, to)).unwrap_or_default();
    Link { label: author.name.clone(), to }
}
