//! Reading the head of a guide, a part or a page.

use super::common::{check_dates, minutes, sentence, tags};
use super::head::Head;
use super::misplaced::{ACTION_KEYS, Kind, explain};
use super::{Action, ActionMeta, Common, GuideMeta, PageMeta, PartKind, PartMeta};
use crate::config::address::is_plain_name;
use crate::config::{Author, CommentSettings};
use crate::diagnostic::{Diagnostic, Place, Placed};
use crate::text::Text;
use crate::yaml::{self, Faults, Fields, Limits, Node, Value, quoted};

/// Reads the head of a guide's `index.md`. What is missing or wrong has its default.
pub fn guide(text: &Text, head: &Head) -> (GuideMeta, Vec<Diagnostic>) {
    with_head(text, head, "a guide", |mut fields, broken| {
        let faults = fields.faults();
        let common = Common::read(&mut fields, text.file(), broken);
        let description = sentence(&mut fields, "description");
        let (date, updated) = (fields.date("date"), fields.date("updated"));
        check_dates(date.as_ref(), updated.as_ref(), faults);
        let meta = GuideMeta {
            common,
            description,
            date: date.map(|date| date.value),
            updated: updated.map(|date| date.value),
            author: fields.node("author").and_then(|node| Author::read(node, faults)),
            tags: tags(&mut fields),
            comments: comments(&mut fields),
            time: minutes(&mut fields),
        };
        fields.done_but(|key| explain(Kind::Guide, key));
        meta
    })
}

/// Reads the head of a numbered file. What is missing or wrong has its default.
pub fn part(text: &Text, head: &Head) -> (PartMeta, Vec<Diagnostic>) {
    with_head(text, head, "a part of a guide", |mut fields, broken| {
        let common = Common::read(&mut fields, text.file(), broken);
        let summary = sentence(&mut fields, "summary");
        let kind = kind(&mut fields);
        fields.describe(match kind {
            PartKind::Step => "a step",
            PartKind::Closing => "a closing part",
            PartKind::Action => "an action page",
        });
        let time = minutes(&mut fields);
        let comments = comments(&mut fields);
        let action = match kind {
            PartKind::Step => fields.node("action").and_then(|node| Action::read(node, fields.faults())),
            PartKind::Closing | PartKind::Action => None,
        };
        let call = (kind == PartKind::Action).then(|| ActionMeta::read(&mut fields)).flatten();
        fields.done_but(|key| explain(Kind::Part(kind), key));
        PartMeta { common, summary, kind, time, comments, action, call: call.map(Box::new) }
    })
}

/// Reads the head of a page. What is missing or wrong has its default.
pub fn page(text: &Text, head: &Head) -> (PageMeta, Vec<Diagnostic>) {
    with_head(text, head, "a page", |mut fields, broken| {
        let faults = fields.faults();
        let meta = PageMeta {
            common: Common::read(&mut fields, text.file(), broken),
            description: sentence(&mut fields, "description"),
            date: fields.date("date").map(|date| date.value),
            template: fields.text("template").and_then(|name| template(name, faults)),
        };
        fields.done_but(|key| explain(Kind::Page, key));
        meta
    })
}

/// Opens the head. One that is absent, empty or broken is read as a map without keys.
fn with_head<T>(
    text: &Text,
    head: &Head,
    what: &str,
    read: impl FnOnce(Fields<'_>, bool) -> T,
) -> (T, Vec<Diagnostic>) {
    let start = Place::whole(text.file());
    let (node, faults) = match &head.yaml {
        Some(range) => yaml::parse_within(text, range.clone(), Limits::HEAD),
        None => (Some(Node { value: Value::Null, place: start.clone() }), Vec::new()),
    };
    let faults = Faults::from(faults);
    let fields = node.as_ref().and_then(|node| Fields::root(node, start.clone(), what, &faults));
    let broken = fields.is_none();
    let meta = read(fields.unwrap_or_else(|| Fields::empty(start, what, &faults)), broken);
    (meta, faults.into_vec())
}

fn comments(fields: &mut Fields<'_>) -> CommentSettings {
    let faults = fields.faults();
    fields.node("comments").map(|node| CommentSettings::read(node, faults)).unwrap_or_default()
}

/// The kind of a part. Where it is missing or wrong beside `actions`, an action page was meant.
fn kind(fields: &mut Fields<'_>) -> PartKind {
    const KINDS: [(&str, PartKind); 3] =
        [("step", PartKind::Step), ("closing", PartKind::Closing), ("action", PartKind::Action)];
    let written = fields.has("kind");
    if let Some(kind) = fields.choice("kind", &KINDS) {
        return kind.value;
    }
    if !fields.has("actions") {
        return PartKind::Step;
    }
    if !written
        && let Some((key, _)) = fields.entry("actions")
        && let Some((code, message, help)) = explain(Kind::Part(PartKind::Step), ACTION_KEYS[0])
    {
        fields.faults().error(code, key.place.clone(), message, help);
    }
    PartKind::Action
}

fn template(name: Placed<String>, faults: &Faults) -> Option<Placed<String>> {
    if is_plain_name(name.value.strip_suffix(".html").unwrap_or(&name.value)) {
        return Some(name);
    }
    let message = format!("{} cannot be the name of a template", quoted(&name.value));
    faults.error(
        "bad-name",
        name.place,
        message,
        "write the name of a file in the theme’s templates, such as page",
    );
    None
}
