//! Programs of the user's: `git`, `ssh`, and what a target of kind `command` names. Never a shell.

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{Fault, Surroundings};

/// A program with its arguments.
pub(super) struct Program {
    name: String,
    command: Command,
}

/// How a program ended.
#[derive(Default)]
pub(super) struct Ran {
    /// Whether it says that all went well.
    pub(super) is_good: bool,
    /// Its status in words.
    pub(super) status: String,
    /// What it wrote.
    pub(super) stdout: Vec<u8>,
    /// What it said, without secrets.
    pub(super) said: String,
}

impl Program {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), command: Command::new(name) }
    }

    pub(super) fn args(mut self, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Self {
        self.command.args(arguments.into_iter().map(Into::into));
        self
    }

    pub(super) fn variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.command.env(name, value.into());
        self
    }

    pub(super) fn without(mut self, variables: &[&str]) -> Self {
        for name in variables {
            self.command.env_remove(name);
        }
        self
    }

    pub(super) fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs it to its end, with these bytes on its standard input.
    pub(super) fn run(mut self, input: &[u8]) -> Result<Ran, Fault> {
        let stdin = if input.is_empty() { Stdio::null() } else { Stdio::piped() };
        self.command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.spawned()?;
        let pipe = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // A program that reads while it writes would wait for us for ever, if we wrote first and read then.
            scope.spawn(move || pipe.map(|mut pipe| pipe.write_all(input)));
            child.wait_with_output()
        });
        let output = output.map_err(|error| self.failed(&error))?;
        Ok(Ran {
            is_good: output.status.success(),
            status: output.status.to_string(),
            stdout: output.stdout,
            said: clean(&String::from_utf8_lossy(&output.stderr)),
        })
    }

    /// Runs it where the user sees all it says; whether it says that all went well, and its status in words.
    pub(super) fn run_in_sight(mut self) -> Result<(bool, String), Fault> {
        self.command.stdin(Stdio::null()).stdout(std::io::stderr());
        let status = self.command.status().map_err(|error| self.failed(&error))?;
        Ok((status.success(), status.to_string()))
    }

    /// Starts it, to be fed bit by bit.
    pub(super) fn feed(mut self) -> Result<Child, Fault> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        self.spawned()
    }

    /// Starts it, to talk with it.
    pub(super) fn talk(mut self) -> Result<Child, Fault> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.spawned()
    }

    fn spawned(&mut self) -> Result<Child, Fault> {
        self.command.spawn().map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &std::io::Error) -> Fault {
        let name = &self.name;
        if error.kind() == ErrorKind::NotFound {
            let help = format!("install it, or correct the name; “{name}” must be where your programs are");
            return Fault::request(format!("there is no program “{name}” on this computer"), help);
        }
        Fault::machine(format!("“{name}” could not be run: {}", crate::disk::cause(error)), "")
    }
}

/// Runs a program again, with growing pauses, while it says that the network or the host failed in a way that passes.
pub(super) fn patiently(
    around: &Surroundings,
    mut run: impl FnMut() -> Result<Ran, Fault>,
    may_run_again: impl Fn(&Ran) -> bool,
) -> Result<Ran, Fault> {
    const RETRIES: u32 = 4;
    let mut pause = Duration::from_millis(500);
    for _ in 0..RETRIES {
        let ran = run()?;
        if ran.is_good || !is_passing(&ran.said) || !may_run_again(&ran) {
            return Ok(ran);
        }
        (around.sleep)(pause);
        pause *= 2;
    }
    run()
}

/// Whether what a program said is a fault that passes: what `ssh` says of a connection, and `git` of an answer.
fn is_passing(said: &str) -> bool {
    const PASSING: [&str; 12] = [
        "Connection reset",
        "Connection timed out",
        "Connection closed by",
        "kex_exchange_identification",
        "Empty reply from server",
        "early EOF",
        "returned error: 429",
        "returned error: 500",
        "returned error: 502",
        "returned error: 503",
        "returned error: 504",
        "Operation too slow",
    ];
    PASSING.iter().any(|words| said.contains(words))
}

/// What a program said, on few lines, without what stands before the `@` of a URL.
pub(super) fn clean(text: &str) -> String {
    const MOST: usize = 6;
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        cleaned.push_str(before);
        let end =
            after.find(|char: char| char.is_whitespace() || "/'\"".contains(char)).unwrap_or(after.len());
        rest = after[..end].rfind('@').map_or(after, |user| &after[user + 1..]);
    }
    cleaned.push_str(rest);
    let lines: Vec<&str> =
        cleaned.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(MOST)..].join("\n  ")
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn d10_no_user_of_a_url_is_repeated() {
        assert_eq!(
            clean("fatal: unable to access 'https://me:hush@example.org/x.git/': no\n\nssh://a@b/c"),
            "fatal: unable to access 'https://example.org/x.git/': no\n  ssh://b/c"
        );
        assert_eq!(clean("see https://example.org/a@b"), "see https://example.org/a@b");
    }

    #[test]
    fn a_program_that_is_not_there() {
        let fault = Program::new("guidepost-no-such-program").run(b"").err().unwrap();
        assert!(fault.message.contains("there is no program"), "{fault}");
    }

    #[test]
    fn d7_programs_are_run_again_while_the_network_fails() {
        let slept = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&slept);
        let around = Surroundings {
            site: std::path::PathBuf::new(),
            home: None,
            variable: |_| None,
            silence: Duration::from_secs(9),
            now: || std::time::SystemTime::UNIX_EPOCH,
            sleep: Arc::new(move |pause| log.lock().unwrap().push(pause.as_millis())),
        };
        let runs = |said: &[&str], may_run_again: bool| {
            slept.lock().unwrap().clear();
            let mut left = said.iter();
            let run = || {
                let said = left.next().copied().unwrap_or_default();
                let (is_good, status) = (said.is_empty(), String::new());
                Ok(Ran { is_good, status, stdout: Vec::new(), said: said.to_owned() })
            };
            let ran = patiently(&around, run, |_| may_run_again).unwrap();
            (ran.is_good, slept.lock().unwrap().clone())
        };
        let reset = "Connection reset by 127.0.0.1 port 22";
        assert_eq!(
            runs(&[reset, "error: 1\nThe requested URL returned error: 503"], true),
            (true, vec![500, 1000])
        );
        assert_eq!(runs(&[reset; 9], true), (false, vec![500, 1000, 2000, 4000]));
        assert_eq!(runs(&[reset], false), (false, vec![]));
        assert_eq!(runs(&["Permission denied (publickey)."], true), (false, vec![]));
    }
}
