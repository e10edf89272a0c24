//! The files below some folders of a site, in order, and what stands in the way.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::MachineFault;

/// A regular file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its path from the site's folder, with `/`.
    pub path: String,
    /// Where to open it.
    pub at: PathBuf,
}

/// Why something below the folders is no file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Its name is not UTF-8.
    Name,
    /// A link to this target, which lies outside the folders.
    Leaves(PathBuf),
    /// A link to a folder that holds it.
    Circle(PathBuf),
    /// A link to this target, which does not exist.
    Dangling(PathBuf),
    /// A pipe, socket or device.
    NotAFile(&'static str),
    /// It may not be read.
    Forbidden(String),
}

/// What a walk found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The files, folder by folder, sorted by name.
    pub files: Vec<Found>,
    /// What stood in the way, with its path.
    pub obstacles: Vec<(String, Obstacle)>,
}

/// Whether a name is left out: hidden files, and what editors and systems leave behind.
pub fn left_out(name: &OsStr) -> bool {
    const ENDINGS: [&str; 5] = ["~", ".swp", ".orig", ".bak", ".tmp"];
    const NAMES: [&str; 2] = ["Thumbs.db", "desktop.ini"];
    let name = name.to_string_lossy();
    (name.starts_with('.') && name != ".well-known")
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
        || NAMES.iter().any(|other| name.eq_ignore_ascii_case(other))
}

/// All files below some folders of a site, without those that are left out. A folder that does not exist is empty.
///
/// Links are followed as long as they lead to something inside these folders.
///
/// # Errors
/// When the disk fails, which is no property of the site.
pub fn walk(site: &Path, folders: &[&str]) -> Result<Walk, MachineFault> {
    let site = &site.canonicalize().map_err(MachineFault::of("read", site))?;
    let inside: Vec<PathBuf> =
        folders.iter().filter_map(|folder| site.join(folder).canonicalize().ok()).collect();
    let mut walker = Walker { site, inside: &inside, walk: Walk::default() };
    for folder in folders {
        let top = site.join(folder);
        if fs::symlink_metadata(&top).is_ok() {
            walker.below(&top)?;
        }
    }
    Ok(walker.walk)
}

struct Walker<'a> {
    site: &'a Path,
    inside: &'a [PathBuf],
    walk: Walk,
}

impl Walker<'_> {
    fn below(&mut self, top: &Path) -> Result<(), MachineFault> {
        let mut entries = WalkDir::new(top).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) => {
                    let is_folder = entry.file_type().is_dir();
                    if !self.take(entry) && is_folder {
                        entries.skip_current_dir();
                    }
                }
                Err(error) => self.failed(&error)?,
            }
        }
        Ok(())
    }

    /// Takes an entry; whether to go on below it.
    fn take(&mut self, entry: DirEntry) -> bool {
        if entry.depth() > 0 && left_out(entry.file_name()) {
            return false;
        }
        let Some(path) = self.name(entry.path()) else {
            self.hinder(entry.path(), Obstacle::Name);
            return false;
        };
        if let Some(target) = self.leaves(&entry) {
            self.hinder(entry.path(), Obstacle::Leaves(target));
            return false;
        }
        let kind = entry.file_type();
        if kind.is_file() {
            self.walk.files.push(Found { path, at: entry.into_path() });
        } else if !kind.is_dir() {
            self.hinder(entry.path(), Obstacle::NotAFile(kind_of_special(kind)));
        }
        true
    }

    /// Where a link leads, if that is outside.
    fn leaves(&self, entry: &DirEntry) -> Option<PathBuf> {
        if !entry.path_is_symlink() {
            return None;
        }
        let target = entry.path().canonicalize().ok()?;
        let is_inside = match entry.depth() {
            0 => target.starts_with(self.site) && target != self.site,
            _ => self.inside.iter().any(|folder| target.starts_with(folder)),
        };
        (!is_inside).then_some(target)
    }

    fn failed(&mut self, error: &walkdir::Error) -> Result<(), MachineFault> {
        let path = error.path().unwrap_or(self.site);
        if path.file_name().is_some_and(left_out) {
            return Ok(());
        }
        if error.loop_ancestor().is_some() {
            self.hinder(path, Obstacle::Circle(target_of(path)));
            return Ok(());
        }
        let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        match error.io_error().map(io::Error::kind) {
            Some(ErrorKind::NotFound) if is_link => self.hinder(path, Obstacle::Dangling(target_of(path))),
            // It went away between the listing and now.
            Some(ErrorKind::NotFound) => {}
            Some(ErrorKind::PermissionDenied) => {
                self.hinder(path, Obstacle::Forbidden("permission denied".to_owned()));
            }
            _ if is_link => self.hinder(path, Obstacle::Circle(target_of(path))),
            _ => {
                let cause = error.io_error().map_or_else(|| error.to_string(), super::cause);
                return Err(MachineFault { doing: "read", path: path.to_owned(), cause });
            }
        }
        Ok(())
    }

    fn hinder(&mut self, path: &Path, obstacle: Obstacle) {
        let path = self.name(path).unwrap_or_else(|| {
            path.strip_prefix(self.site).unwrap_or(path).to_string_lossy().replace('\\', "/")
        });
        self.walk.obstacles.push((path, obstacle));
    }

    /// A path from the site's folder, with `/`.
    fn name(&self, path: &Path) -> Option<String> {
        let below = path.as_os_str().as_encoded_bytes().get(self.site.as_os_str().len()..)?;
        let name = std::str::from_utf8(below).ok()?.trim_start_matches(MAIN_SEPARATOR);
        Some(if MAIN_SEPARATOR == '/' { name.to_owned() } else { name.replace(MAIN_SEPARATOR, "/") })
    }
}

fn target_of(link: &Path) -> PathBuf {
    fs::read_link(link).unwrap_or_default()
}

#[cfg(unix)]
fn kind_of_special(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn kind_of_special(_: fs::FileType) -> &'static str {
    "a device"
}
