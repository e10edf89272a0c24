//! A bar for work that takes more than a second.

use std::io::{Write, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What a build does, one after the other.
const STAGES: [&str; 3] = ["reading", "building", "writing"];

const FIRST: Duration = Duration::from_secs(1);
const NEXT: Duration = Duration::from_millis(200);

/// Shows on standard error at which stage the work is, from its second second on; gone when it is dropped.
pub(super) struct Progress {
    stage: Arc<AtomicUsize>,
    painter: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    pub(super) fn new(is_shown: bool) -> Self {
        let stage = Arc::new(AtomicUsize::new(0));
        let painter = is_shown.then(|| {
            let (end, ended) = channel();
            let stage = Arc::clone(&stage);
            let thread = thread::spawn(move || {
                let start = Instant::now();
                let mut pause = FIRST;
                while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                    let _ =
                        write!(stderr().lock(), "\r{}", bar(stage.load(Ordering::Relaxed), start.elapsed()));
                    pause = NEXT;
                }
                if pause == NEXT {
                    // Carriage return, and erase to the end of the line.
                    let _ = write!(stderr().lock(), "\r\x1b[K");
                }
            });
            (end, thread)
        });
        Self { stage, painter }
    }

    /// The next stage begins.
    pub(super) fn next(&self) {
        self.stage.fetch_add(1, Ordering::Relaxed);
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

fn bar(stage: usize, elapsed: Duration) -> String {
    let stage = stage.min(STAGES.len() - 1);
    let (done, left) = ("█".repeat(4 * (stage + 1)), "░".repeat(4 * (STAGES.len() - stage - 1)));
    format!("{done}{left} {} … {} s ", STAGES[stage], elapsed.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_always_as_long() {
        assert_eq!(bar(1, Duration::from_secs(2)), "████████░░░░ building … 2 s ");
        assert_eq!(bar(0, Duration::ZERO).matches(['█', '░']).count(), 12);
        assert_eq!(bar(9, Duration::ZERO).matches('█').count(), 12);
    }
}
