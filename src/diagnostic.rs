//! Problems as values: what is wrong, where, and how to mend it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::path::SourcePath;

/// How bad a problem is. An error keeps the site from being written; a warning does so with `--strict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The site cannot be built like this.
    Error,
    /// The site can be built, but a reader or the author would be worse off.
    Warning,
}

/// A stretch of one line in a source file.
///
/// Lines and columns are 1-based and counted in characters from the start of the file, front matter
/// included; a byte-order mark is not counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file, relative to the site's folder.
    pub file: SourcePath,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// How many characters it spans (at least 1).
    pub length: u32,
}

impl Place {
    /// The place of a fault of a whole file: 1:1.
    pub fn whole(file: &SourcePath) -> Self {
        Self { file: file.clone(), line: 1, column: 1, length: 1 }
    }
}

/// A [`Place`] in a file that is known anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    line: u32,
    column: u32,
    length: u32,
}

impl Mark {
    /// The mark of a place.
    pub fn of(place: &Place) -> Self {
        Self { line: place.line, column: place.column, length: place.length }
    }

    /// The place in a file.
    pub fn within(self, file: &SourcePath) -> Place {
        let Self { line, column, length } = self;
        Place { file: file.clone(), line, column, length }
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// One problem of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// A short stable name of the kind of problem, such as `unknown-key`.
    pub code: Cow<'static, str>,
    /// Where it stands.
    pub place: Place,
    /// What is wrong, in one sentence without a full stop at its end.
    pub message: String,
    /// What was expected, or how to mend it; may be empty.
    pub help: String,
}

impl Diagnostic {
    /// An error without help.
    pub fn error(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, message.into())
    }

    /// A warning without help.
    pub fn warning(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, message.into())
    }

    /// The same diagnostic with help.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    fn new(severity: Severity, code: &'static str, place: Place, message: String) -> Self {
        Self { severity, code: Cow::Borrowed(code), place, message, help: String::new() }
    }

    fn order(&self) -> (&Place, Severity, &str, &str) {
        (&self.place, self.severity, &self.code, &self.message)
    }
}

/// All problems of a build, in the order in which they are shown: by file, line and column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// No problems.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Sorts by place and drops what was said twice.
    pub fn sorted(mut self) -> Self {
        self.0.sort_by(|a, b| a.order().cmp(&b.order()));
        self.0.dedup();
        self
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// The number of errors.
    pub fn errors(&self) -> usize {
        self.0.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }

    /// The number of warnings.
    pub fn warnings(&self) -> usize {
        self.0.len() - self.errors()
    }

    /// Each in turn.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: T) {
        self.0.extend(diagnostics);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<T: IntoIterator<Item = Diagnostic>>(diagnostics: T) -> Self {
        Self(diagnostics.into_iter().collect())
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The known word nearest to one that is not known, if it is near enough to be what was meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            *distance <= 1 + candidate.chars().count().min(word.chars().count()) / 3
        })
        .min()
        .map(|(_, candidate)| candidate)
}
