//! Where a path really leads.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

/// The path without links, `.` and `..`, as far as it exists; what does not exist yet is taken as it is.
///
/// # Errors
/// A link that leads nowhere, or in a circle; a folder that may not be read.
pub fn real(path: &Path) -> io::Result<PathBuf> {
    let mut real = PathBuf::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                real.pop();
            }
            Component::Prefix(_) | Component::RootDir => real.push(component),
            Component::Normal(name) => {
                real.push(name);
                match fs::symlink_metadata(&real) {
                    Ok(_) => real = real.canonicalize()?,
                    Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
    Ok(real)
}

/// The same for a path that must exist.
pub fn existing(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize()
}

/// Whether two paths that exist are one and the same file or folder, whatever they are called
/// (a mount can show one folder in two places).
pub fn same(a: &Path, b: &Path) -> bool {
    match (identity(a), identity(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_and_dots_are_resolved_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        symlink(root.join("a/b"), root.join("link")).unwrap();
        // `link/..` is the folder above what the link leads to, not above the link.
        assert_eq!(real(&root.join("link/../new/./x")).unwrap(), root.join("a/new/x"));
        assert_eq!(real(&root.join("no/../link/x")).unwrap(), root.join("a/b/x"));
        assert!(same(&root.join("link"), &root.join("a/b")));
        assert!(!same(&root.join("none"), &root.join("none")));
        symlink(root.join("nowhere"), root.join("dangling")).unwrap();
        assert!(real(&root.join("dangling")).is_err());
    }
}
