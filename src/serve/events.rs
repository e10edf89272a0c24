//! What the script in a page is told of each build.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::answer::Snapshots;
use super::snapshot::Snapshot;
use crate::diagnostic::{Diagnostic, Severity};

#[derive(Serialize)]
struct State<'a> {
    build: u64,
    changed: Vec<&'a str>,
    all: bool,
    errors: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Told<'a> {
    severity: Severity,
    code: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
    message: &'a str,
    help: &'a str,
}

#[derive(Serialize)]
struct Status {
    build: u64,
    rendered: usize,
    millis: u128,
    errors: usize,
}

/// The last build in numbers.
pub(super) fn status(snapshot: &Snapshot) -> Response {
    let status = Status {
        build: snapshot.build,
        rendered: snapshot.rendered,
        millis: snapshot.took.as_millis(),
        errors: snapshot.diagnostics.errors(),
    };
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (headers, serde_json::to_string(&status).unwrap_or_default()).into_response()
}

/// A stream of events (HTML Standard, server-sent events): one for now, one for each build from now on.
pub(super) fn events(snapshots: Snapshots) -> Response {
    let mut last = None;
    let states = WatchStream::new(snapshots).map(move |snapshot| {
        let is_next = last.is_some_and(|last| last + 1 == snapshot.build);
        let is_first = last.is_none();
        last = Some(snapshot.build);
        Ok::<_, Infallible>(event(&snapshot, is_first, is_next))
    });
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(states)).into_response()
}

/// One event. A reader who missed a build is told that all may have changed.
fn event(snapshot: &Snapshot, is_first: bool, is_next: bool) -> String {
    let changed = snapshot.changed.iter().filter(|_| is_next).map(crate::path::Url::as_str);
    let state = State {
        build: snapshot.build,
        changed: changed.collect(),
        all: !is_first && (snapshot.all || !is_next),
        errors: snapshot.diagnostics.iter().map(told).collect(),
    };
    format!("event: state\ndata: {}\n\n", serde_json::to_string(&state).unwrap_or_default())
}

fn told(diagnostic: &Diagnostic) -> Told<'_> {
    Told {
        severity: diagnostic.severity,
        code: &diagnostic.code,
        file: diagnostic.place.file.as_str(),
        line: diagnostic.place.line,
        column: diagnostic.place.column,
        message: &diagnostic.message,
        help: &diagnostic.help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_missed_a_build_is_told_that_all_changed() {
        let snapshot =
            Snapshot { build: 7, changed: [crate::path::Url::new("/a/")].into(), ..Snapshot::default() };
        let first = event(&snapshot, true, false);
        assert_eq!(first, "event: state\ndata: {\"build\":7,\"changed\":[],\"all\":false,\"errors\":[]}\n\n");
        assert!(event(&snapshot, false, true).contains("\"changed\":[\"/a/\"],\"all\":false"));
        assert!(event(&snapshot, false, false).contains("\"changed\":[],\"all\":true"));
    }
}
