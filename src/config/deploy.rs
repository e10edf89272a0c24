//! Reading `deploy`: where the site goes, by names that the author chose.

mod destination;
mod secret;
mod way;

use std::collections::BTreeMap;

use crate::yaml::{Faults, Fields};

pub use destination::{Bucket, Destination, Server, Way};

/// Reads the targets, with all that each of them says.
pub(super) fn read(fields: &mut Fields<'_>, faults: &Faults) -> BTreeMap<String, Destination> {
    let mut targets = BTreeMap::new();
    for (name, node) in fields.entries("deploy") {
        let before = faults.count();
        secret::refuse_credentials(node, faults);
        let has_credentials = faults.count() > before;
        let Some(mut target) = Fields::open(node, "a target of “deploy”", faults) else { continue };
        let to = target.required_text("to");
        if has_credentials {
            // A second fault about a key that must go anyway helps nobody.
            target.leave_others();
            continue;
        }
        let Some(way) = to.and_then(|to| way::read(&to, &mut target)) else {
            target.leave_others();
            continue;
        };
        // An archive is made anew, and what a program does is its own affair: there is nothing to keep.
        let keep = match way {
            Way::Zip(_) | Way::Command { .. } => Vec::new(),
            _ => target.texts("keep").into_iter().map(|path| path.value).collect(),
        };
        target.done();
        targets.insert(name.value.clone(), Destination { name: name.value.clone(), way, keep });
    }
    targets
}
