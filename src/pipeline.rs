//! The whole build: one pure function, one line a stage.

mod files;
mod finishing;
mod intake;
mod rendering;

use crate::date::Date;
use crate::diagnostic::{Diagnostics, Placed};
use crate::digest::Digest;
use crate::output::Output;
use crate::plan;
use crate::published::{self, PublishedTip};
use crate::record::Records;
use crate::site::Publication;
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
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Every file of `content` and `themes`.
    pub sources: Sources,
    /// The settings of this build.
    pub options: Options,
}

/// What a build gives.
#[derive(Debug, Default)]
pub struct Build {
    /// The files of the site, by path; none, if there was an error.
    pub outputs: Vec<Output>,
    /// What was made, for the next build.
    pub records: Records,
    /// Everything that is wrong, sorted.
    pub diagnostics: Diagnostics,
    /// The number of HTML pages.
    pub pages: usize,
    /// How many of them were rendered in this build.
    pub rendered: usize,
    /// Of every Markdown file, whether it is published, and why.
    pub status: Vec<Publication>,
    /// Every published tip, with its place.
    pub tips: Vec<Placed<PublishedTip>>,
    /// What the author should know, though nothing is wrong.
    pub notes: Vec<String>,
}

/// Builds a site. No disk, no clock, no network, no printing, no environment: equal inputs give equal outputs,
/// whatever was built before.
pub fn build(inputs: &Inputs, previous: &Records) -> Build {
    let mut build = Build::default();
    let site = intake::take_in(inputs, &mut build);
    let Some(workshop) = rendering::workshop(site, inputs, &mut build) else { return build.settled() };
    let jobs = plan::plan(&workshop.viewer);
    let records = workshop.make(&jobs, inputs, previous, &mut build);
    finishing::check(&workshop, &jobs, &records, inputs, &mut build);
    build.outputs = files::outputs(&workshop, &records, inputs);
    build.notes = files::notes(&workshop);
    build.tips = published::tips(&workshop.viewer.site);
    build.records = records;
    build.settled()
}

impl Build {
    /// Sorts what is wrong; with an error there is nothing to write.
    fn settled(mut self) -> Self {
        self.diagnostics = std::mem::take(&mut self.diagnostics).sorted();
        if self.diagnostics.has_errors() {
            self.outputs.clear();
        }
        self.outputs.sort_by(|a, b| a.path.cmp(&b.path));
        self
    }
}
