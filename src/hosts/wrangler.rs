//! `wrangler.jsonc` of Cloudflare Workers, which stands beside the folder `public`.
//!
//! Source: developers.cloudflare.com/workers/static-assets; cloudflare/workers-sdk, asset-worker, handler.ts (a folder
//! without its slash leads to the one with it).

use serde_json::json;

use super::{Told, pretty};
use crate::path::slug;

pub(super) fn wrangler(told: &Told) -> String {
    pretty(&json!({
        "name": name(told),
        "compatibility_date": "2025-01-01",
        "assets": {
            "directory": "./public",
            "html_handling": "auto-trailing-slash",
            "not_found_handling": "404-page",
        },
    }))
}

/// The site's title as the name of a service: small letters, digits and hyphens, at most 63.
pub(super) fn name(told: &Told) -> String {
    let name: String = slug(&told.title).chars().filter(char::is_ascii).take(63).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "guides".to_owned() } else { name.to_owned() }
}
