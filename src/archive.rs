//! `comments.yaml`: the comments a guide once had, kept as data.
//!
//! What strangers wrote is not trusted: it is bounded first, reduced to a few elements without attributes, and
//! cleaned by an allow-list. What would betray a commenter is refused, not dropped, so that it does not stay in
//! a file that others can read.

mod clean;
mod comment;
mod markdown;
mod reduce;
mod thread;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::diagnostic::{Diagnostic, Placed};
use crate::text::Text;
use crate::yaml::{self, Faults, Limits, Node, Value};

/// The comments of a guide: roots with their replies, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Whom it answers, where that is not the comment it stands in: replies stand in each other to a bounded depth.
    pub answers: Option<Answered>,
    /// The answers to it, oldest first.
    pub replies: Vec<Comment>,
}

/// The comment that one answers from beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Its id.
    pub id: String,
    /// Who said it; empty, if it was deleted.
    pub author: String,
}

/// Reads an archive, and reports every fault in it. A comment with an error is left out.
pub fn read(text: &Text) -> (Archive, Vec<Diagnostic>) {
    let (node, faults) = yaml::parse_within(text, 0..text.as_str().len(), Limits::ARCHIVE);
    let faults = Faults::from(faults);
    let comments = match node {
        Some(Node { value: Value::List(items), .. }) => comment::read_all(&items, &faults),
        Some(Node { value: Value::Null, .. }) | None => Vec::new(),
        Some(Node { place, .. }) => {
            let message = "an archive of comments should be a list, and is none";
            faults.error(
                "wrong-type",
                place,
                message,
                "begin each comment with “- id: …”, and indent its other keys",
            );
            Vec::new()
        }
    };
    let threads = thread::weave(comments, &faults);
    (Archive { threads }, faults.into_vec())
}
