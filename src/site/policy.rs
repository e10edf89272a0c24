//! Whether a site asks for consent, and which page tells what it is about.

use serde::{Deserialize, Serialize};

use super::directory::{Directory, Given};
use crate::config::Mode;
use crate::face::Face;
use crate::gate::{Class, Rules};
use crate::links::Remote;
use crate::path::Url;

/// What is asked of the reader, after `auto` has been decided: something optional is declared or loaded, or nothing is.
pub(super) fn mode(given: &Given) -> Mode {
    let consent = &given.config.consent;
    match consent.mode {
        Mode::Auto => {
            let declared = !consent.services.is_empty()
                || consent.purposes.iter().any(|purpose| !purpose.own.is_empty());
            let own = own(given);
            let mut faces = given.faces.values();
            let loads = declared || faces.any(|face| elsewhere(own.as_deref(), face).next().is_some());
            if loads { Mode::OptIn } else { Mode::Off }
        }
        mode => mode,
    }
}

/// The address of the policy page where the author wrote none.
pub fn url() -> Url {
    Url::new("/cookies/")
}

/// Whether the policy page has to be made, where so much is asked of the reader.
pub(super) fn is_made(given: &Given, mode: Mode) -> bool {
    mode != Mode::Off && given.config.consent.more.is_none()
}

/// Something that a page loads from another host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Load {
    /// The page.
    pub page: Url,
    /// The page's title.
    pub title: String,
    /// The host, with its port if that is unusual.
    pub host: String,
    /// The service it was declared as.
    pub service: Option<String>,
}

/// What the published pages load from elsewhere, each host and service once a page.
pub(super) fn loads(given: &Given, directory: &Directory) -> Vec<Load> {
    if given.faces.values().all(|face| face.loads.is_empty()) {
        return Vec::new();
    }
    let rules = Rules::of(&given.config.consent);
    let own = own(given);
    let files = directory.units.iter().flat_map(|unit| unit.files());
    let published = files.filter_map(|path| Some((directory.entries.get(path)?, given.faces.get(path)?)));
    let mut loads: Vec<Load> = published
        .flat_map(|(entry, face)| elsewhere(own.as_deref(), face).map(move |to| (entry, to)))
        .map(|(entry, remote)| {
            let service = match rules.class(&remote) {
                Class::Service(rule) => Some(rule.id.clone()),
                _ => None,
            };
            let (page, title) = (entry.url.clone(), entry.title.clone());
            Load { page, title, host: remote.authority(), service }
        })
        .collect();
    loads.sort();
    loads.dedup();
    loads
}

/// The host where the site itself will be, if that is known.
fn own(given: &Given) -> Option<String> {
    Remote::of(&given.config.base_url).map(|own| own.authority())
}

/// What a body loads from another host than the site's own.
fn elsewhere<'f>(own: Option<&str>, face: &'f Face) -> impl Iterator<Item = Remote<'f>> {
    let remotes = face.loads.iter().filter_map(|to| Remote::of(to));
    remotes.filter(move |remote| Some(remote.authority().as_str()) != own)
}
