//! What is served at one moment.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::diagnostic::Diagnostics;
use crate::output::Output;
use crate::path::{OutputPath, Url};
use crate::pipeline::Build;

/// How many changed addresses are named; more are simply all.
const MOST_NAMED: usize = 200;

/// What is served at one moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Snapshot {
    /// The number of the build, from 1.
    pub(super) build: u64,
    /// The files of the last good build, by path; none before the first one.
    pub(super) tree: Option<Arc<Vec<Output>>>,
    /// The path of the site's own address, without a slash at its end.
    pub(super) base: String,
    /// What is wrong with the last build.
    pub(super) diagnostics: Arc<Diagnostics>,
    /// The addresses that differ from the build before.
    pub(super) changed: BTreeSet<Url>,
    /// Whether those are too many to name.
    pub(super) all: bool,
    /// How many pages the last build rendered.
    pub(super) rendered: usize,
    /// How long it took.
    pub(super) took: Duration,
}

impl Snapshot {
    /// What is served after another build. With errors, the last good tree stays.
    pub(super) fn next(&self, build: &Build, took: Duration) -> Self {
        let is_good = !build.diagnostics.has_errors();
        let tree = if is_good { Some(Arc::new(build.outputs.clone())) } else { self.tree.clone() };
        let mut changed = match (&self.tree, &tree) {
            (Some(before), Some(after)) => differences(before, after),
            _ => BTreeSet::new(),
        };
        let all = (self.tree.is_none() && tree.is_some()) || changed.len() > MOST_NAMED;
        if all {
            changed.clear();
        }
        Self {
            build: self.build + 1,
            tree,
            base: if is_good || self.build == 0 { build.base.clone() } else { self.base.clone() },
            diagnostics: Arc::new(build.diagnostics.clone()),
            changed,
            all,
            rendered: build.rendered.len(),
            took,
        }
    }

    /// The file at a path.
    pub(super) fn file(&self, path: &str) -> Option<&Output> {
        let tree = self.tree.as_ref()?;
        let at = tree.binary_search_by(|output| output.path.as_str().cmp(path)).ok()?;
        Some(&tree[at])
    }
}

/// The addresses of what differs between two trees.
fn differences(before: &[Output], after: &[Output]) -> BTreeSet<Url> {
    let mut different: BTreeSet<&OutputPath> = BTreeSet::new();
    let (mut old, mut new) = (before.iter().peekable(), after.iter().peekable());
    loop {
        match (old.peek(), new.peek()) {
            (None, None) => break,
            (Some(a), Some(b)) if a.path == b.path => {
                if a.digest != b.digest {
                    different.insert(&a.path);
                }
                old.next();
                new.next();
            }
            (Some(a), b) if b.is_none_or(|b| a.path < b.path) => {
                different.insert(&a.path);
                old.next();
            }
            (_, b) => {
                different.extend(b.map(|b| &b.path));
                new.next();
            }
        }
    }
    different.into_iter().map(OutputPath::url).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Vec<Output> {
        files.iter().map(|(path, text)| Output::new(OutputPath::new(*path), text.as_bytes())).collect()
    }

    #[test]
    fn what_came_went_or_changed_is_different() {
        let before = tree(&[("a/index.html", "1"), ("b", "1"), ("c", "1")]);
        let after = tree(&[("a/index.html", "2"), ("c", "1"), ("d", "1")]);
        let urls: Vec<String> = differences(&before, &after).iter().map(ToString::to_string).collect();
        assert_eq!(urls, ["/a/", "/b", "/d"]);
        assert!(differences(&before, &before).is_empty());
    }

    #[test]
    fn with_errors_the_last_good_tree_stays() {
        let mut good = Build { outputs: tree(&[("a", "1")]), ..Build::default() };
        let first = Snapshot::default().next(&good, Duration::ZERO);
        assert!(first.all && first.file("a").is_some());
        let place = crate::diagnostic::Place::whole(&crate::path::SourcePath::new("content/a.md"));
        good.diagnostics.push(crate::diagnostic::Diagnostic::error("x", place, "wrong"));
        good.outputs.clear();
        let second = first.next(&good, Duration::ZERO);
        assert!(second.file("a").is_some() && second.file("b").is_none());
        assert_eq!((second.build, second.changed.len(), second.all), (2, 0, false));
    }
}
