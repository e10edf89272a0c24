//! A Markdown file taken in: its head, checked for what the file is, and its body.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Placed};
use crate::front_matter::{self, Common, GuideMeta, Head, PageMeta, PartMeta};
use crate::markdown::{self, Document};
use crate::outline::Role;
use crate::source::Source;
use crate::text::Text;

/// The head of a Markdown file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Meta {
    /// Of an overview.
    Guide(Arc<GuideMeta>),
    /// Of a numbered file.
    Part(Arc<PartMeta>),
    /// Of any other.
    Page(Arc<PageMeta>),
}

impl Meta {
    /// What every head has.
    pub fn common(&self) -> &Common {
        match self {
            Self::Guide(meta) => &meta.common,
            Self::Part(meta) => &meta.common,
            Self::Page(meta) => &meta.common,
        }
    }
}

/// A Markdown file taken in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parsed {
    /// Its head.
    pub meta: Meta,
    /// Its body.
    pub document: Arc<Document>,
    /// What is wrong with its head.
    pub faults: Vec<Diagnostic>,
}

impl Parsed {
    /// The title: of the head, else of the body's first heading.
    pub fn title(&self) -> Option<Placed<String>> {
        let heading = || {
            self.document
                .title
                .as_ref()
                .map(|heading| Placed { value: heading.text.clone(), place: heading.place.clone() })
        };
        self.meta.common().title.clone().or_else(heading)
    }
}

/// A Markdown file whose head was read, and whose body was not yet.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its head.
    pub meta: Meta,
    /// What is wrong with its head.
    pub faults: Vec<Diagnostic>,
    text: Text,
    /// The byte at which the body begins.
    body: usize,
}

impl Opened {
    /// Whether the body may have HTML or images in it: if not, it makes a browser load nothing.
    pub fn may_load(&self) -> bool {
        let body = &self.text.as_str()[self.body..];
        body.contains('<') || body.contains("![")
    }

    /// Reads the body.
    pub fn parse(&self) -> Parsed {
        let document = Arc::new(markdown::parse(&self.text, self.body));
        Parsed { meta: self.meta.clone(), document, faults: self.faults.clone() }
    }
}

/// Reads the head of a Markdown file; whatever its bytes are, there is a document to show.
pub fn open(source: &Source, role: Role) -> Opened {
    let mut faults = Vec::new();
    let text = Text::decode(&source.path, &source.bytes).unwrap_or_else(|fault| {
        faults.push(fault);
        Text::new(&source.path, "")
    });
    let head = front_matter::split(&text).unwrap_or_else(|fault| {
        faults.push(fault);
        Head { yaml: None, body: text.as_str().len() }
    });
    let (meta, found) = match role {
        Role::Overview => {
            let (meta, found) = front_matter::guide(&text, &head);
            (Meta::Guide(Arc::new(meta)), found)
        }
        Role::Part(_) => {
            let (meta, found) = front_matter::part(&text, &head);
            (Meta::Part(Arc::new(meta)), found)
        }
        _ => {
            let (meta, found) = front_matter::page(&text, &head);
            (Meta::Page(Arc::new(meta)), found)
        }
    };
    faults.extend(found);
    Opened { meta, faults, text, body: head.body }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::Face;
    use crate::path::SourcePath;
    use proptest::prelude::*;

    fn opened(text: &str) -> Opened {
        open(&Source::new(SourcePath::new("content/a.md"), text.as_bytes()), Role::Page)
    }

    proptest! {
        #[test]
        fn a_body_that_may_load_nothing_loads_nothing(
            words in prop::collection::vec(
                prop::sample::select(vec![
                    "!", "[", "]", "(", ")", ":", "https://e.com/a.png", "word", "\n", "\n\n", "> ", "[!NOTE]", "`",
                    "    ", "- [ ] ", "&lt;img src=\"https://e.com/b\">", "![", "<img src=\"https://e.com/c\">", "\\",
                ]),
                0..24,
            ),
        ) {
            let opened = opened(&format!("---\ntitle: A\n---\n{}", words.concat()));
            prop_assert!(opened.may_load() || Face::of(&opened.parse()).loads.is_empty());
        }
    }

    #[test]
    fn an_image_and_a_tag_may_load() {
        assert!(opened("![A](https://e.com/a.png)").may_load());
        assert!(opened("Text <iframe src=\"https://e.com\">").may_load());
        assert!(!opened("---\ntitle: <b>\n---\nWords [!NOTE] and [a](https://e.com)").may_load());
    }
}
