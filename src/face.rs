//! What the rest of a site needs to know of a Markdown file, whatever its text says.
//!
//! A face is small and changes seldom, so the order and the addresses of a whole site are worked out from
//! faces alone, and need not be worked out again for a change of words.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place, Placed, Severity};
use crate::document::{Meta, Opened, Parsed};
use crate::front_matter::PartKind;
use crate::gate::waiting;
use crate::links::is_foreign;
use crate::markdown::{Document, Filling, Hole};
use crate::tag::escape;

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
        let loads = loads(&parsed.document);
        Self { title: parsed.title(), loads, ..Self::of_head(&parsed.meta, &parsed.faults) }
    }

    /// The same of one whose body was not read yet; none, if it depends on that.
    pub fn of_opened(opened: &Opened) -> Option<Self> {
        let face = Self::of_head(&opened.meta, &opened.faults);
        (face.title.is_some() && !opened.may_load()).then_some(face)
    }

    fn of_head(meta: &Meta, faults: &[Diagnostic]) -> Self {
        let common = meta.common();
        let (kind, description) = match meta {
            Meta::Guide(meta) => (Kind::Guide, &meta.description),
            Meta::Page(meta) => (Kind::Page, &meta.description),
            Meta::Part(meta) => {
                let reminder = meta.call.as_ref().is_some_and(|call| call.reminder.is_some());
                (Kind::Part { kind: meta.kind, reminder }, &meta.summary)
            }
        };
        let (date, updated, tags) = match meta {
            Meta::Guide(meta) => (meta.date, meta.updated, meta.tags.clone()),
            Meta::Page(meta) => (meta.date, None, Vec::new()),
            Meta::Part(_) => (None, None, Vec::new()),
        };
        Self {
            kind,
            title: common.title.clone(),
            place: common.place.clone(),
            sound: faults.iter().all(|fault| fault.severity == Severity::Warning),
            description: description.clone(),
            slug: common.slug.as_ref().map(|slug| slug.value.clone()),
            aliases: common.aliases.clone(),
            draft: common.draft,
            date,
            updated,
            tags,
            loads: Vec::new(),
        }
    }
}

/// The foreign addresses that a body makes a browser call by itself.
fn loads(document: &Document) -> Vec<String> {
    let is_foreign_image = |hole: &Hole| matches!(&hole.filling, Filling::Image { to, .. } if is_foreign(to));
    // Markdown alone has no other way to load something.
    if !document.has_raw && !document.holes.iter().any(is_foreign_image) {
        return Vec::new();
    }
    let html = document.fill(&mut |filling: &Filling, html: &mut String| match filling {
        Filling::Image { to, .. } if is_foreign(to) => {
            html.push_str("src=\"");
            escape(to, html);
            html.push('"');
        }
        Filling::Link { to, .. } if is_foreign(to) => escape(to, html),
        _ => {}
    });
    let mut loads = waiting(&html);
    loads.sort();
    loads.dedup();
    loads
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;
    use crate::path::SourcePath;
    use crate::text::Text;

    fn loads_of(markdown: &str) -> Vec<String> {
        loads(&parse(&Text::new(&SourcePath::new("content/a.md"), markdown), 0))
    }

    #[test]
    fn all_that_a_body_loads_is_told() {
        for markdown in [
            "![A tree](https://e.com/a)",
            "<iframe src=\"https://e.com/a\"></iframe>",
            "<img srcset=\"/x.png 1x, https://e.com/a 2x\">",
            "<video poster=https://e.com/a></video>",
            "<style>p { background: url(https://e.com/a) }</style>",
            "<iframe srcdoc=\"<img src='https://e.com/a'>\"></iframe>",
            "<object data=\"//e.com/a\"></object>",
        ] {
            let loads = loads_of(markdown);
            assert!(loads.len() == 1 && loads[0].ends_with("//e.com/a"), "{markdown}: {loads:?}");
        }
        assert_eq!(loads_of("<script>fetch(\"https://e.com/a\")</script>"), ["https://e.com"]);
    }

    #[test]
    fn what_loads_nothing_is_not_told() {
        for markdown in [
            "[A tree](https://e.com/a) and https://e.com/b, `https://e.com/c`",
            "<noscript><img src=\"https://e.com/a\"></noscript>",
            "<link rel=\"preconnect\" href=\"https://e.com\">",
            "<form action=\"https://e.com/\"></form>",
        ] {
            assert_eq!(loads_of(markdown), Vec::<String>::new(), "{markdown}");
        }
    }
}
