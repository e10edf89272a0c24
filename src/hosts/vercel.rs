//! `vercel.json`.
//!
//! Sources: vercel.com/docs “Project configuration”; vercel/vercel, packages/routing-utils: superstatic.ts (headers are given before files are looked for; sources are
//! patterns of path-to-regexp 6.1; `trailingSlash` goes before redirects) and schemas.ts (2,048 redirects).

use serde_json::{Value, json};

use super::Told;
use super::header::PAGES_ONLY;
use super::pattern::any_of;
use super::pretty;
use crate::caching::KEPT;

/// How many redirects a file may have; with more, nothing is deployed.
pub(super) const MOST_REDIRECTS: usize = 2_048;

/// How much of a source names files: it has at most 4,096 characters, and the site's path stands in it, too.
const LONGEST_NAMES: usize = 3_000;

pub(super) fn vercel(told: &Told) -> String {
    let pair = |(key, value): (&str, &str)| json!({ "key": key, "value": value });
    let headers = told.headers(usize::MAX);
    let all: Vec<Value> = headers.iter().map(|(name, value)| pair((name, value))).collect();
    let mut rules = vec![
        json!({ "source": "/(.*)", "headers": all }),
        json!({ "source": "/((?:.*/)?(?:[^/]*\\.html?)?)", "headers": [pair(PAGES_ONLY)] }),
    ];
    for base in told.bases() {
        let base = path(&Told::asked(base));
        for names in any_of(told.kept.iter().map(|name| Told::asked(name)), LONGEST_NAMES) {
            let source = format!("{base}/({names})");
            rules.push(json!({ "source": source, "headers": [pair(("Cache-Control", KEPT))] }));
        }
    }
    let moved = |(from, to): (String, &str)| {
        // A folder with a dot in its name loses its slash before redirects are looked at.
        let source = match from.strip_suffix('/') {
            Some(folder) => format!("{}{{/}}?", path(folder)),
            None => path(&from),
        };
        json!({ "source": source, "destination": to, "permanent": true })
    };
    let redirects: Vec<Value> = told.moved().take(MOST_REDIRECTS).map(moved).collect();
    pretty(&json!({ "trailingSlash": true, "headers": rules, "redirects": redirects }))
}

/// A path in which nothing is a pattern.
fn path(text: &str) -> String {
    let mut path = String::with_capacity(text.len());
    for char in text.chars() {
        if r"(){}[]:*+?!\".contains(char) {
            path.push('\\');
        }
        path.push(char);
    }
    path
}
