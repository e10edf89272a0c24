//! A place where a site can be brought.

use std::collections::BTreeMap;

use crate::config::{Destination, Way};

use super::{Fault, File, Inventory, Parts, Plan, Release, Seen, Surroundings, There};

/// Which files a target must be given for a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Those that are not there.
    Changes,
    /// All of them: it makes a whole of them.
    Everything,
}

/// All that a target is told before the first file comes.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// What is to be there.
    pub release: &'a Release,
    /// What is to be done.
    pub plan: &'a Plan,
    /// What is there.
    pub there: &'a There,
    /// What may be there while it is done.
    pub pending: &'a Inventory,
}

/// A place where a site can be brought. In order: [`begin`](Target::begin), [`put`](Target::put) for each file,
/// [`delete`](Target::delete), [`publish`](Target::publish). Some places show each file at once, others all of them with
/// `publish`.
pub trait Target: Sync {
    /// What is there.
    fn survey(&self) -> Result<There, Fault>;

    /// Looks into files.
    fn examine(&self, paths: &[&str]) -> Result<BTreeMap<String, Seen>, Fault>;

    /// Which files it must be given.
    fn needs(&self) -> Needs {
        Needs::Changes
    }

    /// How many files it takes at once.
    fn lanes(&self) -> usize {
        1
    }

    /// Whether a file stands in the way of those that would lie below it.
    fn has_folders(&self) -> bool {
        false
    }

    /// Whether it takes media types and cache headers.
    fn takes_headers(&self) -> bool {
        false
    }

    /// The paths that are not removed even if guidepost put them there.
    fn never_removes(&self) -> &'static [&'static str] {
        &[]
    }

    /// Gets ready.
    fn begin(&self, job: &Job<'_>) -> Result<(), Fault>;

    /// Takes a file; its mark, if the target knows it already.
    fn put(&self, file: &File, bytes: Vec<u8>) -> Result<Option<String>, Fault>;

    /// How many bytes of a file it takes at once, where that is not all of them.
    fn part(&self, _: &File) -> Option<u64> {
        None
    }

    /// Takes a file part by part; its mark.
    fn put_parts(&self, file: &File, parts: Parts<'_>) -> Result<Option<String>, Fault> {
        let parts: Result<Vec<Vec<u8>>, Fault> = parts.collect();
        self.put(file, parts?.concat())
    }

    /// Takes a file away.
    fn delete(&self, path: &str) -> Result<(), Fault>;

    /// Makes the release the one that readers see.
    fn publish(&self, inventory: &Inventory) -> Result<(), Fault>;

    /// Clears away what runs left there that ended early, where there is nothing else to do.
    fn tidy(&self) -> Result<(), Fault> {
        Ok(())
    }

    /// Makes the release before the one that readers see; its name.
    fn roll_back(&self) -> Result<String, Fault> {
        Err(Fault::request(
            "this target keeps no release before",
            "deploy the older version of your site again",
        ))
    }

    /// Where the site is now, in words for the last line; nothing, if only `base_url` tells.
    fn address(&self) -> Option<String> {
        None
    }
}

/// The target that a destination of the settings stands for.
///
/// # Errors
/// When what it needs is not there: credentials, a program.
pub fn open(destination: &Destination, around: &Surroundings) -> Result<Box<dyn Target>, Fault> {
    Ok(match &destination.way {
        Way::Folder(path) => Box::new(super::folder::Folder::new(&around.path(path), around)?),
        Way::Zip(path) => Box::new(super::zip::Archive::new(around.path(path), around)?),
        Way::Git { remote, branch } => Box::new(super::git::Branch::open(remote, branch, around)?),
        Way::Ssh { server, folder, link, releases } => {
            Box::new(super::ssh::Releases::open(server, (folder, link), *releases, around)?)
        }
        Way::S3(bucket) => Box::new(super::s3::Objects::open(bucket, around)?),
        Way::Netlify(site) => Box::new(super::netlify::Site::open(site, around)?),
        Way::Command { program, arguments } => {
            Box::new(super::command::Program::new(&destination.name, program, arguments, around))
        }
    })
}
