//! Typed names: where a source lies, where an output goes, and the address a reader types.

mod portable;
mod slug;

use std::fmt;
use std::sync::Arc;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

pub use portable::{fold, unportable};
pub use slug::{Numbered, slug, slug_of_name};

/// Each folder above a path with `/`, from the outside in; the root is none.
pub fn above(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at]).filter(|folder| !folder.is_empty())
}

/// A file of the site, relative to the site's folder, with `/` (`content/…`, `themes/…`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// A path as it is.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The name without its last ending, and that ending without the dot (empty, if there is none).
    pub fn stem_and_ending(&self) -> (&str, &str) {
        match self.name().rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() => (stem, ending),
            _ => (self.name(), ""),
        }
    }

    /// The folder that holds it (empty at the top).
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether it is Markdown by its ending, in any case.
    pub fn is_markdown(&self) -> bool {
        let (_, ending) = self.stem_and_ending();
        ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown")
    }

    /// Whether its bytes may be written as they are: of an author's Markdown, only what is made of it is.
    pub fn is_written(&self) -> bool {
        !(self.is_markdown() && self.0.starts_with("content/"))
    }

    /// The source that a relative reference in this file means, after `.` and `..`; none, if it leaves the site.
    pub fn join(&self, reference: &str) -> Option<Self> {
        let (start, reference) = match reference.strip_prefix('/') {
            Some(rest) => ("content", rest),
            None => (self.folder(), reference),
        };
        let mut segments: Vec<&str> = start.split('/').filter(|segment| !segment.is_empty()).collect();
        for segment in reference.split('/') {
            match segment {
                "" | "." => {}
                ".." => {
                    segments.pop()?;
                }
                _ => segments.push(segment),
            }
        }
        (!segments.is_empty()).then(|| Self::new(segments.join("/")))
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

/// A file of the built site, relative to the output folder, with `/` (`cookies/index.html`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct OutputPath(Arc<str>);

impl OutputPath {
    /// A path as it is.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Self(path.into())
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as text that can be held without being copied.
    pub fn shared(&self) -> &Arc<str> {
        &self.0
    }

    /// Whether it is a web page.
    pub fn is_html(&self) -> bool {
        self.0.ends_with(".html")
    }

    /// The address it is reached at.
    pub fn url(&self) -> Url {
        match self.0.strip_suffix("index.html") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => Url::new(format!("/{folder}")),
            _ => Url::new(format!("/{}", self.0)),
        }
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

/// An address from the site's root, not percent-encoded: `/cookies/`, `/feed.xml`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Url(Arc<str>);

impl Url {
    /// An address as it is.
    pub fn new(url: impl Into<Arc<str>>) -> Self {
        Self(url.into())
    }

    /// The site's root.
    pub fn root() -> Self {
        Self::new("/")
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of a page below this one: `/a/` and `b` make `/a/b/`.
    pub fn child(&self, segment: &str) -> Self {
        Self::new(format!("{}{segment}/", self.0))
    }

    /// The address of a file below this one: `/a/` and `b.jpg` make `/a/b.jpg`.
    pub fn file(&self, name: &str) -> Self {
        Self::new(format!("{}{name}", self.0))
    }

    /// The file that answers at this address.
    pub fn output(&self) -> OutputPath {
        let path = self.0.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') {
            OutputPath::new([path, "index.html"].concat())
        } else {
            OutputPath::new(path)
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

/// Reads a text in one step: paths are most of what is remembered of a site.
struct Shared;

impl Visitor<'_> for Shared {
    type Value = Arc<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Arc<str>, E> {
        Ok(text.into())
    }
}

impl<'de> Deserialize<'de> for SourcePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Shared).map(Self)
    }
}

impl<'de> Deserialize<'de> for OutputPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Shared).map(Self)
    }
}

impl<'de> Deserialize<'de> for Url {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Shared).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folders_above_a_path() {
        assert_eq!(above("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(above("a/b/c").rev().collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(above("/a/b").collect::<Vec<_>>(), ["/a"]);
        assert_eq!(above("a").next(), None);
    }
}
