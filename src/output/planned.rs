//! The outputs of a build in the order of their paths.

use super::{CommitFault, Output};
use crate::path::OutputPath;

/// Outputs in the order of their paths, each of which is there once.
#[derive(Debug)]
pub(super) struct Planned<'a>(Vec<&'a Output>);

impl<'a> Planned<'a> {
    /// Outputs in whatever order.
    ///
    /// # Errors
    /// When two have one path.
    pub(super) fn of(outputs: &'a [Output]) -> Result<Self, CommitFault> {
        let mut planned: Vec<&Output> = outputs.iter().collect();
        planned.sort_by_key(|output| &output.path);
        match planned.windows(2).find(|pair| pair[0].path == pair[1].path) {
            Some(pair) => {
                Err(CommitFault::Unsafe(pair[0].path.clone(), "two outputs have this path".to_owned()))
            }
            None => Ok(Self(planned)),
        }
    }

    /// Those of them that are chosen, by their number.
    pub(super) fn chosen(&self, is_chosen: impl Fn(usize) -> bool) -> Self {
        let numbered = self.0.iter().enumerate();
        Self(numbered.filter(|(number, _)| is_chosen(*number)).map(|(_, output)| *output).collect())
    }

    /// All of them.
    pub(super) fn as_slice(&self) -> &[&'a Output] {
        &self.0
    }

    /// Their paths.
    pub(super) fn paths(&self) -> impl Iterator<Item = &'a OutputPath> {
        self.0.iter().map(|output| &output.path)
    }

    /// Whether one of them has a path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.0.binary_search_by(|output| output.path.as_str().cmp(path)).is_ok()
    }

    /// The first path that begins so.
    pub(super) fn first_below(&self, folder: &str) -> Option<&'a OutputPath> {
        let at = self.0.partition_point(|output| output.path.as_str() < folder);
        self.0.get(at).map(|output| &output.path).filter(|path| path.as_str().starts_with(folder))
    }
}
