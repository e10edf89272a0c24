//! What an address, a name or a language tag must look like.

use crate::diagnostic::Placed;
use crate::yaml::{Faults, quoted};

/// A URL that a browser opens, or a fault.
pub(crate) fn web_address(url: Placed<String>, name: &str, faults: &Faults) -> Option<Placed<String>> {
    let Some(why) = not_a_web_address(&url.value) else {
        return Some(url);
    };
    let message =
        format!("“{name}” should be the address of a web page, and is {}: {why}", quoted(&url.value));
    faults.error("bad-url", url.place, message, "write it in full, as in https://example.org/");
    None
}

/// Why a text is no absolute `http` or `https` URL, if so.
pub(crate) fn not_a_web_address(url: &str) -> Option<&'static str> {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) else {
        return Some("it does not begin with https:// or http://");
    };
    let rest = &url[lower.len() - rest.len()..];
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() {
        return Some("no host follows the two slashes");
    }
    if host.contains('@') {
        return Some("it holds a user name");
    }
    if url.contains(|char: char| char.is_whitespace() || char.is_control() || "\"<>\\^`{|}".contains(char)) {
        return Some("it holds a space or a character that no URL may hold");
    }
    (!is_host(host)).then_some("what follows the two slashes is no host")
}

/// A host, with a port perhaps: letters, digits and hyphens between dots, or an address of IPv6 in brackets.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, Some(port)),
        _ => (host, None),
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_label = |label: &str| {
        let inner = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_');
        !label.is_empty() && label.chars().all(inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    let is_name = name.split('.').all(is_label);
    let is_v6 = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).is_some_and(|inner| {
        inner.contains(':') && inner.chars().all(|char| char.is_ascii_hexdigit() || matches!(char, ':' | '.'))
    });
    (is_name || is_v6) && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Whether a text looks like an e-mail address: one `@`, and a host with a dot behind it.
pub(crate) fn is_mail_address(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else {
        return false;
    };
    let is_local = |char: char| char.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(char);
    !local.is_empty()
        && local.chars().all(is_local)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && host.contains('.')
        && !host.contains(':')
        && is_host(host)
        && !host.ends_with('.')
}

/// Whether a text looks like a language tag of BCP 47: a language of two to eight letters, then subtags of one
/// to eight letters or digits.
pub(crate) fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let language = subtags.next().unwrap_or_default();
    (2..=8).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags
            .all(|tag| (1..=8).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        && !text.ends_with("-x")
}

/// Whether a text is a name of letters, digits, hyphens and underscores.
pub(crate) fn is_plain_name(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses() {
        for good in [
            "https://example.org",
            "http://example.org:8080/a?b#c",
            "HTTPS://Example.org/",
            "https://münchen.example/ä",
            "http://localhost",
            "http://[::1]:80/",
        ] {
            assert_eq!(not_a_web_address(good), None, "{good}");
        }
        for bad in [
            "",
            "example.org",
            "//example.org",
            "ftp://example.org",
            "https://",
            "https:///a",
            "https://a b/",
            "https://user:pass@example.org",
            "javascript:alert(1)",
            "https://a..b/",
            "https://a:99999/",
            "https://-a/",
            "https://a/\"",
            "héé://",
            "https:/é",
        ] {
            assert!(not_a_web_address(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn mail_addresses() {
        for good in ["me@example.org", "a.b+c@sub.example.org", "jürgen@münchen.example"] {
            assert!(is_mail_address(good), "{good}");
        }
        for bad in [
            "",
            "me",
            "me@",
            "@example.org",
            "me@localhost",
            "a b@example.org",
            "mailto:me@example.org?",
            "a@b@c.d",
            "a..b@c.d",
            "a@c.d.",
            "a@c.d:1",
            "a,b@c.d",
        ] {
            assert!(!is_mail_address(bad), "{bad}");
        }
    }

    #[test]
    fn language_tags() {
        for good in ["en", "de-AT", "zh-Hant-TW", "sr-Latn", "ar", "en-x-pirate"] {
            assert!(is_language_tag(good), "{good}");
        }
        for bad in ["", "e", "en_GB", "english language", "en-", "123", "en-toolongtag", "en-x"] {
            assert!(!is_language_tag(bad), "{bad}");
        }
    }
}
