//! The options of a theme: what it declares, and what a site sets.

use std::collections::BTreeMap;

use tera::Value as Shown;

use crate::diagnostic::{Diagnostic, Placed};
use crate::theme::declaration::{Fields, wrong};
use crate::theme::plain::suggestion;
use crate::yaml::{Node, Value};

/// The types of options.
const KINDS: &[&str] = &["choice", "flag", "number", "text"];

/// An option that a theme declares.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    kind: Kind,
    default: Shown,
}

#[derive(Clone, Debug)]
enum Kind {
    Text,
    Number,
    Flag,
    Choice(Vec<String>),
}

impl Declared {
    /// Reads what `theme.yaml` says of one option; none, if it is of no use.
    pub(super) fn read(key: &Placed<String>, node: &Node, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let of = format!("the option “{}”", key.value);
        let fields = Fields::of(node, &of, &["type", "default", "choices", "help"], found)?;
        let kind = Kind::read(&fields, &of, key, found);
        if let Some(help) = fields.get("help").filter(|help| !matches!(help.value, Value::Text(_))) {
            found.push(wrong(help, "“help” must be a text"));
        }
        let Some(default) = fields.get("default") else {
            let message = format!("{of} needs a “default”");
            found.push(Diagnostic::error("missing-key", key.place.clone(), message));
            return None;
        };
        let kind = kind?;
        let default = kind.value(&of, default, found)?;
        Some(Self { kind, default })
    }
}

impl Kind {
    fn read(fields: &Fields, of: &str, key: &Placed<String>, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let Some(kind) = fields.get("type") else {
            let message = format!("{of} needs a “type”");
            let help = format!("the types are: {}", KINDS.join(", "));
            found.push(Diagnostic::error("missing-key", key.place.clone(), message).help(help));
            return None;
        };
        let name = match &kind.value {
            Value::Text(name) => name.as_str(),
            _ => "",
        };
        let choices = fields.get("choices");
        let known = match name {
            "text" => Self::Text,
            "number" => Self::Number,
            "flag" => Self::Flag,
            "choice" => return Self::choice(choices, of, key, found),
            other => {
                let help = suggestion(other, KINDS.iter().copied());
                found.push(wrong(kind, format!("“{other}” is no type of an option")).help(help));
                return None;
            }
        };
        if let Some(choices) = choices {
            found.push(wrong(
                choices,
                format!("only an option of the type “choice” has choices, and {of} has not"),
            ));
        }
        Some(known)
    }

    fn choice(
        choices: Option<&Node>,
        of: &str,
        key: &Placed<String>,
        found: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let Some(node) = choices else {
            let message = format!("{of} needs “choices”");
            found.push(Diagnostic::error("missing-key", key.place.clone(), message));
            return None;
        };
        let Value::List(items) = &node.value else {
            found.push(wrong(node, "“choices” must be a list of texts"));
            return None;
        };
        let mut names = Vec::new();
        for item in items {
            match &item.value {
                Value::Text(name) => names.push(name.clone()),
                _ => found.push(wrong(item, "a choice must be a text").help("put it in quotes")),
            }
        }
        if items.is_empty() {
            found.push(wrong(node, "“choices” must name at least one"));
        }
        (!names.is_empty()).then_some(Self::Choice(names))
    }

    /// A value of this type for a template, from what is written.
    fn value(&self, of: &str, node: &Node, found: &mut Vec<Diagnostic>) -> Option<Shown> {
        match (self, &node.value) {
            (Self::Text, Value::Text(text)) => Some(Shown::from(text.as_str())),
            (Self::Flag, Value::Flag(flag)) => Some(Shown::from(*flag)),
            (Self::Number, Value::Number(number)) => shown_number(of, number, node, found),
            (Self::Choice(names), Value::Text(name)) if names.contains(name) => {
                Some(Shown::from(name.as_str()))
            }
            (Self::Choice(names), Value::Text(name)) => {
                let help = suggestion(name, names.iter().map(String::as_str));
                found.push(wrong(node, format!("“{name}” is none of the choices of {of}")).help(help));
                None
            }
            _ => {
                let (expected, help) = match self {
                    Self::Text => ("a text", "put it in quotes".to_owned()),
                    Self::Number => ("a number", String::new()),
                    Self::Flag => ("true or false", String::new()),
                    Self::Choice(names) => ("a text", format!("the choices are: {}", names.join(", "))),
                };
                found.push(wrong(node, format!("{of} must be {expected}")).help(help));
                None
            }
        }
    }
}

/// A number for a template.
fn shown_number(of: &str, number: &str, node: &Node, found: &mut Vec<Diagnostic>) -> Option<Shown> {
    let whole = number.parse::<i64>().ok().map(Shown::from);
    let broken = || number.parse::<f64>().ok().filter(|number| number.is_finite()).map(Shown::from);
    let value = whole.or_else(broken);
    if value.is_none() {
        found.push(wrong(node, format!("“{number}” is no number that {of} can have")));
    }
    value
}

/// The options of a site: what it sets where that is right, defaults for the rest.
pub(super) fn settle(
    declared: &BTreeMap<String, Declared>,
    set: &[(Placed<String>, Node)],
    theme: &str,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Shown> {
    let mut options: BTreeMap<String, Shown> =
        declared.iter().map(|(key, option)| (key.clone(), option.default.clone())).collect();
    for (key, node) in set {
        let Some(option) = declared.get(&key.value) else {
            let message = format!("the theme “{theme}” has no option “{}”", key.value);
            let help = suggestion(&key.value, declared.keys().map(String::as_str));
            found.push(Diagnostic::error("unknown-option", key.place.clone(), message).help(help));
            continue;
        };
        let of = format!("the option “{}”", key.value);
        if let Some(value) = option.kind.value(&of, node, found) {
            options.insert(key.value.clone(), value);
        }
    }
    options
}
