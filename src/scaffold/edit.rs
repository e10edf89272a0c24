//! Changes to the author's own files: all of them or none.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Made, ScaffoldFault};
use crate::disk::{self, Entry, MachineFault, Undo};

/// Changes to the files of a site. Paths are from the site's folder, with `/`.
#[derive(Debug, Default)]
pub(super) struct Edit {
    /// Files to be given another name, in this order.
    pub(super) renames: Vec<(String, String)>,
    /// Files to be made, with their text.
    pub(super) creations: Vec<(String, String)>,
    /// Files whose text is to be replaced, by the names that they have after the renames.
    pub(super) rewrites: Vec<(String, String)>,
}

/// Makes new files in a folder.
pub(super) fn create(folder: &Path, files: &[(String, String)]) -> Result<Made, ScaffoldFault> {
    let edit = Edit { creations: files.to_vec(), ..Edit::default() };
    edit.run(folder)?;
    Ok(Made { files: files.iter().map(|(path, _)| path.clone()).collect(), ..Made::default() })
}

impl Edit {
    /// Makes the changes. All that needs space is written under other names first; when anything fails, all is put back.
    ///
    /// # Errors
    /// All files that stand where one must be made or renamed to; or the disk.
    pub(super) fn run(&self, site: &Path) -> Result<(), ScaffoldFault> {
        self.refuse_taken(site)?;
        let (mut steps, mut drafts) = (Vec::new(), Vec::new());
        let result = self.prepare(site, &mut steps, &mut drafts).and_then(|()| self.switch(site, &mut steps));
        if result.is_err() {
            disk::undo(&steps);
        }
        for draft in drafts {
            let _ = disk::remove_file(&draft);
        }
        Ok(result?)
    }

    fn refuse_taken(&self, site: &Path) -> Result<(), ScaffoldFault> {
        let leaving: BTreeSet<&String> = self.renames.iter().map(|(from, _)| from).collect();
        let arriving =
            self.renames.iter().map(|(_, to)| to).chain(self.creations.iter().map(|(path, _)| path));
        let mut taken = Vec::new();
        for path in arriving.filter(|path| !leaving.contains(path)) {
            let path = site.join(path);
            if disk::entry(&path).map_err(MachineFault::of("read", &path))? != Entry::Absent {
                taken.push(path);
            }
        }
        if taken.is_empty() { Ok(()) } else { Err(ScaffoldFault::Taken(taken)) }
    }

    /// Writes every new text beside its place, and keeps every old one.
    fn prepare(
        &self,
        site: &Path,
        steps: &mut Vec<Undo>,
        drafts: &mut Vec<PathBuf>,
    ) -> Result<(), MachineFault> {
        for (path, _) in &self.creations {
            make_folders(&site.join(path), steps)?;
        }
        for (path, text) in self.creations.iter().chain(&self.rewrites) {
            let (path, draft) = (site.join(path), draft(site, path));
            let _ = disk::remove_file(&draft);
            drafts.push(draft.clone());
            disk::write_new(&draft, text.as_bytes()).map_err(MachineFault::of("write", &path))?;
        }
        Ok(())
    }

    /// Gives every file its name.
    fn switch(&self, site: &Path, steps: &mut Vec<Undo>) -> Result<(), MachineFault> {
        for (from, to) in &self.renames {
            let (from, to) = (site.join(from), site.join(to));
            disk::rename(&from, &to).map_err(MachineFault::of("rename", &from))?;
            steps.push(Undo::Restore { from: to, to: from });
        }
        for (path, _) in &self.rewrites {
            let (target, kept) = (site.join(path), draft(site, &format!("{path}.old")));
            let _ = disk::remove_file(&kept);
            disk::keep_copy(&target, &kept).map_err(MachineFault::of("keep", &target))?;
            let result =
                disk::rename(&draft(site, path), &target).map_err(MachineFault::of("write", &target));
            if result.is_err() {
                let _ = disk::remove_file(&kept);
                return result;
            }
            steps.push(Undo::Restore { from: kept, to: target });
        }
        for (path, _) in &self.creations {
            let target = site.join(path);
            disk::rename(&draft(site, path), &target).map_err(MachineFault::of("write", &target))?;
            steps.push(Undo::Remove(target));
        }
        self.forget(site);
        Ok(())
    }

    /// The old texts are not needed any more.
    fn forget(&self, site: &Path) {
        for (path, _) in &self.rewrites {
            let _ = disk::remove_file(&draft(site, &format!("{path}.old")));
        }
    }
}

/// A hidden name beside a file's own, which the reader of sites leaves out.
fn draft(site: &Path, path: &str) -> PathBuf {
    let path = site.join(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".guidepost-tmp-{name}"))
}

/// Makes the folders above a file that are missing.
fn make_folders(file: &Path, steps: &mut Vec<Undo>) -> Result<(), MachineFault> {
    let missing: Vec<_> = file
        .ancestors()
        .skip(1)
        .take_while(|folder| {
            !folder.as_os_str().is_empty() && matches!(disk::entry(folder), Ok(Entry::Absent))
        })
        .collect();
    for folder in missing.into_iter().rev() {
        disk::create_folder(folder).map_err(MachineFault::of("make", folder))?;
        steps.push(Undo::Folder(folder.to_owned()));
    }
    Ok(())
}
