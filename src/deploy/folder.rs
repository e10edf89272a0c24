//! `file:`: a folder, on this disk or on one that is mounted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::digest::Digest;
use crate::disk::{self, Entry, Lock, LockFault, MachineFault, Stamp};

use super::target::Job;
use super::{
    Fault, File, Found, INVENTORY, Inventory, Plan, Release, Seen, Surroundings, Target, There, apply,
};

/// What the names of guidepost's own files begin with; none of them is part of a site.
const OWN: &str = ".guidepost";
/// Held while a release is brought.
const LOCK: &str = ".guidepost-deploy.lock";

/// A folder that a web server reads, and beside it what the release before had.
pub(super) struct Folder {
    root: PathBuf,
    before: Before,
    lock: Mutex<Option<Lock>>,
}

/// What the release before had and this one has not, in a folder beside the site's, where no web server looks.
struct Before(PathBuf);

impl Folder {
    pub(super) fn new(root: &Path, around: &Surroundings) -> Result<Self, Fault> {
        const HELP: &str = "name another folder in “to”";
        if let Some(why) = crate::output::refuse(&around.site, root) {
            return Err(Fault::request(format!("the site cannot be brought there: {why}"), HELP));
        }
        if disk::entry(&root.join(".guidepost.json")).is_ok_and(|found| found != Entry::Absent) {
            let message = format!("“{}” is a folder that guidepost builds into", root.display());
            return Err(Fault::request(message, HELP));
        }
        let root = disk::real(root).map_err(MachineFault::of("find", root))?;
        let name = root.file_name().unwrap_or_default().to_string_lossy();
        let before = Before(root.with_file_name(format!(".{name}.guidepost-before")));
        Ok(Self { root, before, lock: Mutex::new(None) })
    }

    /// The files there, with what can be known of them without reading them.
    fn list(&self) -> Result<BTreeMap<String, Found>, Fault> {
        let mut files = BTreeMap::new();
        if disk::entry(&self.root).map_err(MachineFault::of("read", &self.root))? == Entry::Absent {
            return Ok(files);
        }
        for path in disk::files_below(&self.root).map_err(MachineFault::of("read", &self.root))? {
            let Some(name) = self.name(&path) else { continue };
            if !name.rsplit('/').next().unwrap_or_default().starts_with(OWN) {
                let stamp = Stamp::of_file(&path);
                let size = stamp.map_or(0, |stamp| stamp.size);
                files.insert(name, Found { size, mark: stamp.map(mark) });
            }
        }
        Ok(files)
    }

    fn name(&self, path: &Path) -> Option<String> {
        let parts: Option<Vec<&str>> =
            path.strip_prefix(&self.root).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        let at = self.root.join(path);
        for above in at.ancestors().skip(1).take_while(|above| *above != self.root) {
            if matches!(disk::entry(above), Ok(Entry::Link | Entry::File(_) | Entry::Other)) {
                let message = format!("“{}” is not guidepost’s, and a folder must be there", above.display());
                return Err(Fault::machine(message, "move it away"));
            }
        }
        Ok(disk::write_whole(&at, bytes).map_err(MachineFault::of("write", &at))?)
    }

    fn inventory(&self) -> Result<Option<Vec<u8>>, Fault> {
        let at = self.root.join(INVENTORY);
        match disk::entry(&at) {
            Ok(Entry::Absent) => Ok(None),
            _ => Ok(Some(disk::read(&at).map_err(MachineFault::of("read", &at))?)),
        }
    }

    /// Removes what a killed run left half-written.
    fn sweep(&self) {
        let files = disk::files_below(&self.root).unwrap_or_default();
        let is_left = |path: &&PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(disk::HALF_WRITTEN))
        };
        for path in files.iter().filter(is_left) {
            let _ = disk::remove_file(path);
        }
    }

    fn take_lock(&self) -> Result<(), Fault> {
        disk::create_folder(&self.root).map_err(MachineFault::of("make", &self.root))?;
        let mut lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if lock.is_some() {
            return Ok(());
        }
        let path = self.root.join(LOCK);
        *lock = Some(Lock::acquire(&path, Duration::from_secs(10)).map_err(|fault| match fault {
            LockFault::Held(_) => Fault::machine(
                format!("another guidepost is bringing a site to “{}”", self.root.display()),
                "wait until it has ended, then deploy again",
            ),
            LockFault::Disk(error) => MachineFault::new("write", &path, &error).into(),
        })?);
        Ok(())
    }
}

impl Target for Folder {
    fn survey(&self) -> Result<There, Fault> {
        let inventory = self.inventory()?;
        Ok(There::new(inventory.as_deref(), self.list()?))
    }

    fn examine(&self, paths: &[&str]) -> Result<BTreeMap<String, Seen>, Fault> {
        let mut seen = BTreeMap::new();
        for path in paths {
            let at = self.root.join(path);
            // A link is not what was put there, wherever it leads.
            let digest = match disk::entry(&at) {
                Ok(Entry::File(_)) => disk::digest(&at).map_err(MachineFault::of("read", &at))?,
                _ => Digest::default(),
            };
            seen.insert((*path).to_owned(), Seen { digest, headers: None, is_ours: false });
        }
        Ok(seen)
    }

    fn begin(&self, job: &Job<'_>) -> Result<(), Fault> {
        self.take_lock()?;
        self.sweep();
        let is_unfinished = job.there.inventory.as_ref().is_some_and(Inventory::is_unfinished);
        if !is_unfinished {
            self.before.start(self.inventory()?.as_deref());
        }
        self.write(INVENTORY, &job.pending.to_json())
    }

    fn put(&self, file: &File, bytes: Vec<u8>) -> Result<Option<String>, Fault> {
        self.before.keep(&self.root, &file.path);
        self.write(&file.path, &bytes)?;
        Ok(Stamp::of_file(&self.root.join(&file.path)).map(mark))
    }

    fn delete(&self, path: &str) -> Result<(), Fault> {
        self.before.keep(&self.root, path);
        let at = self.root.join(path);
        disk::remove_file(&at).map_err(MachineFault::of("remove", &at))?;
        at.ancestors().skip(1).take_while(|above| *above != self.root).all(disk::remove_empty_folder);
        Ok(())
    }

    fn publish(&self, inventory: &Inventory) -> Result<(), Fault> {
        self.write(INVENTORY, &inventory.to_json())
    }

    fn roll_back(&self) -> Result<String, Fault> {
        let (release, id, away) = self.before.take(&self.root)?;
        let there = self.survey()?;
        let paths = there.questions(&release, false);
        let plan = Plan::new(&release, &there, &self.examine(&paths)?, &[], false);
        if let Some(path) = plan.in_the_way.first() {
            let message = format!("“{path}” is not guidepost’s, and the release before has a file there");
            return Err(Fault::machine(message, "move it away"));
        }
        apply(self, (&release, &there, &plan), &id, &|_| {})?;
        away.remove();
        Ok(id)
    }

    fn has_folders(&self) -> bool {
        true
    }

    fn address(&self) -> Option<String> {
        Some(self.root.display().to_string())
    }
}

impl Before {
    const INVENTORY: &'static str = "inventory.json";

    /// Begins to keep what the release of this inventory had; what was kept before goes.
    fn start(&self, inventory: Option<&[u8]>) {
        self.remove();
        let is_free = matches!(disk::entry(&self.0), Ok(Entry::Absent | Entry::Folder));
        if let Some(inventory) =
            inventory.filter(|inventory| is_free && Inventory::from_json(inventory).is_some())
        {
            // A folder that cannot be written costs the way back, and nothing else.
            let _ = disk::write_whole(&self.0.join(Self::INVENTORY), inventory);
        }
    }

    /// Keeps the file at a path, before it is replaced or deleted.
    fn keep(&self, root: &Path, path: &str) {
        let (from, to) = (root.join(path), self.0.join("files").join(path));
        if matches!(disk::entry(&self.0), Ok(Entry::Folder))
            && matches!(disk::entry(&from), Ok(Entry::File(_)))
        {
            let _ = to.parent().map(disk::create_folder);
            let _ = disk::keep_copy(&from, &to);
        }
    }

    /// The release before, from what was kept and what is still there; its name, and where its files are meanwhile.
    fn take(&self, root: &Path) -> Result<(Release, String, Self), Fault> {
        let none = || {
            Fault::request(
                "there is no release before this one here",
                "deploy the older version of your site again",
            )
        };
        let away = Self(self.0.with_extension("guidepost-back"));
        let is_folder = |before: &Self| disk::entry(&before.0).is_ok_and(|found| found == Entry::Folder);
        let kept = if is_folder(&away) { &away } else { self };
        if !is_folder(kept) {
            return Err(none());
        }
        let bytes = disk::read(&kept.0.join(Self::INVENTORY)).map_err(|_| none())?;
        let inventory = Inventory::from_json(&bytes).ok_or_else(none)?;
        if kept.0 == self.0 {
            disk::rename(&self.0, &away.0).map_err(MachineFault::of("rename", &self.0))?;
        }
        let mut release = Release::default();
        for (path, item) in &inventory.files {
            let Some(version) = item.versions.last() else { continue };
            let kept = away.0.join("files").join(path);
            let is_kept = disk::entry(&kept).is_ok_and(|found| found != Entry::Absent);
            let at = if is_kept { kept } else { root.join(path) };
            if disk::digest(&at).ok() != Some(version.digest) {
                let message = format!("the release before is not whole: “{path}” was changed since");
                return Err(Fault::machine(message, "deploy the older version of your site again"));
            }
            release.add_from(path, version.size, version.digest, at);
        }
        Ok((release, inventory.id, away))
    }

    /// Removes what was kept. A link of that name is not guidepost’s, nor is what it leads to.
    fn remove(&self) {
        if !matches!(disk::entry(&self.0), Ok(Entry::Folder)) {
            return;
        }
        let files = disk::files_below(&self.0).unwrap_or_default();
        for path in files {
            let _ = disk::remove_file(&path);
        }
        disk::folders_below(&self.0).unwrap_or_default().iter().rev().for_each(|folder| {
            disk::remove_empty_folder(folder);
        });
    }
}

/// What tells two versions of a file apart without reading them.
fn mark(stamp: Stamp) -> String {
    Digest::of(format!("{stamp:?}")).short()
}
