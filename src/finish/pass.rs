//! The walk over a page's tags.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

use crate::csp::{Directive, Policy};
use crate::facts::{Fault, Gathered, Request};
use crate::gate::{Scan, is_script, role};
use crate::links::Locator;
use crate::tag::{Tag, Token, Tokens, decode};

use super::{Setting, says, style};

/// How deep documents in `srcdoc` may hold documents.
pub(super) const DEEPEST_DOCUMENT: u8 = 4;

/// Room for what a page usually links to, in bytes.
const LINKS: usize = 2048;

/// Where the policy goes; a later one is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Anchor {
    None,
    FirstElement,
    Head,
    Charset,
}

/// An element whose text matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    Script,
    Style,
    Title,
}

impl Content {
    fn name(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Style => "style",
            Self::Title => "title",
        }
    }
}

/// What the page's head says.
#[derive(Default)]
pub(super) struct Head {
    pub(super) title: Option<String>,
    pub(super) noindex: bool,
    /// Policies that the page came with.
    pub(super) policies: Vec<String>,
}

/// What the pass knows so far.
pub(super) struct Pass<'p> {
    pub(super) html: &'p str,
    pub(super) setting: &'p Setting<'p>,
    pub(super) locator: &'p Locator<'p>,
    pub(super) out: String,
    /// How much of the page has been copied.
    copied: usize,
    pub(super) policy: Policy,
    pub(super) faults: Vec<Fault>,
    pub(super) requests: Vec<Request>,
    /// Ids, and where they stand.
    pub(super) ids: Vec<(Cow<'p, str>, usize)>,
    /// Names of old anchors.
    pub(super) places: Vec<Cow<'p, str>>,
    /// Fragments of links within the page.
    pub(super) here: Vec<String>,
    pub(super) links: Gathered,
    pub(super) elsewhere: Gathered,
    pub(super) head: Head,
    anchor: Anchor,
    /// Where the policy goes in `out`.
    pub(super) policy_at: usize,
    /// Where the head ends in `out`.
    pub(super) head_end: Option<usize>,
    content: Option<(Content, usize)>,
    /// Whether the present tag is one of `svg` or `math`.
    pub(super) is_in_svg: bool,
    /// How many templates are open, from one that waits for consent on.
    pub(super) gated: usize,
    pub(super) holds_gated: bool,
    /// Whether something calls another host and is not gated.
    pub(super) needs_gate: bool,
    pub(super) depth: u8,
}

impl<'p> Pass<'p> {
    pub(super) fn new(html: &'p str, setting: &'p Setting<'p>, locator: &'p Locator<'p>) -> Self {
        Self {
            html,
            setting,
            locator,
            out: String::with_capacity(html.len() + 512),
            copied: 0,
            policy: Policy::default(),
            faults: Vec::new(),
            requests: Vec::new(),
            ids: Vec::with_capacity(32),
            places: Vec::new(),
            here: Vec::new(),
            links: Gathered::with_capacity(LINKS),
            elsewhere: Gathered::default(),
            head: Head::default(),
            anchor: Anchor::None,
            policy_at: 0,
            head_end: None,
            content: None,
            is_in_svg: false,
            gated: 0,
            holds_gated: false,
            needs_gate: false,
            depth: 0,
        }
    }

    pub(super) fn run(&mut self) {
        let mut tokens = Tokens::new(self.html);
        while let Some(token) = self.next(&mut tokens) {
            let was_in_svg = std::mem::replace(&mut self.is_in_svg, tokens.is_in_foreign());
            match token {
                Token::Start(tag) if was_in_svg && tag.is("title") => {}
                Token::Start(tag) => self.start(&tag),
                Token::End(tag) => self.end(&tag),
                Token::Text(_) | Token::Comment(_) | Token::Other(_) => {}
            }
        }
        self.flush(self.html.len());
    }

    /// The next token that may matter: text does not, nor, once it is known where the page begins, do most bare tags.
    fn next(&self, tokens: &mut Tokens<'p>) -> Option<Token<'p>> {
        if self.anchor != Anchor::None {
            tokens.skip_bare();
        }
        tokens.next()
    }

    fn start(&mut self, tag: &Tag<'p>) {
        // Only in `svg` do tags stand in a script or style, and make it what no browser applies.
        self.content = None;
        if self.anchor == Anchor::None && !tag.is("html") {
            self.anchor(Anchor::FirstElement, tag.range.start);
        }
        if !self.has_class_alone(tag) {
            for attribute in tag.attributes() {
                let role = role(tag, &attribute);
                self.attribute(tag, &attribute, role);
            }
        }
        match tag.name.len() {
            4 => self.start_of_four(tag),
            5 if tag.is("style") => self.content = Some((Content::Style, tag.range.end)),
            5 if tag.is("title") => self.content = Some((Content::Title, tag.range.end)),
            6 if tag.is("script") && tag.attribute("src").is_none() && is_script(tag) => {
                self.content = Some((Content::Script, tag.range.end));
            }
            8 if tag.is("template") => self.enter_template(tag),
            _ => {}
        }
    }

    /// Whether a tag has no attribute or just a class, as most have: then there is nothing to look for.
    fn has_class_alone(&self, tag: &Tag<'_>) -> bool {
        let attributes = &self.html.as_bytes()[tag.range.start + 1 + tag.name.len()..tag.range.end - 1];
        match attributes.strip_prefix(b" class=\"") {
            Some(class) => memchr(b'"', class) == Some(class.len() - 1),
            None => attributes.is_empty(),
        }
    }

    fn start_of_four(&mut self, tag: &Tag<'p>) {
        if tag.is("meta") {
            self.meta(tag);
        } else if tag.is("head") {
            self.anchor(Anchor::Head, tag.range.end);
        } else if tag.is("form") && tag.attribute("action").is_none() {
            self.policy.own(Directive::Form);
        }
    }

    fn enter_template(&mut self, tag: &Tag<'p>) {
        if self.gated > 0 || tag.attribute("data-consent").is_some() {
            self.gated += 1;
            self.holds_gated = true;
        }
    }

    fn meta(&mut self, tag: &Tag<'p>) {
        let (mut charset, mut equivalent, mut name) = (None, None, None);
        for attribute in tag.attributes() {
            let found = match attribute.name.len() {
                4 if attribute.is("name") => &mut name,
                7 if attribute.is("charset") => &mut charset,
                10 if attribute.is("http-equiv") => &mut equivalent,
                _ => continue,
            };
            found.get_or_insert_with(|| attribute.value());
        }
        let content = || tag.attribute("content").map(|attribute| attribute.value());
        match (charset, equivalent, name) {
            (Some(_), ..) => self.anchor(Anchor::Charset, tag.range.end),
            (_, Some(equivalent), _) if equivalent.eq_ignore_ascii_case("content-type") => {
                self.anchor(Anchor::Charset, tag.range.end);
            }
            (_, Some(equivalent), _) if equivalent.eq_ignore_ascii_case("content-security-policy") => {
                self.head.policies.extend(content().map(Cow::into_owned));
            }
            (_, None, Some(name)) if name.eq_ignore_ascii_case("robots") => {
                let content = content().unwrap_or_default().to_ascii_lowercase();
                self.head.noindex |= content.split(',').any(|word| matches!(word.trim(), "noindex" | "none"));
            }
            _ => {}
        }
    }

    fn anchor(&mut self, anchor: Anchor, at: usize) {
        if anchor > self.anchor && self.head_end.is_none() {
            self.anchor = anchor;
            self.flush(at);
            self.policy_at = self.out.len();
        }
    }

    fn end(&mut self, tag: &Tag<'p>) {
        if let Some((content, start)) = self.content.take().filter(|(content, _)| tag.is(content.name())) {
            self.content(content, start..tag.range.start);
        }
        match tag.name.len() {
            4 if tag.is("head") && self.head_end.is_none() => {
                self.flush(tag.range.start);
                self.head_end = Some(self.out.len());
            }
            8 if tag.is("template") => self.gated = self.gated.saturating_sub(1),
            _ => {}
        }
    }

    /// What stands between the tags of an element whose text matters.
    fn content(&mut self, content: Content, range: Range<usize>) {
        let html: &'p str = self.html;
        let text = &html[range.clone()];
        match content {
            Content::Title => {
                self.head
                    .title
                    .get_or_insert_with(|| decode(text).split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Content::Script => {
                if !text.is_empty() {
                    self.policy.inline(Directive::Script, &self.meant(text));
                }
                self.names_hosts("script", text, range.start);
            }
            Content::Style => {
                let rewritten = style::rewrite(text, self);
                self.policy.inline(Directive::Style, &self.meant(rewritten.as_deref().unwrap_or(text)));
                if let Some(rewritten) = rewritten {
                    self.replace(range.clone(), &rewritten);
                }
                self.names_hosts("style", text, range.start);
            }
        }
    }

    /// The text that a browser sees: in `svg`, references and CDATA sections are read as in XML.
    fn meant<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.is_in_svg || !text.contains(['&', '<']) {
            return Cow::Borrowed(text);
        }
        let mut meant = String::with_capacity(text.len());
        for (at, part) in text.split("<![CDATA[").enumerate() {
            let (plain, coded) =
                if at == 0 { ("", part) } else { part.split_once("]]>").unwrap_or((part, "")) };
            meant.push_str(plain);
            meant.push_str(&decode(coded));
        }
        Cow::Owned(meant)
    }

    /// Deals with the hosts that a script or style names.
    fn names_hosts(&mut self, element: &str, text: &str, offset: usize) {
        let scan = Scan::new(self.locator);
        let mut found = Vec::new();
        if element == "script" {
            scan.script(text, offset, &mut found);
        } else {
            scan.style(text, offset, &mut found);
        }
        for found in found {
            self.load_elsewhere(&found);
        }
    }

    /// Copies the page up to a place.
    pub(super) fn flush(&mut self, to: usize) {
        self.out.push_str(&self.html[self.copied..to]);
        self.copied = to;
    }

    /// Leaves out the page from what has been copied up to a place.
    pub(super) fn skip(&mut self, to: usize) {
        self.copied = to;
    }

    /// Writes something else in the place of a range.
    pub(super) fn replace(&mut self, range: Range<usize>, with: &str) {
        self.flush(range.start);
        self.out.push_str(with);
        self.skip(range.end);
    }

    /// Takes note of a fault.
    pub(super) fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// A pass over a document that stands in an attribute of this one.
    pub(super) fn inner<'i>(&'i self, html: &'i str) -> Pass<'i> {
        let mut inner = Pass::new(html, self.setting, self.locator);
        inner.depth = self.depth + 1;
        inner.gated = self.gated;
        inner
    }

    /// Takes over what a pass over something inside found; its ids are not the page's.
    pub(super) fn join(&mut self, inner: Inner, offset: usize) {
        self.policy.join(&inner.policy);
        self.links.join(&inner.links);
        self.elsewhere.join(&inner.elsewhere);
        self.needs_gate |= inner.needs_gate;
        self.requests.extend(inner.requests);
        self.faults.extend(inner.faults.into_iter().map(|fault| says::inside(fault, offset)));
    }
}

/// What remains of a pass over something inside a page.
pub(super) struct Inner {
    policy: Policy,
    links: Gathered,
    elsewhere: Gathered,
    needs_gate: bool,
    requests: Vec<Request>,
    faults: Vec<Fault>,
}

impl Pass<'_> {
    /// The rewritten text, and what was found in it.
    pub(super) fn into_inner(self) -> (String, Inner) {
        let inner = Inner {
            policy: self.policy,
            links: self.links,
            elsewhere: self.elsewhere,
            needs_gate: self.needs_gate,
            requests: self.requests,
            faults: self.faults,
        };
        (self.out, inner)
    }
}
