//! Whether a place lies in `svg` or `math`, where `title` and `style` are elements like any other.

use super::Tag;

/// How many levels are told apart; deeper ones count as the last.
const DEPTH: usize = 12;

/// Start tags that end all foreign content around them (HTML standard, 13.2.6.5).
const BREAK_OUT: [&str; 44] = [
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strong",
    "strike",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
    "var",
];

/// An element that changes how tags are read until it ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Level {
    #[default]
    Svg,
    Math,
    /// An element in foreign content that holds HTML again, by its place in `HTML_AGAIN`.
    Html(u8),
}

/// Elements in foreign content that hold HTML again: three of pictures, the others of formulas.
const HTML_AGAIN: [&str; 8] = ["foreignobject", "desc", "title", "mi", "mo", "mn", "ms", "mtext"];

/// The foreign elements around the place reached.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Foreign {
    levels: [Level; DEPTH],
    depth: usize,
}

impl Foreign {
    /// Whether `svg` or `math` is open, whatever is open in it.
    pub(super) fn is_open(&self) -> bool {
        self.depth > 0
    }

    /// Whether tags are read as foreign ones.
    pub(super) fn is_inside(&self) -> bool {
        self.depth > 0 && !matches!(self.levels[self.depth - 1], Level::Html(_))
    }

    /// Takes note of a start tag, and tells whether it is itself a foreign one.
    pub(super) fn enter(&mut self, tag: &Tag) -> bool {
        if self.depth == 0 && !matches!(tag.name.len(), 3 | 4) {
            return false;
        }
        if self.is_inside() && breaks_out(tag) {
            self.break_out();
        }
        let inside = self.is_inside();
        let level = if tag.is("svg") {
            Some(Level::Svg)
        } else if tag.is("math") {
            Some(Level::Math)
        } else if inside {
            self.html_again(tag)
        } else {
            None
        };
        if let Some(level) = level.filter(|_| !tag.self_closing && self.depth < DEPTH) {
            self.levels[self.depth] = level;
            self.depth += 1;
        }
        inside || tag.is("svg") || tag.is("math")
    }

    /// Takes note of an end tag.
    pub(super) fn leave(&mut self, tag: &Tag) {
        if self.depth == 0 {
            return;
        }
        if self.is_inside() && tag.is_one_of(&["p", "br"]) {
            self.break_out();
            return;
        }
        let closes = |level: &Level| match level {
            Level::Svg => tag.is("svg"),
            Level::Math => tag.is("math"),
            Level::Html(index) => tag.is(HTML_AGAIN[usize::from(*index)]),
        };
        if let Some(level) = self.levels[..self.depth].iter().rposition(closes) {
            self.depth = level;
        }
    }

    fn break_out(&mut self) {
        while self.is_inside() {
            self.depth -= 1;
        }
    }

    fn html_again(&self, tag: &Tag) -> Option<Level> {
        let names = match self.levels[self.depth - 1] {
            Level::Svg => 0..3,
            _ => 3..HTML_AGAIN.len(),
        };
        let index = names.into_iter().find(|index| tag.is(HTML_AGAIN[*index]))?;
        u8::try_from(index).ok().map(Level::Html)
    }
}

fn breaks_out(tag: &Tag) -> bool {
    tag.is_one_of(&BREAK_OUT)
        || (tag.is("font") && ["color", "face", "size"].iter().any(|name| tag.attribute(name).is_some()))
}
