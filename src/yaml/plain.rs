//! Heads and settings as nearly all are written: keys with a word, a sentence or a number after the colon, or with
//! lists and maps of such, in brackets or indented below.
//!
//! The parser takes longer over such a head than over the whole text below it. Whatever is written in any other way is
//! the parser's; what is read here is read the same by it, which a property test holds.

mod scalar;

#[cfg(test)]
mod tests;

use scalar::{is_key, is_printed, value};

use super::nodes::Source;
use super::{Node, Value};
use crate::diagnostic::{Place, Placed};

/// The longest text that is read here, in bytes.
const LONGEST: usize = 16 << 10;

/// How deep lists and maps may stand in each other here.
const DEEPEST: usize = 8;

type Entry = (Placed<String>, Node);

/// The map that a text is; nothing, unless it is as plain as that.
pub(super) fn map(source: &Source<'_>) -> Option<Node> {
    let text = source.text();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let lines = text.strip_suffix('\n').unwrap_or(text).split('\n').zip(1..);
    let mut lines = Lines { next: None, later: lines.map(|(text, number)| Line::new(source, number, text)) };
    lines.advance();
    let map = lines.map(0, DEEPEST)?;
    lines.next.is_none().then_some(map)
}

/// A line of the text, from some byte on: what comes before it is spaces, or has been read.
#[derive(Clone, Copy)]
struct Line<'s> {
    source: &'s Source<'s>,
    number: u64,
    text: &'s str,
    at: usize,
}

impl<'s> Line<'s> {
    fn new(source: &'s Source<'s>, number: u64, text: &'s str) -> Self {
        Self { source, number, text, at: text.len() - text.trim_start_matches(' ').len() }
    }

    fn rest(self) -> &'s str {
        &self.text[self.at..]
    }

    /// Whether nothing stands in it, or a comment alone.
    fn is_silent(self) -> bool {
        let rest = self.rest();
        rest.is_empty() || (rest.starts_with('#') && rest.chars().all(is_printed))
    }

    fn is_item(self) -> bool {
        self.rest().starts_with("- ")
    }

    /// The place of what begins here.
    fn place(self, written: &str) -> Place {
        let column = self.text[..self.at].chars().count() as u64 + 1;
        let mut place = self.source.place(self.number, column);
        place.length = u32::try_from(written.chars().count()).unwrap_or(u32::MAX);
        place
    }

    /// A value that takes up the rest of the line.
    fn value(mut self, depth: usize) -> Option<Node> {
        let node = self.node(depth, false)?;
        self.rest().is_empty().then_some(node)
    }

    /// A value, or a list or a map in brackets; within them, a comma or a bracket ends it.
    fn node(&mut self, depth: usize, is_within: bool) -> Option<Node> {
        let (start, rest) = (*self, self.rest());
        let (length, value) = match rest.as_bytes().first()? {
            b'[' => {
                let inner = depth.checked_sub(1)?;
                (1, Value::List(self.bracketed(']', |line, _| line.node(inner, true))?))
            }
            b'{' => {
                let inner = depth.checked_sub(1)?;
                (1, Value::Map(self.bracketed('}', |line, entries| line.entry(entries, inner))?))
            }
            first => {
                let length = match first {
                    b'"' => rest[1..].find('"')? + 2,
                    _ if is_within => {
                        rest[..rest.find([',', '[', ']', '{', '}'])?].trim_end_matches(' ').len()
                    }
                    _ => rest.len(),
                };
                self.at += length;
                (length, value(&rest[..length])?)
            }
        };
        Some(Node { value, place: start.place(&rest[..length]) })
    }

    /// What stands in brackets, after each comma and a space.
    fn bracketed<T>(&mut self, end: char, read: impl Fn(&mut Self, &[T]) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        let is_wide = self.rest()[1..].starts_with(' ');
        self.at += usize::from(is_wide);
        loop {
            self.at += 1;
            items.push(read(self, &items)?);
            self.at += usize::from(is_wide && self.rest().starts_with(' '));
            if let Some(rest) = self.rest().strip_prefix(end) {
                self.at = self.text.len() - rest.len();
                return Some(items);
            }
            if !self.rest().starts_with(", ") {
                return None;
            }
            self.at += 1;
        }
    }

    /// A key and its value, in brackets.
    fn entry(&mut self, before: &[Entry], depth: usize) -> Option<Entry> {
        let (key, _) = self.rest().split_once(": ")?;
        let placed = self.key(key, before)?;
        self.at += key.len() + 2;
        Some((placed, self.node(depth, true)?))
    }

    /// A key that is none of those before.
    fn key(self, key: &str, before: &[Entry]) -> Option<Placed<String>> {
        let is_new = is_key(key) && before.iter().all(|(known, _)| known.value != key);
        is_new.then(|| Placed { value: key.to_owned(), place: self.place(key) })
    }
}

/// The lines that are still to be read.
struct Lines<'s, L> {
    next: Option<Line<'s>>,
    later: L,
}

impl<'s, L: Iterator<Item = Line<'s>>> Lines<'s, L> {
    fn advance(&mut self) {
        self.next = self.later.find(|line| !line.is_silent());
    }

    /// The map whose keys stand in this column.
    fn map(&mut self, column: usize, depth: usize) -> Option<Node> {
        let place = self.next?.place(".");
        let mut entries: Vec<Entry> = Vec::with_capacity(4);
        while let Some(line) = self.next.filter(|line| line.at == column && !line.is_item()) {
            let (key, written) = line.rest().split_once(':')?;
            let placed = line.key(key, &entries)?;
            self.advance();
            let node = if written.is_empty() {
                self.below(column, depth.checked_sub(1)?)?
            } else {
                written.strip_prefix(' ')?;
                Line { at: column + key.len() + 2, ..line }.value(depth)?
            };
            entries.push((placed, node));
        }
        (!entries.is_empty()).then_some(Node { place, value: Value::Map(entries) })
    }

    /// The list or the map below a key in this column.
    fn below(&mut self, column: usize, depth: usize) -> Option<Node> {
        let line = self.next?;
        if line.is_item() && line.at >= column {
            // To the parser, a list that is not indented begins with what stands after its first hyphen.
            let start = if line.at == column { column + 2 } else { line.at };
            let place = Line { at: start, ..line }.place("-");
            return Some(Node { place, value: Value::List(self.list(line.at, depth)?) });
        }
        if line.at > column { self.map(line.at, depth) } else { None }
    }

    /// The items whose hyphens stand in this column.
    fn list(&mut self, column: usize, depth: usize) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        while let Some(line) = self.next.filter(|line| line.at == column && line.is_item()) {
            let line = Line { at: column + 2, ..line };
            let is_map =
                line.rest().starts_with(|char: char| char.is_ascii_lowercase()) && line.rest().contains(':');
            items.push(if is_map {
                self.next = Some(line);
                self.map(column + 2, depth.checked_sub(1)?)?
            } else {
                self.advance();
                line.value(depth)?
            });
        }
        Some(items)
    }
}
