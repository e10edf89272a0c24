//! The diagnostics of one document.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

/// How many problems of one file are listed. A file of noise must not cost more memory than it is worth.
const MOST: usize = 500;

/// Collects diagnostics, up to a number that nobody would read.
#[derive(Default)]
pub(super) struct Problems {
    listed: Vec<Diagnostic>,
    first_unlisted: Option<Diagnostic>,
}

impl Problems {
    pub(super) fn push(&mut self, problem: Diagnostic) {
        if self.listed.len() < MOST {
            self.listed.push(problem);
        } else if self.first_unlisted.as_ref().is_none_or(|first| first.severity > problem.severity) {
            self.first_unlisted = Some(problem);
        }
    }

    /// Whether one more warning would change nothing.
    pub(super) fn are_too_many(&self) -> bool {
        self.first_unlisted.is_some()
    }

    /// All that are listed, sorted, and one more that says so if there were too many.
    pub(super) fn into_sorted(self) -> Vec<Diagnostic> {
        let more = self.first_unlisted.map(|first| {
            let message = format!("this file has more than {MOST} problems, and only these are listed");
            let more = match first.severity {
                Severity::Error => Diagnostic::error("more-problems", first.place, message),
                Severity::Warning => Diagnostic::warning("more-problems", first.place, message),
            };
            more.help("mend the first ones and look again")
        });
        let all: Diagnostics = self.listed.into_iter().chain(more).collect();
        all.sorted().into_iter().collect()
    }
}
