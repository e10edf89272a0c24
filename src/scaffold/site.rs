//! `new site`: a small site that is complete, with a first guide.

use std::path::Path;

use super::edit::create;
use super::template::{fill, title_of};
use super::{Made, ScaffoldFault};
use crate::date::Date;
use crate::disk::{self, Entry};

const FILES: [(&str, &str); 7] = [
    ("content/site.yaml", include_str!("site/site.yaml")),
    ("content/index.md", include_str!("site/index.md")),
    ("content/brew-a-pot-of-tea/index.md", include_str!("site/overview.md")),
    ("content/brew-a-pot-of-tea/01-warm-the-pot.md", include_str!("site/01-warm-the-pot.md")),
    ("content/brew-a-pot-of-tea/02-let-it-steep.md", include_str!("site/02-let-it-steep.md")),
    ("content/brew-a-pot-of-tea/03-your-own-cup.md", include_str!("site/03-your-own-cup.md")),
    ("content/brew-a-pot-of-tea/04-put-the-kettle-on.md", include_str!("site/04-put-the-kettle-on.md")),
];

const GITIGNORE: &str = include_str!("site/gitignore");

/// Makes a site in a folder; the folder too, if there is none.
///
/// # Errors
/// All files of these names that are there already; then none is made.
pub fn new_site(folder: &Path, title: Option<&str>, date: Date) -> Result<Made, ScaffoldFault> {
    let title = match title.map(str::trim) {
        Some("") => {
            return Err(ScaffoldFault::request(
                "the title is empty",
                "give it one, such as --title \"My Guides\"",
            ));
        }
        Some(title) => title.to_owned(),
        None => named_after(folder),
    };
    let mut files: Vec<(String, String)> =
        FILES.iter().map(|(path, text)| ((*path).to_owned(), fill(text, &title, date))).collect();
    // Somebody who has one knows what to do with it; for the others it keeps the built site out of the way.
    if matches!(disk::entry(&folder.join(".gitignore")), Ok(Entry::Absent)) {
        files.push((".gitignore".to_owned(), GITIGNORE.to_owned()));
    }
    create(folder, &files)
}

fn named_after(folder: &Path) -> String {
    let title = disk::real(folder)
        .ok()
        .and_then(|folder| Some(title_of(folder.file_name()?.to_str()?)))
        .filter(|title| !title.is_empty());
    title.unwrap_or_else(|| "My guides".to_owned())
}
