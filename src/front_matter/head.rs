//! Where the YAML head of a Markdown file ends and its body begins.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::text::Text;

/// The two halves of a Markdown file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The bytes between the lines of hyphens; none, if the file has no head.
    pub yaml: Option<Range<usize>>,
    /// The byte at which the body begins.
    pub body: usize,
}

/// Finds the head: it begins if the first line is `---`, and the next line that is `---` or `...` ends it.
///
/// # Errors
/// One diagnostic at the first line, if the head never ends.
pub fn split(text: &Text) -> Result<Head, Diagnostic> {
    let whole = text.as_str();
    let first = whole.split_inclusive('\n').next().unwrap_or_default();
    if !is_fence(first, &["---"]) {
        return Ok(Head { yaml: None, body: 0 });
    }
    let start = first.len();
    let mut end = start;
    for line in whole[start..].split_inclusive('\n') {
        let body = end + line.len();
        if is_fence(line, &["---", "..."]) {
            return Ok(Head { yaml: Some(start..end), body });
        }
        end = body;
    }
    let place = Place { length: 3, ..Place::whole(text.file()) };
    Err(Diagnostic::error(
        "unclosed-head",
        place,
        "this line begins the page’s settings, and no line ends them",
    )
    .help("put a line “---” after them; if the page has none, begin it with its text"))
}

fn is_fence(line: &str, fences: &[&str]) -> bool {
    fences.contains(&line.trim_end_matches(['\n', ' ', '\t']))
}
