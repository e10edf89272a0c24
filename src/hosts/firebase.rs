//! `firebase.json`, which stands beside the folder `public`.

use serde_json::{Value, json};

use super::{FRESH, KEPT, Told, headers, pattern, pretty};

pub(super) fn firebase(told: &Told) -> String {
    let pair = |(key, value): (&str, &str)| json!({ "key": key, "value": value });
    let mut all: Vec<Value> = headers(told).into_iter().map(pair).collect();
    all.push(pair(("Cache-Control", FRESH)));
    let mut rules = vec![json!({ "source": "**", "headers": all })];
    if told.assets_are_kept {
        let kept = pair(("Cache-Control", KEPT));
        rules.push(json!({ "source": format!("{}/assets/**", told.base), "headers": [kept] }));
    }
    let moved = |moved: &super::Redirect| {
        let regex = format!("^{}/?$", pattern(moved.from.trim_end_matches('/')));
        json!({ "regex": regex, "destination": moved.to, "type": 301 })
    };
    let redirects: Vec<Value> = told.redirects.iter().map(moved).collect();
    pretty(&json!({ "hosting": {
        "public": "public",
        "ignore": ["firebase.json", "**/node_modules/**", ".guidepost*"],
        "trailingSlash": true,
        "headers": rules,
        "redirects": redirects,
    } }))
}
