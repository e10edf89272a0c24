//! Elements whose content is text up to their end tag, whatever it looks like.

use super::scan::{find, is_space};

/// An element that holds raw text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Raw {
    /// Its content ends at its end tag.
    Named(&'static str),
    /// A script, which may hold `<!-- <script> … </script> -->`.
    Script,
    /// All the rest of the document.
    Plaintext,
}

/// How deep a script is in its own comment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    Comment,
    ScriptInComment,
}

impl Raw {
    /// What an element of this name holds, if it is raw text.
    pub(super) fn of(name: &str) -> Option<Self> {
        const NAMED: [&str; 7] = ["style", "title", "textarea", "iframe", "noembed", "noframes", "xmp"];
        // Most names end here, by their length or first letter.
        let first = name.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        if !(3..=9).contains(&name.len()) || !b"inpstx".contains(&first) {
            return None;
        }
        if name.eq_ignore_ascii_case("script") {
            return Some(Self::Script);
        }
        if name.eq_ignore_ascii_case("plaintext") {
            return Some(Self::Plaintext);
        }
        NAMED.iter().find(|known| known.eq_ignore_ascii_case(name)).map(|known| Self::Named(known))
    }

    /// Where the raw text that starts here ends: at its end tag or at the end of all.
    pub(super) fn end(self, text: &str, from: usize) -> usize {
        let bytes = text.as_bytes();
        match self {
            Self::Plaintext => bytes.len(),
            Self::Script => script_end(bytes, from),
            Self::Named(name) => {
                let mut at = find(bytes, b'<', from);
                while at < bytes.len() && !is_end_tag(bytes, at, name) {
                    at = find(bytes, b'<', at + 1);
                }
                at
            }
        }
    }
}

/// Whether `<` and this name, with a byte after it that ends a name, stand here.
fn is_tag(bytes: &[u8], at: usize, slash: usize, name: &str) -> bool {
    let start = at + 1 + slash;
    let end = start + name.len();
    bytes.get(start..end).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
        && bytes.get(end).is_some_and(|byte| is_space(*byte) || matches!(byte, b'/' | b'>'))
}

fn is_end_tag(bytes: &[u8], at: usize, name: &str) -> bool {
    bytes.get(at + 1) == Some(&b'/') && is_tag(bytes, at, 1, name)
}

fn script_end(bytes: &[u8], from: usize) -> usize {
    let mut escape = Escape::None;
    let mut at = from;
    while at < bytes.len() {
        at = match escape {
            Escape::None => find(bytes, b'<', at),
            _ => bytes[at..]
                .iter()
                .position(|byte| matches!(byte, b'<' | b'-'))
                .map_or(bytes.len(), |skipped| at + skipped),
        };
        if is_end_tag(bytes, at, "script") {
            if escape != Escape::ScriptInComment {
                return at;
            }
            escape = Escape::Comment;
        } else if escape == Escape::None && bytes[at..].starts_with(b"<!--") {
            // The two dashes may be those of `-->` at once.
            escape = Escape::Comment;
            at += 1;
        } else if escape != Escape::None && bytes[at..].starts_with(b"-->") {
            escape = Escape::None;
        } else if escape == Escape::Comment && bytes.get(at) == Some(&b'<') && is_tag(bytes, at, 0, "script")
        {
            escape = Escape::ScriptInComment;
        }
        at += 1;
    }
    bytes.len()
}
