//! The date of a build: the one thing that is read from the clock or the environment.

use super::stop::Stop;
use crate::date::Date;

/// Reads a date on the command line.
pub(super) fn parse_date(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "expected a date such as 2026-11-22".to_owned())
}

/// The time of day.
#[expect(clippy::disallowed_methods, reason = "to know which files changed just before they were read")]
pub(super) fn now() -> std::time::SystemTime {
    std::time::SystemTime::now()
}

/// The date that was given, else that of `SOURCE_DATE_EPOCH` (reproducible-builds.org), else today in UTC.
#[expect(clippy::disallowed_methods, reason = "the one place that reads clock and environment for a build")]
pub(super) fn date(given: Option<Date>) -> Result<Date, Stop> {
    if let Some(date) = given {
        return Ok(date);
    }
    if let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH") {
        return of_epoch(&epoch.to_string_lossy());
    }
    let now = now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    of_seconds(i64::try_from(now.as_secs()).ok())
        .ok_or_else(|| Stop::machine("the clock of this computer shows no possible date"))
}

fn of_epoch(epoch: &str) -> Result<Date, Stop> {
    of_seconds(epoch.trim().parse().ok()).ok_or_else(|| {
        Stop::usage(
            format!("SOURCE_DATE_EPOCH is “{epoch}”, and should be a number of seconds since 1970"),
            "set it right or unset it, or give --date",
        )
    })
}

fn of_seconds(seconds: Option<i64>) -> Option<Date> {
    Date::from_unix_seconds(seconds?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epochs() {
        assert_eq!(of_epoch("1795305600").unwrap().to_string(), "2026-11-22");
        for bad in ["", "soon", "99999999999999999999", "9223372036854775807"] {
            assert!(of_epoch(bad).unwrap_err().message.contains(bad), "{bad}");
        }
    }
}
