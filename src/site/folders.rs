//! The address of each folder of `content`.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Place};
use crate::outline::{CONTENT, is_index};
use crate::path::{SourcePath, Url, slug, slug_of_name};

/// Addresses of folders, and what is wrong with them.
pub(super) struct Folders {
    urls: BTreeMap<String, Url>,
    pub(super) faults: Vec<Diagnostic>,
}

impl Folders {
    /// Gives every folder its address: the `slug` of its index, else its name.
    pub(super) fn of<'a>(
        paths: impl Iterator<Item = &'a SourcePath>,
        slugs: &BTreeMap<&SourcePath, &str>,
    ) -> Self {
        let own: BTreeMap<&str, &str> = slugs
            .iter()
            .filter(|(path, _)| is_index(path))
            .map(|(path, slug)| (path.folder(), *slug))
            .collect();
        let mut folders =
            Self { urls: BTreeMap::from([(CONTENT.to_owned(), Url::root())]), faults: Vec::new() };
        for path in paths {
            folders.add(path.folder(), path, &own);
        }
        folders
    }

    /// The address of a folder that some file lies in.
    pub(super) fn url(&self, folder: &str) -> Url {
        self.urls.get(folder).cloned().unwrap_or_else(Url::root)
    }

    /// The address of a Markdown file, and what is wrong with its name.
    pub(super) fn page_url(&self, path: &SourcePath, own: Option<&str>) -> (Url, Option<Diagnostic>) {
        let folder = self.url(path.folder());
        if is_index(path) {
            return (folder, None);
        }
        let segment = own.map_or_else(|| slug_of_name(path.stem_and_ending().0), str::to_owned);
        if segment.is_empty() {
            let message =
                format!("the name “{}” has no letters or digits to make an address of", path.name());
            let url = folder.child(&crate::digest::Digest::of(path.as_str()).short());
            return (url, Some(no_address(path, message)));
        }
        (folder.child(&segment), None)
    }

    fn add(&mut self, folder: &str, file: &SourcePath, own: &BTreeMap<&str, &str>) {
        if self.urls.contains_key(folder) {
            return;
        }
        let (parent, name) = folder.rsplit_once('/').unwrap_or((CONTENT, folder));
        self.add(parent, file, own);
        // RFC 8615: the one name with a dot that others look for.
        let named = || if name == ".well-known" { name.to_owned() } else { slug(name) };
        let segment = own.get(folder).map_or_else(named, |slug| (*slug).to_owned());
        let parent = self.url(parent);
        let url = if segment.is_empty() {
            let message = format!("the folder name “{name}” has no letters or digits to make an address of");
            self.faults.push(no_address(file, message));
            parent.child(&crate::digest::Digest::of(folder).short())
        } else {
            parent.child(&segment)
        };
        self.urls.insert(folder.to_owned(), url);
    }
}

fn no_address(path: &SourcePath, message: String) -> Diagnostic {
    Diagnostic::error("no-address", Place::whole(path), message)
        .help("rename it, or set a “slug” in its front matter, such as “slug: first-steps”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_look_for_keeps_its_dot() {
        let paths = ["content/.well-known/security.txt", "content/.Other/x.md"].map(SourcePath::new);
        let folders = Folders::of(paths.iter(), &BTreeMap::new());
        assert_eq!(folders.url(paths[0].folder()).as_str(), "/.well-known/");
        assert_eq!(folders.url(paths[1].folder()).as_str(), "/other/");
    }

    #[test]
    fn an_index_names_its_folder() {
        let paths: Vec<SourcePath> =
            ["content/index.md", "content/My Guide/index.md", "content/a/b/c.md", "content/🙂/x.md"]
                .iter()
                .map(|path| SourcePath::new(*path))
                .collect();
        let slugs = BTreeMap::from([(&paths[1], "mine")]);
        let folders = Folders::of(paths.iter(), &slugs);
        assert_eq!(folders.page_url(&paths[1], Some("mine")).0.as_str(), "/mine/");
        assert_eq!(folders.page_url(&paths[2], None).0.as_str(), "/a/b/c/");
        assert_eq!(folders.faults.len(), 1);
    }
}
