//! `render.yaml`, a blueprint of Render.

use std::fmt::Write;

use super::{KEPT, Told, headers, source};

pub(super) fn render(told: &Told) -> String {
    let base = &told.base;
    let mut text = "services:\n  - type: web\n    name: guides\n    runtime: static\n    staticPublishPath: ./public\n    \
                    headers:\n"
        .to_owned();
    let mut header = |path: String, name: &str, value: &str| {
        let value = serde_json::Value::from(value);
        let _ = write!(text, "      - path: {path}\n        name: {name}\n        value: {value}\n");
    };
    for (name, value) in headers(told) {
        header("/*".to_owned(), name, value);
    }
    if told.assets_are_kept {
        header(format!("{base}/assets/*"), "Cache-Control", KEPT);
    }
    if !told.redirects.is_empty() {
        text.push_str("    routes:\n");
    }
    for moved in &told.redirects {
        let (from, to) = (serde_json::Value::from(source(&moved.from)), serde_json::Value::from(&*moved.to));
        let _ = write!(text, "      - type: redirect\n        source: {from}\n        destination: {to}\n");
    }
    text
}
