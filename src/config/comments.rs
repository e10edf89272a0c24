//! Settings for comments: of the site, and overridden by a guide or a part.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::diagnostic::{Place, Placed};

/// Whether readers can comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommentStatus {
    /// Elsewhere, by one of the alternatives.
    Open,
    /// No more; a notice says so.
    Closed,
    /// Nothing is said about comments.
    Off,
}

/// What was set about comments at one level; what is not set comes from the level above.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentSettings {
    /// Where the settings stand.
    pub place: Option<Place>,
    /// `status`.
    pub status: Option<CommentStatus>,
    /// `close_after_days`, counted from the guide's date: open through that day.
    pub close_after_days: Option<u32>,
    /// `closed_text`, word for word.
    pub closed_text: Option<String>,
    /// `closed_on`.
    pub closed_on: Option<Date>,
    /// `reason`.
    pub reason: Option<String>,
    /// `instead`: other ways to answer.
    pub instead: Option<Vec<Alternative>>,
}

/// Another way to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// What the link says.
    pub label: String,
    /// An e-mail address, or a source file or URL.
    pub target: AlternativeTarget,
}

/// Where an alternative leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlternativeTarget {
    /// `mail`: an e-mail address.
    Mail(String),
    /// `to`: a source file or URL.
    Link(Placed<String>),
}
