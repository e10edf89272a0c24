//! The words of a template, told apart exactly as Tera does, with their places.
//!
//! Only templates that Tera has parsed are read with it; on any other it stops early.

use std::ops::Range;

/// What a word is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{%`
    TagStart,
    /// `%}`
    TagEnd,
    /// `{{`
    PrintStart,
    /// `}}`
    PrintEnd,
    /// A name, or a word such as `for`.
    Name(String),
    /// A text in quotes, without them and with its escapes resolved.
    Text(String),
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
    /// Any other sign, such as `(` or `</`.
    Sign(&'static str),
}

/// One word of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// Whether a `-` at it drops the white space beyond; only at the start and the end of a tag.
    pub(super) trims: bool,
}

impl Token {
    /// Whether it is this sign.
    pub(super) fn is_sign(&self, sign: &str) -> bool {
        matches!(self.kind, Kind::Sign(own) if own == sign)
    }

    /// The name, if it is one.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.kind {
            Kind::Name(name) => Some(name),
            _ => None,
        }
    }

    /// Whether it is this name.
    pub(super) fn is_name(&self, name: &str) -> bool {
        self.name() == Some(name)
    }
}

/// The words of one tag, with the brackets that belong together.
pub(super) struct Tag<'a> {
    /// The words, from the first to the last brace.
    pub(super) words: &'a [Token],
    /// For each word that opens a bracket, the index of the one that closes it.
    closing: Vec<usize>,
}

impl<'a> Tag<'a> {
    /// The tags in the words of a template; the last may have no end.
    pub(super) fn all(tokens: &'a [Token]) -> impl Iterator<Item = Self> {
        let is_start = |token: &Token| matches!(token.kind, Kind::TagStart | Kind::PrintStart);
        tokens.chunk_by(move |_, next| !is_start(next)).map(Self::of)
    }

    fn of(words: &'a [Token]) -> Self {
        let mut closing = vec![words.len(); words.len()];
        let mut open = Vec::new();
        for (index, word) in words.iter().enumerate() {
            match word.kind {
                Kind::Sign("(" | "[" | "{" | "?[") => open.push(index),
                Kind::Sign(")" | "]" | "}") => {
                    if let Some(start) = open.pop() {
                        closing[start] = index;
                    }
                }
                _ => {}
            }
        }
        Self { words, closing }
    }

    /// The index of the bracket that closes the one at an index; the number of words, if there is none.
    pub(super) fn closing(&self, index: usize) -> usize {
        self.closing.get(index).copied().unwrap_or(self.words.len())
    }

    /// The first index in a range of a word that lies in no further bracket.
    pub(super) fn find(&self, range: Range<usize>, wanted: impl Fn(&Token) -> bool) -> Option<usize> {
        let mut at = range.start;
        while at < range.end.min(self.words.len()) {
            match self.words[at].kind {
                Kind::Sign("(" | "[" | "{" | "?[") => at = self.closing(at),
                _ if wanted(&self.words[at]) => return Some(at),
                _ => {}
            }
            at += 1;
        }
        None
    }
}

/// Signs of three, two and one letter; the longest that fits is taken.
const SIGNS: &[&str] = &[
    "...", "//", "**", "==", "!=", ">=", "<=", "</", "?.", "?[", "+", "-", "*", "/", "%", "!", ".", ",", ":",
    "~", "|", "=", ">", "<", "(", ")", "[", "]", "{", "}", "@",
];

/// The words of all tags of a template, in order; plain text, comments and raw blocks are left out.
pub(super) fn tokens(source: &str) -> Vec<Token> {
    let mut lexer = Lexer { source, at: 0, tokens: Vec::new() };
    while lexer.outside().is_some() {}
    lexer.tokens
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    /// Goes over plain text and one tag; none at the end, or where no word fits.
    fn outside(&mut self) -> Option<()> {
        let rest = self.rest().as_bytes();
        self.at += rest.windows(2).position(|pair| matches!(pair, b"{{" | b"{%" | b"{#"))?;
        match &self.rest().as_bytes()[..2] {
            b"{#" => {
                self.at += self.rest()[2..].find("#}")? + 4;
                Some(())
            }
            b"{%" => match raw_block(self.rest()) {
                Some(length) => {
                    self.at += length;
                    Some(())
                }
                None => self.tag(Kind::TagStart, Kind::TagEnd, "%}"),
            },
            _ => self.tag(Kind::PrintStart, Kind::PrintEnd, "}}"),
        }
    }

    /// Goes over one tag, from its first to its last brace.
    fn tag(&mut self, start: Kind, end: Kind, closing: &str) -> Option<()> {
        let trims = self.rest().as_bytes().get(2) == Some(&b'-');
        self.push(start, 2 + usize::from(trims), trims);
        loop {
            let rest = self.rest();
            self.at += rest.find(|char: char| !char.is_ascii_whitespace())?;
            let trims = self.rest().strip_prefix('-').is_some_and(|rest| rest.starts_with(closing));
            if trims || self.rest().starts_with(closing) {
                self.push(end, 2 + usize::from(trims), trims);
                return Some(());
            }
            self.word()?;
        }
    }

    fn word(&mut self) -> Option<()> {
        if let Some(sign) = SIGNS.iter().find(|sign| self.rest().starts_with(**sign)) {
            self.push(Kind::Sign(sign), sign.len(), false);
            return Some(());
        }
        let first = self.rest().chars().next()?;
        match first {
            '"' | '\'' | '`' => self.text(first),
            '0'..='9' => {
                let mut dots = 0;
                let number = |char: &char| {
                    dots += usize::from(*char == '.');
                    char.is_ascii_digit() || (*char == '.' && dots == 1)
                };
                let length = self.rest().chars().take_while(number).count();
                self.push(Kind::Number, length, false);
                Some(())
            }
            _ => self.name(),
        }
    }

    fn name(&mut self) -> Option<()> {
        let rest = self.rest();
        let length = rest.bytes().take_while(|byte| *byte == b'_' || byte.is_ascii_alphanumeric()).count();
        let kind = match &rest[..length] {
            "" => return None,
            "true" | "True" | "false" | "False" => Kind::Flag,
            name => Kind::Name(name.to_owned()),
        };
        self.push(kind, length, false);
        Some(())
    }

    fn text(&mut self, quote: char) -> Option<()> {
        let mut text = String::new();
        let mut letters = self.rest().char_indices().skip(1);
        loop {
            match letters.next()? {
                (at, char) if char == quote => {
                    self.push(Kind::Text(text), at + 1, false);
                    return Some(());
                }
                (_, '\\') => text.push(match letters.next()?.1 {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    other => other,
                }),
                (_, char) => text.push(char),
            }
        }
    }

    fn push(&mut self, kind: Kind, length: usize, trims: bool) {
        let range = self.at..self.at + length;
        self.at = range.end;
        self.tokens.push(Token { kind, range, trims });
    }
}

/// If a tag `raw` begins here: the length up to the end of its `endraw`, or of all if there is no such end.
fn raw_block(rest: &str) -> Option<usize> {
    let mut at = 2 + lone_tag(&rest[2..], "raw")?;
    while let Some(next) = rest[at..].find("{%") {
        at += next + 2;
        if let Some(length) = lone_tag(&rest[at..], "endraw") {
            return Some(at + length);
        }
    }
    Some(rest.len())
}

/// The length of what follows `{%` in a tag of one word only, `%}` included.
fn lone_tag(rest: &str, word: &str) -> Option<usize> {
    let inner = rest.strip_prefix('-').unwrap_or(rest);
    let inner = trim(inner).strip_prefix(word)?;
    let inner = trim(inner);
    let inner = inner.strip_prefix('-').unwrap_or(inner).strip_prefix("%}")?;
    Some(rest.len() - inner.len())
}

fn trim(text: &str) -> &str {
    text.trim_start_matches(|char: char| char.is_ascii_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> Vec<&str> {
        tokens(source).iter().map(|token| &source[token.range.clone()]).collect()
    }

    #[test]
    fn words_of_tags() {
        let source = r#"a {%- if x>=1.5 -%}{{ t(key="a\"}}", n=-2)|f }}{# {{ no }} #}{% endif %}"#;
        let expected = [
            "{%-",
            "if",
            "x",
            ">=",
            "1.5",
            "-%}",
            "{{",
            "t",
            "(",
            "key",
            "=",
            r#""a\"}}""#,
            ",",
            "n",
            "=",
            "-",
            "2",
            ")",
            "|",
            "f",
            "}}",
            "{%",
            "endif",
            "%}",
        ];
        assert_eq!(words(source), expected);
        assert!(tokens(source)[11].kind == Kind::Text("a\"}}".to_owned()));
        assert!(tokens(source)[0].trims && tokens(source)[5].trims && !tokens(source)[6].trims);
    }

    #[test]
    fn raw_blocks_are_text() {
        assert_eq!(words("{% raw %}{{ a }}{% b %}{%- endraw -%}{{ c }}"), ["{{", "c", "}}"]);
        assert_eq!(words("{% raw %}{{ a }}"), [""; 0]);
        assert_eq!(words("{%raws%}"), ["{%", "raws", "%}"]);
    }

    #[test]
    fn broken_tags_end_it() {
        assert_eq!(words("{{ a é }}{{ b }}"), ["{{", "a"]);
        assert_eq!(words("{{ \"a"), ["{{"]);
        assert_eq!(words("{# a"), [""; 0]);
        assert_eq!(words("{"), [""; 0]);
    }
}
