//! `page.comments`: the notice, other ways to answer, and what was said.

use tera::Value;

use super::head::date;
use super::{Viewer, label_and_url, map};
use crate::archive::{Archive, Comment};
use crate::config::CommentStatus;
use crate::site::{Comments, Guide};

impl Viewer {
    /// The comments section of a page; nothing with `off`.
    pub(super) fn comments(&self, comments: &Comments, guide: &Guide) -> Value {
        let status = match comments.status {
            CommentStatus::Off => return Value::none(),
            CommentStatus::Open => "open",
            CommentStatus::Closed => "closed",
        };
        let empty = Archive::default();
        let archive = guide.archive.as_ref().unwrap_or(&empty);
        let instead = comments.instead.iter().map(|entry| label_and_url(&entry.label, &entry.to));
        map([
            ("status", status.into()),
            ("text", comments.closed_text.clone().unwrap_or_else(|| self.word("comments_closed")).into()),
            ("closed_on", date(comments.closed_on)),
            ("reason", comments.reason.clone().unwrap_or_default().into()),
            ("instead", instead.collect::<Vec<_>>().into()),
            ("count", archive.count().into()),
            ("thread", archive.threads.iter().map(comment).collect::<Vec<_>>().into()),
        ])
    }
}

fn comment(entry: &Comment) -> Value {
    map([
        ("id", entry.id.value.as_str().into()),
        ("author", entry.author.as_str().into()),
        ("author_url", entry.author_url.as_str().into()),
        ("initials", initials(&entry.author).into()),
        ("owner", entry.owner.into()),
        ("date", entry.date.to_string().into()),
        ("date_time", entry.date.rfc3339().into()),
        ("html", Value::safe_string(&entry.html)),
        ("deleted", entry.deleted.into()),
        (
            "answers",
            entry.answers.as_ref().map_or_else(Value::none, |answered| {
                map([("id", answered.id.as_str().into()), ("author", answered.author.as_str().into())])
            }),
        ),
        ("replies", entry.replies.iter().map(comment).collect::<Vec<_>>().into()),
    ])
}

/// The first letters of the first and the last word of a name.
fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let first = words.first().and_then(|word| word.chars().next());
    let last = if words.len() > 1 { words.last().and_then(|word| word.chars().next()) } else { None };
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_of_names() {
        assert_eq!(initials("Ana"), "A");
        assert_eq!(initials("ana maría lópez"), "AL");
        assert_eq!(initials(""), "");
    }
}
