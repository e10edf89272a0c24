//! What a reader sees in the place of something that waits for consent.

use crate::tag::{Tag, escape, escape_text};

use super::markup::{Piece, Room, starts};
use super::visit::visit;

/// A shape that videos have when nobody says theirs.
const USUAL_SIZE: (u32, u32) = (16, 9);

/// The largest width or height of an image that nobody is meant to see, in pixels.
const PIXEL: u32 = 2;

/// What a placeholder tells, and what it holds.
pub(super) struct Placeholder<'a> {
    /// The theme's words, by their keys: `embed_ask`, `embed_once`, `embed_always`, `embed_visit` and
    /// `embed_play`, with `{label}` and `{host}` in them.
    pub(super) words: &'a dyn Fn(&str) -> String,
    /// The service's key, or the host.
    pub(super) service: &'a str,
    /// The service's name, or the host.
    pub(super) label: &'a str,
    /// The host.
    pub(super) host: &'a str,
    /// The purpose that must be granted.
    pub(super) purpose: &'a str,
    /// The address that would be loaded.
    pub(super) address: &'a str,
    /// The element's own title or alternative text; may be empty.
    pub(super) title: &'a str,
    /// How large it is.
    pub(super) space: &'a str,
}

impl Placeholder<'_> {
    /// Writes the placeholder with the original in it.
    pub(super) fn write(&self, room: Room, original: &str, out: &mut String) {
        let (outer, inner) = if room == Room::Block { ("figure", "div") } else { ("span", "span") };
        out.push_str(&["<", outer, " class=\"embed\" data-service=\""].concat());
        escape(self.service, out);
        out.push_str("\">");
        if room == Room::Block {
            out.push_str(self.space);
        }
        out.push_str(&["<", inner, " class=\"embed-ask\">"].concat());
        match room {
            Room::Block => self.block(out),
            Room::Phrase => {
                self.title(out);
                out.push(' ');
                self.controls(out);
            }
            Room::Text => self.title(out),
        }
        out.push_str(&["</", inner, ">"].concat());
        wrap(self.purpose, original, out);
        out.push_str(&["</", outer, ">"].concat());
    }

    fn block(&self, out: &mut String) {
        if !self.title.is_empty() {
            out.push_str("<p class=\"embed-title\">");
            escape_text(self.title, out);
            out.push_str("</p>");
        }
        out.push_str("<p>");
        self.word("embed_ask", out);
        out.push_str("</p><p class=\"embed-do\">");
        self.controls(out);
        out.push_str("</p>");
    }

    fn title(&self, out: &mut String) {
        escape_text(if self.title.is_empty() { self.label } else { self.title }, out);
    }

    fn controls(&self, out: &mut String) {
        for (does, word) in [("once", "embed_once"), ("always", "embed_always")] {
            out.push_str(&["<button type=\"button\" data-consent-do=\"", does, "\">"].concat());
            self.word(word, out);
            out.push_str("</button> ");
        }
        let visit = visit(self.address);
        out.push_str("<a href=\"");
        escape(&visit.url, out);
        out.push_str("\">");
        self.word(if visit.plays { "embed_play" } else { "embed_visit" }, out);
        out.push_str("</a>");
    }

    fn word(&self, key: &str, out: &mut String) {
        let word = (self.words)(key).replace("{label}", self.label).replace("{host}", self.host);
        escape_text(&word, out);
    }
}

/// Writes something that waits and that nobody would see.
pub(super) fn wrap(purpose: &str, original: &str, out: &mut String) {
    out.push_str("<template data-consent=\"");
    escape(purpose, out);
    out.push_str("\">");
    out.push_str(original);
    out.push_str("</template>");
}

/// Whether a reader is meant to see the element: a script is not, nor a pixel.
pub(super) fn is_seen(tag: &Tag<'_>) -> bool {
    let names =
        ["img", "picture", "iframe", "embed", "object", "video", "audio", "input", "frame", "fencedframe"];
    let is_tiny = |name: &str| pixels(tag, name).is_some_and(|length| length <= PIXEL);
    tag.is_one_of(&names) && tag.attribute("hidden").is_none() && !is_tiny("width") && !is_tiny("height")
}

/// An empty picture of the same shape, so that nothing moves when the original comes. It needs no style: the
/// width and height of an `svg` are its size, its view box is its shape. An image without a size has none.
pub(super) fn space(pieces: &[Piece<'_>]) -> String {
    let Some(first) = starts(pieces).next() else {
        return String::new();
    };
    let sized =
        if first.is("picture") { starts(pieces).find(|tag| tag.is("img")).unwrap_or(first) } else { first };
    let (width, height) = (pixels(sized, "width"), pixels(sized, "height"));
    let shape = match (width, height) {
        (Some(width), Some(height)) => {
            format!("width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\"")
        }
        (None, Some(height)) => format!("width=\"100%\" height=\"{height}\""),
        _ if sized.is_one_of(&["img", "picture", "audio", "input"]) => return String::new(),
        _ => format!("width=\"100%\" viewBox=\"0 0 {} {}\"", USUAL_SIZE.0, USUAL_SIZE.1),
    };
    format!("<svg class=\"embed-space\" {shape} aria-hidden=\"true\" focusable=\"false\"></svg>")
}

/// A length in pixels; none for one in percent.
fn pixels(tag: &Tag<'_>, name: &str) -> Option<u32> {
    let value = tag.attribute(name)?.value();
    let value = value.trim();
    value.strip_suffix("px").unwrap_or(value).parse().ok()
}

/// The element's own words for what it shows.
pub(super) fn title(pieces: &[Piece<'_>]) -> String {
    let names = ["title", "alt", "aria-label"];
    starts(pieces)
        .find_map(|tag| {
            let values = names.iter().filter_map(|name| tag.attribute(name));
            values.map(|attribute| attribute.value().trim().to_owned()).find(|value| !value.is_empty())
        })
        .unwrap_or_default()
}
