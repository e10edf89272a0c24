//! Why a text could not be read as YAML, in plain words and with the way to mend it.

use serde_yaml::budget::BudgetBreach;
use serde_yaml::localizer::ExternalMessageSource;
use serde_yaml::{Error, Location};

use super::faults::quoted;
use super::nodes::Source;
use super::syntax::{self, Fault, Line};
use super::{DEPTH, Limits};
use crate::diagnostic::Diagnostic;

/// What is refused without parsing: too many bytes, and NUL.
pub(super) fn before_parsing(source: &Source<'_>, limits: Limits) -> Option<Diagnostic> {
    let text = source.text();
    if text.len() > limits.bytes {
        let message = format!(
            "this YAML is too long: it has {} bytes, and at most {} are read",
            text.len(),
            limits.bytes
        );
        return Some(
            Diagnostic::error("yaml-limit", source.place(1, 1), message)
                .help("move what is text into the Markdown body, or remove what is not needed"),
        );
    }
    let nul = text.find('\0')?;
    Some(
        Diagnostic::error(
            "control-character",
            source.place_at(nul),
            "this text holds the invisible character U+0000",
        )
        .help("remove it; the file may have been damaged"),
    )
}

/// The diagnostic for an error of the parser.
pub(super) fn error(error: &Error, source: &Source<'_>, limits: Limits) -> Diagnostic {
    let location = error.location().unwrap_or(Location::UNKNOWN);
    let line = Line::new(source.text(), location.line(), location.column());
    let fault = match error {
        Error::Budget { breach, .. } => limit(breach, limits),
        Error::UnknownAnchor { .. } => syntax::special_start(&line, '*'),
        Error::MultipleDocuments { .. } => second_document(),
        Error::UnsupportedTag { tag, .. } => unknown_tag(tag, &line),
        Error::ExternalMessage { source, msg, .. } => match &**source {
            ExternalMessageSource::Parser(scan) => syntax::explain(scan.kind(), &line),
            _ => syntax::unknown(msg),
        },
        other => syntax::unknown(plain(other).as_str()),
    };
    let (number, column) = fault.at.unwrap_or((location.line(), location.column()));
    let mut place = source.place(number.max(1), column.max(1));
    place.length = fault.length;
    Diagnostic::error(fault.code, place, fault.message).help(fault.help)
}

fn limit(breach: &BudgetBreach, limits: Limits) -> Fault {
    let (message, help) = match breach {
        BudgetBreach::Anchors { .. }
        | BudgetBreach::Aliases { .. }
        | BudgetBreach::AliasAnchorRatio { .. } => {
            return Fault::new(
                "yaml-alias",
                "names for values (& and *) are not read here",
                "write the value out; a text that begins with & or * has to be in quotes",
            );
        }
        BudgetBreach::Documents { .. } => return second_document(),
        BudgetBreach::Depth { .. } | BudgetBreach::SequenceUnbalanced => (
            format!("lists and maps stand in each other more than {DEPTH} levels deep here"),
            "write them flatter; a text that begins with [ or { has to be in quotes",
        ),
        _ => (
            format!("this is more than the {} keys and values that are read", limits.nodes),
            "remove what is not needed, or move what is text into the Markdown body",
        ),
    };
    Fault::new("yaml-limit", message, help)
}

fn second_document() -> Fault {
    Fault::new(
        "yaml-document",
        "a second YAML document begins here, and only one is read",
        "remove the line “---” or “...” before it",
    )
}

/// The parser places it at the value; the tag stands before that.
fn unknown_tag(tag: &str, line: &Line<'_>) -> Fault {
    let mut fault = Fault::new(
        "yaml-tag",
        format!("{} is a YAML tag, and tags are not read here", quoted(tag)),
        line.in_quotes("a text that begins with ! has to be in quotes"),
    );
    if let Some(at) = line.before().rfind(tag) {
        fault.at = Some((line.number, 1 + line.before()[..at].chars().count() as u64));
        fault.length = u32::try_from(tag.chars().count()).unwrap_or(1).max(1);
    }
    fault
}

/// The library's own words without the place, which is told otherwise.
fn plain(error: &Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}
