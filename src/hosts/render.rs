//! `render.yaml`, a blueprint of Render.
//!
//! Sources: render.com/docs, “HTTP Headers for Static Sites”, “Static Site Redirects and Rewrites” (a redirect is a 301),
//! “Blueprint YAML Reference”.

use std::fmt::Write;

use serde_json::Value;

use super::Told;
use crate::caching::KEPT;

/// How many files are named one by one.
const MOST_NAMES: usize = 80;

pub(super) fn render(told: &Told) -> String {
    let mut text = format!(
        "services:\n  - type: web\n    name: {}\n    runtime: static\n    staticPublishPath: ./public\n    headers:\n",
        told.service()
    );
    let mut header = |path: &str, name: &str, value: &str| {
        let (path, value) = (Value::from(path), Value::from(value));
        let _ = write!(text, "      - path: {path}\n        name: {name}\n        value: {value}\n");
    };
    for (name, value) in told.headers(usize::MAX) {
        header("/*", name, &value);
    }
    for path in told.kept_paths(MOST_NAMES) {
        header(&path, "Cache-Control", KEPT);
    }
    if !told.redirects.is_empty() {
        text.push_str("    routes:\n");
    }
    for (from, to) in told.moved() {
        let (from, to) = (Value::from(from), Value::from(to));
        let _ = write!(text, "      - type: redirect\n        source: {from}\n        destination: {to}\n");
    }
    text
}
