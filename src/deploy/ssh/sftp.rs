//! The files of a server, as the user's `ssh` reaches it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::config::Server;
use crate::deploy::program::{Program, Ran, patiently};
use crate::deploy::{Fault, Surroundings};
use crate::digest::Digest;
use crate::disk::{self, MachineFault};

use super::packet::{Found, Kind, Reply, Request};
use super::session::{Broken, Session};

/// How many requests are under way at once whose answers are small, and how many whose answers have much in them.
const LANES: usize = 256;
const READ_LANES: usize = 16;
/// How many files or folders are open at once: servers have few hundreds.
const OPEN: usize = 200;
/// What is read or written with one request (all servers take 32 kB).
const PIECE: u32 = 32_768;

/// What `ssh` is told: nobody is asked, a server that is silent is given up, and nothing but files goes through.
const OPTIONS: [&str; 7] = [
    "BatchMode=yes",
    "ConnectTimeout=30",
    "ServerAliveInterval=30",
    "ForwardX11=no",
    "ForwardAgent=no",
    "PermitLocalCommand=no",
    "ClearAllForwardings=yes",
];

/// A server.
pub(super) struct Sftp {
    host: String,
    port: Option<u16>,
    session: Mutex<Option<Session>>,
    around: Surroundings,
}

impl Sftp {
    pub(super) fn new(server: &Server, around: &Surroundings) -> Self {
        Self {
            host: server.host.clone(),
            port: server.port,
            session: Mutex::default(),
            around: around.clone(),
        }
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Starts a conversation, again while the network fails in a way that passes.
    fn start(&self) -> Result<Session, Fault> {
        let port = self.port.map(|port| ["-p".to_owned(), port.to_string()]);
        let mut session = None;
        let run = || {
            let program = Program::new("ssh")
                .args(OPTIONS.iter().flat_map(|option| ["-o", option]))
                .args(port.iter().flatten())
                .args(["-s", "--", self.host.as_str(), "sftp"]);
            Ok(match Session::start(program)? {
                Ok(started) => {
                    session = Some(started);
                    Ran { is_good: true, ..Ran::default() }
                }
                Err(ran) => ran,
            })
        };
        let ran = patiently(&self.around, run, |_| true)?;
        session.ok_or_else(|| self.fault(&ran))
    }

    fn with_session<R>(&self, work: impl FnOnce(&mut Session) -> Result<R, Broken>) -> Result<R, Fault> {
        let mut held = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let mut session = match held.take() {
            Some(session) => session,
            None => self.start()?,
        };
        match work(&mut session) {
            Ok(result) => {
                *held = Some(session);
                Ok(result)
            }
            Err(Broken::Here(fault)) => Err(fault),
            Err(Broken::Connection(why)) => Err(self.fault(&session.end(&why))),
        }
    }

    fn many(&self, requests: impl IntoIterator<Item = Request>, lanes: usize) -> Result<Vec<Reply>, Fault> {
        self.with_session(|session| session.ask(requests.into_iter().map(Ok), lanes))
    }

    /// Asks much at once; what fails does.
    pub(super) fn try_all(&self, requests: impl IntoIterator<Item = Request>) -> Result<(), Fault> {
        self.many(requests, LANES).map(|_| ())
    }

    fn one(&self, request: Request) -> Result<Reply, Fault> {
        Ok(self.many([request], 1)?.pop().unwrap_or(Reply::Absent))
    }

    /// Asks for one thing that must be done.
    fn must(&self, doing: &str, path: &str, request: Request) -> Result<(), Fault> {
        self.good(doing, path, self.one(request)?).map(|_| ())
    }

    fn good(&self, doing: &str, path: &str, reply: Reply) -> Result<Reply, Fault> {
        let why = match reply {
            Reply::Failed(why) => why,
            Reply::Absent => "No such file or directory".to_owned(),
            reply => return Ok(reply),
        };
        let said = format!("cannot {doing} “{path}”: {why}");
        Err(self.fault(&Ran { said, ..Ran::default() }))
    }

    /// Where a path really leads; nothing, if it leads nowhere.
    pub(super) fn real(&self, path: &str) -> Result<Option<String>, Fault> {
        let mut replies = self.many([Request::real(path), Request::follow(path)], LANES)?;
        match (replies.pop(), replies.pop()) {
            (Some(Reply::Found(_)), Some(Reply::Names(names))) => {
                Ok(names.into_iter().next().map(|(name, _)| name))
            }
            _ => Ok(None),
        }
    }

    /// Where a link says that it leads.
    pub(super) fn target(&self, link: &str) -> Result<Option<String>, Fault> {
        match self.one(Request::target(link))? {
            Reply::Names(names) => Ok(names.into_iter().next().map(|(name, _)| name)),
            _ => Ok(None),
        }
    }

    /// What stands at a path; a link is a link.
    pub(super) fn look(&self, path: &str) -> Result<Option<Found>, Fault> {
        match self.one(Request::look(path))? {
            Reply::Found(found) => Ok(Some(found)),
            Reply::Absent => Ok(None),
            reply => self.good("look at", path, reply).map(|_| None),
        }
    }

    /// The names in folders, but for the folders themselves; none in one that is not there.
    pub(super) fn names(&self, folders: &[String]) -> Result<Vec<Vec<(String, Found)>>, Fault> {
        let opened = self.many(folders.iter().map(|folder| Request::open_folder(folder)), LANES)?;
        let mut handles = Vec::new();
        for (at, reply) in opened.into_iter().enumerate() {
            match reply {
                Reply::Handle(handle) => handles.push((at, handle)),
                Reply::Absent => {}
                reply => drop(self.good("read the folder", &folders[at], reply)?),
            }
        }
        let mut names: Vec<Vec<(String, Found)>> = vec![Vec::new(); folders.len()];
        let mut unread: Vec<&(usize, Vec<u8>)> = handles.iter().collect();
        while !unread.is_empty() {
            // The second one finds the end, as a rule.
            let asked = unread
                .iter()
                .flat_map(|(_, handle)| [handle, handle].map(|handle| Request::read_folder(handle)));
            let replies = self.many(asked, LANES)?;
            let mut more = Vec::new();
            for (folder, replies) in unread.into_iter().zip(replies.chunks_exact(2)) {
                for reply in replies {
                    if let Reply::Names(some) = reply {
                        names[folder.0]
                            .extend(some.iter().filter(|(name, _)| name != "." && name != "..").cloned());
                    }
                }
                if matches!(replies[1], Reply::Names(_)) {
                    more.push(folder);
                }
            }
            unread = more;
        }
        self.try_all(handles.iter().map(|(_, handle)| Request::close(handle)))?;
        Ok(names)
    }

    /// The names in a folder, sorted; none, if there is no folder.
    pub(super) fn names_in(&self, folder: &str) -> Result<Vec<String>, Fault> {
        let found = self.names(&[folder.to_owned()])?.pop().unwrap_or_default();
        let names: BTreeSet<String> = found.into_iter().map(|(name, _)| name).collect();
        Ok(names.into_iter().collect())
    }

    /// All below a folder, level by level.
    pub(super) fn all_below(&self, top: &str, mut each: impl FnMut(&str, Found)) -> Result<(), Fault> {
        let mut folders = vec![String::new()];
        while !folders.is_empty() {
            let mut below = Vec::new();
            for some in folders.chunks(OPEN) {
                let paths: Vec<String> = some.iter().map(|folder| format!("{top}/{folder}")).collect();
                for (folder, names) in some.iter().zip(self.names(&paths)?) {
                    for (name, found) in names {
                        let path = format!("{folder}{name}");
                        each(&path, found);
                        if found.kind == Kind::Folder {
                            below.push(format!("{path}/"));
                        }
                    }
                }
            }
            folders = below;
        }
        Ok(())
    }

    /// Makes folders, those above before those below; what is there already stays.
    pub(super) fn make_folders(&self, folders: &BTreeSet<String>) -> Result<(), Fault> {
        let depth = |folder: &String| folder.matches('/').count();
        let deepest = folders.iter().map(depth).max().unwrap_or_default();
        for level in 0..=deepest {
            let those = folders.iter().filter(|folder| depth(folder) == level);
            self.try_all(those.map(|folder| Request::make_folder(folder)))?;
        }
        Ok(())
    }

    /// Brings files there: each from here to there.
    pub(super) fn put(&self, files: &[(PathBuf, String)]) -> Result<(), Fault> {
        for some in files.chunks(OPEN) {
            // A name that is there may be one of two that a file has: it is not written into.
            self.try_all(some.iter().map(|(_, to)| Request::remove(to)))?;
            let opened = self.many(some.iter().map(|(_, to)| Request::create(to)), LANES)?;
            let mut handles = Vec::new();
            for ((from, to), reply) in some.iter().zip(opened) {
                if let Reply::Handle(handle) = self.good("write", to, reply)? {
                    handles.push((from, to, handle));
                }
            }
            let pieces = handles.iter().flat_map(|(from, _, handle)| pieces(from, handle));
            let written = self.with_session(|session| session.ask(pieces, LANES))?;
            let closed = self.many(handles.iter().map(|(_, _, handle)| Request::close(handle)), LANES)?;
            let place = if let [(_, to)] = some { to } else { &some[0].1 };
            for reply in written.into_iter().chain(closed) {
                self.good("write", place, reply)?;
            }
        }
        Ok(())
    }

    /// The bytes of a file; nothing, if there is none.
    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(Found { size, .. }) = self.look(path)? else { return Ok(None) };
        let Reply::Handle(handle) = self.good("read", path, self.one(Request::open(path))?)? else {
            return Ok(None);
        };
        let starts = (0..size).step_by(PIECE as usize);
        let replies = self.many(starts.map(|at| Request::read(&handle, at, PIECE)), READ_LANES)?;
        let mut bytes = Vec::new();
        for reply in replies {
            match self.good("read", path, reply)? {
                Reply::Data(piece) if bytes.len() % PIECE as usize == 0 => bytes.extend_from_slice(&piece),
                _ => break,
            }
        }
        // A server may give less than was asked for: then the rest is asked for once more, one after the other.
        while (bytes.len() as u64) < size {
            match self.good("read", path, self.one(Request::read(&handle, bytes.len() as u64, PIECE))?)? {
                Reply::Data(piece) if !piece.is_empty() => bytes.extend_from_slice(&piece),
                _ => break,
            }
        }
        self.try_all([Request::close(&handle)])?;
        Ok(Some(bytes))
    }

    /// The digest of a file; nothing, if there is none or it is a link.
    pub(super) fn digest(&self, path: &str) -> Result<Option<Digest>, Fault> {
        match self.look(path)? {
            Some(found) if found.kind == Kind::File => Ok(self.read(path)?.map(Digest::of)),
            _ => Ok(None),
        }
    }

    /// Gives files second names: each an old and a new one. Where the server cannot, they are copied by way of a folder here.
    pub(super) fn second_names(&self, files: &[(String, String)], scratch: &Path) -> Result<(), Fault> {
        let replies = self.many(files.iter().map(|(from, to)| Request::second_name(from, to)), LANES)?;
        let local = scratch.join("copy");
        for ((from, to), reply) in files.iter().zip(replies) {
            if reply != Reply::Done {
                let Some(bytes) = self.read(from)? else {
                    return self.good("read", from, Reply::Absent).map(|_| ());
                };
                disk::write_whole(&local, &bytes).map_err(MachineFault::of("write", &local))?;
                self.put(&[(local.clone(), to.clone())])?;
            }
        }
        Ok(())
    }

    pub(super) fn symlink(&self, target: &str, at: &str) -> Result<(), Fault> {
        self.must("make the link", at, Request::link_to(target, at))
    }

    pub(super) fn rename(&self, from: &str, to: &str) -> Result<(), Fault> {
        self.must("rename", from, Request::rename(from, to, false))
    }

    /// Renames a link in the place of another one: at once, where the server can.
    pub(super) fn put_link(&self, from: &str, to: &str) -> Result<(), Fault> {
        let is_at_once = self.with_session(|session| Ok(session.has("posix-rename@openssh.com")))?;
        if !is_at_once {
            self.try_all([Request::remove(to)])?;
        }
        self.must("rename", from, Request::rename(from, to, is_at_once))
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

/// The requests that write a file.
fn pieces(from: &Path, handle: &[u8]) -> impl Iterator<Item = Result<Request, Fault>> {
    let size = disk::length(from).unwrap_or_default();
    (0..size).step_by(PIECE as usize).map(move |at| {
        let piece = disk::read_at(from, at..size.min(at + u64::from(PIECE)))
            .map_err(MachineFault::of("read", from))?;
        Ok(Request::write(handle, at, &piece))
    })
}
