//! What every page has, whatever it is.

use tera::Value;

use super::{Viewer, map, title_and_url};
use crate::date::Date;
use crate::path::Url;
use crate::site::{File, Leaf};

/// What a page is about, before it is put into words for the head.
#[expect(clippy::struct_excessive_bools, reason = "each is one independent property of a page")]
pub(super) struct Head<'a> {
    pub(super) kind: &'static str,
    pub(super) path: &'a str,
    pub(super) url: Url,
    pub(super) title: String,
    /// What the page belongs to, in its window title: the guide or the site.
    pub(super) of: &'a str,
    pub(super) description: String,
    pub(super) image: Option<&'a File>,
    pub(super) noindex: bool,
    /// The page that search engines should show instead.
    pub(super) canonical: Option<Url>,
    pub(super) date: Option<Date>,
    pub(super) updated: Option<Date>,
    pub(super) draft: bool,
    pub(super) policy: bool,
    /// The pages above it, from the home page on.
    pub(super) above: Vec<(String, Url)>,
    pub(super) article: bool,
    pub(super) json_ld: Vec<String>,
}

impl<'a> Head<'a> {
    /// The head of a page with a Markdown file.
    pub(super) fn of_leaf(kind: &'static str, leaf: &'a Leaf, of: &'a str) -> Self {
        Self {
            path: leaf.path.as_str(),
            image: leaf.image.as_ref(),
            draft: leaf.draft,
            ..Self::made(kind, leaf.url.clone(), leaf.title.value.clone(), of)
        }
    }

    /// The head of a page that no file was written for.
    pub(super) fn made(kind: &'static str, url: Url, title: String, of: &'a str) -> Self {
        Self {
            kind,
            path: "",
            url,
            title,
            of,
            description: String::new(),
            image: None,
            noindex: false,
            canonical: None,
            date: None,
            updated: None,
            draft: false,
            policy: false,
            above: Vec::new(),
            article: false,
            json_ld: Vec::new(),
        }
    }

    /// The description, or what the body begins with.
    pub(super) fn described(mut self, description: &str, opening: &str) -> Self {
        description.clone_into(&mut self.description);
        if description.is_empty() {
            opening.clone_into(&mut self.description);
        }
        self
    }
}

impl Viewer {
    /// The values of a page: those that every page has, and its own.
    pub(super) fn page_value(
        &self,
        head: &Head,
        body: &str,
        headings: Value,
        own: Vec<(&'static str, Value)>,
    ) -> Value {
        let breadcrumbs: Vec<Value> = head
            .above
            .iter()
            .chain(std::iter::once(&(head.title.clone(), head.url.clone())))
            .map(|(title, url)| title_and_url(title, url))
            .collect();
        let absolute = Value::from(self.absolute(&head.url));
        let canonical =
            head.canonical.as_ref().map_or_else(|| absolute.clone(), |url| self.absolute(url).into());
        let common = [
            ("kind", head.kind.into()),
            ("path", head.path.into()),
            ("url", head.url.as_str().into()),
            ("title", head.title.as_str().into()),
            ("head_title", window_title(&head.title, head.of).into()),
            ("description", head.description.as_str().into()),
            ("canonical", canonical),
            ("absolute_url", absolute),
            ("image", head.image.map_or_else(Value::none, |image| self.image(image, &head.title))),
            ("robots", (if head.noindex || head.draft { "noindex" } else { "" }).into()),
            ("body", Value::safe_string(body)),
            ("headings", headings),
            ("date", date(head.date)),
            ("updated", date(head.updated)),
            ("draft", head.draft.into()),
            ("policy", head.policy.into()),
            ("asks", (head.policy || (head.kind != "worksheet" && self.asks(&head.url))).into()),
            ("breadcrumbs", breadcrumbs.into()),
            ("json_ld", head.json_ld.iter().map(|json| json.as_str().into()).collect::<Vec<Value>>().into()),
            ("og_type", (if head.article { "article" } else { "website" }).into()),
        ];
        let mut pairs: Vec<(&'static str, Value)> = common.into();
        if !own.iter().any(|(key, _)| *key == "comments") {
            pairs.push(("comments", Value::none()));
        }
        pairs.extend(own);
        map(pairs)
    }

    /// An image with its size, or with zeros where it does not tell.
    pub(super) fn image(&self, image: &File, alt: &str) -> Value {
        let (width, height) = image.size.map_or((0, 0), |size| (size.width, size.height));
        map([
            ("url", image.url.as_str().into()),
            ("absolute_url", self.absolute(&image.url).into()),
            ("width", width.into()),
            ("height", height.into()),
            ("alt", alt.into()),
        ])
    }
}

pub(super) fn date(date: Option<Date>) -> Value {
    date.map(|date| date.to_string()).unwrap_or_default().into()
}

fn window_title(title: &str, of: &str) -> String {
    if of.is_empty() || title == of { title.to_owned() } else { format!("{title} – {of}") }
}

/// The headings of a body, for a table of contents.
pub(super) fn headings(leaf: &Leaf) -> Value {
    let heading = |heading: &crate::markdown::Heading| {
        map([
            ("level", u64::from(heading.level).into()),
            ("id", heading.id.as_str().into()),
            ("text", heading.text.as_str().into()),
        ])
    };
    leaf.document.headings.iter().map(heading).collect::<Vec<_>>().into()
}
