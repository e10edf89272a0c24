//! What the rest of a site needs to know of a Markdown file, whatever its text says.
//!
//! A face is small and changes seldom, so the order and the addresses of a whole site are worked out from
//! faces alone, and need not be worked out again for a change of words.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::diagnostic::{Place, Placed, Severity};
use crate::document::{Meta, Parsed};
use crate::front_matter::PartKind;
use crate::links::is_foreign;
use crate::markdown::{Document, Filling};

/// What the rest of a site needs to know of a Markdown file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    /// What it is.
    pub kind: Kind,
    /// The title, of its head or its first heading.
    pub title: Option<Placed<String>>,
    /// Where its head begins.
    pub place: Place,
    /// Whether its head was read without an error, so that a missing title is missing indeed.
    pub sound: bool,
    /// The description or summary; may be empty.
    pub description: String,
    /// The segment of the address that the author chose.
    pub slug: Option<String>,
    /// Old addresses.
    pub aliases: Vec<Placed<String>>,
    /// Whether it is kept out.
    pub draft: bool,
    /// The day of publication.
    pub date: Option<Date>,
    /// The day of the last change.
    pub updated: Option<Date>,
    /// The tags of a guide.
    pub tags: Vec<Placed<String>>,
    /// The foreign addresses that its body makes a browser call by itself.
    pub loads: Vec<String>,
}

/// What a Markdown file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The overview of a guide.
    Guide,
    /// A numbered file.
    Part {
        /// Step, closing or action.
        kind: PartKind,
        /// Whether it gives a reminder.
        reminder: bool,
    },
    /// Any other.
    Page,
}

impl Face {
    /// The face of a Markdown file.
    pub fn of(parsed: &Parsed) -> Self {
        let common = parsed.meta.common();
        let (kind, description) = match &parsed.meta {
            Meta::Guide(meta) => (Kind::Guide, &meta.description),
            Meta::Page(meta) => (Kind::Page, &meta.description),
            Meta::Part(meta) => {
                let reminder = meta.call.as_ref().is_some_and(|call| call.reminder.is_some());
                (Kind::Part { kind: meta.kind, reminder }, &meta.summary)
            }
        };
        let (date, updated, tags) = match &parsed.meta {
            Meta::Guide(meta) => (meta.date, meta.updated, meta.tags.clone()),
            Meta::Page(meta) => (meta.date, None, Vec::new()),
            Meta::Part(_) => (None, None, Vec::new()),
        };
        Self {
            kind,
            title: parsed.title(),
            place: common.place.clone(),
            sound: parsed.faults.iter().all(|fault| fault.severity == Severity::Warning),
            description: description.clone(),
            slug: common.slug.as_ref().map(|slug| slug.value.clone()),
            aliases: common.aliases.clone(),
            draft: common.draft,
            date,
            updated,
            tags,
            loads: loads(&parsed.document),
        }
    }
}

/// The foreign addresses that a body makes a browser call by itself.
fn loads(document: &Document) -> Vec<String> {
    let holes = document.holes.iter().filter_map(|hole| match &hole.filling {
        Filling::Image { to, .. } => Some(to),
        Filling::Link { to, .. } => loads_at(&document.html[..hole.at]).then_some(to),
        Filling::Tip(_) | Filling::Word(_) | Filling::Prefix => None,
    });
    holes.filter(|to| is_foreign(to)).cloned().collect()
}

/// Whether HTML ends where the value of an attribute begins that is loaded without being asked.
fn loads_at(before: &str) -> bool {
    ["src", "srcset", "poster", "data"].iter().any(|attribute| {
        before.trim_end_matches(['"', '\'']).strip_suffix('=').is_some_and(|rest| rest.ends_with(attribute))
    })
}
