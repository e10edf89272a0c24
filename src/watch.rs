//! Tells when something below a site's folders may have changed.
//!
//! Events of the system are only a hint: they get lost, and come for nothing. Whoever is told looks for himself, and
//! looks now and then without being told.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk;

/// How long it must be quiet before a burst of events is taken to be over.
const QUIET: Duration = Duration::from_millis(6);

/// How long a burst may last before what came so far is told.
const PATIENCE: Duration = Duration::from_millis(300);

/// How long the system may take to tell of a change that was made to see whether it does.
const TRIAL: Duration = Duration::from_millis(500);

/// How often to look where no events come.
const POLL: Duration = Duration::from_millis(200);

/// How often to look beside the events.
const GLANCE: Duration = Duration::from_secs(2);

/// Tells when something below some folders may have changed.
pub struct Watch {
    site: PathBuf,
    folders: Vec<PathBuf>,
    events: Receiver<notify::Result<Event>>,
    /// None, where the system does not tell.
    watcher: Option<RecommendedWatcher>,
    /// How long the last look took.
    cost: Duration,
}

impl Watch {
    /// Watches some folders of a site. With `poll`, or where events do not arrive, it only looks now and then.
    /// `own` is a folder that is guidepost's, in which events are tried; nothing, if there is none.
    pub fn new(site: &Path, folders: &[&str], own: Option<&Path>, poll: bool) -> Self {
        let (sender, events) = channel();
        let site = disk::real(site).unwrap_or_else(|_| site.to_owned());
        let folders = folders.iter().map(|folder| site.join(folder)).collect();
        let mut watch = Self { site, folders, events, watcher: None, cost: Duration::ZERO };
        if !poll && let Some(own) = own {
            watch.watcher = watch.tried(own, sender);
        }
        watch.attach();
        watch
    }

    /// Whether the system tells of changes.
    pub fn has_events(&self) -> bool {
        self.watcher.is_some()
    }

    /// A watcher, if it tells of a file that is made before its eyes.
    fn tried(&self, own: &Path, sender: Sender<notify::Result<Event>>) -> Option<RecommendedWatcher> {
        let mut watcher = notify::recommended_watcher(sender).ok()?;
        let own = disk::real(own).ok()?;
        watcher.watch(&own, RecursiveMode::NonRecursive).ok()?;
        let trial = own.join("watching.tmp");
        disk::remove_file(&trial).ok()?;
        disk::write_new(&trial, b"").ok()?;
        let start = Instant::now();
        let mut is_told = false;
        while !is_told && start.elapsed() < TRIAL {
            is_told = self.events.recv_timeout(TRIAL).is_ok_and(|event| event.is_ok());
        }
        let _ = disk::remove_file(&trial);
        let _ = watcher.unwatch(&own);
        is_told.then_some(watcher)
    }

    /// Watches the folders, which may be new ones under the old names, and the site's own folder, to see them come.
    fn attach(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        for folder in &self.folders {
            let _ = watcher.unwatch(folder);
            let _ = watcher.watch(folder, RecursiveMode::Recursive);
        }
        let _ = watcher.watch(&self.site, RecursiveMode::NonRecursive);
    }

    /// Says how long a look at all files took, so that looking does not become the main work.
    pub fn costs(&mut self, cost: Duration) {
        self.cost = cost;
    }

    /// Waits until something may have changed: the paths that were told of, all those of one burst. None, when it is
    /// simply time to look.
    pub fn wait(&mut self) -> BTreeSet<PathBuf> {
        let pause = if self.has_events() { GLANCE } else { POLL }.max(self.cost * 20);
        let start = Instant::now();
        loop {
            let left = pause.saturating_sub(start.elapsed());
            match self.events.recv_timeout(left) {
                Ok(event) => {
                    let told = self.burst(event);
                    if !told.is_empty() {
                        return told;
                    }
                }
                Err(RecvTimeoutError::Timeout) => return BTreeSet::new(),
                Err(RecvTimeoutError::Disconnected) => {
                    std::thread::sleep(left);
                    return BTreeSet::new();
                }
            }
        }
    }

    /// The paths of a burst that begins with an event.
    fn burst(&mut self, first: notify::Result<Event>) -> BTreeSet<PathBuf> {
        let start = Instant::now();
        let mut told = BTreeSet::new();
        let mut is_replaced = false;
        let mut next = Some(first);
        while let Some(event) = next {
            is_replaced |= self.note(event, &mut told);
            next = if start.elapsed() < PATIENCE { self.events.recv_timeout(QUIET).ok() } else { None };
        }
        if is_replaced {
            self.attach();
        }
        told
    }

    /// Notes the paths of an event; whether one of the folders came or went.
    fn note(&self, event: notify::Result<Event>, told: &mut BTreeSet<PathBuf>) -> bool {
        let Ok(event) = event else {
            // Events were lost; who looks at the folders sees all.
            told.extend(self.folders.iter().cloned());
            return true;
        };
        if matches!(event.kind, EventKind::Access(_)) {
            return false;
        }
        if event.need_rescan() {
            told.extend(self.folders.iter().cloned());
        }
        let mut is_replaced = false;
        for path in event.paths {
            is_replaced |= self.folders.contains(&path);
            if self.folders.iter().any(|folder| path.starts_with(folder)) {
                told.insert(path);
            }
        }
        is_replaced
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let (site, own) = (folder.path().join("site"), folder.path().join("own"));
        disk::create_folder(&site.join("content")).unwrap();
        disk::create_folder(&own).unwrap();
        let mut watch = Watch::new(&site, &["content"], Some(&own), false);
        let file = disk::real(&site).unwrap().join("content/a.md");
        disk::write_new(&file, b"a").unwrap();
        let start = Instant::now();
        while watch.has_events() && !watch.wait().contains(&file) {
            assert!(start.elapsed() < Duration::from_secs(30), "nothing is told");
        }
        let mut polling = Watch::new(&site, &["content"], Some(&own), true);
        assert!(!polling.has_events());
        assert!(polling.wait().is_empty());
    }
}
