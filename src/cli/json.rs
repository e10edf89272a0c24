//! Lines for programs. All keys are always there.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::Decision;
use crate::path::{SourcePath, Url};
use crate::pipeline::Finding;
use crate::site::Publication;

/// One diagnostic as a line.
pub(super) fn diagnostic(diagnostic: &Diagnostic) -> String {
    #[derive(Serialize)]
    #[expect(clippy::struct_field_names, reason = "the names are those of the keys")]
    struct Line<'a> {
        severity: Severity,
        code: &'a str,
        file: &'a SourcePath,
        line: u32,
        column: u32,
        message: &'a str,
        help: &'a str,
    }
    let Diagnostic { severity, code, place, message, help } = diagnostic;
    line(&Line {
        severity: *severity,
        code,
        file: &place.file,
        line: place.line,
        column: place.column,
        message,
        help,
    })
}

/// What a command did, in numbers.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Summary {
    /// The HTML pages of the site.
    pub(super) pages: usize,
    /// Those that were rendered in this run.
    pub(super) rendered: usize,
    /// Files written.
    pub(super) written: usize,
    /// Files removed.
    pub(super) removed: usize,
    /// Errors.
    pub(super) errors: usize,
    /// Warnings.
    pub(super) warnings: usize,
    /// How long it took, in milliseconds.
    pub(super) millis: u128,
}

/// The last line.
pub(super) fn summary(summary: &Summary) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        summary: &'a Summary,
    }
    line(&Line { summary })
}

/// A page's status as a line.
pub(super) fn page(page: &Publication) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        file: &'a SourcePath,
        url: &'a Url,
        title: &'a str,
        published: bool,
        why: &'a str,
    }
    let Publication { path, url, published, why, title } = page;
    line(&Line { file: path, url, title, published: *published, why })
}

/// Something that would call another host, as a line.
pub(super) fn finding(finding: &Finding) -> String {
    #[derive(Serialize)]
    #[expect(clippy::struct_field_names, reason = "the names are those of the keys")]
    struct Line<'a> {
        host: &'a str,
        element: &'a str,
        attribute: &'a str,
        service: &'a str,
        purpose: &'a str,
        decision: Decision,
        file: &'a SourcePath,
        line: u32,
        column: u32,
        pages: &'a BTreeSet<Url>,
    }
    let Finding { host, element, attribute, place, service, purpose, decision, pages } = finding;
    line(&Line {
        host,
        element,
        attribute,
        service,
        purpose,
        decision: *decision,
        file: &place.file,
        line: place.line,
        column: place.column,
        pages,
    })
}

/// How much an audit found, as its last line; zeros, if nothing.
pub(super) fn audit(findings: usize, hosts: usize) -> String {
    #[derive(Serialize)]
    struct Audit {
        findings: usize,
        hosts: usize,
    }
    #[derive(Serialize)]
    struct Line {
        audit: Audit,
    }
    line(&Line { audit: Audit { findings, hosts } })
}

/// A file that was made or changed as a line.
pub(super) fn file(done: &str, file: &str, was: &str) -> String {
    #[derive(Serialize)]
    struct Line<'a> {
        done: &'a str,
        file: &'a str,
        was: &'a str,
    }
    line(&Line { done, file, was })
}

fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    #[test]
    fn every_key_in_every_line() {
        let place = Place { file: SourcePath::new("content/a.md"), line: 3, column: 7, length: 2 };
        let fault = Diagnostic::warning("vague-label", place, "“x\ny” says nothing");
        assert_eq!(
            diagnostic(&fault),
            r#"{"severity":"warning","code":"vague-label","file":"content/a.md","line":3,"column":7,"message":"“x\ny” says nothing","help":""}"#
        );
        assert_eq!(
            summary(&Summary::default()),
            r#"{"summary":{"pages":0,"rendered":0,"written":0,"removed":0,"errors":0,"warnings":0,"millis":0}}"#
        );
    }
}
