//! Which guide is meant.

use std::collections::BTreeSet;
use std::path::Path;

use super::ScaffoldFault;
use crate::diagnostic::nearest;
use crate::disk;
use crate::path::{Numbered, SourcePath};
use crate::source::Sources;

/// Where a new step goes among the numbered files of its guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// After the last step, and so before the closing and the action page.
    AfterSteps,
    /// After the file with this number.
    After(u32),
    /// With this number.
    At(u32),
}

/// The folder of the guide that is meant, such as `content/rebuilding-trust`: the one named, the one that the working
/// folder lies in, or the only one.
pub(super) fn guide(
    sources: &Sources,
    named: Option<&str>,
    site: &Path,
    working_folder: &Path,
) -> Result<String, ScaffoldFault> {
    let guides = guides(sources);
    if let Some(name) = named {
        return of_name(sources, &guides, name);
    }
    if let Some(guide) = around(&guides, site, working_folder) {
        return Ok(guide);
    }
    let mut all = guides.iter();
    match (all.next(), all.next()) {
        (Some(only), None) => Ok(only.clone()),
        (None, _) => {
            Err(ScaffoldFault::request("this site has no guide yet", "make one with “guidepost new guide”"))
        }
        _ => Err(ScaffoldFault::request(
            "there are several guides, and it is not clear which one is meant",
            format!("name one with --guide: {}", shown(&guides)),
        )),
    }
}

/// The folders with an overview and numbered files beside it.
fn guides(sources: &Sources) -> BTreeSet<String> {
    let markdown = || sources.below("content").map(|source| &source.path).filter(|path| path.is_markdown());
    let folders = |test: &dyn Fn(&str) -> bool| -> BTreeSet<String> {
        markdown()
            .filter(|path| test(path.stem_and_ending().0))
            .map(|path| path.folder().to_owned())
            .collect()
    };
    let overviews = folders(&is_index);
    let numbered = folders(&|stem| Numbered::of(stem).number.is_some());
    overviews.intersection(&numbered).cloned().collect()
}

fn is_index(stem: &str) -> bool {
    stem == "index"
}

fn of_name(sources: &Sources, guides: &BTreeSet<String>, name: &str) -> Result<String, ScaffoldFault> {
    let clean = name.trim().replace('\\', "/");
    let clean = clean.trim_start_matches("./").trim_matches('/');
    let clean = clean.strip_prefix("content/").unwrap_or(clean);
    let folder = match clean {
        "" | "." | "content" => "content".to_owned(),
        clean => format!("content/{clean}"),
    };
    let has_overview = sources.below(&folder).any(|source| {
        source.path.folder() == folder
            && source.path.is_markdown()
            && is_index(source.path.stem_and_ending().0)
    });
    if has_overview {
        return Ok(folder);
    }
    let mut same_name = guides.iter().filter(|guide| guide.rsplit('/').next() == Some(clean));
    if let (Some(guide), None) = (same_name.next(), same_name.next()) {
        return Ok(guide.clone());
    }
    let known: Vec<&str> = guides.iter().map(|guide| short(guide)).collect();
    let help = match nearest(clean, known.iter().copied()) {
        Some(near) => format!("did you mean “{near}”?"),
        None if known.is_empty() => "make one with “guidepost new guide”".to_owned(),
        None => format!("there are: {}", shown(guides)),
    };
    Err(ScaffoldFault::request(format!("there is no guide “{name}”"), help))
}

/// The nearest guide that a folder lies in.
fn around(guides: &BTreeSet<String>, site: &Path, folder: &Path) -> Option<String> {
    let below = disk::existing(folder)
        .ok()?
        .strip_prefix(disk::existing(site).ok()?)
        .ok()?
        .to_str()?
        .replace('\\', "/");
    let path = SourcePath::new(format!("{below}/x"));
    std::iter::successors(Some(path.folder()), |folder| folder.rsplit_once('/').map(|(above, _)| above))
        .find(|folder| guides.contains(*folder))
        .map(str::to_owned)
}

fn short(guide: &str) -> &str {
    guide.strip_prefix("content/").unwrap_or(".")
}

fn shown(guides: &BTreeSet<String>) -> String {
    guides.iter().map(|guide| format!("“{}”", short(guide))).collect::<Vec<_>>().join(", ")
}
