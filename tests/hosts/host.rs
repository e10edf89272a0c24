//! A host that answers.

use crate::fixture::Built;
use crate::http::{self, Answer};
use crate::process::Process;

/// A host with a site.
pub(crate) struct Host<'b> {
    pub(crate) name: &'static str,
    pub(crate) built: &'b Built,
    /// The codings that it can send.
    pub(crate) codings: &'static [&'static str],
    pub(crate) answers: Answers<'b>,
}

/// What answers.
pub(crate) enum Answers<'b> {
    /// A server at a port.
    Server { port: u16, _runs: Process },
    /// A function of the path from the root, as a browser asks for it.
    Emulator(Box<dyn Fn(&str) -> Answer + 'b>),
}

impl Host<'_> {
    /// Asks for an address below the base: percent-encoded, without a slash at its beginning.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.at(method, &format!("{}{path}", self.built.base), headers)
    }

    /// Asks for an address from the root.
    pub(crate) fn at(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        match &self.answers {
            Answers::Server { port, .. } => http::request(*port, method, path, headers),
            Answers::Emulator(answer) => answer(path.split('?').next().unwrap()),
        }
    }

    /// How an address on this host may begin in its answers.
    pub(crate) fn origins(&self) -> Vec<String> {
        match &self.answers {
            Answers::Server { port, .. } => {
                vec![format!("http://127.0.0.1:{port}"), "http://127.0.0.1".to_owned()]
            }
            Answers::Emulator(_) => Vec::new(),
        }
    }
}
