//! `theme.yaml`: what a theme says of itself.

use crate::diagnostic::{Diagnostic, Place, Placed};
use crate::source::Source;
use crate::text::Text;
use crate::theme::option::Declared;
use crate::theme::plain::suggestion;
use crate::yaml::{self, Node, Value};

/// The version of what templates see and may call.
const API: &str = "1";

/// The keys of `theme.yaml`.
const KEYS: &[&str] = &["name", "api", "extends", "options"];

/// What a theme says of itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Declaration {
    /// The theme that it builds on.
    pub(super) extends: Option<Placed<String>>,
    /// Its options, in the order written.
    pub(super) options: Vec<(String, Declared)>,
}

impl Declaration {
    /// Reads `theme.yaml`; none, if the theme cannot be used at all.
    pub(super) fn read(folder: &str, source: &Source, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let node = parsed(source, found)?;
        let fields = Fields::of(&node, "theme.yaml", KEYS, found)?;
        let whole = Place::whole(&source.path);
        fields.name(folder, &whole, found);
        let usable = fields.api(folder, &whole, found);
        let extends = fields.get("extends").and_then(|node| match &node.value {
            Value::Text(name) => Some(Placed { value: name.clone(), place: node.place.clone() }),
            Value::Null => None,
            _ => {
                found.push(wrong(node, "“extends” must be the name of a theme"));
                None
            }
        });
        let options = fields.get("options").map(|node| options(node, found)).unwrap_or_default();
        usable.then_some(Self { extends, options })
    }
}

fn options(node: &Node, found: &mut Vec<Diagnostic>) -> Vec<(String, Declared)> {
    match &node.value {
        Value::Map(entries) => {
            let read = |(key, node): &(Placed<String>, Node)| {
                Declared::read(key, node, found).map(|option| (key.value.clone(), option))
            };
            entries.iter().filter_map(read).collect()
        }
        Value::Null => Vec::new(),
        _ => {
            found.push(wrong(node, "“options” must be a map from names to their types and defaults"));
            Vec::new()
        }
    }
}

/// The YAML of a theme's file; none, if it cannot be read.
pub(super) fn parsed(source: &Source, found: &mut Vec<Diagnostic>) -> Option<Node> {
    match Text::decode(&source.path, &source.bytes) {
        Ok(text) => {
            let (node, faults) = yaml::parse(&text, 0..text.as_str().len());
            found.extend(faults);
            node
        }
        Err(fault) => {
            found.push(fault);
            None
        }
    }
}

/// An error at a value.
pub(super) fn wrong(node: &Node, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("wrong-value", node.place.clone(), message)
}

/// A map whose keys are known.
pub(super) struct Fields<'a>(&'a [(Placed<String>, Node)]);

impl<'a> Fields<'a> {
    /// The fields of a map; each unknown key is an error.
    pub(super) fn of(
        node: &'a Node,
        what: &str,
        known: &[&str],
        found: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let Value::Map(entries) = &node.value else {
            let help = format!("the keys are: {}", known.join(", "));
            found.push(wrong(node, format!("{what} must be a map")).help(help));
            return None;
        };
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(&key.value.as_str())) {
            let message = format!("{what} has no key “{}”", key.value);
            let help = suggestion(&key.value, known.iter().copied());
            found.push(Diagnostic::error("unknown-key", key.place.clone(), message).help(help));
        }
        Some(Self(entries))
    }

    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&'a Node> {
        self.0.iter().find(|(known, _)| known.value == key).map(|(_, node)| node)
    }

    /// The name must be that of the folder.
    fn name(&self, folder: &str, whole: &Place, found: &mut Vec<Diagnostic>) {
        let fix = format!("write “name: {folder}”, as the folder is called");
        match self.get("name") {
            Some(Node { value: Value::Text(name), .. }) if name == folder => {}
            Some(node) => {
                let message = format!("the name of the theme in the folder “{folder}” must be “{folder}”");
                found.push(Diagnostic::error("theme-name", node.place.clone(), message).help(fix));
            }
            None => {
                found.push(
                    Diagnostic::error("missing-key", whole.clone(), "theme.yaml needs a “name”").help(fix),
                );
            }
        }
    }

    /// The version must be ours.
    fn api(&self, folder: &str, whole: &Place, found: &mut Vec<Diagnostic>) -> bool {
        let Some(node) = self.get("api") else {
            let message = "theme.yaml does not say for which “api” the theme was written";
            found.push(
                Diagnostic::error("missing-key", whole.clone(), message).help(format!("write “api: {API}”")),
            );
            return false;
        };
        let written = match &node.value {
            Value::Number(number) => number.as_str(),
            Value::Text(text) => text.as_str(),
            _ => "",
        };
        if written == API {
            return true;
        }
        let message = format!(
            "the theme “{folder}” is written for api “{written}”, and this guidepost knows api {API} only"
        );
        let help = "take a version of the theme, or of guidepost, that fits the other";
        found.push(Diagnostic::error("theme-api", node.place.clone(), message).help(help));
        false
    }
}
