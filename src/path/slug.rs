//! From a title or a file name to one segment of an address.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A file name taken apart: `03-rebuild.md` is the number 3 and the name `rebuild`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered<'a> {
    /// The place in the reading order, if the name starts with one.
    pub number: Option<u32>,
    /// What follows the number and its separator.
    pub rest: &'a str,
}

impl<'a> Numbered<'a> {
    /// Takes a file's stem apart. A number too large to count with is part of the name.
    pub fn of(stem: &'a str) -> Self {
        let digits = stem.bytes().take_while(u8::is_ascii_digit).count();
        let rest = stem[digits..].trim_start_matches(['-', '_', '.', ' ']);
        match stem[..digits].parse() {
            Ok(number) => Self { number: Some(number), rest },
            Err(_) => Self { number: None, rest: stem },
        }
    }
}

/// One segment of an address: NFC, lower case, spaces and punctuation to single hyphens, letters and
/// digits of every script kept, all else dropped. Empty, if nothing is left.
pub fn slug(text: &str) -> String {
    if text.is_ascii() {
        // Nothing to compose, as in most titles.
        return segment(text.len(), text.chars().map(|char| char.to_ascii_lowercase()));
    }
    segment(text.len(), text.nfc().flat_map(char::to_lowercase).nfc())
}

fn segment(length: usize, chars: impl Iterator<Item = char>) -> String {
    let mut slug = String::with_capacity(length);
    for char in chars {
        if char.is_alphanumeric() || is_combining_mark(char) {
            slug.push(char);
        } else if separates(char) && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// The segment that a file's stem gives, without its number.
pub fn slug_of_name(stem: &str) -> String {
    slug(Numbered::of(stem).rest)
}

/// Spaces and punctuation part words; apostrophes, symbols and invisible characters do not.
fn separates(char: char) -> bool {
    const WITHIN_WORDS: &str = "'\u{2018}\u{2019}\u{02bc}";
    const PUNCTUATION: &str =
        "\u{a1}\u{a7}\u{ab}\u{b6}\u{b7}\u{bb}\u{bf}\u{60c}\u{61b}\u{61f}\u{6d4}\u{964}\u{965}";
    if WITHIN_WORDS.contains(char) {
        return false;
    }
    let general = ('\u{2010}'..='\u{205e}').contains(&char) && !('\u{2028}'..='\u{202e}').contains(&char);
    let cjk = ('\u{3001}'..='\u{3003}').contains(&char) || ('\u{3008}'..='\u{301f}').contains(&char);
    let wide = ('\u{ff01}'..='\u{ff0f}').contains(&char) || ('\u{ff1a}'..='\u{ff20}').contains(&char);
    char.is_whitespace()
        || char.is_ascii_punctuation()
        || PUNCTUATION.contains(char)
        || general
        || cjk
        || wide
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments() {
        for (text, expected) in [
            ("Acknowledge the Damage", "acknowledge-the-damage"),
            ("  What's new — in 2.0?  ", "whats-new-in-2-0"),
            ("Straße", "straße"),
            ("cafe\u{301}", "café"),
            ("İstanbul", "i\u{307}stanbul"),
            ("信任，重建", "信任-重建"),
            ("الثقة والصدق", "الثقة-والصدق"),
            ("हिन्दी", "हिन्दी"),
            ("🙂", ""),
            ("../etc/passwd", "etc-passwd"),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_no_part_of_the_address() {
        assert_eq!(slug_of_name("01-acknowledge"), "acknowledge");
        assert_eq!(slug_of_name("7. Call to action"), "call-to-action");
        assert_eq!(Numbered::of("99999999999-x").number, None);
        assert_eq!(Numbered::of("03").rest, "");
    }
}
