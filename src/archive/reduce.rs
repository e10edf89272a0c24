//! Any HTML, reduced to the few elements of a comment, without attributes but an address.
//!
//! The cleaner builds a tree, and trees of hostile HTML are expensive: elements that are cloned wherever a
//! paragraph begins, tables that throw out what is not theirs. After this pass there is nothing left to build
//! them from, and how deep and how many the elements are is known.

use crate::tag::{Tag, Token, Tokens, escape, escape_text};

/// What is kept. All else goes, and its content stays.
const KEPT: [&str; 13] =
    ["a", "b", "blockquote", "code", "em", "i", "ol", "p", "pre", "q", "strong", "ul", "li"];

/// Elements that part their content from what is around them; each becomes a paragraph.
const BLOCKS: [&str; 20] = [
    "address",
    "article",
    "aside",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "main",
    "section",
    "summary",
    "tr",
];

/// Elements that show something from elsewhere; a link to it remains.
const SHOWN: [&str; 5] = ["img", "iframe", "embed", "video", "audio"];

/// Reduced HTML, and how costly its tree can be.
#[derive(Default)]
pub(super) struct Reduced {
    pub(super) html: String,
    /// The number of tags.
    pub(super) tags: usize,
    /// The largest number of elements that are open at once. Those that close by themselves do not count.
    pub(super) depth: usize,
    open: [usize; KEPT.len()],
}

/// Reduces some HTML.
pub(super) fn reduce(html: &str) -> Reduced {
    let mut reduced = Reduced { html: String::with_capacity(html.len()), ..Reduced::default() };
    let mut tokens = Tokens::new(html);
    let mut is_raw = false;
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(_) if is_raw => {}
            Token::Text(range) => {
                // A `<` that is text must not meet what follows a tag that goes.
                reduced.html.push_str(&html[range].replace('<', "&lt;"));
            }
            Token::Start(tag) => {
                reduced.start(&tag);
                is_raw = tokens.is_in_raw_text();
                continue;
            }
            Token::End(tag) => reduced.end(&tag),
            Token::Comment(_) | Token::Other(_) => {}
        }
        is_raw = is_raw && tokens.is_in_raw_text();
    }
    reduced
}

impl Reduced {
    fn start(&mut self, tag: &Tag<'_>) {
        self.tags += 1;
        if let Some(index) = KEPT.iter().position(|name| tag.is(name)) {
            self.kept(index, tag);
        } else if tag.is("br") || tag.is("hr") {
            self.html.push_str("<br>");
        } else if heading(tag) {
            self.html.push_str("<p><strong>");
        } else if tag.is_one_of(&BLOCKS) {
            self.html.push_str("<p>");
        } else if tag.is_one_of(&SHOWN) {
            self.shown(tag);
        }
    }

    /// An element that is kept; a link only if it leads to somewhere.
    fn kept(&mut self, index: usize, tag: &Tag<'_>) {
        let attribute = match KEPT[index] {
            "a" => "href",
            "ol" => "start",
            _ => "",
        };
        let value = tag.attribute(attribute).map(|attribute| attribute.value().trim().to_owned());
        if attribute == "href" && !value.as_deref().is_some_and(leads_somewhere) {
            return;
        }
        self.html.push('<');
        self.html.push_str(KEPT[index]);
        if let Some(value) = value {
            self.html.push(' ');
            self.html.push_str(attribute);
            self.html.push_str("=\"");
            escape(&value, &mut self.html);
            self.html.push('"');
        }
        self.html.push('>');
        if !matches!(KEPT[index], "p" | "li") {
            self.open[index] += 1;
            self.depth = self.depth.max(self.open.iter().sum());
        }
    }

    fn end(&mut self, tag: &Tag<'_>) {
        self.tags += 1;
        if let Some(index) = KEPT.iter().position(|name| tag.is(name)) {
            self.html.push_str("</");
            self.html.push_str(KEPT[index]);
            self.html.push('>');
            self.open[index] = self.open[index].saturating_sub(1);
        } else if heading(tag) {
            self.html.push_str("</strong></p>");
        } else if tag.is_one_of(&BLOCKS) {
            self.html.push_str("</p>");
        } else if tag.is_one_of(&["td", "th"]) {
            self.html.push(' ');
        }
    }

    /// A link to what was shown, with its text; within a link only the text.
    fn shown(&mut self, tag: &Tag<'_>) {
        let value = |name| tag.attribute(name).map(|attribute| attribute.value().trim().to_owned());
        let to = value("src").filter(|to| leads_somewhere(to));
        let text = value("alt").or_else(|| value("title")).filter(|text| !text.is_empty());
        let is_in_link = self.open[0] > 0;
        match (to, text) {
            (Some(to), text) if !is_in_link => {
                self.html.push_str("<a href=\"");
                escape(&to, &mut self.html);
                self.html.push_str("\">");
                escape_text(&text.unwrap_or(to), &mut self.html);
                self.html.push_str("</a>");
            }
            (_, Some(text)) => escape_text(&text, &mut self.html),
            _ => {}
        }
    }
}

fn heading(tag: &Tag<'_>) -> bool {
    tag.is_one_of(&["h1", "h2", "h3", "h4", "h5", "h6"])
}

/// Whether an address is a whole one, of the web or of mail.
fn leads_somewhere(to: &str) -> bool {
    let is = |scheme: &str| {
        to.len() > scheme.len()
            && to.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    (is("https://") || is("http://") || is("mailto:")) && !to.contains(|char: char| char.is_control())
}
