//! Whether a site asks for consent, and which page tells what it is about.

use std::collections::BTreeSet;

use super::Site;
use super::assemble::Given;
use super::links::is_foreign;
use crate::config::Mode;
use crate::gate::{Class, Rules};
use crate::links::Remote;
use crate::markdown::{Document, Filling};
use crate::path::Url;

/// What is asked of the reader, after `auto` has been decided: something optional is declared or loaded, or nothing is.
pub(super) fn mode(given: &Given) -> Mode {
    let consent = &given.config.consent;
    match consent.mode {
        Mode::Auto => {
            let declared = !consent.services.is_empty()
                || consent.purposes.iter().any(|purpose| !purpose.own.is_empty());
            let loads = || given.documents.values().any(|parsed| !loaded(&parsed.document).is_empty());
            if declared || loads() { Mode::OptIn } else { Mode::Off }
        }
        mode => mode,
    }
}

/// The address of the policy page where the author wrote none.
pub fn url() -> Url {
    Url::new("/cookies/")
}

/// Whether the policy page has to be made.
pub(super) fn is_made(given: &Given) -> bool {
    mode(given) != Mode::Off && given.config.consent.more.is_none()
}

/// Something that a page loads from another host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Load {
    /// The page.
    pub page: Url,
    /// The page's title.
    pub title: String,
    /// The host.
    pub host: String,
    /// The service it was declared as.
    pub service: Option<String>,
}

impl Site {
    /// The hosts that pages load from and no service declares.
    pub fn undeclared(&self) -> BTreeSet<String> {
        self.loads.iter().filter(|load| load.service.is_none()).map(|load| load.host.clone()).collect()
    }
}

/// What the published pages load from elsewhere, each host and service once a page.
pub(super) fn loads(site: &Site) -> Vec<Load> {
    let rules = Rules::of(&site.config.consent);
    let mut loads: Vec<Load> = site
        .leaves()
        .flat_map(|leaf| loaded(&leaf.document).into_iter().map(move |to| (leaf, to)))
        .filter_map(|(leaf, to)| {
            let remote = Remote::of(to)?;
            let service = match rules.class(&remote) {
                Class::Service(rule) => Some(rule.id.clone()),
                _ => None,
            };
            let (page, title) = (leaf.url.clone(), leaf.title.value.clone());
            Some(Load { page, title, host: remote.host.clone(), service })
        })
        .collect();
    loads.sort();
    loads.dedup();
    loads
}

/// The foreign addresses that a body makes a browser call by itself.
fn loaded(document: &Document) -> Vec<&str> {
    let holes = document.holes.iter().filter_map(|hole| match &hole.filling {
        Filling::Image { to, .. } => Some(to.as_str()),
        Filling::Link { to, .. } => loads_at(&document.html[..hole.at]).then_some(to.as_str()),
        Filling::Tip(_) | Filling::Word(_) | Filling::Prefix => None,
    });
    holes.filter(|to| is_foreign(to)).collect()
}

/// Whether HTML ends where the value of an attribute begins that is loaded without being asked.
fn loads_at(before: &str) -> bool {
    ["src", "srcset", "poster", "data"].iter().any(|attribute| {
        before.trim_end_matches(['"', '\'']).strip_suffix('=').is_some_and(|rest| rest.ends_with(attribute))
    })
}
