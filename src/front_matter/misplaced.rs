//! Keys that belong to another kind of file.

use super::PartKind;

/// The keys that only an action page has.
pub(super) const ACTION_KEYS: [&str; 8] =
    ["actions", "next", "prompts", "plan", "reminder", "share", "form", "safety"];

/// What kind of file a head belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Guide,
    Part(PartKind),
    Page,
}

/// Code, message and help for a key that another kind of file has; nothing, if none has it.
pub(super) fn explain(kind: Kind, key: &str) -> Option<(&'static str, String, String)> {
    let (message, help) = match kind {
        Kind::Guide => in_guide(key)?,
        Kind::Part(part) => in_part(part, key)?,
        Kind::Page => in_page(key)?,
    };
    Some(("misplaced-key", message, help.to_owned()))
}

/// A message and its help.
type Words = (String, &'static str);

fn in_guide(key: &str) -> Option<Words> {
    Some(match key {
        "summary" => {
            ("a guide has no “summary”, but a “description”".to_owned(), "rename it to “description”")
        }
        "kind" => {
            ("only a numbered file has a “kind”; this one is the guide’s overview".to_owned(), "remove it")
        }
        "template" => ("only a page outside guides has a “template”".to_owned(), "remove it"),
        "action" => (
            "“action” belongs to a step, not to the guide’s overview".to_owned(),
            "write it in a numbered file",
        ),
        key if ACTION_KEYS.contains(&key) => (
            format!("“{key}” belongs to an action page, not to the guide’s overview"),
            "write it in a numbered file with kind: action",
        ),
        _ => return None,
    })
}

fn in_part(part: PartKind, key: &str) -> Option<Words> {
    Some(match key {
        "description" => {
            ("a part of a guide has no “description”, but a “summary”".to_owned(), "rename it to “summary”")
        }
        "date" | "updated" | "author" | "tags" => (
            format!("“{key}” belongs to the guide, not to one of its parts"),
            "write it in the guide’s index.md",
        ),
        "template" => ("only a page outside guides has a “template”".to_owned(), "remove it"),
        "action" if part == PartKind::Action => (
            "an action page has no “action”, but a list of “actions”".to_owned(),
            "write it as the first of “actions”",
        ),
        "action" => ("only a step has an “action”".to_owned(), "remove it, or write it in a step"),
        key if ACTION_KEYS.contains(&key) => (
            format!("only an action page has “{key}”, and kind: action is missing here"),
            "add a line “kind: action”, or remove this",
        ),
        _ => return None,
    })
}

fn in_page(key: &str) -> Option<Words> {
    Some(match key {
        "summary" => {
            ("a page has no “summary”, but a “description”".to_owned(), "rename it to “description”")
        }
        "updated" | "author" | "tags" | "time" | "comments" => (
            format!("“{key}” belongs to a guide, and this page is in none"),
            "remove it; a folder with an index.md and numbered files is a guide",
        ),
        "kind" => ("only a numbered file of a guide has a “kind”".to_owned(), "remove it"),
        "action" => ("“action” belongs to a step, and this page is none".to_owned(), "remove it"),
        key if ACTION_KEYS.contains(&key) => (
            format!("“{key}” belongs to an action page, and this page is in no guide"),
            "write it in a numbered file with kind: action",
        ),
        _ => return None,
    })
}
