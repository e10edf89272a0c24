//! `wrangler.jsonc` of Cloudflare Workers, which stands beside the folder `public`.

use serde_json::json;

use super::{Told, pretty};
use crate::path::slug;

pub(super) fn wrangler(told: &Told) -> String {
    let name: String = slug(&told.title).chars().filter(char::is_ascii).collect();
    let name = name.trim_matches('-');
    pretty(&json!({
        "name": if name.is_empty() { "guides" } else { name },
        "compatibility_date": "2025-01-01",
        "assets": {
            "directory": "./public",
            "html_handling": "auto-trailing-slash",
            "not_found_handling": "404-page",
        },
    }))
}
