use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Diagnostic, Severity};
use crate::path::SourcePath;
use crate::text::Text;
use crate::yaml::tests::{lies_inside, soup};

fn text(yaml: &str) -> Text {
    Text::new(&SourcePath::new("content/site.yaml"), yaml)
}

fn config(yaml: &str) -> Config {
    let (config, faults) = read(&text(yaml));
    assert_eq!(faults, [], "{yaml}");
    config.unwrap()
}

/// What is said, in order of place: `line:column code: message; help`.
fn said(yaml: &str) -> Vec<String> {
    let (_, mut faults) = read(&text(yaml));
    faults.sort_by(|a, b| a.place.cmp(&b.place));
    faults
        .iter()
        .map(|Diagnostic { place, code, message, help, severity }| {
            let warning = if *severity == Severity::Warning { "warning " } else { "" };
            format!("{}:{} {warning}{code}: {message}; {help}", place.line, place.column)
        })
        .collect()
}

#[test]
fn a_title_is_enough() {
    let config = config("title: Waymarks");
    assert_eq!(
        (config.title.as_str(), config.language.as_str(), config.base_url.as_str()),
        ("Waymarks", "en", "")
    );
    assert_eq!((config.theme.value.as_str(), config.consent.keep_days), ("lantern", 180));
    assert_eq!(config.comments, CommentSettings::default());
    assert!(config.author.is_none() && config.menu.is_empty() && config.hosts.is_empty());
}

#[test]
fn a_site_without_settings_lacks_its_title() {
    for yaml in ["", "# nothing yet\n"] {
        let (config, faults) = read(&text(yaml));
        assert!(config.is_some());
        assert_eq!((faults[0].place.line, faults[0].place.column, faults.len()), (1, 1, 1));
        assert_eq!(faults[0].message, "site.yaml needs “title”, and has none");
    }
    assert_eq!(said("Waymarks").len(), 1);
    assert_eq!(
        said("title:Waymarks"),
        [
            "1:1 wrong-type: site.yaml should be a map of keys, and is the text “title:Waymarks”; put a space after the colon"
        ]
    );
}

#[test]
fn every_setting() {
    let config = config(
        "title: 2026\ndescription: ''\nlanguage: de-AT\nbase_url: https://example.org/sub/\ntheme: my_theme\n\
         theme_options: {accent: '#fff', wide: yes}\nauthor: {name: Ana, to: about.md}\nmenu:\n  - {label: Home, to: index.md}\n\
         footer: |\n  Made *here*.\nhosts: [netlify, s3, netlify]\ndeploy: {live: {to: 'ssh://me@example.org/www', keep: [x]}}\n\
         comments:\n  status: open\n  close_after_days: 0\n  closed_text: Over.\n  closed_on: 2025-03-01\n  reason: ''\n  instead:\n    - \
         {label: Write, mail: me@example.org}\n    - {label: Talk, to: 'https://example.org/'}\n",
    );
    assert_eq!((config.title.as_str(), config.base_url.as_str()), ("2026", "https://example.org/sub"));
    assert_eq!(config.theme_options.len(), 2);
    assert_eq!(config.author.unwrap().to.unwrap().value, "about.md");
    assert_eq!(config.menu[0].to.place.line, 9);
    assert_eq!((config.footer.value.as_str(), config.footer.place.line), ("Made *here*.", 11));
    assert_eq!(config.hosts.len(), 2);
    assert!(config.deploy.contains_key("live"));
    let comments = config.comments;
    assert_eq!((comments.status, comments.close_after_days), (Some(CommentStatus::Open), Some(0)));
    assert_eq!((comments.closed_text.as_deref(), comments.reason.as_deref()), (Some("Over."), Some("")));
    let instead = comments.instead.unwrap();
    assert_eq!(instead[0].target, AlternativeTarget::Mail("me@example.org".to_owned()));
    assert!(matches!(&instead[1].target, AlternativeTarget::Link(to) if to.place.column == 25));
}

#[test]
fn the_consent_of_the_specification() {
    let config = config(
        "title: x\nconsent:\n  mode: opt-in\n  text: We ask first.\n  accept: Accept\n  reject: Reject\n  more: {label: Read More, to: cookies.md}\n  \
         keep_days: 90\n  purposes:\n    preferences: {label: Remember, why: So that…, own: [{key: guidepost.progress, keeps: 180 days}]}\n    \
         media: {label: Videos, why: To show them, opt_out: true, exempt: none}\n  services:\n    youtube:\n      \
         match: [youtube.com/embed/, YouTube-NoCookie.com/]\n      purpose: media\n      provider: Google Ireland Ltd\n      \
         privacy: https://policies.google.com/privacy\n      cookies: [{name: VISITOR_INFO1_LIVE, keeps: 6 months}]\n",
    );
    let consent = config.consent;
    assert_eq!((consent.mode, consent.keep_days), (Mode::OptIn, 90));
    assert_eq!(consent.purposes[0].own[0].key, "guidepost.progress");
    assert!(consent.purposes[1].opt_out && consent.purposes[1].exempt.is_some());
    let service = &consent.services[0];
    assert_eq!((service.label.as_str(), service.provider.as_str()), ("Youtube", "Google Ireland Ltd"));
    assert_eq!(service.matches, ["youtube.com/embed/", "youtube-nocookie.com"]);
    assert_eq!(service.cookies[0].keeps, "6 months");
}

#[test]
fn every_fault_of_the_settings_is_said() {
    let yaml = "titel: x\nlanguage: en_GB\nbase_url: example.org\ntheme: ../x\nauthor: [a]\nmenu: {label: a}\nhosts: [netlfy]\n\
                comments:\n  status: shut\n  instead:\n    - {label: a, mail: 'mailto:me@example.org'}\n    - {label: a}\n    - {label: a, mail: a@b.c, to: x}\n  \
                closed: 1\ndeploy:\n  a: {to: x, api_key: hush}\n  b: {keep: [x]}\n  c: {to: 'https://me:hush@example.org'}\n";
    assert_eq!(
        said(yaml),
        [
            "1:1 unknown-key: site.yaml has no key “titel”; did you mean “title”?",
            "2:11 bad-language: “en_GB” is no language tag; write en-GB",
            "3:11 bad-url: “base_url” should say where the site will be served, and is “example.org”: it does not begin with https:// or http://; write it in full, as in https://example.org or https://example.org/guides",
            "4:8 bad-name: “../x” cannot be the name of a theme; write the name of a folder in themes, of letters, digits, hyphens and underscores",
            "5:9 wrong-type: “author” should be a text, and is a list; write the text after the colon",
            "6:7 wrong-type: “menu” should be a list, and is a map of keys; begin each item on its own line with “- ”",
            "7:9 unknown-host: there is no host “netlfy”; did you mean “netlify”?",
            "9:11 unknown-value: “status” cannot be “shut”; it can be one of: open, closed, off",
            "11:24 bad-mail-address: “mailto:me@example.org” is no e-mail address; write it without mailto: me@example.org",
            "12:7 missing-key: an alternative to comments needs “mail” or “to”, and has none; add a line “mail: you@example.org” or “to: https://…”",
            "13:31 two-targets: an alternative to comments has “mail” or “to”, and this one has both; make two entries of it, each with its label",
            "14:3 unknown-key: “comments” has no key “closed”; did you mean “closed_on”?",
            "16:14 credential-in-file: the value of “api_key” is a credential, and does not belong in this file; remove it, withdraw it if this file was shared, and let “deploy” take it from the environment",
            "17:6 missing-key: a target of “deploy” needs “to”, and has none; add a line “to: …”",
            "18:11 credential-in-file: the value of “to” looks like a credential; remove it, withdraw it if this file was shared, and let “deploy” take it from the environment",
        ]
    );
}

#[test]
fn every_fault_of_consent_is_said() {
    let yaml = "title: x\nconsent:\n  mode: optin\n  text: By continuing you agree.\n  keep_days: 0\n  more: {label: x}\n  purposes:\n    \
                Media: {label: Videos, why: x}\n    media: {label: Videos}\n    shop: {label: a, why: b, own: [{key: k}], opt_out: yes}\n  services:\n    a:\n      \
                match: [https://a.example/x, 'a b']\n      purpose: meda\n      cookies: [{name: c}, {keeps: 1 day}]\n      size: 1\n    \
                b: {match: [], purpose: media, provider: B, privacy: b.example}\n    c: {match: [c.example], purpose: media, provider: C}\n    \
                d: {match: [c.example/], purpose: media, provider: D}\n    e: {purpose: media}\n  banner: x\n";
    assert_eq!(
        said(yaml),
        [
            "3:9 unknown-value: “mode” cannot be “optin”; did you mean “opt-in”?",
            "4:9 warning presumed-consent: “by continuing” takes the reader’s consent for granted, and this site asks for it; say what is stored and why; nothing optional happens before the reader accepts",
            "5:14 out-of-range: “keep_days” should be a whole number from 1 to 730, and is 0; write a whole number from 1 to 730",
            "6:9 missing-key: “more” needs “to”, and has none; add a line “to: …”",
            "8:5 bad-name: “Media” cannot be the name of a purpose; use small letters from a to z, digits, hyphens and underscores; what readers see is its “label”",
            "9:12 missing-key: a purpose needs “why”, and has none; add a line “why: …”",
            "10:36 missing-key: a key of the site’s own storage needs “keeps”, and has none; add a line “keeps: …”",
            "10:56 wrong-type: “opt_out” should be true or false, and is the text “yes”; write opt_out: true",
            "13:7 missing-key: a service needs “provider”, and has none; add a line “provider: …”",
            "13:15 bad-match: “https://a.example/x” is no host, nor a host and the start of a path; write a.example/x; sub-domains are matched too",
            "13:36 bad-match: “a b” is no host, nor a host and the start of a path; write a host such as example.org, or the start of an address such as example.org/embed/",
            "14:16 unknown-purpose: there is no purpose “meda”; did you mean “Media”?",
            "15:17 cookie-without-lifetime: the cookie “c” does not say how long it is kept; add a line “keeps: 6 months”; the service’s privacy page tells how long",
            "15:28 missing-key: a cookie needs “name”, and has none; add a line “name: …”",
            "16:7 unknown-key: a service has no key “size”; its keys are: label, match, purpose, provider, privacy, cookies",
            "17:16 empty-value: “match” has no value; write one, or remove the line",
            "17:58 bad-url: “privacy” should be the address of a web page, and is “b.example”: it does not begin with https:// or http://; write it in full, as in https://example.org/",
            "19:5 duplicate-match: the services “c” (line 18) and “d” both match “c.example”; remove it from one of them",
            "20:8 missing-key: a service needs “match”, and has none; add a line “match: …”",
            "20:8 missing-key: a service needs “provider”, and has none; add a line “provider: …”",
            "21:3 unknown-key: “consent” has no key “banner”; its keys are: mode, text, accept, reject, more, keep_days, purposes, services",
        ]
    );
}

#[test]
fn presuming_wording_is_refused_where_the_reader_is_asked() {
    let text = "text: We assume you are OK with this";
    assert_eq!(said(&format!("title: x\nconsent: {{mode: opt-in, {text}}}")).len(), 1);
    assert_eq!(said(&format!("title: x\nconsent: {{mode: opt-out, {text}}}")), Vec::<String>::new());
    assert_eq!(said(&format!("title: x\nconsent: {{{text}}}")), Vec::<String>::new());
    assert_eq!(
        said(&format!("title: x\nconsent: {{{text}, purposes: {{a: {{label: A, why: B}}}}}}")).len(),
        1
    );
}

proptest! {
    #[test]
    fn any_settings_are_read(yaml in prop_oneof![soup(), any::<String>()]) {
        let text = text(&("title: x\n".to_owned() + &yaml));
        let (_, faults) = read(&text);
        for fault in faults {
            prop_assert!(lies_inside(&fault.place, &text), "{:?}", fault);
            prop_assert!(!fault.message.is_empty() && !fault.message.ends_with('.') && !fault.help.is_empty());
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(text) = Text::decode(&SourcePath::new("content/site.yaml"), &bytes) {
            read(&text);
        }
    }
}
