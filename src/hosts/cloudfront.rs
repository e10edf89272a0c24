//! What Amazon CloudFront needs in front of a bucket: a function for addresses, and a policy for headers.

use serde_json::{Map, Value, json};

use super::{Told, headers, pretty, source};

/// Redirects, the slash at the end of a folder, and its `index.html` (runtime cloudfront-js-2.0).
pub(super) fn function(told: &Told) -> String {
    let moved: Map<String, Value> =
        told.redirects.iter().map(|moved| (source(&moved.from), json!(moved.to))).collect();
    format!(
        "var moved = {:#};\n\nfunction to(address) {{\n  return {{\n    statusCode: 301,\n    statusDescription: 'Moved \
         Permanently',\n    headers: {{ location: {{ value: address }} }},\n  }};\n}}\n\nfunction handler(event) {{\n  var \
         request = event.request;\n  var uri = request.uri;\n  if (Object.prototype.hasOwnProperty.call(moved, uri)) \
         return to(moved[uri]);\n  if (uri.endsWith('/')) {{\n    request.uri = uri + 'index.html';\n  }} else if \
         (!uri.split('/').pop().includes('.')) {{\n    return to(uri + '/');\n  }}\n  return request;\n}}\n",
        Value::Object(moved)
    )
}

/// The configuration that `aws cloudfront create-response-headers-policy` takes.
pub(super) fn policy(told: &Told) -> String {
    let custom: Vec<Value> = headers(told)
        .into_iter()
        .filter(|(name, _)| name.starts_with("Cross-Origin") || name.starts_with("Permissions"))
        .map(|(name, value)| json!({ "Header": name, "Value": value, "Override": true }))
        .collect();
    pretty(&json!({
        "Name": "guidepost",
        "SecurityHeadersConfig": {
            "ContentSecurityPolicy": { "Override": true, "ContentSecurityPolicy": told.policy },
            "ContentTypeOptions": { "Override": true },
            "ReferrerPolicy": { "Override": true, "ReferrerPolicy": "strict-origin-when-cross-origin" },
            "StrictTransportSecurity": {
                "Override": true, "IncludeSubdomains": true, "Preload": false, "AccessControlMaxAgeSec": 31_536_000,
            },
        },
        "CustomHeadersConfig": { "Quantity": custom.len(), "Items": custom },
    }))
}
