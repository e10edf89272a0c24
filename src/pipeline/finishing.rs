//! What is wrong with the finished pages, placed where it was written.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::finder::Finder;
use super::units::Units;
use super::workshop::Workshop;
use super::{Build, Wants};
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::digest::{Digest, Digester};
use crate::facts::{Facts, Fault, Link};
use crate::links::{self, Broken, Ground};
use crate::memory::{Body, Memo, Memory};
use crate::path::{SourcePath, Url};
use crate::plan::Job;
use crate::record::Record;
use crate::site::Fragment;
use crate::source::Sources;
use crate::view::Viewer;

/// Tells the faults of finished pages, and the links that lead to nothing. What was found in a unit before is told
/// again, if its pages and all that they can link to are the same.
pub(super) fn check(
    workshop: &Workshop,
    units: &Units,
    sources: &Sources,
    memory: &mut Memory,
    build: &mut Build,
) -> Result<(), Wants> {
    let ground = ground(workshop, units, memory);
    let is_checked = |memo: &Memo| memo.checked.as_ref().is_some_and(|(known, _)| *known == ground);
    let due = units.iter().filter(|(_, memo)| !is_checked(memo));
    let (sound, due): (Vec<_>, Vec<_>) = due.partition(|(_, memo)| memo.is_sound);
    let mut found: Vec<(SourcePath, Vec<Diagnostic>)> = Vec::new();
    if !due.is_empty() {
        let bodies = Bodies { memory, lost: RefCell::default() };
        found = look(workshop, units, &due, sources, &bodies)?;
        let lost = bodies.lost.into_inner();
        if !lost.is_empty() {
            // What they are made of is gone from the store: they are made once more.
            memory.units.retain(|path, _| !lost.contains(path));
            return Err(Wants::default());
        }
    }
    found.extend(sound.into_iter().map(|(path, _)| (path.clone(), Vec::new())));
    for (_, memo) in units.iter().filter(|(_, memo)| is_checked(memo)) {
        build.diagnostics.extend(memo.checked.iter().flat_map(|(_, faults)| faults).cloned());
    }
    // Pages that could not be made would show as broken links: nothing is known for good before they are.
    let is_whole = units.iter().all(|(_, memo)| memo.whole);
    for (path, faults) in found {
        build.diagnostics.extend(faults.iter().cloned());
        if let Some(memo) = memory.units.get_mut(&path).filter(|_| is_whole) {
            Arc::make_mut(memo).checked = Some((ground, faults));
        }
    }
    Ok(())
}

/// The digest of all that links can lead to, and of the files that faults are looked for in beside a unit's own.
fn ground(workshop: &Workshop, units: &Units, memory: &Memory) -> Digest {
    let mut digester = Digester::new();
    digester.add(workshop.viewer.site.directory.digest.as_bytes());
    digester.add(workshop.themes.as_bytes()).add(workshop.setting.as_bytes());
    for (_, memo) in units {
        digester.add(memo.ground.as_bytes());
    }
    for url in assets(workshop, memory) {
        digester.add(url.as_str());
    }
    digester.finish()
}

/// The addresses of the theme's files that pages ask for.
fn assets(workshop: &Workshop, memory: &Memory) -> BTreeSet<Url> {
    let queries = memory.reads.values().flat_map(|reads| reads.keys());
    workshop.theme.published(queries).into_keys().cloned().collect()
}

/// Looks for faults in some units.
fn look(
    workshop: &Workshop,
    units: &Units,
    due: &[&(SourcePath, Arc<Memo>)],
    sources: &Sources,
    bodies: &Bodies,
) -> Result<Vec<(SourcePath, Vec<Diagnostic>)>, Wants> {
    let directory = &workshop.viewer.site.directory;
    let assets = assets(workshop, bodies.memory);
    let is_file = |url: &str| is_made(url, workshop) || assets.contains(&Url::new(url));
    let known = || {
        let pages = units.iter().flat_map(|(_, memo)| &memo.pages).map(|page| &page.url);
        pages.chain(&directory.addresses).chain(&assets).map(Url::as_str).collect()
    };
    let owners: BTreeMap<&str, &(SourcePath, Arc<Memo>)> = units
        .iter()
        .flat_map(|unit| unit.1.pages.iter().map(move |page| (page.url.as_str(), unit)))
        .collect();
    let facts = |url: &str| facts_of(bodies.of(owners.get(url)?)?, url);
    let ground = Ground { page: &facts, is_file: &is_file, known: &known };
    let is_whole = units.iter().all(|(_, memo)| memo.whole);
    let finder = Finder::new(directory, sources);
    let mut found = Vec::new();
    for unit in due {
        let (path, memo) = unit;
        let Some(body) = bodies.of(unit) else { continue };
        let mut faults = told_of(memo, body, bodies.memory, &finder);
        let wrong = fragments(body, &ground);
        if is_whole {
            faults.extend(broken_links(body, &ground, &wrong, &finder));
        }
        faults.extend(wrong.into_iter().map(|(_, diagnostic)| diagnostic));
        found.push((path.clone(), faults));
    }
    Wants { texts: finder.wants(), ..Wants::default() }.or(found)
}

/// Whether a page or file of the site is at an address.
fn is_made(url: &str, workshop: &Workshop) -> bool {
    let Viewer { site, makes, .. } = &*workshop.viewer;
    (makes.all || !url.ends_with("/all/"))
        && (makes.worksheet || !url.ends_with("/worksheet/"))
        && site.directory.addresses.contains(&Url::new(url))
}

/// Whether it is known of a unit's pages, without the others, that nothing is wrong with them: most lead to addresses of the
/// site, to these files of the theme, and to places in each other alone.
pub(super) fn is_sound(body: &Body, assets: &BTreeSet<Url>, workshop: &Workshop) -> bool {
    let facts = |url: &str| facts_of(body, url);
    let leads_to_places_elsewhere = |facts: &Facts| {
        let mut links = facts.links.iter().map(Link::of_line);
        links.any(|link| !link.fragment.is_empty() && facts_of(body, link.url).is_none())
    };
    let ground = Ground {
        page: &facts,
        is_file: &|url| is_made(url, workshop) || assets.contains(&Url::new(url)),
        known: &Vec::new,
    };
    let has_no_faults =
        |record: &Record| record.faults.is_empty() && !leads_to_places_elsewhere(&record.facts);
    body.fragments.is_empty()
        && body.pages.iter().filter_map(|made| made.record.as_ref()).all(has_no_faults)
        && links::check(pages(body), &ground).is_empty()
}

/// The pages of a unit that were made, and what is known of each.
fn pages(body: &Body) -> impl Iterator<Item = (&Url, &Facts)> {
    body.pages.iter().filter_map(|made| Some((&made.job.url, &made.record.as_ref()?.facts)))
}

/// What is known of a unit's page.
fn facts_of<'b>(body: &'b Body, url: &str) -> Option<&'b Facts> {
    pages(body).find(|(page, _)| page.as_str() == url).map(|(_, facts)| facts)
}

/// How the pages of units were made; those whose making is gone are noted.
struct Bodies<'a> {
    memory: &'a Memory,
    lost: RefCell<BTreeSet<SourcePath>>,
}

impl Bodies<'_> {
    fn of<'m>(&self, (path, memo): &'m (SourcePath, Arc<Memo>)) -> Option<&'m Body> {
        let body = memo.body.get(self.memory.store());
        if body.is_none() {
            self.lost.borrow_mut().insert(path.clone());
        }
        body.map(AsRef::as_ref)
    }
}

/// The faults that the finishing pass saw, but for those that the files were told of already: what was seen in a text
/// is seen again in its page.
fn told_of(memo: &Memo, body: &Body, memory: &Memory, finder: &Finder) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for made in &body.pages {
        let Some(record) = &made.record else { continue };
        for fault in &record.faults {
            let is_told = finder.files(&made.job).into_iter().any(|file| {
                let own = memory.files.get(file).map_or(&[][..], |known| &known.faults);
                let of_file = memo.faults.iter().filter(|other| other.place.file == *file);
                own.iter().chain(of_file).any(|other| other.code == fault.code)
            });
            if !is_told {
                faults.push(placed(fault, &made.job, finder));
            }
        }
    }
    faults
}

/// Links of a unit's Markdown files to places that do not exist.
fn fragments<'m>(body: &'m Body, ground: &Ground) -> Vec<(&'m Fragment, Diagnostic)> {
    let wrong = body.fragments.iter().filter_map(|fragment| {
        let page = (ground.page)(fragment.url.as_str())?;
        (!page.ids.contains(&fragment.id)).then(|| (fragment, missing_id(fragment, page)))
    });
    wrong.collect()
}

fn broken_links(
    body: &Body,
    ground: &Ground,
    told: &[(&Fragment, Diagnostic)],
    finder: &Finder,
) -> Vec<Diagnostic> {
    let broken = links::check(pages(body), ground);
    let news = broken.iter().filter(|broken| {
        let is_it = |fragment: &Fragment| {
            broken.target == fragment.url && broken.fragment.as_ref() == Some(&fragment.id)
        };
        !told.iter().any(|(fragment, _)| is_it(fragment))
    });
    news.filter_map(|broken| {
        let made = body.pages.iter().find(|made| made.job.url == broken.page)?;
        Some(broken_link(broken, &made.job, finder))
    })
    .collect()
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
    if fault.code == "undeclared-host" && place.file.as_str().starts_with("themes/") {
        return undeclared_in_theme(place, fault);
    }
    Diagnostic {
        severity: fault.severity,
        code: fault.code.clone(),
        place,
        message: fault.message.clone(),
        help: fault.help.clone(),
    }
}

/// The policy page lists what pages were written with; what a theme loads has to be declared, or readers would not be
/// told of it.
fn undeclared_in_theme(place: Place, fault: &Fault) -> Diagnostic {
    let message = format!("{}, so that the policy page could not list it", fault.message);
    let help = "declare it there under “consent: services:”, or keep a copy in the theme's assets folder";
    Diagnostic::error("undeclared-in-theme", place, message).help(help)
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
