//! The types of files, for servers that do not know them all.

use std::collections::BTreeMap;

use super::Told;
use super::pattern::exactly;
use crate::media_type::{self, TYPES};

/// Every type with its endings, each ending once.
pub(super) fn by_type() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut types: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (ending, kind) in TYPES {
        types.entry(kind).or_default().push(ending);
    }
    types
}

/// The types of text, without their character set.
pub(super) fn texts() -> Vec<&'static str> {
    let mut texts: Vec<&str> =
        by_type().into_keys().filter_map(|kind| kind.strip_suffix("; charset=utf-8")).collect();
    texts.dedup();
    texts
}

/// The types that are worth compressing.
pub(super) fn compressible() -> Vec<&'static str> {
    let kinds = by_type().into_keys().filter(|kind| media_type::is_compressible(kind));
    kinds.map(|kind| kind.split(';').next().unwrap_or(kind)).collect()
}

/// The end of the path of a file that is worth compressing, in a site.
pub(super) fn packed(told: &Told) -> String {
    let is_packed = |ending: &&String| media_type::is_compressible(media_type::of(&format!("x.{ending}")));
    let endings: Vec<String> = told.endings.iter().filter(is_packed).map(|ending| exactly(ending)).collect();
    format!(r"(?:/|\.(?:{}))$", endings.join("|"))
}

/// The endings in a site that not every server knows, with their types.
pub(super) fn seldom(told: &Told) -> Vec<(&str, &'static str)> {
    const KNOWN: [&str; 15] = [
        "css", "gif", "htm", "html", "ico", "jpeg", "jpg", "js", "json", "pdf", "png", "svg", "txt", "webp",
        "xml",
    ];
    let seldom = told.endings.iter().filter(|ending| !KNOWN.contains(&ending.as_str()));
    let typed = seldom.map(|ending| (ending.as_str(), media_type::of(&format!("x.{ending}"))));
    typed.filter(|(_, kind)| *kind != media_type::UNKNOWN).collect()
}
