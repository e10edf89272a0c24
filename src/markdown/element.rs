//! Elements of raw HTML: each that is opened must be closed, or it takes the rest of the page with it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::tag::Tag;

use super::writer::Writer;

/// Elements that have no content and no end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements whose end tag may be left out.
const OPTIONAL_END: [&str; 19] = [
    "li", "p", "dt", "dd", "rb", "rt", "rtc", "rp", "optgroup", "option", "colgroup", "caption", "thead",
    "tbody", "tfoot", "tr", "td", "th", "html",
];

/// The elements that are open.
#[derive(Default)]
pub(super) struct Elements {
    open: Vec<(String, Range<usize>)>,
    /// How often each name is open.
    count: BTreeMap<String, usize>,
}

impl Elements {
    fn open(&mut self, name: String, range: Range<usize>) {
        *self.count.entry(name.clone()).or_default() += 1;
        self.open.push((name, range));
    }

    /// Says nothing of the element opened last.
    pub(super) fn forget_last(&mut self) {
        self.pop();
    }

    fn is_open(&self, name: &str) -> bool {
        self.count.get(name).is_some_and(|count| *count > 0)
    }

    fn pop(&mut self) -> Option<(String, Range<usize>)> {
        let (name, range) = self.open.pop()?;
        if let Some(count) = self.count.get_mut(&name) {
            *count -= 1;
        }
        Some((name, range))
    }
}

impl Writer<'_> {
    /// Takes note of a start tag of raw HTML at this range of the source.
    pub(super) fn open_element(&mut self, tag: &Tag, range: Range<usize>) {
        let is_foreign =
            tag.is("svg") || tag.is("math") || self.elements.is_open("svg") || self.elements.is_open("math");
        let ends_itself = tag.self_closing && is_foreign;
        if !ends_itself && !tag.is_one_of(&VOID) && !tag.is_one_of(&OPTIONAL_END) {
            self.elements.open(tag.name.to_ascii_lowercase(), range);
        }
    }

    /// Takes note of an end tag.
    pub(super) fn close_element(&mut self, tag: &Tag, range: Range<usize>) {
        if tag.is_one_of(&OPTIONAL_END) {
            return;
        }
        let name = tag.name.to_ascii_lowercase();
        if !self.elements.is_open(&name) {
            let place = self.places.place(range);
            self.problems.push(
                Diagnostic::warning(
                    "stray-end-tag",
                    place,
                    format!("</{name}> ends nothing: no <{name}> is open here"),
                )
                .help("remove it, or write the start tag before it"),
            );
            return;
        }
        while let Some((inner, range)) = self.elements.pop() {
            if inner == name {
                return;
            }
            self.warn_of_open(&inner, range);
        }
    }

    /// Warns of all that are still open at the end.
    pub(super) fn close_all_elements(&mut self) {
        for (name, range) in std::mem::take(&mut self.elements.open) {
            self.warn_of_open(&name, range);
        }
    }

    fn warn_of_open(&mut self, name: &str, range: Range<usize>) {
        // The way back to the start tag may be long.
        if self.problems.are_too_many() {
            return;
        }
        let place = self.places.place(range);
        self.problems.push(
            Diagnostic::warning(
                "unclosed-element",
                place,
                format!("<{name}> is never closed, so the rest of the page is inside it"),
            )
            .help(format!("write </{name}> where it ends")),
        );
    }
}
