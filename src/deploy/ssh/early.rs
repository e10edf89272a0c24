//! Runs that ended early: what they leave on the server, and how a run makes sure that none of them goes on.
//!
//! Who is killed can go on for a moment: the `ssh` that he started has bytes to send, the server has requests to
//! answer. All of it happens below a name that only his run has, and so does the link that he would show. A
//! run takes those names away first: what comes late meets nothing there, and cannot become what readers see.

use std::time::Duration;

use crate::deploy::Fault;
use crate::path::above;

use super::packet::Request;
use super::{Next, Releases, is_id};

/// What the name of a release begins with while it is brought; the digest of its files and the run’s name follow.
const INCOMING: &str = "incoming-";
/// What the name of a folder begins with that is to be removed.
const GONE: &str = "gone-";
/// What follows the name of the link in that of the one which will take its place; the run’s name follows.
const NEXT: &str = ".guidepost-next-";
/// After so long nobody goes on with what lies there.
const FORGOTTEN: Duration = Duration::from_hours(24);

impl Next {
    /// Its name while it is brought.
    pub(super) fn incoming(&self) -> String {
        format!("{INCOMING}{}-{}", self.digest, self.id)
    }
}

impl Releases {
    /// The link that will take the place of the one readers follow.
    pub(super) fn next_link(&self, id: &str) -> String {
        format!("{}{NEXT}{id}", self.link())
    }

    /// Makes the folder of a release that is to be brought, from what another run has brought of it, if one has. All
    /// runs that began before end here.
    pub(super) fn take_over(&self, next: &Next) -> Result<(), Fault> {
        let names = self.sftp.names_in(&self.releases())?;
        let incoming = names.iter().filter_map(|name| name.strip_prefix(INCOMING));
        let (mut same, others): (Vec<&str>, Vec<&str>) =
            incoming.partition(|rest| rest.split('-').next() == Some(next.digest.as_str()));
        let own = self.release(&next.incoming());
        let folders = above(&self.folder).map(str::to_owned).chain([self.folder.clone(), self.releases()]);
        self.sftp.make_folders(&folders.collect())?;
        let last = same.pop().map(|rest| self.release(&format!("{INCOMING}{rest}")));
        let taken = last.iter().map(|last| Request::rename(last, &own, false));
        let ended = same.into_iter().chain(others).map(|rest| format!("{INCOMING}{rest}"));
        let ended = ended.map(|name| self.put_away(&name, &next.id));
        let links = self.next_links()?;
        let links = links.iter().map(|link| Request::remove(link));
        self.sftp.try_all(taken.chain(ended).chain(links))?;
        self.sftp.try_all([Request::make_folder(&own)])
    }

    fn put_away(&self, name: &str, id: &str) -> Request {
        Request::rename(&self.release(name), &self.release(&format!("{GONE}{id}-{name}")), false)
    }

    /// The links that runs made and did not show.
    fn next_links(&self) -> Result<Vec<String>, Fault> {
        let link = self.link();
        let (folder, name) = link.rsplit_once('/').unwrap_or((".", &link));
        let begin = format!("{name}{NEXT}");
        let names = self.sftp.names_in(if folder.is_empty() { "/" } else { folder })?;
        Ok(names
            .iter()
            .filter(|name| name.starts_with(&begin))
            .map(|name| format!("{folder}/{name}"))
            .collect())
    }

    /// Why a release could not be brought, if it is that another run has begun since.
    pub(super) fn was_overtaken(&self, next: &Next, fault: Fault) -> Fault {
        match self.sftp.names_in(&self.releases()) {
            Ok(names) if ![&next.incoming(), &next.id].iter().any(|name| names.contains(name)) => {
                Fault::machine(
                    format!("somebody else began to bring a site to “{}” meanwhile", self.link()),
                    "what they bring is what readers will see; deploy again, if it shall be yours",
                )
            }
            _ => fault,
        }
    }

    /// Whether something lies beside the releases that nobody will use.
    pub(super) fn is_untidy(&self, names: &[String]) -> bool {
        names.iter().any(|name| name.starts_with(GONE) || self.is_forgotten(name))
    }

    /// Whether a release has not been brought for long. Who has begun just now may be at work on another computer.
    fn is_forgotten(&self, name: &str) -> bool {
        let Some((_, id)) =
            name.strip_prefix(INCOMING).map(|rest| rest.split_once('-').unwrap_or((rest, "")))
        else {
            return false;
        };
        id < self.around.moment_before(FORGOTTEN).as_str()
    }

    /// Removes the oldest releases, and what runs left that ended early.
    pub(super) fn prune(&self, current: &str) -> Result<(), Fault> {
        let names = self.sftp.names_in(&self.releases())?;
        let ids: Vec<&String> = names.iter().filter(|name| is_id(name)).collect();
        let old = ids.len().saturating_sub(self.keep);
        // What is removed half is no release any more.
        let gone = ids.into_iter().take(old).filter(|id| *id != current);
        self.sftp.try_all(gone.map(|name| self.put_away(name, current)))?;
        self.clear_away()
    }

    /// Removes what is to be removed, again while somebody still writes into it.
    pub(super) fn clear_away(&self) -> Result<(), Fault> {
        const TRIES: u32 = 5;
        let mut pause = Duration::from_millis(200);
        for attempt in 0..TRIES {
            let names = self.sftp.names_in(&self.releases())?;
            let left: Vec<&String> =
                names.iter().filter(|name| name.starts_with(GONE) || self.is_forgotten(name)).collect();
            if left.is_empty() {
                break;
            }
            if attempt > 0 {
                (self.around.sleep)(pause);
                pause *= 2;
            }
            for name in left {
                self.remove(&self.release(name))?;
            }
        }
        Ok(())
    }

    fn remove(&self, folder: &str) -> Result<(), Fault> {
        let listing = self.sftp.list(folder)?;
        let files = listing.files.keys().map(|path| Request::remove(&format!("{folder}/{path}")));
        self.sftp.try_all(files)?;
        // From the inside out.
        let folders = listing.folders.iter().rev();
        self.sftp.try_all(folders.map(|below| Request::remove_folder(&format!("{folder}/{below}"))))?;
        self.sftp.try_all([Request::remove_folder(folder)])
    }
}
