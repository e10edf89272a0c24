//! `page` of a guide's own pages: its parts, all of them on one page, and the worksheet.

use tera::Value;

use super::body::label;
use super::guide::kind;
use super::head::{Head, headings};
use super::{Seen, Viewer, body, label_and_url, map};
use crate::front_matter::PartKind;
use crate::markdown::Tip;
use crate::path::Url;
use crate::site::{Guide, Leaf, Part};
use crate::tag::escape_text;

impl Viewer {
    /// The overview of a guide.
    pub fn overview(&self, guide: &Guide) -> Seen {
        let leaf = &guide.leaf;
        let begin = guide.parts.first().map_or_else(Value::none, neighbour);
        let mut head = Head::of_leaf("guide", leaf, &self.site.config.title)
            .described(&guide.meta.description, &leaf.document.opening);
        head.date = guide.meta.date;
        head.updated = guide.meta.updated;
        head.article = true;
        head.above = self.above(guide, false);
        head.json_ld = self.structured_guide(guide, &head);
        let own = vec![("begin", begin), ("comments", self.comments(&guide.comments, guide))];
        Seen::new(self.page_value(&head, &self.leaf_body(leaf, ""), headings(leaf), own))
    }

    /// One part of a guide, by its place in the reading order.
    pub fn part(&self, guide: &Guide, index: usize) -> Seen {
        let part = &guide.parts[index];
        let leaf = &part.leaf;
        let mut head = Head::of_leaf(kind(part.kind), leaf, &guide.leaf.title.value)
            .described(&part.meta.summary, &leaf.document.opening);
        head.image = leaf.image.as_ref().or(guide.leaf.image.as_ref());
        head.date = guide.meta.date;
        head.updated = guide.meta.updated;
        head.article = true;
        head.above = self.above(guide, true);
        head.json_ld = self.structured_article(guide, &head);
        let previous = match index.checked_sub(1).and_then(|before| guide.parts.get(before)) {
            Some(before) => neighbour(before),
            None => overview_neighbour(guide),
        };
        let next = guide.parts.get(index + 1).map_or_else(Value::none, neighbour);
        let is_last = index + 1 == guide.parts.len();
        let quiet = part.deeds.first().filter(|_| part.kind != PartKind::Action);
        let mut own = vec![
            ("key", part.key().into()),
            ("number", part.number.into()),
            ("summary", part.meta.summary.as_str().into()),
            ("minutes", part.meta.time.unwrap_or(0).into()),
            ("prev", previous),
            ("next", next),
            ("action", quiet.map_or_else(Value::none, |deed| label_and_url(&deed.label, &deed.to))),
            ("tips", self.tips(leaf)),
            ("comments", if is_last { self.comments(&part.comments, guide) } else { Value::none() }),
        ];
        if part.kind == PartKind::Action {
            let call = part.meta.call.as_deref().cloned().unwrap_or_default();
            own.extend(self.action_pairs(guide, part, &call));
        }
        Seen::new(self.page_value(&head, &self.leaf_body(leaf, ""), headings(leaf), own))
    }

    /// All parts on one page.
    pub fn all(&self, guide: &Guide) -> Seen {
        let leaf = &guide.leaf;
        let title = self.word("all_title");
        let mut head = Head::made("all", guide.all_url(), title, &leaf.title.value)
            .described(&guide.meta.description, &leaf.document.opening);
        head.canonical = Some(leaf.url.clone());
        head.draft = leaf.draft;
        head.image = leaf.image.as_ref();
        head.above = self.above(guide, true);
        let introduction = self.leaf_body(leaf, "introduction--");
        let own = vec![
            ("introduction", Value::safe_string(&introduction)),
            ("parts", guide.parts.iter().map(|part| self.whole(part)).collect::<Vec<_>>().into()),
            ("comments", self.comments(&guide.comments, guide)),
        ];
        Seen::new(self.page_value(&head, "", Value::from(Vec::<Value>::new()), own))
    }

    /// Every step and tip, to be filled in by hand.
    pub fn worksheet(&self, guide: &Guide) -> Seen {
        let mut head = Head::made(
            "worksheet",
            guide.worksheet_url(),
            self.word("worksheet_title"),
            &guide.leaf.title.value,
        );
        head.description.clone_from(&guide.meta.description);
        head.noindex = true;
        head.canonical = Some(guide.leaf.url.clone());
        head.above = self.above(guide, true);
        let steps = guide.parts.iter().filter(|part| part.kind == PartKind::Step);
        let own = vec![("parts", steps.map(|part| self.whole(part)).collect::<Vec<_>>().into())];
        Seen::new(self.page_value(&head, "", Value::from(Vec::<Value>::new()), own))
    }

    /// The whole text of a guide, for feeds: the overview, then every part under its title.
    pub fn whole_text(&self, guide: &Guide) -> String {
        let mut html = self.leaf_body(&guide.leaf, "introduction--");
        for part in &guide.parts {
            html.push_str("<h2>");
            escape_text(&part.leaf.title.value, &mut html);
            html.push_str("</h2>\n");
            html.push_str(&self.leaf_body(&part.leaf, &prefix(part)));
        }
        html
    }

    /// The body of a leaf.
    pub(super) fn leaf_body(&self, leaf: &Leaf, prefix: &str) -> String {
        body(&leaf.document, &leaf.resolved, prefix, &*self.words)
    }

    /// The pages above one of a guide: home, and the guide itself for what is below it.
    fn above(&self, guide: &Guide, below: bool) -> Vec<(String, Url)> {
        let home = (self.site.config.title.clone(), Url::root());
        let overview = (guide.leaf.title.value.clone(), guide.leaf.url.clone());
        let mut above = Vec::new();
        if guide.leaf.url != Url::root() {
            above.push(home);
        }
        if below {
            above.push(overview);
        }
        above
    }

    /// A part with its whole body, its ids made unique among all parts.
    fn whole(&self, part: &Part) -> Value {
        map([
            ("key", part.key().into()),
            ("kind", kind(part.kind).into()),
            ("number", part.number.into()),
            ("title", part.leaf.title.value.as_str().into()),
            ("summary", part.meta.summary.as_str().into()),
            ("url", part.leaf.url.as_str().into()),
            ("minutes", part.meta.time.unwrap_or(0).into()),
            ("anchor", part.key().into()),
            ("body", Value::safe_string(&self.leaf_body(&part.leaf, &prefix(part)))),
            ("tips", self.tips(&part.leaf)),
        ])
    }

    fn tips(&self, leaf: &Leaf) -> Value {
        let tip = |(tip, id): (&Tip, &String)| {
            let html = label(&leaf.document, &leaf.resolved, tip, &*self.words);
            map([
                ("id", id.as_str().into()),
                ("html", Value::safe_string(&html)),
                ("text", tip.text.as_str().into()),
            ])
        };
        leaf.document.tips.iter().zip(&leaf.tips).map(tip).collect::<Vec<_>>().into()
    }
}

/// What goes before the ids of a part's body where all parts stand on one page.
fn prefix(part: &Part) -> String {
    format!("{}--", part.key())
}

/// A part as its neighbours link to it.
fn neighbour(part: &Part) -> Value {
    map([
        ("kind", kind(part.kind).into()),
        ("number", part.number.into()),
        ("title", part.leaf.title.value.as_str().into()),
        ("url", part.leaf.url.as_str().into()),
    ])
}

fn overview_neighbour(guide: &Guide) -> Value {
    map([
        ("kind", "guide".into()),
        ("number", 0_u32.into()),
        ("title", guide.leaf.title.value.as_str().into()),
        ("url", guide.leaf.url.as_str().into()),
    ])
}
