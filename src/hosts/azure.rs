//! `staticwebapp.config.json` of Azure Static Web Apps.

use serde_json::{Map, Value, json};

use super::{FRESH, KEPT, Told, headers, pretty, source};

pub(super) fn azure(told: &Told) -> String {
    let mut global: Map<String, Value> =
        headers(told).into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    global.insert("Cache-Control".to_owned(), json!(FRESH));
    let moved = |moved: &super::Redirect| json!({ "route": source(&moved.from), "redirect": moved.to, "statusCode": 301 });
    let mut routes: Vec<Value> = told.redirects.iter().map(moved).collect();
    if told.assets_are_kept {
        // A header of a route takes the place of the global one.
        let kept = json!({ "Cache-Control": KEPT });
        routes.push(json!({ "route": format!("{}/assets/*", told.base), "headers": kept }));
    }
    pretty(&json!({
        "trailingSlash": "always",
        "routes": routes,
        "globalHeaders": global,
        "responseOverrides": { "404": { "rewrite": format!("{}/404.html", told.base) } },
        "mimeTypes": { ".ics": "text/calendar", ".webmanifest": "application/manifest+json", ".avif": "image/avif" },
    }))
}
