//! The hosts that guidepost knows how to make files for.

use crate::diagnostic::Placed;
use crate::yaml::{Faults, Fields, quoted};

/// Their names in `hosts`, in the order in which messages list them.
pub const HOSTS: [&str; 21] = [
    "netlify",
    "cloudflare-pages",
    "cloudflare-workers",
    "vercel",
    "github-pages",
    "gitlab-pages",
    "codeberg-pages",
    "azure-static-web-apps",
    "azure-blob",
    "firebase",
    "s3",
    "cloudfront",
    "nginx",
    "caddy",
    "apache",
    "lighttpd",
    "neocities",
    "surge",
    "render",
    "ipfs",
    "all",
];

/// Reads `hosts`: a list of names.
pub(super) fn read(fields: &mut Fields<'_>, faults: &Faults) -> Vec<Placed<String>> {
    let mut hosts: Vec<Placed<String>> = Vec::new();
    for host in fields.texts("hosts") {
        if !HOSTS.contains(&host.value.as_str()) {
            let help = match crate::diagnostic::nearest(&host.value, HOSTS) {
                Some(nearest) => format!("did you mean “{nearest}”?"),
                None => format!("the hosts are: {}", HOSTS.join(", ")),
            };
            let message = format!("there is no host {}", quoted(&host.value));
            faults.error("unknown-host", host.place, message, help);
        } else if !hosts.iter().any(|other| other.value == host.value) {
            hosts.push(host);
        }
    }
    hosts
}
