//! Where a site is built: reads what changed, builds it with what is remembered, and writes it.
//!
//! This is the ring around [`pipeline::build`]: it gives the build what it asks for, and keeps what it remembers from
//! one run of the program to the next, beside the site in `.guidepost`.

mod cache;
mod compressed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use cache::Cache;

use crate::diagnostic::Placed;
use crate::disk::{self, MachineFault};
use crate::hosts;
use crate::memory::{Memory, Tips};
use crate::output::{self, CommitFault, Shelf, Spooling, Standing, Written};
use crate::path::SourcePath;
use crate::pipeline::{self, Build, Finding, Inputs, Options, Wants};
use crate::published::{Published, PublishedTip};
use crate::render::{Clock, Threads};
use crate::source::{self, Sources, Stamps};

/// How often a build may ask for what it lacks before nothing is let go of any more.
const MOST_ATTEMPTS: u32 = 8;

/// Where a site is built.
pub struct Studio {
    site: PathBuf,
    cache: Cache,
    memory: Memory,
    stamps: Stamps,
    standing: Standing,
    sources: Sources,
    threads: Threads,
    /// Whether something else is known than what was kept.
    is_new: bool,
    now: fn() -> SystemTime,
}

impl Studio {
    /// A studio for a site that knows what the last build kept for it, and has read what changed since. `now` tells the time
    /// of day.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn open(site: &Path, options: &Options, now: fn() -> SystemTime) -> Result<Self, MachineFault> {
        let threads = Threads::new();
        let (walk, (cache, kept)) =
            threads.within(|| rayon::join(|| source::walk(site), || Cache::open(site, options.program)));
        let is_new = kept.is_none();
        let (memory, mut stamps, standing) = kept.unwrap_or_default();
        let (sources, ()) = threads
            .within(|| rayon::join(|| source::read_since(&walk?, &mut stamps, now()), || memory.warm_up()));
        let (site, sources) = (site.to_owned(), sources?);
        Ok(Self { site, cache, memory, stamps, standing, sources, threads, is_new, now })
    }

    /// A studio for a site that knows nothing, and keeps nothing.
    pub fn empty(site: &Path, now: fn() -> SystemTime) -> Self {
        Self {
            site: site.to_owned(),
            cache: Cache::new(site),
            memory: Memory::new(),
            stamps: Stamps::default(),
            standing: Standing::default(),
            sources: Sources::default(),
            threads: Threads::new(),
            is_new: true,
            now,
        }
    }

    /// Reads what changed since it was last read; whether anything did.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn read(&mut self) -> Result<bool, MachineFault> {
        let walk = source::walk(&self.site)?;
        let (stamps, now) = (&mut self.stamps, self.now);
        let sources = self.threads.within(|| source::read_since(&walk, stamps, now()))?;
        let is_changed = !sources.is_same(&self.sources);
        self.sources = sources;
        Ok(is_changed)
    }

    /// Reads some files again; whether any of them changed. Nothing, if these are not simply files of the site that
    /// came, went or changed: then all has to be read.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn read_some(&mut self, paths: &BTreeSet<PathBuf>) -> Result<Option<bool>, MachineFault> {
        let mut changed = Vec::new();
        for path in paths {
            // What is left out is no part of the site, whatever becomes of it.
            let Some(source) = source::path_of(&self.site, path) else { continue };
            let known = self.sources.get(&source).map(|source| source.digest);
            let read = if source::is_file(path) { source::read_whole(&self.site, &source)? } else { None };
            match (known, read) {
                (Some(known), Some(read)) if known == read.digest => {}
                (Some(_), Some(read)) => changed.push(read),
                _ => return Ok(None),
            }
        }
        let is_changed = !changed.is_empty();
        for source in changed {
            self.sources.put(source);
        }
        Ok(Some(is_changed))
    }

    /// A folder for what is the program's own; nothing, if there can be none.
    pub fn folder(&self) -> Option<PathBuf> {
        self.cache.folder().map(Path::to_owned)
    }

    /// The site as it was last read.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The bytes of a file, as they are now; none, if it cannot be read.
    pub fn text(&self, path: &SourcePath) -> Option<Arc<[u8]>> {
        let known = self.sources.get(path).filter(|source| !source.is_unread());
        known
            .map(|source| Arc::clone(&source.bytes))
            .or_else(|| source::read_whole(&self.site, path).ok().flatten().map(|source| source.bytes))
    }

    /// Builds the site as it was last read.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn build(&mut self, options: Options, shelf: &dyn Shelf) -> Result<Build, MachineFault> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            if attempts == MOST_ATTEMPTS {
                // What is kept cannot be had again and again: all is held from now on.
                self.memory.hold_all();
            }
            let start = Instant::now();
            let clock: Clock = Arc::new(move || start.elapsed());
            let (sources, threads) = (&mut self.sources, &self.threads);
            let inputs = Inputs { sources, options, clock: Some(clock), threads };
            match pipeline::build(inputs, &mut self.memory, shelf) {
                Ok(build) => return Ok(build),
                Err(wants) => self.fetch(&wants)?,
            }
        }
    }

    /// All that pages and files of a build would make a reader's browser call; the studio knew nothing before it.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn audit(&mut self, build: &Build) -> Result<Vec<Finding>, MachineFault> {
        loop {
            match pipeline::audit(&build.directory, &self.sources, &self.memory) {
                Ok(findings) => return Ok(findings),
                Err(wants) => self.fetch(&wants)?,
            }
        }
    }

    /// Brings what a build needs.
    fn fetch(&mut self, wants: &Wants) -> Result<(), MachineFault> {
        for path in &wants.documents {
            let Some((digest, role)) = self.memory.known_as(path) else { continue };
            let source = source::read_whole(&self.site, path)?.filter(|source| source.digest == digest);
            match source {
                Some(source) => self.memory.put(path, pipeline::taken(&source, role)),
                None => self.renew(path)?,
            }
        }
        wants.texts.iter().try_for_each(|path| self.renew(path))
    }

    /// Reads a file again, which may have changed or gone meanwhile.
    fn renew(&mut self, path: &SourcePath) -> Result<(), MachineFault> {
        match source::read_whole(&self.site, path)? {
            Some(source) => {
                self.memory.forget_text(path, source.digest);
                self.sources.put(source);
            }
            None => self.sources.remove(path),
        }
        Ok(())
    }

    /// Lets what a build makes go to the cache while it is made, for all will be [kept](Self::save).
    pub fn keeps(&mut self) {
        if let Some(store) = self.cache.growing_store() {
            self.memory = std::mem::take(&mut self.memory).with_store(store);
        }
    }

    /// Where finished pages wait until they are written into an output folder: in memory, and beyond that there.
    pub fn shelf(&self, out: &Path) -> Spooling {
        Spooling::new(&self.site, out)
    }

    /// Whether an output folder keeps just the tips of a build, as far as is known of it without a look through them.
    pub fn keeps_tips(&self, build: &Build, out: &Path) -> bool {
        output::keeps_tips(out, build.tips_digest(), &self.standing)
    }

    /// The tips of those guides of a build that are chosen.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn tips(
        &mut self,
        build: &mut Build,
        chosen: impl Fn(&Tips) -> bool,
        options: Options,
        shelf: &dyn Shelf,
    ) -> Result<Vec<Arc<Vec<Placed<PublishedTip>>>>, MachineFault> {
        loop {
            let tips = build.tips.iter().filter(|tips| chosen(tips)).map(|tips| self.memory.tips_of(tips));
            if let Some(tips) = tips.collect() {
                return Ok(tips);
            }
            self.memory.forget_units();
            self.build_again(build, options, shelf)?;
        }
    }

    /// Builds once more, with less remembered.
    fn build_again(
        &mut self,
        build: &mut Build,
        options: Options,
        shelf: &dyn Shelf,
    ) -> Result<(), MachineFault> {
        let rendered = std::mem::take(&mut build.rendered);
        *build = self.build(options, shelf)?;
        build.rendered.extend(rendered);
        Ok(())
    }

    /// Writes a build into an output folder, with the tips that it publishes; without any, those that are kept there stay.
    /// Pages that were expected there and are not are made again.
    ///
    /// # Errors
    /// See [`CommitFault`]; the folder is then as it was.
    pub fn commit(
        &mut self,
        (build, tips): (&mut Build, Option<&Published>),
        out: &Path,
        options: Options,
        shelf: &dyn Shelf,
    ) -> Result<Written, CommitFault> {
        self.look_beside(build, out)?;
        loop {
            self.compress(build, out, shelf);
            let commit =
                || output::commit_with(&build.outputs, tips, (&self.site, out), &self.standing, &self.now);
            match self.threads.within(commit) {
                Err(CommitFault::Absent(mut paths)) => {
                    let originals: Vec<_> = paths.iter().filter_map(hosts::original).collect();
                    paths.extend(originals);
                    self.memory.forget(&paths);
                    self.build_again(build, options, shelf)?;
                }
                Ok(mut written) => {
                    if let Some(standing) = written.standing.take() {
                        self.is_new |= self.standing != standing;
                        self.standing = standing;
                    }
                    self.commit_beside(build, out)?;
                    return Ok(written);
                }
                fault => return fault,
            }
        }
    }

    /// Adds compressed files to a build whose hosts hand them out.
    pub fn compress(&mut self, build: &mut Build, out: &Path, shelf: &dyn Shelf) {
        if build.is_compressed {
            let places = (self.site.as_path(), out);
            let (outputs, memory) = (&build.outputs, &mut self.memory);
            let beside = self.threads.within(|| compressed::compressed(outputs, memory, places, shelf));
            build.outputs.extend(beside);
            build.outputs.sort_by(|one, other| one.path.cmp(&other.path));
        } else {
            self.memory.remember_compressed(BTreeMap::new());
        }
    }

    /// Looks whether the files for hosts can be written, before anything is.
    fn look_beside(&self, build: &Build, out: &Path) -> Result<(), CommitFault> {
        if build.beside.is_empty() {
            return Ok(());
        }
        let Some(beside) = beside(out)? else { return Ok(()) };
        output::look(&build.beside, (&self.site, &beside))
    }

    /// Writes the files for hosts into `<output>.hosts`; where there are none and never were, there is no such folder.
    fn commit_beside(&self, build: &Build, out: &Path) -> Result<(), CommitFault> {
        let Some(beside) = beside(out)? else { return Ok(()) };
        if build.beside.is_empty() && !output::is_used(&beside) {
            return Ok(());
        }
        output::commit(&build.beside, (&self.site, &beside), &Standing::default(), &self.now)?;
        if build.beside.is_empty() {
            output::leave(&beside);
        }
        Ok(())
    }

    /// Keeps what is remembered for the next run. What cannot be kept costs time, and nothing else.
    pub fn save(&self) {
        if self.is_new || self.memory.is_new || self.stamps.is_new() {
            self.threads.within(|| self.cache.save(&self.memory, &self.stamps, &self.standing));
        }
    }
}

/// The folder for what goes to hosts apart from the site: that of the site with `.hosts` after its name.
fn beside(out: &Path) -> Result<Option<PathBuf>, MachineFault> {
    let real = disk::real(out).map_err(MachineFault::of("find", out))?;
    Ok(real.file_name().map(|name| {
        let mut name = name.to_owned();
        name.push(".hosts");
        real.with_file_name(name)
    }))
}
