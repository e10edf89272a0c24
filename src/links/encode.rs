//! From text to an address and back: percent-encoding that encodes once.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::bytes;
use crate::path::Url;

/// Encodes what an address may not hold and keeps what is encoded; a `%` that encodes nothing is encoded.
pub(super) fn encode(part: &str) -> Cow<'_, str> {
    if bytes::within(part) & (bytes::ENCODE | bytes::PERCENT) == 0 {
        return Cow::Borrowed(part);
    }
    let mut encoded = String::with_capacity(part.len() + 16);
    let raw = part.as_bytes();
    for (at, byte) in raw.iter().enumerate() {
        let kind = bytes::of(*byte);
        let stray = kind & bytes::PERCENT != 0 && !is_encoded(raw, at);
        if stray || kind & bytes::ENCODE != 0 {
            push_encoded(&mut encoded, *byte);
        } else {
            encoded.push(char::from(*byte));
        }
    }
    Cow::Owned(encoded)
}

fn is_encoded(raw: &[u8], at: usize) -> bool {
    raw.get(at + 1..at + 3).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
}

/// An address of the site, percent-encoded: `/c#.png` becomes `/c%23.png`.
///
/// Whoever writes an address from a name writes it like this, because the name may hold `%`, `?` or `#`.
pub fn encoded(url: &Url) -> Cow<'_, str> {
    let special = bytes::ENCODE | bytes::PERCENT | bytes::TAIL;
    if bytes::within(url.as_str()) & special == 0 {
        return Cow::Borrowed(url.as_str());
    }
    let mut encoded = String::with_capacity(url.as_str().len() + 16);
    for byte in url.as_str().bytes() {
        if bytes::of(byte) & special == 0 {
            encoded.push(char::from(byte));
        } else {
            push_encoded(&mut encoded, byte);
        }
    }
    Cow::Owned(encoded)
}

fn push_encoded(out: &mut String, byte: u8) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(HEX[usize::from(byte >> 4)]));
    out.push(char::from(HEX[usize::from(byte & 15)]));
}

/// The name that an encoded path stands for. Slashes and control characters stay encoded, because no
/// name of the site holds them; so does what is no UTF-8.
pub(super) fn decoded(path: &str) -> Cow<'_, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    match percent_decode_str(path).decode_utf8() {
        Ok(plain) if !plain.chars().any(char::is_control) && slashes(&plain) == slashes(path) => plain,
        _ => Cow::Borrowed(path),
    }
}

fn slashes(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'/').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_once() {
        for (text, expected) in [
            ("/a b/é", "/a%20b/%C3%A9"),
            ("/a%20b", "/a%20b"),
            ("/100%", "/100%25"),
            ("/100%.jpg", "/100%25.jpg"),
            ("/a\"b<c>", "/a%22b%3Cc%3E"),
        ] {
            assert_eq!(encode(text), expected);
            assert_eq!(encode(&encode(text)), expected);
        }
        assert_eq!(encoded(&Url::new("/c#?100%é.png")), "/c%23%3F100%25%C3%A9.png");
    }

    #[test]
    fn decodes_what_a_name_can_hold() {
        assert_eq!(decoded("/a%20b/%C3%A9"), "/a b/é");
        assert_eq!(decoded("/a%2Fb"), "/a%2Fb");
        assert_eq!(decoded("/a%0Ab"), "/a%0Ab");
        assert_eq!(decoded("/%FF"), "/%FF");
    }
}
