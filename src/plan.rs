//! Every page of the built site, with all it depends on.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Place;
use crate::digest::Digest;
use crate::front_matter::PartKind;
use crate::outline::SETTINGS;
use crate::path::{SourcePath, Url};
use crate::site::{Guide, Page, policy};
use crate::view::{Cards, Hand, Seen, Value, Viewer, digest};

/// A page to be rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Its address.
    pub url: Url,
    /// The template, without its ending.
    pub template: String,
    /// The file it is made from; the settings, for pages that nobody wrote.
    pub source: SourcePath,
    /// Where the template's name is written, if an author chose it.
    pub chosen: Option<Place>,
    /// What it shows.
    pub view: View,
    /// The digest of what the template sees of its guide.
    pub guide: Digest,
    /// The digest of what the template sees of the page.
    pub page: Digest,
}

/// What a page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum View {
    /// The overview of a guide.
    Overview,
    /// A part, by its place in the reading order.
    Part(usize),
    /// All parts of a guide.
    All,
    /// The worksheet of a guide.
    Worksheet,
    /// A page that an author wrote.
    Page,
    /// The home page of a site whose author wrote none.
    BareHome,
    /// The guides of a tag, by the segment of its address.
    Tag(String),
    /// The page for missing addresses.
    NotFound,
    /// The policy page of a site whose author wrote none.
    BarePolicy,
}

impl Job {
    /// Where the template's name is written; the page's file, if nobody chose it.
    pub fn template_place(&self) -> Place {
        self.chosen.clone().unwrap_or_else(|| Place::whole(&self.source))
    }

    fn new(url: &Url, template: &str, source: &SourcePath, view: View) -> Self {
        Self {
            url: url.clone(),
            template: template.to_owned(),
            source: source.clone(),
            chosen: None,
            view,
            guide: Digest::default(),
            page: Digest::default(),
        }
    }
}

/// The page that an author wrote; the digest of what it shows is still to come.
pub fn page_job(page: &Page) -> Job {
    let chosen = page.meta.template.as_ref();
    let usual = if page.leaf.url == Url::root() { "home" } else { "page" };
    let template = chosen.map_or(usual, |chosen| chosen.value.as_str());
    let job = Job::new(&page.leaf.url, template, &page.leaf.path, View::Page);
    Job { chosen: chosen.map(|chosen| chosen.place.clone()), ..job }
}

/// The pages of a guide, in order; the digests of what they show are still to come.
pub fn guide_jobs(viewer: &Viewer, guide: &Guide, seen: &Seen) -> Vec<Job> {
    let overview = &guide.leaf;
    let mut jobs = vec![Job::new(&overview.url, "guide", &overview.path, View::Overview)];
    for (index, part) in guide.parts.iter().enumerate() {
        let template = match part.kind {
            PartKind::Step => "step",
            PartKind::Closing => "closing",
            PartKind::Action => "action",
        };
        jobs.push(Job::new(&part.leaf.url, template, &part.leaf.path, View::Part(index)));
    }
    if viewer.makes.all {
        jobs.push(Job::new(&guide.all_url(), "all", &overview.path, View::All));
    }
    if viewer.makes.worksheet && guide.steps() > 0 {
        jobs.push(Job::new(&guide.worksheet_url(), "worksheet", &overview.path, View::Worksheet));
    }
    jobs.into_iter().map(|job| Job { guide: seen.digest, ..job }).collect()
}

/// What a page of a guide shows.
pub fn guide_view(viewer: &Viewer, guide: &Guide, view: &View) -> Seen {
    match view {
        View::Part(index) => viewer.part(guide, *index),
        View::All => viewer.all(guide),
        View::Worksheet => viewer.worksheet(guide),
        _ => viewer.overview(guide),
    }
}

/// The pages that nobody wrote, in order.
pub fn made_jobs(viewer: &Viewer, cards: &Cards) -> Vec<Job> {
    let site = &*viewer.site;
    let settings = SourcePath::new(SETTINGS);
    let mut jobs = Vec::new();
    if !site.directory.has_home() {
        jobs.push(Job::new(&Url::root(), "home", &settings, View::BareHome));
    }
    if viewer.statement.is_some() && site.more.is_none() {
        jobs.push(Job::new(&policy::url(), "page", &settings, View::BarePolicy));
    }
    for (segment, tag) in &site.directory.tags {
        jobs.push(Job::new(&tag.url, "tag", &settings, View::Tag(segment.clone())));
    }
    jobs.push(Job::new(&Url::new("/404.html"), "404", &settings, View::NotFound));
    jobs.into_iter().map(|job| Job { page: made_digest(viewer, &job.view, cards), ..job }).collect()
}

/// The digest of what a page that nobody wrote shows; the cards are in it by their digests.
fn made_digest(viewer: &Viewer, view: &View, cards: &Cards) -> Digest {
    let View::Tag(segment) = view else {
        return made_view(viewer, view, cards).as_ref().map(digest).unwrap_or_default();
    };
    let page = tag_value(viewer, segment, Value::none());
    let hand = cards.hand(Some(segment));
    Digest::of_parts([digest(&page).as_bytes(), hand.digest.as_bytes()])
}

/// What a page that nobody wrote shows; nothing, if it needs the card of a guide that was not looked at.
pub fn made_view(viewer: &Viewer, view: &View, cards: &Cards) -> Option<Value> {
    Some(match view {
        View::Tag(segment) => {
            let Hand { value, .. } = cards.hand(Some(segment));
            tag_value(viewer, segment, value?)
        }
        View::NotFound => viewer.not_found(),
        View::BarePolicy => viewer.bare_policy(),
        _ => viewer.bare_home(),
    })
}

fn tag_value(viewer: &Viewer, segment: &str, guides: Value) -> Value {
    let tag = viewer.site.directory.tags.get(segment);
    tag.map_or_else(Value::none, |tag| viewer.tag(tag, guides))
}
