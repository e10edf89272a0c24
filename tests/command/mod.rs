//! A site in a folder of its own, and the program run on it.
#![allow(dead_code, reason = "each test program uses its own part of this")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_guidepost");

/// A folder that holds a site in `site`.
pub(crate) struct World {
    folder: tempfile::TempDir,
}

/// A folder in memory, or where there is no such file system, on the disk.
pub(crate) fn memory() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap()
}

/// How a run ended.
pub(crate) struct Run {
    /// The exit status.
    pub(crate) status: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl World {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("site")).unwrap();
        Self { folder }
    }

    /// The same in memory, for tests that write and remove thousands of files: some disks are slow after that.
    pub(crate) fn in_memory() -> Self {
        let folder = memory();
        fs::create_dir(folder.path().join("site")).unwrap();
        Self { folder }
    }

    /// A site of a title, a home page and these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let world = Self::empty();
        world.put("content/site.yaml", "title: Lamps\n");
        world.put("content/index.md", "---\ntitle: Home\n---\n\nWelcome.\n");
        for (path, text) in files {
            world.put(path, text);
        }
        world
    }

    /// The folder above the site.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The site's folder.
    pub(crate) fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// Writes a file of the site.
    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.site().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Reads a file of the site.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.site().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// A command in the site's folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(self.site()).env("SOURCE_DATE_EPOCH", "1795305600");
        command.env("HOME", self.folder.path().join("home")).env_remove("NO_COLOR");
        command
    }

    /// Runs a command in the site's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().unwrap())
    }

    /// Every file below the folder.
    pub(crate) fn tree(&self) -> BTreeMap<String, Vec<u8>> {
        tree(self.folder.path())
    }
}

impl Run {
    /// From what a process left.
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            status: output.status.code().unwrap_or(-1),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// The lines of standard output as JSON.
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        self.stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
            .collect()
    }

    /// The same run, if it ended with this status.
    #[track_caller]
    pub(crate) fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}{}", self.stdout, self.stderr);
        self
    }
}

/// Every file below a folder with its bytes; a link with where it leads.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut tree = BTreeMap::new();
    let is_kept = |entry: &walkdir::DirEntry| entry.file_name() != ".guidepost";
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_entry(is_kept) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        if entry.file_type().is_symlink() {
            tree.insert(path, fs::read_link(entry.path()).unwrap().into_os_string().into_encoded_bytes());
        } else if entry.file_type().is_file() {
            tree.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    tree
}

/// Whether a command of the system can be run with these arguments.
pub(crate) fn works(command: &str, arguments: &[&str]) -> bool {
    Command::new(command).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// A folder that cannot be written, not even by the one who owns the machine, until this is dropped.
#[cfg(unix)]
pub(crate) struct ReadOnly {
    folder: PathBuf,
    mounted: bool,
}

#[cfg(unix)]
impl ReadOnly {
    /// Takes the right to write away: from root by a mount, from others by the folder's mode.
    /// None, where neither keeps anybody from writing.
    pub(crate) fn new(folder: &Path) -> Option<Self> {
        let path = folder.to_str().unwrap();
        let mounted = works("mount", &["--bind", path, path]);
        let closed = Self { folder: folder.to_owned(), mounted };
        if mounted {
            works("mount", &["-o", "remount,bind,ro", path]);
        } else {
            closed.allow(0o555);
        }
        let probe = folder.join("probe");
        let writable = fs::write(&probe, "").is_ok();
        if writable {
            fs::remove_file(probe).unwrap();
        }
        (!writable).then_some(closed)
    }

    fn allow(&self, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(mode)).unwrap();
    }
}

#[cfg(unix)]
impl Drop for ReadOnly {
    fn drop(&mut self) {
        if self.mounted {
            works("umount", &[self.folder.to_str().unwrap()]);
        } else {
            self.allow(0o755);
        }
    }
}
