//! The HTML of a page as it grows, up to its limit.

use std::io::{self, Write};

use super::gauge::Gauge;

/// How many writes lie between two looks at the clock.
const WRITES_A_LOOK: u32 = 1024;

/// Takes what a template prints.
pub(super) struct Output<'a> {
    bytes: Vec<u8>,
    writes: u32,
    gauge: &'a Gauge,
}

impl<'a> Output<'a> {
    /// An empty page with room for some bytes.
    pub(super) fn new(room: usize, gauge: &'a Gauge) -> Self {
        Self { bytes: Vec::with_capacity(room), writes: 0, gauge }
    }

    /// The page; none, if it is no text, which Tera does not print.
    pub(super) fn finish(self) -> Option<String> {
        String::from_utf8(self.bytes).ok()
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writes += 1;
        if self.writes == WRITES_A_LOOK {
            self.writes = 0;
            self.gauge.look().map_err(|_| io::ErrorKind::TimedOut)?;
        }
        self.gauge.bytes(self.bytes.len() + bytes.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
