//! The folders that outputs lie in, and what is in their way.

use std::path::Path;

use indexmap::IndexSet;
use rayon::prelude::*;

use crate::disk::{self, Entry, MachineFault};
use crate::path::above;

/// The folders of some paths, each with what stands there, from the outside in. Where a folder is missing, nobody looks for
/// those in it.
pub(super) fn folders<'a>(
    root: &Path,
    paths: impl Iterator<Item = &'a str>,
) -> Result<Vec<(&'a str, Entry)>, MachineFault> {
    let mut known = IndexSet::new();
    let mut folders = Vec::new();
    for path in paths {
        // Those above a folder that is known are known, too.
        folders.extend(above(path).rev().take_while(|folder| known.insert(*folder)));
    }
    let looks = below_one(&mut folders).into_par_iter().map(|folders| look_at(root, folders));
    let mut found = looks.collect::<Result<Vec<_>, _>>()?.concat();
    found.sort_unstable_by_key(|(folder, _)| *folder);
    Ok(found)
}

/// Folders by the outermost one they lie in, each time from the outside in.
pub(super) fn below_one<'f, 'a>(folders: &'f mut [&'a str]) -> Vec<&'f [&'a str]> {
    folders.sort_unstable_by_key(|folder| (top(folder), *folder));
    folders.chunk_by(|one, other| top(one) == top(other)).collect()
}

/// What stands at some folders, the outer ones before those in them.
fn look_at<'a>(root: &Path, folders: &[&'a str]) -> Result<Vec<(&'a str, Entry)>, MachineFault> {
    let mut missing: IndexSet<&str> = IndexSet::new();
    let mut found = Vec::with_capacity(folders.len());
    for folder in folders {
        let path = root.join(folder);
        let entry = match folder.rsplit_once('/') {
            Some((outer, _)) if missing.contains(outer) => Entry::Absent,
            _ => disk::entry(&path).map_err(MachineFault::of("read", &path))?,
        };
        if entry == Entry::Absent {
            missing.insert(folder);
        }
        found.push((*folder, entry));
    }
    Ok(found)
}

/// The first name of a path.
fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_once() {
        let folder = tempfile::tempdir().unwrap();
        disk::create_folder(&folder.path().join("a/b")).unwrap();
        let paths = ["a/b/c/d/x", "a/b/y", "a-b/x", "z"];
        let found = folders(folder.path(), paths.into_iter()).unwrap();
        let (there, absent) = (Entry::Folder, Entry::Absent);
        let expected =
            [("a", there), ("a-b", absent), ("a/b", there), ("a/b/c", absent), ("a/b/c/d", absent)];
        assert_eq!(found, expected);
    }
}
