//! The reader of a map: typed values by key, and every key checked.

use std::ops::RangeInclusive;

use super::faults::{Faults, quoted};
use super::scalar::{self, found, full_text, near, wrong};
use super::{Node, Value};
use crate::date::Date;
use crate::diagnostic::{Place, Placed};

/// Beyond so many unknown keys in one map, nobody has mistyped them; they are reported without a guess.
const GUESSES: usize = 50;

/// A map that is being read. Each getter makes its key known and reports a value of the wrong kind at the
/// value; [`Fields::done`] reports every key that no getter asked for.
pub struct Fields<'a> {
    what: &'a str,
    place: Place,
    entries: &'a [(Placed<String>, Node)],
    known: Vec<&'static str>,
    missing: Vec<&'static str>,
    faults: &'a Faults,
}

impl<'a> Fields<'a> {
    /// Opens a map. `what` says what it describes, with its article: “a service”.
    pub fn open(node: &'a Node, what: &'a str, faults: &'a Faults) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            let message = match node.value {
                Value::Null => format!("{what} has no keys"),
                _ => format!("{what} should be a map of keys, and is {}", found(node)),
            };
            faults.error("wrong-type", node.place.clone(), message, map_help(node));
            return None;
        };
        Some(Self {
            what,
            place: node.place.clone(),
            entries,
            known: Vec::new(),
            missing: Vec::new(),
            faults,
        })
    }

    /// Opens the map that a whole document is. An empty document is a map without keys, at `place`.
    pub fn root(node: &'a Node, place: Place, what: &'a str, faults: &'a Faults) -> Option<Self> {
        if node.value == Value::Null {
            return Some(Self::empty(place, what, faults));
        }
        Self::open(node, what, faults)
    }

    /// A map without keys.
    pub fn empty(place: Place, what: &'a str, faults: &'a Faults) -> Self {
        Self { what, place, entries: &[], known: Vec::new(), missing: Vec::new(), faults }
    }

    /// Says with its article what the map describes, where that shows only while it is read.
    pub fn describe(&mut self, what: &'a str) {
        self.what = what;
    }

    /// Where the map begins.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Where the faults go.
    pub fn faults(&self) -> &'a Faults {
        self.faults
    }

    /// Whether a key is written.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(written, _)| written.value == key)
    }

    /// The value of a key, of whatever kind.
    pub fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.entry(key).map(|(_, node)| node)
    }

    /// A key and its value.
    pub fn entry(&mut self, key: &'static str) -> Option<(&'a Placed<String>, &'a Node)> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.entries.iter().find(|(written, _)| written.value == key).map(|(key, node)| (key, node))
    }

    /// A text that is not empty.
    pub fn text(&mut self, key: &'static str) -> Option<Placed<String>> {
        full_text(self.node(key)?, key, self.faults)
    }

    /// A text that may be empty.
    pub fn any_text(&mut self, key: &'static str) -> Option<Placed<String>> {
        scalar::text(self.node(key)?, key, self.faults)
    }

    /// A text that has to be there.
    pub fn required_text(&mut self, key: &'static str) -> Option<Placed<String>> {
        full_text(self.required(key)?, key, self.faults)
    }

    /// A value that has to be there; [`Fields::done`] reports its absence at the map.
    pub fn required(&mut self, key: &'static str) -> Option<&'a Node> {
        let node = self.node(key);
        if node.is_none() {
            self.missing.push(key);
        }
        node
    }

    /// `true` or `false`.
    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        scalar::flag(self.node(key)?, key, self.faults)
    }

    /// A whole number in a range.
    pub fn whole(&mut self, key: &'static str, range: &RangeInclusive<u32>) -> Option<Placed<u32>> {
        scalar::whole(self.node(key)?, key, range, self.faults)
    }

    /// A date.
    pub fn date(&mut self, key: &'static str) -> Option<Placed<Date>> {
        scalar::date(self.node(key)?, key, self.faults)
    }

    /// The items of a list.
    pub fn list(&mut self, key: &'static str) -> Option<&'a [Node]> {
        scalar::list(self.node(key)?, key, self.faults)
    }

    /// The items of a list that has to be there and to have some; none, if it does not.
    pub fn required_list(&mut self, key: &'static str) -> &'a [Node] {
        let Some(node) = self.required(key) else { return &[] };
        let items = scalar::list(node, key, self.faults);
        if items.is_some_and(<[Node]>::is_empty) {
            scalar::no_value(node, key, self.faults);
        }
        items.unwrap_or_default()
    }

    /// A list of texts, none of them empty; nothing, if the key is not there.
    pub fn texts(&mut self, key: &'static str) -> Vec<Placed<String>> {
        self.node(key).map(|node| scalar::texts(node, key, self.faults)).unwrap_or_default()
    }

    /// One of some words.
    pub fn choice<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Option<Placed<T>> {
        scalar::choice(self.node(key)?, key, words, self.faults)
    }

    /// A map below this one. `what` says what it describes, with its article.
    pub fn map(&mut self, key: &'static str, what: &'a str) -> Option<Fields<'a>> {
        Fields::open(self.node(key)?, what, self.faults)
    }

    /// The entries of a map whose keys are the author's own names.
    pub fn entries(&mut self, key: &'static str) -> &'a [(Placed<String>, Node)] {
        match self.node(key) {
            Some(Node { value: Value::Map(entries), .. }) => entries,
            Some(node) => {
                wrong(node, key, "a map of keys", map_help(node), self.faults);
                &[]
            }
            None => &[],
        }
    }

    /// Reports every key that is not known, and every key that is missing.
    pub fn done(self) {
        self.done_but(|_| None);
    }

    /// As [`Fields::done`], with other words where `explain` has some: code, message and help.
    ///
    /// A missing key that was only mistyped is one fault, not two.
    pub fn done_but(mut self, explain: impl Fn(&str) -> Option<(&'static str, String, String)>) {
        let mut meant = Vec::new();
        let unknown = self.entries.iter().filter(|(key, _)| !self.known.contains(&key.value.as_str()));
        for (count, (key, _)) in unknown.enumerate() {
            let (code, message, help) = explain(&key.value).unwrap_or_else(|| {
                let near = if count < GUESSES { near(&key.value, &self.known) } else { None };
                meant.extend(near);
                (
                    "unknown-key",
                    format!("{} has no key {}", self.what, quoted(&key.value)),
                    self.help_for(near),
                )
            });
            self.faults.error(code, key.place.clone(), message, help);
        }
        self.missing.retain(|key| !meant.contains(key));
        self.leave_others();
    }

    /// Reports the keys that are missing, and leaves those that are not known to another reader.
    pub fn leave_others(self) {
        for key in &self.missing {
            let message = format!("{} needs “{key}”, and has none", self.what);
            self.faults.error("missing-key", self.place.clone(), message, format!("add a line “{key}: …”"));
        }
    }

    fn help_for(&self, near: Option<&str>) -> String {
        match near {
            Some(nearest) => format!("did you mean “{nearest}”?"),
            None => format!("its keys are: {}", self.known.join(", ")),
        }
    }
}

/// `title:value` is a text to YAML.
fn map_help(node: &Node) -> String {
    match &node.value {
        Value::Text(text)
            if text.split_once(':').is_some_and(|(key, _)| !key.contains(char::is_whitespace)) =>
        {
            "put a space after the colon".to_owned()
        }
        _ => "write each key on its own line, indented below, as in “key: value”".to_owned(),
    }
}
