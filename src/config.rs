//! `site.yaml`, checked.

pub(crate) mod address;
mod comments;
mod consent;
mod deploy;
mod hosts;
mod link;
mod read;
mod wording;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Place, Placed};
use crate::path::SourcePath;
use crate::yaml::Node;

pub use comments::{Alternative, AlternativeTarget, CommentSettings, CommentStatus};
pub use consent::{Consent, Cookie, Mode, More, OwnKey, PREFERENCES, Purpose, Service};
pub use deploy::{Bucket, Destination, Server, Way};
pub use hosts::HOSTS;
pub use read::read;
pub use wording::presumed_consent;

/// The settings of a site, checked: what nobody set has its default.
#[derive(Clone, Debug)]
pub struct Config {
    /// The site's name.
    pub title: String,
    /// One sentence about it; may be empty.
    pub description: String,
    /// A language tag of BCP 47, such as `en` or `ar`.
    pub language: String,
    /// Where the site will be served, without a slash at its end; empty, if nobody said so.
    pub base_url: String,
    /// The theme's name, `lantern` by default.
    pub theme: Placed<String>,
    /// Settings for the theme, as written; the theme checks them.
    pub theme_options: Vec<(Placed<String>, Node)>,
    /// Who wrote it.
    pub author: Option<Author>,
    /// The links at the top of every page.
    pub menu: Vec<MenuEntry>,
    /// Markdown at the bottom of every page; empty, if there is none.
    pub footer: Placed<String>,
    /// Whether comments are open, closed or off.
    pub comments: CommentSettings,
    /// What is stored and loaded with the reader's consent.
    pub consent: Consent,
    /// The hosts that the site gets files for.
    pub hosts: Vec<Placed<String>>,
    /// Where `deploy` brings the site, by name.
    pub deploy: BTreeMap<String, Destination>,
}

impl Config {
    /// What holds where the settings cannot be read, so that the rest of a site can be checked all the same.
    pub fn fallback(settings: &SourcePath) -> Self {
        let placed = |value: &str| Placed { value: value.to_owned(), place: Place::whole(settings) };
        Self {
            title: String::new(),
            description: String::new(),
            language: "en".to_owned(),
            base_url: String::new(),
            theme: placed("lantern"),
            theme_options: Vec::new(),
            author: None,
            menu: Vec::new(),
            footer: placed(""),
            comments: CommentSettings::default(),
            consent: Consent::default(),
            hosts: Vec::new(),
            deploy: BTreeMap::new(),
        }
    }
}

/// Who wrote a site or a guide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The name.
    pub name: String,
    /// A source file or a URL that tells more.
    pub to: Option<Placed<String>>,
}

/// A link with a label, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuEntry {
    /// What it says.
    pub label: String,
    /// A source file, an address from the root or a URL.
    pub to: Placed<String>,
}
