//! The whole build: one pure function, one line a stage.

mod audit;
mod bench;
mod files;
mod finder;
mod finishing;
mod for_hosts;
mod intake;
mod loose;
mod making;
mod news;
mod units;
mod workshop;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::date::Date;
use crate::diagnostic::Diagnostics;
use crate::digest::Digest;
use crate::memory::{Memory, Tips};
use crate::output::{Output, Shelf};
use crate::path::{SourcePath, Url};
use crate::published;
use crate::render::{Clock, Threads};
use crate::site::{Directory, Publication};
use crate::source::Sources;

/// What a build is made with, beside the sources.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The day of the build.
    pub date: Date,
    /// Whether drafts and future pages are shown.
    pub drafts: bool,
    /// Whether links name `index.html`, so that the site opens from the disk.
    pub portable: bool,
    /// The digest of the program that builds.
    pub program: Digest,
}

/// All that a build depends on.
pub struct Inputs<'a> {
    /// Every file of `content` and `themes`. Text that was taken in is let go of.
    pub sources: &'a mut Sources,
    /// The settings of this build.
    pub options: Options,
    /// What stops a template that takes too long; without it, only its work is counted.
    pub clock: Option<Clock>,
    /// Where the work is done.
    pub threads: &'a Threads,
}

/// What a build needs and was not given: it is to be tried again with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wants {
    /// The files whose documents must be at hand.
    pub documents: BTreeSet<SourcePath>,
    /// The files whose bytes must be read.
    pub texts: BTreeSet<SourcePath>,
}

impl Wants {
    /// Whether anything is needed.
    fn or<T>(self, value: T) -> Result<T, Self> {
        if self.documents.is_empty() && self.texts.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// What a build gives.
#[derive(Debug, Default)]
pub struct Build {
    /// The files of the site, by path; none, if there was an error.
    pub outputs: Vec<Output>,
    /// Files for hosts, which go into a folder beside that of the site.
    pub beside: Vec<Output>,
    /// Whether a host hands out files that lie there compressed.
    pub is_compressed: bool,
    /// Everything that is wrong, sorted.
    pub diagnostics: Diagnostics,
    /// The number of HTML pages.
    pub pages: usize,
    /// Those that were rendered in this build, and why.
    pub rendered: BTreeMap<Url, String>,
    /// The tips of every guide that has any.
    pub tips: Vec<Arc<Tips>>,
    /// What the author should know, though nothing is wrong.
    pub notes: Vec<String>,
    /// The path of the site's own address, without a slash at its end.
    pub base: String,
    /// The addresses and the order of the site.
    pub directory: Arc<Directory>,
}

/// Builds a site. No disk, no clock, no network, no printing, no environment: equal inputs give equal outputs,
/// whatever the memory knows. It knows more afterwards.
///
/// # Errors
/// The files that were not read, because they were known, and whose text or document is needed after all.
pub fn build(inputs: Inputs<'_>, memory: &mut Memory, shelf: &dyn Shelf) -> Result<Build, Wants> {
    inputs.threads.within(|| stages(inputs, memory, shelf))
}

fn stages(inputs: Inputs<'_>, memory: &mut Memory, shelf: &dyn Shelf) -> Result<Build, Wants> {
    let mut build = Build::default();
    let Inputs { sources, options, clock, .. } = inputs;
    let taken = intake::take_in(sources, options, memory, &mut build)?;
    workshop::path_of(&taken.site.config.base_url).clone_into(&mut build.base);
    let Some(workshop) = workshop::set_up(taken, sources, options, memory, &mut build) else {
        intake::read_rest(memory, &mut build);
        return Ok(build.settled());
    };
    let units = units::make(&workshop, (clock, shelf), memory, &mut build)?;
    intake::read_rest(memory, &mut build);
    finishing::check(&workshop, &units, sources, memory, &mut build)?;
    files::gather(&workshop, &units, sources, memory, &mut build)?;
    build.rendered = std::mem::take(&mut memory.rendered);
    Ok(build.settled())
}

pub use audit::{Finding, audit};
pub use intake::taken;

impl Build {
    /// Of every Markdown file, whether it is published, and why.
    pub fn status(&self) -> Vec<Publication> {
        self.directory.publications()
    }

    /// The digest of all published tips.
    pub fn tips_digest(&self) -> Digest {
        published::digest(self.tips.iter().map(|tips| (&tips.guide, tips.digest)))
    }

    /// Sorts what is wrong; with an error there is nothing to write.
    fn settled(mut self) -> Self {
        self.diagnostics = std::mem::take(&mut self.diagnostics).sorted();
        if self.diagnostics.has_errors() {
            self.outputs.clear();
            self.beside.clear();
        }
        self.outputs.par_sort_by(|a, b| a.path.cmp(&b.path));
        self.tips.sort_by(|a, b| a.guide.cmp(&b.guide));
        self
    }
}
