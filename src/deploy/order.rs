//! The order in which files go up, so that whoever reads meanwhile never meets a reference to what is not there yet.

use crate::hosts::is_rules;
use crate::media_type;

use super::Change;

/// When a file goes up, the first first: what pages show, then pages nobody leads to yet, then those that lead to them,
/// then what lists them. An asset that changed under its old name follows the new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    NewAsset,
    ChangedAsset,
    NewPage,
    ChangedPage,
    Index,
    List,
    Rules,
}

impl Turn {
    /// All of them, in order.
    pub(super) const ALL: [Self; 7] = [
        Self::NewAsset,
        Self::ChangedAsset,
        Self::NewPage,
        Self::ChangedPage,
        Self::Index,
        Self::List,
        Self::Rules,
    ];

    /// The turn of a file.
    pub(super) fn of(path: &str, change: Change) -> Self {
        let is_new = change == Change::Added;
        // What lies there compressed is handed out in place of the other, so it goes with it.
        let path = [".br", ".gz"].iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        if is_rules(path) {
            return Self::Rules;
        }
        if matches!(path, "feed.xml" | "sitemap.xml" | "robots.txt") || name == "search-index.js" {
            return Self::List;
        }
        if !is_page(path) {
            return if is_new { Self::NewAsset } else { Self::ChangedAsset };
        }
        if is_index(path) {
            return Self::Index;
        }
        if is_new { Self::NewPage } else { Self::ChangedPage }
    }
}

/// Whether a path is a web page.
pub(super) fn is_page(path: &str) -> bool {
    media_type::of(path).starts_with("text/html")
}

/// What lists other pages: the home page, those of tags.
fn is_index(path: &str) -> bool {
    path == "index.html" || path.starts_with("tags/")
}
