//! The shape of the page around a place: which element ends where, and what may stand there.

use std::ops::Range;

use crate::tag::{Tag, Token, Tokens};

/// Elements without content.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements in which no button may stand, and a link neither.
const INTERACTIVE: [&str; 5] = ["a", "button", "label", "summary", "option"];

/// Elements that hold text and no blocks.
const PHRASE: [&str; 40] = [
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "em", "strong", "i", "b", "u", "s", "small", "sub",
    "sup", "code", "kbd", "samp", "var", "mark", "q", "cite", "dfn", "abbr", "time", "data", "bdi", "bdo",
    "pre", "legend", "output", "ruby", "rt", "rp", "progress", "meter", "font", "tt",
];

/// Start tags that end an open paragraph (HTML standard, 13.2.6.4.7).
const BLOCKS: [&str; 44] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
    "xmp",
    "td",
    "th",
    "tr",
];

/// A token, and whether it is one of `svg` or `math`.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) token: Token<'a>,
    pub(super) is_in_svg: bool,
}

impl Piece<'_> {
    /// Where it stands.
    pub(super) fn range(&self) -> Range<usize> {
        match &self.token {
            Token::Text(range) | Token::Comment(range) | Token::Other(range) => range.clone(),
            Token::Start(tag) | Token::End(tag) => tag.range.clone(),
        }
    }

    /// Whether it is a text of blanks.
    pub(super) fn is_blank(&self, html: &str) -> bool {
        matches!(&self.token, Token::Text(range) if html[range.clone()].trim().is_empty())
    }

    /// Whether it is an element that is closed where it begins.
    fn closes_itself(&self) -> bool {
        matches!(&self.token, Token::Start(tag) if is_void(tag) || (tag.self_closing && self.is_in_svg))
    }
}

/// The pieces of a page.
pub(super) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut tokens = Tokens::new(html);
    let mut pieces = Vec::with_capacity(html.len() / 24);
    while let Some(token) = tokens.next() {
        let is_root = matches!(&token, Token::Start(tag) if tag.is("svg") || tag.is("math"));
        pieces.push(Piece { token, is_in_svg: is_root || tokens.is_in_foreign() });
    }
    pieces
}

/// The start tags among some pieces.
pub(super) fn starts<'p, 'a>(pieces: &'p [Piece<'a>]) -> impl Iterator<Item = &'p Tag<'a>> {
    pieces.iter().filter_map(|piece| if let Token::Start(tag) = &piece.token { Some(tag) } else { None })
}

/// What may stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Room {
    /// Blocks.
    Block,
    /// Text and controls.
    Phrase,
    /// Text alone.
    Text,
}

/// The elements that are open at a place, by the pieces of their start tags.
#[derive(Clone, Debug, Default)]
pub(super) struct Open<'a> {
    elements: Vec<(&'a str, usize)>,
}

impl<'a> Open<'a> {
    /// Takes note of a start tag.
    pub(super) fn enter(&mut self, tag: &Tag<'a>, piece: &Piece<'_>, at: usize) {
        if tag.is_one_of(&BLOCKS)
            && let Some(paragraph) =
                self.elements.iter().rposition(|(name, _)| name.eq_ignore_ascii_case("p"))
        {
            self.elements.truncate(paragraph);
        }
        if !piece.closes_itself() {
            self.elements.push((tag.name, at));
        }
    }

    /// Takes note of an end tag.
    pub(super) fn leave(&mut self, tag: &Tag<'_>) {
        if let Some(element) = self.elements.iter().rposition(|(name, _)| tag.name.eq_ignore_ascii_case(name))
        {
            self.elements.truncate(element);
        }
    }

    /// The innermost element ends.
    pub(super) fn leave_innermost(&mut self) {
        self.elements.pop();
    }

    /// Whether one of these elements is open.
    pub(super) fn is_in(&self, names: &[&str]) -> bool {
        self.elements.iter().any(|(name, _)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }

    /// The piece of the innermost open start tag, if it has this name.
    pub(super) fn innermost(&self, name: &str) -> Option<usize> {
        self.elements.last().filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, at)| *at)
    }

    /// What may stand here.
    pub(super) fn room(&self) -> Room {
        if self.is_in(&INTERACTIVE) {
            Room::Text
        } else if self.is_in(&PHRASE) {
            Room::Phrase
        } else {
            Room::Block
        }
    }
}

fn is_void(tag: &Tag<'_>) -> bool {
    tag.is_one_of(&VOID)
}

/// The last piece of the element that starts at a piece; none, if it is never closed.
pub(super) fn end_of(pieces: &[Piece<'_>], start: usize) -> Option<usize> {
    let first = pieces.get(start)?;
    let Token::Start(tag) = &first.token else { return None };
    if first.closes_itself() {
        return Some(start);
    }
    let mut depth = 0_usize;
    for (at, piece) in pieces.iter().enumerate().skip(start) {
        match &piece.token {
            Token::Start(other) if other.name.eq_ignore_ascii_case(tag.name) => {
                depth += usize::from(!piece.closes_itself());
            }
            Token::End(other) if other.name.eq_ignore_ascii_case(tag.name) => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether every template in some pieces begins and ends in them: a stray end tag would end the one around.
pub(super) fn keeps_its_templates(pieces: &[Piece<'_>]) -> bool {
    let mut depth = 0_usize;
    for piece in pieces {
        match &piece.token {
            Token::Start(tag) if tag.is("template") => depth += 1,
            Token::End(tag) if tag.is("template") => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0
}
