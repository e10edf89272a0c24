//! What is printed, where, and for whom.

use std::fmt::Display;
use std::io::{IsTerminal, Write, stderr, stdin, stdout};

use super::arguments::{Format, Global};
use super::human::{Painter, Texts};
use super::json;
use super::progress::Progress;
use super::stop::Stop;
use crate::diagnostic::Diagnostics;

/// Standard output and standard error, as the options want them. A reader that went away is no fault of ours.
#[derive(Clone)]
pub(super) struct Console {
    pub(super) format: Format,
    pub(super) verbose: bool,
    quiet: bool,
    colour: bool,
}

impl Console {
    pub(super) fn new(global: &Global) -> Self {
        Self {
            format: global.format,
            verbose: global.verbose > 0 && !global.quiet,
            quiet: global.quiet,
            colour: stderr().is_terminal() && !is_plain(),
        }
    }

    /// One line that tells people how it went, on standard error.
    pub(super) fn tell(&self, line: impl Display) {
        if !self.quiet && self.format == Format::Human {
            let _ = writeln!(stderr().lock(), "{line}");
        }
    }

    /// One line for each file, on standard error, if they were asked for.
    pub(super) fn list(&self, verb: &str, files: impl IntoIterator<Item = impl Display>) {
        if self.verbose {
            let mut stderr = stderr().lock();
            files.into_iter().for_each(|file| {
                let _ = writeln!(stderr, "{verb} {file}");
            });
        }
    }

    /// All diagnostics, with their lines of source.
    pub(super) fn diagnostics(&self, diagnostics: &Diagnostics, texts: &Texts) {
        match self.format {
            Format::Json => {
                let mut stdout = stdout().lock();
                diagnostics.iter().for_each(|diagnostic| {
                    let _ = writeln!(stdout, "{}", json::diagnostic(diagnostic));
                });
            }
            Format::Human => {
                let mut painter = Painter::new(texts, self.colour).without_secrets(diagnostics);
                let mut stderr = stderr().lock();
                diagnostics.iter().for_each(|diagnostic| {
                    let _ = writeln!(stderr, "{}\n", painter.paint(diagnostic));
                });
            }
        }
    }

    /// Why the command stopped.
    pub(super) fn stop(&self, stop: &Stop) {
        let (red, bold, plain) =
            if self.colour { ("\x1b[1;31m", "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
        let mut stderr = stderr().lock();
        let _ = writeln!(stderr, "{red}error{plain}: {}", stop.message);
        if !stop.help.is_empty() {
            let _ = writeln!(stderr, "{bold}help{plain}: {}", stop.help);
        }
    }

    /// A progress bar, where somebody can see it.
    pub(super) fn progress(&self, stages: &'static [&'static str]) -> Progress {
        Progress::new(!self.quiet && self.format == Format::Human && stderr().is_terminal(), stages)
    }

    /// Whether somebody can be asked.
    pub(super) fn can_ask(&self) -> bool {
        self.format == Format::Human && stdin().is_terminal() && stderr().is_terminal()
    }

    /// Asks a question; whether the answer is yes.
    pub(super) fn ask(question: impl Display) -> bool {
        let _ = write!(stderr().lock(), "{question} [y/N] ");
        let mut answer = String::new();
        let is_read = stdin().read_line(&mut answer).is_ok();
        is_read && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
    }
}

/// One line of what was asked for, on standard output.
pub(super) fn answer(line: impl Display) {
    let _ = writeln!(stdout().lock(), "{line}");
}

/// Whether the reader wants no colour (no-color.org), or the terminal has none.
#[expect(clippy::disallowed_methods, reason = "how the terminal looks is no part of what is built")]
fn is_plain() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb")
}
