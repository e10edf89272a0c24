//! `render.yaml`, a blueprint of Render.
//!
//! Sources: render.com/docs, “HTTP Headers for Static Sites”, “Static Site Redirects and Rewrites” (a redirect is a 301),
//! “Blueprint YAML Reference”.

use std::fmt::Write;

use serde_json::Value;

use super::Told;
use super::wrangler::name;
use crate::caching::KEPT;

pub(super) fn render(told: &Told) -> String {
    let mut text = format!(
        "services:\n  - type: web\n    name: {}\n    runtime: static\n    staticPublishPath: ./public\n    headers:\n",
        name(told)
    );
    let mut header = |path: &str, name: &str, value: &str| {
        let (path, value) = (Value::from(path), Value::from(value));
        let _ = write!(text, "      - path: {path}\n        name: {name}\n        value: {value}\n");
    };
    for (name, value) in told.headers(usize::MAX) {
        header("/*", name, &value);
    }
    for base in told.bases() {
        let base = Told::asked(base);
        if told.are_all_kept && !told.kept.is_empty() {
            header(&format!("{base}/assets/*"), "Cache-Control", KEPT);
        } else {
            told.kept.iter().for_each(|path| header(&format!("{base}/{path}"), "Cache-Control", KEPT));
        }
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
