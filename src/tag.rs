//! The tags of HTML text: which there are, where they stand, and what their attributes say.
//!
//! Tokens follow the tokenizer of the HTML standard (html.spec.whatwg.org, section 13.2.5) byte for byte, without
//! building a tree and without allocating. Two things it needs from the tree are followed as far as
//! tags tell: which elements hold raw text, and what is inside `svg` or `math`, where none does.
//! What stands in `noscript` is markup here, as it is for a reader without scripts.

mod attribute;
mod foreign;
mod raw;
mod reference;
mod scan;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use attribute::{Attribute, Attributes};
pub use reference::{decode, escape, escape_text, escaped};

use foreign::Foreign;
use raw::Raw;

/// One piece of HTML. The ranges of all tokens, put side by side, cover the text without a gap.
#[derive(Clone, Debug)]
pub enum Token<'a> {
    /// Text, character references undecoded; a run of it may come as several tokens.
    Text(Range<usize>),
    /// A start tag.
    Start(Tag<'a>),
    /// An end tag (its attributes mean nothing).
    End(Tag<'a>),
    /// A comment; also what a browser makes one, such as `<?xml ?>`.
    Comment(Range<usize>),
    /// What gives nothing: a document type, `</>`, the frame of a CDATA section, and a tag that the text ends in.
    Other(Range<usize>),
}

/// A start or end tag.
#[derive(Clone, Debug)]
pub struct Tag<'a> {
    text: &'a str,
    name_end: usize,
    /// Its name as written, in any case.
    pub name: &'a str,
    /// Whether it ends with `/>`.
    pub self_closing: bool,
    /// Where it stands in the text, `<` and `>` included.
    pub range: Range<usize>,
}

impl<'a> Tag<'a> {
    /// Whether it has this name (given in lower case).
    #[inline]
    pub fn is(&self, name: &str) -> bool {
        scan::is_name(self.name, name)
    }

    /// Whether it has one of these names (given in lower case).
    pub fn is_one_of(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is(name))
    }

    /// Its attributes, in order. Of two with one name only the first counts.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes::new(self.text, self.name_end)
    }

    /// The attribute with this name (given in lower case).
    pub fn attribute(&self, name: &str) -> Option<Attribute<'a>> {
        self.attributes().find(|attribute| attribute.is(name))
    }
}

/// The tokens of a text, in order.
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// Set after the start tag of an element that holds raw text.
    raw: Option<Raw>,
    foreign: Foreign,
}

impl<'a> Tokens<'a> {
    /// Reads a text as the content of an HTML document.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, raw: None, foreign: Foreign::default() }
    }

    /// Whether the text so far ends inside an element that holds raw text, such as `script`.
    pub fn is_in_raw_text(&self) -> bool {
        self.raw.is_some()
    }

    /// Whether the text so far ends inside `svg` or `math`, and not in HTML within it.
    pub fn is_in_foreign(&self) -> bool {
        self.foreign.is_inside()
    }

    /// Goes over text and bare tags with a name of one or two letters or digits, such as `<p>` and `</li>`, or with some longer
    /// ones, outside raw text, `svg` and `math`: there, none of them changes how the text after it is read.
    pub fn skip_bare(&mut self) {
        if self.raw.is_some() || self.foreign.is_open() {
            return;
        }
        let bytes = self.text.as_bytes();
        loop {
            let start = scan::find(bytes, b'<', self.at);
            self.at = start;
            match scan::bare_end(bytes, start) {
                Some(end) => self.at = end,
                None => return,
            }
        }
    }

    fn raw_text(&mut self, raw: Raw) -> Option<Token<'a>> {
        let start = self.at;
        let end = raw.end(self.text, start);
        if end < self.text.len() {
            self.raw = None;
        }
        self.at = end;
        (end > start).then_some(Token::Text(start..end))
    }

    /// The token of the `<` at the place reached.
    fn markup(&mut self) -> Option<Token<'a>> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let next = bytes.get(start + 1)?;
        let (end, token): (usize, fn(Range<usize>) -> Token<'a>) = match next {
            b'a'..=b'z' | b'A'..=b'Z' => return Some(self.tag(start + 1, Token::Start)),
            b'/' => match bytes.get(start + 2)? {
                b'a'..=b'z' | b'A'..=b'Z' => return Some(self.tag(start + 2, Token::End)),
                b'>' => (start + 3, Token::Other),
                _ => (scan::after(bytes, b'>', start + 2), Token::Comment),
            },
            b'?' => (scan::after(bytes, b'>', start + 1), Token::Comment),
            b'!' if bytes[start..].starts_with(b"<!--") => {
                (scan::comment_end(bytes, start + 4), Token::Comment)
            }
            b'!' if self.foreign.is_inside() && bytes[start..].starts_with(b"<![CDATA[") => {
                (scan::after_all(self.text, "]]>", start + 9), Token::Other)
            }
            b'!' if scan::is_doctype(bytes, start) => (scan::doctype_end(bytes, start + 9), Token::Other),
            b'!' => (scan::after(bytes, b'>', start + 2), Token::Comment),
            _ => return None,
        };
        self.at = end;
        Some(token(start..end))
    }

    fn tag(&mut self, name_start: usize, token: fn(Tag<'a>) -> Token<'a>) -> Token<'a> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let name_end = scan::name_end(bytes, name_start);
        let name = &self.text[name_start..name_end];
        let mut attributes = Attributes::new(self.text, name_end);
        let Some((end, self_closing)) = attributes.tag_end() else {
            self.at = self.text.len();
            return Token::Other(start..self.at);
        };
        self.at = end;
        let tag = Tag { text: self.text, name_end, name, self_closing, range: start..end };
        if name_start == start + 1 {
            let is_foreign = self.foreign.enter(&tag);
            self.raw = Raw::of(name).filter(|_| !is_foreign);
        } else {
            self.foreign.leave(&tag);
        }
        token(tag)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(raw) = self.raw
            && let Some(text) = self.raw_text(raw)
        {
            return Some(text);
        }
        let start = self.at;
        let bytes = self.text.as_bytes();
        if bytes.get(start) == Some(&b'<')
            && let Some(token) = self.markup()
        {
            return Some(token);
        }
        if start >= bytes.len() {
            return None;
        }
        self.at = scan::find(bytes, b'<', start + 1);
        Some(Token::Text(start..self.at))
    }
}
