//! The files of the built site: pages, what they use, and what stands beside them.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::news;
use super::units::Units;
use super::workshop::Workshop;
use super::{Build, Wants, for_hosts};
use crate::alias::{Alias, alias};
use crate::calendar::{Occasion, reminder_ics};
use crate::config::Mode;
use crate::digest::{Digest, Digester};
use crate::gate::{Agreement, consent_json, gpc_json};
use crate::memory::{Memo, Memory, Written};
use crate::output::Output;
use crate::path::{SourcePath, Url};
use crate::site::{Guide, Leaf};
use crate::sitemap::{self, robots, sitemap};
use crate::source::Sources;
use crate::view::{Viewer, direction};

/// Room for the files of a site beside those of its units.
const ROOM: usize = 64;

/// A file that is made with a unit.
pub(super) type Extra = (Url, Written);

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
    build.tips = units.iter().filter_map(|(_, memo)| memo.tips.clone()).collect();
    let outputs = &mut build.outputs;
    let of_unit = |(_, memo): &(SourcePath, Arc<Memo>)| -> Vec<Output> {
        let pages = memo.pages.iter().map(|page| page.written.at(&page.url));
        pages.chain(memo.extras.iter().map(|(url, written)| written.at(url))).collect()
    };
    let of_units: Vec<Vec<Output>> = units.par_iter().map(of_unit).collect();
    outputs.reserve(of_units.iter().map(Vec::len).sum::<usize>() + ROOM);
    outputs.extend(of_units.into_iter().flatten());
    let assets = workshop.theme.published(memory.reads.values().flat_map(|reads| reads.keys()));
    outputs.extend(assets.into_iter().map(|(url, asset)| Output::new(url.output(), asset.bytes.clone())));
    outputs.extend(files(viewer, sources));
    outputs.extend(agreements(viewer));
    let site = &*viewer.site;
    let robots_url = Url::new("/robots.txt");
    if !site.directory.files.values().any(|file| file.url == robots_url) {
        outputs.push(text(&robots_url, robots(&site.config.base_url)));
    }
    if !site.config.base_url.is_empty() {
        let known = &*memory;
        let (mut made, feed) = rayon::join(|| maps(viewer, units, known), || news::feed(workshop, known));
        let (url, feed, entries) = feed?;
        made.insert(url, feed);
        memory.news = entries;
        let keys = |made: &Whole| made.values().map(|(key, _)| *key).collect::<Vec<_>>();
        memory.is_new |= keys(&made) != keys(&memory.made);
        memory.made = made;
        build.outputs.extend(memory.made.iter().map(|(url, (_, written))| written.at(url)));
    }
    for_hosts::gather(workshop, units, sources, memory, build)
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
    let page = |old: &Url| (old.clone(), Written::new(workshop.finish(old, &html).html.into_bytes()));
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
    Some((url, Written::new(reminder_ics(reminder, &occasion).into_bytes())))
}

/// Files made from the whole site, with the digest of all each was made from.
type Whole = BTreeMap<Url, (Digest, Written)>;

/// The sitemap, in one file or several; the last one, if all that it lists is the same.
fn maps(viewer: &Viewer, units: &Units, memory: &Memory) -> Whole {
    let base_url = viewer.site.config.base_url.as_str();
    let directory = &viewer.site.directory;
    let mut digester = Digester::new();
    digester.add(base_url);
    let date = |(path, memo): &(SourcePath, Arc<Memo>)| -> String {
        let is_guide = memo.card != Digest::default();
        let date = directory.entries.get(path).filter(|_| is_guide).and_then(|entry| entry.updated);
        date.map(|date| date.to_string()).unwrap_or_default()
    };
    let dates: Vec<String> = units.iter().map(date).collect();
    let mut pages = Vec::with_capacity(units.iter().map(|(_, memo)| memo.pages.len()).sum());
    for ((_, memo), date) in units.iter().zip(&dates) {
        for page in memo.pages.iter().filter(|page| page.listed) {
            let updated = if page.dated { date.as_str() } else { "" };
            digester.add(page.url.as_str()).add(updated);
            pages.push(sitemap::Entry { url: &page.url, updated });
        }
    }
    let key = digester.finish();
    let known = memory.made.iter().filter(|(url, (known, _))| *known == key && is_map(url));
    let known: Whole = known.map(|(url, written)| (url.clone(), written.clone())).collect();
    if !known.is_empty() {
        return known;
    }
    pages.sort();
    let maps = sitemap(base_url, &pages).into_iter();
    maps.map(|(url, xml)| (url, (key, Written::new(xml.into_bytes())))).collect()
}

fn is_map(url: &Url) -> bool {
    url.as_str().starts_with("/sitemap")
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
