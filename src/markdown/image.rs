//! Images, and figures: an image with a title alone in its paragraph.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use crate::diagnostic::Diagnostic;
use crate::tag::{escape, escape_text};

use super::Filling;
use super::link::Use;
use super::out::{Patch, Slot};
use super::writer::Writer;

/// The image being written: what is inside its brackets becomes the alternative text.
pub(super) struct OpenImage<'a> {
    title: CowStr<'a>,
    range: Range<usize>,
    /// How many elements are open inside the brackets.
    depth: usize,
    has_text: bool,
    /// The start of its paragraph, if it is the first in it and has a title.
    figure: Option<Slot>,
}

impl<'a> Writer<'a> {
    /// Starts a paragraph, or what will turn out to be a figure.
    pub(super) fn start_paragraph(&mut self, next: Option<&Event>) {
        match next {
            // The label takes the paragraph's place.
            Some(Event::TaskListMarker(_)) => return,
            Some(Event::Start(Tag::Image { title, .. })) if !title.is_empty() => {
                self.out.line();
                self.figure = Some(self.out.slot("<p>"));
            }
            _ => {
                self.out.line();
                self.out.push("<p>");
            }
        }
        if self.nesting == 0 && self.opening.is_empty() {
            self.plain.start();
        }
    }

    pub(super) fn start_image(&mut self, to: CowStr<'a>, title: CowStr<'a>, range: Range<usize>) {
        let place = self.places.place(range.clone());
        self.out.push("<img ");
        if self.is_good_target(&to, &place, Use::Embed) {
            self.out.hole(Filling::Image { to: to.into_string(), place });
        } else {
            self.out.push("src=\"\"");
        }
        self.out.push(" alt=\"");
        self.seen += 1;
        let figure = self.figure.take();
        self.image = Some(OpenImage { title, range, depth: 0, has_text: false, figure });
    }

    /// An event between the brackets of an image.
    pub(super) fn alternative(&mut self, event: &Event<'a>, next: Option<&Event>) {
        let Some(image) = &mut self.image else { return };
        match event {
            Event::Start(_) => image.depth += 1,
            Event::End(TagEnd::Image) if image.depth == 0 => self.end_image(next),
            Event::End(_) => image.depth -= 1,
            Event::Text(text) | Event::Code(text) => {
                image.has_text |= !text.trim().is_empty();
                escape(text, &mut self.out.html);
                self.note_alternative(text);
            }
            Event::SoftBreak | Event::HardBreak => {
                self.out.push(" ");
                self.note_alternative(" ");
            }
            _ => {}
        }
    }

    /// A heading or a label says what its images say; the opening is what stands in words.
    fn note_alternative(&mut self, text: &str) {
        if self.open_heading.is_some() || self.open_tip.is_some() {
            self.plain.add(text);
        }
    }

    fn end_image(&mut self, next: Option<&Event>) {
        let Some(image) = self.image.take() else { return };
        if !image.has_text {
            let place = self.places.place(image.range);
            self.problems.push(
                Diagnostic::warning("image-without-text", place, "this image has no alternative text")
                    .help("say between the square brackets what it shows; if it only decorates, write <img alt=\"\" src=\"…\">"),
            );
        }
        let figure = image.figure.filter(|_| matches!(next, Some(Event::End(TagEnd::Paragraph))));
        if figure.is_none() {
            self.title(&image.title);
        }
        self.out.push(if self.has_image { "\" loading=\"lazy\" decoding=\"async\">" } else { "\">" });
        self.has_image = true;
        if let Some(paragraph) = figure {
            self.out.set(paragraph, Patch::Html("<figure>"));
            self.out.push("<figcaption>");
            escape_text(&image.title, &mut self.out.html);
            self.out.push("</figcaption></figure>\n");
            self.words.add(&image.title);
        }
    }
}
