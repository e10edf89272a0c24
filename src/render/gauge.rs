//! How much work a page may make, and what it has read so far.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tera::Value;

use crate::digest::Digest;
use crate::query::Query;

/// Tells the time since some moment in the past; rendering itself knows no clock.
pub type Clock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// The most that one page may use.
#[derive(Clone)]
pub struct Limits {
    /// Bytes of HTML.
    pub bytes: usize,
    /// Rounds of loops, blocks, components and includes.
    pub steps: u64,
    /// Bytes in a text that a template keeps with `set`, or makes with `replace` or `join`.
    pub text: usize,
    /// Values in a list or map that a template keeps with `set`, those within counted too.
    pub values: usize,
    /// Time, if there is a clock.
    pub time: Duration,
    /// The clock.
    pub clock: Option<Clock>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            steps: 10_000_000,
            text: 8 << 20,
            values: 20_000_000,
            time: Duration::from_secs(30),
            clock: None,
        }
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Limits({} bytes, {} steps, {:?})", self.bytes, self.steps, self.time)
    }
}

/// The deepest list or map in lists and maps that a template may keep: to drop a deeper one would exhaust
/// the stack.
const DEEPEST: usize = 100;

/// How many steps lie between two looks at the clock.
const STEPS_A_LOOK: u64 = 256;

/// Why a page is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// Too many steps.
    Steps,
    /// Too much time.
    Time,
    /// Too many bytes.
    Bytes,
}

/// The work and the reads of the page that a worker renders.
pub(super) struct Gauge {
    limits: Limits,
    steps: AtomicU64,
    start: AtomicU64,
    reads: Mutex<BTreeMap<Query, Digest>>,
    excess: Mutex<Option<Excess>>,
}

impl Gauge {
    /// A gauge with limits for each page.
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            steps: AtomicU64::new(0),
            start: AtomicU64::new(0),
            reads: Mutex::default(),
            excess: Mutex::default(),
        }
    }

    /// Begins a page.
    pub(super) fn begin(&self) {
        self.steps.store(0, Ordering::Relaxed);
        self.start.store(self.now(), Ordering::Relaxed);
        self.lock_reads().clear();
        *self.excess.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What the page has read; the log is empty afterwards.
    pub(super) fn reads(&self) -> BTreeMap<Query, Digest> {
        std::mem::take(&mut self.lock_reads())
    }

    /// Logs a query.
    pub(super) fn read(&self, query: Query, digest: Digest) {
        self.lock_reads().insert(query, digest);
    }

    /// Counts one step; an error once the page has had enough.
    pub(super) fn step(&self) -> Result<(), Excess> {
        let steps = self.steps.fetch_add(1, Ordering::Relaxed);
        if steps >= self.limits.steps {
            return self.stop(Excess::Steps);
        }
        if steps % STEPS_A_LOOK == STEPS_A_LOOK - 1 {
            return self.look();
        }
        Ok(())
    }

    /// Looks at the clock; an error once the page has had enough time.
    pub(super) fn look(&self) -> Result<(), Excess> {
        let since = self.now().saturating_sub(self.start.load(Ordering::Relaxed));
        if Duration::from_micros(since) > self.limits.time { self.stop(Excess::Time) } else { Ok(()) }
    }

    /// Whether a page may have this many bytes.
    pub(super) fn bytes(&self, bytes: usize) -> Result<(), Excess> {
        if bytes > self.limits.bytes { self.stop(Excess::Bytes) } else { Ok(()) }
    }

    /// Why the page was stopped, if it was.
    pub(super) fn excess(&self) -> Option<Excess> {
        *self.excess.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Why a value is too large to be kept, if it is.
    pub(super) fn oversize(&self, value: &Value) -> Option<String> {
        let mut left = self.limits.values;
        self.measure(value, 0, &mut left).err()
    }

    fn measure(&self, value: &Value, depth: usize, left: &mut usize) -> Result<(), String> {
        let most = self.limits.values;
        *left = left.checked_sub(1).ok_or_else(|| format!("a list or map of more than {most} values"))?;
        if depth > DEEPEST {
            return Err(format!("lists or maps more than {DEEPEST} deep in each other"));
        }
        if let Some(text) = value.as_str() {
            return self.fits(text.len());
        }
        if let Some(items) = value.as_array() {
            return items.iter().try_for_each(|item| self.measure(item, depth + 1, left));
        }
        let entries = value.as_map().into_iter().flat_map(tera::Map::values);
        entries.into_iter().try_for_each(|item| self.measure(item, depth + 1, left))
    }

    /// Why a text of some bytes cannot be made, if so.
    pub(super) fn text(&self, bytes: usize) -> Result<(), String> {
        self.fits(bytes).map_err(|what| format!("this would make {what}"))
    }

    fn fits(&self, bytes: usize) -> Result<(), String> {
        let most = self.limits.text;
        if bytes > most { Err(format!("a text of more than {} KB", most >> 10)) } else { Ok(()) }
    }

    fn stop(&self, excess: Excess) -> Result<(), Excess> {
        *self.excess.lock().unwrap_or_else(PoisonError::into_inner) = Some(excess);
        Err(excess)
    }

    fn now(&self) -> u64 {
        let now = self.limits.clock.as_ref().map_or(Duration::ZERO, |clock| clock());
        u64::try_from(now.as_micros()).unwrap_or(u64::MAX)
    }

    fn lock_reads(&self) -> std::sync::MutexGuard<'_, BTreeMap<Query, Digest>> {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
