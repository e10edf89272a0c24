//! The folders that outputs lie in, and what is in their way.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use crate::disk::{self, Entry, MachineFault};

/// The folders of some paths, each with what stands there, from the outside in.
pub(super) fn folders<'a>(
    root: &Path,
    paths: impl Iterator<Item = &'a str>,
) -> Result<Vec<(&'a str, Entry)>, MachineFault> {
    let mut folders = BTreeSet::new();
    for path in paths {
        let mut path = path;
        while let Some((folder, _)) = path.rsplit_once('/') {
            if !folders.insert(folder) {
                break;
            }
            path = folder;
        }
    }
    let folders: Vec<&str> = folders.into_iter().collect();
    folders
        .into_par_iter()
        .map(|folder| {
            let path = root.join(folder);
            disk::entry(&path).map(|entry| (folder, entry)).map_err(MachineFault::of("read", &path))
        })
        .collect()
}

/// Each folder above a path, the nearest first.
pub(super) fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/'))
        .map(|(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_once() {
        let folder = tempfile::tempdir().unwrap();
        disk::create_folder(&folder.path().join("a/b")).unwrap();
        let found = folders(folder.path(), ["a/b/c/x", "a/b/y", "z"].into_iter()).unwrap();
        assert_eq!(found, [("a", Entry::Folder), ("a/b", Entry::Folder), ("a/b/c", Entry::Absent)]);
        assert_eq!(above("a/b/c").collect::<Vec<_>>(), ["a/b", "a"]);
    }
}
