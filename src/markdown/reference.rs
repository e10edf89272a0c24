//! Links and footnotes that refer to a definition which is not there.

use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, LinkType};

use crate::diagnostic::Diagnostic;

use super::place::Places;
use super::writer::Writer;

/// How many are remembered; more would not be listed anyway.
const MOST: usize = 1000;

/// The longest label of a footnote that is looked for, in bytes.
const LONGEST_LABEL: usize = 100;

/// What the parser could not resolve, as it goes.
#[derive(Default)]
pub(super) struct Unresolved(RefCell<Vec<(Range<usize>, String)>>);

impl Unresolved {
    /// Takes note of a reference that surely was meant to be one: `[text][name]` or `[name][]`. Just
    /// `[text]` may be text.
    pub(super) fn note(&self, link: &BrokenLink) {
        let is_meant = matches!(link.link_type, LinkType::Reference | LinkType::Collapsed);
        let mut found = self.0.borrow_mut();
        if is_meant && found.len() < MOST {
            found.push((link.span.clone(), link.reference.to_string()));
        }
    }

    /// A warning for each.
    pub(super) fn into_problems(self, places: &mut Places, body: usize) -> Vec<Diagnostic> {
        let problem = |(span, name): (Range<usize>, String)| {
            let place = places.place(body + span.start..body + span.end);
            let message = format!(
                "this link refers to “{name}”, which is defined nowhere in this file, so it stays text"
            );
            Diagnostic::warning("undefined-reference", place, message)
                .help(format!("write a line “[{name}]: address”, or put the address in round brackets"))
        };
        self.0.into_inner().into_iter().map(problem).collect()
    }
}

impl Writer<'_> {
    /// Warns of text that looks like a reference to a footnote. The parser makes it text where the
    /// footnote is not defined.
    pub(super) fn check_footnote(&mut self, text: &str, range: &Range<usize>) {
        let before = &self.source[..range.start];
        if !text.starts_with('^') || !before.ends_with('[') || before.ends_with("\\[") {
            return;
        }
        let rest = &self.source[range.start + 1..];
        let ends_label = |byte: u8| byte == b']' || byte.is_ascii_whitespace();
        let Some(end) = rest.bytes().take(LONGEST_LABEL).position(ends_label) else { return };
        if end == 0 || !rest[end..].starts_with(']') {
            return;
        }
        let label = &rest[..end];
        let place = self.places.place(range.start - 1..range.start + 1 + end + 1);
        let message =
            format!("the footnote “{label}” is defined nowhere in this file, so its mark stays text");
        self.problems.push(
            Diagnostic::warning("undefined-footnote", place, message)
                .help(format!("write a line “[^{label}]: …” after the paragraph, or remove the mark")),
        );
    }
}
