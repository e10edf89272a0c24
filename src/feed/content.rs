//! A page's text for readers of feeds, which show it far from the site: with whole addresses, without what needs
//! the page's scripts and styles, and without anything that would call a third party.

use crate::gate::{Role, role};
use crate::links::{Form, Locator, Target, clean, of_srcset};
use crate::path::Url;
use crate::tag::{Tag, Token, Tokens, escape, escape_text, escaped};

/// Elements that go with all that is in them.
const DROPPED: [&str; 14] = [
    "script", "style", "template", "noscript", "svg", "math", "form", "button", "select", "textarea",
    "dialog", "object", "canvas", "title",
];

/// Elements whose tags go and whose content stays.
const UNWRAPPED: [&str; 6] = ["label", "html", "head", "body", "main", "link"];

/// Attributes that mean something far from the page.
const KEPT: [&str; 18] = [
    "href", "src", "srcset", "alt", "title", "width", "height", "lang", "dir", "start", "reversed", "value",
    "colspan", "rowspan", "scope", "datetime", "cite", "id",
];

/// The content of the page at `url`, for a feed of the site at `base_url`.
pub fn content(html: &str, url: &Url, base_url: &str) -> String {
    let locator = Locator::new(url, base_url, Form::Absolute(base_url));
    let mut reader =
        Reader { html, locator: &locator, out: String::with_capacity(html.len()), dropped: None };
    for token in Tokens::new(html) {
        reader.token(&token);
    }
    reader.out
}

struct Reader<'r> {
    html: &'r str,
    locator: &'r Locator<'r>,
    out: String,
    /// The element that is being dropped, and how many of its name are open.
    dropped: Option<(String, usize)>,
}

impl Reader<'_> {
    fn token(&mut self, token: &Token<'_>) {
        if let Some((name, depth)) = &mut self.dropped {
            match token {
                Token::Start(tag) if tag.is(name) && !tag.self_closing => *depth += 1,
                Token::End(tag) if tag.is(name) => *depth -= 1,
                _ => {}
            }
            if *depth == 0 {
                self.dropped = None;
            }
            return;
        }
        match token {
            Token::Text(range) => self.out.push_str(&self.html[range.clone()]),
            Token::Start(tag) => self.start(tag),
            Token::End(tag)
                if !tag.is_one_of(&UNWRAPPED) && !tag.is_one_of(&DROPPED) && !tag.is("iframe") =>
            {
                for piece in ["</", tag.name, ">"] {
                    self.out.push_str(piece);
                }
            }
            Token::End(_) | Token::Comment(_) | Token::Other(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        if tag.is_one_of(&UNWRAPPED) || tag.is("base") || tag.is("meta") {
            return;
        }
        if tag.is_one_of(&DROPPED) {
            if !tag.self_closing || !tag.is_one_of(&["svg", "math"]) {
                self.dropped = Some((tag.name.to_ascii_lowercase(), 1));
            }
        } else if tag.is("input") {
            let is_box =
                tag.attribute("type").is_some_and(|kind| kind.value().eq_ignore_ascii_case("checkbox"));
            self.out.push_str(if is_box { "☐ " } else { "" });
        } else if tag.is("iframe") || self.calls_elsewhere(tag) {
            self.link(tag);
            if tag.is_one_of(&["iframe", "video", "audio"]) {
                self.dropped = Some((tag.name.to_ascii_lowercase(), 1));
            }
        } else {
            self.copy(tag);
        }
    }

    /// Whether an element loads something that is not the site's.
    fn calls_elsewhere(&self, tag: &Tag<'_>) -> bool {
        let is_foreign = |address: &str| matches!(self.locator.read(&clean(address)), Target::Foreign(_));
        tag.attributes().any(|attribute| match role(tag, &attribute) {
            Role::Loads(_) => is_foreign(&attribute.value()),
            Role::LoadsOneOf => {
                let value = attribute.value();
                of_srcset(&value).into_iter().any(|range| is_foreign(&value[range]))
            }
            _ => false,
        })
    }

    /// A link in the place of something that would be loaded.
    fn link(&mut self, tag: &Tag<'_>) {
        let Some(source) = tag.attribute("src") else { return };
        let address = self.whole(&source.value());
        let names = ["title", "alt", "aria-label"];
        let title = names
            .iter()
            .filter_map(|name| tag.attribute(name))
            .map(|name| name.value())
            .find(|it| !it.is_empty());
        self.out.push_str("<a href=\"");
        escape(&address, &mut self.out);
        self.out.push_str("\">");
        escape_text(title.as_deref().unwrap_or(&address), &mut self.out);
        self.out.push_str("</a>");
    }

    /// The tag with whole addresses and without what means nothing elsewhere.
    fn copy(&mut self, tag: &Tag<'_>) {
        self.out.push('<');
        self.out.push_str(tag.name);
        for attribute in tag.attributes() {
            let Some(name) = KEPT.iter().find(|name| attribute.is(name)) else { continue };
            let value = attribute.value();
            let value = match role(tag, &attribute) {
                Role::Leads | Role::Loads(_) => self.whole(&value),
                Role::LoadsOneOf => continue,
                _ => value.into_owned(),
            };
            for piece in [" ", name, "=\"", &escaped(&value), "\""] {
                self.out.push_str(piece);
            }
        }
        self.out.push('>');
    }

    fn whole(&self, address: &str) -> String {
        let address = clean(address);
        match self.locator.read(&address) {
            Target::Own(own) => {
                let mut whole = String::with_capacity(address.len() + 32);
                self.locator.write(&own, &mut whole);
                whole
            }
            Target::Here(fragment) => {
                let mut whole = String::with_capacity(address.len() + 32);
                if let Target::Own(own) = self.locator.read(self.locator.page()) {
                    self.locator.write(&own, &mut whole);
                }
                format!("{whole}#{fragment}")
            }
            Target::Script => String::new(),
            _ => address.into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn content_of(html: &str) -> String {
        content(html, &Url::new("/a/"), "https://x.org/sub")
    }

    #[test]
    fn a_text_for_elsewhere() {
        for (html, expected) in [
            ("<p class=x>A <a href=/b/>b</a></p>", "<p>A <a href=\"https://x.org/sub/b/\">b</a></p>"),
            ("<a href=#c>c</a>", "<a href=\"https://x.org/sub/a/#c\">c</a>"),
            (
                "<img src=/a/x.png srcset=/y alt=X loading=lazy>",
                "<img src=\"https://x.org/sub/a/x.png\" alt=\"X\">",
            ),
            (
                "<ul class=tips><li><input type=checkbox id=tip-1><label for=tip-1>Go</label></li></ul>",
                "<ul><li>☐ Go</li></ul>",
            ),
            ("a<script>b</script><svg><svg></svg>c</svg><template>d<template></template></template>e", "ae"),
            (
                "<iframe src=https://e.com/v title='A talk'>x</iframe>y",
                "<a href=\"https://e.com/v\">A talk</a>y",
            ),
            ("<img src=//e.com/p.png alt=''>", "<a href=\"//e.com/p.png\">//e.com/p.png</a>"),
            ("<p onclick=a() style=b><a href=javascript:c()>d</a>", "<p><a href=\"\">d</a>"),
        ] {
            assert_eq!(content_of(html), expected);
        }
    }

    proptest! {
        #[test]
        fn any_page_has_a_content(html in any::<String>()) {
            content_of(&html);
        }
    }
}
