//! The website configuration of an S3 bucket.

use serde_json::json;

use super::{Told, pretty};

/// It has no headers; deploying gives objects their types and cache rules.
pub(super) fn website(told: &Told) -> String {
    let error = format!("{}/404.html", told.base);
    pretty(&json!({
        "IndexDocument": { "Suffix": "index.html" },
        "ErrorDocument": { "Key": error.trim_start_matches('/') },
    }))
}
