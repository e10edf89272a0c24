//! `reminder.ics`: a date with oneself that comes back (RFC 5545).

use jiff::Span;
use jiff::civil;

use crate::date::Date;
use crate::digest::Digest;
use crate::front_matter::{Every, Reminder, Weekday};

/// The longest line, in bytes, its end not counted (RFC 5545, section 3.1).
const LONGEST_LINE: usize = 75;

/// Where a reminder belongs.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// The guide's title.
    pub guide: &'a str,
    /// The action page's absolute address, or its address from the site's root if nobody knows more.
    pub address: &'a str,
    /// The site's language.
    pub language: &'a str,
    /// The build's date: the reminder begins on the first fitting day after it.
    pub date: Date,
}

/// The calendar file.
///
/// Times are the reader's own (“floating”), whatever the time zone. A discreet reminder holds the author's title
/// for it and nothing else: neither the guide's name nor an address.
pub fn reminder_ics(reminder: &Reminder, occasion: &Occasion<'_>) -> String {
    let uid = Digest::of_parts([occasion.address.as_bytes(), reminder.title.as_bytes()]);
    let today = occasion.date.day();
    let (hour, minute) = reminder.time;
    let start = format!("{}T{hour:02}{minute:02}00", compact(first_day(reminder, today)));
    let rule = match reminder.every {
        Every::Day => "FREQ=DAILY".to_owned(),
        Every::Week => format!("FREQ=WEEKLY;BYDAY={}", day_name(reminder.day)),
    };
    let title = text(&reminder.title);
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//guidepost//reminder//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{uid}@guidepost"),
        format!("DTSTAMP:{}T000000Z", compact(today)),
        format!("DTSTART:{start}"),
        format!("DURATION:PT{}M", reminder.minutes.max(1)),
        format!("RRULE:{rule}"),
        format!("SUMMARY{}:{title}", language(occasion.language)),
    ];
    if reminder.discreet {
        lines.push("CLASS:PRIVATE".to_owned());
    } else {
        lines.push(format!("DESCRIPTION{}:{}", language(occasion.language), text(occasion.guide)));
        if occasion.address.contains("://") {
            lines.push(format!("URL:{}", occasion.address));
        }
    }
    lines.extend([
        "TRANSP:TRANSPARENT".to_owned(),
        "BEGIN:VALARM".to_owned(),
        "ACTION:DISPLAY".to_owned(),
        format!("DESCRIPTION:{title}"),
        "TRIGGER:PT0S".to_owned(),
        "END:VALARM".to_owned(),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ]);
    lines.iter().fold(String::with_capacity(700), |mut file, line| {
        fold(line, &mut file);
        file
    })
}

/// The first day after today on which it takes place; the last day there is has none after it.
fn first_day(reminder: &Reminder, today: civil::Date) -> civil::Date {
    let wait = match reminder.every {
        Every::Day => 1,
        Every::Week => {
            let day = match reminder.day {
                Weekday::Monday => 0,
                Weekday::Tuesday => 1,
                Weekday::Wednesday => 2,
                Weekday::Thursday => 3,
                Weekday::Friday => 4,
                Weekday::Saturday => 5,
                Weekday::Sunday => 6,
            };
            (day - i64::from(today.weekday().to_monday_zero_offset()) + 6).rem_euclid(7) + 1
        }
    };
    today.saturating_add(Span::new().days(wait))
}

fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

fn compact(day: civil::Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

fn language(language: &str) -> String {
    let is_tag =
        !language.is_empty() && language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if is_tag { format!(";LANGUAGE={language}") } else { String::new() }
}

/// A value of the type TEXT (RFC 5545, section 3.3.11), on one line and without control characters.
fn text(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 8);
    for char in value.trim().chars() {
        match char {
            '\\' => text.push_str("\\\\"),
            ';' => text.push_str("\\;"),
            ',' => text.push_str("\\,"),
            '\n' => text.push_str("\\n"),
            char if char.is_control() => {}
            char => text.push(char),
        }
    }
    text
}

/// Adds a line, folded between characters so that no piece is too long.
fn fold(line: &str, file: &mut String) {
    let mut length = 0;
    for char in line.chars() {
        if length + char.len_utf8() > LONGEST_LINE {
            file.push_str("\r\n ");
            length = 1;
        }
        file.push(char);
        length += char.len_utf8();
    }
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reminder(title: &str) -> Reminder {
        Reminder {
            title: title.to_owned(),
            every: Every::Week,
            day: Weekday::Sunday,
            time: (19, 5),
            minutes: 30,
            discreet: true,
        }
    }

    fn file(reminder: &Reminder, date: &str) -> String {
        let date = Date::parse(date).unwrap();
        let address = "https://x.org/rebuilding-trust/act/";
        reminder_ics(reminder, &Occasion { guide: "Rebuilding Trust", address, language: "en", date })
    }

    /// The unfolded lines (RFC 5545, section 3.1).
    fn lines(file: &str) -> Vec<String> {
        file.replace("\r\n ", "").split_terminator("\r\n").map(ToOwned::to_owned).collect()
    }

    #[test]
    fn a_whole_file() {
        let file = file(&reminder("Check-in"), "2026-11-22");
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//guidepost//reminder//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            "UID:*",
            "DTSTAMP:20261122T000000Z",
            "DTSTART:20261129T190500",
            "DURATION:PT30M",
            "RRULE:FREQ=WEEKLY;BYDAY=SU",
            "SUMMARY;LANGUAGE=en:Check-in",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Check-in",
            "TRIGGER:PT0S",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
        ];
        let lines = lines(&file);
        assert_eq!(lines.len(), expected.len());
        for (line, expected) in lines.iter().zip(expected) {
            assert!(line == expected || expected == "UID:*" && line.starts_with("UID:"), "{line}");
        }
    }

    #[test]
    fn the_day_after() {
        for (day, start) in
            [("2026-11-21", "20261122"), ("2026-11-22", "20261129"), ("2026-11-23", "20261129")]
        {
            assert!(file(&reminder("x"), day).contains(&format!("DTSTART:{start}T")), "{day}");
        }
        let daily = Reminder { every: Every::Day, ..reminder("x") };
        assert!(file(&daily, "2026-12-31").contains("DTSTART:20270101T"));
        assert!(file(&daily, "2026-12-31").contains("RRULE:FREQ=DAILY\r\n"));
        file(&daily, "9999-12-31");
    }

    #[test]
    fn discreet_or_not() {
        let discreet = file(&reminder("Check-in"), "2026-11-22");
        assert!(!discreet.to_lowercase().contains("trust") && !discreet.contains("x.org"));
        let open = file(&Reminder { discreet: false, ..reminder("Check-in") }, "2026-11-22");
        assert!(lines(&open).contains(&"DESCRIPTION;LANGUAGE=en:Rebuilding Trust".to_owned()));
        assert!(lines(&open).contains(&"URL:https://x.org/rebuilding-trust/act/".to_owned()));
    }

    proptest! {
        #[test]
        fn any_title_gives_a_file(title in any::<String>()) {
            let file = file(&reminder(&title), "2026-11-22");
            prop_assert!(file.ends_with("END:VCALENDAR\r\n"));
            for line in file.split_terminator("\r\n") {
                prop_assert!(line.len() <= LONGEST_LINE && !line.contains(['\r', '\n']));
            }
            let summary = lines(&file).into_iter().find(|line| line.starts_with("SUMMARY")).unwrap();
            let read = summary["SUMMARY;LANGUAGE=en:".len()..]
                .replace("\\\\", "\0").replace("\\;", ";").replace("\\,", ",").replace("\\n", "\n").replace('\0', "\\");
            let meant: String = title.trim().chars().filter(|char| *char == '\n' || !char.is_control()).collect();
            prop_assert_eq!(read, meant);
        }
    }
}
