//! A site on the disk, known byte for byte.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Files with their bytes, by path.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// How a file gets new bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Written in its place.
    InPlace,
    /// Another file is written and takes its name, as many editors do.
    Replaced,
    /// In its place, and then it gets its old time again.
    SameTime,
    /// Another file with the old one's time takes its name.
    ReplacedSameTime,
}

/// A site on the disk, and what it holds.
pub(crate) struct Site {
    /// Its folder.
    pub(crate) root: PathBuf,
    /// Every file of `content` and `themes`.
    pub(crate) files: Tree,
    /// Links, with where they lead.
    pub(crate) links: BTreeMap<String, String>,
    states: Vec<State>,
}

/// A site as it was at some time.
struct State {
    files: BTreeMap<String, (Vec<u8>, SystemTime)>,
    links: BTreeMap<String, String>,
}

impl Site {
    /// A new site of these files.
    pub(crate) fn new(root: PathBuf, files: Tree) -> Self {
        fs::create_dir_all(&root).unwrap();
        keep_tips(&root);
        let mut site = Self { root, files: Tree::new(), links: BTreeMap::new(), states: Vec::new() };
        for (path, bytes) in files {
            site.put(&path, bytes, Manner::InPlace);
        }
        site
    }

    /// Where a file lies.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Whether a file could lie there: nothing else stands in its way.
    pub(crate) fn has_room(&self, path: &str) -> bool {
        let below = format!("{path}/");
        let is_above = |other: &String| path.starts_with(&format!("{other}/"));
        let all = || self.files.keys().chain(self.links.keys());
        !all().any(|other| other == path || other.starts_with(&below) || is_above(other))
    }

    /// Gives a file these bytes.
    pub(crate) fn put(&mut self, path: &str, bytes: Vec<u8>, manner: Manner) {
        let at = self.at(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        match manner {
            Manner::InPlace => fs::write(&at, &bytes).unwrap(),
            Manner::Replaced => replace(&at, &bytes, None),
            Manner::SameTime => {
                let time = modified(&at);
                fs::write(&at, &bytes).unwrap();
                set_time(&at, time);
            }
            Manner::ReplacedSameTime => replace(&at, &bytes, Some(modified(&at))),
        }
        self.files.insert(path.to_owned(), bytes);
    }

    /// Makes a link.
    pub(crate) fn link(&mut self, path: &str, to: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        symlink(to, self.at(path)).unwrap();
        self.links.insert(path.to_owned(), to.to_owned());
    }

    /// Removes a file or link, and the folders that are empty then.
    pub(crate) fn remove(&mut self, path: &str) {
        fs::remove_file(self.at(path)).unwrap();
        self.files.remove(path);
        self.links.remove(path);
        self.tidy(path);
    }

    /// Renames a file or a folder: its times and its number on the disk stay.
    pub(crate) fn rename(&mut self, from: &str, to: &str) {
        fs::create_dir_all(self.at(to).parent().unwrap()).unwrap();
        fs::rename(self.at(from), self.at(to)).unwrap();
        let below = format!("{from}/");
        let moved = |path: &str| path == from || path.starts_with(&below);
        let new = |path: &str| format!("{to}{}", &path[from.len()..]);
        let files = std::mem::take(&mut self.files).into_iter();
        self.files =
            files.map(|(path, bytes)| (if moved(&path) { new(&path) } else { path }, bytes)).collect();
        let links = std::mem::take(&mut self.links).into_iter();
        self.links =
            links.map(|(path, target)| (if moved(&path) { new(&path) } else { path }, target)).collect();
        self.tidy(from);
    }

    /// Two files take each other's names.
    pub(crate) fn swap(&mut self, one: &str, other: &str) {
        let aside = self.at(".aside");
        fs::rename(self.at(one), &aside).unwrap();
        fs::rename(self.at(other), self.at(one)).unwrap();
        fs::rename(&aside, self.at(other)).unwrap();
        let (of_one, of_other) = (self.files.remove(one).unwrap(), self.files.remove(other).unwrap());
        self.files.insert(one.to_owned(), of_other);
        self.files.insert(other.to_owned(), of_one);
    }

    /// Remembers how all is now.
    pub(crate) fn remember(&mut self) {
        let time = |path: &str| modified(&self.at(path));
        let files =
            self.files.iter().map(|(path, bytes)| (path.clone(), (bytes.clone(), time(path)))).collect();
        self.states.push(State { files, links: self.links.clone() });
        if self.states.len() > 6 {
            self.states.remove(0);
        }
    }

    /// How many states are remembered.
    pub(crate) fn states(&self) -> usize {
        self.states.len()
    }

    /// Makes all as it was in a remembered state, with the times of the files of then or of now.
    pub(crate) fn revert(&mut self, state: usize, manner: Manner, old_times: bool) {
        let State { files, links } = &self.states[state];
        let (files, links) = (files.clone(), links.clone());
        let gone = |path: &&String| !files.contains_key(*path) && links.get(*path) != self.links.get(*path);
        let gone: Vec<String> = self.links.keys().filter(gone).cloned().collect();
        for path in &gone {
            self.remove(path);
        }
        let gone: Vec<String> =
            self.files.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
        for path in &gone {
            self.remove(path);
        }
        for (path, (bytes, time)) in files {
            if self.files.get(&path) != Some(&bytes) {
                self.put(&path, bytes, manner);
                if old_times {
                    set_time(&self.at(&path), time);
                }
            }
        }
        for (path, to) in links {
            if !self.links.contains_key(&path) {
                self.link(&path, &to);
            }
        }
    }

    /// Writes the same site elsewhere, without anything that a build left.
    pub(crate) fn copy_to(&self, root: &Path) {
        keep_tips(root);
        for (path, bytes) in &self.files {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), bytes).unwrap();
        }
        for (path, to) in &self.links {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            symlink(to, root.join(path)).unwrap();
        }
    }

    /// Every file below `content` and `themes` as it is on the disk.
    pub(crate) fn on_disk(&self) -> Tree {
        let mut all = Tree::new();
        for folder in ["content", "themes"] {
            let below = crate::command::tree(&self.at(folder));
            all.extend(below.into_iter().map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
        }
        all
    }

    /// What should be on the disk.
    pub(crate) fn expected_on_disk(&self) -> Tree {
        let links = self.links.iter().map(|(path, to)| (path.clone(), to.clone().into_bytes()));
        self.files.clone().into_iter().chain(links).collect()
    }

    /// Removes the folders above a path that are empty.
    fn tidy(&self, path: &str) {
        let mut folder = Path::new(path);
        while let Some(above) = folder.parent().filter(|above| above.components().count() > 1) {
            if fs::remove_dir(self.root.join(above)).is_err() {
                break;
            }
            folder = above;
        }
    }
}

/// Writes another file and gives it the name of one.
fn replace(at: &Path, bytes: &[u8], time: Option<SystemTime>) {
    let beside = at.with_file_name(".being-saved");
    fs::write(&beside, bytes).unwrap();
    if let Some(time) = time {
        set_time(&beside, time);
    }
    fs::rename(&beside, at).unwrap();
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

/// Gives a file a time.
pub(crate) fn set_time(path: &Path, time: SystemTime) {
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

/// Says which tips were published: none. Without that, builds tell of tips that only they know from the build before.
fn keep_tips(root: &Path) {
    fs::write(root.join("tips.yaml"), "[]\n").unwrap();
}
