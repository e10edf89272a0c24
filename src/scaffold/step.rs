//! `new step`: a step anywhere in a guide; the files after it get new numbers.

use std::path::Path;

use super::edit::Edit;
use super::links::{Renames, in_markdown, in_yaml};
use super::order::Order;
use super::place::guide;
use super::template::fill_title;
use super::{Made, Position, ScaffoldFault};
use crate::path::{SourcePath, slug};
use crate::source::{self, Source, Sources};

const TEMPLATE: &str = include_str!("step.md");

/// What step to make.
#[derive(Clone, Copy, Debug)]
pub struct NewStep<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its guide's folder in `content`, if it is not clear.
    pub guide: Option<&'a str>,
    /// Where it goes.
    pub position: Position,
    /// Where the author is; a guide around it is the one meant.
    pub working_folder: &'a Path,
}

/// Makes a step. The files after it are renumbered, and the links that name them, in all Markdown of the site, with them.
///
/// # Errors
/// No such guide or place, a title without a letter or digit, an address that another part has, a name that is taken.
/// Then nothing is changed.
pub fn new_step(site: &Path, step: &NewStep<'_>) -> Result<Made, ScaffoldFault> {
    let sources = source::read(site)?;
    let folder = guide(&sources, step.guide, site, step.working_folder)?;
    let order = Order::of(&sources, &folder)?;
    let (title, number) = (step.title.trim(), order.number(step.position)?);
    let slug = slug(title);
    if slug.is_empty() {
        let message = format!("“{title}” gives no address: there is no letter or digit in it");
        return Err(ScaffoldFault::request(message, "give the step a title with words in it"));
    }
    if let Some(other) = order.with_slug(&slug) {
        let message = format!("“{other}” has the address “{slug}” already");
        return Err(ScaffoldFault::request(message, "give the step another title"));
    }
    let file = format!("{folder}/{}", order.file_name(number, &slug));
    let renames = order.make_room(number);
    let rewrites = relink(&sources, &renames.iter().cloned().collect());
    let edit = Edit {
        renames: renames.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect(),
        creations: vec![(file.clone(), fill_title(TEMPLATE, title))],
        rewrites,
    };
    edit.run(site)?;
    let relinked = edit.rewrites.iter().map(|(path, _)| path.clone()).collect();
    Ok(Made { files: vec![file], renamed: edit.renames, relinked })
}

/// Every file with a link to a renamed one, by its new path, with its new text.
fn relink(sources: &Sources, renames: &Renames) -> Vec<(String, String)> {
    let new_text = |source: &Source| {
        let text = std::str::from_utf8(&source.bytes).ok()?;
        if source.path.is_markdown() {
            in_markdown(&source.path, text, renames)
        } else if source.path == SourcePath::new("content/site.yaml") {
            in_yaml(&source.path, text, renames)
        } else {
            None
        }
    };
    if renames.is_empty() {
        return Vec::new();
    }
    sources
        .below("content")
        .filter_map(|source| {
            Some((renames.get(&source.path).unwrap_or(&source.path).to_string(), new_text(source)?))
        })
        .collect()
}
