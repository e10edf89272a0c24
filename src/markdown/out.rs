//! The HTML while it is written: text with marks, where something goes in that is not known yet.

use super::Filling;

/// HTML with marks.
#[derive(Default)]
pub(super) struct Out {
    pub(super) html: String,
    marks: Vec<Mark>,
}

/// Something that goes in at an offset.
pub(super) struct Mark {
    pub(super) at: usize,
    pub(super) patch: Patch,
}

/// What goes in at a mark.
#[derive(Debug)]
pub(super) enum Patch {
    /// A hole of the document.
    Hole(Filling),
    /// The prefix hole and the id of a heading, by its number.
    Heading(usize),
    /// A reference to a footnote, by the number of its label.
    Note(usize),
    /// The check box of a tip and the start of its label, by the tip's number.
    Tip(usize),
    /// The end of that label.
    TipEnd(usize),
    /// Text of HTML.
    Html(&'static str),
    /// Text of HTML made here.
    Made(String),
}

/// A mark that was set before it was known what goes in.
#[derive(Clone, Copy)]
pub(super) struct Slot(usize);

impl Out {
    /// Adds HTML as it is.
    pub(super) fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Starts a new line, unless one has just begun.
    pub(super) fn line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    /// Adds what goes in here.
    pub(super) fn mark(&mut self, patch: Patch) {
        self.marks.push(Mark { at: self.html.len(), patch });
    }

    /// Adds a hole.
    pub(super) fn hole(&mut self, filling: Filling) {
        self.mark(Patch::Hole(filling));
    }

    /// Adds a word of the theme.
    pub(super) fn word(&mut self, key: &str) {
        self.hole(Filling::Word(key.to_owned()));
    }

    /// Keeps a place for text that is decided later; until then it is this one.
    pub(super) fn slot(&mut self, html: &'static str) -> Slot {
        self.mark(Patch::Html(html));
        Slot(self.marks.len() - 1)
    }

    /// Decides what goes in at a slot.
    pub(super) fn set(&mut self, slot: Slot, patch: Patch) {
        self.marks[slot.0].patch = patch;
    }

    /// Adds text at an offset that lies behind, where no other mark is.
    pub(super) fn mark_at(&mut self, at: usize, html: &'static str) {
        self.marks.push(Mark { at, patch: Patch::Html(html) });
    }

    /// Every footnote that is referred to, in order.
    pub(super) fn notes(&self) -> impl Iterator<Item = usize> {
        self.marks.iter().filter_map(|mark| match mark.patch {
            Patch::Note(note) => Some(note),
            _ => None,
        })
    }

    /// The HTML, and the marks in the order of their offsets.
    pub(super) fn into_parts(mut self) -> (String, Vec<Mark>) {
        self.marks.sort_by_key(|mark| mark.at);
        (self.html, self.marks)
    }
}
