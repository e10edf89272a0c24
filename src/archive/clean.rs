//! Comments cleaned by an allow-list.

use ammonia::{Builder, UrlRelative};

use super::{markdown, reduce};
use crate::diagnostic::Placed;
use crate::tag::{Tag, Token, Tokens};
use crate::yaml::Faults;

/// The longest comment, in bytes.
const LONGEST: usize = 64 << 10;
/// How many elements of a comment can be open at once.
const DEEPEST: usize = 128;
/// How many elements a comment can become, at worst: each tag once in each open element.
const LARGEST: usize = 100_000;

/// Cleans the content of comments.
pub(super) struct Cleaner(Builder<'static>);

impl Cleaner {
    pub(super) fn new() -> Self {
        let mut builder = Builder::empty();
        builder
            .tags(
                [
                    "a",
                    "b",
                    "blockquote",
                    "br",
                    "code",
                    "em",
                    "i",
                    "li",
                    "ol",
                    "p",
                    "pre",
                    "q",
                    "strong",
                    "ul",
                ]
                .into(),
            )
            .tag_attributes([("a", ["href"].into()), ("ol", ["start"].into())].into())
            .clean_content_tags(["script", "style"].into())
            .url_schemes(["http", "https", "mailto"].into())
            .url_relative(UrlRelative::Deny)
            .link_rel(Some("nofollow ugc noopener"))
            .strip_comments(true);
        Self(builder)
    }

    /// The clean HTML of a comment, or a fault at its content.
    pub(super) fn clean(&self, content: &Placed<String>, is_html: bool, faults: &Faults) -> Option<String> {
        let length = content.value.len();
        if length > LONGEST {
            let message = format!("this comment is {length} bytes long, and at most {LONGEST} are read");
            faults.error("long-comment", content.place.clone(), message, "shorten it, or make two of it");
            return None;
        }
        let reduced = if is_html {
            reduce::reduce(&content.value)
        } else {
            reduce::reduce(&markdown::html(&content.value))
        };
        if reduced.depth > DEEPEST || (reduced.depth + 1).saturating_mul(reduced.tags) > LARGEST {
            let message = "the elements of this comment stand in each other too deeply, or are too many";
            faults.error(
                "deep-comment",
                content.place.clone(),
                message,
                "close what is opened, and quote less deeply",
            );
            return None;
        }
        let html = self.0.clean(&reduced.html).to_string();
        Some(without_empty(&html).trim().to_owned())
    }
}

/// Without links and paragraphs that hold nothing: a link without text has no name for a screen reader.
fn without_empty(html: &str) -> String {
    let mut clean = String::with_capacity(html.len());
    // Where the elements begin that are open and have held nothing yet.
    let mut empty: Vec<usize> = Vec::new();
    for token in Tokens::new(html) {
        match &token {
            Token::Start(tag) if tag.is("a") || tag.is("p") => empty.push(clean.len()),
            Token::End(tag) if tag.is("a") || tag.is("p") => {
                if let Some(start) = empty.pop() {
                    clean.truncate(start);
                    continue;
                }
            }
            Token::Text(range) if html[range.clone()].trim().is_empty() => {}
            _ => empty.clear(),
        }
        let (Token::Start(Tag { range, .. })
        | Token::End(Tag { range, .. })
        | Token::Text(range)
        | Token::Comment(range)
        | Token::Other(range)) = token;
        clean.push_str(&html[range]);
    }
    clean
}
