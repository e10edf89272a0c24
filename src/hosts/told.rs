//! What hosts are told of a site.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use super::Site;
use crate::caching::is_fingerprinted;
use crate::csp::Policy;
use crate::diagnostic::Placed;
use crate::links::encoded;
use crate::path::{Url, slug};

/// An address that moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Redirect {
    /// The old address below that of the site, as a name: not percent-encoded.
    pub(super) from: String,
    /// The new one on the host, percent-encoded.
    pub(super) to: String,
}

/// What hosts are told of a site.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// The site's title.
    pub(super) title: String,
    /// Its own address; empty, if nobody knows.
    pub(super) base_url: String,
    /// The path of that address as a name, without a slash at its end.
    pub(super) base: String,
    /// What any page may load.
    pub(super) policy: Policy,
    /// The files that have their digest in their name.
    pub(super) kept: Vec<String>,
    /// Whether these are all files of `assets`.
    pub(super) are_all_kept: bool,
    /// The endings of the site's files, in small letters.
    pub(super) endings: BTreeSet<String>,
    /// The addresses that moved.
    pub(super) redirects: Vec<Redirect>,
    /// Whether Netlify alone reads `_redirects`: only it knows redirects that win over files.
    pub(super) is_forced: bool,
    /// Whether Cloudflare reads `_headers`: it leaves out long lines.
    pub(super) has_short_lines: bool,
}

impl Told {
    pub(super) fn of(site: &Site<'_>, chosen: &[Placed<String>]) -> Self {
        let base = percent_decode_str(site.base).decode_utf8_lossy().into_owned();
        let redirect = |(from, to): &(&Url, &Url)| Redirect {
            from: from.to_string(),
            to: encoded(&Url::new(format!("{base}{to}"))).into_owned(),
        };
        let paths = || site.outputs.iter().map(|output| output.path.as_str());
        let is_any = |hosts: &[&str]| chosen.iter().any(|host| hosts.contains(&host.value.as_str()));
        let ending = |path: &str| Some(path.rsplit('/').next()?.rsplit_once('.')?.1.to_ascii_lowercase());
        let mut kept: Vec<String> =
            paths().filter(|path| is_fingerprinted(path)).map(str::to_owned).collect();
        // Not by digest: then a file that changed keeps its place.
        kept.sort_by(|a, b| a.rsplit('.').next().cmp(&b.rsplit('.').next()).then_with(|| a.cmp(b)));
        let cloudflare = ["cloudflare-pages", "cloudflare-workers"];
        Self {
            title: site.config.title.clone(),
            base_url: site.config.base_url.clone(),
            policy: site.policy.clone(),
            kept,
            are_all_kept: paths().filter(|path| path.starts_with("assets/")).all(is_fingerprinted),
            endings: paths().filter_map(ending).collect(),
            redirects: site.moved.iter().map(redirect).collect(),
            is_forced: !is_any(&cloudflare) && !is_any(&["gitlab-pages", "codeberg-pages"]),
            has_short_lines: is_any(&cloudflare),
            base,
        }
    }

    /// The paths below which a host may have the site: that of its own address, and the root, where whoever stands in
    /// front of the host takes that path away.
    pub(super) fn bases(&self) -> Vec<&str> {
        if self.base.is_empty() { vec![""] } else { vec![&self.base, ""] }
    }

    /// The site's title as the name of a service: small letters, digits and hyphens, at most 63.
    pub(super) fn service(&self) -> String {
        let name: String = slug(&self.title).chars().filter(char::is_ascii).take(63).collect();
        let name = name.trim_matches('-');
        if name.is_empty() { "guides".to_owned() } else { name.to_owned() }
    }

    /// A path as a browser asks for it: it leaves brackets as they are (URL Standard, path percent-encode set).
    pub(super) fn asked(path: &str) -> String {
        encoded(&Url::new(path)).replace("%5B", "[").replace("%5D", "]")
    }

    /// The paths of what has its digest in its name, as browsers ask for them. With more than so many, all assets at once, if
    /// they all have one: where a rule for a folder holds for what is missing, too, browsers then keep that for a year.
    pub(super) fn kept_paths(&self, most: usize) -> Vec<String> {
        let all = ["assets/*".to_owned()];
        let are_many = self.kept.len() * self.bases().len() > most;
        let names = if are_many && self.are_all_kept { all.as_slice() } else { self.kept.as_slice() };
        let below = |base: &str| -> Vec<String> {
            names.iter().map(|name| Self::asked(&format!("{base}/{name}"))).collect()
        };
        self.bases().into_iter().flat_map(below).collect()
    }

    /// Every old address with all paths it may have on a host, as browsers ask for it, and the new one.
    pub(super) fn moved(&self) -> impl Iterator<Item = (String, &str)> {
        let bases = self.bases().into_iter();
        bases.flat_map(|base| {
            let moved = move |moved: &Redirect| Self::asked(&format!("{base}{}", moved.from));
            self.redirects.iter().map(move |redirect| (moved(redirect), redirect.to.as_str()))
        })
    }

    /// The same with the first redirects alone, as many as fit into a number of bytes of what is made of them.
    pub(super) fn fitting(&self, most: usize, made: impl Fn(&Self) -> String) -> Self {
        let with = |count: usize| Self { redirects: self.redirects[..count].to_vec(), ..self.clone() };
        if made(self).len() <= most {
            return self.clone();
        }
        let (mut fits, mut exceeds) = (0, self.redirects.len());
        while fits + 1 < exceeds {
            let middle = usize::midpoint(fits, exceeds);
            if made(&with(middle)).len() <= most { fits = middle } else { exceeds = middle }
        }
        with(fits)
    }
}
