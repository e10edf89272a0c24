//! `ssh:`: a server. Each release is a folder of its own there, and a symbolic link leads to the one that readers see; so
//! publishing, and going back, is one rename.
//!
//! The user's `ssh` reaches it, and what is done there is asked of its SFTP, with much under way at once. Keys, hosts and
//! their keys are those that the user's `ssh` knows, with the checks it makes.

mod early;
mod listing;
mod packet;
mod session;
mod sftp;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::config::Server;
use crate::digest::Digest;
use crate::disk::{self, MachineFault, Scratch};
use crate::path::above;

use super::target::Job;
use super::{Fault, File, Found, INVENTORY, Inventory, Seen, Surroundings, Target, There};
use packet::{Kind, Request};
use sftp::Sftp;

/// The releases on a server.
pub(super) struct Releases {
    sftp: Sftp,
    folder: String,
    link: String,
    keep: usize,
    scratch: Scratch,
    around: Surroundings,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The release that the link leads to.
    current: Option<String>,
    /// The release that is being brought.
    next: Next,
    /// Whether something lies there that runs left which ended early.
    is_untidy: bool,
}

#[derive(Clone, Default)]
struct Next {
    /// The name that it gets when it is whole.
    id: String,
    /// The digest of all that it has: another run that brought the same has done a part of the work.
    digest: String,
    /// The files that it takes over from the current release.
    linked: Vec<String>,
    /// The files that are sent.
    sent: BTreeMap<String, u64>,
}

impl Releases {
    pub(super) fn open(
        server: &Server,
        (folder, link): (&str, &str),
        keep: usize,
        around: &Surroundings,
    ) -> Result<Self, Fault> {
        Ok(Self {
            sftp: Sftp::new(server, around),
            folder: folder.to_owned(),
            link: link.to_owned(),
            keep,
            scratch: around.scratch()?,
            around: around.clone(),
            state: Mutex::default(),
        })
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn releases(&self) -> String {
        format!("{}/releases", self.folder)
    }

    fn release(&self, id: &str) -> String {
        format!("{}/releases/{id}", self.folder)
    }

    fn link(&self) -> String {
        // `..` is taken out here: the folder need not exist yet, and a path through what is not there leads nowhere.
        let mut parts: Vec<&str> = self.folder.split('/').collect();
        for part in self.link.split('/').filter(|part| !part.is_empty() && *part != ".") {
            match part {
                ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    fn tree(&self) -> PathBuf {
        self.scratch.path().join("tree")
    }

    /// The inventory of a release.
    fn inventory(&self, id: &str) -> Result<Option<Vec<u8>>, Fault> {
        self.sftp.read(&format!("{}/{INVENTORY}", self.release(id)))
    }

    /// The release that the link leads to; none, if there is no link yet. What else stands there is nobody's to replace.
    fn current(&self) -> Result<Option<String>, Fault> {
        let link = self.link();
        let Some(found) = self.sftp.look(&link)? else { return Ok(None) };
        let folder = self.sftp.real(&self.folder)?.unwrap_or_else(|| self.folder.clone());
        let at = match found.kind {
            Kind::Link => self.sftp.real(&link)?.or(self.sftp.target(&link)?).unwrap_or_default(),
            _ => String::new(),
        };
        let id = at.strip_prefix(&format!("{folder}/")).unwrap_or(&at).strip_prefix("releases/");
        if let Some(id) = id.filter(|id| is_id(id)) {
            return Ok(Some(id.to_owned()));
        }
        let message = format!("“{link}” is there already, and is no link to a release");
        let help = "rename it on the server once, or name another one with “link”: guidepost makes a link in its place";
        Err(Fault::request(message, help))
    }

    /// Brings what is in our own tree, and takes over the rest.
    fn send(&self, next: &Next, current: Option<&str>) -> Result<(), Fault> {
        let incoming = self.release(&next.incoming());
        self.take_over(next)?;
        let there = self.sftp.list(&incoming)?.files;
        let missing = |path: &str, size: Option<u64>| match there.get(path) {
            Some(found) => size.is_some_and(|size| size != found.size),
            None => true,
        };
        let linked: Vec<&String> = next.linked.iter().filter(|path| missing(path, None)).collect();
        let sent: Vec<&String> = next
            .sent
            .iter()
            .filter(|(path, size)| missing(path, Some(**size)))
            .map(|(path, _)| path)
            .collect();
        let to = |path: &str| format!("{incoming}/{path}");
        let folders = linked.iter().chain(&sent).flat_map(|path| above(path)).map(to);
        self.sftp.make_folders(&folders.collect())?;
        let from = self.release(current.unwrap_or_default());
        let linked: Vec<_> = linked.into_iter().map(|path| (format!("{from}/{path}"), to(path))).collect();
        self.sftp.second_names(&linked, self.scratch.path())?;
        let sent: Vec<_> = sent.into_iter().map(|path| (self.tree().join(path), to(path))).collect();
        self.sftp.put(&sent)
    }

    /// Everything must be there before it is shown; what is there.
    fn check(&self, next: &Next) -> Result<BTreeMap<String, packet::Found>, Fault> {
        let there = self.sftp.list(&self.release(&next.incoming()))?.files;
        let is_short = |path: &str, size: u64| there.get(path).is_none_or(|found| found.size != size);
        let short = next.sent.iter().find(|(path, size)| is_short(path, **size));
        let lost = next.linked.iter().find(|path| !there.contains_key(*path));
        match short.map(|(path, _)| path).or(lost) {
            None => Ok(there),
            Some(path) => {
                let message = format!("“{path}” did not arrive whole on the server");
                Err(Fault::machine(message, "see whether its disk is full, then deploy again"))
            }
        }
    }

    /// Makes the link that will lead to a release.
    fn point(&self, id: &str) -> Result<(), Fault> {
        let next = self.next_link(id);
        let target = if self.link.contains('/') {
            let at = self.sftp.real(&self.folder)?;
            format!("{}/releases/{id}", at.unwrap_or_else(|| self.folder.clone()))
        } else {
            format!("releases/{id}")
        };
        self.sftp.try_all([Request::remove(&next)])?;
        self.sftp.symlink(&target, &next)
    }

    /// Sends all, looks whether it is there, and shows it.
    fn bring(&self, next: &Next, current: Option<&str>, inventory: &Inventory) -> Result<(), Fault> {
        self.send(next, current)?;
        let there = self.check(next)?;
        let mut inventory = inventory.clone();
        for (path, item) in &mut inventory.files {
            item.mark = there.get(path).map(listing::mark);
        }
        let local = self.scratch.path().join("inventory");
        disk::write_whole(&local, &inventory.to_json()).map_err(MachineFault::of("write", &local))?;
        let incoming = self.release(&next.incoming());
        self.sftp.put(&[(local, format!("{incoming}/{INVENTORY}"))])?;
        self.point(&next.id)?;
        self.sftp.rename(&incoming, &self.release(&next.id))?;
        self.sftp.put_link(&self.next_link(&next.id), &self.link())
    }
}

impl Target for Releases {
    fn survey(&self) -> Result<There, Fault> {
        let current = self.current()?;
        let names = self.sftp.names_in(&self.releases())?;
        let mut state = self.state();
        state.current.clone_from(&current);
        state.is_untidy = self.is_untidy(&names);
        drop(state);
        let Some(id) = current else {
            return Ok(There { inventory: Some(Inventory::new("")), ..There::default() });
        };
        let inventory = self.inventory(&id)?;
        let mut files = self.sftp.list(&self.release(&id))?.files;
        files.remove(INVENTORY);
        let found = |found: packet::Found| Found { size: found.size, mark: Some(listing::mark(&found)) };
        let files = files.into_iter().map(|(path, file)| (path, found(file))).collect();
        Ok(There::new(inventory.as_deref(), files))
    }

    fn examine(&self, paths: &[&str]) -> Result<BTreeMap<String, Seen>, Fault> {
        let id = self.state().current.clone().unwrap_or_default();
        let mut seen = BTreeMap::new();
        for path in paths {
            let digest = self.sftp.digest(&format!("{}/{path}", self.release(&id)))?.unwrap_or_default();
            seen.insert((*path).to_owned(), Seen { digest, headers: None, is_ours: false });
        }
        Ok(seen)
    }

    fn begin(&self, job: &Job<'_>) -> Result<(), Fault> {
        let tree = self.tree();
        disk::create_folder(&tree).map_err(MachineFault::of("make", &tree))?;
        let linked: Vec<String> = job.plan.kept.iter().chain(&job.plan.unchanged).cloned().collect();
        // What others put there is part of what is brought: the same files beside other strangers are another release.
        let parts = [job.release.digest().to_string(), linked.join("\n")];
        let digest = Digest::of_parts(parts.iter().map(String::as_bytes));
        let (id, digest) = (job.pending.id.clone(), digest.short());
        self.state().next = Next { id, digest, linked, sent: BTreeMap::new() };
        Ok(())
    }

    fn put(&self, file: &File, bytes: Vec<u8>) -> Result<Option<String>, Fault> {
        let at = self.tree().join(&file.path);
        disk::write_whole(&at, &bytes).map_err(MachineFault::of("write", &at))?;
        self.state().next.sent.insert(file.path.clone(), file.size);
        Ok(None)
    }

    fn delete(&self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn publish(&self, inventory: &Inventory) -> Result<(), Fault> {
        let (next, current) = {
            let state = self.state();
            (state.next.clone(), state.current.clone())
        };
        self.bring(&next, current.as_deref(), inventory).map_err(|fault| self.was_overtaken(&next, fault))?;
        self.state().current = Some(next.id.clone());
        self.prune(&next.id)
    }

    fn tidy(&self) -> Result<(), Fault> {
        if self.state().is_untidy { self.clear_away() } else { Ok(()) }
    }

    fn roll_back(&self) -> Result<String, Fault> {
        let none = || {
            Fault::request(
                "the server keeps no release before this one",
                "deploy the older version of your site again",
            )
        };
        let id = self.current()?.ok_or_else(none)?;
        let now = self.inventory(&id)?.as_deref().and_then(Inventory::from_json);
        let before = now.map(|inventory| inventory.before).filter(|id| is_id(id)).ok_or_else(none)?;
        if self.inventory(&before)?.is_none() {
            return Err(none());
        }
        self.point(&before)?;
        self.sftp.put_link(&self.next_link(&before), &self.link())?;
        Ok(before)
    }

    fn has_folders(&self) -> bool {
        true
    }

    fn address(&self) -> Option<String> {
        Some(format!("{}:{}", self.sftp.host(), self.link()))
    }
}

/// Whether a name is one that a release of ours has.
fn is_id(name: &str) -> bool {
    name.starts_with(|char: char| char.is_ascii_digit())
        && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
}
