//! What a head says about addresses: nothing in it can lead out of the site.

use percent_encoding::percent_decode_str;

use crate::diagnostic::Placed;
use crate::path::{SourcePath, slug, unportable};
use crate::yaml::{Faults, quoted};

/// The longest slug, in bytes: with an ending it still is a file name everywhere.
const LONGEST_SLUG: usize = 200;
/// The longest address or path, in bytes.
const LONGEST_PATH: usize = 1000;

/// A slug: one segment, spelt as addresses are.
pub(super) fn checked_slug(written: Placed<String>, faults: &Faults) -> Option<Placed<String>> {
    let value = written.value.as_str();
    let proposed = slug(value);
    let why = if value.contains(['/', '\\']) {
        "is more than one segment of an address".to_owned()
    } else if value == "." || value == ".." {
        "is the name of a folder on its way, not of a page".to_owned()
    } else if has_escape(value) {
        "holds percent signs, and a slug is written in plain letters".to_owned()
    } else if value.len() > LONGEST_SLUG {
        format!("is {} bytes long, and a slug has at most {LONGEST_SLUG}", value.len())
    } else if proposed != value {
        "is not spelt as addresses are: small letters, digits and single hyphens".to_owned()
    } else if let Some(why) = unportable(value) {
        format!("cannot be a folder on every system: {why}")
    } else {
        return Some(written);
    };
    let help = if proposed.is_empty() || proposed == value || proposed.len() > LONGEST_SLUG {
        "write a short name such as first-steps".to_owned()
    } else {
        format!("write slug: {proposed}")
    };
    faults.error("bad-slug", written.place, format!("the slug {} {why}", quoted(value)), help);
    None
}

/// An alias: an address from the root that led here once.
pub(super) fn checked_alias(written: Placed<String>, faults: &Faults) -> Option<Placed<String>> {
    let value = written.value.as_str();
    let segments = || value.trim_start_matches('/').trim_end_matches('/').split('/');
    let (why, help) = if !value.starts_with('/') {
        ("does not begin with a slash".to_owned(), plain_alias(value))
    } else if value.contains('\\') {
        ("holds a backslash".to_owned(), "write slashes".to_owned())
    } else if value.contains(['?', '#']) {
        (
            "holds a query or a fragment, and files have none".to_owned(),
            "write it up to the ? or #".to_owned(),
        )
    } else if has_escape(value) {
        let decoded = percent_decode_str(value).decode_utf8().ok();
        let help = decoded
            .filter(|decoded| !decoded.contains("..") && !decoded.contains("//") && !decoded.contains('\\'));
        let help = help
            .map_or_else(|| "write plain letters".to_owned(), |decoded| format!("write {}", short(&decoded)));
        ("holds percent signs, and an alias is written in plain letters".to_owned(), help)
    } else if value.contains("//") || segments().any(|segment| segment == "." || segment == "..") {
        ("is not in its shortest form".to_owned(), "write it without “.”, “..” and “//”".to_owned())
    } else if value.len() > LONGEST_PATH {
        (format!("is {} bytes long, and at most {LONGEST_PATH} are", value.len()), "shorten it".to_owned())
    } else if let Some(why) = (value != "/").then(|| segments().find_map(unportable)).flatten() {
        (format!("cannot be a file on every system: {why}"), "leave it out".to_owned())
    } else {
        return Some(written);
    };
    faults.error("bad-alias", written.place, format!("the alias {} {why}", quoted(value)), help);
    None
}

/// Of a whole URL its path, of anything else itself with a slash before it.
fn plain_alias(value: &str) -> String {
    let path = match value.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => value,
    };
    format!("write it from the root, as in /{}", short(path.trim_start_matches('/')))
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

/// The path of an image, which stays inside `content`.
pub(super) fn checked_image(
    written: Placed<String>,
    file: &SourcePath,
    faults: &Faults,
) -> Option<Placed<String>> {
    let value = written.value.as_str();
    let why = if value.contains("://") || value.starts_with("//") || value.starts_with("data:") {
        "is not a file of this site".to_owned()
    } else if value.contains('\\') {
        "holds a backslash".to_owned()
    } else if has_escape(value) {
        "holds percent signs, and a path is written in plain letters".to_owned()
    } else if value.len() > LONGEST_PATH {
        format!("is {} bytes long, and at most {LONGEST_PATH} are", value.len())
    } else if value.contains("//") || value.ends_with(['/', '.']) {
        "names no file".to_owned()
    } else if !file.join(value).is_some_and(|path| path.as_str().starts_with("content/")) {
        "leads out of the content folder".to_owned()
    } else {
        return Some(written);
    };
    let help = "name a file beside this one, as in image: path.jpg";
    faults.error("bad-image", written.place, format!("the image {} {why}", quoted(value)), help);
    None
}

/// Whether a text has a percent sign with two hexadecimal digits.
fn has_escape(text: &str) -> bool {
    text.as_bytes().windows(3).any(|bytes| bytes[0] == b'%' && bytes[1..].iter().all(u8::is_ascii_hexdigit))
}
