//! From what the parser hands over to nodes: places, written text, keys written twice.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_yaml::{Location, Spanned};

use super::faults::{Faults, quoted};
use super::raw::Raw;
use super::{Node, Value};
use crate::diagnostic::{Place, Placed};
use crate::text::Text;

/// The part of a text that is YAML, and the way from the parser's positions to places.
pub(super) struct Source<'a> {
    whole: &'a Text,
    range: Range<usize>,
    /// The place where the part starts.
    start: Place,
}

impl<'a> Source<'a> {
    pub(super) fn new(whole: &'a Text, range: Range<usize>) -> Self {
        let length = whole.as_str().len();
        let start = whole.as_str().floor_char_boundary(range.start.min(length));
        let end = whole.as_str().floor_char_boundary(range.end.clamp(start, length));
        Self { whole, start: whole.place(start, 1), range: start..end }
    }

    /// The YAML alone.
    pub(super) fn text(&self) -> &'a str {
        &self.whole.as_str()[self.range.clone()]
    }

    /// The place of a byte of the YAML.
    pub(super) fn place_at(&self, offset: usize) -> Place {
        self.whole.place(self.range.start + offset, 1)
    }

    /// The place of a line and column of the YAML, both from 1.
    pub(super) fn place(&self, line: u64, column: u64) -> Place {
        let line = u32::try_from(line).unwrap_or(u32::MAX).max(1);
        let column = u32::try_from(column).unwrap_or(u32::MAX).max(1);
        let first = if line == 1 { self.start.column - 1 } else { 0 };
        Place {
            file: self.whole.file().clone(),
            line: self.start.line.saturating_add(line - 1),
            column: column.saturating_add(first),
            length: 1,
        }
    }

    /// Where a value was written, and the bytes of it.
    fn span(&self, location: Location) -> (Place, Range<usize>) {
        let mut place = self.place(location.line(), location.column());
        let span = location.span();
        let bytes = |number: Option<_>| number.and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
        let start = self.text().floor_char_boundary(bytes(span.byte_offset()));
        let end = self.text().floor_char_boundary(start.saturating_add(bytes(span.byte_len())));
        let written = &self.text()[start..end.max(start)];
        let length = written.lines().next().unwrap_or_default().trim_end().chars().count();
        place.length = u32::try_from(length).unwrap_or(u32::MAX).max(1);
        (place, start..end.max(start))
    }

    /// What is left of a byte's line.
    fn rest_of_line(&self, offset: usize) -> &'a str {
        self.text()[offset..].lines().next().unwrap_or_default()
    }
}

/// Gives a parsed value its place, and checks what holds for every value.
pub(super) fn node(raw: Spanned<Raw>, source: &Source<'_>, faults: &Faults) -> Node {
    let (place, span) = source.span(raw.referenced);
    let value = match raw.value {
        Raw::Null => null(source, &place, span, faults),
        Raw::Flag => flag(source.text()[span].trim()),
        Raw::Number => Value::Number(source.text()[span].trim().to_owned()),
        Raw::Text(text) => Value::Text(checked(text, &place, faults)),
        Raw::List(items) => Value::List(items.into_iter().map(|item| node(item, source, faults)).collect()),
        Raw::Map(entries) => map(entries, source, span.start, faults),
    };
    Node { value, place }
}

/// Nothing was written, or `null`, or what its author did not mean as a comment: `to: #prompts`.
fn null(source: &Source<'_>, place: &Place, span: Range<usize>, faults: &Faults) -> Value {
    let written = source.text()[span.clone()].trim();
    if !written.is_empty() {
        return if written == "~" || written == "null" {
            Value::Null
        } else {
            Value::Text(written.to_owned())
        };
    }
    let rest = source.rest_of_line(span.start);
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let comment = rest.trim();
    let is_comment = rest.starts_with([' ', '\t'])
        && comment.starts_with('#')
        && !comment[1..].starts_with(|char: char| char.is_whitespace() || char == '#')
        && comment.len() > 1;
    if !is_comment {
        return Value::Null;
    }
    let message = format!("{} is not read: what follows a # is a comment", quoted(comment));
    faults.error(
        "comment-as-value",
        place.clone(),
        message,
        format!("put it in quotes: \"{}\"", comment.replace('"', "\\\"")),
    );
    Value::Text(comment.to_owned())
}

/// `True` and `TRUE` are texts here, as `yes` is.
fn flag(written: &str) -> Value {
    match written {
        "true" => Value::Flag(true),
        "false" => Value::Flag(false),
        _ => Value::Text(written.to_owned()),
    }
}

fn map(
    entries: Vec<(Spanned<Raw>, Spanned<Raw>)>,
    source: &Source<'_>,
    start: usize,
    faults: &Faults,
) -> Value {
    let mut map: Vec<(Placed<String>, Node)> = Vec::with_capacity(entries.len());
    let mut first: BTreeMap<String, u32> = BTreeMap::new();
    let mut broken = false;
    for (key, value) in entries {
        let Some(key) = self::key(key, source, faults) else {
            broken = true;
            continue;
        };
        let value = node(value, source, faults);
        if let Some(line) = first.get(&key.value) {
            faults.error(
                "duplicate-key",
                key.place,
                format!("{} is written twice", quoted(&key.value)),
                format!("the first one is in line {line}; keep one of them"),
            );
        } else {
            first.insert(key.value.clone(), key.place.line);
            map.push((key, value));
        }
    }
    // `title: {{ name }}` was meant as a text; no second fault shall follow from reading it as a map.
    if broken && source.text()[start..].starts_with('{') {
        return Value::Text(source.rest_of_line(start).trim().to_owned());
    }
    Value::Map(map)
}

fn key(raw: Spanned<Raw>, source: &Source<'_>, faults: &Faults) -> Option<Placed<String>> {
    let (place, span) = source.span(raw.referenced);
    let written = source.text()[span].trim();
    let value = match raw.value {
        Raw::Text(text) => checked(text, &place, faults),
        Raw::Null if written.is_empty() => {
            faults.error(
                "bad-key",
                place,
                "there is no key before this colon",
                "write a key before it, such as title",
            );
            return None;
        }
        Raw::Null | Raw::Flag | Raw::Number => written.to_owned(),
        Raw::List(_) | Raw::Map(_) => {
            faults.error(
                "bad-key",
                place,
                "a list or a map cannot be a key",
                "a text that begins with { or [ has to be in quotes, such as \"{{ name }}\"",
            );
            return None;
        }
    };
    Some(Placed { value, place })
}

/// No text may hold what neither HTML nor XML can: control characters, among them NUL, and two others.
fn checked(text: String, place: &Place, faults: &Faults) -> String {
    let bad = |char: char| {
        (char.is_control() && !matches!(char, '\t' | '\n')) || matches!(char, '\u{fffe}' | '\u{ffff}')
    };
    let Some(char) = text.chars().find(|char| bad(*char)) else {
        return text;
    };
    faults.error(
        "control-character",
        place.clone(),
        format!("this text holds the invisible character U+{:04X}", u32::from(char)),
        "remove it; in double quotes, write \\\\ for a backslash",
    );
    text.chars().filter(|char| !bad(*char)).collect()
}
