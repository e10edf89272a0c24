//! Block quotes and alerts (`> [!TIP]`).

use std::ops::Range;

use pulldown_cmark::BlockQuoteKind;

use crate::diagnostic::{Diagnostic, nearest};

use super::writer::Writer;

/// The kinds of alert, as an author writes them in any case.
const KINDS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

impl Writer<'_> {
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>, range: Range<usize>) {
        self.out.line();
        let Some(kind) = kind else {
            self.check_alert(range);
            self.out.push("<blockquote>\n");
            return;
        };
        let (html, word) = match kind {
            BlockQuoteKind::Note => ("<aside class=\"alert alert-note\" role=\"note\">\n", "alert_note"),
            BlockQuoteKind::Tip => ("<aside class=\"alert alert-tip\" role=\"note\">\n", "alert_tip"),
            BlockQuoteKind::Important => {
                ("<aside class=\"alert alert-important\" role=\"note\">\n", "alert_important")
            }
            BlockQuoteKind::Warning => {
                ("<aside class=\"alert alert-warning\" role=\"note\">\n", "alert_warning")
            }
            BlockQuoteKind::Caution => {
                ("<aside class=\"alert alert-caution\" role=\"note\">\n", "alert_caution")
            }
        };
        self.out.push(html);
        self.out.push("<p class=\"alert-title\">");
        self.out.word(word);
        self.out.push("</p>\n");
    }

    pub(super) fn end_quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.out.line();
        self.out.push(if kind.is_some() { "</aside>\n" } else { "</blockquote>\n" });
    }

    /// A quote that begins like an alert, but is none.
    fn check_alert(&mut self, range: Range<usize>) {
        let quote = &self.source[range.clone()];
        let first_line = quote.lines().next().unwrap_or_default();
        let Some(start) = first_line.find("[!") else { return };
        if !first_line[..start].bytes().all(|byte| matches!(byte, b'>' | b' ')) {
            return;
        }
        let Some(word) = first_line[start + 2..].trim_end().strip_suffix(']') else { return };
        if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return;
        }
        let place = self.places.place(range.start + start..range.start + start + word.len() + 3);
        let help = match nearest(word, KINDS) {
            Some(kind) if !kind.eq_ignore_ascii_case(word) => format!("did you mean “[!{kind}]”?"),
            _ => format!("the kinds are {}, alone on the first line of the quote", KINDS.join(", ")),
        };
        let message = format!("“[!{word}]” is not a kind of alert, so this is an ordinary quote");
        self.problems.push(Diagnostic::warning("unknown-alert", place, message).help(help));
    }
}
