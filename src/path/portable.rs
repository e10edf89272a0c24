//! Names that would clash or be refused on some system where the site may be kept or served.

use unicode_normalization::UnicodeNormalization;

/// The longest file name that common file systems take, in bytes.
const LONGEST_NAME: usize = 255;

/// The form under which two paths are the same file on some system: NFC and full case folding.
pub fn fold(path: &str) -> String {
    // ASCII is composed already, and folds letter by letter.
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    let composed: String = path.nfc().collect();
    caseless::default_case_fold_str(&composed).nfc().collect()
}

/// Why an output path cannot be stored everywhere, if so.
///
/// The names and characters are those that Windows reserves
/// (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
pub fn unportable(path: &str) -> Option<String> {
    path.split('/').find_map(unportable_segment)
}

fn unportable_segment(segment: &str) -> Option<String> {
    if segment.is_empty() || segment == "." || segment == ".." {
        return Some(format!("“{segment}” is not a name of a file or folder"));
    }
    let is_refused =
        |char: &char| char.is_control() || matches!(char, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\');
    if let Some(char) = segment.chars().find(is_refused) {
        return Some(format!("the character {char:?} is not allowed in file names on every system"));
    }
    if segment.ends_with('.') || segment.ends_with(' ') {
        return Some(format!("“{segment}” ends with a dot or a space, which Windows drops"));
    }
    if segment.len() > LONGEST_NAME {
        return Some(format!(
            "the name is {} bytes long, and most systems take {LONGEST_NAME}",
            segment.len()
        ));
    }
    let stem = segment.split('.').next().unwrap_or_default();
    let is_one_of = |stem: &str, devices: &[&str]| devices.iter().any(|name| stem.eq_ignore_ascii_case(name));
    let numbered = stem.strip_suffix(|char: char| char.is_ascii_digit()).unwrap_or_default();
    let reserved = is_one_of(stem, &["CON", "PRN", "AUX", "NUL"]) || is_one_of(numbered, &["COM", "LPT"]);
    reserved.then(|| format!("“{segment}” is the name of a device on Windows"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_meet_on_some_system() {
        assert_eq!(fold("Foo"), fold("foo"));
        assert_eq!(fold("e\u{301}"), fold("é"));
        assert_eq!(fold("ß"), fold("SS"));
        assert_ne!(fold("a"), fold("b"));
    }

    #[test]
    fn names_that_some_system_refuses() {
        for bad in
            ["aux.html", "a/CON/b", "x./y", "a//b", "..", "a:b", "lpt1", "a/Com0.x", "a\u{85}b", "a\\b"]
        {
            assert!(unportable(bad).is_some(), "{bad}");
        }
        assert!(unportable(&"x".repeat(300)).is_some());
        assert!(unportable("rebuilding-trust/index.html").is_none());
        assert!(unportable("console/lpt.html/com12/com٣").is_none());
    }
}
