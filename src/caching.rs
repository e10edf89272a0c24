//! How long readers' browsers may keep a file.

/// The rule for what has its digest in its name, which never changes: kept for a year and not asked for again (RFC 8246).
pub const KEPT: &str = "public, max-age=31536000, immutable";
/// The rule for everything else: asked for again each time (RFC 9111, 5.2.2.2).
pub const FRESH: &str = "max-age=0, must-revalidate";

/// The rule for the file at a path.
pub fn of(path: &str) -> &'static str {
    if is_fingerprinted(path) { KEPT } else { FRESH }
}

/// Whether a path is `assets/<name>.<ten hexadecimal letters>`, with or without an ending, as files of a theme are named.
pub fn is_fingerprinted(path: &str) -> bool {
    let Some(name) = path.strip_prefix("assets/") else { return false };
    let is_digest =
        |part: &str| part.len() == 10 && part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let mut parts: Vec<&str> = name.rsplitn(3, '.').collect();
    let stem = parts.pop().unwrap_or_default();
    match parts[..] {
        [_, digest] if is_digest(digest) => !stem.is_empty(),
        [digest, ..] => is_digest(digest) && !name.starts_with('.'),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_its_digest_in_its_name_is_kept() {
        for kept in ["assets/guide.0123456789.css", "assets/a.b.abcdef0123.js", "assets/LICENSE.0123456789"] {
            assert_eq!(of(kept), KEPT, "{kept}");
        }
        for fresh in [
            "index.html",
            "assets/a.css",
            "assets/a.012345678.css",
            "assets/a.0123456789.b.css",
            "assets/a.ABCDEF0123.css",
            "assets/.0123456789.css",
            "assets/.0123456789",
            "assets/0123456789",
            "other/a.0123456789.css",
        ] {
            assert_eq!(of(fresh), FRESH, "{fresh}");
        }
    }
}
