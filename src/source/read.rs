//! From the disk to sources.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Source, Sources};
use crate::diagnostic::{Diagnostic, Place};
use crate::digest::Digest;
use crate::disk::{self, Found, MachineFault, Obstacle, Stamp, Walk};
use crate::path::SourcePath;
use crate::sorted;

/// The settings.
const SETTINGS: &str = "content/site.yaml";

/// The folders of a site that are read; nothing else is ever published.
const FOLDERS: [&str; 2] = ["content", "themes"];

/// A file that is only copied is held as a whole up to this size, in bytes.
const HELD: u64 = 1 << 20;

/// What is kept of a larger one, in bytes: enough to find the size of an image.
const HEAD: u64 = 64 << 10;

/// What was known of the files of a site when they were last read: stamps and digests by path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamps {
    #[serde(deserialize_with = "sorted::map")]
    files: BTreeMap<SourcePath, (Stamp, Digest)>,
    /// Whether they are others than those that were kept.
    #[serde(skip)]
    is_new: bool,
}

impl Stamps {
    /// Whether they are others than those that were kept.
    pub fn is_new(&self) -> bool {
        self.is_new
    }
}

/// Reads every file of a site.
///
/// # Errors
/// See [`read_since`].
pub fn read(site: &Path) -> Result<Sources, MachineFault> {
    read_since(&walk(site)?, &mut Stamps::default(), SystemTime::UNIX_EPOCH)
}

/// Finds every file of a site.
///
/// # Errors
/// When the disk fails.
pub fn walk(site: &Path) -> Result<Walk, MachineFault> {
    disk::walk(site, &FOLDERS)
}

/// Reads the files that were found: the bytes of each that is not known by its stamp, and of all that is read as a whole
/// in every build. `now` is the time of day; the stamps are known afterwards.
///
/// What is wrong with single files (a link that leaves the site, a pipe, a file that may not be read) becomes a diagnostic.
/// A file that goes away while the site is read is left out.
///
/// # Errors
/// When the disk fails, which is no fault of the site.
pub fn read_since(walk: &Walk, stamps: &mut Stamps, now: SystemTime) -> Result<Sources, MachineFault> {
    let read: Vec<_> = walk.files.par_iter().map(|found| read_one(found, stamps)).collect();
    let mut known = Vec::with_capacity(read.len());
    let mut files = Vec::with_capacity(read.len());
    let mut diagnostics: Vec<_> = walk.obstacles.iter().map(|(path, why)| hindered(path, why)).collect();
    diagnostics.extend(FOLDERS.iter().filter_map(|folder| not_a_folder(&walk.files, folder)));
    for result in read {
        match result? {
            Outcome::Read(source, stamp) => {
                if stamp.is_settled(now) {
                    known.push((source.path.clone(), (stamp, source.digest)));
                }
                files.push(source);
            }
            Outcome::Forbidden(diagnostic) => diagnostics.push(*diagnostic),
            Outcome::Gone => {}
        }
    }
    let known = known.into_iter().collect();
    stamps.is_new |= stamps.files != known;
    stamps.files = known;
    diagnostics.sort_by(|a, b| a.place.cmp(&b.place));
    Ok(Sources { diagnostics, ..Sources::new(files) })
}

/// Reads one file of a site as a whole; nothing, if it is gone.
///
/// # Errors
/// When the disk fails.
pub fn read_whole(site: &Path, path: &SourcePath) -> Result<Option<Source>, MachineFault> {
    match disk::read(&site.join(path.as_str())) {
        Ok(bytes) => Ok(Some(Source::new(path.clone(), bytes))),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied) => Ok(None),
        Err(error) => Err(MachineFault::new("read", path.as_str(), &error)),
    }
}

/// The source at a place on the disk; none, if its name is left out or leads elsewhere.
pub fn path_of(site: &Path, at: &Path) -> Option<SourcePath> {
    let site = disk::real(site).ok()?;
    let below = at.strip_prefix(site).ok()?;
    let names: Option<Vec<&str>> = below
        .components()
        .map(|part| Some(part.as_os_str()).filter(|name| !disk::left_out(name)).and_then(OsStr::to_str))
        .collect();
    let path = SourcePath::new(names?.join("/"));
    FOLDERS.iter().any(|folder| path.as_str().starts_with(&format!("{folder}/"))).then_some(path)
}

/// Whether a regular file stands somewhere; a link is none.
pub fn is_file(at: &Path) -> bool {
    matches!(disk::entry(at), Ok(disk::Entry::File(_)))
}

enum Outcome {
    Read(Source, Stamp),
    Forbidden(Box<Diagnostic>),
    Gone,
}

fn read_one(found: &Found, stamps: &Stamps) -> Result<Outcome, MachineFault> {
    let path = SourcePath::new(found.path.as_str());
    match stamped(&path, &found.at, stamps) {
        Ok((source, stamp)) => Ok(Outcome::Read(source, stamp)),
        Err(error) => match error.kind() {
            ErrorKind::NotFound => Ok(Outcome::Gone),
            ErrorKind::PermissionDenied => {
                Ok(Outcome::Forbidden(Box::new(forbidden(&path, &disk::cause(&error)))))
            }
            _ => Err(MachineFault::new("read", path.as_str(), &error)),
        },
    }
}

/// A file by its stamp, or with its bytes. The stamp is taken first: a change while the file is read shows next time.
fn stamped(path: &SourcePath, at: &Path, stamps: &Stamps) -> io::Result<(Source, Stamp)> {
    if let Some((known, digest)) = stamps.files.get(path).filter(|_| !is_always_read(path)) {
        let stamp = Stamp::of(at)?;
        if stamp == *known {
            let source =
                Source { path: path.clone(), digest: *digest, bytes: Arc::default(), length: stamp.size };
            return Ok((source, stamp));
        }
    }
    if is_held(path) {
        let (stamp, bytes) = disk::read_stamped(at)?;
        return Ok((Source::new(path.clone(), bytes), stamp));
    }
    let stamp = Stamp::of(at)?;
    part(path, at, stamp.size).map(|source| (source, stamp))
}

/// Whether a file is read in every build: the settings and the theme, which are few.
fn is_always_read(path: &SourcePath) -> bool {
    path.as_str() == SETTINGS || path.as_str().starts_with("themes/")
}

/// A file of which the first bytes are enough, if it is large.
fn part(path: &SourcePath, at: &Path, length: u64) -> io::Result<Source> {
    if length <= HELD {
        return Ok(Source::new(path.clone(), disk::read(at)?));
    }
    let (head, length, digest) = disk::head(at, HEAD)?;
    Ok(Source { path: path.clone(), digest, bytes: head.into(), length })
}

/// Whether a file is needed as a whole, however large it is.
fn is_held(path: &SourcePath) -> bool {
    let (_, ending) = path.stem_and_ending();
    path.is_markdown()
        || path.as_str().starts_with("themes/")
        || ["yaml", "yml"].iter().any(|yaml| ending.eq_ignore_ascii_case(yaml))
}

fn hindered(path: &str, obstacle: &Obstacle) -> Diagnostic {
    let file = SourcePath::new(path);
    let error = |code, message: String| Diagnostic::error(code, Place::whole(&file), message);
    match obstacle {
        Obstacle::Name => error("name-not-utf8", format!("the name of “{path}” is not UTF-8"))
            .help("rename it, with letters that every system can read"),
        Obstacle::Leaves(target) => error(
            "link-leaves-site",
            format!("“{path}” is a link to “{}”, which lies outside this site’s folders", target.display()),
        )
        .help("only what lies in “content” and “themes” is published; copy the file into one of them"),
        Obstacle::Circle(target) => error(
            "link-in-circle",
            format!("“{path}” is a link to “{}”, which leads back to it", target.display()),
        )
        .help("remove the link"),
        Obstacle::Dangling(target) => error(
            "dangling-link",
            format!("“{path}” is a link to “{}”, which does not exist", target.display()),
        )
        .help("remove the link, or make what it leads to"),
        Obstacle::NotAFile(kind) => error("not-a-file", format!("“{path}” is {kind}, not a file"))
            .help("remove it; only files and folders can be published"),
        Obstacle::Forbidden(cause) => forbidden(&file, cause),
    }
}

fn forbidden(file: &SourcePath, cause: &str) -> Diagnostic {
    Diagnostic::error("unreadable-file", Place::whole(file), format!("“{file}” cannot be read: {cause}"))
        .help("give yourself the right to read it, or remove it")
}

fn not_a_folder(files: &[Found], folder: &str) -> Option<Diagnostic> {
    files.iter().any(|found| found.path == folder).then(|| {
        let place = Place::whole(&SourcePath::new(folder));
        Diagnostic::error("not-a-folder", place, format!("“{folder}” is a file, and should be a folder"))
            .help("rename the file, or remove it")
    })
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out sites")]
mod tests {
    use super::*;
    use std::fs;

    fn site(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder
    }

    fn paths(sources: &Sources) -> Vec<&str> {
        sources.iter().map(|source| source.path.as_str()).collect()
    }

    fn codes(sources: &Sources) -> Vec<(&str, &str)> {
        sources.diagnostics.iter().map(|found| (&*found.code, found.place.file.as_str())).collect()
    }

    #[test]
    fn what_is_left_out() {
        let left =
            [".git/x", ".DS_Store", "a.md~", "a.swp", "a.orig", "a.bak", "a.tmp", "Thumbs.db", "desktop.ini"];
        let kept = [".well-known/security.txt", "a.md", "b c/ä.md", "swp"];
        let all: Vec<_> = left.iter().chain(&kept).map(|name| format!("content/{name}")).collect();
        let all: Vec<_> = all.iter().map(|path| (path.as_str(), b"x".as_slice())).collect();
        let site = site(&[&all[..], &[("README.md", b"no"), ("themes/t/.hidden/x", b"no")]].concat());
        let sources = read(site.path()).unwrap();
        assert_eq!(paths(&sources), kept.map(|name| format!("content/{name}")));
        assert!(sources.diagnostics.is_empty());
    }

    #[test]
    fn large_files_are_kept_in_part_if_they_are_only_copied() {
        let large = [7].repeat(1 + (1 << 20));
        let names = ["content/a.mp4", "content/b.MD", "content/c.yaml", "themes/t/d.bin", "themes/t/e.md"];
        let site = site(&names.map(|name| (name, large.as_slice())));
        let sources = read(site.path()).unwrap();
        for name in names {
            let source = sources.get(&SourcePath::new(name)).unwrap();
            assert_eq!(source.is_whole(), name != "content/a.mp4", "{name}");
            let of = if name.ends_with("MD") { Digest::of_value(&large) } else { Digest::of(&large) };
            assert_eq!((source.length, source.digest), (HELD + 1, of), "{name}");
        }
        assert_eq!(sources.get(&SourcePath::new("content/a.mp4")).unwrap().bytes.len() as u64, HEAD);
    }

    #[test]
    fn what_is_known_by_its_stamp_is_not_read() {
        let site =
            site(&[("content/a.md", b"a"), ("content/site.yaml", b"title: A"), ("themes/t/x.css", b"")]);
        let mut stamps = Stamps::default();
        let later = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1 << 36);
        let first = read_since(&walk(site.path()).unwrap(), &mut stamps, later).unwrap();
        let second = read_since(&walk(site.path()).unwrap(), &mut stamps, later).unwrap();
        let unread = |sources: &Sources| -> Vec<String> {
            sources.iter().filter(|file| file.is_unread()).map(|file| file.path.to_string()).collect()
        };
        assert_eq!(unread(&first), [""; 0]);
        assert_eq!(unread(&second), ["content/a.md"]);
        let digests = |sources: &Sources| sources.iter().map(|file| file.digest).collect::<Vec<_>>();
        assert_eq!(digests(&first), digests(&second));
        fs::write(site.path().join("content/a.md"), b"b").unwrap();
        let third = read_since(&walk(site.path()).unwrap(), &mut stamps, SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(unread(&third), [""; 0]);
        assert!(stamps.files.is_empty() && stamps.is_new());
    }

    #[test]
    fn a_disk_that_fails_is_no_fault_of_the_site() {
        let site = site(&[("content/folder/x", b"x")]);
        // A folder opens like a file and then cannot be read: the nearest thing to a failing disk.
        let found = Found { path: "content/folder".to_owned(), at: site.path().join("content/folder") };
        let error = read_one(&found, &Stamps::default()).err().unwrap();
        assert!(error.to_string().starts_with("cannot read “content/folder”: "), "{error}");
    }

    #[test]
    fn a_file_that_goes_away_is_left_out() {
        let found = Found { path: "content/a.md".to_owned(), at: "/nowhere/a.md".into() };
        assert!(matches!(read_one(&found, &Stamps::default()).unwrap(), Outcome::Gone));
    }

    #[test]
    fn content_must_be_a_folder() {
        let site = site(&[("content", b"x")]);
        assert_eq!(codes(&read(site.path()).unwrap()), [("not-a-folder", "content")]);
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_inside() {
        use std::os::unix::fs::symlink;
        let outside = site(&[("secret/passwd", b"x")]);
        let site = site(&[("content/a/b.md", b"b"), ("themes/t/x.css", b"x"), (".env", b"x")]);
        let link = |target: &Path, name: &str| symlink(target, site.path().join(name)).unwrap();
        link(Path::new("a"), "content/c");
        link(Path::new("../themes/t/x.css"), "content/x.css");
        link(&outside.path().join("secret/passwd"), "content/file");
        link(&outside.path().join("secret"), "themes/folder");
        link(Path::new("../.env"), "content/env");
        link(Path::new(".."), "content/a/up");
        link(Path::new("self"), "content/self");
        link(Path::new("not-there"), "content/nowhere");
        link(Path::new("user@host.1"), "content/.#lock");
        let sources = read(site.path()).unwrap();
        assert_eq!(paths(&sources), ["content/a/b.md", "content/c/b.md", "content/x.css", "themes/t/x.css"]);
        assert_eq!(
            codes(&sources),
            [
                ("link-in-circle", "content/a/up"),
                ("link-in-circle", "content/c/up"),
                ("link-leaves-site", "content/env"),
                ("link-leaves-site", "content/file"),
                ("dangling-link", "content/nowhere"),
                ("link-in-circle", "content/self"),
                ("link-leaves-site", "themes/folder"),
            ]
        );
        let named = &sources.diagnostics[3].message;
        assert!(named.contains("“content/file”") && named.contains("secret/passwd”"), "{named}");
    }

    #[cfg(unix)]
    #[test]
    fn a_content_folder_that_is_a_link() {
        use std::os::unix::fs::symlink;
        let inside = site(&[("docs/a.md", b"a")]);
        symlink("docs", inside.path().join("content")).unwrap();
        assert_eq!(paths(&read(inside.path()).unwrap()), ["content/a.md"]);
        let outside = site(&[("x", b"x")]);
        symlink(inside.path().join("docs"), outside.path().join("content")).unwrap();
        assert_eq!(codes(&read(outside.path()).unwrap()), [("link-leaves-site", "content")]);
    }

    #[cfg(unix)]
    #[test]
    fn odd_things_are_named() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let site = site(&[("content/a.md", b"a")]);
        let bad = site.path().join("content").join(OsStr::from_bytes(b"b\xff.md"));
        fs::write(bad, "x").unwrap();
        std::os::unix::net::UnixListener::bind(site.path().join("content/socket")).unwrap();
        let sources = read(site.path()).unwrap();
        assert_eq!(paths(&sources), ["content/a.md"]);
        assert_eq!(
            codes(&sources),
            [("name-not-utf8", "content/b\u{fffd}.md"), ("not-a-file", "content/socket")]
        );
        assert_eq!(sources.diagnostics[1].message, "“content/socket” is a socket, not a file");
    }
}
