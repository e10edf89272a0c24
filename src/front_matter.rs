//! The YAML head of a Markdown file, checked against what a guide, a part or a page may say.

mod action;
mod address;
mod call;
mod common;
mod head;
mod label;
mod misplaced;
mod read;
mod safety;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::config::{Author, CommentSettings};
use crate::date::Date;
use crate::diagnostic::{Place, Placed};

pub use action::{
    Action, ActionMeta, ActionTarget, Every, Field, FieldKind, Form, PlanSentence, Reminder, Safety,
    SafetyLink, Weekday,
};
pub use head::{Head, split};
pub use read::{guide, page, part};

/// What the head of every Markdown file may say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Common {
    /// Where the head begins.
    pub place: Place,
    /// Whether the head could not be read at all: what is below is then not the author's word.
    pub broken: bool,
    /// `title`; the first heading, if none is set.
    pub title: Option<Placed<String>>,
    /// `slug`: one segment of the address.
    pub slug: Option<Placed<String>>,
    /// `aliases`: addresses from the root that lead here.
    pub aliases: Vec<Placed<String>>,
    /// `draft`.
    pub draft: bool,
    /// `image`: the path of a file in `content`, from the page's folder or, with a slash, from `content` itself.
    pub image: Option<Placed<String>>,
}

/// The head of a guide's `index.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideMeta {
    /// What every head has.
    pub common: Common,
    /// `description`, one sentence; may be empty.
    pub description: String,
    /// `date` of publication.
    pub date: Option<Date>,
    /// `updated`.
    pub updated: Option<Date>,
    /// `author`; the site's, if none is set.
    pub author: Option<Author>,
    /// `tags`.
    pub tags: Vec<Placed<String>>,
    /// `comments`.
    pub comments: CommentSettings,
    /// `time` in minutes; the sum of the parts, if none is set.
    pub time: Option<u32>,
}

/// What a part of a guide is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PartKind {
    /// One of the counted steps.
    Step,
    /// Final thoughts.
    Closing,
    /// The call to action.
    Action,
}

/// The head of a numbered file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartMeta {
    /// What every head has.
    pub common: Common,
    /// `summary`, one sentence; may be empty.
    pub summary: String,
    /// `kind`, a step by default.
    pub kind: PartKind,
    /// `time` in minutes.
    pub time: Option<u32>,
    /// `comments`.
    pub comments: CommentSettings,
    /// `action`: the one quiet action of a step.
    pub action: Option<Action>,
    /// What only an action page says.
    pub call: Option<Box<ActionMeta>>,
}

/// The head of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageMeta {
    /// What every head has.
    pub common: Common,
    /// `description`, one sentence; may be empty.
    pub description: String,
    /// `date` of publication.
    pub date: Option<Date>,
    /// `template`: another of the theme's templates.
    pub template: Option<Placed<String>>,
}
