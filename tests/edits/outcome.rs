//! What a run of the program gave, and what it may have given.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::command::{Run, tree};
use crate::site::Tree;

/// What is the same for a clean and for any other run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// The exit status.
    pub(crate) status: i32,
    /// The lines of the diagnostics, as they were printed.
    pub(crate) diagnostics: Vec<String>,
    /// The numbers of pages, errors and warnings.
    pub(crate) numbers: [u64; 3],
}

/// The numbers that depend on what was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Work {
    pub(crate) rendered: u64,
    pub(crate) written: u64,
    pub(crate) removed: u64,
}

/// Takes a run with `--format json` apart.
pub(crate) fn taken_apart(run: &Run) -> Result<(Verdict, Work), String> {
    let mut lines: Vec<String> = run.stdout.lines().map(str::to_owned).collect();
    let last = lines.pop().ok_or_else(|| format!("no summary, status {}: {}", run.status, run.stderr))?;
    let last: Value = serde_json::from_str(&last).map_err(|error| format!("{error}: {last}"))?;
    let number =
        |key: &str| last["summary"][key].as_u64().ok_or_else(|| format!("no number “{key}” in {last}"));
    Ok((
        Verdict {
            status: run.status,
            diagnostics: lines,
            numbers: [number("pages")?, number("errors")?, number("warnings")?],
        },
        Work { rendered: number("rendered")?, written: number("written")?, removed: number("removed")? },
    ))
}

/// The files of a site in an output folder; what guidepost notes for itself apart.
pub(crate) fn site_and_notes(folder: &Path) -> (Tree, Tree) {
    if !folder.exists() {
        return (Tree::new(), Tree::new());
    }
    tree(folder).into_iter().partition(|(path, _)| !path.starts_with(".guidepost"))
}

/// The first few differences between two trees.
pub(crate) fn difference(found: &Tree, wanted: &Tree) -> Option<String> {
    let mut paths: BTreeMap<&str, [Option<&[u8]>; 2]> = BTreeMap::new();
    for (side, tree) in [found, wanted].into_iter().enumerate() {
        for (path, bytes) in tree {
            paths.entry(path).or_default()[side] = Some(bytes);
        }
    }
    let different = paths.into_iter().filter(|(_, [found, wanted])| found != wanted);
    let lines: Vec<String> = different.take(6).map(|(path, sides)| described(path, sides)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn described(path: &str, sides: [Option<&[u8]>; 2]) -> String {
    match sides {
        [Some(found), Some(wanted)] => {
            let at = found.iter().zip(wanted).take_while(|(a, b)| a == b).count();
            let near = |bytes: &[u8]| {
                let part = &bytes[at.saturating_sub(30)..bytes.len().min(at + 60)];
                String::from_utf8_lossy(part).into_owned()
            };
            format!("{path} differs at byte {at}:\n  found  {:?}\n  wanted {:?}", near(found), near(wanted))
        }
        [Some(_), None] => format!("{path} should not be there"),
        [None, _] => format!("{path} is missing"),
    }
}
