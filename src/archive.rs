//! `comments.yaml`: the comments a guide once had, kept as data.

use crate::date::Date;
use crate::diagnostic::Placed;

/// The comments of a guide: roots with their replies, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// The comments that answer no other.
    pub threads: Vec<Comment>,
}

impl Archive {
    /// How many comments there are, deleted ones not counted.
    pub fn count(&self) -> usize {
        fn count(comments: &[Comment]) -> usize {
            comments.iter().map(|comment| usize::from(!comment.deleted) + count(&comment.replies)).sum()
        }
        count(&self.threads)
    }
}

/// One comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Unique in the archive.
    pub id: Placed<String>,
    /// Who said it.
    pub author: String,
    /// The author's own site, if it is one of `http` or `https`.
    pub author_url: String,
    /// Whether the guide's author said it.
    pub owner: bool,
    /// When.
    pub date: Date,
    /// What was said, as clean HTML; empty, if it was deleted.
    pub html: String,
    /// Whether it was deleted.
    pub deleted: bool,
    /// The answers to it, oldest first.
    pub replies: Vec<Comment>,
}
