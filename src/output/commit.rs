//! The chain from outputs to the disk.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::changes::Changes;
use super::owned::{LOCK, TIPS, WORKSHOP, is_pending, owned};
use super::switch::{Switch, clear};
use super::{CommitFault, Output, Standing, refuse};
use crate::digest::Digesting;
use crate::disk::{self, Entry, Lock, LockFault, MachineFault};
use crate::manifest::Manifest;
use crate::path::OutputPath;
use crate::published::Published;

/// How long a build waits for another one that writes the same folder.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a commit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The outputs that were missing or different, in order.
    pub written: Vec<OutputPath>,
    /// The files of earlier builds that no output needs, in order.
    pub removed: Vec<OutputPath>,
    /// Files of earlier builds that no output needs, but that somebody altered: they are left, and no longer guidepost's.
    pub kept: Vec<OutputPath>,
    /// How many outputs were there already.
    pub unchanged: usize,
    /// What is known of the output folder now; nothing, if that is what was known before.
    pub standing: Option<Standing>,
}

/// Makes the output folder of a site hold these outputs, beside whatever else is in it.
///
/// What is there already is left alone, what is different is replaced, and what an earlier build wrote and none needs any
/// more is removed. The folder is made if there is none.
///
/// What is known of the folder saves reading its files; `now` tells the time of day.
///
/// # Errors
/// See [`CommitFault`]; the folder is then as it was.
pub fn commit(
    outputs: &[Output],
    (site, out): (&Path, &Path),
    standing: &Standing,
    now: &dyn Fn() -> SystemTime,
) -> Result<Written, CommitFault> {
    commit_with(outputs, None, (site, out), standing, now)
}

/// The same, and the folder keeps these tips; without any, those that it has.
///
/// # Errors
/// See [`CommitFault`]; the folder is then as it was.
pub fn commit_with(
    outputs: &[Output],
    tips: Option<&Published>,
    (site, out): (&Path, &Path),
    standing: &Standing,
    now: &dyn Fn() -> SystemTime,
) -> Result<Written, CommitFault> {
    if let Some(why) = refuse(site, out) {
        return Err(CommitFault::Refused(why));
    }
    let root = &disk::real(out).map_err(MachineFault::of("find", out))?;
    let is_new = matches!(disk::entry(root), Ok(Entry::Absent));
    disk::create_folder(root).map_err(MachineFault::of("make", out))?;
    let result = locked(outputs, tips, (site, root), standing, now);
    if is_new && result.is_err() {
        disk::remove_empty_folder(root);
    }
    result.map_err(|fault| fault.shown_from(root, out))
}

/// Looks whether these outputs could be written, and touches nothing.
///
/// # Errors
/// Those that [`commit`] would have then.
pub fn look(outputs: &[Output], (site, out): (&Path, &Path)) -> Result<(), CommitFault> {
    if let Some(why) = refuse(site, out) {
        return Err(CommitFault::Refused(why));
    }
    let root = &disk::real(out).map_err(MachineFault::of("find", out))?;
    let nothing = &Standing::default();
    let looked = owned(root, nothing)
        .and_then(|before| Changes::of(outputs, &before.manifest, nothing, root).map(drop));
    looked.map_err(|fault| fault.shown_from(root, out))
}

fn locked(
    outputs: &[Output],
    tips: Option<&Published>,
    (site, root): (&Path, &Path),
    standing: &Standing,
    now: &dyn Fn() -> SystemTime,
) -> Result<Written, CommitFault> {
    let lock = root.join(LOCK);
    let _lock = Lock::acquire(&lock, PATIENCE).map_err(|fault| match fault {
        LockFault::Held(holder) => CommitFault::Busy(root.to_owned(), holder),
        LockFault::Disk(error) => MachineFault::new("write", &lock, &error).into(),
    })?;
    clear(&root.join(WORKSHOP));
    let keeps = |tips: &Published| standing.tips(root) == Some(tips.digest());
    if !is_pending(root) && tips.is_none_or(keeps) && standing.is_all(outputs, root) {
        return Ok(Written { unchanged: outputs.len(), ..Written::default() });
    }
    let before = owned(root, standing)?;
    let mut changes = Changes::of(outputs, &before.manifest, standing, root)?;
    changes.tips = tips.filter(|tips| are_new(tips, root));
    let stamps = if before.finished && changes.are_none(&before.manifest) {
        Vec::new()
    } else {
        let unlisted = if before.finished { Manifest::default() } else { before.manifest.clone() };
        Switch::new(&changes, site, root).run(unlisted)?
    };
    let names = |paths: &[&OutputPath]| paths.iter().map(|path| (*path).clone()).collect::<Vec<_>>();
    let mut removed = names(&[changes.displaced.as_slice(), &changes.stale].concat());
    removed.sort();
    let digest = match tips {
        Some(tips) => Some(tips.digest()),
        None => standing.tips(root),
    };
    let standing = Some(changes.settled((&stamps, digest), standing, (root, now())));
    Ok(Written {
        written: changes.writes.iter().map(|write| write.output.path.clone()).collect(),
        removed,
        kept: names(&changes.kept),
        unchanged: changes.unchanged,
        standing,
    })
}

/// Whether a folder has other published tips than these.
fn are_new(tips: &Published, root: &Path) -> bool {
    let Ok(found) = disk::digest(&root.join(TIPS)) else { return !tips.is_empty() };
    let mut text = Digesting::new(io::sink());
    // Nothing that goes nowhere fails.
    let _ = tips.write(&mut text);
    found != text.finish().0
}

impl CommitFault {
    /// The same fault with paths as the user wrote them.
    fn shown_from(mut self, root: &Path, out: &Path) -> Self {
        let show = |path: &mut PathBuf| {
            if let Ok(below) = path.strip_prefix(root) {
                *path = if below.as_os_str().is_empty() { out.to_owned() } else { out.join(below) };
            }
        };
        match &mut self {
            Self::Foreign(files) => files.iter_mut().for_each(|file| show(&mut file.path)),
            Self::Busy(path, _) | Self::Later(path) | Self::Changed(path) => show(path),
            Self::Machine(fault) => show(&mut fault.path),
            Self::Refused(_) | Self::Unsafe(..) | Self::Absent(_) => {}
        }
        self
    }
}
