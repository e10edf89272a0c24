//! `wrangler.jsonc` of Cloudflare Workers, which stands beside the folder `public`.
//!
//! Source: developers.cloudflare.com/workers/static-assets; cloudflare/workers-sdk, asset-worker, handler.ts (a folder
//! without its slash leads to the one with it).

use serde_json::json;

use super::{Told, pretty};

pub(super) fn wrangler(told: &Told) -> String {
    pretty(&json!({
        "name": told.service(),
        "compatibility_date": "2025-01-01",
        "assets": {
            "directory": "./public",
            "html_handling": "auto-trailing-slash",
            "not_found_handling": "404-page",
        },
    }))
}
