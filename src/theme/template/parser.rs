//! The faults that Tera finds in one template, whatever is wrong with the others.
//!
//! Tera stops at the first template it cannot parse, and checks none before all are there. So each
//! is given to a Tera of its own, with empty stand-ins for the templates and components it names.
//! That also proves the outline: a reference that it missed has no stand-in and is reported.

use std::collections::BTreeSet;
use std::fmt::Write;

use tera::{ComponentInfo, ErrorKind, Kwargs, State, Tera, Value};

use super::Template;
use super::meter;
use super::outline::Outline;
use super::signature::{FUNCTIONS, OF_TERA};
use crate::diagnostic::{Diagnostic, Place};
use crate::theme::plain::{Said, plain, suggestion};

/// The filters of Tera.
pub(super) const FILTERS: &[&str] = &[
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

/// The tests of Tera.
pub(super) const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// The name under which a template is checked: one that no file has.
const CHECKED: &str = "\u{1}";

/// What Tera says of one template.
pub(super) struct Parsed {
    /// Its faults.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether it could be parsed at all.
    pub(super) sound: bool,
    /// The components defined in it, as Tera understands them; none, if it has faults.
    pub(super) components: Vec<ComponentInfo>,
}

/// A Tera that knows our functions by name only.
pub(super) fn bare() -> Tera {
    let mut tera = Tera::default();
    for function in FUNCTIONS.iter().filter(|function| !OF_TERA.contains(&function.name)) {
        tera.register_function(function.name, |_: Kwargs, _: &State| Value::none());
    }
    tera.register_function(meter::STEP, |_: Kwargs, _: &State| Value::none());
    tera.register_filter(meter::SIZE, |value: Value, _: Kwargs, _: &State| value);
    tera
}

/// Gives a template to Tera.
pub(super) fn parse(bare: &Tera, template: &Template, outline: &Outline) -> Parsed {
    let mut tera = bare.clone();
    let mut templates = stand_ins(outline);
    templates.push((CHECKED.to_owned(), template.text.as_str().to_owned()));
    let mut parsed = Parsed { diagnostics: Vec::new(), sound: true, components: Vec::new() };
    match tera.add_raw_templates(templates) {
        Ok(()) => {
            let own = outline.definitions.iter();
            parsed.components = own.filter_map(|own| tera.get_component_definition(&own.name)).collect();
        }
        Err(error) => match error.kind() {
            ErrorKind::SyntaxError(report) => {
                let span = report.span();
                let length = if span.end_line == span.start_line {
                    span.end_col.saturating_sub(span.start_col)
                } else {
                    1
                };
                let place = template.line_place(span.start_line, span.start_col + 1, length);
                let said = plain(report.message());
                parsed
                    .diagnostics
                    .push(Diagnostic::error("template-syntax", place, said.message).help(said.help));
                parsed.sound = false;
            }
            ErrorKind::Msg(text) => parsed.diagnostics = reported(text, template),
            // Cycles and missing parents are found in the outlines, all of them.
            _ => {}
        },
    }
    parsed
}

/// Empty templates and components for all that a template names.
fn stand_ins(outline: &Outline) -> Vec<(String, String)> {
    let mut components = String::new();
    let own: BTreeSet<&str> = outline.definitions.iter().map(|spot| spot.name.as_str()).collect();
    let used: BTreeSet<&str> = outline.uses.iter().map(|call| call.spot.name.as_str()).collect();
    for name in used.difference(&own) {
        let _ = write!(components, "{{% component {name}(...rest) %}}{{% endcomponent %}}");
    }
    let mut templates = vec![("\u{2}".to_owned(), components)];
    for include in &outline.includes {
        templates.push((include.name.clone(), String::new()));
    }
    if let Some(parent) = &outline.extends {
        let names: BTreeSet<&str> = outline.blocks.iter().map(|spot| spot.name.as_str()).collect();
        let blocks: Vec<String> =
            names.iter().map(|name| format!("{{% block {name} %}}{{% endblock %}}")).collect();
        templates.push((parent.name.clone(), blocks.concat()));
    }
    templates
}

/// The diagnostics in a text of joined reports: a line `error: …`, and one `--> name:line:column` after it.
pub(super) fn reported(text: &str, template: &Template) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(message) = line.strip_prefix("error: ") else { continue };
        let at = lines.peek().and_then(|line| position(line));
        let (code, said) = explained(message);
        let length = message.split('`').nth(1).map_or(1, |name| name.chars().count());
        let place = at.map_or_else(
            || Place::whole(template.text.file()),
            |(line, column)| template.line_place(line, column, length),
        );
        found.push(Diagnostic::error(code, place, said.message).help(said.help));
    }
    if found.is_empty() {
        let place = Place::whole(template.text.file());
        found.push(Diagnostic::error("template-syntax", place, plain(text).message));
    }
    found
}

/// Line and column of `  --> name:line:column`.
fn position(line: &str) -> Option<(usize, usize)> {
    let mut parts = line.trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((line, column))
}

/// The code and the words for what Tera says of a reference.
fn explained(message: &str) -> (&'static str, Said) {
    let kinds: [(&str, &str, &str, Vec<&str>); 3] = [
        ("Unknown filter `", "unknown-filter", "filter", FILTERS.to_vec()),
        ("Unknown test `", "unknown-test", "test", TESTS.to_vec()),
        (
            "Unknown function `",
            "unknown-function",
            "function",
            FUNCTIONS.iter().map(|function| function.name).collect(),
        ),
    ];
    for (start, code, kind, known) in kinds {
        if let Some(name) = message.strip_prefix(start).and_then(|rest| rest.strip_suffix('`')) {
            let help = suggestion(name, known.iter().copied());
            return (code, Said::new(format!("there is no {kind} “{name}”"), help));
        }
    }
    ("template-syntax", plain(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(source: &str) -> Vec<(String, u32, u32, String)> {
        let template = Template::of("a.html", source);
        let parsed = parse(&bare(), &template, &Outline::of(source));
        parsed
            .diagnostics
            .into_iter()
            .map(|fault| (fault.code.into_owned(), fault.place.line, fault.place.column, fault.help))
            .collect()
    }

    #[test]
    fn every_name_we_propose_exists() {
        for filter in FILTERS {
            assert_eq!(faults(&format!("{{{{ x | {filter} }}}}")), [], "{filter}");
        }
        for test in TESTS {
            assert_eq!(faults(&format!("{{{{ x is {test} }}}}")), [], "{test}");
        }
        for function in FUNCTIONS {
            assert_eq!(faults(&format!("{{{{ {}() }}}}", function.name)), [], "{}", function.name);
        }
    }

    #[test]
    fn several_faults_of_one_template() {
        let source = "é {{ x | uper }}\n{% if a is od %}{{ asse(path='x') }}{% endif %}";
        let mut found = faults(source);
        found.sort();
        let expected = [
            ("unknown-filter", 1, 10, "did you mean “upper”?"),
            ("unknown-function", 2, 20, "did you mean “asset”?"),
            ("unknown-test", 2, 12, "did you mean “odd”?"),
        ];
        assert_eq!(found, expected.map(|(a, b, c, d)| (a.to_owned(), b, c, d.to_owned())));
    }

    #[test]
    fn references_to_others_are_no_faults_here() {
        let source =
            "{% extends 'b.html' %}{% block x %}{% include 'c.html' %}{{ <D /> }}{{ super() }}{% endblock %}";
        assert_eq!(faults(source), []);
        assert_eq!(faults("{% include 'a.html' %}"), []);
    }

    #[test]
    fn a_fault_of_syntax_has_its_place() {
        let found = faults("a\n  {% if %}");
        assert_eq!((found[0].0.as_str(), found[0].1), ("template-syntax", 2));
    }
}
