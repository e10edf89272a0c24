//! The user's `sftp`, told by lines what to do.

use std::fmt::Write;
use std::path::Path;

use crate::config::Server;
use crate::deploy::program::{Program, Ran, patiently};
use crate::deploy::{Fault, Surroundings};
use crate::disk::Scratch;

/// The longest path of a socket, with what `ssh` adds while it makes one (unix(7), and less on macOS).
const LONGEST_SOCKET: usize = 80;

/// A server. The programs that reach it share one connection.
pub(super) struct Sftp {
    host: String,
    port: Option<u16>,
    /// What `ssh` is told beside the server.
    options: Vec<String>,
    /// Where the socket of the connection lies.
    scratch: Option<Scratch>,
    around: Surroundings,
}

/// Lines for `sftp`. What begins with `try` may fail.
#[derive(Default)]
pub(super) struct Batch(String);

impl Batch {
    pub(super) fn new() -> Self {
        Self::default()
    }

    fn line(mut self, verb: &str, words: &[&str]) -> Self {
        self.0.push_str(verb);
        for word in words {
            let _ = write!(self.0, " {}", quoted(word));
        }
        self.0.push('\n');
        self
    }

    pub(super) fn try_make_folder(self, path: &str) -> Self {
        self.line("-mkdir", &[path])
    }

    pub(super) fn try_get(self, remote: &str, local: &Path) -> Self {
        self.line("-get", &[remote, &local.display().to_string()])
    }

    pub(super) fn put(self, local: &Path, remote: &str) -> Self {
        self.line("put", &[&local.display().to_string(), remote])
    }

    /// Gives a file a second name.
    pub(super) fn link(self, from: &str, to: &str) -> Self {
        self.line("ln", &[from, to])
    }

    pub(super) fn symlink(self, target: &str, at: &str) -> Self {
        self.line("ln -s", &[target, at])
    }

    pub(super) fn rename(self, from: &str, to: &str) -> Self {
        self.line("rename", &[from, to])
    }

    pub(super) fn try_rename(self, from: &str, to: &str) -> Self {
        self.line("-rename", &[from, to])
    }

    pub(super) fn try_remove(self, path: &str) -> Self {
        self.line("-rm", &[path])
    }

    pub(super) fn try_remove_folder(self, path: &str) -> Self {
        self.line("-rmdir", &[path])
    }

    pub(super) fn try_enter(self, path: &str) -> Self {
        self.line("-cd", &[path])
    }

    /// To where the session began.
    pub(super) fn go_home(self) -> Self {
        self.line("cd", &[])
    }

    pub(super) fn where_am_i(self) -> Self {
        self.line("pwd", &[])
    }

    /// The folder that was entered.
    pub(super) fn try_list(self) -> Self {
        self.line("-ls -lan", &[])
    }

    pub(super) fn try_list_at(self, folder: &str) -> Self {
        self.line("-ls -lan", &[folder])
    }
}

impl Sftp {
    pub(super) fn new(server: &Server, around: &Surroundings) -> Self {
        // The system's own folder for such things: the path of a socket must be short.
        let scratch = if cfg!(unix) { Scratch::new(Path::new("")).ok() } else { None };
        let socket = scratch.as_ref().map(|scratch| scratch.path().join("s").display().to_string());
        let mut options = vec!["BatchMode=yes".to_owned()];
        if let Some(socket) =
            socket.filter(|path| path.len() <= LONGEST_SOCKET && !path.contains([' ', '%', '"']))
        {
            let shared = ["ControlMaster=auto", "ControlPersist=15"].map(str::to_owned);
            options.extend(shared.into_iter().chain([format!("ControlPath={socket}")]));
        }
        Self { host: server.host.clone(), port: server.port, options, scratch, around: around.clone() }
    }

    fn options(&self) -> impl Iterator<Item = String> + '_ {
        self.options.iter().flat_map(|option| ["-o".to_owned(), option.clone()])
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Does what the lines say, up to the first that fails.
    pub(super) fn run(&self, batch: &Batch) -> Result<(), Fault> {
        if batch.0.is_empty() { Ok(()) } else { self.output(batch).map(|_| ()) }
    }

    /// The same, and what it printed.
    pub(super) fn output(&self, batch: &Batch) -> Result<String, Fault> {
        let port = self.port.map(|port| ["-P".to_owned(), port.to_string()]);
        let run = || {
            Program::new("sftp")
                .args(self.options())
                .args(["-b", "-"])
                .args(port.iter().flatten())
                .variable("LC_ALL", "C.UTF-8")
                .arg("--")
                .arg(&self.host)
                .run(batch.0.as_bytes())
        };
        // Where it printed a line, some of the batch was done.
        let ran = patiently(&self.around, run, |ran| ran.stdout.is_empty())?;
        if ran.is_good {
            return Ok(String::from_utf8_lossy(&ran.stdout).into_owned());
        }
        Err(self.fault(&ran))
    }

    /// Where a path really leads, or nothing, if there is no folder; and the names in a folder.
    pub(super) fn real(&self, path: &str, folder: &str) -> Result<(Option<String>, Vec<String>), Fault> {
        let batch = Batch::new().where_am_i().try_enter(path).where_am_i().go_home().try_list_at(folder);
        let said = self.output(&batch)?;
        let places: Vec<&str> =
            said.lines().filter_map(|line| line.strip_prefix("Remote working directory: ")).collect();
        let real = match places.as_slice() {
            [before, after] if before != after => Some((*after).to_owned()),
            _ => None,
        };
        Ok((real, names(&said)))
    }

    /// The names in a folder, sorted; none, if there is no folder.
    pub(super) fn names(&self, folder: &str) -> Result<Vec<String>, Fault> {
        Ok(names(&self.output(&Batch::new().try_list_at(folder))?))
    }

    /// What a command says on the server; nothing, if it may not be run there.
    pub(super) fn ask(&self, command: &str) -> Option<String> {
        let mut program = Program::new("ssh").arg("-T").args(self.options());
        if let Some(port) = self.port {
            program = program.arg("-p").arg(port.to_string());
        }
        let ran = program.arg("--").arg(&self.host).arg(command).run(b"").ok()?;
        ran.is_good.then(|| String::from_utf8_lossy(&ran.stdout).into_owned())
    }

    /// `rsync` to this server. It takes the port with the program that it shall call, which it does without a shell.
    pub(super) fn rsync_program(&self) -> Program {
        let port = self.port.map(|port| format!(" -p {port}")).unwrap_or_default();
        Program::new("rsync")
            .arg("-e")
            .arg(format!("ssh {}{port}", self.options().collect::<Vec<_>>().join(" ")))
            .variable("LC_ALL", "C.UTF-8")
    }

    /// Makes a folder there have the files of one here. What one beside it has already is not sent.
    pub(super) fn rsync(&self, tree: &Path, folder: &str, beside: Option<&str>) -> Result<(), Fault> {
        let mut program = self.rsync_program().args([
            "-r",
            "-p",
            "--chmod=D755,F644",
            "--checksum",
            "--delete",
            "--protect-args",
        ]);
        if let Some(beside) = beside {
            program = program.arg(format!("--link-dest={beside}"));
        }
        let ran = program
            .arg("--")
            .arg(format!("{}/", tree.display()))
            .arg(format!("{}:{folder}/", self.host))
            .run(b"")?;
        if ran.is_good { Ok(()) } else { Err(self.fault(&ran)) }
    }

    pub(super) fn fault(&self, ran: &Ran) -> Fault {
        let said = &ran.said;
        let help = if said.contains("Host key verification failed") {
            "connect once with ssh, compare the server’s key with the one your host publishes, and accept it"
        } else if said.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") {
            "ask your host whether the key was changed on purpose, before you remove the old one with ssh-keygen -R"
        } else if said.contains("Permission denied (") {
            "the server does not know your key: load it with ssh-add, or bring it there with ssh-copy-id"
        } else if said.contains("Permission denied") {
            "see whether you may write to that folder on the server"
        } else if said.contains("Could not resolve hostname")
            || said.contains("Connection refused")
            || said.contains("timed out")
        {
            "see whether the name and the port of the server are right"
        } else {
            ""
        };
        let said = if said.is_empty() { &ran.status } else { said };
        Fault::machine(format!("the server “{}” cannot be used:\n  {said}", self.host), help)
    }
}

impl Drop for Sftp {
    fn drop(&mut self) {
        if self.scratch.is_some() && self.options.len() > 1 {
            // Nobody may be left who could still use the connection; without us it ends by itself a little later.
            let program = Program::new("ssh").args(self.options()).args(["-O", "exit", "--"]);
            let _ = program.arg(&self.host).run(b"");
        }
    }
}

/// The names that a listing shows, with or without the folder before them.
fn names(said: &str) -> Vec<String> {
    let entries = said.lines().filter_map(super::listing::entry);
    let mut names: Vec<String> =
        entries.map(|(_, _, name)| name.rsplit('/').next().unwrap_or(name).to_owned()).collect();
    names.sort();
    names
}

/// A word as `sftp` reads it.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\""))
}
