//! Whether a guide can be commented, after site, guide and part have had their say.

use crate::config::{Alternative, CommentSettings, CommentStatus};
use crate::date::Date;
use crate::diagnostic::Diagnostic;

use super::Link;

/// What is said about comments on one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comments {
    /// Open, closed or off on the day of the build.
    pub status: CommentStatus,
    /// The author's notice, word for word; the theme's, if none is set.
    pub closed_text: Option<String>,
    /// Since when they are closed.
    pub closed_on: Option<Date>,
    /// Why.
    pub reason: Option<String>,
    /// Other ways to answer, as written.
    pub alternatives: Vec<Alternative>,
    /// Other ways to answer, with their addresses.
    pub instead: Vec<Link>,
}

/// Settings of one level over those of the level above.
pub(super) fn over(above: &CommentSettings, own: &CommentSettings) -> CommentSettings {
    CommentSettings {
        place: own.place.clone().or_else(|| above.place.clone()),
        status: own.status.or(above.status),
        close_after_days: own.close_after_days.or(above.close_after_days),
        closed_text: own.closed_text.clone().or_else(|| above.closed_text.clone()),
        closed_on: own.closed_on.or(above.closed_on),
        reason: own.reason.clone().or_else(|| above.reason.clone()),
        instead: own.instead.clone().or_else(|| above.instead.clone()),
    }
}

/// What the settings mean for a guide of `date` on the day `today`.
///
/// Nobody said anything: off, or closed where there is an archive. Open through `date` plus `close_after_days`.
pub(super) fn settle(
    settings: &CommentSettings,
    has_archive: bool,
    date: Option<Date>,
    today: Date,
) -> (Comments, Option<Diagnostic>) {
    let silent = if has_archive { CommentStatus::Closed } else { CommentStatus::Off };
    let last_day = date.zip(settings.close_after_days).map(|(date, days)| date.plus_days(days));
    let over = last_day.is_some_and(|last| today.day() > last.day());
    let status = match settings.status.unwrap_or(silent) {
        CommentStatus::Open if over => CommentStatus::Closed,
        status => status,
    };
    let alternatives = settings.instead.clone().unwrap_or_default();
    let closed_by_time = over.then(|| last_day.map(|last| last.plus_days(1))).flatten();
    let fault = (status == CommentStatus::Open && alternatives.is_empty()).then(|| settings.place.clone()).flatten().map(|place| {
        Diagnostic::error("comments-without-a-way", place, "comments are open, but there is no way to send one")
            .help("add “instead:” with at least one entry, such as “{ label: Reply by e-mail, mail: me@example.org }”, or set “status: closed”")
    });
    let comments = Comments {
        status,
        closed_text: settings.closed_text.clone(),
        closed_on: settings.closed_on.or(closed_by_time),
        reason: settings.reason.clone().filter(|reason| !reason.is_empty()),
        alternatives,
        instead: Vec::new(),
    };
    (comments, fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn m14_open_through_the_last_day() {
        let settings = CommentSettings {
            status: Some(CommentStatus::Open),
            close_after_days: Some(14),
            ..CommentSettings::default()
        };
        let status = |today| settle(&settings, false, Some(date("2026-11-01")), date(today)).0.status;
        assert_eq!(status("2026-11-15"), CommentStatus::Open);
        assert_eq!(status("2026-11-16"), CommentStatus::Closed);
    }

    #[test]
    fn silence_means_off_or_closed_with_an_archive() {
        let silent = CommentSettings::default();
        assert_eq!(settle(&silent, false, None, date("2026-11-22")).0.status, CommentStatus::Off);
        assert_eq!(settle(&silent, true, None, date("2026-11-22")).0.status, CommentStatus::Closed);
    }
}
