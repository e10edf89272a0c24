//! A bar for work that takes more than a second.

use std::io::{Write, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What a build does, one after the other.
pub(super) const BUILD: &[&str] = &["reading", "building", "writing"];

/// What a deployment does.
pub(super) const DEPLOY: &[&str] = &["sending", "publishing", "checking"];

const FIRST: Duration = Duration::from_secs(1);
const NEXT: Duration = Duration::from_millis(200);

/// Shows on standard error at which stage the work is, from its second second on; gone when it is dropped.
pub(super) struct Progress {
    state: Arc<State>,
    painter: Option<(Sender<()>, JoinHandle<()>)>,
}

/// How far the work is: the stage, and how many steps of it are done.
#[derive(Default)]
struct State {
    stage: AtomicUsize,
    steps: AtomicUsize,
    done: AtomicUsize,
}

impl Progress {
    pub(super) fn new(is_shown: bool, stages: &'static [&'static str]) -> Self {
        let state = Arc::new(State::default());
        let painter = is_shown.then(|| {
            let (end, ended) = channel();
            let state = Arc::clone(&state);
            let thread = thread::spawn(move || {
                let start = Instant::now();
                let mut pause = FIRST;
                while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                    let _ = write!(stderr().lock(), "\r{}", bar(stages, &state, start.elapsed()));
                    pause = NEXT;
                }
                if pause == NEXT {
                    // Carriage return, and erase to the end of the line.
                    let _ = write!(stderr().lock(), "\r\x1b[K");
                }
            });
            (end, thread)
        });
        Self { state, painter }
    }

    /// The next stage begins.
    pub(super) fn next(&self) {
        self.state.steps.store(0, Ordering::Relaxed);
        self.state.stage.fetch_add(1, Ordering::Relaxed);
    }

    /// This stage has so many steps.
    pub(super) fn steps(&self, steps: usize) {
        self.state.done.store(0, Ordering::Relaxed);
        self.state.steps.store(steps, Ordering::Relaxed);
    }

    /// One of them is done.
    pub(super) fn step(&self) {
        self.state.done.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.painter.take() {
            drop(end);
            let _ = thread.join();
        }
    }
}

fn bar(stages: &[&str], state: &State, elapsed: Duration) -> String {
    let stage = state.stage.load(Ordering::Relaxed).min(stages.len() - 1);
    let (done, steps) = (state.done.load(Ordering::Relaxed), state.steps.load(Ordering::Relaxed));
    let (full, counted) = match steps {
        0 => (4 * (stage + 1), String::new()),
        steps => (4 * stage + 4 * done.min(steps) / steps, format!(" {done}/{steps}")),
    };
    let (full, left) = ("█".repeat(full), "░".repeat(4 * stages.len() - full));
    format!("{full}{left} {}{counted} … {} s ", stages[stage], elapsed.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_always_as_long() {
        let at = |stage, done, steps| State {
            stage: AtomicUsize::new(stage),
            done: AtomicUsize::new(done),
            steps: AtomicUsize::new(steps),
        };
        assert_eq!(bar(BUILD, &at(1, 0, 0), Duration::from_secs(2)), "████████░░░░ building … 2 s ");
        assert_eq!(bar(DEPLOY, &at(0, 5, 10), Duration::ZERO), "██░░░░░░░░░░ sending 5/10 … 0 s ");
        assert_eq!(bar(BUILD, &at(0, 0, 0), Duration::ZERO).matches(['█', '░']).count(), 12);
        assert_eq!(bar(BUILD, &at(9, 0, 0), Duration::ZERO).matches('█').count(), 12);
    }
}
