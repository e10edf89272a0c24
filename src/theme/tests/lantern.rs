//! The default theme, as it lies in the executable.

use super::super::builtin::FILES;
use super::*;

/// A site that has the default theme in its folder, so that it is checked as an author's own.
fn own_lantern() -> Site {
    FILES.iter().fold(Site::new().theme("lantern"), |site, (path, bytes)| {
        site.bytes(&format!("themes/lantern/{path}"), bytes)
    })
}

#[test]
fn it_has_no_fault_in_any_of_its_languages() {
    let languages: Vec<&'static str> =
        FILES.iter().filter_map(|(path, _)| path.strip_prefix("strings/")?.strip_suffix(".yaml")).collect();
    assert_eq!(languages, ["ar", "de", "en", "es", "fr"]);
    for language in languages {
        assert_eq!(own_lantern().language(language).faults(), [""; 0], "{language}");
    }
}

#[test]
fn a_site_needs_no_folder_for_it() {
    let without = Site::new().theme("lantern").sound();
    assert!(without.renders());
    assert_eq!(without.digest, own_lantern().sound().digest);
    assert_eq!(
        Site::new().theme("lantern").language("de").sound().strings.date("2026-03-01").unwrap(),
        "1. März 2026"
    );
}

#[test]
fn a_folder_of_the_same_name_is_used_whole() {
    let site = Site::new().theme("lantern").file("themes/lantern/theme.yaml", "name: lantern\napi: 1\n");
    assert!(site.faults()[0].starts_with("missing-template lantern/theme.yaml:1:1"));
}

#[test]
fn a_theme_can_extend_it() {
    let site = Site::new()
        .theme("child")
        .file("themes/child/theme.yaml", "name: child\napi: 1\nextends: lantern\n")
        .file("themes/child/strings/en.yaml", "home: Start\n");
    assert_eq!(site.sound().strings.word("home"), "Start");
    assert_eq!(site.sound().strings.word("worksheet"), "Worksheet");
}

#[test]
fn it_has_every_word_that_the_core_uses() {
    let strings = Site::new().theme("lantern").sound().strings;
    for key in [
        "alert_caution",
        "alert_important",
        "alert_note",
        "alert_tip",
        "alert_warning",
        "alias_moved",
        "all_title",
        "comments_closed",
        "footnote_back",
        "footnotes",
        "not_found_title",
        "policy_title",
        "table",
        "worksheet_title",
    ] {
        assert_ne!(strings.word(key), key);
    }
    assert!(strings.fill("tag_title", &[("tag", "x")]).is_ok());
    assert!(strings.fill("mail_subject", &[("title", "x")]).is_ok());
}
