//! Addresses that name a host.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_decode_str;

/// An address on some host, taken apart as a browser does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote<'a> {
    /// `http`, `https`, `ws` …, in lower case; empty, if the address begins with `//`.
    pub scheme: Cow<'a, str>,
    /// The host in lower case, without user, port and the dot of its root.
    pub host: Cow<'a, str>,
    /// The port, if it is not the usual one.
    pub port: Option<u16>,
    /// Path, query and fragment, as written.
    pub rest: &'a str,
}

impl<'a> Remote<'a> {
    /// What follows a scheme and its colon, or an address that begins with `//`.
    pub(super) fn parse(scheme: Cow<'a, str>, after: &'a str) -> Self {
        let after = after.trim_start_matches(['/', '\\']);
        let end = after.find(['/', '\\', '?', '#']).unwrap_or(after.len());
        let (authority, rest) = after.split_at(end);
        let authority = authority.rsplit('@').next().unwrap_or_default();
        let (host, port) = split_port(authority);
        let host = lower(host);
        let port = port.filter(|port| !is_usual(&scheme, *port));
        Self { scheme, host, port, rest }
    }

    /// An address with a scheme, such as `https://example.org/a`; none, if it has no host.
    pub fn of(address: &'a str) -> Option<Self> {
        let (scheme, rest) = address.split_once(':')?;
        rest.starts_with("//")
            .then(|| Self::parse(Cow::Borrowed(scheme), rest))
            .filter(|it| !it.host.is_empty())
    }

    /// The path alone, as written.
    pub fn path(&self) -> &'a str {
        self.rest.split(['?', '#']).next().unwrap_or_default()
    }

    /// Host and port, as they are written.
    pub fn authority(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone().into_owned(),
        }
    }

    /// The origin, as a content security policy names it; without a scheme where the page's own is meant.
    pub fn origin(&self) -> String {
        if self.scheme.is_empty() {
            self.authority()
        } else {
            format!("{}://{}", self.scheme, self.authority())
        }
    }
}

impl fmt::Display for Remote<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.scheme.is_empty() { "https" } else { &self.scheme };
        write!(f, "{scheme}://{}{}", self.authority(), self.rest)
    }
}

/// Whether a link names another place than this site: it has a scheme or a host.
pub fn is_foreign(to: &str) -> bool {
    if to.starts_with("//") {
        return true;
    }
    let Some((scheme, _)) = to.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char))
}

/// A host as written, in lower case and without the dot of its root.
fn lower(host: &str) -> Cow<'_, str> {
    let is_plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    if host.bytes().all(is_plain) {
        return Cow::Borrowed(host.strip_suffix('.').unwrap_or(host));
    }
    let host = percent_decode_str(host).decode_utf8_lossy().to_lowercase();
    Cow::Owned(host.strip_suffix('.').unwrap_or(&host).to_owned())
}

fn split_port(authority: &str) -> (&str, Option<u16>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
        _ => (authority, None),
    }
}

fn is_usual(scheme: &str, port: u16) -> bool {
    matches!((scheme, port), ("http" | "ws" | "", 80) | ("https" | "wss" | "", 443))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_is_what_has_a_scheme_or_a_host() {
        for foreign in ["https://example.org", "mailto:a@b.c", "//example.org/x", "tel:+1"] {
            assert!(is_foreign(foreign), "{foreign}");
        }
        for own in ["a.md", "../b.md#c:d", "/x/", "#y", "1:2.md", "über:x"] {
            assert!(!is_foreign(own), "{own}");
        }
    }

    #[test]
    fn hosts_are_read_as_browsers_read_them() {
        for (address, origin) in [
            ("https://Example.org/a", "https://example.org"),
            ("https://user:pass@example.org:443/", "https://example.org"),
            ("http://example.org:8080?x", "http://example.org:8080"),
            ("https://%65xample.org.", "https://example.org"),
            ("https://example.org./", "https://example.org"),
            ("https://Example.ORG.", "https://example.org"),
            ("https://a%2Eb", "https://a.b"),
            ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
            ("https://[::1]:8/", "https://[::1]:8"),
        ] {
            assert_eq!(Remote::of(address).unwrap().origin(), origin, "{address}");
        }
        assert_eq!(Remote::of("mailto:a@b.c"), None);
        assert_eq!(Remote::of("https:///"), None);
        assert_eq!(Remote::of("https://./"), None);
        assert_eq!(Remote::of("https://a.b/c?d#e").unwrap().path(), "/c");
    }
}
