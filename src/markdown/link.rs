//! Links.

use std::borrow::Cow;
use std::ops::Range;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use pulldown_cmark::LinkType;

use crate::diagnostic::{Diagnostic, Place};
use crate::tag::escape;

use super::Filling;
use super::writer::Writer;

/// What cannot stand in an address. A percent sign may already be part of an encoded character.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A link's target as it stands in an `href`: what an address cannot hold is percent-encoded, and what
/// is encoded already stays so. It still has to be escaped for HTML.
pub fn percent_encoded(to: &str) -> Cow<'_, str> {
    utf8_percent_encode(to, ENCODED).into()
}

/// The link being written.
pub(super) struct OpenLink {
    range: Range<usize>,
    /// How much had been seen where it began.
    seen: usize,
}

/// What is done with an address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// The reader may go there.
    Follow,
    /// The page shows it.
    Embed,
}

impl Writer<'_> {
    pub(super) fn start_link(&mut self, link_type: LinkType, to: &str, title: &str, range: Range<usize>) {
        let place = self.places.place(range.clone());
        let to = match link_type {
            LinkType::Email => format!("mailto:{to}"),
            _ => to.to_owned(),
        };
        self.out.push("<a href=\"");
        if self.is_good_target(&to, &place, Use::Follow) {
            self.out.hole(Filling::Link { to, place });
        }
        self.title(title);
        self.out.push("\">");
        self.link = Some(OpenLink { range, seen: self.seen });
    }

    pub(super) fn end_link(&mut self) {
        self.out.push("</a>");
        if let Some(link) = self.link.take().filter(|link| link.seen == self.seen) {
            let place = self.places.place(link.range);
            self.problems.push(
                Diagnostic::warning(
                    "empty-link-text",
                    place,
                    "this link has no text that a reader could see or hear",
                )
                .help("write between the square brackets where it leads"),
            );
        }
    }

    /// A title, as the last attribute before a closing quote.
    pub(super) fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push("\" title=\"");
            escape(title, &mut self.out.html);
        }
    }

    /// Whether an address may stand in the page; says why, where it may not.
    pub(super) fn is_good_target(&mut self, to: &str, place: &Place, used: Use) -> bool {
        if to.trim().is_empty() {
            self.problems.push(match used {
                Use::Follow => Diagnostic::warning("empty-link", place.clone(), "this link leads nowhere")
                    .help("write the address that it leads to"),
                Use::Embed => Diagnostic::error("empty-source", place.clone(), "no file is named here")
                    .help("write the name of the file"),
            });
            return false;
        }
        let Some(scheme) = refused_scheme(to, used) else { return true };
        let help = if scheme == "data" {
            "put the file beside the page and link to it"
        } else {
            "pages have to work without scripts: link to a page, a heading or a file"
        };
        let message = format!("addresses that begin with “{scheme}:” are not allowed in a link");
        self.problems.push(Diagnostic::error("refused-link", place.clone(), message).help(help));
        false
    }
}

/// The scheme of an address that would run or hide something, as a browser reads it: white space and
/// control characters before it and line ends within do not count.
fn refused_scheme(to: &str, used: Use) -> Option<&'static str> {
    let start: String = to
        .trim_start_matches(|char: char| char <= ' ')
        .chars()
        .filter(|char| !matches!(char, '\t' | '\n' | '\r'))
        .take("javascript:".len())
        .collect();
    let (scheme, _) = start.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "javascript" => Some("javascript"),
        "vbscript" => Some("vbscript"),
        "data" if used == Use::Follow => Some("data"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_in_disguise() {
        for to in
            ["javascript:x", " JavaScript:x", "java\nscript:x", "\u{1}javascript:", "vbscript:x", "data:,x"]
        {
            assert!(refused_scheme(to, Use::Follow).is_some(), "{to}");
        }
        for to in ["javascript", "javascripts:x", "/javascript:", "mailto:x", "https://data:1", "#data:"] {
            assert!(refused_scheme(to, Use::Follow).is_none(), "{to}");
        }
        assert!(refused_scheme("data:image/png;base64,x", Use::Embed).is_none());
    }

    #[test]
    fn encoded_once() {
        assert_eq!(percent_encoded("ä b%20\"'&?#"), "%C3%A4%20b%20%22'&?#");
    }
}
