//! A host that answers.

use crate::fixture::Built;
use crate::http::{self, Answer};
use crate::process::Process;

/// What a host can do.
#[derive(Clone, Copy)]
pub(crate) struct Can {
    /// Headers of our choice.
    pub(crate) headers: bool,
    /// Cache rules of our choice.
    pub(crate) caching: bool,
    /// Types of our choice; else its own are trusted.
    pub(crate) types: bool,
    /// Old addresses answered with a redirect; else with the small page that leads on.
    pub(crate) redirects: bool,
    /// Codings that it can send, the better first.
    pub(crate) codings: &'static [&'static str],
    /// Whether it is a server that sees the whole folder, and speaks all of HTTP.
    pub(crate) is_server: bool,
}

/// A host with a site.
pub(crate) struct Host<'b> {
    pub(crate) name: &'static str,
    pub(crate) built: &'b Built,
    pub(crate) port: u16,
    pub(crate) can: Can,
    pub(crate) _runs: Process,
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
        http::request(self.port, method, path, headers)
    }
}
