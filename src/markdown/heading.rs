//! Headings, and the title of a page that says it only there.

use std::ops::Range;

use pulldown_cmark::{CowStr, HeadingLevel};

use crate::diagnostic::{Diagnostic, Place};
use crate::path::slug;
use crate::tag::escape;

use super::Heading;
use super::id::Taken;
use super::out::Patch;
use super::writer::Writer;

/// A custom attribute in the braces of a heading.
type Custom<'a> = (CowStr<'a>, Option<CowStr<'a>>);

/// The braces at the end of a heading.
pub(super) struct Braces<'a> {
    pub(super) id: Option<CowStr<'a>>,
    pub(super) classes: Vec<CowStr<'a>>,
    pub(super) custom: Vec<Custom<'a>>,
}

/// The heading being written.
pub(super) struct OpenHeading {
    level: u8,
    id: String,
    range: Range<usize>,
}

impl Writer<'_> {
    pub(super) fn start_heading(
        &mut self,
        level: HeadingLevel,
        braces: &Braces,
        range: Range<usize>,
        is_first: bool,
    ) {
        let id = braces.id.as_deref().unwrap_or_default().to_owned();
        self.check_braces(braces, &range);
        self.plain.start();
        if level == HeadingLevel::H1 && is_first {
            self.aside.push(std::mem::take(&mut self.out));
            self.open_heading = Some(OpenHeading { level: 1, id, range });
            return;
        }
        let level = self.check_level(level as u8, &range);
        if !id.is_empty() {
            self.give_id(&id, &range);
        }
        self.out.line();
        self.out
            .push(["<h2 id=\"", "<h3 id=\"", "<h4 id=\"", "<h5 id=\"", "<h6 id=\""][usize::from(level) - 2]);
        self.out.mark(Patch::Heading(self.headings.len()));
        for (index, class) in braces.classes.iter().enumerate() {
            self.out.push(if index == 0 { "\" class=\"" } else { " " });
            escape(class, &mut self.out.html);
        }
        self.out.push("\">");
        self.open_heading = Some(OpenHeading { level, id, range });
    }

    pub(super) fn end_heading(&mut self) {
        let Some(OpenHeading { level, id, range }) = self.open_heading.take() else { return };
        let text = self.plain.take();
        self.words.pause();
        let place = self.places.place(self.first_line(range));
        if text.is_empty() {
            self.problems.push(
                Diagnostic::warning("empty-heading", place.clone(), "this heading has no text")
                    .help("write a text after the number signs, or remove them"),
            );
        }
        if level == 1 {
            self.out = self.aside.pop().unwrap_or_default();
            let id = if id.is_empty() { name(&text) } else { id };
            self.title = Some(Heading { level, id, text, place });
            return;
        }
        self.out.push(["</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"][usize::from(level) - 2]);
        self.headings.push(Heading { level, id, text, place });
    }

    /// Gives an id to each heading that has none. All ids that an author wrote are known by now.
    pub(super) fn make_heading_ids(&mut self) {
        for heading in self.headings.iter_mut().filter(|heading| heading.id.is_empty()) {
            heading.id = self.ids.make(name(&heading.text));
        }
    }

    /// Takes an id that the author wrote somewhere in this range.
    fn give_id(&mut self, id: &str, range: &Range<usize>) {
        let at = self.find_in(range, id);
        let place = self.places.place(at..at + id.len());
        self.give_placed_id(id, place);
    }

    /// Takes an id that the author wrote here.
    pub(super) fn give_placed_id(&mut self, id: &str, place: Place) {
        let Err(taken) = self.ids.give(id, place.line) else { return };
        let problem = match taken {
            Taken::Reserved => {
                let message = format!("the theme uses the id “{id}” for a section of its own");
                Diagnostic::error("reserved-id", place, message).help("choose another id")
            }
            Taken::Given(line) => {
                let message = format!("the id “{id}” is used on line {line} already");
                Diagnostic::error("duplicate-id", place, message)
                    .help("an id can stand only once on a page: choose another one")
            }
        };
        self.problems.push(problem);
    }

    fn check_level(&mut self, level: u8, range: &Range<usize>) -> u8 {
        let before = self.level;
        self.level = level.max(2);
        if level == 1 {
            let place = self.heading_place(range);
            let message = "level 1 is the page's title, so this heading is printed as level 2";
            self.problems.push(
                Diagnostic::warning("heading-level", place, message)
                    .help("write it with two number signs: “##”"),
            );
        } else if level > before + 1 {
            let place = self.heading_place(range);
            let message = format!("this heading has level {level}, but the one before it has level {before}");
            let help = format!("write {} number signs, so that no level is left out", before + 1);
            self.problems.push(Diagnostic::warning("skipped-level", place, message).help(help));
        }
        self.level
    }

    /// Styles and handlers are refused everywhere; other attributes have no meaning here.
    fn check_braces(&mut self, braces: &Braces, range: &Range<usize>) {
        for (key, _) in &braces.custom {
            let at = self.find_in(range, key);
            let place = self.places.place(at..at + key.len());
            let message = format!("“{key}” in the braces of a heading means nothing");
            self.problems.push(
                Diagnostic::warning("heading-attribute", place, message)
                    .help("the braces may hold an id and classes: {#id .class}"),
            );
        }
    }

    fn heading_place(&mut self, range: &Range<usize>) -> Place {
        self.places.place(self.first_line(range.clone()))
    }

    /// Where a word last stands in a range of the source (the range's start, if the source spells it otherwise).
    fn find_in(&self, range: &Range<usize>, word: &str) -> usize {
        self.source[range.clone()].rfind(word).map_or(range.start, |at| range.start + at)
    }
}

/// The id that a heading's text gives.
fn name(text: &str) -> String {
    let name = slug(text);
    if name.is_empty() { "section".to_owned() } else { name }
}
