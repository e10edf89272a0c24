//! `build` and `check`: one build, committed or only reported.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use super::arguments::{BuildOptions, CheckOptions, Format};
use super::console::{Console, answer};
use super::date::date;
use super::json::{self, Summary};
use super::site;
use super::stop::{Status, Stop};
use super::tips;
use crate::digest::Digest;
use crate::disk::{self, Entry};
use crate::output::{Written, commit_with};
use crate::pipeline::{self, Build, Inputs, Options};
use crate::record::Records;
use crate::source;

/// Builds the site and writes it, unless it has errors.
pub(super) fn build(named: Option<&Path>, options: &BuildOptions, console: &Console) -> Result<Status, Stop> {
    let start = Instant::now();
    let site = site::find(named)?;
    let out = site::output_folder(&site, options.out.as_deref())?;
    let progress = console.progress();
    let inputs = inputs(&site, &options.check, options.portable)?;
    progress.next();
    let mut build = pipeline::build(&inputs, &Records::new());
    let before = tips::compare(&mut build, &site, &out)?;
    let fails = fails(&build, options.check.strict);
    progress.next();
    let written = if fails {
        Ok(Written::default())
    } else {
        let published = tips::published(&build, &before, options.check.drafts);
        commit_with(&build.outputs, &published, &site, &out)
    };
    drop(progress);
    console.diagnostics(&build.diagnostics, &inputs.sources);
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
    if !fails {
        build.notes.iter().for_each(|note| console.tell(format!("note: {note}")));
    }
    console.tell(if fails { failed(&summary, Some(&out)) } else { built(&summary, &out) });
    Ok(if fails { Status::Site } else { Status::Done })
}

/// Builds the site and reports what is wrong with it.
pub(super) fn check(named: Option<&Path>, options: &CheckOptions, console: &Console) -> Result<Status, Stop> {
    let start = Instant::now();
    let site = site::find(named)?;
    let progress = console.progress();
    let inputs = inputs(&site, options, false)?;
    progress.next();
    let mut build = pipeline::build(&inputs, &Records::new());
    tips::compare(&mut build, &site, &site.join("public"))?;
    drop(progress);
    console.diagnostics(&build.diagnostics, &inputs.sources);
    let (summary, fails) = (summary(&build, start), fails(&build, options.strict));
    if console.format == Format::Json {
        answer(json::summary(&summary));
    }
    console.tell(if fails { failed(&summary, None) } else { checked(&summary) });
    Ok(if fails { Status::Site } else { Status::Done })
}

/// All that a build depends on.
pub(super) fn inputs(site: &Path, options: &CheckOptions, portable: bool) -> Result<Inputs, Stop> {
    let date = date(options.date.date)?;
    let sources = source::read(site)?;
    let program = Digest::of(env!("CARGO_PKG_VERSION"));
    Ok(Inputs { sources, options: Options { date, drafts: options.drafts, portable, program } })
}

fn fails(build: &Build, strict: bool) -> bool {
    build.diagnostics.has_errors() || (strict && build.diagnostics.warnings() > 0)
}

/// The numbers of a build that was not written.
pub(super) fn summary(build: &Build, start: Instant) -> Summary {
    Summary {
        pages: build.pages,
        rendered: build.rendered,
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
fn failed(summary: &Summary, out: Option<&Path>) -> String {
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
