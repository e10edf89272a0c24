//! The files that are to be brought to a target.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::caching;
use crate::digest::{Digest, Digester};
use crate::disk;
use crate::media_type;
use crate::output::{Content, Output};

use super::Fault;

/// What a server shall say of a file when it hands it out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Headers {
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: String,
    /// How long it may be kept.
    #[serde(rename = "cache")]
    pub cache_control: String,
}

impl Headers {
    /// The headers of a file. What has its digest in its name never changes; all else is asked for again.
    pub fn of(path: &str) -> Self {
        Self { media_type: media_type::of(path).to_owned(), cache_control: caching::of(path).to_owned() }
    }
}

/// One file that is to be brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it goes.
    pub path: String,
    /// How many bytes it has.
    pub size: u64,
    /// The digest of its bytes.
    pub digest: Digest,
    /// What servers shall say of it.
    pub headers: Headers,
}

/// Where the bytes of a file are.
#[derive(Debug)]
enum Bytes {
    /// Here.
    Held(Vec<u8>),
    /// In the build.
    Built(Content),
    /// In a file.
    At(PathBuf),
}

/// The files of a built site, and the way to their bytes.
#[derive(Debug, Default)]
pub struct Release {
    files: BTreeMap<String, (File, Bytes)>,
}

impl Release {
    /// The files of a build. Their bytes are taken from the output folder if it is given, else from the build.
    pub fn new(outputs: &[Output], site: &Path, folder: Option<&Path>) -> Self {
        let mut release = Self::default();
        for output in outputs {
            let path = output.path.as_str();
            let bytes = match (folder, &output.content) {
                (Some(folder), _) => Bytes::At(folder.join(path)),
                (None, Content::Copy(source)) => Bytes::At(site.join(source.as_str())),
                (None, content) => Bytes::Built(content.clone()),
            };
            release.insert(path, (output.size, output.digest), bytes);
        }
        release
    }

    /// Adds a file of these bytes, where the site has none of that name.
    pub fn add(&mut self, path: &str, bytes: Vec<u8>) {
        if !self.files.contains_key(path) {
            self.insert(path, (bytes.len() as u64, Digest::of(&bytes)), Bytes::Held(bytes));
        }
    }

    /// Adds a file whose bytes lie at a place on the disk.
    pub(super) fn add_from(&mut self, path: &str, size: u64, digest: Digest, at: PathBuf) {
        self.insert(path, (size, digest), Bytes::At(at));
    }

    fn insert(&mut self, path: &str, (size, digest): (u64, Digest), bytes: Bytes) {
        let file = File { path: path.to_owned(), size, digest, headers: Headers::of(path) };
        self.files.insert(path.to_owned(), (file, bytes));
    }

    /// Every file, by path.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.files.values().map(|(file, _)| file)
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path).map(|(file, _)| file)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The digest of all paths and bytes.
    pub fn digest(&self) -> Digest {
        let mut digester = Digester::new();
        for file in self.files() {
            digester.add(&file.path).add(file.digest.as_bytes());
        }
        digester.finish()
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When they cannot be read, or are no longer those that were built.
    pub fn open(&self, file: &File) -> Result<Vec<u8>, Fault> {
        let (at, bytes) = match self.files.get(&file.path).map(|(_, bytes)| bytes) {
            Some(Bytes::Held(bytes)) => return Ok(bytes.clone()),
            Some(Bytes::At(at)) => (at.as_path(), disk::read(at)),
            Some(Bytes::Built(content)) => {
                let bytes = content.bytes().map(|bytes| bytes.unwrap_or_default().to_vec());
                (Path::new(&file.path), bytes)
            }
            None => (Path::new(&file.path), Ok(Vec::new())),
        };
        let bytes = bytes.map_err(disk::MachineFault::of("read", at))?;
        if bytes.len() as u64 == file.size && Digest::of(&bytes) == file.digest {
            return Ok(bytes);
        }
        let message = format!("“{}” was changed after the site was built", at.display());
        Err(Fault::machine(message, "deploy again"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d9_only_what_never_changes_is_kept_for_ever() {
        for (path, kept) in [
            ("assets/lantern.816732b01b.css", true),
            ("assets/lantern.min.816732b01b.css", true),
            ("assets/lantern.css", false),
            ("assets/816732b01b.css", false),
            ("guide/lantern.816732b01b.css", false),
            ("index.html", false),
        ] {
            assert_eq!(Headers::of(path).cache_control.contains("immutable"), kept, "{path}");
        }
    }
}
