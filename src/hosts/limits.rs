//! What hosts refuse or silently leave out, told before it happens: from nine tenths of a limit on.

use super::{Told, azure, text_files};
use crate::diagnostic::{Diagnostic, Placed};
use crate::output::Output;

/// Something that a host counts.
struct Limit {
    what: &'static str,
    found: u64,
    most: u64,
    help: &'static str,
}

const FEWER: &str = "take the oldest “aliases” out of your pages; old addresses without a rule have a small page that leads on";
const SMALLER: &str = "make the largest files smaller, or bring the site to another host";

/// The limits of a host that a site is near.
pub(super) fn near(host: &Placed<String>, told: &Told, outputs: &[Output]) -> Vec<Diagnostic> {
    let near =
        limits(&host.value, told, outputs).into_iter().filter(|limit| limit.found * 10 > limit.most * 9);
    let warning = |limit: Limit| {
        let Limit { what, found, most, help } = limit;
        let message = format!("“{}” allows {most} {what}, and this site has {found}", host.value);
        Diagnostic::warning("hosts-limit", host.place.clone(), message).help(help)
    };
    near.map(warning).collect()
}

fn limits(host: &str, told: &Told, outputs: &[Output]) -> Vec<Limit> {
    let limit = |what, found: usize, most, help| Limit { what, found: found as u64, most, help };
    let moved = told.redirects.len();
    let largest = outputs.iter().map(|output| output.size).max().unwrap_or_default();
    let all: u64 = outputs.iter().map(|output| output.size).sum();
    match host {
        "cloudflare-pages" | "cloudflare-workers" => vec![
            limit("redirects", moved, 2_000, FEWER),
            limit("files", outputs.len(), 20_000, "bring the site to another host"),
            Limit { what: "bytes in one file", found: largest, most: 25 << 20, help: SMALLER },
        ],
        "vercel" => vec![limit("redirects", moved, 1_024, FEWER)],
        "gitlab-pages" => vec![
            limit("redirects", moved, 1_000, FEWER),
            limit("bytes of redirects", text_files::redirects(told).len(), 64 << 10, FEWER),
        ],
        "azure-static-web-apps" => {
            vec![limit("bytes of configuration", azure::azure(told).len(), 20 << 10, FEWER)]
        }
        "github-pages" => vec![Limit { what: "bytes in all", found: all, most: 1 << 30, help: SMALLER }],
        _ => Vec::new(),
    }
}
