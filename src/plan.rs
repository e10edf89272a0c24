//! Every page of the built site, with all it depends on.

use std::sync::Arc;

use crate::diagnostic::Place;
use crate::front_matter::PartKind;
use crate::outline::SETTINGS;
use crate::path::{SourcePath, Url};
use crate::site::{Guide, policy};
use crate::view::{Seen, Viewer};

/// A page to be rendered.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its address.
    pub url: Url,
    /// The template, without its ending.
    pub template: String,
    /// The file it is made from; the settings, for pages that nobody wrote.
    pub source: SourcePath,
    /// Where the template's name is written, if an author chose it.
    pub chosen: Option<Place>,
    /// What the template sees of its guide.
    pub guide: Option<Arc<Seen>>,
    /// What the template sees of the page.
    pub page: Seen,
}

impl Job {
    /// Where the template's name is written; the page's file, if nobody chose it.
    pub fn template_place(&self) -> Place {
        self.chosen.clone().unwrap_or_else(|| Place::whole(&self.source))
    }
}

/// All pages to be rendered, in a fixed order.
pub fn plan(viewer: &Viewer) -> Vec<Job> {
    let mut jobs = Vec::new();
    jobs.extend(pages(viewer));
    for guide in &viewer.site.guides {
        jobs.extend(guide_pages(viewer, guide));
    }
    for tag in viewer.site.tags.values() {
        jobs.push(made("tag", tag.url.clone(), viewer.tag(tag)));
    }
    jobs.push(made("404", Url::new("/404.html"), viewer.not_found()));
    jobs
}

fn pages(viewer: &Viewer) -> Vec<Job> {
    let site = &*viewer.site;
    let mut jobs: Vec<Job> = site
        .pages
        .iter()
        .map(|page| {
            let is_home = page.leaf.url == Url::root();
            let own = page.meta.template.as_ref();
            Job {
                url: page.leaf.url.clone(),
                template: own
                    .map_or(if is_home { "home" } else { "page" }, |own| own.value.as_str())
                    .to_owned(),
                source: page.leaf.path.clone(),
                chosen: own.map(|own| own.place.clone()),
                guide: None,
                page: viewer.page(page),
            }
        })
        .collect();
    let has_home = jobs.iter().any(|job| job.url == Url::root())
        || site.guides.iter().any(|guide| guide.leaf.url == Url::root());
    if !has_home {
        jobs.push(made("home", Url::root(), viewer.bare_home()));
    }
    if viewer.statement.is_some() && site.more.is_none() {
        jobs.push(made("page", policy::url(), viewer.bare_policy()));
    }
    jobs
}

fn guide_pages(viewer: &Viewer, guide: &Guide) -> Vec<Job> {
    let seen = Arc::new(viewer.guide(guide));
    let job = |url: &Url, template: &str, source: &SourcePath, page: Seen| Job {
        url: url.clone(),
        template: template.to_owned(),
        source: source.clone(),
        chosen: None,
        guide: Some(Arc::clone(&seen)),
        page,
    };
    let overview = &guide.leaf;
    let mut jobs = vec![job(&overview.url, "guide", &overview.path, viewer.overview(guide))];
    for (index, part) in guide.parts.iter().enumerate() {
        let template = match part.kind {
            PartKind::Step => "step",
            PartKind::Closing => "closing",
            PartKind::Action => "action",
        };
        jobs.push(job(&part.leaf.url, template, &part.leaf.path, viewer.part(guide, index)));
    }
    jobs.push(job(&guide.all_url(), "all", &overview.path, viewer.all(guide)));
    if guide.steps() > 0 {
        jobs.push(job(&guide.worksheet_url(), "worksheet", &overview.path, viewer.worksheet(guide)));
    }
    jobs
}

fn made(template: &str, url: Url, page: Seen) -> Job {
    Job {
        url,
        template: template.to_owned(),
        source: SourcePath::new(SETTINGS),
        chosen: None,
        guide: None,
        page,
    }
}
