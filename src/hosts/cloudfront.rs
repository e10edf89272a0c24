//! What Amazon `CloudFront` needs in front of a bucket: a function for addresses, and a policy for headers.
//!
//! Sources: docs.aws.amazon.com/AmazonCloudFront: “`CloudFront` Functions event structure”, “Quotas”
//! (a function has at most 10 KB, a header's value 1,783 characters), “`CreateResponseHeadersPolicy`”.

use serde_json::{Map, Value, json};

use super::header::POLICY;
use super::{Told, pretty};

/// The longest function.
pub(super) const LONGEST_FUNCTION: usize = 10 * 1024;
/// The longest policy.
pub(super) const LONGEST_POLICY: usize = 1_783;

/// As many redirects as there is room for; all other old addresses have their small page.
pub(super) fn function(told: &Told) -> String {
    whole(&told.fitting(LONGEST_FUNCTION, whole))
}

/// Redirects, also without the last slash; the slash at the end of a folder, and its `index.html` (runtime
/// cloudfront-js-2.0). Two slashes at the beginning of an address would be another site's name.
pub(super) fn whole(told: &Told) -> String {
    let moved: Map<String, Value> = told.moved().map(|(from, to)| (from, json!(to))).collect();
    format!(
        "var moved = {:#};\n\nfunction to(address) {{\n  return {{\n    statusCode: 301,\n    statusDescription: 'Moved \
         Permanently',\n    headers: {{ location: {{ value: address }} }},\n  }};\n}}\n\nfunction handler(event) {{\n  var \
         request = event.request;\n  var uri = request.uri;\n  var address = \
         moved[uri] || moved[uri + '/'];\n  if (address) return to(address);\n  if (uri.endsWith('/')) {{\n    \
         request.uri = uri + 'index.html';\n  }} else if (!uri.split('/').pop().includes('.')) {{\n    return \
         to(uri.replace(/^\\/+/, '/') + '/');\n  }}\n  return request;\n}}\n",
        Value::Object(moved)
    )
}

/// The configuration that `aws cloudfront create-response-headers-policy` takes.
pub(super) fn policy(told: &Told) -> String {
    let headers = told.headers(LONGEST_POLICY);
    let value =
        |wanted: &str| headers.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str());
    let of_its_own = [POLICY, "Strict-Transport-Security", "X-Content-Type-Options", "Referrer-Policy"];
    let custom: Vec<Value> = headers
        .iter()
        .filter(|(name, _)| !of_its_own.contains(name))
        .map(|(name, value)| json!({ "Header": name, "Value": value, "Override": true }))
        .collect();
    let mut security = json!({
        "ContentSecurityPolicy": { "Override": true, "ContentSecurityPolicy": value(POLICY) },
        "ContentTypeOptions": { "Override": true },
        "ReferrerPolicy": { "Override": true, "ReferrerPolicy": value("Referrer-Policy") },
    });
    if value("Strict-Transport-Security").is_some() {
        security["StrictTransportSecurity"] = json!({
            "Override": true, "IncludeSubdomains": false, "Preload": false, "AccessControlMaxAgeSec": 31_536_000,
        });
    }
    pretty(&json!({
        "Name": "guidepost",
        "SecurityHeadersConfig": security,
        "CustomHeadersConfig": { "Quantity": custom.len(), "Items": custom },
    }))
}
