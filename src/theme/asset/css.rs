//! The references in a CSS file: `url(…)`, `@import` and the texts of `image-set(…)`.

use std::ops::Range;

/// A reference to another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// What it names, with escapes resolved.
    pub(super) target: String,
    /// The bytes that name it, quotation marks included.
    pub(super) range: Range<usize>,
    /// Whether it stands in quotation marks.
    pub(super) quoted: bool,
}

/// The references of a CSS text, in order. Comments and other texts are passed over.
pub(super) fn references(css: &str) -> Vec<Reference> {
    let mut reader = Reader { css, at: 0, found: Vec::new(), imports: false, functions: Vec::new() };
    while reader.at < css.len() {
        reader.token();
    }
    reader.found
}

struct Reader<'a> {
    css: &'a str,
    at: usize,
    found: Vec<Reference>,
    /// Whether an `@import` has begun and named nothing yet.
    imports: bool,
    /// For each open bracket, whether the texts in it name files.
    functions: Vec<bool>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.css[self.at..]
    }

    /// Goes over one token.
    fn token(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return };
        match first {
            '/' if rest.starts_with("/*") => self.at += rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' | '\'' => {
                let names = self.imports || self.functions.last().copied().unwrap_or_default();
                let (target, range) = self.text(first);
                if names {
                    self.imports = false;
                    self.found.push(Reference { target, range, quoted: true });
                }
            }
            '@' => {
                self.at += 1;
                let word = self.word();
                self.imports = word.eq_ignore_ascii_case("import");
            }
            '(' => self.open(false),
            ')' => {
                self.functions.pop();
                self.at += 1;
            }
            ';' | '{' | '}' => {
                self.imports = false;
                self.functions.clear();
                self.at += 1;
            }
            _ if is_word(first) => {
                let word = self.word();
                if self.rest().starts_with('(') {
                    self.function(&word.to_ascii_lowercase());
                }
            }
            _ => self.at += first.len_utf8(),
        }
    }

    fn open(&mut self, names: bool) {
        self.functions.push(names);
        self.at += 1;
    }

    fn function(&mut self, name: &str) {
        match name {
            "url" | "src" => self.url(),
            "image-set" | "-webkit-image-set" => self.open(true),
            _ => self.open(false),
        }
    }

    /// Goes over the brackets of `url(…)`.
    fn url(&mut self) {
        self.at += 1;
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        self.imports = false;
        if let Some(quote @ ('"' | '\'')) = self.rest().chars().next() {
            let (target, range) = self.text(quote);
            self.found.push(Reference { target, range, quoted: true });
            self.functions.push(false);
            return;
        }
        let rest = self.rest();
        let end = rest.find(')').unwrap_or(rest.len());
        let name = rest[..end].trim_end();
        let range = self.at..self.at + name.len();
        let target = unescaped(name);
        self.at += (end + 1).min(rest.len());
        self.found.push(Reference { target, range, quoted: false });
    }

    /// Goes over a text in quotation marks; it ends with its line at the latest.
    fn text(&mut self, quote: char) -> (String, Range<usize>) {
        let start = self.at;
        let inner = &self.css[start + 1..];
        let mut escaped = false;
        let end = inner.char_indices().find(|(_, char)| {
            let ends = !escaped && (*char == quote || *char == '\n');
            escaped = !escaped && *char == '\\';
            ends
        });
        let end = end.map_or(inner.len(), |(at, _)| at);
        let target = unescaped(&inner[..end]);
        self.at = (start + 1 + end + 1).min(self.css.len());
        (target, start..self.at)
    }

    fn word(&mut self) -> String {
        let start = self.at;
        let mut escaped = false;
        for char in self.css[start..].chars() {
            if !(escaped || is_word(char)) {
                break;
            }
            escaped = !escaped && char == '\\';
            self.at += char.len_utf8();
        }
        unescaped(&self.css[start..self.at])
    }
}

fn is_word(char: char) -> bool {
    char == '-' || char == '_' || char == '\\' || char.is_ascii_alphanumeric() || !char.is_ascii()
}

/// Resolves the escapes of CSS: a backslash with one to six hexadecimal digits, or with any letter.
fn unescaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        if digits > 0 {
            let code = u32::from_str_radix(&rest[..digits], 16).unwrap_or_default();
            result.push(
                char::from_u32(code).filter(|char| *char != '\0').unwrap_or(char::REPLACEMENT_CHARACTER),
            );
            rest = &rest[digits..];
            rest = rest.strip_prefix([' ', '\n', '\t']).unwrap_or(rest);
        } else if let Some(char) = rest.chars().next() {
            if char != '\n' {
                result.push(char);
            }
            rest = &rest[char.len_utf8()..];
        }
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn targets(css: &str) -> Vec<String> {
        references(css).into_iter().map(|reference| reference.target).collect()
    }

    #[test]
    fn every_way_to_name_a_file() {
        let css = "@import \"a.css\"; @IMPORT url( 'b.css' ) screen; @import url(c.css);\
                   a { background: URL(d.png), url(\"e.png\") no-repeat; mask: image-set(\"f.png\" 1x, url(g.png) 2x) }\
                   @font-face { src: url(h.woff2) format(\"woff2\") }";
        assert_eq!(targets(css), ["a.css", "b.css", "c.css", "d.png", "e.png", "f.png", "g.png", "h.woff2"]);
    }

    #[test]
    fn other_texts_name_nothing() {
        let css = "/* url(a) @import 'b' */ a::before { content: \"url(c)\" } @charset \"utf-8\"; \
                   b { --x: curl(d); font-family: 'E'; image: image-set(url(f.png) type(\"image/png\")) } \
                   @import; q { content: 'g' }";
        assert_eq!(targets(css), ["f.png"]);
    }

    #[test]
    fn escapes_and_ranges() {
        let css = r#"a { b: url("x\20 y\"z.png"); c: url( d\)e.png ) }"#;
        let found = references(css);
        assert_eq!(found[0].target, "x y\"z.png");
        assert_eq!(&css[found[0].range.clone()], r#""x\20 y\"z.png""#);
    }

    #[test]
    fn unfinished_files_end() {
        for css in ["url(", "url(\"", "@import '", "/* ", "a { b: url(c", "\\", "@", "url( \"a"] {
            let _ = references(css);
        }
    }

    proptest! {
        #[test]
        fn ranges_lie_in_the_file(css in "(url\\(|['\"()\\\\@;{}/*]|import| |\\PC){0,40}") {
            for reference in references(&css) {
                prop_assert!(css.get(reference.range).is_some());
            }
        }
    }
}
