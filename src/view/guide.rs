//! `guide`: what every page of a guide knows of it, and what its card in lists shows.

use std::collections::BTreeSet;

use tera::Value;

use super::head::date;
use super::{Seen, Viewer, link, map, title_and_url};
use crate::front_matter::PartKind;
use crate::path::{Url, slug};
use crate::site::{Guide, Part};

impl Viewer {
    /// `guide`, the same for every page of it.
    pub fn guide(&self, guide: &Guide) -> Seen {
        Seen::new(map(self.guide_pairs(guide)))
    }

    fn guide_pairs(&self, guide: &Guide) -> Vec<(&'static str, Value)> {
        let leaf = &guide.leaf;
        let steps = guide.steps();
        let worksheet =
            if steps > 0 && self.makes.worksheet { guide.worksheet_url().to_string() } else { String::new() };
        let all = if self.makes.all { guide.all_url().to_string() } else { String::new() };
        vec![
            ("key", leaf.url.as_str().into()),
            ("was", leaf.aliases.iter().map(Url::as_str).collect::<Vec<_>>().join(" ").into()),
            ("title", leaf.title.value.as_str().into()),
            ("description", guide.meta.description.as_str().into()),
            ("url", leaf.url.as_str().into()),
            ("author", link(guide.author.as_ref())),
            ("date", date(guide.meta.date)),
            ("updated", date(guide.meta.updated)),
            ("tags", self.tags_of(guide)),
            (
                "image",
                leaf.image.as_ref().map_or_else(Value::none, |image| self.image(image, &leaf.title.value)),
            ),
            ("minutes", guide.minutes().into()),
            ("steps", steps.into()),
            ("draft", leaf.draft.into()),
            ("parts", guide.parts.iter().map(entry).collect::<Vec<_>>().into()),
            (
                "action",
                guide
                    .action()
                    .map_or_else(Value::none, |part| title_and_url(&part.leaf.title.value, &part.leaf.url)),
            ),
            ("all_url", all.into()),
            ("worksheet_url", worksheet.into()),
        ]
    }

    fn tags_of(&self, guide: &Guide) -> Value {
        let segments: BTreeSet<String> = guide.meta.tags.iter().map(|tag| slug(&tag.value)).collect();
        let tags = segments.iter().filter_map(|segment| self.site.directory.tags.get(segment));
        tags.map(|tag| map([("name", tag.name.as_str().into()), ("url", tag.url.as_str().into())]))
            .collect::<Vec<_>>()
            .into()
    }
}

/// A part in the guide's list of parts: what the rail shows, and no more.
fn entry(part: &Part) -> Value {
    let tips: Vec<&str> = part.leaf.tips.iter().map(String::as_str).collect();
    map([
        ("key", part.key().into()),
        ("kind", kind(part.kind).into()),
        ("number", part.number.into()),
        ("title", part.leaf.title.value.as_str().into()),
        ("summary", part.meta.summary.as_str().into()),
        ("url", part.leaf.url.as_str().into()),
        ("minutes", part.meta.time.unwrap_or(0).into()),
        ("tips", tips.into()),
    ])
}

/// The word by which templates and authors know a kind of part.
pub(super) fn kind(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Step => "step",
        PartKind::Closing => "closing",
        PartKind::Action => "action",
    }
}
