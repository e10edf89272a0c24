//! Faults as they are found, so that one run reports them all.

use std::cell::RefCell;

use crate::diagnostic::{Diagnostic, Place, Severity};

/// Collects the faults of one file while it is read.
#[derive(Debug, Default)]
pub struct Faults(RefCell<Vec<Diagnostic>>);

impl Faults {
    /// Adds one.
    pub fn push(&self, diagnostic: Diagnostic) {
        self.0.borrow_mut().push(diagnostic);
    }

    /// Adds an error with help.
    pub fn error(
        &self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::error(code, place, message).help(help));
    }

    /// Adds a warning with help.
    pub fn warning(
        &self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::warning(code, place, message).help(help));
    }

    /// How many there are so far.
    pub fn count(&self) -> usize {
        self.0.borrow().len()
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.0.borrow().iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// All of them, in the order found.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0.into_inner()
    }
}

impl From<Vec<Diagnostic>> for Faults {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self(RefCell::new(diagnostics))
    }
}

/// A text as messages quote it: “on one line, and not longer than sixty characters”.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut short = String::with_capacity(text.len().min(4 * LONGEST));
    let mut length = 0;
    for word in text.split_whitespace() {
        for char in (!short.is_empty()).then_some(' ').into_iter().chain(word.chars()) {
            if length == LONGEST {
                return format!("“{short}…”");
            }
            short.push(if char.is_control() { '\u{fffd}' } else { char });
            length += 1;
        }
    }
    format!("“{short}”")
}
