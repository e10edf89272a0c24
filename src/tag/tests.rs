//! The tokens against those of a browser engine's tokenizer.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind::{self, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token as Theirs, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use proptest::prelude::*;

use super::{Tag, Token, Tokens, decode, escape, escape_text};

/// What both tokenizers are asked for.
#[derive(Debug, PartialEq)]
enum Piece {
    Tag { end: bool, name: String, self_closing: bool, attributes: Vec<(String, String)> },
    Comment,
    Text(String),
}

#[derive(Default)]
struct Sink(RefCell<Vec<Piece>>);

impl Sink {
    fn text(&self, text: &str) {
        let mut pieces = self.0.borrow_mut();
        if let Some(Piece::Text(before)) = pieces.last_mut() {
            before.push_str(text);
        } else {
            pieces.push(Piece::Text(text.to_owned()));
        }
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Theirs, _line: u64) -> TokenSinkResult<()> {
        match token {
            Theirs::TagToken(tag) => {
                let end = tag.kind == TagKind::EndTag;
                let name = tag.name.to_string();
                let attributes = tag
                    .attrs
                    .iter()
                    .map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()))
                    .collect();
                let after = if end { None } else { raw_kind(&name) };
                let plaintext = !end && name == "plaintext";
                let self_closing = tag.self_closing;
                self.0.borrow_mut().push(Piece::Tag { end, name, self_closing, attributes });
                match after {
                    _ if plaintext => return TokenSinkResult::Plaintext,
                    Some(kind) => return TokenSinkResult::RawData(kind),
                    None => {}
                }
            }
            Theirs::CommentToken(_) => self.0.borrow_mut().push(Piece::Comment),
            Theirs::CharacterTokens(text) => self.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "title" | "textarea" => Some(Rcdata),
        "script" => Some(ScriptData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => Some(Rawtext),
        _ => None,
    }
}

fn theirs(html: &str) -> Vec<Piece> {
    let tokenizer =
        Tokenizer::new(Sink::default(), TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() });
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

fn piece(tag: &Tag, end: bool) -> Piece {
    let mut attributes: Vec<(String, String)> = Vec::new();
    for attribute in tag.attributes() {
        let name = attribute.name.to_ascii_lowercase();
        if !attributes.iter().any(|(known, _)| *known == name) {
            attributes.push((name, attribute.value().into_owned()));
        }
    }
    Piece::Tag { end, name: tag.name.to_ascii_lowercase(), self_closing: tag.self_closing, attributes }
}

fn ours(html: &str) -> Vec<Piece> {
    let sink = Sink::default();
    for token in Tokens::new(html) {
        match token {
            Token::Text(range) => sink.text(&html[range]),
            Token::Start(tag) => sink.0.borrow_mut().push(piece(&tag, false)),
            Token::End(tag) => sink.0.borrow_mut().push(piece(&tag, true)),
            Token::Comment(_) => sink.0.borrow_mut().push(Piece::Comment),
            Token::Other(_) => {}
        }
    }
    sink.0.into_inner()
}

/// Text is compared only by where it is: references in it stay undecoded here.
fn without_text(mut pieces: Vec<Piece>) -> Vec<Piece> {
    for piece in &mut pieces {
        if let Piece::Text(text) = piece {
            text.clear();
        }
    }
    pieces
}

fn ranges(html: &str) -> Vec<std::ops::Range<usize>> {
    Tokens::new(html)
        .map(|token| match token {
            Token::Text(range) | Token::Comment(range) | Token::Other(range) => range,
            Token::Start(tag) | Token::End(tag) => tag.range,
        })
        .collect()
}

/// Scraps that meet in every bad way; no `svg` and no `math`, which the other side reads with a tree.
#[rustfmt::skip]
const SCRAPS: &[&str] = &[
    "<", ">", "/", "=", "\"", "'", " ", "\n", "\t", "!", "-", "--", "->", "-->", "--!>", "<!--", "<!", "<?",
    "</", "/>", "</>", "a", "b", "A", "é", "href", "href=", "=x", "=\"", "='", "&amp;", "&copy", "&copy=",
    "&not", "&notit;", "&notin;", "&hellip;", "&nope;", "&#65;", "&#x80;", "&#0;", "&#xD800;", "&#99999999;",
    "&#", "&", "<a", "<a ", "<a>", "</a>", "<A HREF=x>", "<p class='y'>", "<br/>", "<br / >", "<img src=a/>",
    "<script>", "</script>", "<script", "</script", "</SCRIPT >", "<style>", "</style>", "<title>",
    "</title>", "<title/>", "<textarea>", "</textarea>", "<xmp>", "</xmp>", "<iframe>", "</iframe>",
    "<plaintext>", "<noscript>", "</noscript>", "<!DOCTYPE html>", "<!doctype \">", "<![CDATA[", "]]>",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(SCRAPS), 0..24).prop_map(|scraps| scraps.concat())
}

/// Scraps with short tags, and with all that changes how they are read.
fn foreign_soup() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    const MORE: &[&str] = &[
        "<svg>", "</svg>", "<svg/>", "<math>", "</math>", "<mi>", "</mi>", "<title>", "</title>", "<style>", "</style>",
        "<p>", "</p>", "<B>", "</b>", "<h2>", "</h2>", "<l\u{e9}>", "<p/>", "<p >", "<a/>", "< p>", "<1>", "<p1>", "<tbody>",
        "</tbody>", "<code>", "</code>", "<CODE>", "<code >", "<codes>", "<span/>", "</strong>", "<strong", "<s",
    ];
    let scrap =
        prop_oneof![prop::sample::select(SCRAPS), prop::sample::select(MORE), prop::sample::select(MORE)];
    prop::collection::vec(scrap, 0..24).prop_map(|scraps| scraps.concat())
}

fn is_bare(token: &Token) -> bool {
    match token {
        Token::Start(tag) | Token::End(tag) => {
            #[rustfmt::skip]
            const LONGER: [&str; 11] = [
                "blockquote", "code", "div", "label", "section", "small", "span", "strong", "table", "tbody", "thead",
            ];
            (tag.name.len() <= 2 || LONGER.contains(&tag.name))
                && tag.range.len() <= tag.name.len() + 3
                && tag.attributes().next().is_none()
        }
        Token::Text(_) => true,
        Token::Comment(_) | Token::Other(_) => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn what_is_skipped_changes_nothing(html in foreign_soup()) {
        let told = |token: Token| (!is_bare(&token)).then(|| format!("{token:?}"));
        let all: Vec<String> = Tokens::new(&html).filter_map(told).collect();
        let mut tokens = Tokens::new(&html);
        let mut left = Vec::new();
        loop {
            tokens.skip_bare();
            let Some(token) = tokens.next() else { break };
            left.extend(told(token));
        }
        prop_assert_eq!(left, all);
    }

    #[test]
    fn the_same_tags_as_a_browser(html in soup()) {
        prop_assert_eq!(without_text(ours(&html)), without_text(theirs(&html)));
    }

    #[test]
    fn tokens_cover_the_text(html in prop_oneof![soup(), any::<String>()]) {
        let mut end = 0;
        for range in ranges(&html) {
            prop_assert_eq!(range.start, end);
            prop_assert!(range.end > range.start);
            end = range.end;
        }
        prop_assert_eq!(end, html.len());
    }

    #[test]
    fn an_attribute_lies_where_it_says(html in soup()) {
        for token in Tokens::new(&html) {
            let (Token::Start(tag) | Token::End(tag)) = token else { continue };
            for attribute in tag.attributes() {
                prop_assert_eq!(&html[attribute.name_range.clone()], attribute.name);
                prop_assert_eq!(&html[attribute.value_range.clone()], attribute.raw);
                prop_assert!(attribute.range.start == attribute.name_range.start);
                prop_assert!(attribute.value_range.end <= attribute.range.end);
                prop_assert!(attribute.range.end < tag.range.end);
            }
        }
    }

    #[test]
    fn what_is_escaped_is_decoded_again(text in any::<String>()) {
        let mut html = String::new();
        escape(&text, &mut html);
        prop_assert_eq!(decode(&html), text.as_str());
        html.clear();
        escape_text(&text, &mut html);
        prop_assert!(!html.contains('<'));
        prop_assert_eq!(decode(&html), text);
    }
}

#[test]
fn scripts_that_hide_their_end() {
    for html in [
        "<script><!--</script>x",
        "<script><!--<script></script>--></script>x",
        "<script><!--><script></script>x",
        "<script><!---><script></script>x",
        "<script><!--<script/ </script/ <script>--!>--></script>x",
        "<script><!--<scriptx></script>x",
        "<title></titlex></title>x",
        "<style></style/x>y",
        "<textarea></textarea",
    ] {
        assert_eq!(without_text(ours(html)), without_text(theirs(html)), "{html}");
    }
}

fn names(html: &str) -> Vec<String> {
    Tokens::new(html)
        .filter_map(|token| match token {
            Token::Start(tag) => Some(tag.name.to_owned()),
            Token::End(tag) => Some(format!("/{}", tag.name)),
            _ => None,
        })
        .collect()
}

#[test]
fn no_raw_text_in_pictures() {
    assert_eq!(names("<svg><title/><path/></svg><a>"), ["svg", "title", "path", "/svg", "a"]);
    assert_eq!(
        names("<svg><title>x</title></svg><title><b></title>"),
        ["svg", "title", "/title", "/svg", "title", "/title"]
    );
    assert_eq!(names("<svg><style><a></style></svg>"), ["svg", "style", "a", "/style", "/svg"]);
    assert_eq!(
        names("<svg><foreignObject><style><a></style></foreignObject><style><a></style></svg>"),
        ["svg", "foreignObject", "style", "/style", "/foreignObject", "style", "a", "/style", "/svg"]
    );
    assert_eq!(names("<svg><![CDATA[<a>]]><b><style><a></style>"), ["svg", "b", "style", "/style"]);
    assert_eq!(
        names("<math><mi><style><a></style></mi><style><b>"),
        ["math", "mi", "style", "/style", "/mi", "style", "b"]
    );
    assert_eq!(names("<svg/><style><a></style>"), ["svg", "style", "/style"]);
    assert_eq!(names(&"<svg><desc>".repeat(50)).len(), 100);
}

#[test]
fn one_attribute() {
    let html = "<img alt=a src='x &amp; y' SRC=z>";
    let Some(Token::Start(tag)) = Tokens::new(html).next() else { panic!("a start tag") };
    let src = tag.attribute("src").unwrap();
    assert_eq!(src.value(), "x & y");
    assert_eq!(&html[src.range.clone()], "src='x &amp; y'");
    assert!(tag.is("img") && !tag.self_closing && tag.attribute("href").is_none());
}

#[test]
fn every_name_of_the_standard() {
    assert_eq!(decode("&hellip;&CounterClockwiseContourIntegral;&ngE;"), "…∳≧̸");
    assert_eq!(decode("a?b=c&copy=d&copy;&amp;amp;"), "a?b=c&copy=d©&amp;");
    assert_eq!(decode("&#128;&#x1F600;&#0;"), "€😀\u{fffd}");
}
