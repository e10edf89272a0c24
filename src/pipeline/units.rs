//! From the directory to finished pages, one unit at a time: what is known and fresh is kept, the rest is assembled,
//! rendered and finished.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::bench::{Bench, Trouble};
use super::files;
use super::making::{Before, Done, Making};
use super::workshop::Workshop;
use super::{Build, Wants};
use crate::digest::{Digest, Digester};
use crate::document::Parsed;
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
use crate::view::{Card, Cards, Seen, Value};

/// What is known of every unit after a build, in the order of the directory; the pages that nobody wrote come last.
pub(super) type Units = Vec<(SourcePath, Arc<Memo>)>;

/// How many units each thread makes; then the documents of all are let go of.
const PER_THREAD: usize = 16;

/// How many show whether pages ask for other guides.
const FIRST_GROUP: usize = 16;

/// How many units are made at a time.
fn group() -> usize {
    PER_THREAD * rayon::current_num_threads()
}

/// A unit's model, with what its templates see as `guide`.
struct Looked {
    model: Model,
    card: Option<Seen>,
    memo: Memo,
    fragments: Vec<Fragment>,
    parsed: Vec<Arc<Parsed>>,
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
    /// Whether it was seen that all that is known of its pages holds.
    is_fresh: bool,
    /// Its card, if that was looked up for others.
    value: Option<Value>,
    looked: Option<Looked>,
    done: Option<Done>,
}

impl Turn<'_> {
    /// Whether what is known of the unit holds.
    fn holds(&self) -> bool {
        self.known.as_ref().is_some_and(|memo| memo.key == self.key)
    }

    /// Whether its pages are known to be fresh without a look at them.
    fn is_kept(&self, bench: &Bench) -> bool {
        self.holds() && (self.is_fresh || self.known.as_ref().is_some_and(|memo| bench.keeps(memo)))
    }

    /// Its card, if it is at hand.
    fn value(&self) -> Option<&Value> {
        self.value.as_ref().or(self.memo().and_then(|memo| memo.value.as_ref()))
    }

    /// What is known of the unit by now.
    fn memo(&self) -> Option<&Memo> {
        let made = self.done.as_ref().map(|done| &*done.memo);
        made.or(self.looked.as_ref().map(|looked| &looked.memo)).or(self.known.as_deref())
    }
}

/// Makes every page; those of the last build that are still fresh are kept.
pub(super) fn make(
    workshop: &Workshop,
    (clock, shelf): (Option<Clock>, &dyn Shelf),
    memory: &mut Memory,
    build: &mut Build,
) -> Result<Units, Wants> {
    let directory = Arc::clone(&workshop.viewer.site.directory);
    let mut turns: Vec<Turn> = directory.units.par_iter().map(|unit| turn(unit, workshop, memory)).collect();
    let bench_with =
        |cards: Cards, memory: &Memory| Bench::new(workshop, (clock.clone(), shelf), memory, cards);
    let is_new = |turn: &Turn| turn.unit.parts.is_some() && !turn.holds();
    if turns.iter().filter(|turn| is_new(turn)).count() > FIRST_GROUP {
        let Some(bench) = bench_with(unknown_cards(&turns), memory) else { return Ok(Units::new()) };
        make_ahead(&mut turns, is_new, &bench, memory, build)?;
        bench.tell(memory);
    }
    let is_unseen = |turn: &Turn| turn.done.is_none() && !turn.holds();
    look_at(&mut turns, is_unseen, |turn, looked| turn.looked = looked, (workshop, memory))?;
    let known_cards = cards(&turns);
    let Some(bench_of_known) = bench_with(known_cards.clone(), memory) else { return Ok(Units::new()) };
    make_ahead(
        &mut turns,
        |turn| turn.holds() && !turn.is_kept(&bench_of_known),
        &bench_of_known,
        memory,
        build,
    )?;
    let settings = SourcePath::new(SETTINGS);
    let made_key = Digest::of_parts([workshop.outlook.as_bytes(), known_cards.digest().as_bytes()]);
    let is_kept = |memo: &&Arc<Memo>| memo.key == made_key && bench_of_known.keeps(memo);
    let made = memory.units.get(&settings).filter(is_kept).cloned();
    let is_short = memory.short || bench_of_known.is_short();
    let (cards, bench) =
        if is_short || (made.is_none() && shows_guides(&bench_of_known, &known_cards, memory)) {
            bench_of_known.tell(memory);
            // Of a guide that is only shown elsewhere, all but its card is let go of again.
            let lacks_card = |turn: &Turn| turn.unit.parts.is_some() && turn.value().is_none();
            let keep = |turn: &mut Turn, looked: Option<Looked>| {
                turn.value = looked.and_then(|looked| looked.memo.value);
            };
            look_at(&mut turns, lacks_card, keep, (workshop, memory))?;
            let cards = cards(&turns);
            let Some(bench) = bench_with(cards.clone(), memory) else { return Ok(Units::new()) };
            (cards, bench)
        } else {
            (known_cards, bench_of_known)
        };
    let mut open: Vec<&mut Turn> = turns.iter_mut().filter(|turn| turn.done.is_none()).collect();
    let has_all = open.chunks_mut(group()).all(|group| {
        let has_all = group.par_iter_mut().all(|turn| finish(turn, &bench, memory).is_ok());
        learn(group, memory, build);
        has_all
    });
    if !has_all {
        return Err(lacking(&open, memory));
    }
    let done = turns.into_iter().map(|turn| (turn.unit.path.clone(), turn.done.unwrap_or_default()));
    let mut done: Vec<(SourcePath, Done)> = done.collect();
    let made = match made {
        Some(memo) => Done { memo, ..Done::default() },
        None => finish_made(&bench, made_key, &cards, memory),
    };
    done.push((settings, made));
    memory.short = bench.is_short();
    if memory.short {
        // The next attempt has the cards of all guides at hand.
        return Err(Wants::default());
    }
    bench.tell(memory);
    Ok(settle(done, memory, build))
}

/// Makes those units that are chosen, as long as their pages ask for no other guide: then neither their documents nor
/// their models are held until all were looked at.
fn make_ahead(
    turns: &mut [Turn],
    is_chosen: impl Fn(&Turn) -> bool + Sync,
    bench: &Bench,
    memory: &mut Memory,
    build: &mut Build,
) -> Result<(), Wants> {
    let mut chosen: Vec<&mut Turn> = turns.par_iter_mut().filter(|turn| is_chosen(turn)).collect();
    let count = FIRST_GROUP.min(chosen.len());
    let (first, others) = chosen.split_at_mut(count);
    for group in std::iter::once(first).chain(others.chunks_mut(group())) {
        let has_all = group.par_iter_mut().all(|turn| attempt(turn, bench, memory).is_ok());
        let is_short = bench.is_short();
        if is_short {
            // What went wrong may have done so for want of cards: it is made again with all of them.
            for turn in group.iter_mut() {
                turn.done = turn.done.take().filter(|done| done.troubles.is_empty());
            }
        }
        learn(group, memory, build);
        if !has_all {
            return Err(lacking(&chosen, memory));
        }
        if is_short {
            break;
        }
    }
    Ok(())
}

/// Makes those pages of a unit that are not fresh, or takes note that all are.
fn attempt(turn: &mut Turn, bench: &Bench, memory: &Memory) -> Result<(), Wants> {
    let known = turn.known.clone();
    let before = Before::of(known.as_deref(), memory);
    turn.is_fresh = turn.holds() && !before.is_stale(bench, memory);
    if turn.is_fresh {
        return Ok(());
    }
    let looked = match turn.looked.take() {
        None => looked(turn, bench.workshop, memory)?,
        looked => looked,
    };
    turn.done = looked.map(|looked| made(turn, looked, before, (bench, memory)));
    Ok(())
}

/// The documents that are needed for units that are not made yet, and are not at hand.
fn lacking(turns: &[&mut Turn], memory: &Memory) -> Wants {
    let open = turns.par_iter().filter(|turn| turn.done.is_none() && !turn.is_fresh);
    all_of(open.filter_map(|turn| documents(turn.unit, memory).err()))
}

/// The documents that are needed for any of several.
fn all_of(wants: impl ParallelIterator<Item = Wants>) -> Wants {
    Wants { documents: wants.flat_map_iter(|wants| wants.documents).collect(), ..Wants::default() }
}

/// Takes in what was learnt while units were made.
fn learn(turns: &mut [&mut Turn], memory: &mut Memory, build: &mut Build) {
    let done = turns.iter_mut().filter_map(|turn| turn.done.as_mut());
    let learnt = done.flat_map(|done| std::mem::take(&mut done.learnt)).collect();
    build.diagnostics.extend(memory.learn(learnt));
}

fn turn<'a>(unit: &'a Arc<Unit>, workshop: &Workshop, memory: &Memory) -> Turn<'a> {
    let mut digester = Digester::new();
    digester.add(workshop.outlook.as_bytes());
    for path in unit.files() {
        digester.add(memory.known(path).unwrap_or_default().as_bytes());
    }
    let archive = memory.known(&archive_of(&unit.path)).unwrap_or_default();
    digester.add(archive.as_bytes());
    let known = memory.units.get(&unit.path).cloned();
    Turn { unit, key: digester.finish(), known, is_fresh: false, value: None, looked: None, done: None }
}

fn archive_of(overview: &SourcePath) -> SourcePath {
    SourcePath::new(format!("{}/comments.yaml", overview.folder()))
}

/// Assembles those units that are chosen, and keeps what is needed of each.
fn look_at(
    turns: &mut [Turn],
    is_chosen: impl Fn(&Turn) -> bool + Sync,
    keep: impl Fn(&mut Turn, Option<Looked>) + Sync,
    (workshop, memory): (&Workshop, &Memory),
) -> Result<(), Wants> {
    let chosen = turns.par_iter_mut().filter(|turn| is_chosen(turn));
    let wants = chosen.filter_map(|turn| match looked(turn, workshop, memory) {
        Ok(looked) => {
            keep(turn, looked);
            None
        }
        Err(wants) => Some(wants),
    });
    all_of(wants).or(())
}

/// A unit assembled; nothing, if that cannot be.
fn looked(turn: &Turn, workshop: &Workshop, memory: &Memory) -> Result<Option<Looked>, Wants> {
    documents(turn.unit, memory).map(|documents| look(turn, documents, workshop))
}

/// The documents of a unit, or those of them that are not at hand.
pub(super) fn documents(unit: &Unit, memory: &Memory) -> Result<Documents, Wants> {
    let mut wants = Wants::default();
    let mut parsed = Vec::new();
    for path in unit.files() {
        match memory.markdown(path) {
            Some(document) => parsed.push(document),
            None => {
                wants.documents.insert(path.clone());
            }
        }
    }
    let path = archive_of(&unit.path);
    let is_kept = unit.parts.is_some() && memory.known(&path).is_some();
    let mut archive = None;
    if is_kept {
        match memory.document(&path).as_deref() {
            Some(Taken::Archive(kept)) => archive = Some(kept.clone()),
            _ => {
                wants.documents.insert(path);
            }
        }
    }
    wants.or(Documents { parsed, archive })
}

fn look(turn: &Turn, documents: Documents, workshop: &Workshop) -> Option<Looked> {
    let viewer = &*workshop.viewer;
    let memo = |faults| Memo { key: turn.key, faults, ..Memo::default() };
    if turn.unit.parts.is_none() {
        let Assembled { made, faults, fragments } = viewer.site.page(turn.unit, &documents)?;
        return Some(Looked {
            model: Model::Page(Box::new(made)),
            card: None,
            memo: memo(faults),
            fragments,
            parsed: documents.parsed,
        });
    }
    let Assembled { made, faults, fragments } = viewer.site.guide(turn.unit, &documents)?;
    let card = viewer.guide(&made);
    let memo = Memo {
        card: card.digest,
        value: Some(card.value.clone()),
        tips: Tips::of(&made).map(Arc::new),
        ..memo(faults)
    };
    let model = Model::Guide(Box::new(made));
    Some(Looked { model, card: Some(card), memo, fragments, parsed: documents.parsed })
}

/// The cards of all guides; of those that were not looked at, the digests alone.
fn cards(turns: &[Turn]) -> Cards {
    cards_by(turns, |turn| (turn.memo().map(|memo| memo.card), turn.value().cloned()))
}

/// The cards of guides of which nothing is known yet.
fn unknown_cards(turns: &[Turn]) -> Cards {
    cards_by(turns, |_| (None, None))
}

fn cards_by(turns: &[Turn], known: impl Fn(&Turn) -> (Option<Digest>, Option<Value>)) -> Cards {
    let guides = turns.iter().filter(|turn| turn.unit.parts.is_some());
    let cards = guides.map(|turn| {
        let (digest, value) = known(turn);
        Card { unit: Arc::clone(turn.unit), digest: digest.unwrap_or_default(), value }
    });
    Cards::new(cards.collect())
}

/// Makes those pages of a unit that are not fresh, and keeps the others.
fn finish(turn: &mut Turn, bench: &Bench, memory: &Memory) -> Result<(), Wants> {
    if !turn.is_kept(bench) {
        attempt(turn, bench, memory)?;
    }
    if turn.done.is_none() {
        turn.done = Some(Done { memo: turn.known.clone().unwrap_or_default(), ..Done::default() });
    }
    Ok(())
}

/// Renders and finishes those pages of a unit that are not fresh.
fn made(turn: &Turn, looked: Looked, before: Before, (bench, memory): (&Bench, &Memory)) -> Done {
    let documents = turn.unit.files().zip(looked.parsed);
    let learnt = documents.map(|(path, parsed)| memory.learnt(path, parsed)).collect();
    let mut making = Making::new(looked.memo, looked.fragments, before);
    if turn.holds() {
        making.memo.checked = turn.known.as_ref().and_then(|memo| memo.checked.clone());
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
            let Some(card) = looked.card else { return making.done(learnt, (bench, memory)) };
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
    making.done(learnt, (bench, memory))
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
    let before = Before::of(known, memory);
    let one = |job: Job| {
        let memo = Memo { checked: known.and_then(|memo| memo.checked.clone()), ..Memo::default() };
        let mut part = Making::new(memo, Vec::new(), before.clone());
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
    making.done(Vec::new(), (bench, memory))
}

/// Remembers what was made, and tells what was wrong.
fn settle(done: Vec<(SourcePath, Done)>, memory: &mut Memory, build: &mut Build) -> Units {
    let mut units = Units::with_capacity(done.len());
    let mut faults = Vec::new();
    memory.is_new |= memory.units.len() != done.len();
    for (path, Done { memo, rendered, troubles, .. }) in done {
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
