//! Values as what a key wants: a text, a flag, a number, a date, a word of a list.

use std::ops::RangeInclusive;

use super::faults::{Faults, quoted};
use super::{Node, Value};
use crate::date::Date;
use crate::diagnostic::{Placed, nearest};

/// What a value is, in words.
pub(super) fn found(node: &Node) -> String {
    match &node.value {
        Value::Null => "nothing".to_owned(),
        Value::Flag(flag) => format!("{flag}"),
        Value::Number(number) => format!("the number {number}"),
        Value::Text(text) => format!("the text {}", quoted(text)),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a map of keys".to_owned(),
    }
}

/// Reports a value of the wrong kind; one without a value is reported as such.
pub(super) fn wrong(node: &Node, name: &str, wanted: &str, help: impl Into<String>, faults: &Faults) {
    if node.value == Value::Null {
        return no_value(node, name, faults);
    }
    let message = format!("“{name}” should be {wanted}, and is {}", found(node));
    faults.error("wrong-type", node.place.clone(), message, help);
}

pub(super) fn no_value(node: &Node, name: &str, faults: &Faults) {
    let message = format!("“{name}” has no value");
    faults.error("empty-value", node.place.clone(), message, "write one, or remove the line");
}

/// A text without blanks around it, as written where it looks like a number or a flag. It may be empty.
pub fn text(node: &Node, name: &str, faults: &Faults) -> Option<Placed<String>> {
    let value = match &node.value {
        Value::Text(text) | Value::Number(text) => text.trim().to_owned(),
        Value::Flag(flag) => flag.to_string(),
        Value::Null | Value::List(_) | Value::Map(_) => {
            wrong(node, name, "a text", "write the text after the colon", faults);
            return None;
        }
    };
    Some(Placed { value, place: node.place.clone() })
}

/// A text that is not empty.
pub fn full_text(node: &Node, name: &str, faults: &Faults) -> Option<Placed<String>> {
    let text = text(node, name, faults)?;
    if text.value.is_empty() {
        no_value(node, name, faults);
        return None;
    }
    Some(text)
}

/// `true` or `false`.
pub fn flag(node: &Node, name: &str, faults: &Faults) -> Option<bool> {
    if let Value::Flag(flag) = node.value {
        return Some(flag);
    }
    let meant = match &node.value {
        Value::Text(text) => match text.to_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => "true",
            "no" | "off" | "n" | "false" => "false",
            _ => "",
        },
        _ => "",
    };
    let help = match meant {
        "" => format!("write {name}: true or {name}: false"),
        meant => format!("write {name}: {meant}"),
    };
    wrong(node, name, "true or false", help, faults);
    None
}

/// A whole number in a range.
pub fn whole(node: &Node, name: &str, range: &RangeInclusive<u32>, faults: &Faults) -> Option<Placed<u32>> {
    let (from, to) = (range.start(), range.end());
    let wanted = format!("a whole number from {from} to {to}");
    let Value::Number(written) = &node.value else {
        let help = match &node.value {
            Value::Text(text) if text.trim().parse::<u32>().is_ok_and(|number| range.contains(&number)) => {
                format!("write it without quotes and without zeros before it: {name}: {}", plain(text))
            }
            _ => format!("write {wanted}, such as {name}: {from}"),
        };
        wrong(node, name, &wanted, help, faults);
        return None;
    };
    match written.parse() {
        Ok(value) if range.contains(&value) => Some(Placed { value, place: node.place.clone() }),
        _ => {
            let message = format!("“{name}” should be {wanted}, and is {written}");
            faults.error("out-of-range", node.place.clone(), message, format!("write {wanted}"));
            None
        }
    }
}

fn plain(number: &str) -> &str {
    let number = number.trim();
    let plain = number.trim_start_matches(['0', '+']);
    if plain.is_empty() { "0" } else { plain }
}

/// A date such as `2026-11-22`, or a moment of RFC 3339.
pub fn date(node: &Node, name: &str, faults: &Faults) -> Option<Placed<Date>> {
    let text = full_text(node, name, faults)?;
    if let Some(value) = Date::parse(&text.value) {
        return Some(Placed { value, place: text.place });
    }
    faults.error(
        "bad-date",
        text.place,
        format!("“{name}” should be a date of the calendar, and is {}", quoted(&text.value)),
        "write year, month and day as in 2026-11-22, or a moment as in 2026-11-22T10:00:00Z",
    );
    None
}

/// The items of a list.
pub fn list<'a>(node: &'a Node, name: &str, faults: &Faults) -> Option<&'a [Node]> {
    if let Value::List(items) = &node.value {
        return Some(items);
    }
    let help = match &node.value {
        Value::Text(text) | Value::Number(text) if text.len() <= 40 && !text.contains('\n') => {
            format!("write it in square brackets: {name}: [{text}]")
        }
        _ => "begin each item on its own line with “- ”".to_owned(),
    };
    wrong(node, name, "a list", help, faults);
    None
}

/// A list of texts, none of them empty.
pub fn texts(node: &Node, name: &str, faults: &Faults) -> Vec<Placed<String>> {
    let items = list(node, name, faults).unwrap_or_default();
    items.iter().filter_map(|item| full_text(item, name, faults)).collect()
}

/// One of some words.
pub fn choice<T: Copy>(node: &Node, name: &str, words: &[(&str, T)], faults: &Faults) -> Option<Placed<T>> {
    let text = full_text(node, name, faults)?;
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
        return Some(Placed { value: *value, place: text.place });
    }
    let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let message = format!("“{name}” cannot be {}", quoted(&text.value));
    faults.error("unknown-value", text.place, message, one_of(&text.value, &all));
    None
}

/// The help that proposes the nearest of some words, and lists them if none is near.
pub(super) fn one_of(word: &str, all: &[&str]) -> String {
    match near(word, all) {
        Some(nearest) => format!("did you mean “{nearest}”?"),
        None => format!("it can be one of: {}", all.join(", ")),
    }
}

/// The nearest word; a word much longer than all of them is near none.
pub(super) fn near<'a>(word: &str, all: &[&'a str]) -> Option<&'a str> {
    const LONGEST: usize = 64;
    if word.len() > LONGEST {
        return None;
    }
    nearest(word, all.iter().copied())
}
