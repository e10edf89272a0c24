//! Calendar dates, as an author writes them.

use std::fmt;

use jiff::civil;
use serde::{Deserialize, Serialize};

/// A day, with the moment in it if one was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Date {
    day: civil::Date,
    moment: Option<jiff::Timestamp>,
}

impl Date {
    /// A date such as `2026-11-22`, or a moment of RFC 3339 such as `2026-11-22T10:00:00Z`.
    ///
    /// The day of a moment is the one it has in UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() == 10 {
            return Some(Self { day: text.parse().ok()?, moment: None });
        }
        let moment: jiff::Timestamp = text.parse().ok()?;
        Some(Self { day: moment.to_zoned(jiff::tz::TimeZone::UTC).date(), moment: Some(moment) })
    }

    /// The day that a count of seconds since 1970 falls on, in UTC.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        let moment = jiff::Timestamp::from_second(seconds).ok()?;
        Some(Self { day: moment.to_zoned(jiff::tz::TimeZone::UTC).date(), moment: None })
    }

    /// The day.
    pub fn day(&self) -> civil::Date {
        self.day
    }

    /// The day some days later; the last day there is, if that is later still.
    pub fn plus_days(&self, days: u32) -> Self {
        let day = self.day.saturating_add(jiff::Span::new().days(i64::from(days.min(3_000_000))));
        Self { day, moment: None }
    }

    /// As RFC 3339 in UTC; a day without a moment begins at midnight.
    pub fn rfc3339(&self) -> String {
        match self.moment {
            Some(moment) => moment.to_string(),
            None => format!("{}T00:00:00Z", self.day),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.day.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms() {
        assert_eq!(Date::parse("2026-11-22").unwrap().to_string(), "2026-11-22");
        let moment = Date::parse("2026-11-22T23:30:00-02:00").unwrap();
        assert_eq!(moment.to_string(), "2026-11-23");
        assert_eq!(moment.rfc3339(), "2026-11-23T01:30:00Z");
        for bad in ["", "2026-13-01", "22.11.2026", "2026-11-22T10:00", "yesterday"] {
            assert!(Date::parse(bad).is_none(), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_date_or_none(text in proptest::prop_oneof!["[-+0-9TZ: .]{8,30}", proptest::prelude::any::<String>()]) {
            if let Some(date) = Date::parse(&text) {
                let again = Date::parse(&date.rfc3339());
                proptest::prop_assert_eq!(again.map(|date| date.day()), Some(date.day()));
            }
        }
    }

    #[test]
    fn no_date_is_too_late() {
        let last = Date::parse("9999-12-31").unwrap();
        assert_eq!(last.plus_days(u32::MAX), last);
        assert_eq!(Date::parse("2026-11-22").unwrap().plus_days(14).to_string(), "2026-12-06");
    }
}
