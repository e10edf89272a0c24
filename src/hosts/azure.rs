//! `staticwebapp.config.json` of Azure Static Web Apps.
//!
//! Source: learn.microsoft.com, “Configure Azure Static Web Apps”: the first route that matches is taken; a header of a
//! route takes the place of the global one of its name, and the others stay; at most 20 KB.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Told, pretty, types};
use crate::caching::{FRESH, KEPT};

/// The longest file; with a longer one, nothing is deployed.
pub(super) const LONGEST: usize = 20_000;

/// How many files are named one by one: there is little room.
const MOST_NAMES: usize = 20;

/// As many redirects as there is room for; all other old addresses have their small page.
pub(super) fn azure(told: &Told) -> String {
    whole(&told.fitting(LONGEST, whole))
}

/// The file with all redirects.
pub(super) fn whole(told: &Told) -> String {
    let headers = told.headers(usize::MAX).into_iter();
    let mut global: Map<String, Value> =
        headers.map(|(name, value)| (name.to_owned(), json!(value))).collect();
    global.insert("Cache-Control".to_owned(), json!(FRESH));
    let moved = |(from, to): (String, &str)| json!({ "route": from, "redirect": to, "statusCode": 301 });
    let mut routes: Vec<Value> = told.moved().map(moved).collect();
    for path in told.kept_paths(MOST_NAMES) {
        routes.push(json!({ "route": path, "headers": { "Cache-Control": KEPT } }));
    }
    let types: BTreeMap<String, &str> =
        types::seldom(told).into_iter().map(|(ending, kind)| (format!(".{ending}"), kind)).collect();
    pretty(&json!({
        "trailingSlash": "always",
        "routes": routes,
        "globalHeaders": global,
        "responseOverrides": { "404": { "rewrite": "/404.html" } },
        "mimeTypes": types,
    }))
}
