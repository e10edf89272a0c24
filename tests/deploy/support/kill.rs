//! Programs that are killed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Longer than anything takes on a machine that has much else to do.
const LONG: Duration = Duration::from_mins(2);

/// Who is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whom {
    /// The program alone; those that it started go on.
    Alone,
    /// The program and those that it started, as by Ctrl-C or when the machine loses its power.
    All,
}

impl Whom {
    /// The one and the other in turn.
    pub(crate) fn of(number: u32) -> Self {
        if number.is_multiple_of(2) { Self::Alone } else { Self::All }
    }
}

/// Programs that are called in place of others, and count how often.
pub(crate) struct Calls {
    folder: PathBuf,
}

impl Calls {
    pub(crate) fn new(folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        Self { folder: folder.to_owned() }
    }

    /// Calls a command line of a shell, followed by the arguments, in place of a program.
    pub(crate) fn instead(&self, name: &str, line: &str) {
        let path = self.folder.join(name);
        let log = self.folder.join("calls");
        fs::write(&path, format!("#!/bin/sh\necho {name} >> {}\nexec {line} \"$@\"\n", log.display()))
            .unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Lets a command find these programs.
    pub(crate) fn seen_by(&self, command: &mut Command) {
        command.env("PATH", format!("{}:{}", self.folder.display(), std::env::var("PATH").unwrap()));
    }

    /// How often they were called since they were counted last.
    fn count(&self) -> usize {
        fs::read_to_string(self.folder.join("calls")).unwrap_or_default().lines().count()
    }

    /// How long a command goes on after it has called one.
    pub(crate) fn time(&self, command: &mut Command) -> Duration {
        let _ = fs::remove_file(self.folder.join("calls"));
        let mut child = start(command);
        wait("the program", || self.count() > 0);
        let start = Instant::now();
        assert!(child.wait().unwrap().success());
        start.elapsed()
    }

    /// Kills a command a while after it has called so many programs, unless it ends before.
    pub(crate) fn kill(&self, command: &mut Command, whom: Whom, (calls, pause): (usize, Duration)) {
        let _ = fs::remove_file(self.folder.join("calls"));
        let mut child = start(command);
        wait("the program", || self.count() >= calls || child.try_wait().unwrap().is_some());
        thread::sleep(pause);
        end(child, whom);
    }
}

/// Starts a command that will be killed.
pub(crate) fn start(command: &mut Command) -> Child {
    command.process_group(0).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Ends a command.
pub(crate) fn end(mut child: Child, whom: Whom) {
    // Who ended before cannot be killed.
    match whom {
        Whom::Alone => drop(child.kill()),
        Whom::All => {
            let group = format!("-{}", child.id());
            let _ = Command::new("kill").args(["-9", "--", &group]).stderr(Stdio::null()).status();
        }
    }
    child.wait().unwrap();
}

/// Waits until no process is left that works for a site in a folder: on this side by what it was started with, on
/// the other side of a connection by the folder it works in. A connection that nobody uses any more may stay.
pub(crate) fn settle(folder: &Path) {
    let works_here = |process: &Path| {
        let read = |name: &str| {
            String::from_utf8_lossy(&fs::read(process.join(name)).unwrap_or_default()).into_owned()
        };
        let arguments = read("cmdline");
        let home = format!("HOME={}/", folder.display());
        let place = folder.join("www").display().to_string();
        !arguments.contains("[mux]") && (read("environ").contains(&home) || arguments.contains(&place))
    };
    wait("what was left of it", || {
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        !processes.into_iter().any(|entry| works_here(&entry.path()))
    });
}

/// Waits until something is so.
pub(crate) fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < LONG, "{what} does not end");
        thread::sleep(Duration::from_millis(2));
    }
}
