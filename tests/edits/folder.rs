//! An output folder: whose files are whose, and what a build must make of it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::outcome::site_and_notes;
use crate::site::Tree;

/// An output folder, and what others did in it since the last build.
pub(crate) struct Folder {
    /// Where it lies.
    pub(crate) at: PathBuf,
    /// Files that are not guidepost's, with their bytes.
    pub(crate) foreign: Tree,
    /// Files of guidepost that somebody altered, with their bytes now.
    pub(crate) altered: Tree,
}

/// What a build without errors must do.
pub(crate) enum Expected {
    /// The folder holds these files afterwards.
    Site {
        /// The files.
        tree: Tree,
        /// How many were written.
        written: u64,
        /// How many were removed.
        removed: u64,
    },
    /// Files of others are in the way: nothing is touched.
    Collision,
}

impl Folder {
    /// A folder that is not there yet.
    pub(crate) fn new(at: PathBuf) -> Self {
        Self { at, foreign: Tree::new(), altered: Tree::new() }
    }

    /// Its files, without guidepost's own notes.
    pub(crate) fn files(&self) -> Tree {
        site_and_notes(&self.at).0
    }

    /// Whether a file of somebody else keeps an output from its place.
    fn collides(&self, clean: &Tree) -> bool {
        clean.iter().any(|(path, bytes)| {
            let below = format!("{path}/");
            let on_the_way =
                |other: &String| other.starts_with(&below) || path.starts_with(&format!("{other}/"));
            self.foreign.get(path).is_some_and(|found| found != bytes) || self.foreign.keys().any(on_the_way)
        })
    }

    /// What a build of a site must make of the folder.
    pub(crate) fn expect(&self, before: &Tree, clean: &Tree) -> Expected {
        if self.collides(clean) {
            return Expected::Collision;
        }
        let mut tree = clean.clone();
        let mut removed = 0;
        for (path, bytes) in before.iter().filter(|(path, _)| !clean.contains_key(*path)) {
            if self.foreign.contains_key(path) || self.altered.get(path) == Some(bytes) {
                tree.insert(path.clone(), bytes.clone());
            } else {
                removed += 1;
            }
        }
        let written = clean.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).count();
        Expected::Site { tree, written: written as u64, removed }
    }

    /// After a build that came to its end: what is whose now.
    pub(crate) fn settle(&mut self, after: &Tree, clean: &Tree) {
        let foreign = after.iter().filter(|(path, _)| !clean.contains_key(*path));
        self.foreign = foreign.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        self.altered.clear();
    }

    /// The list of what is guidepost's is gone: now nothing is.
    pub(crate) fn disown(&mut self) {
        self.foreign = self.files();
        self.altered.clear();
    }

    /// Whether each file is one of two sites', or somebody else's: none is cut short.
    pub(crate) fn cut_short(&self, before: &Tree, clean: &Tree) -> Vec<String> {
        let after = self.files();
        let fits = |path: &String, bytes: &Vec<u8>| {
            before.get(path) == Some(bytes)
                || clean.get(path) == Some(bytes)
                || self.foreign.contains_key(path)
        };
        after.iter().filter(|(path, bytes)| !fits(path, bytes)).map(|(path, _)| path.clone()).collect()
    }

    /// Whether any file of others has the path of an output.
    pub(crate) fn meets(&self, clean: &Tree) -> bool {
        let foreign: BTreeSet<&String> = self.foreign.keys().collect();
        self.collides(clean) || clean.keys().any(|path| foreign.contains(path))
    }
}
