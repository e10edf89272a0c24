//! Which third party a host belongs to.

use crate::config::{Consent, Mode};
use crate::links::Remote;

/// Hosts that hand out fonts, scripts and styles for everybody: such files belong into the theme.
const FILE_HOSTS: &[&str] = &[
    "ajax.aspnetcdn.com",
    "ajax.googleapis.com",
    "bootstrapcdn.com",
    "cdn.jsdelivr.net",
    "cdn.mathjax.org",
    "cdn.plot.ly",
    "cdn.rawgit.com",
    "cdn.skypack.dev",
    "cdn.statically.io",
    "cdn.tailwindcss.com",
    "cdnjs.cloudflare.com",
    "cdnjs.com",
    "code.ionicframework.com",
    "code.jquery.com",
    "d3js.org",
    "esm.run",
    "esm.sh",
    "fast.fonts.net",
    "fastly.jsdelivr.net",
    "fonts.bunny.net",
    "fonts.cdnfonts.com",
    "fonts.googleapis.com",
    "fonts.gstatic.com",
    "jspm.dev",
    "kit.fontawesome.com",
    "polyfill.io",
    "raw.githubusercontent.com",
    "rsms.me",
    "unpkg.com",
    "use.fontawesome.com",
    "use.typekit.net",
    "p.typekit.net",
    "cloud.typography.com",
];

/// A declared service, as the gate uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its key.
    pub id: String,
    /// Its name for readers.
    pub label: String,
    /// The purpose that it waits for.
    pub purpose: String,
    /// Hosts, each with the start of a path (which may be empty).
    pub places: Vec<(String, String)>,
}

/// What a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class<'a> {
    /// A declared service.
    Service(&'a Rule),
    /// A host of files that belong into the theme.
    FileHost,
    /// Nobody declared it.
    Unknown,
}

/// The purpose of what nobody declared.
pub const DEFAULT_PURPOSE: &str = "media";

/// What the site's settings say about third parties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// The declared services.
    pub services: Vec<Rule>,
    /// Whether nothing optional may exist (`mode: off`).
    pub is_off: bool,
}

impl Rules {
    /// The rules that the settings make.
    pub fn of(consent: &Consent) -> Self {
        let services = consent
            .services
            .iter()
            .map(|service| Rule {
                id: service.id.value.clone(),
                label: service.label.clone(),
                purpose: service.purpose.value.clone(),
                places: service.matches.iter().map(|place| split(place)).collect(),
            })
            .collect();
        Self { services, is_off: consent.mode == Mode::Off }
    }

    /// What a host is. A declared service goes first, whatever else the host is known for.
    pub fn class(&self, remote: &Remote<'_>) -> Class<'_> {
        let declared = self.services.iter().find(|rule| {
            rule.places.iter().any(|(host, path)| is_at(remote, host) && is_below(remote, path))
        });
        match declared {
            Some(rule) => Class::Service(rule),
            None if FILE_HOSTS.iter().any(|host| is_within(&remote.host, host)) => Class::FileHost,
            None => Class::Unknown,
        }
    }

    /// A service by its key.
    pub fn service(&self, id: &str) -> Option<&Rule> {
        self.services.iter().find(|rule| rule.id == id)
    }
}

/// `youtube.com/embed/` is the host `youtube.com` and the path `/embed/`; a scheme may stand before it.
fn split(place: &str) -> (String, String) {
    let place = place.trim();
    let place = place.split_once("//").map_or(place, |(_, rest)| rest);
    let place = place.strip_prefix("*.").unwrap_or(place);
    match place.find('/') {
        Some(slash) => (place[..slash].to_lowercase(), place[slash..].to_owned()),
        None => (place.to_lowercase(), String::new()),
    }
}

/// A place with a port means that port alone.
fn is_at(remote: &Remote<'_>, place: &str) -> bool {
    is_within(&remote.host, place) || (remote.port.is_some() && is_within(&remote.authority(), place))
}

fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Without a path on either side (a script that names only the host) the host alone decides.
fn is_below(remote: &Remote<'_>, path: &str) -> bool {
    path.is_empty() || remote.rest.is_empty() || remote.path().starts_with(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        let rule = |id: &str, places: &[&str]| Rule {
            id: id.to_owned(),
            label: id.to_uppercase(),
            purpose: "media".to_owned(),
            places: places.iter().map(|place| split(place)).collect(),
        };
        Rules {
            services: vec![
                rule("youtube", &["youtube.com/embed/", "youtube-nocookie.com/"]),
                rule("tube", &["http://tube.example:8080"]),
            ],
            is_off: false,
        }
    }

    #[test]
    fn hosts_and_their_classes() {
        let rules = rules();
        let service = Class::Service(&rules.services[0]);
        for (address, class) in [
            ("https://www.youtube.com/embed/x", service),
            ("https://youtube.com/embed/x", service),
            ("https://www.youtube-nocookie.com/embed/x", service),
            ("https://www.youtube.com/watch?v=x", Class::Unknown),
            ("https://notyoutube.com/embed/x", Class::Unknown),
            ("https://fonts.gstatic.com/x.woff2", Class::FileHost),
            ("https://maxcdn.bootstrapcdn.com/x.css", Class::FileHost),
            ("https://example.org/", Class::Unknown),
            ("http://tube.example:8080/x", Class::Service(&rules.services[1])),
            ("http://tube.example/x", Class::Unknown),
        ] {
            assert_eq!(rules.class(&Remote::of(address).unwrap()), class, "{address}");
        }
    }
}
