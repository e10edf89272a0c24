//! The feed: the newest guides with their whole text, each entry made once.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Wants;
use super::workshop::Workshop;
use crate::date::Date;
use crate::digest::{Digest, Digester};
use crate::feed::{self, Feed};
use crate::memory::{Memory, News, Packed, Written};
use crate::path::{SourcePath, Url};
use crate::site::Guide;
use crate::site::directory::Unit;
use crate::view::Viewer;

/// How many guides the feed holds, the newest first.
const LONGEST: usize = 50;

/// The entries of the feed, each with the digest of all it was made from.
type Entries = BTreeMap<SourcePath, (Digest, Packed<News>)>;

/// The feed with the digest of all that it was made from, at its address, and its entries; the last ones, if all that they show
/// is the same.
pub(super) fn feed(workshop: &Workshop, memory: &Memory) -> Result<(Url, (Digest, Written), Entries), Wants> {
    let viewer = &*workshop.viewer;
    let url = Url::new("/feed.xml");
    let guides: Vec<(&Arc<Unit>, Digest)> =
        newest(viewer).into_iter().map(|unit| (unit, key(workshop, unit, memory))).collect();
    let mut digester = Digester::new();
    digester.add(workshop.outlook.as_bytes());
    for (_, key) in &guides {
        digester.add(key.as_bytes());
    }
    let key = digester.finish();
    let (written, entries) = match memory.made.get(&url) {
        Some((known, written)) if *known == key => (written.clone(), memory.news.clone()),
        _ => {
            let entries = entries(workshop, &guides, memory)?;
            let feed = written(viewer, &guides, (&entries, memory));
            (Written::new(feed.into_bytes()), entries)
        }
    };
    Ok((url, (key, written), entries))
}

fn newest(viewer: &Viewer) -> Vec<&Arc<Unit>> {
    let units = viewer.site.directory.units.iter();
    let mut guides: Vec<&Arc<Unit>> =
        units.filter(|unit| unit.parts.is_some() && unit.date.is_some()).collect();
    guides.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.path.cmp(&b.path)));
    guides.truncate(LONGEST);
    guides
}

/// The digest of all that a guide's entry is made from.
fn key(workshop: &Workshop, unit: &Unit, memory: &Memory) -> Digest {
    let memo = memory.units.get(&unit.path);
    let key = memo.map(|memo| memo.key).unwrap_or_default();
    Digest::of_parts([workshop.outlook.as_bytes(), key.as_bytes()])
}

/// The entries of guides; those that are known are not made again.
fn entries(workshop: &Workshop, guides: &[(&Arc<Unit>, Digest)], memory: &Memory) -> Result<Entries, Wants> {
    let one = |(unit, key): &(&Arc<Unit>, Digest)| {
        let is_good =
            |(known, news): &&(Digest, Packed<News>)| known == key && news.get(memory.store()).is_some();
        if let Some(known) = memory.news.get(&unit.path).filter(is_good) {
            return Ok(Some((unit.path.clone(), known.clone())));
        }
        let documents = super::units::documents(unit, memory)?;
        let guide = workshop.viewer.site.guide(unit, &documents);
        let entry = guide.and_then(|guide| entry(&workshop.viewer, &guide.made));
        Ok(entry.map(|entry| (unit.path.clone(), (*key, Packed::new(entry)))))
    };
    let made: Vec<Result<Option<_>, Wants>> = guides.par_iter().map(one).collect();
    let (mut entries, mut wants) = (Entries::new(), Wants::default());
    for made in made {
        match made {
            Ok(entry) => entries.extend(entry),
            Err(missing) => wants.documents.extend(missing.documents),
        }
    }
    wants.or(entries)
}

fn entry(viewer: &Viewer, guide: &Guide) -> Option<News> {
    let published = guide.meta.date?;
    let updated = guide.meta.updated.unwrap_or(published);
    let entry = feed::Entry {
        url: &guide.leaf.url,
        title: &guide.leaf.title.value,
        summary: &guide.meta.description,
        html: &viewer.whole_text(guide),
        published,
        updated,
        author: guide.author.as_ref().map_or("", |author| author.label.as_str()),
        tags: guide.meta.tags.iter().map(|tag| tag.value.as_str()).collect(),
    };
    Some(News { entry: feed::entry(&entry, &viewer.site.config.base_url), updated })
}

/// The feed of guides whose entries are known.
fn written(
    viewer: &Viewer,
    guides: &[(&Arc<Unit>, Digest)],
    (entries, memory): (&Entries, &Memory),
) -> String {
    let site = &*viewer.site;
    let news = guides.iter().filter_map(|(unit, _)| entries.get(&unit.path)?.1.get(memory.store()));
    let news: Vec<&Arc<News>> = news.collect();
    feed::feed(&Feed {
        base_url: &site.config.base_url,
        url: &Url::new("/feed.xml"),
        title: &site.config.title,
        subtitle: &site.config.description,
        language: &site.config.language,
        author: site.author.as_ref().map_or("", |author| author.label.as_str()),
        updated: news.iter().map(|news| news.updated).max_by_key(Date::rfc3339).unwrap_or(site.date),
        entries: news.iter().map(|news| news.entry.as_str()).collect(),
    })
}
