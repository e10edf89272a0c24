//! Footnotes: numbered in the order in which they are first referred to, and printed at the end.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::path::fold;

use super::Filling;
use super::out::{Out, Patch};
use super::writer::Writer;

/// One label of a footnote.
#[derive(Default)]
pub(super) struct Footnote {
    label: String,
    /// Its text, once it was met.
    text: Option<Out>,
    /// Where it is defined.
    place: Option<Place>,
    /// Its number; 0 until it is referred to.
    pub(super) number: usize,
    /// How often it is referred to in what is printed.
    references: usize,
    /// How many of these were printed.
    printed: usize,
}

/// All labels of a document.
#[derive(Default)]
pub(super) struct Footnotes {
    by_label: BTreeMap<String, usize>,
    pub(super) list: Vec<Footnote>,
    /// The definitions around the place reached; none for one that repeats a label.
    open: Vec<Option<usize>>,
}

impl Footnotes {
    /// The number of a label, which is the same in any case.
    fn index(&mut self, label: &str) -> usize {
        let next = self.list.len();
        let index = *self.by_label.entry(fold(label)).or_insert(next);
        if index == next {
            self.list.push(Footnote { label: label.to_owned(), ..Footnote::default() });
        }
        index
    }

    /// Numbers all that can be reached from the text, and gives them in the order of their numbers.
    pub(super) fn number(&mut self, text: &Out) -> Vec<usize> {
        let mut order = Vec::new();
        let mut met: Vec<usize> = text.notes().collect();
        let mut done = 0;
        loop {
            for index in met {
                let footnote = &mut self.list[index];
                footnote.references += 1;
                if footnote.number == 0 {
                    order.push(index);
                    footnote.number = order.len();
                }
            }
            let Some(next) = order.get(done) else { return order };
            done += 1;
            met = self.list[*next].text.iter().flat_map(Out::notes).collect();
        }
    }

    /// A warning for each that nothing refers to.
    pub(super) fn unused(&self) -> impl Iterator<Item = Diagnostic> {
        self.list.iter().filter(|footnote| footnote.number == 0).filter_map(|footnote| {
            let label = &footnote.label;
            let message = format!("nothing refers to the footnote “{label}”, so it is not printed");
            Some(
                Diagnostic::warning("unused-footnote", footnote.place.clone()?, message)
                    .help(format!("write “[^{label}]” in the text where it belongs, or remove it")),
            )
        })
    }

    /// Writes a reference.
    pub(super) fn print_reference(&mut self, index: usize, out: &mut Out) {
        let footnote = &mut self.list[index];
        footnote.printed += 1;
        let number = footnote.number.to_string();
        out.push("<sup class=\"footnote-ref\"><a href=\"#");
        out.hole(Filling::Prefix);
        out.push("fn-");
        out.push(&number);
        out.push("\" id=\"");
        out.hole(Filling::Prefix);
        out.push("fnref-");
        out.push(&number);
        out.push(&which(footnote.printed, "."));
        out.push("\">");
        out.push(&number);
        out.push("</a></sup>");
    }

    /// Takes the text of one away, to be printed.
    pub(super) fn take_text(&mut self, index: usize) -> Out {
        self.list[index].text.take().unwrap_or_default()
    }

    /// Writes the links from a footnote back to where it is referred to.
    pub(super) fn print_way_back(&self, index: usize, out: &mut Out) {
        let footnote = &self.list[index];
        for reference in 1..=footnote.references {
            out.push(" <a href=\"#");
            out.hole(Filling::Prefix);
            out.push(&format!("fnref-{}{}", footnote.number, which(reference, ".")));
            out.push("\" class=\"footnote-back\" aria-label=\"");
            out.word("footnote_back");
            out.push(&which(reference, " "));
            out.push("\">↩");
            if reference > 1 {
                out.push(&format!("<sup>{reference}</sup>"));
            }
            out.push("</a>");
        }
    }
}

/// The number of a reference that is not the first, after a separator.
fn which(reference: usize, separator: &str) -> String {
    if reference > 1 { format!("{separator}{reference}") } else { String::new() }
}

impl Writer<'_> {
    pub(super) fn refer_to_footnote(&mut self, label: &str) {
        let index = self.footnotes.index(label);
        self.out.mark(Patch::Note(index));
    }

    pub(super) fn start_footnote(&mut self, label: &str, range: Range<usize>) {
        let index = self.footnotes.index(label);
        let place = self.places.place(self.first_line(range));
        self.aside.push(std::mem::take(&mut self.out));
        let footnote = &mut self.footnotes.list[index];
        if let Some(first) = &footnote.place {
            let message = format!("the footnote “{label}” is defined on line {} already", first.line);
            self.problems.push(
                Diagnostic::warning("duplicate-footnote", place, message)
                    .help("give it another label, or remove it"),
            );
            self.footnotes.open.push(None);
        } else {
            footnote.place = Some(place);
            self.footnotes.open.push(Some(index));
        }
    }

    pub(super) fn end_footnote(&mut self) {
        let text = std::mem::replace(&mut self.out, self.aside.pop().unwrap_or_default());
        if let Some(index) = self.footnotes.open.pop().flatten() {
            self.footnotes.list[index].text = Some(text);
        }
    }
}
