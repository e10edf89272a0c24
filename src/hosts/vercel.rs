//! `vercel.json`.

use serde_json::{Value, json};

use super::{KEPT, Told, headers, pretty, source};

pub(super) fn vercel(told: &Told) -> String {
    let pair = |(key, value): (&str, &str)| json!({ "key": key, "value": value });
    let all: Vec<Value> = headers(told).into_iter().map(pair).collect();
    let mut rules = vec![json!({ "source": "/(.*)", "headers": all })];
    if told.assets_are_kept {
        let kept = pair(("Cache-Control", KEPT));
        rules.push(json!({ "source": format!("{}/assets/(.*)", path(&told.base)), "headers": [kept] }));
    }
    let redirects: Vec<Value> = told
        .redirects
        .iter()
        .map(|moved| {
            json!({ "source": path(&source(&moved.from)), "destination": moved.to, "permanent": true })
        })
        .collect();
    pretty(&json!({ "trailingSlash": true, "headers": rules, "redirects": redirects }))
}

/// A path in which nothing is a pattern (path-to-regexp).
fn path(text: &str) -> String {
    let mut path = String::with_capacity(text.len());
    for char in text.chars() {
        if r"(){}:*+?\".contains(char) {
            path.push('\\');
        }
        path.push(char);
    }
    path
}
