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
        let source = self.source;
        let quote = &source[range.clone()];
        let Some(content) = quote.strip_prefix('>').map(|content| content.trim_start_matches(' ')) else {
            return;
        };
        let Some(word) = content.strip_prefix("[!") else { return };
        let length = word.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, rest) = word.split_at(length);
        let after = rest.strip_prefix(']').map(|after| after.trim_start_matches([' ', '\t']));
        let is_alone = after.is_some_and(|after| after.is_empty() || after.starts_with('\n'));
        if word.is_empty() || !is_alone {
            return;
        }
        let start = range.start + (quote.len() - content.len());
        let place = self.places.place(start..start + word.len() + "[!]".len());
        let help = match nearest(word, KINDS) {
            Some(kind) if !kind.eq_ignore_ascii_case(word) => format!("did you mean “[!{kind}]”?"),
            _ => format!("the kinds are {}, alone on the first line of the quote", KINDS.join(", ")),
        };
        let message = format!("“[!{word}]” is not a kind of alert, so this is an ordinary quote");
        self.problems.push(Diagnostic::warning("unknown-alert", place, message).help(help));
    }
}
