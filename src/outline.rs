//! Which file is what, told from the names alone.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, Place};
use crate::path::{Numbered, SourcePath};

/// What a file of `content` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// `site.yaml`.
    Settings,
    /// The `index.md` of a folder with numbered files.
    Overview,
    /// A numbered Markdown file beside an overview.
    Part(u32),
    /// Any other Markdown file.
    Page,
    /// `comments.yaml` beside an overview.
    Archive,
    /// Any other file: it is published beside its page.
    File,
}

/// The folder that holds everything an author writes.
pub const CONTENT: &str = "content";

/// The site's settings.
pub const SETTINGS: &str = "content/site.yaml";

/// A guide's comments, beside its overview.
const ARCHIVE: &str = "comments.yaml";

/// Which file is what.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Every file of `content`, with its role.
    pub roles: BTreeMap<SourcePath, Role>,
    /// What is wrong with the names.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outline {
    /// Tells the roles of the files of `content`.
    pub fn of(paths: &[&SourcePath]) -> Self {
        let files: Vec<Named> = paths.par_iter().map(|path| Named::of(path)).collect();
        let folders = Folders::of(&files);
        let roles = folders.roles(&files);
        let diagnostics = folders.faults(&files, &roles);
        Self { roles: files.iter().map(|file| file.path.clone()).zip(roles).collect(), diagnostics }
    }

    /// Whether these are just the files that it tells the roles of.
    pub fn is_of<'a>(&self, paths: impl Iterator<Item = &'a SourcePath>) -> bool {
        self.roles.keys().eq(paths)
    }

    /// The files of one role, by folder.
    pub fn parts(&self) -> BTreeMap<&str, Vec<(u32, &SourcePath)>> {
        let mut parts: BTreeMap<&str, Vec<(u32, &SourcePath)>> = BTreeMap::new();
        for (path, role) in &self.roles {
            if let Role::Part(number) = role {
                parts.entry(path.folder()).or_default().push((*number, path));
            }
        }
        for files in parts.values_mut() {
            files.sort();
        }
        parts
    }
}

/// Whether a file is its folder's own page.
pub fn is_index(path: &SourcePath) -> bool {
    path.is_markdown() && path.stem_and_ending().0.eq_ignore_ascii_case("index")
}

/// What a file's name alone tells.
struct Named<'a> {
    path: &'a SourcePath,
    folder: &'a str,
    is_markdown: bool,
    is_index: bool,
    /// The place in the reading order that a Markdown file's name gives.
    number: Option<u32>,
}

impl<'a> Named<'a> {
    fn of(path: &'a SourcePath) -> Self {
        let is_markdown = path.is_markdown();
        let number = if is_markdown { Numbered::of(path.stem_and_ending().0).number } else { None };
        Self { path, folder: path.folder(), is_markdown, is_index: is_index(path), number }
    }

    fn role(&self, in_guide: bool) -> Role {
        if self.path.as_str() == SETTINGS {
            return Role::Settings;
        }
        match self.number {
            _ if self.is_index && in_guide => Role::Overview,
            Some(number) if !self.is_index && in_guide => Role::Part(number),
            _ if self.is_markdown => Role::Page,
            _ if self.path.name() == ARCHIVE && in_guide => Role::Archive,
            _ => Role::File,
        }
    }
}

/// Which folders have an index, and which have numbered files.
#[derive(Default)]
struct Folders<'a>(BTreeMap<&'a str, Folder<'a>>);

/// What makes a folder a guide.
#[derive(Default)]
struct Folder<'a> {
    indexes: Vec<&'a SourcePath>,
    first_numbered: Option<&'a SourcePath>,
}

impl Folder<'_> {
    fn is_guide(&self) -> bool {
        !self.indexes.is_empty() && self.first_numbered.is_some()
    }
}

/// Files that follow one another in one folder. The files of a folder may come in several runs, for its subfolders lie among
/// them.
fn by_folder<'f, 'a>(files: &'f [Named<'a>]) -> impl Iterator<Item = &'f [Named<'a>]> {
    files.chunk_by(|one, next| one.folder == next.folder)
}

impl<'a> Folders<'a> {
    fn of(files: &[Named<'a>]) -> Self {
        let mut folders = Self::default();
        for together in by_folder(files) {
            let folder = folders.0.entry(together[0].folder).or_default();
            for file in together {
                if file.is_index {
                    folder.indexes.push(file.path);
                } else if file.number.is_some() {
                    folder.first_numbered = folder.first_numbered.or(Some(file.path));
                }
            }
        }
        folders
    }

    fn roles(&self, files: &[Named]) -> Vec<Role> {
        let mut roles = Vec::with_capacity(files.len());
        for together in by_folder(files) {
            let in_guide = self.0.get(together[0].folder).is_some_and(Folder::is_guide);
            roles.extend(together.iter().map(|file| file.role(in_guide)));
        }
        roles
    }

    fn faults(&self, files: &[Named], roles: &[Role]) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for indexes in self.0.values().map(|folder| &folder.indexes).filter(|indexes| indexes.len() > 1) {
            let message = format!(
                "this folder has two pages of its own: “{}” and “{}”",
                indexes[0].name(),
                indexes[1].name()
            );
            faults.push(
                Diagnostic::error("two-indexes", Place::whole(indexes[1]), message).help("keep one of them"),
            );
        }
        for (file, role) in files.iter().zip(roles) {
            if *role == Role::Page && file.number.is_some() && self.is_first_numbered(file) {
                let message =
                    format!("“{}” has numbered files but no index.md, so it is no guide", file.folder);
                faults.push(
                    Diagnostic::warning("guide-without-overview", Place::whole(file.path), message).help(
                        "add an index.md with the guide's title and introduction, or take the numbers away",
                    ),
                );
            }
            if *role == Role::File && matches!(file.path.name(), ARCHIVE | "site.yaml") {
                faults.push(misplaced(file.path));
            }
        }
        faults
    }

    /// Whether no earlier page of the folder is numbered, so that one folder gives one warning.
    fn is_first_numbered(&self, file: &Named) -> bool {
        self.0.get(file.folder).and_then(|folder| folder.first_numbered) == Some(file.path)
    }
}

fn misplaced(path: &SourcePath) -> Diagnostic {
    let (belongs, role) = if path.name() == "site.yaml" {
        ("directly in “content”", "the site's settings")
    } else {
        ("beside a guide's index.md", "a guide's comments")
    };
    let message =
        format!("“{}” holds {role} and belongs {belongs}; here it would be published as it is", path.name());
    Diagnostic::error("misplaced-file", Place::whole(path), message)
        .help("move it, or rename it if it is meant to be downloaded")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(paths: &[&str]) -> Outline {
        let paths: Vec<SourcePath> = paths.iter().map(|path| SourcePath::new(*path)).collect();
        Outline::of(&paths.iter().collect::<Vec<_>>())
    }

    fn role(outline: &Outline, path: &str) -> Role {
        outline.roles[&SourcePath::new(path)]
    }

    #[test]
    fn a_guide_is_an_index_with_numbered_files() {
        let outline = outline(&[
            "content/site.yaml",
            "content/index.md",
            "content/a/INDEX.markdown",
            "content/a/01-x.md",
            "content/a/notes.md",
            "content/a/comments.yaml",
            "content/a/01-photo.jpg",
            "content/b/index.md",
        ]);
        assert_eq!(role(&outline, "content/site.yaml"), Role::Settings);
        assert_eq!(role(&outline, "content/index.md"), Role::Page);
        assert_eq!(role(&outline, "content/a/INDEX.markdown"), Role::Overview);
        assert_eq!(role(&outline, "content/a/01-x.md"), Role::Part(1));
        assert_eq!(role(&outline, "content/a/notes.md"), Role::Page);
        assert_eq!(role(&outline, "content/a/comments.yaml"), Role::Archive);
        assert_eq!(role(&outline, "content/a/01-photo.jpg"), Role::File);
        assert_eq!(role(&outline, "content/b/index.md"), Role::Page);
        assert!(outline.diagnostics.is_empty());
    }

    #[test]
    fn numbers_without_an_index_are_said_once() {
        let outline = outline(&["content/a/01-x.md", "content/a/02-y.md", "content/b/comments.yaml"]);
        let codes: Vec<&str> = outline.diagnostics.iter().map(|fault| fault.code.as_ref()).collect();
        assert_eq!(codes, ["guide-without-overview", "misplaced-file"]);
    }
}
