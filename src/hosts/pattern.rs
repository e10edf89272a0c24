//! Regular expressions, in what PCRE, RE2 and ECMAScript have in common.

/// What follows `/assets/` in the path of a file that has its digest in its name; see [`crate::caching`].
pub(super) const FINGERPRINTED: &str = r".+\.[0-9a-f]{10}(?:\.[^./]+)?$";
/// The end of the path of a page.
pub(super) const PAGE: &str = r"(?:/|\.html?)$";

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
