//! Diagnostics for people: the line of source, and a caret under what is meant.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity};
use crate::path::SourcePath;
use crate::text::Text;

/// A line longer than this, in bytes, is not shown: nobody wrote it by hand.
const LONGEST_LINE: usize = 10_000;

/// The bytes of a file, if they can be had.
pub(super) type Texts<'a> = dyn Fn(&SourcePath) -> Option<Arc<[u8]>> + 'a;

/// Paints diagnostics; decodes each file once.
pub(super) struct Painter<'a> {
    texts: &'a Texts<'a>,
    renderer: Renderer,
    lines: BTreeMap<SourcePath, Option<Lines>>,
    /// The lines that hold a secret.
    secret: BTreeSet<(SourcePath, u32)>,
}

/// The text of a file and where its lines are.
struct Lines {
    text: Text,
    lines: Vec<Range<usize>>,
}

impl<'a> Painter<'a> {
    pub(super) fn new(texts: &'a Texts<'a>, colour: bool) -> Self {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        Self { texts, renderer, lines: BTreeMap::new(), secret: BTreeSet::new() }
    }

    /// Shows no line that one of these says a credential stands in: what is printed ends in logs.
    pub(super) fn without_secrets(mut self, diagnostics: &Diagnostics) -> Self {
        let secret = diagnostics.iter().filter(|diagnostic| diagnostic.code == "credential-in-file");
        self.secret =
            secret.map(|diagnostic| (diagnostic.place.file.clone(), diagnostic.place.line)).collect();
        self
    }

    /// A diagnostic as lines of text, without a line feed at its end.
    pub(super) fn paint(&mut self, diagnostic: &Diagnostic) -> String {
        let Diagnostic { severity, code, place, message, help } = diagnostic;
        let level = match severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let message = normalize_untrusted_str(message);
        let help = normalize_untrusted_str(help);
        let path = normalize_untrusted_str(place.file.as_str());
        let group = Group::with_title(level.primary_title(&message).id(&**code));
        let lines =
            self.lines.entry(place.file.clone()).or_insert_with(|| Lines::of(self.texts, &place.file));
        let number = place.line as usize;
        let is_secret = self.secret.contains(&(place.file.clone(), place.line));
        let mut group = match lines.as_ref().and_then(|lines| lines.line(place)).filter(|_| !is_secret) {
            Some((line, caret)) => {
                let caret = AnnotationKind::Primary.span(caret);
                group.element(Snippet::source(line).path(&*path).line_start(number).annotation(caret))
            }
            None => group.element(Origin::path(&*path).line(number).char_column(place.column as usize)),
        };
        if !help.is_empty() {
            group = group.element(Level::HELP.message(&help));
        }
        self.renderer.render(&[group])
    }
}

impl Lines {
    fn of(texts: &Texts, file: &SourcePath) -> Option<Self> {
        let text = Text::decode(file, &texts(file)?).ok()?;
        let mut start = 0;
        let lines = text.as_str().split('\n').map(|line| {
            let range = start..start + line.len();
            start = range.end + 1;
            range
        });
        let lines = lines.collect();
        Some(Self { text, lines })
    }

    /// The line of a place, and the bytes of it that are meant; none, if it has nothing to show.
    fn line(&self, place: &Place) -> Option<(&str, Range<usize>)> {
        let number = (place.line as usize).checked_sub(1)?;
        let line = &self.text.as_str()[self.lines.get(number)?.clone()];
        if line.is_empty() || line.len() > LONGEST_LINE {
            return None;
        }
        let at = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
        let column = (place.column as usize).checked_sub(1)?;
        Some((line, at(column)..at(column.saturating_add(place.length as usize))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paint(text: &[u8], line: u32, column: u32, length: u32) -> String {
        let file = SourcePath::new("content/a.md");
        let place = Place { file, line, column, length };
        let diagnostic =
            Diagnostic::error("unknown-key", place, "“titel” is no key here").help("did you mean “title”?");
        Painter::new(&|_| Some(text.into()), false).paint(&diagnostic)
    }

    #[test]
    fn a_caret_under_what_is_meant() {
        let expected = "\
error[unknown-key]: “titel” is no key here
 --> content/a.md:2:3
  |
2 | ü titel: x
  |   ^^^^^
  |
  = help: did you mean “title”?";
        assert_eq!(paint("\u{feff}---\r\nü titel: x\r\n".as_bytes(), 2, 3, 5), expected);
    }

    #[test]
    fn without_the_line_the_place_is_named() {
        let expected = "\
error[unknown-key]: “titel” is no key here
--> content/a.md:1:1
 = help: did you mean “title”?";
        for text in [b"\xff\xfea\0".as_slice(), b"", b"\nx"] {
            assert_eq!(paint(text, 1, 1, 1), expected);
        }
    }

    #[test]
    fn a_long_line_is_cut_and_the_place_stays_right() {
        let line = |length: usize| format!("{}titel{}", "é".repeat(length), " x".repeat(length));
        let painted = paint(line(1_000).as_bytes(), 1, 1_001, 5);
        assert!(painted.contains("content/a.md:1:1001\n"), "{painted}");
        assert!(
            painted.contains("étitel x") && painted.contains(" ^^^^^\n") && painted.len() < 1_000,
            "{painted}"
        );
        let painted = paint(line(100_000).as_bytes(), 1, 100_001, 5);
        assert!(painted.contains("content/a.md:1:100001\n") && painted.len() < 300, "{painted}");
    }

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        let painted = paint(b"\x1b[31mred\x07 titel", 1, 1, 500);
        assert!(!painted.contains(['\x1b', '\x07']), "{painted:?}");
    }

    proptest::proptest! {
        #[test]
        fn any_place_in_any_file(text: Vec<u8>, line in 0_u32..9, column: u32, length: u32) {
            paint(&text, line, column, length);
            paint(&text, line, column % 9, length % 9);
        }
    }
}
