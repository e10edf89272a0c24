//! Markdown: a source becomes a document, and that never fails.
//!
//! A document is HTML with holes. What depends on other files (where a link leads, how large an image
//! is) or on the theme (a word in the reader's language) is a hole, so a document is a function of its
//! own bytes alone and can be kept as long as they stay the same.

mod alert;
mod code;
mod element;
mod fill;
mod footnote;
mod heading;
mod highlight;
mod id;
mod image;
mod link;

mod out;
mod place;
mod problem;
mod raw;
mod reference;
mod table;
mod tip;
mod weave;
mod words;
mod writer;

#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Place};
use crate::text::Text;

pub use link::percent_encoded;

/// Parses the Markdown that follows the front matter: all of the text from the byte `body` on.
///
/// It never fails: whatever is wrong with it is among the document's diagnostics.
pub fn parse(text: &Text, body: usize) -> Document {
    writer::document(text, body)
}

/// A parsed Markdown body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The HTML between the holes.
    pub html: String,
    /// The holes, in order of their offsets in `html`.
    pub holes: Vec<Hole>,
    /// The level-1 heading that is the very first block, if there is one. It is not part of `html`,
    /// for the page prints its title itself.
    pub title: Option<Heading>,
    /// The headings in `html`, in order.
    pub headings: Vec<Heading>,
    /// The task-list items, in the order of their labels in `html`.
    pub tips: Vec<Tip>,
    /// The text of the first paragraph, for descriptions; may be empty.
    pub opening: String,
    /// Whether there is HTML in it that the author wrote.
    pub has_raw: bool,
    /// The number of words, for times. Two characters of a script without spaces count as one.
    pub words: u32,
    /// What is wrong with it, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// A gap in a document's HTML that is filled when the site is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hole {
    /// The offset in the document's HTML.
    pub at: usize,
    /// What goes in.
    pub filling: Filling,
}

/// What fills a hole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Filling {
    /// The value of an `href` (or of a `src`, `poster` … in raw HTML): where a link leads. Also a
    /// fragment alone (`#practical-tips`) comes here, so that it can be checked; the ids of
    /// headings, footnotes and raw HTML begin with the prefix, those of tips do not.
    Link {
        /// As written.
        to: String,
        /// Where it is written.
        place: Place,
    },
    /// The attributes of an `img` from `src` on: address, and width and height if the file tells.
    Image {
        /// As written.
        to: String,
        /// Where it is written.
        place: Place,
    },
    /// The id of a tip: the document's own, or another where an earlier file of the guide has it already.
    Tip(String),
    /// A word of the theme's strings, by its key.
    Word(String),
    /// Nothing by itself: the start of an id or of a reference to one, where pages of several parts set a prefix.
    Prefix,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 2 to 6; 1 for the title.
    pub level: u8,
    /// Its id, unique in the document.
    pub id: String,
    /// Its text without markup.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A task-list item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tip {
    /// Given by the author, or a digest of the normalised text; unique in the document. In HTML it stands after `tip-`.
    pub id: String,
    /// Whether the author gave the id.
    pub given: bool,
    /// Its text without markup.
    pub text: String,
    /// The part of the document's HTML that is its label.
    pub label: Range<usize>,
    /// Where it stands.
    pub place: Place,
}
