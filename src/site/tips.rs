//! The ids of tips, unique in their guide: all its steps can stand on one page, and a reader's ticks are kept by id.

use std::collections::BTreeMap;

use super::{Guide, Leaf};
use crate::diagnostic::{Diagnostic, Place};
use crate::markdown::Filling;
use crate::tag::escaped;

/// Gives every tip of a guide an id of its own. An id that two authors' hands gave is an error at the later one.
pub(super) fn settle(guide: &mut Guide) -> Vec<Diagnostic> {
    let mut taken: BTreeMap<String, Place> = BTreeMap::new();
    let mut faults = Vec::new();
    let parts = guide.parts.iter_mut().map(|part| &mut part.leaf);
    for leaf in std::iter::once(&mut guide.leaf).chain(parts) {
        settle_leaf(leaf, &mut taken, &mut faults);
    }
    faults
}

fn settle_leaf(leaf: &mut Leaf, taken: &mut BTreeMap<String, Place>, faults: &mut Vec<Diagnostic>) {
    let mut renamed: BTreeMap<&str, String> = BTreeMap::new();
    for tip in &leaf.document.tips {
        let id = match taken.get(&tip.id) {
            None => tip.id.clone(),
            Some(first) if tip.given && first.file != leaf.path => {
                faults.push(given_twice(&tip.id, &tip.place, first));
                tip.id.clone()
            }
            Some(_) => free(&tip.id, taken),
        };
        taken.insert(id.clone(), tip.place.clone());
        if id != tip.id {
            renamed.insert(&tip.id, id.clone());
        }
        leaf.tips.push(id);
    }
    if renamed.is_empty() {
        return;
    }
    for (hole, filling) in leaf.document.holes.iter().zip(&mut leaf.resolved.fillings) {
        if let Filling::Tip(id) = &hole.filling
            && let Some(id) = renamed.get(id.as_str())
        {
            *filling = escaped(id).into_owned();
        }
    }
}

fn given_twice(id: &str, place: &Place, first: &Place) -> Diagnostic {
    let message =
        format!("another tip of this guide has the id “{id}” already, in {}:{}", first.file, first.line);
    Diagnostic::error("duplicate-tip-id", place.clone(), message)
        .help("every tip of a guide needs an id of its own")
}

/// The id with the first number that makes it free.
fn free(id: &str, taken: &BTreeMap<String, Place>) -> String {
    // Of so many names one is free: there are fewer taken.
    let mut names = (2..=taken.len() + 2).map(|number| format!("{id}-{number}"));
    names.find(|id| !taken.contains_key(id)).unwrap_or_default()
}
