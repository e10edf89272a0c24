//! A reader who follows every link of a site on its host.

use std::collections::BTreeSet;

use crate::host::Host;
use crate::html;

/// The address that a reference names from an address; nothing, if it leads to another site. Both are from the root.
pub(crate) fn resolve(from: &str, to: &str) -> Option<String> {
    let to = to.split('#').next().unwrap();
    let scheme = to.split(['/', '?']).next().unwrap().contains(':');
    if scheme || to.starts_with("//") {
        return None;
    }
    let (path, query) = to.find('?').map_or((to, ""), |at| to.split_at(at));
    let folder = match (path.is_empty(), path.starts_with('/')) {
        (true, _) => return Some(format!("{}{query}", from.split('?').next().unwrap())),
        (false, true) => "",
        (false, false) => &from[..=from.split('?').next().unwrap().rfind('/').unwrap()],
    };
    let mut parts: Vec<&str> = Vec::new();
    let joined = format!("{folder}{path}");
    for part in joined.split('/').skip(1) {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    if joined.ends_with("/.") || joined.ends_with("/..") {
        parts.push("");
    }
    Some(format!("/{}{query}", parts.join("/")))
}

/// What is broken: follows everything from the home page, the page for missing addresses, the sitemap and the feed.
/// Nothing inside the site may need a redirect: each costs the reader a journey.
pub(crate) fn broken(host: &Host) -> (Vec<String>, usize) {
    let base = &host.built.base;
    let mut broken = Vec::new();
    let mut waiting: Vec<String> = ["", "nowhere/at/all", "sitemap.xml", "feed.xml"]
        .iter()
        .map(|path| format!("{base}{path}"))
        .collect();
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut read = 0;
    while let Some(address) = waiting.pop() {
        let answer = host.at("GET", &address, &[]);
        read += 1;
        for reference in references(&answer.text(), answer.header("content-type")) {
            let reference = reference.strip_prefix("https://example.org").unwrap_or(&reference);
            let Some(target) = resolve(&address, reference) else { continue };
            if !known.insert(target.clone()) {
                continue;
            }
            let status = host.at("HEAD", &target, &[]).status;
            if !target.starts_with(base.as_str()) {
                broken.push(format!("{address} → {reference}: leads out of {base}"));
            } else if status == 200 {
                waiting.push(target);
            } else {
                broken.push(format!("{address} → {reference}: {target} answers {status}"));
            }
        }
    }
    (broken, read)
}

fn references(text: &str, kind: &str) -> Vec<String> {
    let between = |open: &str, close: char| -> Vec<String> {
        let pieces = text.split(open).skip(1);
        pieces.map(|piece| piece.split(close).next().unwrap().trim_matches(['"', '\'']).to_owned()).collect()
    };
    match kind.split(';').next().unwrap() {
        "text/html" => html::references(text),
        "text/css" => between("url(", ')'),
        _ if text.starts_with("<?xml") => [between("<loc>", '<'), between("href=\"", '"')].concat(),
        _ => Vec::new(),
    }
}

#[test]
fn addresses_are_resolved_as_browsers_do() {
    for (from, to, wanted) in [
        ("/a/b/c", "d", "/a/b/d"),
        ("/a/b/c", "", "/a/b/c"),
        ("/a/b/", "../", "/a/"),
        ("/a/b/", "..", "/a/"),
        ("/a/b/", ".", "/a/b/"),
        ("/a/b/", "../../../x/", "/x/"),
        ("/a/b/", "/c?d#e", "/c?d"),
        ("/a/?q", "?r", "/a/?r"),
    ] {
        assert_eq!(resolve(from, to).as_deref(), Some(wanted), "{from} {to}");
    }
    assert_eq!(resolve("/", "mailto:a@example.org"), None);
    assert_eq!(resolve("/", "//example.org/"), None);
}
