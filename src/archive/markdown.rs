//! A comment's Markdown, without extensions, as HTML that is yet to be cleaned.

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use crate::tag::{escape, escape_text};

/// The HTML of a comment. Headings become bold paragraphs, for a comment is no part of the page's outline.
pub(super) fn html(markdown: &str) -> String {
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    let mut images = Vec::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Start(tag) => start(tag, &mut images, &mut html),
            Event::End(end) => self::end(end, &mut images, &mut html),
            Event::Text(text) => escape_text(&text, &mut html),
            Event::Code(code) => {
                html.push_str("<code>");
                escape_text(&code, &mut html);
                html.push_str("</code>");
            }
            Event::Html(raw) | Event::InlineHtml(raw) if images.is_empty() => html.push_str(&raw),
            Event::SoftBreak => html.push('\n'),
            Event::HardBreak => html.push_str("<br>\n"),
            _ => {}
        }
    }
    html
}

/// An image's text is not known at its start, and what stands for it is written at its end.
struct Image {
    to: String,
    text_from: usize,
}

fn start(tag: Tag<'_>, images: &mut Vec<Image>, html: &mut String) {
    match tag {
        Tag::Paragraph => html.push_str("<p>"),
        Tag::Heading { .. } => html.push_str("<p><strong>"),
        Tag::BlockQuote(_) => html.push_str("<blockquote>\n"),
        Tag::CodeBlock(_) => html.push_str("<pre><code>"),
        Tag::List(None) => html.push_str("<ul>\n"),
        Tag::List(Some(1)) => html.push_str("<ol>\n"),
        Tag::List(Some(first)) => {
            html.push_str("<ol start=\"");
            html.push_str(&first.to_string());
            html.push_str("\">\n");
        }
        Tag::Item => html.push_str("<li>"),
        Tag::Emphasis => html.push_str("<em>"),
        Tag::Strong => html.push_str("<strong>"),
        Tag::Link { link_type, dest_url, .. } => {
            html.push_str(if link_type == LinkType::Email { "<a href=\"mailto:" } else { "<a href=\"" });
            escape(&dest_url, html);
            html.push_str("\">");
        }
        Tag::Image { dest_url, .. } => {
            images.push(Image { to: dest_url.into_string(), text_from: html.len() });
        }
        _ => {}
    }
}

fn end(end: TagEnd, images: &mut Vec<Image>, html: &mut String) {
    match end {
        TagEnd::Paragraph => html.push_str("</p>\n"),
        TagEnd::Heading(_) => html.push_str("</strong></p>\n"),
        TagEnd::BlockQuote(_) => html.push_str("</blockquote>\n"),
        TagEnd::CodeBlock => html.push_str("</code></pre>\n"),
        TagEnd::List(true) => html.push_str("</ol>\n"),
        TagEnd::List(false) => html.push_str("</ul>\n"),
        TagEnd::Item => html.push_str("</li>\n"),
        TagEnd::Emphasis => html.push_str("</em>"),
        TagEnd::Strong => html.push_str("</strong>"),
        TagEnd::Link => html.push_str("</a>"),
        TagEnd::Image => {
            let Some(image) = images.pop() else { return };
            if images.is_empty() {
                // As raw HTML writes it: the next pass makes a link of both.
                let text = html.split_off(image.text_from);
                html.push_str("<img src=\"");
                escape(&image.to, html);
                html.push_str("\" alt=\"");
                escape(&plain(&text), html);
                html.push_str("\">");
            }
        }
        _ => {}
    }
}

/// The text of HTML that this module wrote.
fn plain(html: &str) -> String {
    let mut text = String::new();
    for token in crate::tag::Tokens::new(html) {
        if let crate::tag::Token::Text(range) = token {
            text.push_str(&crate::tag::decode(&html[range]));
        }
    }
    text
}
