//! What guidepost wrote into an output folder: the proof that a file is its own.
//!
//! The list lies in the output folder itself, as `.guidepost.json`, one file a line.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::path::OutputPath;

/// The version of the list's format.
const FORMAT: u32 = 1;

/// The outputs of the last build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Each output with what was written to it. In the list of a build that was not finished, a file can have
    /// several versions: any of them may stand there, and each is guidepost's.
    versions: BTreeMap<OutputPath, Vec<Version>>,
}

/// The bytes that a file had when guidepost wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Version {
    /// Their digest.
    pub digest: Digest,
    /// Their number.
    pub size: u64,
}

impl Manifest {
    /// Adds a version of a file, if it is not known.
    pub fn add(&mut self, path: OutputPath, version: Version) {
        let versions = self.versions.entry(path).or_default();
        if !versions.contains(&version) {
            versions.push(version);
            versions.sort_unstable();
        }
    }

    /// The versions of a file that guidepost wrote, or was about to write; none, if it is not its own.
    pub fn versions(&self, path: &OutputPath) -> &[Version] {
        self.versions.get(path).map_or(&[], Vec::as_slice)
    }

    /// Every file in order, with its versions.
    pub fn iter(&self) -> impl Iterator<Item = (&OutputPath, &[Version])> {
        self.versions.iter().map(|(path, versions)| (path, versions.as_slice()))
    }

    /// Whether it lists no file.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// What either of two lists has.
    pub fn joined(mut self, other: &Self) -> Self {
        for (path, versions) in other.iter() {
            for version in versions {
                self.add(path.clone(), *version);
            }
        }
        self
    }

    /// Writes the list as text; the same list gives the same text.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "{{\"guidepost\":{FORMAT},\"files\":[")?;
        let lines =
            self.iter().flat_map(|(path, versions)| versions.iter().map(move |version| (path, version)));
        for (number, (path, Version { digest, size })) in lines.enumerate() {
            to.write_all(if number > 0 { b",\n{\"path\":" } else { b"{\"path\":" })?;
            serde_json::to_writer(&mut *to, path.as_str())?;
            to.write_all(b",\"digest\":\"")?;
            to.write_all(&digest.hex())?;
            write!(to, "\",\"size\":{size}}}")?;
        }
        to.write_all(b"\n]}\n")
    }

    /// Reads a list.
    ///
    /// # Errors
    /// Whether the text is of a later format, or no list at all.
    pub fn from_json(text: &[u8]) -> Result<Self, Unreadable> {
        #[derive(Deserialize)]
        struct Head {
            guidepost: u32,
        }
        #[derive(Deserialize)]
        struct List {
            files: Vec<Line>,
        }
        #[derive(Deserialize)]
        struct Line {
            path: OutputPath,
            digest: Digest,
            size: u64,
        }
        let head: Head = serde_json::from_slice(text).map_err(|_| Unreadable::Damaged)?;
        if head.guidepost > FORMAT {
            return Err(Unreadable::Later);
        }
        let list: List = serde_json::from_slice(text).map_err(|_| Unreadable::Damaged)?;
        let version = |line: &Line| Version { digest: line.digest, size: line.size };
        Ok(list.files.into_iter().map(|line| (line.path.clone(), version(&line))).collect())
    }
}

impl FromIterator<(OutputPath, Version)> for Manifest {
    fn from_iter<I: IntoIterator<Item = (OutputPath, Version)>>(files: I) -> Self {
        let mut first = Vec::new();
        let mut more = Vec::new();
        for (path, version) in files {
            // In order, and each once, is how lists are written: then a map is made in one go.
            match first.last() {
                Some((last, _)) if *last >= path => more.push((path, version)),
                _ => first.push((path, vec![version])),
            }
        }
        let mut manifest = Self { versions: first.into_iter().collect() };
        for (path, version) in more {
            manifest.add(path, version);
        }
        manifest
    }
}

/// Why a list cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It was written by a later guidepost.
    Later,
    /// It is no list.
    Damaged,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(list: &Manifest) -> Vec<u8> {
        let mut json = Vec::new();
        list.write(&mut json).unwrap();
        json
    }

    fn version(text: &str) -> Version {
        Version { digest: Digest::of(text), size: text.len() as u64 }
    }

    #[test]
    fn order_of_adding_does_not_matter() {
        let (a, b) = (OutputPath::new("a"), OutputPath::new("b \"quoted\"/ä"));
        let files = [(a.clone(), version("1")), (b.clone(), version("2")), (a.clone(), version("3"))];
        let one: Manifest = files.clone().into_iter().collect();
        let other: Manifest = files.into_iter().rev().collect();
        assert_eq!(json(&one), json(&other));
        assert_eq!(one.versions(&a).len(), 2);
        assert_eq!(Manifest::from_json(&json(&one)), Ok(one));
    }

    #[test]
    fn an_empty_list_is_a_list() {
        let empty = Manifest::default();
        assert_eq!(Manifest::from_json(&json(&empty)), Ok(empty));
    }

    #[test]
    fn later_formats_are_not_guessed() {
        assert_eq!(Manifest::from_json(br#"{"guidepost":2,"shape":"new"}"#), Err(Unreadable::Later));
        assert_eq!(Manifest::from_json(br#"{"guidepost":1,"files":["#), Err(Unreadable::Damaged));
        assert_eq!(Manifest::from_json(b""), Err(Unreadable::Damaged));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = Manifest::from_json(&bytes);
        }
    }
}
