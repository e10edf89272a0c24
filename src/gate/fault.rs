//! What is said about what the gate finds.

use crate::diagnostic::Severity;
use crate::facts::Fault;

use super::class::DEFAULT_PURPOSE;
use super::found::Found;

fn fault(found: &Found, severity: Severity, code: &'static str, message: String, help: String) -> Fault {
    Fault { severity, code: code.into(), message, help, offset: found.offset, needle: found.written.clone() }
}

/// A host that nobody declared; it waits like any other.
pub(super) fn unknown(found: &Found, host: &str) -> Fault {
    fault(
        found,
        Severity::Warning,
        "undeclared-host",
        format!("“{}” loads something from “{host}”, which no service in site.yaml declares", found.element),
        format!(
            "declare it there under “consent: services:” with “match: [{host}]”, or keep a copy beside the page; \
             until then it waits for the reader's consent to “{DEFAULT_PURPOSE}”"
        ),
    )
}

/// A font, or a file from a host that serves files for everybody.
pub(super) fn file_host(found: &Found, host: &str, is_font: bool) -> Fault {
    let what = if is_font { "a web font" } else { "a file" };
    fault(
        found,
        Severity::Error,
        "self-host",
        format!(
            "“{}” loads {what} from “{host}”, which would tell that host about every reader",
            found.element
        ),
        "copy the file into the theme's assets folder, and name the copy with asset(path=\"…\")".to_owned(),
    )
}

/// Something optional where the settings say that there is none.
pub(super) fn while_off(found: &Found, host: &str) -> Fault {
    fault(
        found,
        Severity::Error,
        "consent-off",
        format!(
            "“{}” loads something from “{host}”, but consent is off, and nobody would be asked",
            found.element
        ),
        "take it out, or set “mode: auto” under “consent:” in site.yaml".to_owned(),
    )
}

/// One element that waits for two different answers.
pub(super) fn two_purposes(found: &Found, first: &str, second: &str) -> Fault {
    fault(
        found,
        Severity::Error,
        "two-purposes",
        format!("this “{}” loads for two purposes, “{first}” and “{second}”", found.element),
        "make two elements of it, or let both services have one purpose".to_owned(),
    )
}

/// Something that cannot be read to its end.
pub(super) fn never_closed(found: &Found, host: &str) -> Fault {
    fault(
        found,
        Severity::Error,
        "never-closed",
        format!(
            "this “{}”, which loads something from “{host}”, or a template in it, is not closed well",
            found.element
        ),
        format!("write </{}> after it, and an end tag for each template in it", found.element),
    )
}

/// `base`, which would turn every address of the page into one of another host.
pub(super) fn base(found: &Found, host: &str) -> Fault {
    fault(
        found,
        Severity::Error,
        "foreign-base",
        format!("“base” lets every address of the page lead to “{host}”"),
        "take it out; guidepost writes every link so that it works where the site lies".to_owned(),
    )
}

/// A page that leads elsewhere by itself.
pub(super) fn refresh(found: &Found, host: &str) -> Fault {
    fault(
        found,
        Severity::Error,
        "foreign-refresh",
        format!("the page leads to “{host}” by itself, before the reader has a choice"),
        "write a link instead".to_owned(),
    )
}

/// A form whose receiver nobody declared.
pub(super) fn form(found: &Found, host: &str) -> Fault {
    fault(
        found,
        Severity::Error,
        "undeclared-form-host",
        format!("this form is sent to “{host}”, which no service in site.yaml declares"),
        format!(
            "declare it there under “consent: services:” with “match: [{host}]”, so that readers are told"
        ),
    )
}

/// What was taken out, and why it cannot wait.
pub(super) fn removed(found: &Found, host: &str, why: &str) -> Fault {
    fault(
        found,
        Severity::Warning,
        "request-removed",
        format!("“{}” in “{}” calls “{host}” and was taken out: {why}", found.attribute, found.element),
        "take it out of the source, too; where it shows something, keep a copy beside the page".to_owned(),
    )
}

/// A style sheet beside pages, which cannot wait for an answer.
pub(super) fn in_style(found: &Found, host: &str) -> Fault {
    fault(
        found,
        Severity::Error,
        "self-host",
        format!("this style sheet loads a file from “{host}”, which would tell that host about every reader"),
        "put a copy of that file beside this one, and name the copy".to_owned(),
    )
}

/// An HTML file that is published as it is.
pub(super) fn in_loose_page(found: &Found, host: &str) -> Fault {
    fault(
        found,
        Severity::Error,
        "loose-page",
        format!(
            "“{}” in this HTML file, which is published as it is, calls “{host}” before the reader is asked",
            found.element
        ),
        "write a Markdown file instead, in which it waits for consent; or put a copy of what it loads beside it"
            .to_owned(),
    )
}
