//! From the directory to finished pages, one unit at a time: what is known and fresh is kept, the rest is assembled,
//! rendered and finished.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::bench::{Bench, Trouble};
use super::files;
use super::workshop::Workshop;
use super::{Build, Wants};
use crate::digest::{Digest, Digester};
use crate::memory::{Made, Memo, Memory, Taken};
use crate::outline::SETTINGS;
use crate::output::Shelf;
use crate::path::{SourcePath, Url};
use crate::plan::{self, Job, View};
use crate::query::Query;
use crate::record::Reads;
use crate::render::{self, Clock};
use crate::site::directory::Unit;
use crate::site::{Assembled, Documents, Guide, Page};
use crate::source::Sources;
use crate::view::{Card, Cards, Seen, Value};

/// What is known of every unit after a build, in the order of the directory; the pages that nobody wrote come last.
pub(super) type Units = Vec<(SourcePath, Arc<Memo>)>;

/// A unit's model, with what its templates see as `guide`.
struct Looked {
    model: Model,
    card: Option<Seen>,
    memo: Memo,
}

enum Model {
    Guide(Box<Guide>),
    Page(Box<Page>),
}

/// What became of a unit's pages.
#[derive(Default)]
struct Done {
    memo: Arc<Memo>,
    rendered: Vec<(Url, String)>,
    troubles: Vec<Trouble>,
}

/// A unit's pages in the making.
#[derive(Default)]
struct Making {
    memo: Memo,
    rendered: Vec<(Url, String)>,
    troubles: Vec<Trouble>,
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
    let bench = Bench::new(workshop, (clock.clone(), shelf), memory, cards(&turns));
    let Some(bench) = bench else { return Ok(Units::new()) };
    let stale = |turn: &Turn| turn.holds() && is_stale(turn, &bench, memory);
    let stale: BTreeSet<&SourcePath> =
        bench.within(|| turns.par_iter().filter(|turn| stale(turn)).map(|turn| &turn.unit.path).collect());
    let made = made_pages(workshop, &bench, &cards(&turns), memory);
    let needs_cards =
        memory.short || made.iter().any(|(job, why)| why.is_some() && shows_guides(job, memory));
    look_at(
        &mut turns,
        |turn| {
            let has_no_card = || turn.known.as_ref().is_none_or(|memo| memo.value.is_none());
            stale.contains(&turn.unit.path) || (needs_cards && turn.unit.parts.is_some() && has_no_card())
        },
        workshop,
        memory,
    )?;
    let cards = cards(&turns);
    let Some(bench) = Bench::new(workshop, (clock, shelf), memory, cards.clone()) else {
        return Ok(Units::new());
    };
    let mut done: Vec<(SourcePath, Done)> = bench.within(|| {
        turns.into_par_iter().map(|turn| (turn.unit.path.clone(), finish(turn, &bench, memory))).collect()
    });
    done.push((SourcePath::new(SETTINGS), finish_made(&bench, &cards, memory)));
    if bench.is_short() {
        memory.short = true;
        return Err(files_of_guides(&directory.units, sources, memory));
    }
    memory.short = false;
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
        match memory.documents.get(path) {
            Some(Taken::Markdown(document)) => parsed.push(Arc::clone(document)),
            _ => {
                wants.documents.insert(path.clone());
            }
        }
    }
    let archive = archive_of(&unit.path);
    let is_kept = unit.parts.is_some() && memory.known(&archive).is_some();
    let archive = match memory.documents.get(&archive) {
        Some(Taken::Archive(archive)) => Some(archive.clone()),
        _ if is_kept => {
            wants.documents.insert(archive);
            None
        }
        _ => None,
    };
    wants.or(Documents { parsed, archive })
}

fn look(turn: &Turn, documents: &Documents, workshop: &Workshop) -> Option<Looked> {
    let viewer = &*workshop.viewer;
    let memo = |faults, fragments| Memo { key: turn.key, faults, fragments, ..Memo::default() };
    if turn.unit.parts.is_none() {
        let Assembled { made, faults, fragments } = viewer.site.page(turn.unit, documents)?;
        return Some(Looked {
            model: Model::Page(Box::new(made)),
            card: None,
            memo: memo(faults, fragments),
        });
    }
    let Assembled { made, faults, fragments } = viewer.site.guide(turn.unit, documents)?;
    let card = viewer.guide(&made);
    let memo = Memo { card: card.digest, value: Some(card.value.clone()), ..memo(faults, fragments) };
    Some(Looked { model: Model::Guide(Box::new(made)), card: Some(card), memo })
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

fn is_stale(turn: &Turn, bench: &Bench, memory: &Memory) -> bool {
    let pages = turn.known.iter().flat_map(|memo| &memo.pages);
    pages.into_iter().any(|made| bench.stale(&made.job, made.record.as_ref(), memory).is_some())
}

/// Renders and finishes those pages of a unit that are not fresh.
fn finish(turn: Turn, bench: &Bench, memory: &Memory) -> Done {
    let is_known = turn.holds();
    let Some(looked) = turn.looked else {
        return Done { memo: turn.known.unwrap_or_default(), ..Done::default() };
    };
    let mut done = Making { memo: looked.memo, ..Making::default() };
    let known = turn.known.as_deref();
    if is_known {
        done.memo.checked = known.and_then(|memo| memo.checked.clone());
    }
    let viewer = &*bench.workshop.viewer;
    match looked.model {
        Model::Page(page) => {
            let seen = viewer.page(&page);
            let job = Job { page: seen.digest, ..plan::page_job(&page) };
            done.page(job, known, (&Value::none(), seen), (bench, memory));
            done.memo.extras = files::aliases(bench.workshop, &page.leaf);
        }
        Model::Guide(guide) => {
            let Some(card) = looked.card else { return done.done() };
            for job in plan::guide_jobs(viewer, &guide, &card) {
                let seen = plan::guide_view(viewer, &guide, &job.view);
                let job = Job { page: seen.digest, ..job };
                done.page(job, known, (&card.value, seen), (bench, memory));
            }
            let leaves = std::iter::once(&guide.leaf).chain(guide.parts.iter().map(|part| &part.leaf));
            done.memo.extras = leaves.flat_map(|leaf| files::aliases(bench.workshop, leaf)).collect();
            done.memo.extras.extend(files::reminder(viewer, &guide));
        }
    }
    done.done()
}

impl Making {
    fn done(mut self) -> Done {
        self.memo.ground = ground(&self.memo);
        Done { memo: Arc::new(self.memo), rendered: self.rendered, troubles: self.troubles }
    }

    /// Keeps a page, or makes it.
    fn page(
        &mut self,
        job: Job,
        known: Option<&Memo>,
        (guide, own): (&Value, Seen),
        (bench, memory): (&Bench, &Memory),
    ) {
        let before = known.and_then(|memo| memo.pages.iter().find(|made| made.job.url == job.url));
        let record = before.and_then(|made| made.record.as_ref());
        let record = match bench.stale(&job, record, memory) {
            None => record.cloned(),
            Some(why) => {
                self.memo.checked = None;
                match bench.make(&job, guide, &own.value) {
                    Ok(record) => {
                        self.rendered.push((job.url.clone(), why));
                        Some(record)
                    }
                    Err(trouble) => {
                        self.troubles.push(trouble);
                        None
                    }
                }
            }
        };
        self.memo.pages.push(Made { job, record });
    }
}

/// The pages that nobody wrote, each with the reason to make it again, if there is one.
fn made_pages(
    workshop: &Workshop,
    bench: &Bench,
    cards: &Cards,
    memory: &Memory,
) -> Vec<(Job, Option<String>)> {
    let known = memory.units.get(&SourcePath::new(SETTINGS));
    let jobs = plan::made_jobs(&workshop.viewer, cards);
    jobs.into_iter()
        .map(|job| {
            let before = known.and_then(|memo| memo.pages.iter().find(|made| made.job.url == job.url));
            let why = bench.stale(&job, before.and_then(|made| made.record.as_ref()), memory);
            (job, why)
        })
        .collect()
}

/// Whether a page needs the cards of guides, as far as can be told before it is rendered.
fn shows_guides(job: &Job, memory: &Memory) -> bool {
    let known = memory.units.get(&SourcePath::new(SETTINGS));
    let before = known.and_then(|memo| memo.pages.iter().find(|made| made.job.url == job.url));
    let record = before.and_then(|made| made.record.as_ref());
    let asks = |reads: &Reads| reads.keys().any(|query| matches!(query, Query::Guides(_)));
    matches!(job.view, View::Tag(_))
        || record.and_then(|record| memory.reads.get(&record.reads)).is_none_or(asks)
}

fn finish_made(bench: &Bench, cards: &Cards, memory: &Memory) -> Done {
    let path = SourcePath::new(SETTINGS);
    let known = memory.units.get(&path).map(|memo| &**memo);
    let mut done = Making::default();
    done.memo.checked = known.and_then(|memo| memo.checked.clone());
    let viewer = &*bench.workshop.viewer;
    let jobs = plan::made_jobs(viewer, cards);
    let parts: Vec<Making> = bench.within(|| {
        let one = |job: Job| {
            let mut part = Making::default();
            let seen = plan::made_view(viewer, &job.view, cards)
                .unwrap_or_else(|| Seen { value: Value::none(), digest: job.page });
            part.memo.checked = Some((Digest::default(), Vec::new()));
            part.page(job, known, (&Value::none(), seen), (bench, memory));
            part
        };
        jobs.into_par_iter().map(one).collect()
    });
    for part in parts {
        if part.memo.checked.is_none() {
            done.memo.checked = None;
        }
        done.memo.pages.extend(part.memo.pages);
        done.rendered.extend(part.rendered);
        done.troubles.extend(part.troubles);
    }
    done.done()
}

/// The digest of what others can link to in a unit: its addresses, and the ids in its pages.
fn ground(memo: &Memo) -> Digest {
    let mut digester = Digester::new();
    for Made { job, record } in &memo.pages {
        digester.add(job.url.as_str());
        if let Some(record) = record {
            digester.add(record.facts.ids.as_str());
        }
    }
    digester.finish()
}

/// All files of guides whose documents are not at hand.
fn files_of_guides(units: &[Arc<Unit>], sources: &Sources, memory: &Memory) -> Wants {
    let guides = units.iter().filter(|unit| unit.parts.is_some());
    let files = guides.flat_map(|unit| unit.files().cloned().chain([archive_of(&unit.path)]));
    let documents = files.filter(|path| sources.get(path).is_some() && !memory.documents.contains_key(path));
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
    for (path, Done { memo, rendered, troubles }) in done {
        build.pages += memo.pages.len();
        build.rendered.extend(rendered);
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
    let named: BTreeSet<Digest> = units
        .iter()
        .flat_map(|(_, memo)| &memo.pages)
        .filter_map(|made| Some(made.record.as_ref()?.reads))
        .collect();
    memory.reads.retain(|digest, _| named.contains(digest));
    memory.units = units.iter().cloned().collect();
    units
}
