//! `firebase.json`, which stands beside the folder `public`.
//!
//! Sources: firebase.google.com/docs/hosting/full-config; firebase/superstatic: headers.js (every rule that matches is
//! applied in order, so the last value of a header is sent; also firebase/firebase-tools#9467) and redirects.js (a
//! `regex` of RE2 is matched with the decoded path).

use serde_json::{Value, json};

use super::header::PAGES_ONLY;
use super::pattern::{PAGE, any_of, exactly};
use super::told::Redirect;
use super::{Told, pretty};
use crate::caching::{FRESH, KEPT};

/// How much of a pattern names files.
const LONGEST_NAMES: usize = 3_000;

pub(super) fn firebase(told: &Told) -> String {
    let pair = |(key, value): (&str, &str)| json!({ "key": key, "value": value });
    let headers = told.headers(usize::MAX);
    let mut all: Vec<Value> = headers.iter().map(|(name, value)| pair((name, value))).collect();
    all.push(pair(("Cache-Control", FRESH)));
    let mut rules = vec![
        json!({ "regex": ".*", "headers": all }),
        json!({ "regex": PAGE, "headers": [pair(PAGES_ONLY)] }),
    ];
    let base = if told.base.is_empty() { String::new() } else { format!("(?:{})?", exactly(&told.base)) };
    for names in any_of(told.kept.iter().cloned(), LONGEST_NAMES) {
        let regex = format!("^{base}/(?:{names})$");
        rules.push(json!({ "regex": regex, "headers": [pair(("Cache-Control", KEPT))] }));
    }
    let moved = |moved: &Redirect| {
        let regex = format!("^{base}{}/?$", exactly(moved.from.trim_end_matches('/')));
        json!({ "regex": regex, "destination": moved.to, "type": 301 })
    };
    let redirects: Vec<Value> = told.redirects.iter().map(moved).collect();
    pretty(&json!({ "hosting": {
        "public": "public",
        // The usual list leaves out every file with a dot before its name, and `.well-known` with them.
        "ignore": ["firebase.json", "**/node_modules/**", ".guidepost*"],
        "trailingSlash": true,
        "headers": rules,
        "redirects": redirects,
    } }))
}
