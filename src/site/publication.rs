//! Which Markdown files are published, and why.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::path::{SourcePath, Url};

/// Whether a Markdown file is published on the day of the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The file.
    pub path: SourcePath,
    /// The address it has or would have.
    pub url: Url,
    /// Its title; its name, if it has none.
    pub title: String,
    /// Whether it is part of the site.
    pub published: bool,
    /// Why, in words for people.
    pub why: String,
}

/// The state of one file or guide by its own head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Part of the site.
    Published(Cow<'static, str>),
    /// Not part of the site, unless drafts are asked for.
    Withheld(Cow<'static, str>),
}

impl State {
    /// The state that `draft` and `date` give on the day `today`: the day itself is published.
    pub(super) fn of(draft: bool, date: Option<Date>, today: Date) -> Self {
        match date {
            _ if draft => Self::Withheld(Cow::Borrowed("it is a draft")),
            Some(date) if date.day() > today.day() => {
                Self::Withheld(format!("its date, {date}, is still to come").into())
            }
            Some(date) => Self::Published(format!("since {date}").into()),
            None => Self::Published(Cow::Borrowed("it is no draft and has no date")),
        }
    }

    /// The state of a part: its guide's, if that is withheld.
    pub(super) fn below(self, guide: &Self) -> Self {
        match guide {
            Self::Withheld(why) => Self::Withheld(format!("its guide is not published: {why}").into()),
            Self::Published(_) => self,
        }
    }

    /// Why, in words for people.
    pub fn why(&self) -> &str {
        match self {
            Self::Published(why) | Self::Withheld(why) => why,
        }
    }

    pub(super) fn is_published(&self) -> bool {
        matches!(self, Self::Published(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_itself_is_published() {
        let day = |text: &str| Date::parse(text).unwrap();
        let today = day("2026-11-22");
        assert!(State::of(false, Some(today), today).is_published());
        assert!(!State::of(false, Some(day("2026-11-23")), today).is_published());
        assert!(!State::of(true, None, today).is_published());
    }
}
