//! The files of a folder on a server.

use std::collections::{BTreeMap, BTreeSet};

use crate::deploy::Fault;

use super::sftp::{Batch, Sftp};

/// Lists folders.
pub(super) struct Lister<'a> {
    pub(super) sftp: &'a Sftp,
    pub(super) with_rsync: bool,
}

/// What lies below a folder.
#[derive(Default)]
pub(super) struct Listing {
    /// The files with their sizes, and whatever else is no folder.
    pub(super) files: BTreeMap<String, u64>,
    /// The folders, each with a slash at its end.
    pub(super) folders: BTreeSet<String>,
}

impl Lister<'_> {
    /// The files below a folder with their sizes; none, if there is no folder.
    pub(super) fn list(&self, folder: &str) -> Result<BTreeMap<String, u64>, Fault> {
        self.all(folder).map(|listing| listing.files)
    }

    /// All that lies below a folder; nothing, if there is no folder.
    pub(super) fn all(&self, folder: &str) -> Result<Listing, Fault> {
        if self.with_rsync { self.with_rsync(folder) } else { self.with_sftp(folder) }
    }

    fn with_rsync(&self, folder: &str) -> Result<Listing, Fault> {
        let ran = self
            .sftp
            .rsync_program()
            .args(["-r", "-8", "-l", "--no-h", "--list-only", "--protect-args", "--"])
            .arg(format!("{}:{folder}/", self.sftp.host()))
            .run(b"")?;
        if !ran.is_good && ran.stdout.is_empty() && ran.said.contains("No such file or directory") {
            return Ok(Listing::default());
        }
        if !ran.is_good {
            return Err(self.sftp.fault(&ran));
        }
        let text = String::from_utf8_lossy(&ran.stdout).into_owned();
        let mut listing = Listing::default();
        for (kind, name, size) in text.lines().filter_map(of_rsync) {
            match kind {
                'd' if name == "." => {}
                'd' => drop(listing.folders.insert(format!("{name}/"))),
                _ => drop(listing.files.insert(name, size)),
            }
        }
        Ok(listing)
    }

    /// Folder by folder, all of one depth in one go.
    fn with_sftp(&self, top: &str) -> Result<Listing, Fault> {
        let mut listing = Listing::default();
        let mut folders = vec![String::new()];
        while !folders.is_empty() {
            let mut batch = Batch::new().where_am_i();
            for folder in &folders {
                batch = batch.try_enter(&format!("{top}/{folder}")).where_am_i().try_list().go_home();
            }
            let said = self.sftp.output(&batch)?;
            folders = sort_out(&said, &folders, &mut listing.files);
            listing.folders.extend(folders.iter().cloned());
        }
        Ok(listing)
    }
}

/// Files go to `files`; the folders below are given back. Each listing comes after the place it was made in.
fn sort_out(said: &str, folders: &[String], files: &mut BTreeMap<String, u64>) -> Vec<String> {
    let mut below = Vec::new();
    let mut home = "";
    let mut at: Option<&String> = None;
    let mut waiting = folders.iter();
    for line in said.lines() {
        if let Some(place) = line.strip_prefix("Remote working directory: ") {
            if home.is_empty() {
                home = place;
            } else {
                at = waiting.next().filter(|_| place != home);
            }
        } else if let (Some(folder), Some((kind, size, name))) = (at, entry(line)) {
            let path = format!("{folder}{name}");
            match kind {
                'd' => below.push(format!("{path}/")),
                _ => {
                    files.insert(path, size);
                }
            }
        }
    }
    below
}

/// A line of `ls -lan`: kind, size and name of what it shows.
pub(super) fn entry(line: &str) -> Option<(char, u64, &str)> {
    let kind = line.chars().next().filter(|kind| "-dlps".contains(*kind))?;
    let (size, name) = word_and_rest(line, 4)?;
    // Month, day, and time or year come between.
    let (_, name) = word_and_rest(name, 2)?;
    let size = size.parse().ok()?;
    (name != "." && name != "..").then_some((kind, size, name))
}

/// A line of `rsync --list-only`: kind, name and size, from permissions, size, date, time and name.
fn of_rsync(line: &str) -> Option<(char, String, u64)> {
    let kind = line.chars().next().filter(|kind| "-dlpsbc".contains(*kind))?;
    let (size, rest) = word_and_rest(line, 1)?;
    let (_, name) = word_and_rest(rest, 1)?;
    let name = if kind == 'l' { name.split(" -> ").next().unwrap_or(name) } else { name };
    Some((kind, name.to_owned(), size.replace(',', "").parse().ok()?))
}

/// The word at a place, counted from none, and what follows the blanks after it.
fn word_and_rest(text: &str, at: usize) -> Option<(&str, &str)> {
    let mut rest = text.trim_start();
    for _ in 0..at {
        rest = rest[rest.find(' ')?..].trim_start();
    }
    let end = rest.find(' ')?;
    Some((&rest[..end], rest[end..].trim_start_matches(' ')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_sftp() {
        let line = "-rw-r--r--    ? 0        1000         1234 Nov 26 13:00 a  file.html";
        assert_eq!(entry(line), Some(('-', 1234, "a  file.html")));
        assert_eq!(entry("drwxr-xr-x    ? 0   0   4096 Nov 26  2025 assets"), Some(('d', 4096, "assets")));
        assert_eq!(entry("drwxr-xr-x    ? 0   0   4096 Nov 26  2025 .."), None);
        assert_eq!(entry("sftp> ls -lan"), None);
    }

    #[test]
    fn lines_of_rsync() {
        let line = "-rw-r--r--          1,234 2026/11/26 13:00:00 a b/c.html";
        assert_eq!(of_rsync(line), Some(('-', "a b/c.html".into(), 1234)));
        assert_eq!(of_rsync("lrwxrwxrwx 3 2026/11/26 13:00:00 l -> x"), Some(('l', "l".into(), 3)));
        let line = "drwxr-xr-x          4,096 2026/11/26 13:00:00 a";
        assert_eq!(of_rsync(line), Some(('d', "a".into(), 4096)));
        assert_eq!(of_rsync("receiving file list ... done"), None);
    }
}
