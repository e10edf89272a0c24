//! `strings/<language>.yaml`: read and checked for itself.

use std::collections::BTreeMap;

use super::form::{CATEGORIES, Form, Phrase};
use crate::diagnostic::{Diagnostic, Place, Placed};
use crate::theme::plain::suggestion;
use crate::yaml::{Node, Value};

/// The key of the list of months.
pub(super) const MONTHS: &str = "months";

/// The strings of one file.
#[derive(Clone, Debug)]
pub(crate) struct StringFile {
    /// The language, as its name says.
    pub(super) language: String,
    /// Where faults of the whole file stand.
    pub(super) place: Place,
    /// The strings with their places.
    pub(super) forms: BTreeMap<String, (Form, Place)>,
    /// The names of the months, from January, if it has them.
    pub(super) months: Option<Vec<String>>,
}

impl StringFile {
    /// Reads a file's YAML.
    pub(super) fn read(language: &str, place: Place, node: &Node, found: &mut Vec<Diagnostic>) -> Self {
        let mut file = Self { language: language.to_owned(), place, forms: BTreeMap::new(), months: None };
        match &node.value {
            Value::Map(entries) => {
                for (key, value) in entries {
                    file.entry(key, value, found);
                }
            }
            Value::Null => {}
            _ => {
                let message = "this file must be a map from keys to texts";
                found.push(Diagnostic::error("wrong-string", node.place.clone(), message));
            }
        }
        file
    }

    fn entry(&mut self, key: &Placed<String>, node: &Node, found: &mut Vec<Diagnostic>) {
        if key.value == MONTHS {
            self.months = months(node, found);
            return;
        }
        let form = match &node.value {
            Value::Map(forms) => plural(&key.value, node, forms, found),
            _ => text(&key.value, node, found).map(Form::One),
        };
        if let Some(form) = form {
            self.forms.insert(key.value.clone(), (form, key.place.clone()));
        }
    }
}

fn text(key: &str, node: &Node, found: &mut Vec<Diagnostic>) -> Option<Phrase> {
    let Value::Text(text) = &node.value else {
        let message = format!("the string “{key}” must be a text");
        let help = match &node.value {
            Value::Flag(_) | Value::Number(_) => "put it in quotes",
            _ => "a string is a text, or a map of plural forms",
        };
        found.push(Diagnostic::error("wrong-string", node.place.clone(), message).help(help));
        return None;
    };
    let phrase = Phrase::of(text);
    if phrase.has_stray_brace() {
        let message = format!("a brace in “{key}” belongs to no placeholder");
        let help = "a placeholder is a name in braces, such as {n}";
        found.push(Diagnostic::warning("stray-brace", node.place.clone(), message).help(help));
    }
    Some(phrase)
}

fn plural(
    key: &str,
    node: &Node,
    forms: &[(Placed<String>, Node)],
    found: &mut Vec<Diagnostic>,
) -> Option<Form> {
    let mut phrases = BTreeMap::new();
    for (category, value) in forms {
        if CATEGORIES.contains(&category.value.as_str()) {
            phrases.extend(text(key, value, found).map(|phrase| (category.value.clone(), phrase)));
        } else {
            let message = format!("“{}” is no plural form", category.value);
            let help = suggestion(&category.value, CATEGORIES.iter().copied());
            found.push(Diagnostic::error("wrong-string", category.place.clone(), message).help(help));
        }
    }
    if !forms.iter().any(|(category, _)| category.value == "other") {
        let message = format!("the string “{key}” lacks the plural form “other”");
        let help = "it is used wherever no other form fits";
        found.push(Diagnostic::error("wrong-string", node.place.clone(), message).help(help));
    }
    phrases.contains_key("other").then_some(Form::Plural(phrases))
}

fn months(node: &Node, found: &mut Vec<Diagnostic>) -> Option<Vec<String>> {
    let Value::List(items) = &node.value else {
        let message = "“months” must be a list of twelve names";
        found.push(Diagnostic::error("wrong-string", node.place.clone(), message));
        return None;
    };
    let mut names = Vec::new();
    for item in items {
        match &item.value {
            Value::Text(name) => names.push(name.clone()),
            _ => found.push(
                Diagnostic::error("wrong-string", item.place.clone(), "the name of a month must be a text")
                    .help("put it in quotes"),
            ),
        }
    }
    if items.len() != 12 {
        let message = format!("“months” has {} names and must have twelve", items.len());
        found.push(Diagnostic::error("wrong-string", node.place.clone(), message));
    }
    (names.len() == 12).then_some(names)
}
