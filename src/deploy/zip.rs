//! `zip:`: an archive, to be dropped somewhere. The same site gives the same bytes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::digest::Digest;
use crate::disk::{self, Entry, MachineFault};

use super::inventory::Item;
use super::target::Job;
use super::{Fault, File, Found, Inventory, Needs, Seen, Surroundings, Target, There, Version};

/// What an archive of guidepost's says of itself.
const COMMENT: &str = "made by guidepost";

/// An archive.
pub(super) struct Archive {
    path: PathBuf,
    writer: Mutex<Option<ZipWriter<Cursor<Vec<u8>>>>>,
}

impl Archive {
    pub(super) fn new(path: PathBuf, around: &Surroundings) -> Result<Self, Fault> {
        match crate::output::refuse(&around.site, &path) {
            Some(why) => Err(Fault::request(
                format!("the archive cannot be made there: {why}"),
                "name another file in “to”",
            )),
            None => Ok(Self { path, writer: Mutex::new(None) }),
        }
    }

    fn broken(&self, what: &str) -> Fault {
        let message = format!("“{}” {what}", self.path.display());
        Fault::machine(message, "move it away, or name another file in “to”")
    }
}

impl Target for Archive {
    /// The archive tells by itself what is in it: it needs no inventory.
    fn survey(&self) -> Result<There, Fault> {
        if disk::entry(&self.path).map_err(MachineFault::of("read", &self.path))? == Entry::Absent {
            return Ok(There { inventory: Some(Inventory::new("")), ..There::default() });
        }
        let bytes = disk::read(&self.path).map_err(MachineFault::of("read", &self.path))?;
        let no_archive = || self.broken("is no archive, or a damaged one");
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| no_archive())?;
        if archive.comment() != COMMENT.as_bytes() {
            return Err(self.broken("is an archive that guidepost did not make"));
        }
        let mut inventory = Inventory::new("");
        let mut files = BTreeMap::new();
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).map_err(|_| no_archive())?;
            let path = entry.name().map_err(|_| no_archive())?.into_owned();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).map_err(|_| no_archive())?;
            let version = Version { digest: Digest::of(&bytes), size: bytes.len() as u64, headers: None };
            files.insert(path.clone(), Found { size: version.size, mark: None });
            inventory.files.insert(path, Item { versions: vec![version], mark: None });
        }
        Ok(There { inventory: Some(inventory), is_damaged: false, files })
    }

    fn examine(&self, _: &[&str]) -> Result<BTreeMap<String, Seen>, Fault> {
        Ok(BTreeMap::new())
    }

    fn needs(&self) -> Needs {
        Needs::Everything
    }

    fn begin(&self, _: &Job<'_>) -> Result<(), Fault> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.set_comment(COMMENT).map_err(|_| self.broken("cannot be made"))?;
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner) = Some(writer);
        Ok(())
    }

    fn put(&self, file: &File, bytes: Vec<u8>) -> Result<Option<String>, Fault> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(writer) = writer.as_mut() else { return Ok(None) };
        let method =
            if is_packed(&file.path) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .large_file(file.size > u64::from(u32::MAX));
        let written = writer.start_file(file.path.as_str(), options).map(|()| writer.write_all(&bytes));
        match written {
            Ok(Ok(())) => Ok(None),
            _ => Err(self.broken("cannot be made")),
        }
    }

    fn delete(&self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn publish(&self, _: &Inventory) -> Result<(), Fault> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(writer) = writer else { return Ok(()) };
        let bytes = writer.finish().map_err(|_| self.broken("cannot be made"))?.into_inner();
        Ok(disk::write_whole(&self.path, &bytes).map_err(MachineFault::of("write", &self.path))?)
    }

    fn address(&self) -> Option<String> {
        Some(self.path.display().to_string())
    }
}

/// Whether a file is compressed by itself.
fn is_packed(path: &str) -> bool {
    const PACKED: [&str; 13] =
        ["avif", "webp", "jpg", "jpeg", "png", "gif", "woff2", "woff", "mp4", "mp3", "zip", "gz", "br"];
    path.rsplit_once('.').is_some_and(|(_, ending)| PACKED.contains(&ending.to_ascii_lowercase().as_str()))
}
