//! The whole site, in order and with addresses.

mod addresses;
mod assemble;
mod comments;
mod fill;
mod folders;
mod heads;
mod images;
mod links;
mod order;
pub mod policy;
mod publication;
mod safety;
mod tips;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::archive::Archive;
use crate::config::{Config, Mode};
use crate::date::Date;
use crate::diagnostic::Placed;
use crate::front_matter::{GuideMeta, PageMeta, PartKind, PartMeta};
use crate::markdown::Document;
use crate::path::{SourcePath, Url};

pub use addresses::Owner;
pub use assemble::{Given, assemble};
pub use comments::Comments;
pub use heads::{Deed, Does};
pub use images::Size;
pub use links::{Aim, Fragment, Resolved, is_foreign};
pub use publication::Publication;

/// The model of a site: what is published, in order.
#[derive(Debug)]
pub struct Site {
    /// The settings.
    pub config: Config,
    /// The date of the build.
    pub date: Date,
    /// The guides, by the path of their overview.
    pub guides: Vec<Guide>,
    /// The pages, by path.
    pub pages: Vec<Page>,
    /// Files published as they are, by path.
    pub files: BTreeMap<SourcePath, File>,
    /// Tags by the segment of their address.
    pub tags: BTreeMap<String, Tag>,
    /// Who answers at each address.
    pub owners: BTreeMap<Url, Owner>,
    /// Of every Markdown file, whether it is published, and why.
    pub publications: Vec<Publication>,
    /// What every source path leads to.
    pub aims: BTreeMap<SourcePath, Aim>,
    /// The links at the top of every page.
    pub menu: Vec<Link>,
    /// Who wrote it.
    pub author: Option<Link>,
    /// The Markdown at the bottom of every page.
    pub footer: Option<(Document, Resolved)>,
    /// What is asked of the reader, after `auto` has been decided.
    pub consent: Mode,
    /// The link from the banner to the policy page.
    pub more: Option<Link>,
    /// What its pages load from elsewhere.
    pub loads: Vec<policy::Load>,
}

impl Site {
    /// Every published page with a Markdown file: pages, then guides with their parts.
    pub fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        let guides = self.guides.iter();
        let of_guides = guides
            .flat_map(|guide| std::iter::once(&guide.leaf).chain(guide.parts.iter().map(|part| &part.leaf)));
        self.pages.iter().map(|page| &page.leaf).chain(of_guides)
    }
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
    pub meta: GuideMeta,
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
    pub meta: PartMeta,
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
    pub meta: PageMeta,
}

/// A file that is published as it is.
#[derive(Clone, Debug)]
pub struct File {
    /// The file.
    pub path: SourcePath,
    /// Its address.
    pub url: Url,
    /// Its size in pixels, if it is an image that tells.
    pub size: Option<Size>,
}

/// A tag and the guides that carry it.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Its name, as first written.
    pub name: String,
    /// Its page's address.
    pub url: Url,
    /// The guides, by their index in the site.
    pub guides: Vec<usize>,
}

/// A label and where it leads: an address from the root, a URL, or nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads; empty for nowhere.
    pub to: String,
}
