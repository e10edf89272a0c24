//! A look at an output folder ahead of a commit.

use std::path::Path;

use rayon::prelude::*;

use super::Standing;
use super::owned::LIST;
use crate::disk::{self, Stamp};
use crate::path::OutputPath;

/// Which files of an output folder stand as they are known, seen before the folder is locked, while a build is made.
/// It counts only if no other build wrote in between: each that writes anything gives the folder a new list.
#[derive(Clone, Debug, Default)]
pub struct Glance {
    /// The stamp of the list before the files were looked at.
    list: Option<Stamp>,
    /// Of each file that is known, in order, whether its stamp is.
    same: Vec<bool>,
}

impl Glance {
    /// Looks at all files of a folder that are known.
    pub fn at(standing: &Standing, out: &Path) -> Self {
        let Ok(root) = disk::real(out) else { return Self::default() };
        let list = Stamp::of_file(&root.join(LIST));
        let is_same = |path: &OutputPath, stamp: Option<Stamp>| {
            stamp.is_some() && stamp == Stamp::of_file(&root.join(path.as_str()))
        };
        Self { list, same: standing.files().map(|(path, stamp)| is_same(path, stamp)).collect() }
    }

    /// Of each file that is known, in order, whether it stands as it is known, as far as this was seen and still counts.
    pub(super) fn same(&self, root: &Path) -> &[bool] {
        let counts = self.list.is_some() && self.list == Stamp::of_file(&root.join(LIST));
        if counts { &self.same } else { &[] }
    }
}
