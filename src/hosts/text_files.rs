//! `_headers` and `_redirects`, as Netlify and Cloudflare read them; GitLab and Codeberg read the latter.
//!
//! Sources: docs.netlify.com “Custom headers”, “Redirects and rewrites” (paths are percent-encoded; `301!` wins over a
//! file); netlify/build, headers-parser and redirect-parser; cloudflare/workers-sdk, workers-shared, parseHeaders.ts,
//! parseRedirects.ts and headers.ts (a status with `!` is an error; addresses are compared as browsers ask for them);
//! docs.gitlab.com “GitLab Pages redirects” (a path begins with that of the project; files go first);
//! git-pages README and redirects.go, which serves Codeberg (files go first).

use std::fmt::Write;

use super::header::POLICY;
use super::{File, Told};
use crate::caching::KEPT;

/// The longest line of `_headers` that Cloudflare reads (workers-sdk, constants.ts).
const LONGEST_LINE: usize = 2_000;

/// How many files are named one by one; Cloudflare reads 100 rules, and is told of from 90 on.
const MOST_NAMES: usize = 80;

pub(super) fn both(told: &Told) -> Vec<File> {
    let mut files = vec![File::Inside("_headers", headers(told))];
    files.extend(moved(told));
    files
}

/// `_redirects`, if anything moved.
pub(super) fn moved(told: &Told) -> Vec<File> {
    if told.redirects.is_empty() { Vec::new() } else { vec![File::Inside("_redirects", redirects(told))] }
}

/// How many bytes of the policy fit into a line.
pub(super) fn longest_policy(told: &Told) -> usize {
    if told.has_short_lines { LONGEST_LINE - POLICY.len() - ": ".len() } else { usize::MAX }
}

/// A header that two rules give is sent with both values: Cloudflare adds the second, and what Netlify does is not
/// written. So no rule says again what another says, and pages have the cache rule that both hosts give by themselves.
pub(super) fn headers(told: &Told) -> String {
    let mut text = "/*\n".to_owned();
    for (name, value) in told.headers(longest_policy(told)) {
        let _ = writeln!(text, "  {name}: {value}");
    }
    for path in told.kept_paths(MOST_NAMES) {
        let _ = write!(text, "{path}\n  Cache-Control: {KEPT}\n");
    }
    text
}

/// How many rules `_headers` has.
pub(super) fn rules(told: &Told) -> usize {
    1 + told.kept_paths(MOST_NAMES).len()
}

pub(super) fn redirects(told: &Told) -> String {
    let status = if told.is_forced { "301!" } else { "301" };
    let mut text = String::new();
    for (from, to) in told.moved() {
        let _ = writeln!(text, "{from} {to} {status}");
    }
    text
}
