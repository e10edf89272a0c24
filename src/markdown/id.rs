//! The ids of a document: each once, and none of those that the theme has for itself.

use std::collections::{BTreeMap, BTreeSet};

/// The ids of the theme's own sections.
const RESERVED: [&str; 14] = [
    "main",
    "consent",
    "consent-settings",
    "choices",
    "comments",
    "comments-title",
    "prompts",
    "plan",
    "share",
    "safety",
    "next",
    "recap",
    "reminder",
    "worksheet",
];

/// What the ids begin with that are numbered or made elsewhere.
const RESERVED_STARTS: [&str; 2] = ["comment-", "tip-"];

/// The ids of footnotes and of the references to them, before their numbers.
const NUMBERED: [&str; 2] = ["fn-", "fnref-"];

/// Why an id cannot be had.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is the theme's or guidepost's own.
    Reserved,
    /// It was given before, on this line.
    Given(u32),
}

/// The ids given so far.
#[derive(Default)]
pub(super) struct Ids {
    /// Ids that an author wrote, and on which line.
    given: BTreeMap<String, u32>,
    made: BTreeSet<String>,
    /// The number to try next for a name that was taken.
    next: BTreeMap<String, u32>,
}

impl Ids {
    /// Takes an id that the author wrote on a line.
    pub(super) fn give(&mut self, id: &str, line: u32) -> Result<(), Taken> {
        if is_reserved(id) {
            return Err(Taken::Reserved);
        }
        self.give_unreserved(id, line)
    }

    /// The same for an id that stands in a name space of its own.
    pub(super) fn give_unreserved(&mut self, id: &str, line: u32) -> Result<(), Taken> {
        if let Some(first) = self.given.get(id) {
            return Err(Taken::Given(*first));
        }
        self.given.insert(id.to_owned(), line);
        Ok(())
    }

    /// Makes an id of a name: itself, or with the first number from 2 on that is free.
    pub(super) fn make(&mut self, name: String) -> String {
        if !is_reserved(&name) && self.take(&name) {
            return name;
        }
        self.numbered(name)
    }

    /// The same for a name in a name space of its own, where nothing is reserved.
    pub(super) fn make_unreserved(&mut self, name: String) -> String {
        if self.take(&name) { name } else { self.numbered(name) }
    }

    fn numbered(&mut self, name: String) -> String {
        let mut number = self.next.get(&name).copied().unwrap_or(2);
        loop {
            let id = format!("{name}-{number}");
            number += 1;
            if self.take(&id) {
                self.next.insert(name, number);
                return id;
            }
        }
    }

    fn take(&mut self, id: &str) -> bool {
        !self.given.contains_key(id) && self.made.insert(id.to_owned())
    }
}

fn is_reserved(id: &str) -> bool {
    let is_numbered = NUMBERED
        .iter()
        .filter_map(|start| id.strip_prefix(start))
        .any(|rest| rest.starts_with(|char: char| char.is_ascii_digit()));
    is_numbered || RESERVED.contains(&id) || RESERVED_STARTS.iter().any(|start| id.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_of_a_name_is_numbered() {
        let mut ids = Ids::default();
        assert_eq!(ids.give("b", 7), Ok(()));
        assert_eq!(ids.give("b", 9), Err(Taken::Given(7)));
        let made = ["a", "a", "b", "a-2", "a"].map(|name| ids.make(name.to_owned()));
        assert_eq!(made, ["a", "a-2", "b-2", "a-2-2", "a-3"]);
    }

    #[test]
    fn the_themes_ids_stay_its_own() {
        let mut ids = Ids::default();
        assert_eq!(ids.give("main", 0), Err(Taken::Reserved));
        assert_eq!(ids.give("tip-x", 0), Err(Taken::Reserved));
        let made = ["main", "comment-1", "fn-1", "fn-x", "next"].map(|name| ids.make(name.to_owned()));
        assert_eq!(made, ["main-2", "comment-1-2", "fn-1-2", "fn-x", "next-2"]);
    }
}
