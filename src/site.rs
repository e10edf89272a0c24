//! The model: the directory of a site, and its pages and guides assembled one at a time.

mod addresses;
mod assemble;
mod comments;
pub mod directory;
mod folders;
mod heads;
mod images;
mod links;
mod order;
pub mod policy;
mod publication;
mod safety;
mod tips;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::archive::Archive;
use crate::config::Config;
use crate::date::Date;
use crate::diagnostic::Placed;
use crate::front_matter::{GuideMeta, PageMeta, PartKind, PartMeta};
use crate::markdown::Document;
use crate::path::{SourcePath, Url};

pub use assemble::{Assembled, Documents};
pub use comments::Comments;
pub use directory::Directory;
pub use heads::{Deed, Does};
pub use images::{Size, size as image_size};
pub use links::{Aim, Fragment, Resolved};
pub use publication::Publication;

/// A site: its settings, and the directory of what is published.
#[derive(Clone, Debug)]
pub struct Site {
    /// The settings.
    pub config: Config,
    /// The date of the build.
    pub date: Date,
    /// The addresses and the order of its pages.
    pub directory: Arc<Directory>,
    /// The links at the top of every page.
    pub menu: Vec<Link>,
    /// Who wrote it.
    pub author: Option<Link>,
    /// The Markdown at the bottom of every page.
    pub footer: Option<(Document, Resolved)>,
    /// The link from the banner to the policy page.
    pub more: Option<Link>,
}

/// What every page made from a Markdown file has.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The file.
    pub path: SourcePath,
    /// The address.
    pub url: Url,
    /// The title, with its place.
    pub title: Placed<String>,
    /// The body.
    pub document: Arc<Document>,
    /// What fills the document's holes; words of the theme are left to the view.
    pub resolved: Resolved,
    /// The ids of the document's tips, in order, unique in their guide.
    pub tips: Vec<String>,
    /// The picture for social cards.
    pub image: Option<File>,
    /// The old addresses that lead here.
    pub aliases: Vec<Url>,
    /// Whether it is shown only because drafts are.
    pub draft: bool,
}

/// A guide: an overview and its parts in reading order.
#[derive(Debug)]
pub struct Guide {
    /// The overview.
    pub leaf: Leaf,
    /// What its head says.
    pub meta: Arc<GuideMeta>,
    /// The parts after the overview.
    pub parts: Vec<Part>,
    /// The comments it once had.
    pub archive: Option<Archive>,
    /// Whether it can be commented.
    pub comments: Comments,
    /// Its author's name and address, its own or the site's.
    pub author: Option<Link>,
}

impl Guide {
    /// The number of steps.
    pub fn steps(&self) -> usize {
        self.parts.iter().filter(|part| part.kind == PartKind::Step).count()
    }

    /// How long it takes, in minutes; 0, if nobody said.
    pub fn minutes(&self) -> u32 {
        self.meta.time.unwrap_or_else(|| self.parts.iter().filter_map(|part| part.meta.time).sum())
    }

    /// The action page.
    pub fn action(&self) -> Option<&Part> {
        self.parts.iter().find(|part| part.kind == PartKind::Action)
    }

    /// The address of all steps on one page.
    pub fn all_url(&self) -> Url {
        self.leaf.url.child("all")
    }

    /// The address of the worksheet.
    pub fn worksheet_url(&self) -> Url {
        self.leaf.url.child("worksheet")
    }

    /// The address of the action page's calendar file, if it has a reminder.
    pub fn reminder_url(&self) -> Option<Url> {
        let action = self.action()?;
        action.meta.call.as_ref()?.reminder.as_ref()?;
        Some(action.leaf.url.file("reminder.ics"))
    }
}

/// A part of a guide after its overview.
#[derive(Debug)]
pub struct Part {
    /// Its page.
    pub leaf: Leaf,
    /// What its head says.
    pub meta: Arc<PartMeta>,
    /// Step, closing or action.
    pub kind: PartKind,
    /// Which step it is, from 1; 0 for any other part.
    pub number: u32,
    /// Whether it can be commented.
    pub comments: Comments,
    /// What its head asks the reader to do: an action page's actions, or the one quiet action of a step.
    pub deeds: Vec<Deed>,
    /// Where the form's page on privacy is; empty without a form.
    pub privacy: String,
}

impl Part {
    /// What names it in its guide, whatever its place there: the last segment of its address.
    pub fn key(&self) -> &str {
        self.leaf.url.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default()
    }
}

/// A page outside any guide's reading order.
#[derive(Debug)]
pub struct Page {
    /// Its page.
    pub leaf: Leaf,
    /// What its head says.
    pub meta: Arc<PageMeta>,
}

/// A file that is published as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// The file.
    pub path: SourcePath,
    /// Its address.
    pub url: Url,
    /// Its size in pixels, if it is an image that tells.
    pub size: Option<Size>,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// Its name, as first written.
    pub name: String,
    /// Its page's address.
    pub url: Url,
    /// How many guides carry it.
    pub count: usize,
}

/// A label and where it leads: an address from the root, a URL, or nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads; empty for nowhere.
    pub to: String,
}
