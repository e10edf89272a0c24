//! A host that answers.

use crate::fixture::Built;
use crate::http::{self, Answer};
use crate::process::Process;

/// A host with a site.
pub(crate) struct Host<'b> {
    pub(crate) name: &'static str,
    pub(crate) built: &'b Built,
    pub(crate) port: u16,
    /// The codings that it can send.
    pub(crate) codings: &'static [&'static str],
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
