//! From the directory to finished pages, one unit at a time: what is known and fresh is kept, the rest is assembled,
//! rendered and finished.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::bench::{Bench, Trouble};
use super::files;
use super::making::{Before, Done, Making};
use super::workshop::Workshop;
use super::{Build, Wants};
use crate::digest::{Digest, Digester};
use crate::memory::{Memo, Memory, Taken, Tips};
use crate::outline::SETTINGS;
use crate::output::Shelf;
use crate::path::{SourcePath, Url};
use crate::plan::{self, Job, View};
use crate::query::Query;
use crate::record::Reads;
use crate::render::{self, Clock};
use crate::site::directory::Unit;
use crate::site::{self, Assembled, Documents, Fragment, Guide, Leaf};
use crate::source::Sources;
use crate::view::{Card, Cards, Seen, Value};

/// What is known of every unit after a build, in the order of the directory; the pages that nobody wrote come last.
pub(super) type Units = Vec<(SourcePath, Arc<Memo>)>;

/// How many units are made at a time; then their documents are let go of.
const GROUP: usize = 128;

/// A unit's model, with what its templates see as `guide`.
struct Looked {
    model: Model,
    card: Option<Seen>,
    memo: Memo,
    fragments: Vec<Fragment>,
}

enum Model {
    Guide(Box<Guide>),
    Page(Box<site::Page>),
}

/// A unit in this build.
struct Turn<'a> {
    unit: &'a Arc<Unit>,
    key: Digest,
    known: Option<Arc<Memo>>,
    looked: Option<Looked>,
}

impl Turn<'_> {
    /// Whether what is known of the unit holds.
    fn holds(&self) -> bool {
        self.known.as_ref().is_some_and(|memo| memo.key == self.key)
    }
}

/// Makes every page; those of the last build that are still fresh are kept.
pub(super) fn make(
    workshop: &Workshop,
    sources: &Sources,
    (clock, shelf): (Option<Clock>, &dyn Shelf),
    memory: &mut Memory,
    build: &mut Build,
) -> Result<Units, Wants> {
    let directory = Arc::clone(&workshop.viewer.site.directory);
    let mut turns: Vec<Turn> = directory.units.par_iter().map(|unit| turn(unit, workshop, memory)).collect();
    look_at(&mut turns, |turn| !turn.holds(), workshop, memory)?;
    let known_cards = cards(&turns);
    let Some(bench) = Bench::new(workshop, (clock.clone(), shelf), memory, known_cards.clone()) else {
        return Ok(Units::new());
    };
    let settings = SourcePath::new(SETTINGS);
    let made_key = Digest::of_parts([workshop.outlook.as_bytes(), known_cards.digest().as_bytes()]);
    let made = memory.units.get(&settings).filter(|memo| memo.key == made_key && bench.keeps(memo)).cloned();
    let needs_cards = memory.short || (made.is_none() && shows_guides(&bench, &known_cards, memory));
    let is_due = |turn: &Turn| {
        let known = turn.known.as_deref().filter(|_| turn.holds());
        let has_no_card = || known.is_some_and(|memo| memo.value.is_none());
        known.is_some_and(|memo| !bench.keeps(memo) && is_stale(memo, &bench, memory))
            || (needs_cards && turn.unit.parts.is_some() && has_no_card())
    };
    let due: BTreeSet<&SourcePath> =
        turns.par_iter().filter(|turn| is_due(turn)).map(|turn| &turn.unit.path).collect();
    look_at(&mut turns, |turn| due.contains(&turn.unit.path), workshop, memory)?;
    let cards = cards(&turns);
    let Some(bench) = Bench::new(workshop, (clock, shelf), memory, cards.clone()) else {
        return Ok(Units::new());
    };
    let mut done: Vec<(SourcePath, Done)> = Vec::with_capacity(turns.len() + 1);
    let mut turns = turns.into_iter();
    while turns.len() > 0 {
        let group: Vec<Turn> = turns.by_ref().take(GROUP).collect();
        let looked = group.iter().filter(|turn| turn.looked.is_some());
        let made: Vec<Arc<Unit>> = looked.map(|turn| Arc::clone(turn.unit)).collect();
        let finish = |turn: Turn| (turn.unit.path.clone(), finish(turn, &bench, memory));
        done.extend(group.into_par_iter().map(finish).collect::<Vec<_>>());
        memory.rest(made.iter().flat_map(|unit| unit.files()));
    }
    let made = match made {
        Some(memo) => Done { memo, ..Done::default() },
        None => finish_made(&bench, made_key, &cards, memory),
    };
    done.push((settings, made));
    memory.short = bench.is_short();
    if memory.short {
        return Err(files_of_guides(&directory.units, sources, memory));
    }
    memory.policies.extend(bench.policies());
    Ok(settle(done, bench.asked(), memory, build))
}

fn turn<'a>(unit: &'a Arc<Unit>, workshop: &Workshop, memory: &Memory) -> Turn<'a> {
    let mut digester = Digester::new();
    digester.add(workshop.outlook.as_bytes());
    for path in unit.files() {
        digester.add(memory.known(path).unwrap_or_default().as_bytes());
    }
    let archive = memory.known(&archive_of(&unit.path)).unwrap_or_default();
    digester.add(archive.as_bytes());
    Turn { unit, key: digester.finish(), known: memory.units.get(&unit.path).cloned(), looked: None }
}

fn archive_of(overview: &SourcePath) -> SourcePath {
    SourcePath::new(format!("{}/comments.yaml", overview.folder()))
}

/// Assembles those units that are chosen and not assembled yet.
fn look_at(
    turns: &mut [Turn],
    chosen: impl Fn(&Turn) -> bool + Sync,
    workshop: &Workshop,
    memory: &Memory,
) -> Result<(), Wants> {
    let results: Vec<Result<(), Wants>> = turns
        .par_iter_mut()
        .filter(|turn| turn.looked.is_none() && chosen(turn))
        .map(|turn| {
            let documents = documents(turn.unit, memory)?;
            turn.looked = look(turn, &documents, workshop);
            Ok(())
        })
        .collect();
    let documents = results.into_iter().filter_map(Result::err).flat_map(|wants| wants.documents).collect();
    Wants { documents, ..Wants::default() }.or(())
}

/// The documents of a unit, or those of them that are not at hand.
pub(super) fn documents(unit: &Unit, memory: &Memory) -> Result<Documents, Wants> {
    let mut wants = Wants::default();
    let mut parsed = Vec::new();
    for path in unit.files() {
        match memory.document(path).map(AsRef::as_ref) {
            Some(Taken::Markdown(document)) => parsed.push(Arc::clone(document)),
            _ => {
                wants.documents.insert(path.clone());
            }
        }
    }
    let path = archive_of(&unit.path);
    let is_kept = unit.parts.is_some() && memory.known(&path).is_some();
    let mut archive = None;
    if is_kept {
        match memory.document(&path).map(AsRef::as_ref) {
            Some(Taken::Archive(kept)) => archive = Some(kept.clone()),
            _ => {
                wants.documents.insert(path);
            }
        }
    }
    wants.or(Documents { parsed, archive })
}

fn look(turn: &Turn, documents: &Documents, workshop: &Workshop) -> Option<Looked> {
    let viewer = &*workshop.viewer;
    let memo = |faults| Memo { key: turn.key, faults, ..Memo::default() };
    if turn.unit.parts.is_none() {
        let Assembled { made, faults, fragments } = viewer.site.page(turn.unit, documents)?;
        return Some(Looked {
            model: Model::Page(Box::new(made)),
            card: None,
            memo: memo(faults),
            fragments,
        });
    }
    let Assembled { made, faults, fragments } = viewer.site.guide(turn.unit, documents)?;
    let card = viewer.guide(&made);
    let memo = Memo {
        card: card.digest,
        value: Some(card.value.clone()),
        tips: Tips::of(&made).map(Arc::new),
        ..memo(faults)
    };
    Some(Looked { model: Model::Guide(Box::new(made)), card: Some(card), memo, fragments })
}

/// The cards of all guides; of those that were not looked at, the digests alone.
fn cards(turns: &[Turn]) -> Cards {
    let guides = turns.iter().filter(|turn| turn.unit.parts.is_some());
    let cards = guides.map(|turn| {
        let memo = turn.looked.as_ref().map(|looked| &looked.memo).or(turn.known.as_deref());
        Card {
            unit: Arc::clone(turn.unit),
            digest: memo.map(|memo| memo.card).unwrap_or_default(),
            value: memo.and_then(|memo| memo.value.clone()),
        }
    });
    Cards::new(cards.collect())
}

/// Whether a page of a unit has to be made again.
fn is_stale(memo: &Memo, bench: &Bench, memory: &Memory) -> bool {
    let Some(body) = memo.body.get(memory.store()) else { return true };
    body.pages.iter().any(|made| {
        let is_written = memo.pages.iter().any(|page| page.url == made.job.url);
        bench.stale(&made.job, made.record.as_ref().filter(|_| is_written), memory).is_some()
    })
}

/// Renders and finishes those pages of a unit that are not fresh.
fn finish(turn: Turn, bench: &Bench, memory: &Memory) -> Done {
    let is_known = turn.holds();
    let Some(looked) = turn.looked else {
        return Done { memo: turn.known.unwrap_or_default(), ..Done::default() };
    };
    let known = turn.known.as_deref();
    let mut making = Making::new(looked.memo, looked.fragments, Before::of(known, memory));
    if is_known {
        making.memo.checked = known.and_then(|memo| memo.checked.clone());
    }
    let viewer = &*bench.workshop.viewer;
    match looked.model {
        Model::Page(page) => {
            let seen = viewer.page(&page);
            let job = Job { page: seen.digest, ..plan::page_job(&page) };
            making.page(job, (&Value::none(), &seen.value), (bench, memory));
            making.memo.extras = files::aliases(bench.workshop, &page.leaf);
            making.memo.moved = moved(&page.leaf).collect();
        }
        Model::Guide(guide) => {
            let Some(card) = looked.card else { return making.done(bench) };
            for job in plan::guide_jobs(viewer, &guide, &card) {
                let seen = plan::guide_view(viewer, &guide, &job.view);
                let job = Job { page: seen.digest, ..job };
                making.page(job, (&card.value, &seen.value), (bench, memory));
            }
            let leaves = std::iter::once(&guide.leaf).chain(guide.parts.iter().map(|part| &part.leaf));
            making.memo.moved = leaves.clone().flat_map(moved).collect();
            making.memo.extras = leaves.flat_map(|leaf| files::aliases(bench.workshop, leaf)).collect();
            making.memo.extras.extend(files::reminder(viewer, &guide));
        }
    }
    making.done(bench)
}

/// The old addresses of a page, each with its own.
fn moved(leaf: &Leaf) -> impl Iterator<Item = (Url, Url)> {
    leaf.aliases.iter().map(|old| (old.clone(), leaf.url.clone()))
}

/// Whether a page that nobody wrote needs the cards of guides, as far as can be told before it is rendered.
fn shows_guides(bench: &Bench, cards: &Cards, memory: &Memory) -> bool {
    let known = memory.units.get(&SourcePath::new(SETTINGS)).map(AsRef::as_ref);
    let before = Before::of(known, memory);
    let asks = |reads: &Reads| reads.keys().any(|query| matches!(query, Query::Guides(_)));
    plan::made_jobs(&bench.workshop.viewer, cards).into_iter().any(|job| {
        let record = before.page(&job.url).map(|(record, _)| record);
        let reads = record.and_then(|record| memory.reads.get(&record.reads));
        bench.stale(&job, record, memory).is_some()
            && (matches!(job.view, View::Tag(_)) || reads.is_none_or(asks))
    })
}

fn finish_made(bench: &Bench, key: Digest, cards: &Cards, memory: &Memory) -> Done {
    let known = memory.units.get(&SourcePath::new(SETTINGS)).map(AsRef::as_ref);
    let viewer = &*bench.workshop.viewer;
    let jobs = plan::made_jobs(viewer, cards);
    let one = |job: Job| {
        let memo = Memo { checked: known.and_then(|memo| memo.checked.clone()), ..Memo::default() };
        let mut part = Making::new(memo, Vec::new(), Before::of(known, memory));
        let value = plan::made_view(viewer, &job.view, cards).unwrap_or_else(Value::none);
        part.page(job, (&Value::none(), &value), (bench, memory));
        part
    };
    let parts: Vec<Making> = jobs.into_par_iter().map(one).collect();
    let checked = known.and_then(|memo| memo.checked.clone());
    let memo = Memo {
        key,
        checked: checked.filter(|_| parts.iter().all(|part| part.memo.checked.is_some())),
        ..Memo::default()
    };
    let mut making = Making::new(memo, Vec::new(), Before::default());
    for part in parts {
        making.memo.pages.extend(part.memo.pages);
        making.memo.reads.extend(part.memo.reads);
        making.memo.policies.extend(part.memo.policies);
        making.body.pages.extend(part.body.pages);
        making.rendered.extend(part.rendered);
        making.troubles.extend(part.troubles);
    }
    making.done(bench)
}

/// All files of guides whose documents are not at hand.
fn files_of_guides(units: &[Arc<Unit>], sources: &Sources, memory: &Memory) -> Wants {
    let guides = units.iter().filter(|unit| unit.parts.is_some());
    let files = guides.flat_map(|unit| unit.files().cloned().chain([archive_of(&unit.path)]));
    let documents = files.filter(|path| sources.get(path).is_some() && memory.document(path).is_none());
    Wants { documents: documents.collect(), ..Wants::default() }
}

/// Remembers what was made, and tells what was wrong.
fn settle(
    done: Vec<(SourcePath, Done)>,
    asked: BTreeMap<Digest, Reads>,
    memory: &mut Memory,
    build: &mut Build,
) -> Units {
    let mut units = Units::with_capacity(done.len());
    let mut faults = Vec::new();
    memory.reads.extend(asked);
    memory.is_new |= memory.units.len() != done.len();
    for (path, Done { memo, rendered, troubles }) in done {
        let is_known = memory.units.get(&path).is_some_and(|known| Arc::ptr_eq(known, &memo));
        memory.is_new |= !is_known;
        build.pages += memo.pages.len();
        memory.rendered.extend(rendered);
        build.diagnostics.extend(memo.faults.iter().cloned());
        for trouble in troubles {
            match trouble {
                Trouble::Template(diagnostic) => build.diagnostics.push(diagnostic),
                Trouble::Rendering(fault) => faults.push(fault),
            }
        }
        units.push((path, memo));
    }
    build.diagnostics.extend(render::diagnostics(faults));
    let named: BTreeSet<Digest> = units.iter().flat_map(|(_, memo)| &memo.reads).copied().collect();
    memory.reads.retain(|digest, _| named.contains(digest));
    let policies: BTreeSet<Digest> = units.iter().flat_map(|(_, memo)| &memo.policies).copied().collect();
    memory.policies.retain(|digest, _| policies.contains(digest));
    memory.units = units.iter().cloned().collect();
    units
}
