//! What deploying needs of the world around it, handed in so that tests can hand in another.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::disk::{self, Scratch};

use super::Fault;

/// Waits for so long.
pub(super) type Sleep = Arc<dyn Fn(Duration) + Send + Sync>;

/// What deploying needs of the world around it.
#[derive(Clone)]
pub struct Surroundings {
    /// The site's folder.
    pub site: PathBuf,
    /// The user's home folder, where the usual files with credentials lie.
    pub home: Option<PathBuf>,
    /// Asks for a variable of the environment; an empty one is none.
    pub variable: fn(&str) -> Option<String>,
    /// Tells the time of day.
    pub now: fn() -> SystemTime,
    /// After so long without a byte a connection counts as broken.
    pub silence: Duration,
    /// Waits.
    pub sleep: Arc<dyn Fn(Duration) + Send + Sync>,
}

impl Surroundings {
    /// A path as the settings write it: seen from the site's folder, with `~/` for the user's home.
    pub fn path(&self, written: &str) -> PathBuf {
        match (written.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.site.join(written),
        }
    }

    /// A variable of the environment that is not empty.
    pub fn variable(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.trim().is_empty())
    }

    /// A file in the user's home; nothing, if there is none.
    pub fn home_file(&self, path: &str) -> Option<Vec<u8>> {
        disk::read(&self.home.as_ref()?.join(path)).ok()
    }

    /// A folder beside the site for what is there only while the site is brought.
    pub fn scratch(&self) -> Result<Scratch, Fault> {
        const DAY: Duration = Duration::from_hours(24);
        let folder = self.site.join(".guidepost");
        Scratch::sweep(&folder, (self.now)().checked_sub(DAY).unwrap_or(SystemTime::UNIX_EPOCH));
        Scratch::new(&folder)
            .map_err(|error| disk::MachineFault::new("make a folder in", &folder, &error).into())
    }

    /// The moment as a name that sorts by time, to the millisecond, such as `20261126-130500123`.
    pub fn moment(&self) -> String {
        self.moment_before(Duration::ZERO)
    }

    /// The moment so long ago, as such a name.
    pub fn moment_before(&self, ago: Duration) -> String {
        let then = (self.now)().checked_sub(ago).unwrap_or(SystemTime::UNIX_EPOCH);
        let millis = then.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
        let time =
            i64::try_from(millis).ok().and_then(|millis| jiff::Timestamp::from_millisecond(millis).ok());
        time.unwrap_or_default().strftime("%Y%m%d-%H%M%S%3f").to_string()
    }
}

/// The text of a path, for a program's arguments.
pub(super) fn shown(path: &Path) -> String {
    path.display().to_string()
}
