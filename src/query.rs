//! What a template may ask beyond the values it is given. Every query is logged with the digest of its
//! answer, so a page is known to be fresh when all its answers are still the same.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A question of a template to the site or to its theme.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Query {
    /// `asset(path=…)`: the address of a theme's asset, which is published for it.
    Asset(String),
    /// `guides(tag=…)`: the published guides, newest first; those with a tag, if one is named.
    Guides(Option<String>),
    /// `inline(path=…)`: the text of a theme's asset.
    Inline(String),
    /// `page(path=…)`: title, address and description of a source file's page.
    Page(String),
    /// `tags()`: all tags with the number of their guides.
    Tags,
}

impl fmt::Display for Query {
    /// As it is written in a template.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asset(path) => write!(f, "asset(path=\"{path}\")"),
            Self::Guides(None) => f.write_str("guides()"),
            Self::Guides(Some(tag)) => write!(f, "guides(tag=\"{tag}\")"),
            Self::Inline(path) => write!(f, "inline(path=\"{path}\")"),
            Self::Page(path) => write!(f, "page(path=\"{path}\")"),
            Self::Tags => f.write_str("tags()"),
        }
    }
}
