//! HTML in the one form in which equal pages are equal, as the standard's own test program compares them.

use std::borrow::Cow;

use guidepost::tag::{Tag, Token, Tokens, decode};

/// Elements around which white space means nothing.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "article", "aside", "blockquote", "body", "button", "canvas", "caption", "col", "colgroup", "dd", "div",
    "dl", "dt", "embed", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hgroup", "hr", "iframe", "li", "map", "object", "ol", "output", "p", "pre", "progress",
    "script", "section", "style", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul",
    "video",
];

/// The normal form of some HTML.
pub(crate) fn normal(html: &str) -> String {
    let mut normal = Normal { text: String::new(), is_pre: false, after_block: true };
    for token in Tokens::new(html) {
        match token {
            Token::Text(range) => normal.add_text(&html[range]),
            Token::Start(tag) => normal.add_tag(&tag, false),
            Token::End(tag) => normal.add_tag(&tag, true),
            Token::Comment(range) | Token::Other(range) => {
                normal.text.push_str(&html[range]);
                normal.after_block = false;
            }
        }
    }
    normal.text.trim_end().to_owned()
}

struct Normal {
    text: String,
    is_pre: bool,
    after_block: bool,
}

impl Normal {
    fn add_text(&mut self, text: &str) {
        let text = decoded(text);
        if self.is_pre {
            self.text.push_str(&text);
            self.after_block = false;
            return;
        }
        for char in text.chars() {
            if char.is_ascii_whitespace() {
                if !self.after_block && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            } else {
                self.text.push(char);
                self.after_block = false;
            }
        }
    }

    fn add_tag(&mut self, tag: &Tag, is_end: bool) {
        let name = tag.name.to_ascii_lowercase();
        let is_block = BLOCKS.contains(&name.as_str());
        if name == "pre" {
            self.is_pre = !is_end;
        }
        if is_block && !self.is_pre {
            self.text.truncate(self.text.trim_end_matches(' ').len());
        }
        self.text.push_str(if is_end { "</" } else { "<" });
        self.text.push_str(&name);
        if !is_end {
            let mut attributes: Vec<(String, Cow<str>)> = tag
                .attributes()
                .map(|attribute| (attribute.name.to_ascii_lowercase(), attribute.value()))
                .collect();
            attributes.sort();
            for (name, value) in attributes {
                let value = value.replace('&', "&amp;").replace('"', "&quot;");
                for piece in [" ", &name, "=\"", &value, "\""] {
                    self.text.push_str(piece);
                }
            }
        }
        self.text.push('>');
        self.after_block = is_block || name == "br";
    }
}

/// Text with every reference decoded but those of markup itself.
fn decoded(text: &str) -> String {
    decode(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
