//! The headers that every answer has.

use super::Told;

/// Pages alone may be loaded by the site alone: feed readers show its images elsewhere.
pub(super) const PAGES_ONLY: (&str, &str) = ("Cross-Origin-Resource-Policy", "same-origin");

/// The name of the header with the policy.
pub(super) const POLICY: &str = "Content-Security-Policy";

impl Told {
    /// The headers of every answer, in the order in which they are written; the policy first, with as much of it as fits
    /// into a number of bytes.
    pub(super) fn headers(&self, most: usize) -> Vec<(&'static str, String)> {
        let mut headers = vec![(POLICY, self.policy.header_within(most).0)];
        // Other names below the site's may not be ready for it, so they are left out (RFC 6797, 14.4).
        if !self.base_url.starts_with("http://") {
            headers.push(("Strict-Transport-Security", "max-age=31536000".to_owned()));
        }
        let others = [
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"),
        ];
        headers.extend(others.map(|(name, value)| (name, value.to_owned())));
        headers
    }
}
