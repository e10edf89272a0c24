//! What pages of code hosts need: the domain's name, and a word that files are to be served as they are.
//!
//! Sources: docs.github.com, “Managing a custom domain for your GitHub Pages site” (`CNAME` holds one name) and “About
//! GitHub Pages and Jekyll” (`.nojekyll`); Codeberg's pages-server, FEATURES.md and domains.go (`.domains`, a name a line).

use super::{File, Told, text_files};

pub(super) fn github(told: &Told) -> Vec<File> {
    let mut files = vec![File::Inside(".nojekyll", String::new())];
    files.extend(own_domain(told, "github.io").map(|domain| File::Inside("CNAME", domain)));
    files
}

pub(super) fn codeberg(told: &Told) -> Vec<File> {
    let mut files = text_files::moved(told);
    files.extend(own_domain(told, "codeberg.page").map(|domain| File::Inside(".domains", domain)));
    files
}

/// The site's domain as a line, if it is one, and none of the host's own.
fn own_domain(told: &Told, hosts_own: &str) -> Option<String> {
    let (_, rest) = told.base_url.split_once("://")?;
    let domain = rest.split(['/', ':']).next()?.trim_end_matches('.').to_lowercase();
    let (below, top) = domain.rsplit_once('.')?;
    let is_name = !below.is_empty() && top.starts_with(char::is_alphabetic);
    let is_hosts = domain.strip_suffix(hosts_own).is_some_and(|user| user.is_empty() || user.ends_with('.'));
    (is_name && !is_hosts).then(|| format!("{domain}\n"))
}
