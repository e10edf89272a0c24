//! A conversation with a server's SFTP, in which many requests are under way at once.

use std::collections::BTreeMap;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout};
use std::thread::JoinHandle;

use crate::deploy::Fault;
use crate::deploy::program::{Program, Ran, clean};

use super::packet::{HELLO, Reply, Request, extensions, reply};

/// The largest packet that a server sends (OpenSSH's are 256 kB at most).
const LARGEST: usize = 1 << 20;

/// A conversation.
pub(super) struct Session {
    child: Child,
    input: BufWriter<ChildStdin>,
    output: BufReader<ChildStdout>,
    said: Option<JoinHandle<String>>,
    extensions: Vec<String>,
    next: u32,
}

/// Why a conversation did not go on.
pub(super) enum Broken {
    /// The connection ended, or what came was no answer.
    Connection(io::Error),
    /// What was to be sent could not be had.
    Here(Fault),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Self::Connection(error)
    }
}

impl Session {
    /// Starts a conversation through a program. If that ends instead, how it did.
    pub(super) fn start(program: Program) -> Result<Result<Self, Ran>, Fault> {
        let mut child = program.talk()?;
        let (Some(input), Some(output), Some(mut errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(Fault::machine("ssh does not listen", ""));
        };
        let said = std::thread::spawn(move || {
            let mut said = Vec::new();
            let _ = errors.read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        });
        let (input, output) =
            (BufWriter::with_capacity(1 << 16, input), BufReader::with_capacity(1 << 16, output));
        let mut session = Self { child, input, output, said: Some(said), extensions: Vec::new(), next: 0 };
        match session.greet() {
            Ok(extensions) => {
                session.extensions = extensions;
                Ok(Ok(session))
            }
            Err(error) => Ok(Err(session.end(&error))),
        }
    }

    fn greet(&mut self) -> io::Result<Vec<String>> {
        self.input.write_all(&HELLO)?;
        self.input.flush()?;
        let packet = self.packet()?;
        extensions(&packet).ok_or_else(|| io::Error::new(ErrorKind::InvalidData, "no SFTP is spoken there"))
    }

    fn packet(&mut self) -> io::Result<Vec<u8>> {
        let mut length = [0; 4];
        self.output.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length) as usize;
        if length > LARGEST {
            // What the start scripts of an account print stands before the first packet.
            let message =
                "the server says something else than SFTP: does the account’s start script print something?";
            return Err(io::Error::new(ErrorKind::InvalidData, message));
        }
        let mut packet = vec![0; length];
        self.output.read_exact(&mut packet)?;
        Ok(packet)
    }

    /// Whether the server has an extension.
    pub(super) fn has(&self, extension: &str) -> bool {
        self.extensions.iter().any(|name| name == extension)
    }

    /// Asks much, with so many requests under way at once; the answers in the order of the requests.
    pub(super) fn ask(
        &mut self,
        requests: impl IntoIterator<Item = Result<Request, Fault>>,
        lanes: usize,
    ) -> Result<Vec<Reply>, Broken> {
        let mut requests = requests.into_iter();
        let (first, mut is_over) = (self.next, false);
        let mut replies = BTreeMap::new();
        let mut waiting = 0;
        loop {
            // The next ones are sent together, not one for each answer.
            if waiting <= lanes / 2 {
                while waiting < lanes && !is_over {
                    match requests.next() {
                        Some(request) => {
                            self.input.write_all(&request.map_err(Broken::Here)?.packet(self.next))?;
                            self.next = self.next.wrapping_add(1);
                            waiting += 1;
                        }
                        None => is_over = true,
                    }
                }
                self.input.flush()?;
            }
            if waiting == 0 {
                return Ok(replies.into_values().collect());
            }
            let packet = self.packet()?;
            let understood = reply(&packet).ok_or_else(|| io::Error::from(ErrorKind::InvalidData))?;
            replies.insert(understood.0.wrapping_sub(first), understood.1);
            waiting -= 1;
        }
    }

    /// Ends it; how the program ended.
    pub(super) fn end(mut self, why: &io::Error) -> Ran {
        if why.kind() == ErrorKind::InvalidData {
            let _ = self.child.kill();
        }
        drop(self.input.flush());
        let status = self.child.wait().map(|status| status.to_string()).unwrap_or_default();
        let said = self.said.take().and_then(|said| said.join().ok()).unwrap_or_default();
        let said = match why.kind() {
            ErrorKind::InvalidData => why.to_string(),
            _ => clean(&said),
        };
        Ran { status, said, ..Ran::default() }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // All that was asked was answered: nothing of it is lost.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
