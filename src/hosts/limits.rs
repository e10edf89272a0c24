//! What hosts refuse or silently leave out, told before it happens: from nine tenths of a limit on.

use std::borrow::Cow;

use super::{Told, azure, cloudfront, text_files, vercel};
use crate::diagnostic::{Diagnostic, Placed};
use crate::output::Output;

/// Something of which a host takes only so much.
struct Limit {
    /// What is counted.
    what: &'static str,
    /// Who has it.
    whose: Cow<'static, str>,
    found: u64,
    most: u64,
    help: &'static str,
}

const ALIASES: &str = "take the oldest “aliases” out of your pages; old addresses without a rule have a small page that leads on";
const SMALLER: &str = "make it smaller, or bring the site to another host";
const ELSEWHERE: &str = "bring the site to another host";

/// The files that the free plan of Neocities takes (neocities/neocities, models/site.rb).
#[rustfmt::skip]
const NEOCITIES: [&str; 60] = [
    "apng", "asc", "atom", "avif", "bin", "css", "csv", "dae", "eot", "epub", "geojson", "gif", "gltf", "gpg", "htm", "html",
    "ico", "jpeg", "jpg", "js", "json", "key", "kml", "knowl", "less", "manifest", "map", "markdown", "md", "mf", "mid", "midi",
    "mtl", "obj", "opml", "osdx", "otf", "pdf", "pgp", "pls", "png", "rdf", "rss", "sass", "scss", "svg", "text", "toml", "tsv",
    "ttf", "txt", "webapp", "webmanifest", "webp", "woff", "woff2", "xcf", "xml", "yaml", "yml",
];

/// The limits of a host that a site is near or beyond.
pub(super) fn near(host: &Placed<String>, told: &Told, outputs: &[Output]) -> Vec<Diagnostic> {
    let limits = limits(&host.value, told, outputs).into_iter();
    let near = limits.filter(|limit| limit.found.saturating_mul(10) > limit.most.saturating_mul(9));
    let warning = |limit: Limit| {
        let Limit { what, whose, found, most, help } = limit;
        let (found, most) = (number(found, what), number(most, what));
        let message = format!("“{}” takes at most {most} {what}, and {whose} {found}", host.value);
        Diagnostic::warning("hosts-limit", host.place.clone(), message).help(help)
    };
    near.map(warning).chain(shortened(host, told)).chain(refused(host, told)).collect()
}

/// Says that the policy is too long for a host's header.
fn shortened(host: &Placed<String>, told: &Told) -> Option<Diagnostic> {
    let most = match host.value.as_str() {
        "cloudflare-pages" | "cloudflare-workers" => text_files::longest_policy(told),
        "cloudfront" => cloudfront::LONGEST_POLICY,
        _ => usize::MAX,
    };
    let (_, left_out) = told.policy.header_within(most);
    if left_out.is_empty() {
        return None;
    }
    let message = format!(
        "“{}” takes at most {most} characters of a security policy in a header, and this site’s has {}: “{}” stands in \
         the pages alone",
        host.value,
        told.policy.header().len(),
        left_out.join("”, “"),
    );
    let help = "nothing is less safe in your own pages; for the whole header, put scripts and styles of your pages into files, \
                or bring the site to another host";
    Some(Diagnostic::warning("hosts-policy", host.place.clone(), message).help(help))
}

/// Says which files a host does not take.
fn refused(host: &Placed<String>, told: &Told) -> Option<Diagnostic> {
    let mut refused = told.endings.iter().filter(|ending| !NEOCITIES.contains(&ending.as_str())).peekable();
    if host.value != "neocities" || refused.peek().is_none() {
        return None;
    }
    let refused: Vec<String> = refused.map(|ending| format!("“.{ending}”")).collect();
    let message = format!("the free plan of “neocities” takes no files that end in {}", refused.join(", "));
    let help = "links to them lead nowhere there: leave them out, or bring the site to another host";
    Some(Diagnostic::warning("hosts-limit", host.place.clone(), message).help(help))
}

fn limits(host: &str, told: &Told, outputs: &[Output]) -> Vec<Limit> {
    let limit = |what, found: usize, most: usize, help| Limit {
        what,
        whose: "this site has".into(),
        found: found as u64,
        most: most as u64,
        help,
    };
    let moved = told.redirects.len() * told.bases().len();
    let files = |most| limit("files", outputs.len(), most, ELSEWHERE);
    let all = |most: u64| {
        let found = outputs.iter().map(|output| output.size).sum();
        Limit {
            what: "bytes",
            whose: "this site has".into(),
            found,
            most,
            help: "leave out large files, or bring the site to another host",
        }
    };
    let largest = |most: u64| {
        let largest = outputs.iter().max_by_key(|output| output.size);
        let (path, found) = largest.map_or(("", 0), |output| (output.path.as_str(), output.size));
        Limit {
            what: "bytes in one file", whose: format!("“{path}” has").into(), found, most, help: SMALLER
        }
    };
    match host {
        // developers.cloudflare.com, Pages, “Limits”; workers-sdk, constants.ts.
        "cloudflare-pages" | "cloudflare-workers" => vec![
            limit("redirects", moved, 2_000, ALIASES),
            limit(
                "rules for headers",
                text_files::rules(told),
                100,
                "give the files of your “content/assets” another folder",
            ),
            files(20_000),
            largest(25 << 20),
        ],
        "vercel" => vec![limit("redirects", moved, vercel::MOST_REDIRECTS, ALIASES)],
        // docs.gitlab.com, “GitLab Pages redirects”: beyond the bytes none apply, beyond the rules only the first.
        "gitlab-pages" => vec![
            limit("redirects", moved, 1_000, ALIASES),
            limit("bytes of redirects", text_files::redirects(told).len(), 64 << 10, ALIASES),
        ],
        // learn.microsoft.com, “Quotas in Azure Static Web Apps”: the free plan.
        "azure-static-web-apps" => {
            vec![
                limit("bytes of configuration", azure::whole(told).len(), azure::LONGEST, ALIASES),
                all(250_000_000),
            ]
        }
        "cloudfront" => {
            vec![limit(
                "bytes of a function",
                cloudfront::whole(told).len(),
                cloudfront::LONGEST_FUNCTION,
                ALIASES,
            )]
        }
        // docs.github.com, “GitHub Pages limits” and “About large files on GitHub”.
        "github-pages" => vec![all(1 << 30), largest(100 << 20)],
        // neocities/neocities, models/site.rb: the free plan.
        "neocities" => vec![files(15_000), all(1_000_000_000), largest(100_000_000)],
        _ => Vec::new(),
    }
}

/// A number with commas; of many bytes, the millions.
fn number(count: u64, what: &str) -> String {
    if what.starts_with("bytes") && count >= 1_000_000 {
        let tenths = count / 100_000;
        return format!("{}.{} million", tenths / 10, tenths % 10);
    }
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
