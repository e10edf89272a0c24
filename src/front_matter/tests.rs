use proptest::prelude::*;

use super::*;
use crate::diagnostic::{Diagnostic, Severity};
use crate::path::SourcePath;
use crate::text::Text;
use crate::yaml::tests::{lies_inside, soup};

fn text(markdown: &str) -> Text {
    Text::new(&SourcePath::new("content/guide/01-begin.md"), markdown)
}

fn headed(yaml: &str) -> Text {
    text(&format!("---\n{yaml}\n---\nBody\n"))
}

fn spoken(faults: Vec<Diagnostic>) -> Vec<String> {
    let mut faults = faults;
    faults.sort_by(|a, b| a.place.cmp(&b.place));
    let said = |fault: &Diagnostic| {
        let warning = if fault.severity == Severity::Warning { "warning " } else { "" };
        let Place { line, column, .. } = fault.place;
        format!("{line}:{column} {warning}{}: {}; {}", fault.code, fault.message, fault.help)
    };
    faults.iter().map(said).collect()
}

fn read_guide(yaml: &str) -> (GuideMeta, Vec<String>) {
    let text = headed(yaml);
    let (meta, faults) = guide(&text, &split(&text).unwrap());
    (meta, spoken(faults))
}

fn read_part(yaml: &str) -> (PartMeta, Vec<String>) {
    let text = headed(yaml);
    let (meta, faults) = part(&text, &split(&text).unwrap());
    (meta, spoken(faults))
}

fn read_page(yaml: &str) -> (PageMeta, Vec<String>) {
    let text = headed(yaml);
    let (meta, faults) = page(&text, &split(&text).unwrap());
    (meta, spoken(faults))
}

const NOTHING: [String; 0] = [];

#[test]
fn heads_and_bodies() {
    #[rustfmt::skip]
    let cases = [
        ("# A\n", None, "# A\n"),
        ("", None, ""),
        ("----\na: b\n---\n", None, "----\na: b\n---\n"),
        (" ---\na: b\n---\n", None, " ---\na: b\n---\n"),
        ("---\n---", Some(""), ""),
        ("---  \na: b\n--- \t\nBody", Some("a: b\n"), "Body"),
        ("---\r\na: b\r\n...\r\nBody", Some("a: b\n"), "Body"),
        ("---\na: |\n  ---\n---\n---\n", Some("a: |\n  ---\n"), "---\n"),
    ];
    for (markdown, yaml, body) in cases {
        let text = text(markdown);
        let head = split(&text).unwrap();
        assert_eq!(head.yaml.map(|range| &text.as_str()[range]), yaml, "{markdown:?}");
        assert_eq!(&text.as_str()[head.body..], body, "{markdown:?}");
    }
    for open in ["---", "---\n", "---\ntitle: a\n# Body\n", "---\n ---\n----\n"] {
        let fault = split(&text(open)).unwrap_err();
        assert_eq!((fault.place.line, fault.place.column, &*fault.code), (1, 1, "unclosed-head"));
    }
}

#[test]
fn a_file_without_head_says_nothing() {
    for markdown in ["Body", "---\n---\nBody", "---\n# only a comment\n---\n"] {
        let text = text(markdown);
        let (meta, faults) = part(&text, &split(&text).unwrap());
        assert_eq!(faults, []);
        assert!(!meta.common.broken && meta.common.title.is_none() && meta.kind == PartKind::Step);
    }
}

#[test]
fn a_broken_head_is_one_fault() {
    for yaml in ["title: a: b", "- a", "just words"] {
        let (meta, said) = read_part(yaml);
        assert!(meta.common.broken && said.len() == 1, "{said:?}");
        assert!(said[0].starts_with("2:"), "{said:?}");
    }
    let (_, said) = read_part(&format!("title: {}", "x".repeat(70_000)));
    assert!(said[0].starts_with("2:1 yaml-limit: this YAML is too long"), "{said:?}");
}

#[test]
fn a_guide() {
    let (meta, said) = read_guide(
        "title: 2026\ndescription: One.\ndate: 2026-11-01\nupdated: 2026-11-22\nauthor: Ana\ntags: [writing, Trust & care]\nimage: ../a/b.jpg\n\
         slug: 信任\naliases: [/old/post.html, /]\ndraft: true\ncomments: {status: closed}\ntime: 90",
    );
    assert_eq!(said, NOTHING);
    assert_eq!(meta.common.title.unwrap().value, "2026");
    assert_eq!(
        (meta.date.unwrap().to_string(), meta.time, meta.common.draft),
        ("2026-11-01".to_owned(), Some(90), true)
    );
    assert_eq!(
        (meta.tags.len(), meta.common.aliases.len(), meta.author.unwrap().name),
        (2, 2, "Ana".to_owned())
    );
    assert_eq!(meta.common.slug.unwrap().place.line, 9);
}

#[test]
fn every_fault_of_a_guide_is_said() {
    let (_, said) = read_guide(
        "titel: a\ndate: 2026-02-30\nupdated: soon\ntags: writing\ntime: 0\nsummary: b\nkind: step\nactions: []\ntemplate: x\naction: {}\nweight: 3\ndraft: no",
    );
    assert_eq!(
        said,
        [
            "2:1 unknown-key: a guide has no key “titel”; did you mean “title”?",
            "3:7 bad-date: “date” should be a date of the calendar, and is “2026-02-30”; write year, month and day as in 2026-11-22, or a moment as in 2026-11-22T10:00:00Z",
            "4:10 bad-date: “updated” should be a date of the calendar, and is “soon”; write year, month and day as in 2026-11-22, or a moment as in 2026-11-22T10:00:00Z",
            "5:7 wrong-type: “tags” should be a list, and is the text “writing”; write it in square brackets: tags: [writing]",
            "6:7 out-of-range: “time” should be a whole number from 1 to 1440, and is 0; write a whole number from 1 to 1440",
            "7:1 misplaced-key: a guide has no “summary”, but a “description”; rename it to “description”",
            "8:1 misplaced-key: only a numbered file has a “kind”; this one is the guide’s overview; remove it",
            "9:1 misplaced-key: “actions” belongs to an action page, not to the guide’s overview; write it in a numbered file with kind: action",
            "10:1 misplaced-key: only a page outside guides has a “template”; remove it",
            "11:1 misplaced-key: “action” belongs to a step, not to the guide’s overview; write it in a numbered file",
            "12:1 unknown-key: a guide has no key “weight”; its keys are: title, slug, aliases, draft, image, description, date, updated, author, tags, comments, time",
            "13:8 wrong-type: “draft” should be true or false, and is the text “no”; write draft: false",
        ]
    );
    let (_, said) = read_guide("date: 2026-11-22\nupdated: 2026-11-21\ntags: [a, A, '!']");
    assert_eq!(
        said,
        [
            "3:10 warning updated-before-date: “updated” (2026-11-21) comes before “date” (2026-11-22); write the day of the last change",
            "4:11 warning duplicate-tag: the tags “a” and “A” are the same; remove one of them",
            "4:14 bad-tag: the tag “!” gives no address; use a short word of letters or digits",
        ]
    );
}

#[test]
fn a_key_of_another_kind_of_file_is_explained() {
    let (_, said) = read_part("tags: [a]\ndescription: b\nprompts: [c]\ntemplate: d\nkind: step");
    assert_eq!(
        said,
        [
            "2:1 misplaced-key: “tags” belongs to the guide, not to one of its parts; write it in the guide’s index.md",
            "3:1 misplaced-key: a part of a guide has no “description”, but a “summary”; rename it to “summary”",
            "4:1 misplaced-key: only an action page has “prompts”, and kind: action is missing here; add a line “kind: action”, or remove this",
            "5:1 misplaced-key: only a page outside guides has a “template”; remove it",
        ]
    );
    let (_, said) = read_part("kind: closing\naction: {label: a, to: b}");
    assert_eq!(said, ["3:1 misplaced-key: only a step has an “action”; remove it, or write it in a step"]);
    let (_, said) =
        read_page("tags: [a]\nkind: step\nsummary: x\nshare: {text: a}\naction: {}\ntemplate: ../x");
    assert_eq!(
        said,
        [
            "2:1 misplaced-key: “tags” belongs to a guide, and this page is in none; remove it; a folder with an index.md and numbered files is a guide",
            "3:1 misplaced-key: only a numbered file of a guide has a “kind”; remove it",
            "4:1 misplaced-key: a page has no “summary”, but a “description”; rename it to “description”",
            "5:1 misplaced-key: “share” belongs to an action page, and this page is in no guide; write it in a numbered file with kind: action",
            "6:1 misplaced-key: “action” belongs to a step, and this page is none; remove it",
            "7:11 bad-name: “../x” cannot be the name of a template; write the name of a file in the theme’s templates, such as page",
        ]
    );
}

#[test]
fn actions_without_their_kind_are_one_fault() {
    let (meta, said) = read_part("actions: [{label: Call them, to: \"#a\"}]\nprompts: [b]\nshare: {text: c}");
    assert_eq!(
        said,
        [
            "2:1 misplaced-key: only an action page has “actions”, and kind: action is missing here; add a line “kind: action”, or remove this"
        ]
    );
    assert_eq!(meta.kind, PartKind::Action);
    let (meta, said) = read_part("kind: acton\nactions: [{label: Call them, to: \"#a\"}]");
    assert_eq!(said, ["2:7 unknown-value: “kind” cannot be “acton”; did you mean “action”?"]);
    assert_eq!(meta.kind, PartKind::Action);
}

#[test]
fn the_action_page_of_the_specification() {
    let (meta, said) = read_part(
        "title: Take the first step\nkind: action\nactions:\n  - { label: Start the conversation, to: \"#prompts\" }\n  - { label: Print the worksheet, to: worksheet }\n  \
         - { label: Remind me, to: reminder }\nnext: [Pick a calm hour]\nprompts: [\"I felt hurt when…\"]\nplan: { if: \"When\", then: \"I will\" }\n\
         reminder: { title: Check-in, every: week, day: sunday, time: \"19:00\", minutes: 45, discreet: true }\nshare: { text: Look }\n\
         form: { to: https://forms.example/x, fields: [{ name: a, label: A, type: email, required: true }, {name: b, label: B}], privacy: cookies.md }\n\
         safety: { note: Careful, links: [{ label: a, to: https://a.example/, verified: 2026-11-01 }, { label: b, to: https://b.example/ }], exit: https://www.wikipedia.org/ }",
    );
    assert_eq!(said, NOTHING);
    let call = meta.call.unwrap();
    assert_eq!(call.actions[0].target.value, ActionTarget::Link("#prompts".to_owned()));
    assert_eq!(call.actions[1].target.value, ActionTarget::Worksheet);
    assert_eq!((call.actions[0].label.place.line, call.actions[0].label.place.column), (5, 14));
    let reminder = call.reminder.unwrap();
    assert_eq!(
        (reminder.time, reminder.day, reminder.minutes, reminder.discreet),
        ((19, 0), Weekday::Sunday, 45, true)
    );
    let form = call.form.unwrap();
    assert_eq!(
        (form.fields[0].kind, form.fields[1].kind, form.fields[0].required),
        (FieldKind::Email, FieldKind::Text, true)
    );
    let safety = call.safety.unwrap();
    assert_eq!(safety.links[0].verified.as_ref().unwrap().value.to_string(), "2026-11-01");
    assert!(safety.exit.is_some() && call.plan.is_some() && call.share.is_some());
}

#[test]
fn every_fault_of_an_action_page_is_said() {
    let (meta, said) = read_part(
        "kind: action\nactions:\n  - {label: '', to: x}\n  - {to: x}\n  - {label: Go home}\n  - {label: Remind me, to: reminder}\nplan: {if: a}\nshare: {}\n\
         form: {to: ftp://x, fields: [{name: a, label: A}, {name: a, label: B, type: tel}]}\nsafety: {note: a, links: [{label: a, to: a.example, verified: x}], exit: /x}\n\
         action: {label: a, to: b}\nnext: Rest",
    );
    assert_eq!(
        said,
        [
            "4:13 empty-value: “label” has no value; write one, or remove the line",
            "5:5 missing-key: an action needs “label”, and has none; add a line “label: …”",
            "6:5 missing-key: an action needs “to”, and has none; add a line “to: …”",
            "7:28 no-reminder: this action gives a reminder, and the page has none; add “reminder” with title, every, day and time",
            "8:7 missing-key: “plan” needs “then”, and has none; add a line “then: …”",
            "9:8 missing-key: “share” needs “text”, and has none; add a line “text: …”",
            "10:7 missing-key: “form” needs “privacy”, and has none; add a line “privacy: …”",
            "10:12 bad-url: “to” should be the address of a web page, and is “ftp://x”: it does not begin with https:// or http://; write it in full, as in https://example.org/",
            "10:58 duplicate-field: two fields of the form have the name “a”; give each field its own name",
            "10:77 unknown-value: “type” cannot be “tel”; did you mean “text”?",
            "11:19 warning few-safety-links: the safety note names 1 of at least 2 places to find help; add official help pages to “links”, each with label, to and verified",
            "11:42 bad-url: “to” should be the address of a web page, and is “a.example”: it does not begin with https:// or http://; write it in full, as in https://example.org/",
            "11:63 bad-date: “verified” should be a date of the calendar, and is “x”; write year, month and day as in 2026-11-22, or a moment as in 2026-11-22T10:00:00Z",
            "11:74 bad-url: “exit” should be the address of a web page, and is “/x”: it does not begin with https:// or http://; write it in full, as in https://example.org/",
            "12:1 misplaced-key: an action page has no “action”, but a list of “actions”; write it as the first of “actions”",
            "13:7 wrong-type: “next” should be a list, and is the text “Rest”; write it in square brackets: next: [Rest]",
        ]
    );
    assert_eq!(meta.call.unwrap().actions.len(), 1);
    for (yaml, said) in [
        (
            "kind: action",
            "2:1 missing-key: an action page needs “actions”, and has none; add a line “actions: …”",
        ),
        (
            "kind: action\nactions: []",
            "3:10 empty-value: “actions” has no value; write one, or remove the line",
        ),
        (
            "kind: action\nactions: {}",
            "3:10 wrong-type: “actions” should be a list, and is a map of keys; begin each item on its own line with “- ”",
        ),
    ] {
        let (meta, all) = read_part(yaml);
        assert_eq!(all, [said]);
        assert!(meta.call.is_none());
    }
}

#[test]
fn reminders() {
    let reminder = |rest: &str| {
        read_part(&format!(
            "kind: action\nactions: [{{label: Call them, to: x}}]\nreminder: {{title: a, {rest}}}"
        ))
    };
    let (meta, said) = reminder("every: day, time: 07:30");
    assert_eq!(said, NOTHING);
    let read = meta.call.unwrap().reminder.unwrap();
    assert_eq!((read.every, read.time, read.minutes, read.discreet), (Every::Day, (7, 30), 30, false));
    for (rest, expected) in [
        (
            "every: week, time: '19:00'",
            "4:11 missing-key: “reminder” needs “day”, and has none; add a line “day: …”",
        ),
        (
            "every: week, day: Sunday, time: '19:00'",
            "4:40 unknown-value: “day” cannot be “Sunday”; did you mean “sunday”?",
        ),
        (
            "every: month, day: sunday, time: '19:00'",
            "4:29 unknown-value: “every” cannot be “month”; it can be one of: day, week",
        ),
        (
            "every: day, time: 7:30",
            "4:40 bad-time: “time” should be a time of day, and is “7:30”; write time: \"07:30\"",
        ),
        (
            "every: day, time: '24:00'",
            "4:40 bad-time: “time” should be a time of day, and is “24:00”; write hour and minute from 00:00 to 23:59, as in time: \"19:00\"",
        ),
        (
            "every: day, time: '19:00', minutes: 0",
            "4:58 out-of-range: “minutes” should be a whole number from 1 to 1440, and is 0; write a whole number from 1 to 1440",
        ),
    ] {
        assert_eq!(reminder(rest).1, [expected]);
    }
}

#[test]
fn labels_are_clear_short_and_honest() {
    for (label, code) in [
        ("Click here!", "vague-label"),
        ("Learn more", "vague-label"),
        ("SUBMIT", "vague-label"),
        ("Read more…", "vague-label"),
        ("Write a letter to the person whom you have hurt", "long-label"),
        ("Act now", "urgent-label"),
        ("Don’t miss this chance", "urgent-label"),
        ("No thanks, I give up", "shaming-label"),
    ] {
        let (_, said) = read_part(&format!("action: {{label: \"{label}\", to: x}}"));
        assert!(said.iter().all(|said| said.starts_with("2:17 warning ")), "{said:?}");
        assert!(said.iter().any(|said| said.contains(code)), "{label}: {said:?}");
    }
    for label in [
        "Start the conversation",
        "Read step 1 together",
        "Write to us",
        "Print the worksheet",
        "Send the letter",
    ] {
        assert_eq!(read_part(&format!("action: {{label: \"{label}\", to: x}}")).1, NOTHING);
    }
    let (meta, said) = read_part("action: {label: Begin, to: #prompts}\ntitle: x");
    assert!(meta.common.broken && said.len() == 1, "{said:?}");
    let (meta, said) = read_part("action:\n  label: Begin\n  to: #prompts");
    assert_eq!(
        said,
        [
            "4:5 comment-as-value: “#prompts” is not read: what follows a # is a comment; put it in quotes: \"#prompts\""
        ]
    );
    assert_eq!(meta.action.unwrap().target.value, ActionTarget::Link("#prompts".to_owned()));
}

#[test]
fn slugs_stay_in_their_folder() {
    for (slug, help) in [
        ("../x", "write slug: x"),
        ("/etc/x", "write slug: etc-x"),
        ("..%2f", "write slug: 2f"),
        ("%2e%2e", "write slug: 2e-2e"),
        ("..\\x", "write slug: x"),
        ("C:\\x", "write slug: c-x"),
        ("a//b", "write slug: a-b"),
        (".", "write a short name such as first-steps"),
        ("..", "write a short name such as first-steps"),
        ("A b", "write slug: a-b"),
        ("con", "write a short name such as first-steps"),
        ("cafe\u{301}", "write slug: café"),
    ] {
        let (meta, said) = read_page(&format!("slug: '{slug}'"));
        assert!(meta.common.slug.is_none() && said.len() == 1, "{slug}: {said:?}");
        assert!(said[0].starts_with("2:7 bad-slug: the slug “") && said[0].ends_with(help), "{said:?}");
    }
    for (slug, code) in
        [("''", "empty-value"), ("\"a\\0b\"", "control-character"), (&*"x".repeat(5000), "bad-slug")]
    {
        let (_, said) = read_page(&format!("slug: {slug}"));
        assert!(said.len() == 1 && said[0].starts_with(&format!("2:7 {code}")), "{said:?}");
    }
    assert_eq!(read_page("slug: first-steps").1, NOTHING);
}

#[test]
fn aliases_begin_at_the_root_and_stay_there() {
    for (alias, help) in [
        ("old/post", "write it from the root, as in /old/post"),
        ("https://a.example/old/", "write it from the root, as in /old/"),
        ("/../x", "write it without “.”, “..” and “//”"),
        ("/a/./b", "write it without “.”, “..” and “//”"),
        ("//a.example/x", "write it without “.”, “..” and “//”"),
        ("/a\\b", "write slashes"),
        ("/%2e%2e/x", "write plain letters"),
        ("/%C3%BC/", "write /ü/"),
        ("/?p=12", "write it up to the ? or #"),
        ("/a#b", "write it up to the ? or #"),
        ("/C:/x", "leave it out"),
        ("/aux.html", "leave it out"),
    ] {
        let (meta, said) = read_page(&format!("aliases: ['{alias}']"));
        assert!(meta.common.aliases.is_empty() && said.len() == 1, "{alias}: {said:?}");
        assert!(said[0].starts_with("2:11 bad-alias: the alias “") && said[0].ends_with(help), "{said:?}");
    }
    let (_, said) = read_page(&format!("aliases: [/{}, /a/, /a/]", "x/".repeat(600)));
    assert!(
        said.len() == 2 && said[0].contains("1201 bytes") && said[1].contains("warning duplicate-alias"),
        "{said:?}"
    );
}

#[test]
fn images_are_files_of_the_site() {
    for bad in [
        "https://a.example/x.jpg",
        "//a/x",
        "../../etc/passwd",
        "../../x.jpg",
        "a\\b",
        "..%2fx",
        "a//b",
        ".",
        "..",
        "x/",
        "data:x",
    ] {
        let (meta, said) = read_page(&format!("image: '{bad}'"));
        assert!(meta.common.image.is_none() && said.len() == 1, "{bad}: {said:?}");
        assert!(said[0].starts_with("2:8 bad-image: the image “"), "{said:?}");
    }
    for good in ["a.jpg", "../other/a.jpg", "/shared/a.jpg", "über uns.png"] {
        assert_eq!(read_page(&format!("image: '{good}'")).1, NOTHING);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_head_is_read(before in "(---|--- |)\n?", body in prop_oneof![soup(), any::<String>()]) {
        let text = text(&(before + &body));
        let mut faults = Vec::new();
        match split(&text) {
            Ok(head) => {
                prop_assert!(head.body <= text.as_str().len());
                faults.extend(guide(&text, &head).1);
                faults.extend(part(&text, &head).1);
                faults.extend(page(&text, &head).1);
            }
            Err(fault) => faults.push(fault),
        }
        for fault in faults {
            prop_assert!(lies_inside(&fault.place, &text), "{:?}", fault);
            prop_assert!(!fault.message.is_empty() && !fault.message.ends_with('.') && !fault.help.is_empty());
        }
    }

    #[test]
    fn no_address_leaves_the_site(words in prop::collection::vec("[./%a2\\\\:é-]|%2e|[.][.]/", 0..12)) {
        let value = words.concat().replace('\'', "");
        let (meta, _) = read_page(&format!("slug: '{value}'\naliases: ['{value}']\nimage: '{value}'"));
        if let Some(slug) = meta.common.slug {
            prop_assert_eq!(crate::path::slug(&slug.value), slug.value);
        }
        for alias in meta.common.aliases {
            prop_assert!(alias.value.starts_with('/') && !alias.value.contains("..") && !alias.value.contains("//"));
        }
        if let Some(image) = meta.common.image {
            let file = SourcePath::new("content/guide/01-begin.md").join(&image.value).unwrap();
            prop_assert!(file.as_str().starts_with("content/"));
        }
    }
}
