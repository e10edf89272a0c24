//! Which file is what, told from the names alone.

use std::collections::{BTreeMap, BTreeSet};

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
        let folders = Folders::of(paths.iter().copied());
        let mut outline = Self::default();
        for path in paths {
            let role = folders.role(path);
            outline.roles.insert((*path).clone(), role);
        }
        outline.diagnostics.extend(folders.faults(&outline.roles));
        outline
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

/// The place in the reading order that a Markdown file's name gives.
fn number(path: &SourcePath) -> Option<u32> {
    if path.is_markdown() { Numbered::of(path.stem_and_ending().0).number } else { None }
}

/// Which folders have an index, and which have numbered files.
struct Folders<'a> {
    with_index: BTreeMap<&'a str, Vec<&'a SourcePath>>,
    with_numbers: BTreeSet<&'a str>,
}

impl<'a> Folders<'a> {
    fn of(paths: impl Iterator<Item = &'a SourcePath>) -> Self {
        let mut folders = Self { with_index: BTreeMap::new(), with_numbers: BTreeSet::new() };
        for path in paths {
            if is_index(path) {
                folders.with_index.entry(path.folder()).or_default().push(path);
            } else if number(path).is_some() {
                folders.with_numbers.insert(path.folder());
            }
        }
        folders
    }

    fn is_guide(&self, folder: &str) -> bool {
        self.with_index.contains_key(folder) && self.with_numbers.contains(folder)
    }

    fn role(&self, path: &SourcePath) -> Role {
        if path.as_str() == SETTINGS {
            return Role::Settings;
        }
        let in_guide = self.is_guide(path.folder());
        match number(path) {
            _ if is_index(path) => {
                if in_guide {
                    Role::Overview
                } else {
                    Role::Page
                }
            }
            Some(number) if in_guide => Role::Part(number),
            _ if path.is_markdown() => Role::Page,
            _ if in_guide && path.name() == "comments.yaml" => Role::Archive,
            _ => Role::File,
        }
    }

    fn faults(&self, roles: &BTreeMap<SourcePath, Role>) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        for indexes in self.with_index.values().filter(|indexes| indexes.len() > 1) {
            let message = format!(
                "this folder has two pages of its own: “{}” and “{}”",
                indexes[0].name(),
                indexes[1].name()
            );
            faults.push(
                Diagnostic::error("two-indexes", Place::whole(indexes[1]), message).help("keep one of them"),
            );
        }
        for (path, role) in roles {
            if *role == Role::Page && number(path).is_some() && self.is_first_number(path, roles) {
                let message =
                    format!("“{}” has numbered files but no index.md, so it is no guide", path.folder());
                faults.push(Diagnostic::warning("guide-without-overview", Place::whole(path), message).help(
                    "add an index.md with the guide's title and introduction, or take the numbers away",
                ));
            }
            if *role == Role::File && matches!(path.name(), "comments.yaml" | "site.yaml") {
                faults.push(misplaced(path));
            }
        }
        faults
    }

    /// Whether no earlier page of the folder is numbered, so that one folder gives one warning.
    fn is_first_number(&self, path: &SourcePath, roles: &BTreeMap<SourcePath, Role>) -> bool {
        self.with_numbers.contains(path.folder())
            && roles.keys().find(|other| other.folder() == path.folder() && number(other).is_some())
                == Some(path)
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
