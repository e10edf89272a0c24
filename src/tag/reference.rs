//! Character references: from text to HTML and back.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3, memchr3_iter};
use pulldown_cmark::{Event, Parser};

/// The names of U+00A0 to U+00FF, which also work without a semicolon.
const LATIN: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo",
    "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot",
    "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest", "Agrave", "Aacute", "Acirc",
    "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave", "Iacute",
    "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash",
    "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute", "THORN", "szlig", "agrave", "aacute", "acirc", "atilde",
    "auml", "aring", "aelig", "ccedil", "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc",
    "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave",
    "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml",
];

/// What the numbers 0x80 to 0x9F mean: the characters of Windows-1252 (HTML standard, 13.2.5.80).
const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";

/// The longest name of a character reference.
const LONGEST_NAME: usize = 31;

/// Replaces the character references in an attribute's value, as a browser does it.
pub fn decode(value: &str) -> Cow<'_, str> {
    let Some(first) = memchr(b'&', value.as_bytes()) else {
        return Cow::Borrowed(value);
    };
    let mut decoded = String::with_capacity(value.len());
    decoded.push_str(&value[..first]);
    let mut rest = &value[first..];
    while !rest.is_empty() {
        let (taken, text) = reference(rest);
        decoded.push_str(&text);
        rest = &rest[taken..];
        let plain = rest.find('&').unwrap_or(rest.len());
        decoded.push_str(&rest[..plain]);
        rest = &rest[plain..];
    }
    Cow::Owned(decoded)
}

/// How many bytes the reference at this `&` takes, and what it means (itself, where it is none).
fn reference(text: &str) -> (usize, Cow<'static, str>) {
    let none = (1, Cow::Borrowed("&"));
    if let Some(number) = text.strip_prefix("&#") {
        return numeric(number).map_or(none, |(length, char)| (length + 2, Cow::Owned(char.to_string())));
    }
    let length = text.bytes().skip(1).take(LONGEST_NAME + 1).take_while(u8::is_ascii_alphanumeric).count();
    let name = &text[1..=length];
    match text.as_bytes().get(length + 1) {
        Some(b';') => named(name).map_or(none, |meaning| (length + 2, meaning)),
        // In an attribute, `&copy=` is the start of a query's next part.
        Some(b'=') => none,
        _ => short(name).map_or(none, |char| (length + 1, Cow::Owned(char.to_string()))),
    }
}

fn numeric(text: &str) -> Option<(usize, char)> {
    let (radix, mark) = if text.starts_with(['x', 'X']) { (16, 1) } else { (10, 0) };
    let digits = text[mark..].bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    if digits == 0 {
        return None;
    }
    let end = mark + digits;
    let semicolon = usize::from(text.as_bytes().get(end) == Some(&b';'));
    let number = u32::from_str_radix(&text[mark..end], radix).unwrap_or(u32::MAX);
    let char = match number {
        0 => None,
        0x80..=0x9f => WINDOWS.chars().nth(number as usize - 0x80),
        _ => char::from_u32(number),
    };
    Some((end + semicolon, char.unwrap_or(char::REPLACEMENT_CHARACTER)))
}

/// A name that needs no semicolon.
fn short(name: &str) -> Option<char> {
    match name {
        "amp" | "AMP" => Some('&'),
        "lt" | "LT" => Some('<'),
        "gt" | "GT" => Some('>'),
        "quot" | "QUOT" => Some('"'),
        "COPY" => Some('©'),
        "REG" => Some('®'),
        _ => LATIN.iter().zip('\u{a0}'..).find(|(known, _)| **known == name).map(|(_, char)| char),
    }
}

/// A name with its semicolon. The Markdown parser knows the whole table of the standard.
fn named(name: &str) -> Option<Cow<'static, str>> {
    if let Some(char) = short(name) {
        return Some(Cow::Owned(char.to_string()));
    }
    let written = format!("&{name};");
    let meaning = Parser::new(&written).find_map(|event| match event {
        Event::Text(text) => Some(text.into_string()),
        _ => None,
    });
    meaning.filter(|meaning| !meaning.starts_with('&')).map(Cow::Owned)
}

/// Adds text to HTML so that it means itself in a quoted attribute (or anywhere else).
pub fn escape(text: &str, html: &mut String) {
    // No byte that is escaped is greater, and most are.
    let is_escaped = |byte: u8| byte <= b'>' && matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
    let bytes = text.bytes().enumerate();
    escape_at(bytes.filter(|(_, byte)| is_escaped(*byte)).map(|(at, _)| at), text, html);
}

/// Adds text to HTML so that it means itself between tags, where quotes may stand as they are.
pub fn escape_text(text: &str, html: &mut String) {
    escape_at(memchr3_iter(b'&', b'<', b'>', text.as_bytes()), text, html);
}

/// Adds text to HTML with references in the place of some of its bytes.
fn escape_at(places: impl Iterator<Item = usize>, text: &str, html: &mut String) {
    let mut plain = 0;
    for at in places {
        html.push_str(&text[plain..at]);
        html.push_str(match text.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        plain = at + 1;
    }
    html.push_str(&text[plain..]);
}

/// Text as HTML, for a quoted attribute or anywhere else.
pub fn escaped(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if memchr3(b'&', b'<', b'>', bytes).or_else(|| memchr2(b'"', b'\'', bytes)).is_some() {
        let mut html = String::with_capacity(text.len() + 16);
        escape(text, &mut html);
        Cow::Owned(html)
    } else {
        Cow::Borrowed(text)
    }
}
