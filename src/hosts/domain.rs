//! What pages of code hosts need: the domain's name, and a word that files are to be served as they are.

use super::{File, Told, text_files};

pub(super) fn github(told: &Told) -> Vec<File> {
    let mut files = vec![File::Inside(".nojekyll", String::new())];
    files.extend(own_domain(told, ".github.io").map(|domain| File::Inside("CNAME", domain)));
    files
}

pub(super) fn codeberg(told: &Told) -> Vec<File> {
    let mut files = vec![File::Inside("_redirects", text_files::redirects(told))];
    files.extend(own_domain(told, ".codeberg.page").map(|domain| File::Inside(".domains", domain)));
    files
}

/// The site's host name as a line, if it is none of the host's own.
fn own_domain(told: &Told, hosts_own: &str) -> Option<String> {
    let (_, rest) = told.base_url.split_once("://")?;
    let domain = rest.split(['/', ':']).next()?;
    (!domain.is_empty() && !domain.ends_with(hosts_own)).then(|| format!("{domain}\n"))
}
