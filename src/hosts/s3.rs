//! The website configuration of an S3 bucket.
//!
//! Source: docs.aws.amazon.com, “`PutBucketWebsite`”. Its routing rules match the beginnings of addresses, so an old address
//! cannot be one exactly; it has its small page.

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
