use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::path::SourcePath;

fn text(yaml: &str) -> Text {
    Text::new(&SourcePath::new("content/site.yaml"), yaml)
}

fn parsed(yaml: &str) -> (Option<Node>, Vec<Diagnostic>) {
    let text = text(yaml);
    parse(&text, 0..text.as_str().len())
}

/// What is said about the only fault of a text: `line:column code: message; help`.
fn fault(yaml: &str) -> String {
    let (_, faults) = parsed(yaml);
    assert_eq!(faults.len(), 1, "{yaml:?}: {faults:#?}");
    let Diagnostic { place, code, message, help, .. } = &faults[0];
    format!("{}:{} {code}: {message}; {help}", place.line, place.column)
}

#[test]
fn places_and_written_texts() {
    let (node, faults) = parsed("é: Ü x # c\nn: [1.50, 0x1F, '2']\nno:\nt: 007\nb: |\n  one\n  two\n");
    assert_eq!(faults, []);
    let Some(Node { value: Value::Map(entries), .. }) = node else { panic!("a map") };
    let seen: Vec<String> = entries
        .iter()
        .map(|(key, node)| {
            let at = |place: &Place| format!("{}:{}+{}", place.line, place.column, place.length);
            format!("{} {} = {} {:?}", at(&key.place), key.value, at(&node.place), node.value)
        })
        .collect();
    assert_eq!(seen[0], "1:1+1 é = 1:4+3 Text(\"Ü x\")");
    assert!(seen[1].contains("2:1+1 n = 2:4+1 List") && seen[1].contains("Number(\"1.50\")"), "{}", seen[1]);
    assert!(seen[1].contains("Number(\"0x1F\")") && seen[1].contains("Text(\"2\")"), "{}", seen[1]);
    assert_eq!(seen[2], "3:1+2 no = 3:3+1 Null");
    assert_eq!(seen[3], "4:1+1 t = 4:4+3 Text(\"007\")");
    assert_eq!(seen[4], "5:1+1 b = 6:3+3 Text(\"one\\ntwo\\n\")");
}

#[test]
fn only_true_and_false_are_flags_and_only_null_is_nothing() {
    for word in ["yes", "no", "on", "off", "True", "FALSE", "Null", "NULL", "1_000", "19:00", "2026-11-22"] {
        let (node, faults) = parsed(&format!("a: {word}"));
        assert_eq!(faults, []);
        let Some(Node { value: Value::Map(entries), .. }) = node else { panic!("a map") };
        assert_eq!(entries[0].1.value, Value::Text(word.to_owned()));
    }
}

#[test]
fn places_count_from_the_start_of_the_file() {
    let text = text("---\nü: é\nü: x\n---\n# Body\n");
    let (node, faults) = parse(&text, 4..17);
    assert!(node.is_some());
    assert_eq!((faults[0].place.line, faults[0].place.column), (3, 1));
    assert_eq!(faults[0].help, "the first one is in line 2; keep one of them");
}

#[test]
fn broken_texts_are_explained() {
    #[rustfmt::skip]
    let cases = [
        ("title: Trust: a guide", "1:13 yaml-syntax: this text holds a colon followed by a space, which begins a value; put the text in quotes: title: \"Trust: a guide\""),
        ("a: 1\ntitle: say \"a: b\"", "2:14 yaml-syntax: this text holds a colon followed by a space, which begins a value; put the text in quotes: title: 'say \"a: b\"'"),
        ("title: \"Trust\nx: 1", "1:8 yaml-syntax: this quote is never closed; put the same quote at the end of the text: title: \"Trust\""),
        ("title: 'it's mine'", "1:12 yaml-syntax: the text goes on after its closing quote; an apostrophe inside single quotes is written twice (''), or put double quotes around it all: title: \"it's mine\""),
        ("title: \"a\" b", "1:12 yaml-syntax: the text goes on after its closing quote; a quote inside double quotes is written \\\", or put single quotes around it all: title: 'a\" b'"),
        ("a:\n\tb: c", "2:1 yaml-syntax: a tab cannot indent a line; put spaces in its place"),
        ("a: b\n  c: d", "2:3 yaml-syntax: this line is indented further than the one above it, which has a value already; give lines that belong together the same number of spaces at their start"),
        ("a: 1\ntitle Trust\nb: c", "2:1 yaml-syntax: a colon is missing in “title Trust”; put a colon and a space after the key: title: Trust"),
        ("a: 1\ntitle", "2:1 yaml-syntax: a colon is missing in “title”; put a colon and a value after the key: title: …"),
        ("tags: [a, b\nc: d", "1:7 yaml-syntax: a bracket is opened in this line and not closed before the next key; close it, or put the text in quotes if its brackets belong to it"),
        ("tags: [a, b", "1:7 yaml-syntax: a bracket “[” is never closed; close it, or put the text in quotes if its brackets belong to it"),
        ("a: [b] c", "1:8 yaml-syntax: this cannot follow the value before it; put the whole text in quotes: a: \"[b] c\""),
        ("a: ]", "1:4 yaml-syntax: this bracket closes nothing; close it, or put the text in quotes if its brackets belong to it"),
        ("a: @b", "1:4 yaml-syntax: a text cannot begin with “@”; put it in quotes: a: \"@b\""),
        ("a: *b", "1:4 yaml-syntax: a text cannot begin with “*”; put it in quotes: a: \"*b\""),
        ("a: &b c", "1:7 yaml-alias: names for values (& and *) are not read here; write the value out; a text that begins with & or * has to be in quotes"),
        ("a: !b c", "1:4 yaml-tag: “!b” is a YAML tag, and tags are not read here; a text that begins with ! has to be in quotes: a: \"!b c\""),
        ("a: - b", "1:4 yaml-syntax: a list cannot begin here; begin each item on its own line with “- ”, or put a text that begins with a hyphen in quotes: a: \"- b\""),
        ("- a\nb: c", "2:1 yaml-syntax: this line does not begin with a hyphen, as the other items of the list do; begin it with “- ”, or indent it further if it belongs to the item above"),
        ("a:\n  - b\n c", "3:2 yaml-syntax: this line is neither a key with a colon nor part of the value above; write “key: value”, and indent lines that belong together by the same number of spaces"),
        ("a: \"\\d\"", "1:4 yaml-syntax: a backslash inside double quotes begins a code, and this one is none; write \\\\ for a backslash, or use single quotes"),
        ("a: b # c\n  d", "1:6 yaml-syntax: the text goes on in the next line, but a comment (#) cuts it off here; put the text in quotes, or remove the comment"),
        ("a: |b\n  c", "1:4 yaml-syntax: nothing can follow | or > in its line; begin the text in the next line, indented, or put it in quotes: a: \"|b\""),
        ("a: 1\n---\nb: 2", "2:1 yaml-document: a second YAML document begins here, and only one is read; remove the line “---” or “...” before it"),
        ("a: 1\n: b", "2:1 bad-key: there is no key before this colon; write a key before it, such as title"),
        ("to: #prompts", "1:3 comment-as-value: “#prompts” is not read: what follows a # is a comment; put it in quotes: \"#prompts\""),
        ("a: x\u{7}", "1:5 control-character: this text holds the invisible character U+0007; remove it"),
        ("a: \"x\\0\"", "1:4 control-character: this text holds the invisible character U+0000; remove it; in double quotes, write \\\\ for a backslash"),
        ("é: \0", "1:4 control-character: this text holds the invisible character U+0000; remove it; the file may have been damaged"),
        ("title: {{ name }}", "1:9 bad-key: a list or a map cannot be a key; a text that begins with { or [ has to be in quotes, such as \"{{ name }}\""),
    ];
    for (yaml, expected) in cases {
        assert_eq!(fault(yaml), expected, "{yaml:?}");
    }
}

#[test]
fn a_comment_beside_an_empty_value_is_no_fault() {
    for yaml in ["a: # later\nb: 1", "a: #\nb: 1", "a: ## x\nb: 1", "a: #x\n  - b"] {
        assert_eq!(parsed(yaml).1, [], "{yaml:?}");
    }
}

#[test]
fn every_second_key_is_reported_and_the_first_one_counts() {
    let (node, faults) = parsed("a: 1\nb: 2\na: 3\nm: {x: 1, x: 2}\nb: 4\n");
    let places: Vec<_> = faults.iter().map(|fault| (fault.place.line, fault.place.column)).collect();
    assert_eq!(places, [(3, 1), (4, 11), (5, 1)]);
    let Some(Node { value: Value::Map(entries), .. }) = node else { panic!("a map") };
    assert_eq!(entries[0].1.value, Value::Number("1".to_owned()));
}

#[test]
fn a_map_is_read_with_all_its_faults() {
    let text = text(
        "titel: x\ntime: soon\ndraft: yes\ndate: 22.11.2026\nkind: clsing\ntags: a\nname: true\nn: 9\nz:\n",
    );
    let (node, faults) = parse(&text, 0..text.as_str().len());
    assert_eq!(faults, []);
    let faults = Faults::default();
    let node = node.unwrap();
    let mut fields = Fields::open(&node, "a thing", &faults).unwrap();
    assert!(fields.required_text("title").is_none());
    assert!(fields.required_text("provider").is_none());
    assert!(fields.whole("time", &(1..=5)).is_none());
    assert!(fields.flag("draft").is_none());
    assert!(fields.date("date").is_none());
    assert!(fields.choice("kind", &[("step", 1), ("closing", 2)]).is_none());
    assert!(fields.texts("tags").is_empty());
    assert_eq!(fields.text("name").unwrap().value, "true");
    assert!(fields.whole("n", &(1..=5)).is_none());
    assert!(fields.text("z").is_none());
    fields.done();
    let said: Vec<String> = faults
        .into_vec()
        .iter()
        .map(|fault| format!("{}:{} {}; {}", fault.place.line, fault.place.column, fault.message, fault.help))
        .collect();
    assert_eq!(
        said,
        [
            "2:7 “time” should be a whole number from 1 to 5, and is the text “soon”; write a whole number from 1 to 5, such as time: 1",
            "3:8 “draft” should be true or false, and is the text “yes”; write draft: true",
            "4:7 “date” should be a date of the calendar, and is “22.11.2026”; write year, month and day as in 2026-11-22, or a moment as in 2026-11-22T10:00:00Z",
            "5:7 “kind” cannot be “clsing”; did you mean “closing”?",
            "6:7 “tags” should be a list, and is the text “a”; write it in square brackets: tags: [a]",
            "8:4 “n” should be a whole number from 1 to 5, and is 9; write a whole number from 1 to 5",
            "9:2 “z” has no value; write one, or remove the line",
            "1:1 a thing has no key “titel”; did you mean “title”?",
            "1:1 a thing needs “provider”, and has none; add a line “provider: …”",
        ]
    );
}

/// Tries some work until it ends within so many milliseconds, five times at most, for other work may take the
/// machine's time. Debug builds may take thirty times as long.
pub(crate) fn ends_within<T>(millis: u64, name: &str, work: impl Fn() -> T) {
    let allowed = Duration::from_millis(if cfg!(debug_assertions) { 30 * millis } else { millis });
    let took = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    assert!((0..5).any(|_| took() < allowed), "{name} took longer than {allowed:?}");
}

/// Texts made to be expensive.
fn hostile() -> Vec<(&'static str, String)> {
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()
        + &(1..10).fold(String::new(), |all, n| all + &format!("b{n}: &b{n} [*a,*a,*a,*a,*a,*a,*a,*a]\n"));
    vec![
        ("aliases", bomb),
        ("open brackets", "a: ".to_owned() + &"[".repeat(100_000)),
        ("open braces", "{a: ".repeat(100_000)),
        ("nested lists", "- ".repeat(50_000)),
        ("a huge key", "k".repeat(900_000) + ": 1"),
        ("a huge explicit key", "? ".to_owned() + &"k".repeat(900_000) + "\n: 1"),
        ("an unclosed quote", "a: \"".to_owned() + &"x\n ".repeat(300_000)),
        ("one key again and again", "a: 1\n".repeat(9_000)),
        ("too many keys", (0..40_000).fold(String::new(), |all, n| all + &format!("k{n}: 1\n"))),
        ("documents", "---\na: 1\n".repeat(50_000)),
        ("tags", "- !a 1\n".repeat(50_000)),
        ("too long", "x".repeat(50 << 20)),
        ("a long line", "[".to_owned() + &"1, ".repeat(300_000) + "]"),
        ("comments", "#\n".repeat(500_000)),
        ("a long text", "a: ".to_owned() + &"x ".repeat(500_000)),
        ("colons", "a: ".repeat(300_000)),
        ("NUL", "a: \0".repeat(200_000)),
    ]
}

#[test]
fn hostile_texts_end_quickly() {
    for (name, yaml) in hostile() {
        ends_within(100, name, || parsed(&yaml));
        let (_, faults) = parsed(&yaml);
        assert!(
            !faults.is_empty() || ["comments", "a long text", "a huge explicit key"].contains(&name),
            "{name} was accepted"
        );
    }
}

/// Scraps that YAML texts are made of, and some that they should not be.
pub(crate) fn soup() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    let scraps = vec![
        "a", "title", ": ", ":", "\n", "\n  ", "\n- ", "- ", "[", "]", "{", "}", ",", "\"", "'", "|", ">", "|\n  ", "#", " # ", "&a",
        "*a", "!t ", "!!int ", "!!str ", "? ", "---", "...", "\n---\n", "\t", "é", "\u{85}", "\u{2028}", "\u{feff}", "\r", "\r\n", "\0",
        "\\", "\\u", "\\x", "0x", "12", "1e999", ".inf", "true", "~", "null", "%YAML 1.2\n", "<<", "🙂", " ", "  ", "=", "@", "`",
        "to: ", "email: ", "consent:\n  ", "services:\n    ", "actions:\n  - ", "label: ", "date: ", "2026-11-22", "id: ", "content: ",
    ];
    prop::collection::vec(prop::sample::select(scraps), 0..40).prop_map(|scraps| scraps.concat())
}

/// Whether a place lies in a text, its end included.
pub(crate) fn lies_inside(place: &Place, text: &Text) -> bool {
    let lines: Vec<&str> = text.as_str().split('\n').collect();
    let line = lines.get(place.line as usize - 1);
    place.column >= 1 && line.is_some_and(|line| place.column as usize <= line.chars().count() + 1)
}

fn places(node: &Node, all: &mut Vec<Place>) {
    all.push(node.place.clone());
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| places(item, all)),
        Value::Map(entries) => entries.iter().for_each(|(key, value)| {
            all.push(key.place.clone());
            places(value, all);
        }),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn every_place_lies_inside_the_file(before in "(é\n){0,3}", yaml in prop_oneof![soup(), any::<String>()]) {
        let text = text(&(before.clone() + &yaml));
        let (node, faults) = parse(&text, before.len()..text.as_str().len());
        let mut all: Vec<Place> = faults.into_iter().map(|fault| fault.place).collect();
        prop_assert!(node.is_some() || !all.is_empty());
        if let Some(node) = &node {
            places(node, &mut all);
        }
        for place in all {
            prop_assert!(lies_inside(&place, &text), "{:?} in {:?}", place, text.as_str());
        }
    }

    #[test]
    fn keys_stand_where_they_are_said_to_stand(lines in prop::collection::vec("[a-zéß🙂]{1,6}: ?( [a-zé]{0,5})?( #.{0,3})?", 1..6)) {
        let text = text(&lines.join("\n"));
        let (node, _) = parse(&text, 0..text.as_str().len());
        if let Some(Node { value: Value::Map(entries), .. }) = node {
            for (key, _) in entries {
                let line: Vec<char> = text.as_str().split('\n').nth(key.place.line as usize - 1).unwrap().chars().collect();
                let start = key.place.column as usize - 1;
                let written: String = line[start..start + key.place.length as usize].iter().collect();
                prop_assert_eq!(written, key.value);
            }
        }
    }
}
