//! Finds what names another host.

use crate::csp::Directive;
use crate::links::{Locator, Remote, Target, clean, of_refresh, of_srcset, of_words};
use crate::tag::{Attribute, Tag, Token};

use super::css::{Use, references};
use super::markup::{Piece, pieces};
use super::role::{Role, is_script, role};
use super::script;

/// How deep documents in `srcdoc` may hold documents; deeper ones are not read, and the policy stops them.
const DEEPEST_DOCUMENT: u8 = 4;

/// Something that names another host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The whole address.
    pub address: String,
    /// Its origin, as a policy names it.
    pub origin: String,
    /// The element, in lower case.
    pub element: String,
    /// The attribute, in lower case; `text`, if the element's content names the host.
    pub attribute: String,
    /// What it does.
    pub role: Role,
    /// Where it stands in the page.
    pub offset: usize,
    /// As it stands in the page.
    pub written: String,
}

impl Found {
    /// The address, taken apart.
    pub fn remote(&self) -> Option<Remote<'_>> {
        Remote::of(&self.address)
    }
}

/// Looks for other hosts in one page.
#[derive(Clone, Copy, Debug)]
pub struct Scan<'a> {
    locator: &'a Locator<'a>,
    depth: u8,
}

impl<'a> Scan<'a> {
    /// For the page of a locator.
    pub fn new(locator: &'a Locator<'a>) -> Self {
        Self { locator, depth: 0 }
    }

    /// What a start tag names. In `svg` every attribute may paint with an address.
    pub fn tag(&self, tag: &Tag<'_>, is_in_svg: bool, found: &mut Vec<Found>) {
        for attribute in tag.attributes() {
            let role = role(tag, &attribute);
            if role == Role::Document {
                self.document(tag, &attribute, found);
            } else if is_in_svg && matches!(role, Role::None | Role::Style) {
                self.in_svg(tag, &attribute, found);
            } else {
                self.attribute(tag, &attribute, role, found);
            }
        }
    }

    fn attribute(&self, tag: &Tag<'_>, attribute: &Attribute<'_>, role: Role, found: &mut Vec<Found>) {
        let value = attribute.value();
        let ranges = match role {
            Role::LoadsOneOf => of_srcset(&value),
            Role::Pings => of_words(&value),
            Role::Refreshes => of_refresh(&value).into_iter().collect(),
            Role::Loads(_) | Role::Hints | Role::Submits | Role::Base => {
                std::iter::once(0..value.len()).collect()
            }
            _ => return,
        };
        for range in ranges {
            let address = clean(&value[range]);
            if let Some(remote) = self.foreign(&address) {
                found.push(Self::in_attribute(tag, attribute, role, &remote));
            }
        }
    }

    /// Presentation attributes (`fill="url(…)"`), and animations that set an address.
    fn in_svg(&self, tag: &Tag<'_>, attribute: &Attribute<'_>, found: &mut Vec<Found>) {
        let value = attribute.value();
        if tag.is("set") || tag.is("animate") {
            for part in value.split(';') {
                let address = clean(part);
                if let Some(remote) = self.foreign(&address) {
                    found.push(Self::in_attribute(tag, attribute, Role::Loads(Directive::Image), &remote));
                }
            }
        }
        for reference in references(&value) {
            if let Some(remote) = self.foreign(&clean(&reference.target)) {
                found.push(Self::in_attribute(tag, attribute, Role::Loads(Directive::Image), &remote));
            }
        }
    }

    fn in_attribute(tag: &Tag<'_>, attribute: &Attribute<'_>, role: Role, remote: &Remote<'_>) -> Found {
        Found {
            address: remote.to_string(),
            origin: remote.origin(),
            element: tag.name.to_ascii_lowercase(),
            attribute: attribute.name.to_ascii_lowercase(),
            role,
            offset: attribute.value_range.start,
            written: attribute.raw.to_owned(),
        }
    }

    fn document(&self, tag: &Tag<'_>, attribute: &Attribute<'_>, found: &mut Vec<Found>) {
        if self.depth == DEEPEST_DOCUMENT {
            return;
        }
        let html = attribute.value();
        let inner = Scan { locator: self.locator, depth: self.depth + 1 };
        for mut inside in inner.pieces(&html, &pieces(&html)) {
            inside.element = tag.name.to_ascii_lowercase();
            inside.attribute = attribute.name.to_ascii_lowercase();
            inside.offset = attribute.value_range.start;
            found.push(inside);
        }
    }

    /// What some pieces name, scripts and styles among them included.
    pub(super) fn pieces(&self, html: &str, pieces: &[Piece<'_>]) -> Vec<Found> {
        let mut found = Vec::new();
        let mut around = None;
        for piece in pieces {
            match &piece.token {
                Token::Start(tag) => {
                    self.tag(tag, piece.is_in_svg, &mut found);
                    around = Some(tag);
                }
                Token::Text(range) => {
                    if let Some(tag) = around {
                        self.content(tag, &html[range.clone()], range.start, &mut found);
                    }
                }
                Token::End(_) => around = None,
                Token::Comment(_) | Token::Other(_) => {}
            }
        }
        found
    }

    /// What the text of a script or style names.
    fn content(&self, tag: &Tag<'_>, text: &str, offset: usize, found: &mut Vec<Found>) {
        if tag.is("style") {
            self.style(text, offset, found);
        } else if tag.is("script") && is_script(tag) {
            self.script(text, offset, found);
        }
    }

    /// What the text of a script names.
    pub fn script(&self, text: &str, offset: usize, found: &mut Vec<Found>) {
        for remote in script::hosts(text).into_iter().filter(|remote| !self.is_own(remote)) {
            found.push(Found {
                address: remote.to_string(),
                origin: remote.origin(),
                element: "script".to_owned(),
                attribute: "text".to_owned(),
                role: Role::Loads(Directive::Script),
                offset: offset + text.find(&*remote.host).unwrap_or_default(),
                written: remote.host.clone().into_owned(),
            });
        }
    }

    /// What a style sheet names.
    pub fn style(&self, css: &str, offset: usize, found: &mut Vec<Found>) {
        for reference in references(css) {
            let address = clean(&reference.target);
            let Some(remote) = self.foreign(&address) else { continue };
            let directive = match reference.usage {
                Use::Import => Directive::Style,
                Use::Font => Directive::Font,
                Use::Image => Directive::Image,
            };
            found.push(Found {
                address: remote.to_string(),
                origin: remote.origin(),
                element: "style".to_owned(),
                attribute: "text".to_owned(),
                role: Role::Loads(directive),
                offset: offset + reference.range.start,
                written: css[reference.range].to_owned(),
            });
        }
    }

    fn foreign<'v>(&self, address: &'v str) -> Option<Remote<'v>> {
        match self.locator.read(address) {
            Target::Foreign(remote) if !self.is_own(&remote) && !remote.host.is_empty() => Some(remote),
            _ => None,
        }
    }

    fn is_own(&self, remote: &Remote<'_>) -> bool {
        self.locator.is_same_host(remote)
    }
}
