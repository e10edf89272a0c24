//! A document's HTML with its holes filled.

use super::Words;
use crate::markdown::{Document, Filling, Tip};
use crate::site::Resolved;
use crate::tag::escape;

/// The HTML of a body. `prefix` goes before its ids, so that several bodies can stand on one page.
pub fn body(document: &Document, resolved: &Resolved, prefix: &str, words: &Words) -> String {
    document.fill(&mut filler(&resolved.fillings, prefix, words))
}

/// The HTML of a tip's label.
pub(super) fn label(document: &Document, resolved: &Resolved, tip: &Tip, words: &Words) -> String {
    let before = document.holes.partition_point(|hole| hole.at < tip.label.start);
    document.fill_label(tip, &mut filler(&resolved.fillings[before..], "", words))
}

fn filler<'a>(
    fillings: &'a [String],
    prefix: &'a str,
    words: &'a Words,
) -> impl FnMut(&Filling, &mut String) + 'a {
    let mut fillings = fillings.iter();
    move |filling, html| {
        let resolved = fillings.next();
        match filling {
            // A place in the same body has the prefix, too; tips are found by the same id everywhere.
            Filling::Link { to, .. } if to.starts_with('#') && !to.starts_with("#tip-") && to.len() > 1 => {
                html.push('#');
                html.push_str(prefix);
                html.push_str(resolved.map_or("", |link| link.trim_start_matches('#')));
            }
            Filling::Link { .. } | Filling::Image { .. } | Filling::Tip(_) => {
                html.push_str(resolved.map_or("", String::as_str));
            }
            Filling::Word(key) => escape(&words(key, &[]), html),
            Filling::Prefix => html.push_str(prefix),
        }
    }
}
