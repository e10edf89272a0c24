//! Regular expressions, in what PCRE, RE2 and ECMAScript have in common.

/// What follows `/assets/` in the path of a file that has its digest in its name; see [`crate::caching`].
pub(super) const FINGERPRINTED: &str = r".+\.[0-9a-f]{10}(?:\.[^./]+)?$";
/// The end of the path of a page.
pub(super) const PAGE: &str = r"(?:/|\.html?)$";

/// Regular expressions that together match these texts and nothing else, each at most about so many bytes long. A rule
/// by the shape of a name would hold for files that are missing, too, and browsers would keep that for a year.
pub(super) fn any_of(texts: impl Iterator<Item = String>, most: usize) -> Vec<String> {
    let mut patterns: Vec<String> = Vec::new();
    for text in texts {
        let pattern = exactly(&text);
        match patterns.last_mut() {
            Some(last) if last.len() + pattern.len() < most => last.extend(["|", &pattern]),
            _ => patterns.push(pattern),
        }
    }
    patterns
}

/// A text as a regular expression that matches it alone.
pub(super) fn exactly(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        if r"\.+*?()|[]{}^$#".contains(char) {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern
}
