//! A reader who never stops reading.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// Sends the reader home when it is dropped: also when a test fails while he reads.
pub(crate) struct Ending<'a>(pub(crate) &'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Follows every reference from the home page again and again until told to stop; what it met that was broken, and how
/// many pages it read.
pub(crate) fn crawl(get: impl Fn(&str) -> Option<Vec<u8>>, stop: &AtomicBool) -> (Vec<String>, usize) {
    let (mut broken, mut read) = (BTreeSet::new(), 0);
    while !stop.load(Ordering::Relaxed) {
        let (suspects, pages) = walk(&get);
        read += pages;
        // A page may have been replaced, or have lost the last link to it, since it was read: what counts is what a
        // reader meets who comes from the home page now, too.
        if !suspects.is_empty() {
            broken.extend(walk(&get).0.intersection(&suspects).cloned());
        }
    }
    (broken.into_iter().collect(), read)
}

/// What is broken in one walk, and how many pages it read.
fn walk(get: &impl Fn(&str) -> Option<Vec<u8>>) -> (BTreeSet<String>, usize) {
    let (mut broken, mut read) = (BTreeSet::new(), 0);
    let mut known = BTreeSet::from(["index.html".to_owned()]);
    let mut waiting = vec!["index.html".to_owned()];
    while let Some(page) = waiting.pop() {
        let Some(text) = get(&page) else { continue };
        read += 1;
        for target in references(&page, &text) {
            if !known.insert(target.clone()) {
                continue;
            }
            if get(&target).is_none() {
                let again = get(&page).unwrap_or_default();
                if references(&page, &again).contains(&target) && get(&target).is_none() {
                    broken.insert(format!("{page} → {target}"));
                }
            } else if target.ends_with(".html") {
                waiting.push(target);
            }
        }
    }
    (broken, read)
}

/// The files that a page refers to.
pub(crate) fn references(page: &str, text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let mut targets = Vec::new();
    for attribute in [" href=\"", " src=\"", " href=", " src="] {
        for piece in text.split(attribute).skip(1) {
            let end = piece.find(['"', '>', ' ']).unwrap_or(piece.len());
            let address = piece[..end].split(['#', '?']).next().unwrap();
            if address.is_empty() || address.contains(':') || address.starts_with("//") {
                continue;
            }
            let mut parts: Vec<&str> = if address.starts_with('/') {
                Vec::new()
            } else {
                page.rsplit_once('/').map(|(folder, _)| folder.split('/').collect()).unwrap_or_default()
            };
            for part in address.split('/') {
                match part {
                    "" | "." => {}
                    ".." => {
                        parts.pop();
                    }
                    part => parts.push(part),
                }
            }
            let mut target = parts.join("/");
            if address.ends_with('/') || address.ends_with("..") || address == "." || target.is_empty() {
                format!("{target}/index.html").trim_start_matches('/').clone_into(&mut target);
            }
            targets.push(target);
        }
    }
    targets
}
