//! Where a piece of a finished page was written.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::diagnostic::Place;
use crate::path::SourcePath;
use crate::plan::Job;
use crate::site::Directory;
use crate::source::Sources;
use crate::text::Text;

/// Finds where a piece of a finished page was written.
pub(super) struct Finder<'a> {
    directory: &'a Directory,
    sources: &'a Sources,
    /// The files whose text was looked for and is not at hand.
    wants: RefCell<BTreeSet<SourcePath>>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(directory: &'a Directory, sources: &'a Sources) -> Self {
        Self { directory, sources, wants: RefCell::default() }
    }

    /// The files whose text was looked for and is not at hand.
    pub(super) fn wants(self) -> BTreeSet<SourcePath> {
        self.wants.into_inner()
    }

    /// The place of a text: in the files of the page, in the theme, or the page's file as a whole.
    pub(super) fn place(&self, needle: &str, job: &Job) -> Place {
        let own = self.files(job);
        let themes = self.sources.below("themes").map(|source| &source.path);
        let mut texts = own.into_iter().chain(themes.filter(|path| path.stem_and_ending().1 == "html"));
        let needle = needle.trim();
        let found = if needle.is_empty() { None } else { texts.find_map(|path| self.find(path, needle)) };
        found.unwrap_or_else(|| Place::whole(&job.source))
    }

    /// The files that a page is made of: its own, and for pages of a whole guide those of the guide.
    pub(super) fn files<'j>(&'j self, job: &'j Job) -> Vec<&'j SourcePath> {
        let unit = self.directory.unit(&job.source);
        let parts = unit.into_iter().flat_map(|unit| unit.parts.iter().flatten());
        std::iter::once(&job.source).chain(parts).collect()
    }

    fn find(&self, path: &SourcePath, needle: &str) -> Option<Place> {
        let source = self.sources.get(path)?;
        if source.is_unread() {
            self.wants.borrow_mut().insert(path.clone());
            return None;
        }
        let text = Text::decode(path, &source.bytes).ok()?;
        let at = text.as_str().find(needle)?;
        Some(text.place(at, needle.lines().next().unwrap_or_default().chars().count()))
    }
}
