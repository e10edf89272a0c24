//! `new guide`: an overview, a step and an action page.

use std::path::Path;

use super::edit::create;
use super::template::{fill, title_of};
use super::{Made, ScaffoldFault};
use crate::date::Date;
use crate::disk;
use crate::path::{SourcePath, slug};

const FILES: [(&str, &str); 3] = [
    ("index.md", include_str!("guide/index.md")),
    ("01-first-step.md", include_str!("guide/01-first-step.md")),
    ("02-your-turn.md", include_str!("guide/02-your-turn.md")),
];

/// Makes a guide, named by its title or by its folder in `content`; a draft, until its author says otherwise.
///
/// # Errors
/// A name without a letter or digit; all files of these names, and all Markdown in the folder, that are there already.
pub fn new_guide(site: &Path, name: &str, date: Date) -> Result<Made, ScaffoldFault> {
    let name = name.trim().trim_matches('/');
    let name = name.strip_prefix("content/").unwrap_or(name);
    let segments: Vec<String> = name.split('/').map(slug).collect();
    if segments.iter().any(String::is_empty) {
        let message = format!("“{name}” gives no address: there is no letter or digit in it");
        return Err(ScaffoldFault::request(message, "name it with words, such as “Bake a loaf”"));
    }
    let folder = format!("content/{}", segments.join("/"));
    refuse_markdown(site, &folder)?;
    let title = title_of(name.rsplit('/').next().unwrap_or(name));
    let files: Vec<_> =
        FILES.iter().map(|(file, text)| (format!("{folder}/{file}"), fill(text, &title, date))).collect();
    create(site, &files)
}

/// Any Markdown in the folder would become part of the guide.
fn refuse_markdown(site: &Path, folder: &str) -> Result<(), ScaffoldFault> {
    let top = site.join(folder);
    let files = disk::files_below(&top).unwrap_or_default();
    let markdown: Vec<_> = files
        .into_iter()
        .filter(|file| file.parent() == Some(&top))
        .filter(|file| {
            file.file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| SourcePath::new(name).is_markdown())
        })
        .collect();
    if markdown.is_empty() { Ok(()) } else { Err(ScaffoldFault::Taken(markdown)) }
}
