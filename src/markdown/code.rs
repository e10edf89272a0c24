//! Code blocks.

use std::ops::Range;

use pulldown_cmark::CodeBlockKind;

use crate::diagnostic::Diagnostic;
use crate::tag::{escape, escape_text};

use super::highlight::{Found, Highlighter};
use super::writer::Writer;

/// The longest block that is highlighted, in bytes, and the most of one document.
const LONGEST: usize = 256 * 1024;

/// The longest line in a block that is highlighted, in bytes.
const LONGEST_LINE: usize = 2000;

/// The code block being written.
pub(super) struct OpenCode {
    language: String,
    range: Range<usize>,
    text: String,
}

impl OpenCode {
    pub(super) fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }
}

impl Writer<'_> {
    pub(super) fn start_code(&mut self, kind: &CodeBlockKind, range: Range<usize>) {
        let language = match kind {
            CodeBlockKind::Indented => "",
            CodeBlockKind::Fenced(info) => language(info),
        };
        self.code = Some(OpenCode { language: language.to_owned(), range, text: String::new() });
    }

    pub(super) fn end_code(&mut self) {
        let Some(OpenCode { language, range, text }) = self.code.take() else { return };
        self.out.line();
        self.out.push("<pre class=\"code\" tabindex=\"0\"><code");
        if !language.is_empty() {
            self.out.push(" class=\"language-");
            escape(&language, &mut self.out.html);
            self.out.push("\"");
        }
        self.out.push(">");
        let is_long = text.len() > self.highlightable || text.lines().any(|line| line.len() > LONGEST_LINE);
        match Highlighter::find(&language) {
            Found::Language(syntax) if !is_long => {
                self.highlightable -= text.len();
                syntax.highlight(&text, &mut self.out.html);
            }
            Found::Unknown => {
                escape_text(&text, &mut self.out.html);
                self.warn_of_language(&language, &range);
            }
            Found::Language(_) | Found::Plain => escape_text(&text, &mut self.out.html),
        }
        self.out.push("</code></pre>\n");
    }

    fn warn_of_language(&mut self, language: &str, range: &Range<usize>) {
        if self.problems.are_too_many() {
            return;
        }
        let line = self.first_line(range.clone());
        let start = self.source[line.clone()].find(language).map_or(line.start, |at| line.start + at);
        let place = self.places.place(start..start + language.len());
        let message =
            format!("“{language}” is not a language that can be highlighted, so the code stays plain");
        let help = match Highlighter::nearest(language) {
            Some(name) => format!("did you mean “{name}”?"),
            None => "write “text” if it is none".to_owned(),
        };
        self.problems.push(Diagnostic::warning("unknown-language", place, message).help(help));
    }
}

/// How much of a document may be highlighted.
pub(super) const fn budget() -> usize {
    LONGEST
}

/// The language that the words after a fence begin with: `rust`, `rust,ignore`, `{.rust}`.
fn language(info: &str) -> &str {
    let word = info.split(|char: char| char.is_whitespace() || char == ',').next().unwrap_or_default();
    word.strip_prefix("{.").map_or(word, |word| word.trim_end_matches('}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_a_fence() {
        for (info, expected) in
            [("rust", "rust"), ("rust,ignore", "rust"), ("js {1,3}", "js"), ("{.py}", "py"), ("", "")]
        {
            assert_eq!(language(info), expected);
        }
    }
}
