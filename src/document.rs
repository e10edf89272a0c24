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

/// Takes a Markdown file in; whatever its bytes are, there is a document to show.
pub fn parse(source: &Source, role: Role) -> Parsed {
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
    let document = Arc::new(markdown::parse(&text, head.body));
    Parsed { meta, document, faults }
}
