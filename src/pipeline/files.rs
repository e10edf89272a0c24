//! The files of the built site: pages, what they use, and what stands beside them.

use std::sync::Arc;

use super::units::Units;
use super::workshop::Workshop;
use super::{Build, Wants};
use crate::alias::{Alias, alias};
use crate::calendar::{Occasion, reminder_ics};
use crate::config::Mode;
use crate::digest::{Digest, Digester};
use crate::feed::{self, Feed};
use crate::gate::{Agreement, consent_json, gpc_json};
use crate::memory::{Memo, Memory};
use crate::output::Output;
use crate::path::{SourcePath, Url};
use crate::site::directory::Unit;
use crate::site::{Guide, Leaf};
use crate::sitemap::{self, robots, sitemap};
use crate::source::Sources;
use crate::view::{Viewer, direction};

/// How many guides the feed holds, the newest first.
const LONGEST_FEED: usize = 50;

/// A file that is made with a unit.
pub(super) type Extra = (Url, Arc<[u8]>);

/// Gathers every file of the site, unless it has errors.
pub(super) fn gather(
    workshop: &Workshop,
    units: &Units,
    sources: &Sources,
    memory: &mut Memory,
    build: &mut Build,
) -> Result<(), Wants> {
    let viewer = &*workshop.viewer;
    build.notes = notes(viewer);
    if build.diagnostics.has_errors() {
        return Ok(());
    }
    let outputs = &mut build.outputs;
    for (_, memo) in units {
        for made in &memo.pages {
            let Some(record) = &made.record else { continue };
            let path = made.job.url.output();
            let content = record.content.clone();
            outputs.push(Output { path, content, digest: record.digest, size: record.size });
        }
        outputs.extend(memo.extras.iter().map(|(url, bytes)| Output::new(url.output(), Arc::clone(bytes))));
    }
    let assets = workshop.theme.published(memory.reads.values().flat_map(|reads| reads.keys()));
    outputs.extend(assets.into_iter().map(|(url, asset)| Output::new(url.output(), asset.bytes.clone())));
    outputs.extend(files(viewer, sources));
    outputs.extend(for_crawlers(viewer, units));
    outputs.extend(agreements(viewer));
    if !viewer.site.config.base_url.is_empty() {
        outputs.push(Output::new(Url::new("/feed.xml").output(), feed(workshop, memory)?));
    }
    Ok(())
}

/// What the author should know of files that were not made.
fn notes(viewer: &Viewer) -> Vec<String> {
    match viewer.site.config.base_url.as_str() {
        "" => {
            vec!["no feed, sitemap and canonical links: they need “base_url” in content/site.yaml".to_owned()]
        }
        _ => Vec::new(),
    }
}

/// A file made of text.
fn text(url: &Url, text: String) -> Output {
    Output::new(url.output(), text.into_bytes())
}

/// The files beside pages, as they are.
fn files(viewer: &Viewer, sources: &Sources) -> Vec<Output> {
    let files = viewer.site.directory.files.values();
    let outputs = files.filter_map(|file| {
        let source = sources.get(&file.path)?;
        let path = file.url.output();
        Some(if source.is_whole() {
            Output::new(path, source.bytes.clone())
        } else {
            Output::copy(path, file.path.clone(), source.digest, source.length)
        })
    });
    outputs.collect()
}

/// A small page for every old address of a page.
pub(super) fn aliases(workshop: &Workshop, leaf: &Leaf) -> Vec<Extra> {
    if leaf.aliases.is_empty() {
        return Vec::new();
    }
    let viewer = &*workshop.viewer;
    let moved = (viewer.words)("alias_moved", &[]);
    let language = viewer.site.config.language.as_str();
    let canonical = viewer.absolute(&leaf.url);
    let html = alias(&Alias {
        to: &leaf.url,
        title: &leaf.title.value,
        canonical: &canonical,
        language,
        direction: direction(language),
        moved: &moved,
    });
    let page = |old: &Url| (old.clone(), workshop.finish(old, &html).html.into_bytes().into());
    leaf.aliases.iter().map(page).collect()
}

/// The calendar file of a guide's action page.
pub(super) fn reminder(viewer: &Viewer, guide: &Guide) -> Option<Extra> {
    let url = guide.reminder_url()?;
    let action = guide.action()?;
    let reminder = action.meta.call.as_ref()?.reminder.as_ref()?;
    let address = match viewer.absolute(&action.leaf.url) {
        address if address.is_empty() => action.leaf.url.to_string(),
        address => address,
    };
    let occasion = Occasion {
        guide: &guide.leaf.title.value,
        address: &address,
        language: &viewer.site.config.language,
        date: viewer.site.date,
    };
    Some((url, reminder_ics(reminder, &occasion).into_bytes().into()))
}

/// `robots.txt`, and where the site's own address is known the sitemap.
fn for_crawlers(viewer: &Viewer, units: &Units) -> Vec<Output> {
    let site = &*viewer.site;
    let base_url = site.config.base_url.as_str();
    let robots_url = Url::new("/robots.txt");
    let mut outputs = Vec::new();
    if !site.directory.files.values().any(|file| file.url == robots_url) {
        outputs.push(text(&robots_url, robots(base_url)));
    }
    if base_url.is_empty() {
        return outputs;
    }
    let mut pages: Vec<(&Url, String)> = Vec::new();
    for (path, memo) in units {
        let updated = updated(viewer, path, memo);
        let shown = memo.pages.iter().filter(|made| {
            let is_hidden = made.record.as_ref().is_none_or(|record| record.facts.noindex);
            !is_hidden && !made.job.url.as_str().ends_with("/all/")
        });
        pages.extend(shown.map(|made| (&made.job.url, updated(&made.job.url))));
    }
    pages.sort();
    let entries: Vec<sitemap::Entry> =
        pages.iter().map(|(url, updated)| sitemap::Entry { url, updated }).collect();
    outputs.extend(sitemap(base_url, &entries).into_iter().map(|(url, xml)| text(&url, xml)));
    outputs
}

/// When the pages of a guide last changed, as far as anybody said; nothing for its tools, such as the worksheet.
fn updated<'a>(viewer: &'a Viewer, path: &SourcePath, memo: &'a Memo) -> impl Fn(&Url) -> String + 'a {
    let directory = &viewer.site.directory;
    let is_guide = memo.card != Digest::default();
    let date = directory.entries.get(path).filter(|_| is_guide).and_then(|entry| entry.updated);
    let text = date.map(|date| date.to_string()).unwrap_or_default();
    move |url| {
        let is_part = |made: &crate::memory::Made| {
            made.job.url == *url
                && matches!(made.job.view, crate::plan::View::Overview | crate::plan::View::Part(_))
        };
        if memo.pages.iter().any(is_part) { text.clone() } else { String::new() }
    }
}

/// The newest guides with their whole text; the last feed, if all that it shows is the same.
fn feed(workshop: &Workshop, memory: &mut Memory) -> Result<Arc<[u8]>, Wants> {
    let viewer = &*workshop.viewer;
    let mut guides: Vec<&Arc<Unit>> = viewer
        .site
        .directory
        .units
        .iter()
        .filter(|unit| unit.parts.is_some() && unit.date.is_some())
        .collect();
    guides.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.path.cmp(&b.path)));
    guides.truncate(LONGEST_FEED);
    let mut digester = Digester::new();
    digester.add(workshop.outlook.as_bytes());
    for guide in &guides {
        let memo = memory.units.get(&guide.path);
        digester.add(memo.map(|memo| memo.key).unwrap_or_default().as_bytes());
    }
    let key = digester.finish();
    if let Some((known, bytes)) = &memory.feed
        && *known == key
    {
        return Ok(Arc::clone(bytes));
    }
    let guides = assembled(workshop, &guides, memory)?;
    let bytes: Arc<[u8]> = written(viewer, &guides).into_bytes().into();
    memory.feed = Some((key, Arc::clone(&bytes)));
    Ok(bytes)
}

/// What machines are told of consent: the purposes, where readers are asked, and that the signal of a browser counts.
fn agreements(viewer: &Viewer) -> Vec<Output> {
    let site = &*viewer.site;
    let mut outputs = vec![text(&Url::new("/.well-known/gpc.json"), gpc_json(&site.date))];
    if let Some(statement) = viewer.statement.as_ref().filter(|_| site.directory.consent != Mode::Off) {
        let undeclared = site.directory.undeclared();
        let agreement = Agreement {
            consent: &site.config.consent,
            mode: site.directory.consent,
            text: &statement.text,
            undeclared: &undeclared,
        };
        outputs.push(text(&Url::new("/consent.json"), consent_json(&agreement)));
    }
    outputs
}

/// Some guides, assembled.
fn assembled(workshop: &Workshop, units: &[&Arc<Unit>], memory: &Memory) -> Result<Vec<Guide>, Wants> {
    let mut guides = Vec::with_capacity(units.len());
    let mut wants = Wants::default();
    for unit in units {
        match super::units::documents(unit, memory) {
            Ok(documents) => {
                guides.extend(workshop.viewer.site.guide(unit, &documents).map(|assembled| assembled.made));
            }
            Err(missing) => wants.documents.extend(missing.documents),
        }
    }
    wants.or(guides)
}

/// The feed of some guides.
fn written(viewer: &Viewer, guides: &[Guide]) -> String {
    let site = &*viewer.site;
    let texts: Vec<String> = guides.iter().map(|guide| viewer.whole_text(guide)).collect();
    let entries = guides.iter().zip(&texts).filter_map(|(guide, html)| {
        let published = guide.meta.date?;
        Some(feed::Entry {
            url: &guide.leaf.url,
            title: &guide.leaf.title.value,
            summary: &guide.meta.description,
            html,
            published,
            updated: guide.meta.updated.unwrap_or(published),
            author: guide.author.as_ref().map_or("", |author| author.label.as_str()),
            tags: guide.meta.tags.iter().map(|tag| tag.value.as_str()).collect(),
        })
    });
    feed::feed(&Feed {
        base_url: &site.config.base_url,
        url: &Url::new("/feed.xml"),
        title: &site.config.title,
        subtitle: &site.config.description,
        language: &site.config.language,
        author: site.author.as_ref().map_or("", |author| author.label.as_str()),
        date: site.date,
        entries: entries.collect(),
    })
}
