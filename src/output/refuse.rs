//! Folders that are no place for a built site.

use std::path::{Path, PathBuf};

use crate::disk;
use crate::path::fold;

/// The folders of a site that are the author's.
const AUTHORS: [&str; 2] = ["content", "themes"];

/// Why a folder cannot be the output folder of a site, if so: it is, holds or lies in `content` or `themes`, is the
/// site's folder, or belongs to another tool; also through links, `..`, mounts and another case of letters.
pub fn refuse(site: &Path, out: &Path) -> Option<String> {
    let shown = out.display();
    let real_out = match disk::real(out) {
        Ok(path) => path,
        Err(error) => return Some(format!("“{shown}” leads nowhere: {}", disk::cause(&error))),
    };
    let site = match disk::existing(site) {
        Ok(path) => path,
        Err(error) => return Some(format!("“{}” cannot be read: {}", site.display(), disk::cause(&error))),
    };
    if is(&real_out, &site) {
        return Some(format!("“{shown}” is the site’s own folder"));
    }
    for name in AUTHORS {
        let named = site.join(name);
        let linked = disk::existing(&named).ok();
        for folder in [Some(named), linked].into_iter().flatten() {
            if is(&real_out, &folder) {
                return Some(format!("“{shown}” is the site’s folder “{name}”"));
            }
            if lies_in(&real_out, &folder) {
                return Some(format!("“{shown}” lies in the site’s folder “{name}”"));
            }
            if lies_in(&folder, &real_out) {
                return Some(format!("“{shown}” holds the site’s folder “{name}”"));
            }
        }
    }
    let tools = [".git", ".guidepost"];
    let tool = tools.iter().find(|tool| real_out.components().any(|part| part.as_os_str() == **tool));
    tool.map(|tool| format!("“{shown}” lies in “{tool}”, which belongs to another purpose"))
}

fn is(a: &Path, b: &Path) -> bool {
    folded(a) == folded(b) || disk::same(a, b)
}

/// Whether a path lies below a folder, by name or because a folder above it is that folder.
fn lies_in(path: &Path, folder: &Path) -> bool {
    path.ancestors().skip(1).any(|above| disk::same(above, folder)) || {
        let (path, folder) = (folded(path), folded(folder));
        path != folder && path.starts_with(folder)
    }
}

/// Where the case of letters does not count, `Content` is `content`; elsewhere it is a needless risk.
fn folded(path: &Path) -> PathBuf {
    PathBuf::from(fold(&path.to_string_lossy()))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out sites")]
mod tests {
    use super::*;
    use std::fs;

    fn site() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().canonicalize().unwrap().join("home/site");
        fs::create_dir_all(site.join("content/guide")).unwrap();
        fs::create_dir_all(site.join("themes/x")).unwrap();
        fs::create_dir_all(site.join(".git")).unwrap();
        (folder, site)
    }

    #[test]
    fn the_authors_folders() {
        let (_folder, site) = site();
        for out in [
            "",
            ".",
            "..",
            "../..",
            "content",
            "content/",
            "content/new",
            "content/guide/a/b",
            "themes",
            "themes/x/assets",
            "Content",
            "THEMES/x",
            "new/../content",
            "../site",
            "../site/content",
            ".git",
            ".git/x",
            ".guidepost",
        ] {
            assert!(refuse(&site, &site.join(out)).is_some(), "{out}");
        }
        assert!(refuse(&site, Path::new("/")).is_some());
        for out in
            ["public", "a/b/c", "../other", "content2", "contents/x", "new/../public", "../../elsewhere"]
        {
            assert_eq!(refuse(&site, &site.join(out)), None, "{out}");
        }
        let why = refuse(&site, &site.join("..")).unwrap();
        assert!(why.ends_with("holds the site’s folder “content”"), "{why}");
    }

    #[cfg(unix)]
    #[test]
    fn links_to_them() {
        use std::os::unix::fs::symlink;
        let (folder, site) = site();
        for (target, refused) in
            [("", true), ("..", true), ("content", true), ("themes/x", true), ("public", false)]
        {
            fs::create_dir_all(site.join("public")).unwrap();
            let link = folder.path().join("link");
            symlink(site.join(target), &link).unwrap();
            assert_eq!(refuse(&site, &link).is_some(), refused, "{target}");
            let parent = site.join(target) == site.join("..");
            assert_eq!(
                refuse(&site, &link.join("below")).is_some(),
                refused && !target.is_empty() && !parent,
                "{target}"
            );
            fs::remove_file(&link).unwrap();
        }
    }

    #[cfg(unix)]
    #[test]
    fn content_that_is_a_link() {
        use std::os::unix::fs::symlink;
        let (_folder, site) = site();
        fs::rename(site.join("content"), site.join("docs")).unwrap();
        symlink("docs", site.join("content")).unwrap();
        for out in ["docs", "docs/public", "content", "content/public"] {
            assert!(refuse(&site, &site.join(out)).is_some(), "{out}");
        }
        assert_eq!(refuse(&site, &site.join("public")), None);
    }
}
