//! The files of the built site: pages, what they use, and what stands beside them.

use super::Inputs;
use super::rendering::Workshop;
use crate::alias::{Alias, alias};
use crate::calendar::{Occasion, reminder_ics};
use crate::config::Mode;
use crate::feed::{self, Feed};
use crate::gate::{Agreement, consent_json, gpc_json};
use crate::output::Output;
use crate::path::Url;
use crate::record::Records;
use crate::site::{Guide, Site};
use crate::sitemap::{self, robots, sitemap};
use crate::view::{Viewer, direction};

/// How many guides the feed holds, the newest first.
const LONGEST_FEED: usize = 50;

/// Every file of the site.
pub(super) fn outputs(workshop: &Workshop, records: &Records, inputs: &Inputs) -> Vec<Output> {
    let viewer = &*workshop.viewer;
    let mut outputs: Vec<Output> =
        records.iter().map(|(url, record)| Output::new(url.output(), record.html.clone())).collect();
    let assets = workshop.theme.published(records.values().flat_map(|record| record.reads.keys()));
    outputs.extend(assets.into_iter().map(|(url, asset)| Output::new(url.output(), asset.bytes.clone())));
    outputs.extend(files(&viewer.site, inputs));
    outputs.extend(aliases(workshop, inputs.options.portable));
    outputs.extend(reminders(viewer));
    outputs.extend(for_crawlers(viewer, records));
    outputs.extend(agreements(viewer));
    outputs
}

/// What the author should know of files that were not made.
pub(super) fn notes(workshop: &Workshop) -> Vec<String> {
    match workshop.viewer.site.config.base_url.as_str() {
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
fn files(site: &Site, inputs: &Inputs) -> Vec<Output> {
    let outputs = site.files.values().filter_map(|file| {
        let source = inputs.sources.get(&file.path)?;
        let path = file.url.output();
        Some(if source.is_whole() {
            Output::new(path, source.bytes.clone())
        } else {
            Output::copy(path, file.path.clone(), source.digest)
        })
    });
    outputs.collect()
}

/// A small page for every old address.
fn aliases(workshop: &Workshop, portable: bool) -> Vec<Output> {
    let viewer = &*workshop.viewer;
    let site = &*viewer.site;
    let moved = (viewer.words)("alias_moved", &[]);
    let language = site.config.language.as_str();
    let mut outputs = Vec::new();
    for (old, leaf) in site.leaves().flat_map(|leaf| leaf.aliases.iter().map(move |old| (old, leaf))) {
        let canonical = viewer.absolute(&leaf.url);
        let html = alias(&Alias {
            to: &leaf.url,
            title: &leaf.title.value,
            canonical: &canonical,
            language,
            direction: direction(language),
            moved: &moved,
        });
        outputs.push(text(old, workshop.finish(old, &html, portable).html));
    }
    outputs
}

/// The calendar files of action pages.
fn reminders(viewer: &Viewer) -> Vec<Output> {
    let reminder = |guide: &Guide| {
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
        Some(text(&url, reminder_ics(reminder, &occasion)))
    };
    viewer.site.guides.iter().filter_map(reminder).collect()
}

/// `robots.txt`, and where the site's own address is known the sitemap and the feed.
fn for_crawlers(viewer: &Viewer, records: &Records) -> Vec<Output> {
    let site = &*viewer.site;
    let base_url = site.config.base_url.as_str();
    let robots_url = Url::new("/robots.txt");
    let mut outputs = Vec::new();
    if !site.files.values().any(|file| file.url == robots_url) {
        outputs.push(text(&robots_url, robots(base_url)));
    }
    if base_url.is_empty() {
        return outputs;
    }
    let dates = updates(site);
    let pages =
        records.iter().filter(|(url, record)| !record.facts.noindex && !url.as_str().ends_with("/all/"));
    let entries: Vec<sitemap::Entry> = pages
        .map(|(url, _)| sitemap::Entry { url, updated: dates.get(url).map_or("", String::as_str) })
        .collect();
    outputs.extend(sitemap(base_url, &entries).into_iter().map(|(url, xml)| text(&url, xml)));
    outputs.push(text(&Url::new("/feed.xml"), feed(viewer)));
    outputs
}

/// When the pages of guides last changed, as far as anybody said.
fn updates(site: &Site) -> std::collections::BTreeMap<Url, String> {
    let mut updates = std::collections::BTreeMap::new();
    for guide in &site.guides {
        let Some(date) = guide.meta.updated.or(guide.meta.date) else { continue };
        let parts = guide.parts.iter().map(|part| &part.leaf.url);
        updates
            .extend(std::iter::once(&guide.leaf.url).chain(parts).map(|url| (url.clone(), date.to_string())));
    }
    updates
}

/// The newest guides with their whole text.
fn feed(viewer: &Viewer) -> String {
    let site = &*viewer.site;
    let mut guides: Vec<&Guide> = site.guides.iter().filter(|guide| guide.meta.date.is_some()).collect();
    guides.sort_by(|a, b| b.meta.date.cmp(&a.meta.date).then_with(|| a.leaf.path.cmp(&b.leaf.path)));
    guides.truncate(LONGEST_FEED);
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

/// What machines are told of consent: the purposes, where readers are asked, and that the signal of a browser counts.
fn agreements(viewer: &Viewer) -> Vec<Output> {
    let site = &*viewer.site;
    let mut outputs = vec![text(&Url::new("/.well-known/gpc.json"), gpc_json(&site.date))];
    if let Some(statement) = viewer.statement.as_ref().filter(|_| site.consent != Mode::Off) {
        let undeclared = site.undeclared();
        let agreement = Agreement {
            consent: &site.config.consent,
            mode: site.consent,
            text: &statement.text,
            undeclared: &undeclared,
        };
        outputs.push(text(&Url::new("/consent.json"), consent_json(&agreement)));
    }
    outputs
}
