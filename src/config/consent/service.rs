//! Reading a third party.

use std::collections::BTreeMap;

use super::read::is_good_name;
use super::{Cookie, Service};
use crate::config::address::{not_a_web_address, web_address};
use crate::diagnostic::{Placed, nearest};
use crate::yaml::{Faults, Fields, Node, full_text, quoted};

impl Service {
    pub(super) fn read(id: &Placed<String>, node: &Node, purposes: &[&str], faults: &Faults) -> Option<Self> {
        let is_named = is_good_name(id, "a service", faults);
        let mut fields = Fields::open(node, "a service", faults)?;
        let label = fields.text("label").map_or_else(|| capitalised(&id.value), |label| label.value);
        let matches = fields.required_list("match").iter();
        let matches =
            matches.filter_map(|node| host_and_path(full_text(node, "match", faults)?, faults)).collect();
        let purpose = fields.required_text("purpose");
        if let Some(purpose) = &purpose {
            check_purpose(purpose, purposes, faults);
        }
        let provider = fields.required_text("provider");
        let privacy =
            fields.text("privacy").and_then(|url| web_address(url, "privacy", faults)).map(|url| url.value);
        let cookies = fields.list("cookies").unwrap_or_default();
        let cookies = cookies.iter().filter_map(|node| Cookie::read(node, faults)).collect();
        fields.done();
        let (purpose, provider) = (purpose?, provider?.value);
        let service = Self { id: id.clone(), label, matches, purpose, provider, privacy, cookies };
        is_named.then_some(service)
    }

    /// Two services cannot claim one host and path.
    pub(super) fn check_matches(services: &[Self], faults: &Faults) {
        let mut owners: BTreeMap<&str, &Placed<String>> = BTreeMap::new();
        for service in services {
            for host in &service.matches {
                let Some(owner) = owners.insert(host, &service.id) else { continue };
                let message = format!(
                    "the services “{}” (line {}) and “{}” both match {}",
                    owner.value,
                    owner.place.line,
                    service.id.value,
                    quoted(host)
                );
                faults.error(
                    "duplicate-match",
                    service.id.place.clone(),
                    message,
                    "remove it from one of them",
                );
            }
        }
    }
}

impl Cookie {
    fn read(node: &Node, faults: &Faults) -> Option<Self> {
        let mut fields = Fields::open(node, "a cookie", faults)?;
        let name = fields.required_text("name");
        let keeps = fields.text("keeps");
        if !fields.has("keeps") {
            let label = name.as_ref().map_or_else(String::new, |name| format!(" {}", quoted(&name.value)));
            faults.error(
                "cookie-without-lifetime",
                node.place.clone(),
                format!("the cookie{label} does not say how long it is kept"),
                "add a line “keeps: 6 months”; the service’s privacy page tells how long",
            );
        }
        fields.done();
        Some(Self { name: name?.value, keeps: keeps?.value })
    }
}

fn check_purpose(purpose: &Placed<String>, purposes: &[&str], faults: &Faults) {
    if purposes.contains(&purpose.value.as_str()) {
        return;
    }
    let help = match nearest(&purpose.value, purposes.iter().copied()) {
        Some(nearest) => format!("did you mean “{nearest}”?"),
        None if purposes.is_empty() => {
            format!("declare “{}” under “purposes”, with label and why", purpose.value)
        }
        None => format!("it can be one of: {}; or declare another under “purposes”", purposes.join(", ")),
    };
    let message = format!("there is no purpose {}", quoted(&purpose.value));
    faults.error("unknown-purpose", purpose.place.clone(), message, help);
}

/// A host with its sub-domains, or a host and the start of a path: in small letters, without a scheme.
fn host_and_path(written: Placed<String>, faults: &Faults) -> Option<String> {
    let bare = written.value.split_once("://").map_or(written.value.as_str(), |(_, rest)| rest);
    let bare = bare.trim_start_matches("//").trim_start_matches("*.");
    let (host, path) = bare.split_at(bare.find('/').unwrap_or(bare.len()));
    let clean = format!("{}{path}", host.to_lowercase());
    let is_good =
        not_a_web_address(&format!("https://{clean}")).is_none() && !clean.contains(['?', '#', '*']);
    if is_good && bare == written.value {
        return Some(clean.strip_suffix('/').filter(|host| !host.contains('/')).unwrap_or(&clean).to_owned());
    }
    let help = if is_good {
        format!("write {clean}; sub-domains are matched too")
    } else {
        "write a host such as example.org, or the start of an address such as example.org/embed/".to_owned()
    };
    let message = format!("{} is no host, nor a host and the start of a path", quoted(&written.value));
    faults.error("bad-match", written.place, message, help);
    None
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
