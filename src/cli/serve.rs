//! `serve`: a preview that follows what is saved.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::arguments::{CheckOptions, Format, ServeOptions};
use super::build::{count, settings, summary};
use super::console::{Console, answer};
use super::date::now;
use super::json::{self, Summary};
use super::site;
use super::stop::{Status, Stop};
use crate::disk;
use crate::pipeline::Build;
use crate::serve::{Place, Preview, Report};
use crate::studio::Studio;

/// Serves the site until the program is ended.
pub(super) fn serve(named: Option<&Path>, chosen: ServeOptions, console: Console) -> Result<Status, Stop> {
    #[cfg(unix)]
    crate::serve::hear_signals();
    let site = site::find(named)?;
    let check = CheckOptions { drafts: chosen.drafts, strict: false, date: chosen.date };
    let first = settings(&check, false)?;
    let place = Place { host: chosen.host, port: chosen.port };
    let at = format!("{}:{}", place.host, place.port);
    let preview = Preview::new(&site, Studio::empty(&site, now), place, chosen.poll);
    let mut preview = preview.map_err(|error| no_port(&at, &error))?;
    let (build, took) = preview.build(first)?;
    let url = preview.url();
    answer(&url);
    told(&console, preview.studio(), &build, took);
    drop(build);
    if chosen.open {
        open(&url, &console);
    }
    let options = Box::new(move || settings(&check, false).unwrap_or(first));
    let report: Box<Report> = Box::new(move |studio, build, took| told(&console, studio, build, took));
    let ended = preview.run(options, report);
    ended.map_err(|error| Stop::machine(format!("the preview ended: {}", disk::cause(&error))))?;
    Ok(Status::Done)
}

/// Tells of a build.
fn told(console: &Console, studio: &Studio, build: &Build, took: Duration) {
    console.diagnostics(&build.diagnostics, &|path| studio.text(path));
    console.list("rendered", build.rendered.iter().map(|(url, why)| format!("{url}: {why}")));
    let summary = Summary { millis: took.as_millis(), ..summary(build, Instant::now()) };
    if console.format == Format::Json {
        answer(json::summary(&summary));
    }
    let Summary { pages, rendered, millis, .. } = summary;
    console.tell(match (summary.errors, summary.warnings) {
        (0, 0) => format!("{}, {rendered} rendered in {millis} ms", count(pages, "page")),
        (0, warnings) => {
            format!(
                "{}, {rendered} rendered, {} in {millis} ms",
                count(pages, "page"),
                count(warnings, "warning")
            )
        }
        (errors, _) => format!("{}; the last good pages stay", count(errors, "error")),
    });
}

fn no_port(at: &str, error: &std::io::Error) -> Stop {
    let message = format!("the preview cannot be served at {at}: {}", disk::cause(error));
    let help = match error.kind() {
        ErrorKind::AddrInUse => {
            "another program has this port: choose another with --port, or --port 0 for a free one"
        }
        ErrorKind::PermissionDenied => "choose a port above 1023 with --port",
        _ => "choose another address with --host, such as 127.0.0.1",
    };
    Stop { help: help.to_owned(), ..Stop::machine(message) }
}

/// Opens the address in the browser of whoever sits here.
fn open(url: &str, console: &Console) {
    let program = match std::env::consts::OS {
        "macos" => "open",
        "windows" => "explorer",
        _ => "xdg-open",
    };
    let mut command = Command::new(program);
    command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Err(error) = command.spawn() {
        console.tell(format!("note: the browser could not be opened: {}", disk::cause(&error)));
    }
}
