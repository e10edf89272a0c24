//! One address, one owner.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Place};
use crate::path::{OutputPath, Url, above, fold, unportable};

/// Who answers at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Owner {
    /// What it is, as in “the page”, “an alias”.
    pub(super) what: &'static str,
    /// The file and line that ask for the address.
    pub(super) place: Place,
}

/// Addresses that are taken, and the clashes found while taking them.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    taken: Vec<Url>,
    /// What is stored where, compared as the least careful file system compares.
    stored: IndexMap<String, (OutputPath, Owner)>,
    pub(super) faults: Vec<Diagnostic>,
}

impl Addresses {
    /// Takes an address, or says who has it already.
    pub(super) fn take(&mut self, url: &Url, owner: Owner) {
        let output = url.output();
        if let Some(reason) = unportable(output.as_str()) {
            let message = format!("the address {url} cannot be a file everywhere: {reason}");
            self.faults.push(
                Diagnostic::error("address-not-portable", owner.place, message)
                    .help("choose another name or “slug”"),
            );
            return;
        }
        let folded = fold(output.as_str());
        if let Some((other, first)) = self.stored.get(&folded) {
            self.faults.push(clash(url, &output, &owner, other, first));
            return;
        }
        if let Some((folder, first)) = self.file_above(&folded) {
            let message = format!(
                "{url} lies below {}, which is a file: {} of {}",
                folder.url(),
                first.what,
                first.place.file
            );
            self.faults.push(
                Diagnostic::error("address-below-a-file", owner.place, message)
                    .help("choose another “slug” or alias"),
            );
            return;
        }
        self.stored.insert(folded, (output, owner));
        self.taken.push(url.clone());
    }

    /// The file that one of the path's folders already is.
    fn file_above(&self, folded: &str) -> Option<&(OutputPath, Owner)> {
        above(folded).find_map(|folder| self.stored.get(folder))
    }

    pub(super) fn finish(self) -> (BTreeSet<Url>, Vec<Diagnostic>) {
        (self.taken.into_iter().collect(), self.faults)
    }
}

fn clash(url: &Url, output: &OutputPath, owner: &Owner, other: &OutputPath, first: &Owner) -> Diagnostic {
    let theirs = format!("{} {}:{}", first.what, first.place.file, first.place.line);
    let message = if output == other {
        format!("the address {url} is taken already, by {theirs}")
    } else {
        format!(
            "the address {url} is the same as {} on systems that ignore case or composition; that is {theirs}",
            other.url()
        )
    };
    Diagnostic::error("address-taken", owner.place.clone(), message)
        .help(format!("give {} another “slug” or name", owner.what))
}
