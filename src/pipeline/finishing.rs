//! What is wrong with the finished pages, placed where it was written.

use std::collections::{BTreeMap, BTreeSet};

use super::rendering::Workshop;
use super::{Build, Inputs};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::facts::{Facts, Fault};
use crate::links::{self, Broken};
use crate::path::{SourcePath, Url};
use crate::plan::Job;
use crate::record::Records;
use crate::site::{Fragment, Site};
use crate::text::Text;

/// Tells the faults of finished pages, and the links that lead to nothing.
pub(super) fn check(
    workshop: &Workshop,
    jobs: &[Job],
    records: &Records,
    inputs: &Inputs,
    build: &mut Build,
) {
    let finder = Finder { site: &workshop.viewer.site, inputs };
    let jobs: BTreeMap<&Url, &Job> = jobs.iter().map(|job| (&job.url, job)).collect();
    let told = told(build);
    for (url, record) in records {
        let Some(job) = jobs.get(url) else { continue };
        let news = record
            .faults
            .iter()
            .filter(|fault| !finder.files(job).any(|file| told.contains(&(file, fault.code.to_owned()))));
        build.diagnostics.extend(news.map(|fault| placed(fault, job, &finder)));
    }
    let facts: BTreeMap<Url, &Facts> =
        records.iter().map(|(url, record)| (url.clone(), &record.facts)).collect();
    let wrong = fragments(&workshop.viewer.site, &facts);
    build.diagnostics.extend(wrong.values().flatten().cloned());
    if records.len() < jobs.len() {
        // Pages that could not be made would show as broken links.
        return;
    }
    for broken in links::check(&facts, &files(workshop, records)) {
        let told = broken
            .fragment
            .as_ref()
            .is_some_and(|id| wrong.contains_key(&(broken.target.clone(), id.clone())));
        if !told && let Some(job) = jobs.get(&broken.page) {
            build.diagnostics.push(broken_link(&broken, job, &finder));
        }
    }
}

/// The kinds of fault that each file was told of already: what was seen in its text is seen again in its page.
fn told(build: &Build) -> BTreeSet<(SourcePath, String)> {
    let faults = build.diagnostics.iter();
    faults.map(|fault| (fault.place.file.clone(), fault.code.clone().into_owned())).collect()
}

/// The addresses of everything that is no page.
fn files(workshop: &Workshop, records: &Records) -> BTreeSet<Url> {
    let queries = records.values().flat_map(|record| record.reads.keys());
    let assets = workshop.theme.published(queries).into_keys().cloned();
    workshop.viewer.site.owners.keys().cloned().chain(assets).collect()
}

/// Links of Markdown files to places that do not exist, by address and id.
fn fragments(site: &Site, facts: &BTreeMap<Url, &Facts>) -> BTreeMap<(Url, String), Vec<Diagnostic>> {
    let mut wrong: BTreeMap<(Url, String), Vec<Diagnostic>> = BTreeMap::new();
    for fragment in site.leaves().flat_map(|leaf| &leaf.resolved.fragments) {
        let Some(page) = facts.get(&fragment.url) else { continue };
        if !page.ids.contains(&fragment.id) {
            wrong
                .entry((fragment.url.clone(), fragment.id.clone()))
                .or_default()
                .push(missing_id(fragment, page));
        }
    }
    wrong
}

fn missing_id(fragment: &Fragment, page: &Facts) -> Diagnostic {
    let message = format!("there is no heading “#{}” in {}", fragment.id, fragment.url);
    let proposal = nearest(&fragment.id, page.ids.iter());
    let help = proposal.map_or_else(
        || {
            "a heading's id is its text in lower case, with hyphens for spaces; “## Title {#id}” sets one"
                .to_owned()
        },
        |id| format!("did you mean “#{id}”?"),
    );
    Diagnostic::error("broken-link", fragment.place.clone(), message).help(help)
}

fn placed(fault: &Fault, job: &Job, finder: &Finder) -> Diagnostic {
    let place = finder.place(&fault.needle, job);
    Diagnostic {
        severity: fault.severity,
        code: fault.code.into(),
        place,
        message: fault.message.clone(),
        help: fault.help.clone(),
    }
}

fn broken_link(broken: &Broken, job: &Job, finder: &Finder) -> Diagnostic {
    let (message, proposal) = match &broken.fragment {
        None => (
            format!("the link to {} leads to nothing", broken.target),
            broken.proposal.as_ref().map(|url| format!("did you mean {url}?")),
        ),
        Some(id) => (
            format!("there is no place “#{id}” in {}", broken.target),
            broken.proposal.as_ref().map(|id| format!("did you mean “#{id}”?")),
        ),
    };
    Diagnostic::error("broken-link", finder.place(&broken.written, job), message)
        .help(proposal.unwrap_or_else(|| "link to an address that exists, or take the link away".to_owned()))
}

/// Finds where a piece of a finished page was written.
struct Finder<'a> {
    site: &'a Site,
    inputs: &'a Inputs,
}

impl Finder<'_> {
    /// The files that a page is made of: its own, and for pages of a whole guide those of the guide.
    fn files(&self, job: &Job) -> impl Iterator<Item = SourcePath> {
        std::iter::once(job.source.clone()).chain(self.guide_files(&job.source))
    }

    /// The place of a text: in the files of the page, in the theme, or the page's file as a whole.
    fn place(&self, needle: &str, job: &Job) -> Place {
        let themes = self.inputs.sources.below("themes").map(|source| source.path.clone());
        let mut texts = self.files(job).chain(themes.filter(|path| path.stem_and_ending().1 == "html"));
        let needle = needle.trim();
        let found = if needle.is_empty() { None } else { texts.find_map(|path| self.find(&path, needle)) };
        found.unwrap_or_else(|| Place::whole(&job.source))
    }

    fn guide_files(&self, overview: &SourcePath) -> Vec<SourcePath> {
        let guide = self.site.guides.iter().find(|guide| guide.leaf.path == *overview);
        guide.map_or_else(Vec::new, |guide| guide.parts.iter().map(|part| part.leaf.path.clone()).collect())
    }

    fn find(&self, path: &SourcePath, needle: &str) -> Option<Place> {
        let source = self.inputs.sources.get(path)?;
        let text = Text::decode(path, &source.bytes).ok()?;
        let at = text.as_str().find(needle)?;
        Some(text.place(at, needle.lines().next().unwrap_or_default().chars().count()))
    }
}
