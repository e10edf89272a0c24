//! Settings for consent: what the site stores and whom it loads from, and why.

mod read;
mod service;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Place, Placed};

/// The purpose under which a theme may remember what a reader has ticked.
pub const PREFERENCES: &str = "preferences";

/// The key of the reader's local storage that this takes.
pub(super) const PROGRESS: &str = "guidepost.progress";

/// When a reader is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// As `opt-in` if the site stores or loads anything optional, else as `off`.
    #[default]
    Auto,
    /// Nothing optional before a yes.
    OptIn,
    /// Purposes marked so run unless refused.
    OptOut,
    /// Exempt purposes only.
    Notice,
    /// Nothing optional may exist.
    Off,
}

/// `consent:` in `site.yaml`.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Where the settings stand, if they do.
    pub place: Option<Place>,
    /// When a reader is asked.
    pub mode: Mode,
    /// The author's sentence, printed word for word; the theme's, if none is set.
    pub text: Option<Placed<String>>,
    /// The label of the yes; the theme's, if none is set.
    pub accept: Option<String>,
    /// The label of the no.
    pub reject: Option<String>,
    /// The link to the policy page.
    pub more: Option<More>,
    /// How long a choice is kept, in days; half a year, if nothing is set.
    pub keep_days: u32,
    /// What storage and loading is for, in the author's order.
    pub purposes: Vec<Purpose>,
    /// Third parties, in the author's order.
    pub services: Vec<Service>,
}

impl Default for Consent {
    fn default() -> Self {
        Self {
            place: None,
            mode: Mode::Auto,
            text: None,
            accept: None,
            reject: None,
            more: None,
            keep_days: 180,
            purposes: Vec::new(),
            services: Vec::new(),
        }
    }
}

/// The link from the banner to the policy page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct More {
    /// What it says; the theme's word, if none is set.
    pub label: Option<String>,
    /// The policy page's source file.
    pub to: Placed<String>,
}

/// What optional storage or loading is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// Its key, such as `preferences`.
    pub id: Placed<String>,
    /// Its name for readers.
    pub label: String,
    /// One sentence on what it is for.
    pub why: String,
    /// Why it needs no consent, if it does not.
    pub exempt: Option<String>,
    /// Whether it runs unless refused, in `opt-out`.
    pub opt_out: bool,
    /// What the site itself keeps in the reader's browser.
    pub own: Vec<OwnKey>,
}

/// A key of the reader's local storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnKey {
    /// The key.
    pub key: String,
    /// For how long, in words.
    pub keeps: String,
}

/// A third party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its key, such as `youtube`.
    pub id: Placed<String>,
    /// Its name for readers.
    pub label: String,
    /// Hosts with their sub-domains, or hosts and the start of a path.
    pub matches: Vec<String>,
    /// The purpose it serves.
    pub purpose: Placed<String>,
    /// The company behind it.
    pub provider: String,
    /// Its privacy page.
    pub privacy: Option<String>,
    /// The cookies it sets.
    pub cookies: Vec<Cookie>,
}

/// A cookie that a third party sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// For how long, in words.
    pub keeps: String,
}
