//! The digest that git and Netlify name files by. Nothing here relies on it for safety.

use std::fmt::Write;

use sha1::{Digest, Sha1};

/// The SHA-1 of some parts, one after the other, in hexadecimal letters.
pub(super) fn sha1(parts: &[&[u8]]) -> String {
    let mut hasher = Sha1::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().iter().fold(String::with_capacity(40), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
