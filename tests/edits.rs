//! Whatever is edited, damaged or killed in between: a build gives what a clean build gives, byte for byte, with the same
//! diagnostics and the same exit status; and it writes and removes nothing else.
//!
//! Each seed is a site and a sequence of edits and builds. The seeds are always the same, and one fresh one beside them.
//! To repeat a failure, or to go on for longer:
//!
//! ```sh
//! GUIDEPOST_SEED=42 GUIDEPOST_STEPS=500 cargo test --test edits -- --nocapture
//! ```
#![cfg(unix)]
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "the files are the test's own")]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test lays out sites, and fails where it must"
)]

#[path = "edits/author.rs"]
mod author;
#[path = "edits/chance.rs"]
mod chance;
mod command;
#[path = "edits/folder.rs"]
mod folder;
#[path = "edits/mischief.rs"]
mod mischief;
#[path = "edits/outcome.rs"]
mod outcome;
#[path = "edits/site.rs"]
mod site;
#[path = "edits/start.rs"]
mod start;
#[path = "edits/trial.rs"]
mod trial;
#[path = "edits/words.rs"]
mod words;

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use trial::{Tally, Trial};

/// The seeds that are always tried.
const SEEDS: [u64; 15] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// How many builds follow each other in one trial.
const STEPS: usize = 45;

#[test]
fn every_build_equals_a_clean_one() {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let steps = number("GUIDEPOST_STEPS").map_or(STEPS, |steps| usize::try_from(steps).unwrap());
    let seeds: Vec<u64> = match number("GUIDEPOST_SEED") {
        Some(seed) => vec![seed],
        None => SEEDS.into_iter().chain([fresh_seed()]).collect(),
    };
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut tally = Tally::default();
        while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
            tally = tally.and(sequence(*seed, steps)?);
        }
        Ok(tally)
    };
    let results: [Result<Tally, String>; 2] = std::thread::scope(|scope| {
        [scope.spawn(worker), scope.spawn(worker)].map(|worker| worker.join().unwrap())
    });
    let failures: Vec<&String> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(failures.is_empty(), "{}", failures.into_iter().cloned().collect::<Vec<_>>().join("\n\n"));
    let tally = results.into_iter().filter_map(Result::ok).fold(Tally::default(), Tally::and);
    say(&format!("{tally:?}"));
    // Enough of it must be about sites that can be built.
    assert!(tally.good * 3 > tally.runs, "{tally:?}");
}

/// The sequence of a seed, up to the first build that is not what it should be.
fn sequence(seed: u64, steps: usize) -> Result<Tally, String> {
    let mut trial = Trial::new(seed);
    for step in 0..steps {
        if let Err(why) = trial.step() {
            let story = trial.story();
            return Err(format!(
                "seed {seed}, step {step}: {why}\nWhat was done, the last below:\n  {story}"
            ));
        }
    }
    Ok(trial.tally)
}

/// A seed that nobody chose. It is printed whether or not the test fails.
fn fresh_seed() -> u64 {
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    let seed = u64::try_from(seed % 1_000_000_007).unwrap();
    say(&format!("the fresh seed is {seed}"));
    seed
}

/// Tells something that is shown for a test that passes, too.
fn say(words: &str) {
    let _ = writeln!(std::io::stderr(), "edits: {words}");
}
