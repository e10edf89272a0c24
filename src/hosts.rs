//! The files that hosts read: headers, redirects, the page for missing addresses.
//!
//! One header policy holds for all pages of a site: it allows what any of them needs. A browser enforces it together
//! with the narrower one that stands in each page as a `meta`, so a page may do no more than that says, and no host's
//! limit of rules is ever near. Paths are those of the host, with the path of the site's own address.

mod apache;
mod azure;
mod caddy;
mod cloudfront;
mod domain;
mod firebase;
mod limits;
mod lighttpd;
mod nginx;
mod render;
mod s3;
mod text_files;
mod vercel;
mod wrangler;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::config::{Config, HOSTS};
use crate::csp::Policy;
use crate::diagnostic::{Diagnostic, Placed};
use crate::links::encoded;
use crate::output::Output;
use crate::path::{OutputPath, Url};

/// How long what has its digest in its name may be kept: RFC 8246.
const KEPT: &str = "public, max-age=31536000, immutable";
/// Everything else is asked for again.
const FRESH: &str = "public, max-age=0, must-revalidate";
/// The longest line that Cloudflare reads, and the longest policy that servers in front of others pass on.
const LONGEST_POLICY: usize = 1_900;

/// An address that moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The old address, as a name: not percent-encoded.
    pub from: String,
    /// The new one, percent-encoded.
    pub to: String,
}

/// What hosts are told of a site.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The site's title.
    pub title: String,
    /// Its own address; empty, if nobody knows.
    pub base_url: String,
    /// The path of that address, without a slash at its end.
    pub base: String,
    /// The policy for headers.
    pub policy: String,
    /// Whether all files of `/assets/` have their digest in their name.
    pub assets_are_kept: bool,
    /// The addresses that moved.
    pub redirects: Vec<Redirect>,
    /// Whether Netlify alone reads `_redirects`: only it knows redirects that win over files.
    pub is_forced: bool,
}

/// The headers of every answer, in the order in which they are written; the policy first.
fn headers(told: &Told) -> Vec<(&'static str, &str)> {
    vec![
        ("Content-Security-Policy", &told.policy),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    ]
}

/// The files for hosts.
#[derive(Debug, Default)]
pub struct Made {
    /// Those that go into the site.
    pub inside: Vec<Output>,
    /// Those that the author brings to the host: they go into a folder beside the output.
    pub beside: Vec<Output>,
    /// What is wrong, or will be soon.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file for one host: where it goes, and its text.
enum File {
    Inside(&'static str, String),
    Beside(&'static str, String),
}

/// Makes the files for the hosts of the settings. `outputs` is everything else in the site.
pub fn hosts<'a>(
    config: &Config,
    base: &str,
    policies: impl Iterator<Item = &'a str>,
    moved: impl Iterator<Item = (&'a Url, &'a Url)>,
    outputs: &[Output],
) -> Made {
    let mut made = Made::default();
    let chosen = chosen(&config.hosts);
    if chosen.is_empty() {
        return made;
    }
    let told = told(config, base, policies, moved, (outputs, &chosen));
    let mut owners: BTreeMap<OutputPath, (&str, String)> = BTreeMap::new();
    for host in &chosen {
        for file in files(&host.value, &told) {
            match file {
                File::Inside(path, text) => claim(path, text, host, &mut owners, &mut made.diagnostics),
                File::Beside(path, text) => {
                    let path = OutputPath::new(format!("{}/{path}", host.value));
                    made.beside.push(Output::new(path, text.into_bytes()));
                }
            }
        }
        made.diagnostics.extend(limits::near(host, &told, outputs));
    }
    made.diagnostics.extend(taken(&owners, outputs, &chosen));
    made.inside.extend(owners.into_iter().map(|(path, (_, text))| Output::new(path, text.into_bytes())));
    if chosen.iter().any(|host| host.value == "neocities") {
        made.inside.extend(not_found(outputs));
    }
    made
}

/// The hosts that are meant; `all` means each.
fn chosen(hosts: &[Placed<String>]) -> Vec<Placed<String>> {
    let Some(all) = hosts.iter().find(|host| host.value == "all") else { return hosts.to_vec() };
    let each = HOSTS.iter().filter(|name| **name != "all");
    each.map(|name| Placed { value: (*name).to_owned(), place: all.place.clone() }).collect()
}

fn told<'a>(
    config: &Config,
    base: &str,
    policies: impl Iterator<Item = &'a str>,
    moved: impl Iterator<Item = (&'a Url, &'a Url)>,
    (outputs, chosen): (&[Output], &[Placed<String>]),
) -> Told {
    let mut policy = Policy::default();
    policies.for_each(|text| policy.join(&Policy::parse(text)));
    let mut policy = policy.header();
    if policy.len() > LONGEST_POLICY {
        // What a page may load stands in the page itself; this is what can stand in a header only.
        "frame-ancestors 'none'".clone_into(&mut policy);
    }
    let redirect = |(from, to): (&Url, &Url)| Redirect {
        from: format!("{base}{from}"),
        to: format!("{base}{}", encoded(to)),
    };
    let reads_redirects =
        ["cloudflare-pages", "cloudflare-workers", "gitlab-pages", "codeberg-pages"].as_slice();
    let mut assets = outputs.iter().filter(|output| output.path.as_str().starts_with("assets/"));
    Told {
        title: config.title.clone(),
        base_url: config.base_url.clone(),
        base: base.to_owned(),
        policy,
        assets_are_kept: assets.all(|output| is_fingerprinted(output.path.as_str())),
        redirects: moved.map(redirect).collect(),
        is_forced: !chosen.iter().any(|host| reads_redirects.contains(&host.value.as_str())),
    }
}

/// Whether a path ends in `.<ten hexadecimal letters>.<ending>`.
fn is_fingerprinted(path: &str) -> bool {
    let digest = path.rsplit('.').nth(1).unwrap_or_default();
    digest.len() == 10 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The files of one host.
fn files(host: &str, told: &Told) -> Vec<File> {
    use File::{Beside, Inside};
    match host {
        "netlify" | "cloudflare-pages" => text_files::both(told),
        "cloudflare-workers" => {
            let mut files = text_files::both(told);
            files.push(Beside("wrangler.jsonc", wrangler::wrangler(told)));
            files
        }
        "vercel" => vec![Inside("vercel.json", vercel::vercel(told))],
        "github-pages" => domain::github(told),
        "gitlab-pages" => vec![Inside("_redirects", text_files::redirects(told))],
        "codeberg-pages" => domain::codeberg(told),
        "azure-static-web-apps" => vec![Inside("staticwebapp.config.json", azure::azure(told))],
        "firebase" => vec![Beside("firebase.json", firebase::firebase(told))],
        "s3" => vec![Beside("website.json", s3::website(told))],
        "cloudfront" => vec![
            Beside("function.js", cloudfront::function(told)),
            Beside("response-headers-policy.json", cloudfront::policy(told)),
        ],
        "nginx" => vec![Beside("nginx.conf", nginx::nginx(told))],
        "caddy" => vec![Beside("Caddyfile", caddy::caddy(told))],
        "apache" => vec![Inside(".htaccess", apache::apache(told))],
        "lighttpd" => vec![Beside("lighttpd.conf", lighttpd::lighttpd(told))],
        "render" => vec![Beside("render.yaml", render::render(told))],
        _ => Vec::new(),
    }
}

/// Puts a file into the site, unless another host wants another one there.
fn claim<'a>(
    path: &'static str,
    text: String,
    host: &'a Placed<String>,
    owners: &mut BTreeMap<OutputPath, (&'a str, String)>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    match owners.get(&OutputPath::new(path)) {
        Some((other, own)) if *own != text => {
            let message = format!("“{other}” and “{}” each need another file “{path}”", host.value);
            diagnostics.push(
                Diagnostic::error("hosts-clash", host.place.clone(), message)
                    .help("name one of them in “hosts”, and build once more for the other"),
            );
        }
        Some(_) => {}
        None => {
            owners.insert(OutputPath::new(path), (&host.value, text));
        }
    }
}

/// The author's files where a host's go.
fn taken(
    owners: &BTreeMap<OutputPath, (&str, String)>,
    outputs: &[Output],
    chosen: &[Placed<String>],
) -> Vec<Diagnostic> {
    let found = outputs.iter().filter_map(|output| Some((&output.path, owners.get(&output.path)?.0)));
    let clash = |(path, name): (&OutputPath, &str)| {
        let host = chosen.iter().find(|host| host.value == name)?;
        let message =
            format!("the file “{path}” for “{name}” and your own “content/{path}” go to the same place");
        Some(Diagnostic::error("hosts-clash", host.place.clone(), message).help(format!(
            "take your file away, or take “{name}” out of “hosts” and write all of that file yourself"
        )))
    };
    found.filter_map(clash).collect()
}

/// The page for missing addresses under the name that Neocities reads.
fn not_found(outputs: &[Output]) -> Option<Output> {
    let page = outputs.iter().find(|output| output.path.as_str() == "404.html")?;
    Some(Output { path: OutputPath::new("not_found.html"), ..page.clone() })
}

/// JSON with line breaks and a line feed at its end.
fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// An old address, percent-encoded, also what is a wildcard or placeholder somewhere.
fn source(from: &str) -> String {
    encoded(&Url::new(from)).replace('*', "%2A").replace(':', "%3A")
}

/// A text as a regular expression that matches it alone.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        if r"\.+*?()|[]{}^$#".contains(char) {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern
}
