//! Strings in several languages.

use super::*;

const ENGLISH: &str = "date_format: \"{day} {month} {year}\"
months: [January, February, March, April, May, June, July, August, September, October, November, December]
duration_minutes: { one: \"{n} minute\", other: \"{n} minutes\" }
duration_hours: { one: \"{n} hour\", other: \"{n} hours\" }
duration_both: \"{hours} {minutes}\"
step_of: \"Step {n} of {total}\"
steps: { one: \"{n} step\", other: \"{n} steps\" }
home: Home
";

fn site() -> Site {
    Site::new().with("strings/en.yaml", ENGLISH)
}

#[test]
fn english_words() {
    let strings = site().sound().strings;
    assert_eq!(strings.fill("steps", &[("n", "1")]).unwrap(), "1 step");
    assert_eq!(strings.fill("step_of", &[("n", "1"), ("total", "5")]).unwrap(), "Step 1 of 5");
    assert_eq!(strings.date("2026-11-01").unwrap(), "1 November 2026");
    assert_eq!(strings.date("2019-03-05T23:30:00-02:00").unwrap(), "6 March 2019");
    assert_eq!(strings.duration(95).unwrap(), "1 hour 35 minutes");
    assert_eq!(strings.duration(120).unwrap(), "2 hours");
    assert_eq!(strings.duration(1).unwrap(), "1 minute");
    assert_eq!(strings.word("home"), "Home");
    assert_eq!(strings.word("nothing"), "nothing");
    assert!(strings.date("").is_err());
    for (key, arguments) in [("step_of", [("n", "1")]), ("steps", [("m", "1")]), ("hme", [("n", "1")])] {
        assert!(strings.fill(key, &arguments).is_err(), "{key}");
    }
}

#[test]
fn a_region_falls_back_on_its_language_and_that_on_english() {
    let site = site()
        .with("strings/pt.yaml", &ENGLISH.replace("home: Home", "home: Casa").replace("step\"", "etapa\""))
        .with("strings/pt-BR.yaml", "home: Início")
        .language("pt-br");
    let strings = site.sound().strings;
    assert_eq!(strings.word("home"), "Início");
    assert_eq!(strings.fill("steps", &[("n", "0")]).unwrap(), "0 etapa");
}

#[test]
fn a_language_without_strings_is_told_once() {
    let faults = site().language("nl").faults();
    assert!(faults[0].starts_with("language-without-strings content/site.yaml:1:1"));
    assert_eq!(faults.len(), 1);
    assert_eq!(site().language("nl").load().0.unwrap().strings.word("home"), "Home");
}

#[test]
fn english_strings_count_as_english_does() {
    let strings = site().with("strings/ja.yaml", "home: 家").language("ja").load().0.unwrap().strings;
    assert_eq!(strings.fill("steps", &[("n", "1")]).unwrap(), "1 step");
}

#[test]
fn translations_are_compared_with_english() {
    let polish =
        "step_of: \"Krok {n} z {totl}\"\nsteps: { one: \"{n} krok\", other: \"{n} kroku\" }\nhme: Dom\n";
    let faults = site().with("strings/pl.yaml", polish).language("pl").faults();
    assert_eq!(
        faults,
        [
            "missing-string test/strings/pl.yaml:1:1 these strings are missing, so English is shown: date_format, duration_both, duration_hours, duration_minutes, home, months",
            "different-placeholder test/strings/pl.yaml:1:1 the English string “step_of” has no placeholder {totl} (did you mean “total”?)",
            "different-placeholder test/strings/pl.yaml:1:1 the string “step_of” lacks the placeholder {total} of the English one",
            "missing-plural test/strings/pl.yaml:2:1 the string “steps” lacks plural forms of its language: few, many",
            "unknown-string test/strings/pl.yaml:3:1 there is no English string “hme”, so this one is never used (did you mean “home”?)",
        ]
    );
}

#[test]
fn languages_that_the_site_does_not_use_are_checked_for_themselves_only() {
    assert_eq!(site().with("strings/pl.yaml", "home: Dom").faults(), [""; 0]);
    let faults = site()
        .with("strings/pl.yaml", "home: 3\nsteps: { ones: x }\nmonths: [a]\na: \"{ n }\"\nb: []")
        .faults();
    assert_eq!(
        faults,
        [
            "wrong-string test/strings/pl.yaml:1:7 the string “home” must be a text (put it in quotes)",
            "wrong-string test/strings/pl.yaml:2:8 the string “steps” lacks the plural form “other” (it is used wherever no other form fits)",
            "wrong-string test/strings/pl.yaml:2:10 “ones” is no plural form (did you mean “one”?)",
            "wrong-string test/strings/pl.yaml:3:9 “months” has 1 names and must have twelve",
            "stray-brace test/strings/pl.yaml:4:4 a brace in “a” belongs to no placeholder (a placeholder is a name in braces, such as {n})",
            "wrong-string test/strings/pl.yaml:5:4 the string “b” must be a text (a string is a text, or a map of plural forms)",
        ]
    );
    let named = site().with("strings/polish.yaml", "").faults();
    assert!(named[0].starts_with("unused-file test/strings/polish.yaml:1:1"));
}

#[test]
fn a_theme_that_adds_strings_translates_them_too() {
    let site = site()
        .with("strings/de.yaml", &ENGLISH.replace("Home", "Startseite"))
        .file("themes/child/theme.yaml", "name: child\napi: 1\nextends: test\n")
        .file("themes/child/strings/en.yaml", "extra: Extra\n")
        .theme("child")
        .language("de");
    let fault = "missing-string child/strings/en.yaml:1:1 these strings have no translation into “de”: extra";
    assert_eq!(site.faults(), [fault]);
    assert_eq!(site.load().0.unwrap().strings.word("home"), "Startseite");
}
