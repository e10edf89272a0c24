//! Raw HTML: printed as written, but for its links and ids.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::tag::{Attribute, Tag, Token, Tokens, escape};

use super::Filling;
use super::link::Use;
use super::writer::Writer;

/// Attributes that hold the ids of other elements.
const REFERENCES: [&str; 12] = [
    "for",
    "form",
    "headers",
    "list",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-details",
    "aria-flowto",
    "aria-activedescendant",
    "aria-errormessage",
];

/// A stretch of raw HTML, and where its lines stand in the source.
#[derive(Default)]
pub(super) struct Raw {
    html: String,
    /// The offsets of each line: here and in the source.
    lines: Vec<(usize, usize)>,
}

impl Raw {
    /// Adds a line that stands at a range of the source.
    pub(super) fn add(&mut self, html: &str, range: &Range<usize>) {
        self.lines.push((self.html.len(), range.start));
        self.html.push_str(html);
    }

    /// Where a range of this HTML stands in the source.
    fn in_source(&self, range: &Range<usize>) -> Range<usize> {
        let line = self.lines.partition_point(|(here, _)| *here <= range.start).saturating_sub(1);
        let (here, there) = self.lines.get(line).copied().unwrap_or_default();
        let start = there + (range.start - here);
        start..start + range.len()
    }

    fn is_only_comments(&self) -> bool {
        Tokens::new(&self.html).all(|token| match token {
            Token::Comment(_) => true,
            Token::Text(range) => self.html[range].trim().is_empty(),
            _ => false,
        })
    }
}

impl Writer<'_> {
    /// Ends a block of raw HTML.
    pub(super) fn end_raw_block(&mut self) {
        let Some(raw) = self.raw.take() else { return };
        self.begun |= !raw.is_only_comments();
        self.out.line();
        if let Some(in_raw_text) = self.raw_html(&raw) {
            self.elements.forget_last();
            let place = self.places.place(raw.in_source(&in_raw_text));
            self.problems.push(
                Diagnostic::error(
                    "unclosed-html",
                    place,
                    "this element is not closed before its HTML ends, so it swallows the rest of the page",
                )
                .help("write its end tag before the next blank line"),
            );
        }
    }

    /// Writes one piece of raw HTML inside a paragraph.
    pub(super) fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        let mut raw = Raw::default();
        raw.add(html, range);
        // A picture or a control says something too.
        self.seen += usize::from(html.starts_with("<i") || html.starts_with("<s"));
        self.raw_html(&raw);
    }

    /// Writes raw HTML; gives the tag whose raw text it ends in, if it does.
    fn raw_html(&mut self, raw: &Raw) -> Option<Range<usize>> {
        let html = raw.html.as_str();
        self.has_raw = true;
        let mut tokens = Tokens::new(html);
        let mut last_tag = 0..0;
        let mut from = 0;
        for token in tokens.by_ref() {
            match token {
                Token::Start(tag) => {
                    from = self.start_tag(raw, &tag, from);
                    self.open_element(&tag, raw.in_source(&tag.range));
                    last_tag = tag.range;
                }
                Token::End(tag) => self.close_element(&tag, raw.in_source(&tag.range)),
                Token::Comment(range) if !html[range.clone()].ends_with('>') => self.warn_of_end(raw, &range),
                Token::Other(range) if !html[range.clone()].ends_with(['>', ']']) => {
                    self.warn_of_end(raw, &range);
                }
                _ => {}
            }
        }
        self.out.push(&html[from..]);
        tokens.is_in_raw_text().then_some(last_tag)
    }

    fn warn_of_end(&mut self, raw: &Raw, range: &Range<usize>) {
        let place = self.places.place(raw.in_source(range));
        let (message, help) = if raw.html[range.clone()].starts_with("<!--") {
            ("this comment never ends, so it hides the rest of the page", "write “-->” where it ends")
        } else {
            ("this tag does not end before its HTML does", "write “>” at its end, before the next blank line")
        };
        self.problems.push(Diagnostic::error("unclosed-html", place, message).help(help));
    }

    /// Writes a start tag, from what has been written up to what is still to be.
    fn start_tag(&mut self, raw: &Raw, tag: &Tag, from: usize) -> usize {
        let mut from = from;
        if tag.is("img") && tag.attribute("alt").is_none() {
            let place = self.places.place(raw.in_source(&tag.range));
            self.problems.push(
                Diagnostic::warning("image-without-text", place, "this image has no alternative text")
                    .help("say in alt=\"…\" what it shows; if it only decorates, write alt=\"\""),
            );
        }
        for attribute in tag.attributes() {
            let name = attribute.name.to_ascii_lowercase();
            self.check_attribute(raw, &name, &attribute);
            if !is_rewritten(tag, &name, &attribute) {
                continue;
            }
            self.out.push(&raw.html[from..attribute.name_range.end]);
            self.out.push("=\"");
            let place = self.places.place(raw.in_source(&attribute.value_range));
            self.rewrite(tag, &name, &attribute, place);
            self.out.push("\"");
            from = attribute.range.end;
        }
        from
    }

    fn check_attribute(&mut self, raw: &Raw, name: &str, attribute: &Attribute) {
        let (code, message, help) = if name == "style" {
            (
                "inline-style",
                "style attributes are not allowed, for the page's policy blocks them".to_owned(),
                "give the element a class, and write the style in the theme's style sheet",
            )
        } else if name.len() > 2 && name.starts_with("on") {
            (
                "inline-handler",
                format!("“{name}” is not allowed, for the page's policy blocks scripts in attributes"),
                "remove it; a script of the theme can listen for the event",
            )
        } else {
            return;
        };
        let place = self.places.place(raw.in_source(&attribute.range));
        self.problems.push(Diagnostic::error(code, place, message).help(help));
    }

    fn rewrite(&mut self, tag: &Tag, name: &str, attribute: &Attribute, place: Place) {
        let value = attribute.value();
        match name {
            "id" => {
                self.give_placed_id(&value, place);
                self.out.hole(Filling::Prefix);
                escape(&value, &mut self.out.html);
            }
            "srcset" | "imagesrcset" => self.candidates(&value, &place),
            _ if REFERENCES.contains(&name) => self.references(&value),
            _ if attribute.raw.contains("url(#") && !matches!(name, "href" | "src") => {
                self.local_urls(&value);
            }
            _ => {
                let follows = matches!(name, "href" | "action" | "formaction")
                    || tag.is_one_of(&["iframe", "frame", "embed", "object", "script"]);
                let used = if follows && !tag.is_one_of(&["image", "use", "link"]) {
                    Use::Follow
                } else {
                    Use::Embed
                };
                // A browser reads an address without the line ends in it.
                let to = value.replace(['\t', '\n', '\r'], "");
                let to = to.trim_matches(|char: char| char.is_ascii_whitespace());
                if self.is_good_target(to, &place, used) {
                    self.out.hole(Filling::Link { to: to.to_owned(), place });
                }
            }
        }
    }

    /// A list of ids.
    fn references(&mut self, value: &str) {
        for (index, id) in value.split_ascii_whitespace().enumerate() {
            if index > 0 {
                self.out.push(" ");
            }
            if !id.starts_with("tip-") {
                self.out.hole(Filling::Prefix);
            }
            escape(id, &mut self.out.html);
        }
    }

    /// A value of SVG that refers to parts of its picture: `url(#gradient)`.
    fn local_urls(&mut self, value: &str) {
        let mut rest = value;
        while let Some(at) = rest.find("url(#") {
            let (before, after) = rest.split_at(at + "url(#".len());
            escape(before, &mut self.out.html);
            self.out.hole(Filling::Prefix);
            rest = after;
        }
        escape(rest, &mut self.out.html);
    }

    /// The images of a `srcset`, each with its address and its width or density.
    fn candidates(&mut self, value: &str, place: &Place) {
        let mut rest = value;
        let mut is_first = true;
        loop {
            rest = rest.trim_start_matches(|char: char| char.is_ascii_whitespace() || char == ',');
            if rest.is_empty() {
                return;
            }
            let end = rest.find(|char: char| char.is_ascii_whitespace()).unwrap_or(rest.len());
            let (url, after) = rest.split_at(end);
            let to = url.trim_end_matches(',');
            // A comma right after the address ends the candidate; elsewhere it is part of the address.
            let descriptor =
                if to.len() < url.len() { "" } else { after.split(',').next().unwrap_or_default() };
            rest = &after[descriptor.len()..];
            if !is_first {
                self.out.push(", ");
            }
            is_first = false;
            if self.is_good_target(to, place, Use::Embed) {
                self.out.hole(Filling::Link { to: to.to_owned(), place: place.clone() });
            }
            if !descriptor.trim().is_empty() {
                self.out.push(" ");
                escape(descriptor.trim(), &mut self.out.html);
            }
        }
    }
}

/// Whether an attribute's value depends on the page it is printed on.
fn is_rewritten(tag: &Tag, name: &str, attribute: &Attribute) -> bool {
    match name {
        "href" | "src" | "poster" | "srcset" | "imagesrcset" | "action" | "formaction" | "xlink:href" => true,
        "data" => tag.is("object"),
        "id" => !attribute.raw.is_empty(),
        _ => REFERENCES.contains(&name) || attribute.raw.contains("url(#"),
    }
}
