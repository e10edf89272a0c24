//! From the parser's events to HTML.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use crate::diagnostic::Diagnostic;
use crate::tag::escape_text;
use crate::text::Text;

use super::code::{self, OpenCode};
use super::element::Elements;
use super::footnote::Footnotes;
use super::heading::{Braces, OpenHeading};
use super::id::Ids;
use super::image::OpenImage;
use super::link::OpenLink;
use super::out::{Out, Slot};
use super::place::Places;
use super::problem::Problems;
use super::raw::Raw;
use super::reference::Unresolved;
use super::table::OpenTable;
use super::tip::{OpenList, OpenTip};
use super::words::{Plain, Words, opening};
use super::{Document, Heading, Tip};

/// What can be written beyond the standard of Markdown.
const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_SMART_PUNCTUATION)
    .union(Options::ENABLE_GFM);

/// Writes a document, event by event.
pub(super) struct Writer<'a> {
    /// All of the file, front matter included.
    pub(super) source: &'a str,
    pub(super) places: Places<'a>,
    pub(super) problems: Problems,
    pub(super) ids: Ids,
    /// Where the text goes; inside a footnote's definition or the title, to another.
    pub(super) out: Out,
    /// What is written after it.
    pub(super) aside: Vec<Out>,
    /// Whether any block has been met.
    pub(super) begun: bool,
    /// How many blocks that hold blocks are open.
    pub(super) nesting: usize,
    /// The level of the last heading; the page's title has the first.
    pub(super) level: u8,
    /// Grows with all that a reader can see.
    pub(super) seen: usize,
    pub(super) has_image: bool,
    pub(super) has_raw: bool,
    pub(super) highlightable: usize,
    pub(super) lists: Vec<OpenList>,
    pub(super) elements: Elements,
    pub(super) open_heading: Option<OpenHeading>,
    pub(super) open_tip: Option<OpenTip>,
    pub(super) table: Option<OpenTable>,
    pub(super) code: Option<OpenCode>,
    pub(super) raw: Option<Raw>,
    pub(super) link: Option<OpenLink>,
    pub(super) image: Option<OpenImage<'a>>,
    pub(super) figure: Option<Slot>,
    pub(super) footnotes: Footnotes,
    pub(super) title: Option<Heading>,
    pub(super) headings: Vec<Heading>,
    pub(super) tips: Vec<Tip>,
    pub(super) plain: Plain,
    pub(super) words: Words,
    pub(super) opening: String,
}

/// The longest body, in bytes: a thousand times a long step. The parser takes up to 150 bytes of memory
/// for each byte of noise.
const LONGEST: usize = 4 * 1024 * 1024;

/// The document that a text is, from a byte on.
pub(super) fn document(text: &Text, body: usize) -> Document {
    let source = text.as_str();
    let body = source.floor_char_boundary(body);
    if source.len() - body > LONGEST {
        return too_long(text, body);
    }
    if source.contains('\0') {
        // As CommonMark asks; lines and columns stay the same.
        let head = source[..body].replace('\0', "\u{fffd}");
        let source = format!("{head}{}", source[body..].replace('\0', "\u{fffd}"));
        return Writer::new(text, &source).write(head.len());
    }
    Writer::new(text, source).write(body)
}

fn too_long(text: &Text, body: usize) -> Document {
    const MEGABYTE: usize = 1024 * 1024;
    let size = (text.as_str().len() - body) / MEGABYTE;
    let message = format!("this page is {size} MB long, and a page can have {} MB", LONGEST / MEGABYTE);
    let problem = Diagnostic::error("page-too-long", text.place(body, 1), message)
        .help("divide it into several pages, or publish it as a file of another kind");
    Document { diagnostics: vec![problem], ..Document::default() }
}

impl<'a> Writer<'a> {
    fn new(text: &Text, source: &'a str) -> Self {
        Self {
            source,
            places: Places::new(text.file(), source),
            problems: Problems::default(),
            ids: Ids::default(),
            out: Out::default(),
            aside: Vec::new(),
            begun: false,
            nesting: 0,
            level: 1,
            seen: 0,
            has_image: false,
            has_raw: false,
            highlightable: code::budget(),
            lists: Vec::new(),
            elements: Elements::default(),
            open_heading: None,
            open_tip: None,
            table: None,
            code: None,
            raw: None,
            link: None,
            image: None,
            figure: None,
            footnotes: Footnotes::default(),
            title: None,
            headings: Vec::new(),
            tips: Vec::new(),
            plain: Plain::default(),
            words: Words::default(),
            opening: String::new(),
        }
    }

    fn write(mut self, body: usize) -> Document {
        let source = self.source;
        let unresolved = Unresolved::default();
        let callback = |link| {
            unresolved.note(&link);
            None
        };
        self.out.html.reserve((source.len() - body) * 5 / 4);
        let mut events = Parser::new_with_broken_link_callback(&source[body..], EXTENSIONS, Some(callback))
            .into_offset_iter()
            .peekable();
        while let Some((event, range)) = events.next() {
            let next = events.peek().map(|(event, _)| event);
            self.event(event, body + range.start..body + range.end, next);
        }
        drop(events);
        self.close_all_elements();
        for problem in unresolved.into_problems(&mut self.places, body) {
            self.problems.push(problem);
        }
        self.into_document()
    }

    fn event(&mut self, mut event: Event<'a>, range: Range<usize>, next: Option<&Event>) {
        if self.image.is_some() {
            self.alternative(&event, next);
            return;
        }
        if self.open_tip.is_some() && self.is_tip_id(&mut event, &range) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range, next),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.piece(&text, &range),
            Event::Code(code) => self.inline_code(&code),
            Event::Html(html) => self.piece(&html, &range),
            Event::InlineHtml(html) => self.inline_html(&html, &range),
            Event::FootnoteReference(label) => self.refer_to_footnote(&label),
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br>\n"),
            Event::Rule => self.rule(),
            Event::TaskListMarker(checked) => self.start_tip(checked, range),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>, next: Option<&Event>) {
        match tag {
            Tag::Emphasis => self.out.push("<em>"),
            Tag::Strong => self.out.push("<strong>"),
            Tag::Strikethrough => self.out.push("<del>"),
            Tag::Superscript => self.out.push("<sup>"),
            Tag::Subscript => self.out.push("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(link_type, &dest_url, &title, range);
            }
            Tag::Image { dest_url, title, .. } => self.start_image(dest_url, title, range),
            block => {
                self.end_label();
                self.words.pause();
                self.start_block(block, range, next);
            }
        }
    }

    fn start_block(&mut self, block: Tag<'a>, range: Range<usize>, next: Option<&Event>) {
        let is_first = !self.begun;
        self.begun |= !matches!(block, Tag::HtmlBlock);
        self.nesting += usize::from(holds_blocks(block.to_end()));
        match block {
            Tag::Paragraph => self.start_paragraph(next),
            Tag::Heading { level, id, classes, attrs } => {
                self.start_heading(level, &Braces { id, classes, custom: attrs }, range, is_first);
            }
            Tag::BlockQuote(kind) => self.start_quote(kind, range),
            Tag::CodeBlock(kind) => self.start_code(&kind, range),
            Tag::HtmlBlock => self.raw = Some(Raw::default()),
            Tag::List(start) => self.start_list(start),
            Tag::Item => self.open("<li>"),
            Tag::FootnoteDefinition(label) => self.start_footnote(&label, range),
            Tag::DefinitionList => self.open("<dl>\n"),
            Tag::DefinitionListTitle => self.open("<dt>"),
            Tag::DefinitionListDefinition => self.open("<dd>"),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_row(true),
            Tag::TableRow => self.start_row(false),
            Tag::TableCell => self.start_cell(matches!(next, Some(Event::End(TagEnd::TableCell)))),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.nesting -= usize::from(holds_blocks(tag));
        match tag {
            TagEnd::Emphasis => self.out.push("</em>"),
            TagEnd::Strong => self.out.push("</strong>"),
            TagEnd::Strikethrough => self.out.push("</del>"),
            TagEnd::Superscript => self.out.push("</sup>"),
            TagEnd::Subscript => self.out.push("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(kind) => self.end_quote(kind),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => self.end_raw_block(),
            TagEnd::List(is_ordered) => {
                self.lists.pop();
                self.out.push(if is_ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.end_label();
                self.out.push("</li>\n");
            }
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::DefinitionList => self.out.push("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push("</dd>\n"),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_row(true),
            TagEnd::TableRow => self.end_row(false),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn open(&mut self, html: &str) {
        self.out.line();
        self.out.push(html);
    }

    fn start_list(&mut self, start: Option<u64>) {
        self.out.line();
        match start {
            None => self.out.push("<ul"),
            Some(1) => self.out.push("<ol"),
            Some(number) => self.out.push(&format!("<ol start=\"{number}\"")),
        }
        self.lists.push(OpenList { class_at: Some(self.out.html.len()) });
        self.out.push(">\n");
    }

    fn end_paragraph(&mut self) {
        if self.open_tip.is_some() {
            self.end_label();
            self.out.push("\n");
            return;
        }
        // A figure has ended already.
        if !self.out.html.ends_with("</figure>\n") {
            self.out.push("</p>\n");
        }
        if self.nesting == 0 && self.opening.is_empty() {
            self.opening = opening(self.plain.take());
        }
    }

    /// Text, in whatever is open.
    fn piece(&mut self, text: &CowStr, range: &Range<usize>) {
        if let Some(code) = &mut self.code {
            code.add(text);
        } else if let Some(raw) = &mut self.raw {
            raw.add(text, range);
        } else {
            self.check_footnote(text, range);
            self.text(text);
        }
    }

    /// Text of a paragraph, a heading and the like.
    pub(super) fn text(&mut self, text: &str) {
        escape_text(text, &mut self.out.html);
        self.note_text(text);
    }

    fn inline_code(&mut self, code: &str) {
        self.out.push("<code>");
        escape_text(code, &mut self.out.html);
        self.out.push("</code>");
        self.note_text(code);
    }

    fn note_text(&mut self, text: &str) {
        self.seen += text.trim_start().len();
        self.words.add(text);
        self.plain.add(text);
    }

    fn line_break(&mut self, html: &str) {
        self.out.push(html);
        self.words.pause();
        self.plain.add(" ");
    }

    fn rule(&mut self) {
        self.begun = true;
        self.end_label();
        self.open("<hr>\n");
    }

    /// The first line of a range of the source, without white space at its ends.
    pub(super) fn first_line(&self, range: Range<usize>) -> Range<usize> {
        let line = self.source[range.clone()].split('\n').next().unwrap_or_default();
        let start = range.start + line.len() - line.trim_start().len();
        start..start + line.trim().len()
    }
}

fn holds_blocks(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::FootnoteDefinition | TagEnd::DefinitionListDefinition
    )
}
