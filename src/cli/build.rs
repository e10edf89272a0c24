//! `build` and `check`: one build, committed or only reported.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use super::arguments::{AuditOptions, BuildOptions, CheckOptions, Format};
use super::console::{Console, answer};
use super::date::{date, now};
use super::json::{self, Summary};
use super::privacy;
use super::progress::BUILD;
use super::site;
use super::stop::{Status, Stop};
use super::tips;
use crate::digest::Digest;
use crate::disk::{self, Entry, Stamp};
use crate::output::{Dropped, Held, Written};
use crate::path::OutputPath;
use crate::pipeline::{Build, Options};
use crate::studio::Studio;

/// Builds the site and writes it, unless it has errors.
pub(super) fn build(named: Option<&Path>, chosen: &BuildOptions, console: &Console) -> Result<Status, Stop> {
    let start = Instant::now();
    let site = site::find(named)?;
    let out = site::output_folder(&site, chosen.out.as_deref())?;
    let progress = console.progress(BUILD);
    let options = settings(&chosen.check, chosen.portable)?;
    let mut studio = studio(&site, &options)?;
    progress.next();
    studio.keeps();
    let shelf = studio.shelf(&out);
    let mut build = studio.build(options, &shelf)?;
    let differences = if chosen.verify { verify(&site, &mut build, options)? } else { Vec::new() };
    let tips = tips::compare((&mut studio, &mut build), (&site, &out), (options, &shelf))?;
    let fails = fails(&build, chosen.check.strict);
    progress.next();
    // Drafts are not published: a build that shows them leaves what is kept as it was.
    let tips = tips.filter(|_| !chosen.check.drafts);
    let written = if fails {
        Ok(Written::default())
    } else {
        studio.commit((&mut build, tips.as_ref()), &out, options, &shelf)
    };
    if differences.is_empty() {
        studio.save();
    }
    drop(progress);
    console.diagnostics(&build.diagnostics, &|path| studio.text(path));
    // The system takes a process's memory back faster than its values could be dropped one by one.
    std::mem::forget(studio);
    console.list("rendered", build.rendered.iter().map(|(url, why)| format!("{url}: {why}")));
    let done = written.as_ref().cloned().unwrap_or_default();
    console.list("wrote", &done.written);
    console.list("removed", &done.removed);
    for path in &done.kept {
        console.tell(format!(
            "“{}” is left where it is: no page needs it, but somebody altered it",
            out.join(path.as_str()).display()
        ));
    }
    let summary =
        Summary { written: done.written.len(), removed: done.removed.len(), ..summary(&build, start) };
    if console.format == Format::Json {
        answer(json::summary(&summary));
    }
    written?;
    if !differences.is_empty() {
        return Err(Stop::unsound(&differences));
    }
    if !fails {
        build.notes.iter().for_each(|note| console.tell(format!("note: {note}")));
    }
    console.tell(if fails { failed(&summary, Some(&out)) } else { built(&summary, &out) });
    Ok(if fails { Status::Site } else { Status::Done })
}

/// Builds the site anew, with nothing remembered, and compares; what differed. The new build takes the place of the
/// other.
fn verify(site: &Path, build: &mut Build, options: Options) -> Result<Vec<String>, Stop> {
    let mut studio = anew(site)?;
    let clean = studio.build(options, &Held)?;
    let mut differences = Vec::new();
    if clean.diagnostics != build.diagnostics {
        differences.push("the diagnostics".to_owned());
    }
    let digests = |build: &Build| -> BTreeMap<OutputPath, Digest> {
        build.outputs.iter().map(|output| (output.path.clone(), output.digest)).collect()
    };
    let (own, other) = (digests(build), digests(&clean));
    let paths: BTreeSet<&OutputPath> = own.keys().chain(other.keys()).collect();
    differences
        .extend(paths.into_iter().filter(|path| own.get(path) != other.get(path)).map(ToString::to_string));
    if !differences.is_empty() {
        *build = clean;
    }
    Ok(differences)
}

/// Builds the site and reports what is wrong with it.
pub(super) fn check(named: Option<&Path>, chosen: &AuditOptions, console: &Console) -> Result<Status, Stop> {
    let start = Instant::now();
    let site = site::find(named)?;
    let progress = console.progress(BUILD);
    let options = settings(&chosen.check, false)?;
    let mut studio = if chosen.privacy { anew(&site)? } else { studio(&site, &options)? };
    progress.next();
    let mut build = studio.build(options, &Dropped)?;
    tips::compare((&mut studio, &mut build), (&site, &site.join("public")), (options, &Dropped))?;
    drop(progress);
    console.diagnostics(&build.diagnostics, &|path| studio.text(path));
    if chosen.privacy {
        privacy::tell(&studio.audit(&build)?, console);
    }
    let (summary, fails) = (summary(&build, start), fails(&build, chosen.check.strict));
    if console.format == Format::Json {
        answer(json::summary(&summary));
    }
    console.tell(if fails { failed(&summary, None) } else { checked(&summary) });
    Ok(if fails { Status::Site } else { Status::Done })
}

/// What a build is made with, beside the site.
pub(super) fn settings(chosen: &CheckOptions, portable: bool) -> Result<Options, Stop> {
    let date = date(chosen.date.date)?;
    Ok(Options { date, drafts: chosen.drafts, portable, program: program() })
}

/// A studio that has read the site.
pub(super) fn studio(site: &Path, options: &Options) -> Result<Studio, Stop> {
    Ok(Studio::open(site, options, now)?)
}

/// A studio that has read the site and knows nothing else.
pub(super) fn anew(site: &Path) -> Result<Studio, Stop> {
    let mut studio = Studio::empty(site, now);
    studio.read()?;
    Ok(studio)
}

/// The digest of the program, as far as its file tells without being read.
fn program() -> Digest {
    let stamp = std::env::current_exe().ok().and_then(|path| Stamp::of(&path).ok());
    Digest::of(format!("{} {stamp:?}", env!("CARGO_PKG_VERSION")))
}

pub(super) fn fails(build: &Build, strict: bool) -> bool {
    build.diagnostics.has_errors() || (strict && build.diagnostics.warnings() > 0)
}

/// The numbers of a build that was not written.
pub(super) fn summary(build: &Build, start: Instant) -> Summary {
    Summary {
        pages: build.pages,
        rendered: build.rendered.len(),
        written: 0,
        removed: 0,
        errors: build.diagnostics.errors(),
        warnings: build.diagnostics.warnings(),
        millis: start.elapsed().as_millis(),
    }
}

fn built(summary: &Summary, out: &Path) -> String {
    let Summary { written, removed, millis, .. } = summary;
    let mut parts =
        vec![count(summary.pages, "page"), format!("{written} written"), format!("{removed} removed")];
    if summary.warnings > 0 {
        parts.push(count(summary.warnings, "warning"));
    }
    format!("{} in {millis} ms → {}", parts.join(", "), out.display())
}

fn checked(summary: &Summary) -> String {
    let found = match summary.warnings {
        0 => "nothing wrong".to_owned(),
        warnings => format!("no errors, {}", count(warnings, "warning")),
    };
    format!("{}, {found}, in {} ms", count(summary.pages, "page"), summary.millis)
}

/// The closing line of a run that failed; `out` is where the site would have gone.
pub(super) fn failed(summary: &Summary, out: Option<&Path>) -> String {
    let mut parts = Vec::new();
    if summary.errors > 0 {
        parts.push(count(summary.errors, "error"));
    }
    if summary.warnings > 0 {
        parts.push(count(summary.warnings, "warning"));
    }
    let mut line = parts.join(", ");
    if summary.errors == 0 {
        line.push_str(", and --strict allows none");
    }
    if let Some(out) = out {
        line.push_str("; nothing was written");
        if !matches!(disk::entry(&out.join("index.html")), Ok(Entry::Absent) | Err(_)) {
            let _ = write!(line, " (the last good site in {} is untouched)", out.display());
        }
    }
    line
}

/// A number of things, in words that fit.
pub(super) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    }
}
