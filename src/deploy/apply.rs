//! Carries a plan out.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::order::Turn;
use super::target::Job;
use super::{Change, Fault, File, Needs, Plan, Release, Target, There};

/// What just happened, for whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// So many files and deletions are to come.
    Begin(usize),
    /// One of them is done.
    Step,
    /// The release becomes the one that readers see.
    Publish,
    /// It is looked at once more.
    Verify,
}

/// Whoever watches.
type Watcher<'a> = &'a (dyn Fn(Event) + Sync);

type Marks = BTreeMap<String, Option<String>>;

/// Carries a plan out under the name `id`, and makes sure that what lies there then is what should.
///
/// # Errors
/// The first thing that fails ends it; what is there then is consistent, and carrying out the plan anew does the rest.
pub fn apply(
    target: &dyn Target,
    (release, there, plan): (&Release, &There, &Plan),
    id: &str,
    watch: Watcher<'_>,
) -> Result<(), Fault> {
    let with_headers = target.takes_headers();
    let pending = plan.pending(there, id, with_headers);
    target.begin(&Job { release, plan, there, pending: &pending })?;
    let turns = turns(target, release, plan);
    watch(Event::Begin(turns.iter().map(Vec::len).sum::<usize>() + plan.removals.len()));
    let mut marks: Marks =
        there.files.iter().map(|(path, found)| (path.clone(), found.mark.clone())).collect();
    let delete = |path: &&str| {
        target.delete(path)?;
        watch(Event::Step);
        Ok(())
    };
    let (first, last) = plan.removals_in_turn();
    side_by_side(&first, target.lanes(), delete)?;
    for turn in turns {
        let put = |file: &&File| {
            let mark = match target.part(file) {
                Some(length) => target.put_parts(file, release.parts(file, length))?,
                None => target.put(file, release.open(file)?)?,
            };
            watch(Event::Step);
            Ok((file.path.clone(), mark))
        };
        marks.extend(side_by_side(&turn, target.lanes(), put)?);
    }
    side_by_side(&last, target.lanes(), delete)?;
    watch(Event::Publish);
    let mut inventory = plan.done(release, id, &marks, with_headers);
    inventory.before = there.inventory.as_ref().map(|before| before.id.clone()).unwrap_or_default();
    target.publish(&inventory)?;
    watch(Event::Verify);
    verify(target, release, plan)
}

/// The files that a target needs, in the order in which they go up.
fn turns<'a>(target: &dyn Target, release: &'a Release, plan: &'a Plan) -> Vec<Vec<&'a File>> {
    if target.needs() == Needs::Everything {
        let wanted = release.files().filter(|file| plan.kept.binary_search(&file.path).is_err());
        return vec![wanted.collect()];
    }
    let of = |turn: Turn| plan.puts.iter().filter(move |put| Turn::of(&put.file.path, put.change) == turn);
    Turn::ALL.iter().map(|turn| of(*turn).map(|put| &put.file).collect()).collect()
}

/// Does one thing to each of some, several at once; the first fault ends it.
pub(super) fn side_by_side<T: Sync, R: Send>(
    items: &[T],
    lanes: usize,
    work: impl Fn(&T) -> Result<R, Fault> + Sync,
) -> Result<Vec<R>, Fault> {
    if lanes < 2 || items.len() < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<(Vec<R>, Option<Fault>)> = Mutex::new((Vec::with_capacity(items.len()), None));
    std::thread::scope(|scope| {
        for _ in 0..lanes.min(items.len()) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = work(item);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    match result {
                        Ok(value) => done.0.push(value),
                        Err(fault) => {
                            next.store(items.len(), Ordering::Relaxed);
                            done.1.get_or_insert(fault);
                        }
                    }
                }
            });
        }
    });
    match done.into_inner().unwrap_or_else(PoisonError::into_inner) {
        (_, Some(fault)) => Err(fault),
        (values, None) => Ok(values),
    }
}

/// Looks at the target anew: there must be nothing left to do.
fn verify(target: &dyn Target, release: &Release, plan: &Plan) -> Result<(), Fault> {
    let there = target.survey()?;
    let left = Plan::new(release, &there, &BTreeMap::new(), &plan.kept, target.takes_headers());
    let wrong: Vec<&str> = left
        .puts
        .iter()
        .filter(|put| put.change != Change::Headers || target.takes_headers())
        .map(|put| put.file.path.as_str())
        .chain(left.removals.iter().map(|(path, _)| path.as_str()))
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let named = wrong.iter().take(3).map(|path| format!("“{path}”")).collect::<Vec<_>>().join(", ");
    let more = if wrong.len() > 3 { format!(" and {} more", wrong.len() - 3) } else { String::new() };
    let message = format!("the target does not hold what it was given: {named}{more}");
    Err(Fault::meanwhile(message, "deploy again; if this stays, something else writes there"))
}
