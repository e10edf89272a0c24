//! The files that hosts read: headers, redirects, the page for missing addresses.
//!
//! One header policy holds for all pages of a site: it allows what any of them needs. A browser enforces it together
//! with the narrower one that stands in each page as a `meta`, so a page may do no more than that says, and no host's
//! limit of rules is ever near.
//!
//! Every old address keeps its small page as well, so a rule that a host leaves out costs a reader nothing.

mod apache;
mod azure;
mod caddy;
mod cloudfront;
mod domain;
mod firebase;
mod header;
mod limits;
mod lighttpd;
mod nginx;
mod pattern;
mod render;
mod s3;
mod text_files;
mod told;
mod types;
mod vercel;
mod wrangler;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::config::{Config, HOSTS};
use crate::csp::Policy;
use crate::diagnostic::{Diagnostic, Placed};
use crate::digest::Digest;
use crate::output::Output;
use crate::path::{OutputPath, Url};
use told::Told;

/// What the files for hosts are made from.
#[derive(Debug)]
pub struct Site<'a> {
    /// The settings.
    pub config: &'a Config,
    /// The path of the site's own address, as it is written there, without a slash at its end.
    pub base: &'a str,
    /// A policy that allows what any page needs.
    pub policy: Policy,
    /// The addresses that moved, each with the new one.
    pub moved: Vec<(&'a Url, &'a Url)>,
    /// Everything else in the site.
    pub outputs: &'a [Output],
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
#[derive(Clone, Debug, PartialEq, Eq)]
enum File {
    Inside(&'static str, String),
    Beside(&'static str, String),
}

/// A file that goes into the site, and the first host that reads it.
type Claims<'a> = BTreeMap<OutputPath, (Output, &'a Placed<String>)>;

/// Makes the files for the hosts of the settings.
pub fn hosts(site: &Site<'_>) -> Made {
    let mut made = Made::default();
    let chosen = chosen(&site.config.hosts);
    let told = Told::of(site, &chosen);
    let mut claims = Claims::new();
    for host in &chosen {
        for file in files(&host.value, &told) {
            match file {
                File::Inside(path, text) => {
                    let output = Output::new(OutputPath::new(path), text.into_bytes());
                    claims.entry(output.path.clone()).or_insert((output, host));
                }
                File::Beside(path, text) => {
                    let path = OutputPath::new(format!("{}/{path}", host.value));
                    made.beside.push(Output::new(path, text.into_bytes()));
                }
            }
        }
        if host.value == "neocities" {
            claims.extend(not_found(site.outputs).map(|page| (page.path.clone(), (page, host))));
        }
        made.diagnostics.extend(limits::near(host, &told, site.outputs));
    }
    let own = own(&claims, site.outputs);
    made.diagnostics.extend(claims.iter().filter_map(|(path, claim)| taken(claim, *own.get(path)?)));
    let unclaimed = claims.into_iter().filter(|(path, _)| !own.contains_key(path));
    made.inside.extend(unclaimed.map(|(_, (output, _))| output));
    made
}

/// Whether one of some hosts hands out files that lie there compressed.
pub fn take_compressed(hosts: &[Placed<String>]) -> bool {
    // docs.gitlab.com, “Serving compressed assets”; nginx.org, ngx_http_gzip_static_module; caddyserver.com, “precompressed”.
    chosen(hosts).iter().any(|host| matches!(host.value.as_str(), "gitlab-pages" | "nginx" | "caddy"))
}

/// Whether a file tells a host how to hand out the rest.
pub fn is_rules(path: &str) -> bool {
    let rules =
        ["_headers", "_redirects", ".htaccess", "vercel.json", "staticwebapp.config.json", "firebase.json"];
    rules.contains(&path)
}

/// The hosts that are meant; `all` means each.
fn chosen(hosts: &[Placed<String>]) -> Vec<Placed<String>> {
    let Some(all) = hosts.iter().find(|host| host.value == "all") else { return hosts.to_vec() };
    let each = HOSTS.iter().filter(|name| **name != "all");
    each.map(|name| Placed { value: (*name).to_owned(), place: all.place.clone() }).collect()
}

/// The files of one host. Those that several hosts read have the same text for all of them.
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
        "gitlab-pages" => text_files::moved(told),
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

/// The page for missing addresses.
const MISSING: &str = "404.html";
/// Its name for Neocities (neocities/neocities, models/site.rb).
const NOT_FOUND: &str = "not_found.html";

/// The page for missing addresses under the name that Neocities reads.
fn not_found(outputs: &[Output]) -> Option<Output> {
    let page = outputs.iter().find(|output| output.path.as_str() == MISSING)?;
    Some(Output { path: OutputPath::new(NOT_FOUND), ..page.clone() })
}

/// The output that another one is a copy of.
pub fn original(path: &OutputPath) -> Option<OutputPath> {
    (path.as_str() == NOT_FOUND).then(|| OutputPath::new(MISSING))
}

/// The author's own files where those of hosts go, by path.
fn own(claims: &Claims<'_>, outputs: &[Output]) -> BTreeMap<OutputPath, Digest> {
    let own = outputs.iter().filter(|output| claims.contains_key(&output.path));
    own.map(|output| (output.path.clone(), output.digest)).collect()
}

/// Says that the author's own file lies where a host's goes; one of the same bytes is as good.
fn taken((output, host): &(Output, &Placed<String>), own: Digest) -> Option<Diagnostic> {
    if output.digest == own {
        return None;
    }
    let (path, name) = (&output.path, &host.value);
    let message =
        format!("the file “{path}” for “{name}” and your own “content/{path}” go to the same place");
    let help =
        format!("take your file away, or take “{name}” out of “hosts” and write all of that file yourself");
    Some(Diagnostic::error("hosts-clash", host.place.clone(), message).help(help))
}

/// JSON with line breaks and a line feed at its end.
fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
