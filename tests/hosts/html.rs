//! What stands in a page, by the tokenizer of a browser engine.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// An element with its attributes.
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
struct Sink(RefCell<Vec<Element>>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(Tag { kind: TagKind::StartTag, name, attrs, .. }) = token {
            let attributes =
                attrs.iter().map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()));
            self.0.borrow_mut().push(Element { name: name.to_string(), attributes: attributes.collect() });
        }
        TokenSinkResult::Continue
    }
}

/// The elements of a page, in order.
pub(crate) fn elements(html: &str) -> Vec<Element> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.take()
}

/// Where a page refers to, as written.
pub(crate) fn references(html: &str) -> Vec<String> {
    let mut references = Vec::new();
    for element in elements(html) {
        for name in ["href", "src", "poster", "data", "action"] {
            references.extend(element.attribute(name).map(str::to_owned));
        }
        let choices = element.attribute("srcset").into_iter().flat_map(|choices| choices.split(','));
        references.extend(choices.filter_map(|choice| Some(choice.split_whitespace().next()?.to_owned())));
        references.extend(refresh(&element).map(str::to_owned));
    }
    references
}

/// Where a page leads on by itself.
pub(crate) fn refresh_of(html: &str) -> Option<String> {
    elements(html).iter().find_map(refresh).map(str::to_owned)
}

fn refresh(element: &Element) -> Option<&str> {
    let is_refresh = element.attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh"));
    element.attribute("content").filter(|_| is_refresh)?.split_once("url=").map(|(_, url)| url)
}
