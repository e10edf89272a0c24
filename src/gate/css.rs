//! What a style sheet loads.

use std::ops::Range;

/// What a reference in a style sheet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Another style sheet.
    Import,
    /// A font.
    Font,
    /// An image, or something else that is painted.
    Image,
}

/// One reference of a style sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The address, without quotes and escapes.
    pub target: String,
    /// Where it stands in the text, without quotes.
    pub range: Range<usize>,
    /// What it is for.
    pub usage: Use,
}

/// Everything that a style sheet (or a value in one) loads, in order: `url()`, `@import`, and the texts in
/// `image-set()` and its like. Follows the tokenizer of CSS Syntax Level 3; the names in `@namespace`
/// load nothing.
pub fn references(css: &str) -> Vec<Reference> {
    if !css.contains('(') && !css.contains('@') {
        return Vec::new();
    }
    let mut reader = Reader { css, bytes: css.as_bytes(), at: 0, ..Reader::default() };
    while reader.at < reader.bytes.len() {
        reader.token();
    }
    reader.found
}

#[derive(Default)]
struct Reader<'a> {
    css: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// The rule whose head is being read (`import`), until its block or end.
    rule: Option<String>,
    /// For each open block, whether it declares a font.
    blocks: Vec<bool>,
    /// For each open parenthesis, whether texts in it are addresses.
    functions: Vec<bool>,
    found: Vec<Reference>,
}

impl Reader<'_> {
    fn token(&mut self) {
        match self.bytes[self.at] {
            b'/' if self.bytes.get(self.at + 1) == Some(&b'*') => {
                self.at =
                    self.css[self.at + 2..].find("*/").map_or(self.bytes.len(), |end| self.at + end + 4);
            }
            b'"' | b'\'' => self.text(),
            b'@' => {
                self.at += 1;
                self.rule = Some(self.name());
            }
            b'{' => {
                self.at += 1;
                let is_font = self.rule.take().is_some_and(|rule| rule == "font-face");
                self.blocks.push(is_font);
                self.functions.clear();
            }
            byte @ (b'}' | b';') => {
                self.at += 1;
                self.rule = None;
                if byte == b'}' {
                    self.blocks.pop();
                    self.functions.clear();
                }
            }
            b'(' => {
                self.at += 1;
                self.functions.push(false);
            }
            b')' => {
                self.at += 1;
                self.functions.pop();
            }
            byte if is_name(byte) || byte == b'\\' => self.word(),
            _ => self.at += 1,
        }
    }

    /// A name in lower case; at least one byte is taken unless the place holds none.
    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(byte) = self.bytes.get(self.at) {
            if is_name(*byte) {
                name.push(char::from(byte.to_ascii_lowercase()));
                self.at += 1;
            } else if *byte == b'\\' {
                name.extend(self.escape());
            } else {
                break;
            }
        }
        name
    }

    fn escape(&mut self) -> Option<char> {
        let (length, char) = unescape(&self.css[self.at..]);
        self.at += length;
        char
    }

    fn word(&mut self) {
        let name = self.name();
        if self.bytes.get(self.at) != Some(&b'(') {
            return;
        }
        self.at += 1;
        let rest = &self.css[self.at..];
        let start = self.at + rest.len() - rest.trim_start().len();
        let is_quoted = matches!(self.bytes.get(start), Some(b'"' | b'\''));
        if name == "url" && !is_quoted {
            self.bare_url(start);
        } else {
            let addresses =
                ["url", "src", "image", "image-set", "cross-fade", "-webkit-image-set", "-webkit-cross-fade"];
            self.functions.push(addresses.contains(&name.as_str()));
        }
    }

    fn bare_url(&mut self, start: usize) {
        let mut end = start;
        while let Some(byte) = self.bytes.get(end).filter(|byte| **byte != b')') {
            end += if *byte == b'\\' { unescape(&self.css[end..]).0 } else { 1 };
        }
        self.at = (end + 1).min(self.bytes.len());
        let written = self.css[start..end].trim_end();
        self.add(start..start + written.len());
    }

    fn text(&mut self) {
        let quote = self.bytes[self.at];
        let start = self.at + 1;
        let mut end = start;
        while let Some(byte) = self.bytes.get(end).filter(|byte| **byte != quote && **byte != b'\n') {
            end += if *byte == b'\\' { unescape(&self.css[end..]).0 } else { 1 };
        }
        self.at = (end + 1).min(self.bytes.len());
        let is_import = self.rule.as_deref() == Some("import") && self.functions.is_empty();
        if is_import || self.functions.last() == Some(&true) {
            self.add(start..end);
        }
    }

    fn add(&mut self, range: Range<usize>) {
        let usage = match self.rule.as_deref() {
            Some("namespace") => return,
            Some("import") => Use::Import,
            _ if self.blocks.last() == Some(&true) => Use::Font,
            _ => Use::Image,
        };
        let target = plain(&self.css[range.clone()]);
        self.found.push(Reference { target, range, usage });
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' || byte >= 0x80
}

/// The escape at the start of a text: its length (at least 1) and its meaning.
fn unescape(text: &str) -> (usize, Option<char>) {
    let digits = text.bytes().skip(1).take(6).take_while(u8::is_ascii_hexdigit).count();
    if digits > 0 {
        let char = u32::from_str_radix(&text[1..=digits], 16).ok().and_then(char::from_u32);
        let blank = usize::from(text.as_bytes().get(digits + 1).is_some_and(u8::is_ascii_whitespace));
        return (1 + digits + blank, Some(char.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
    match text[1..].chars().next() {
        Some('\n') => (2, None),
        Some(char) => (1 + char.len_utf8(), Some(char)),
        None => (1, None),
    }
}

fn plain(written: &str) -> String {
    let mut plain = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        let (length, char) = unescape(&rest[at..]);
        plain.extend(char);
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(css: &str) -> Vec<(String, Use)> {
        references(css).into_iter().map(|reference| (reference.target, reference.usage)).collect()
    }

    #[test]
    fn all_that_loads() {
        let css = r#"
            @import "a.css"; @import url(b.css) screen; @namespace svg url(http://www.w3.org/2000/svg);
            /* url(no.png) */ p { content: "url(no.png)"; background: url( 'c.png' ), URL(d.png) }
            @font-face { font-family: x; src: local("x"), url(e.woff2) format("woff2") }
            i { background: image-set("f.png" 1x, url("g.png") 2x); mask: u\72l(h.svg) }
            b { background: url(i\20 j.png) }
        "#;
        let expected = [
            ("a.css", Use::Import),
            ("b.css", Use::Import),
            ("c.png", Use::Image),
            ("d.png", Use::Image),
            ("e.woff2", Use::Font),
            ("f.png", Use::Image),
            ("g.png", Use::Image),
            ("h.svg", Use::Image),
            ("i j.png", Use::Image),
        ];
        assert_eq!(found(css), expected.map(|(target, usage)| (target.to_owned(), usage)));
    }

    #[test]
    fn what_loads_nothing() {
        assert_eq!(found("a::after { content: '//e.com/x' } b { color: red }"), []);
        assert_eq!(found("url"), []);
    }

    proptest! {
        #[test]
        fn any_text_is_read(css in "[\\\\a-fu rl()'\"@/*{};é\n]{0,24}") {
            for reference in references(&css) {
                prop_assert!(css.get(reference.range).is_some());
            }
        }

        #[test]
        fn an_address_is_found(target in "[a-z/:.é]{1,12}") {
            let bare = format!("p {{ background: url({target}) }}");
            prop_assert_eq!(found(&bare), vec![(target.clone(), Use::Image)]);
        }
    }
}
