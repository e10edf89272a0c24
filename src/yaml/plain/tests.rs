//! What is read as plain, and that the parser reads it the same way.

use proptest::prelude::*;

use super::*;
use crate::path::SourcePath;
use crate::text::Text;
use crate::yaml::{Limits, parse_carefully};

fn is_read_alike(head: &str) -> bool {
    let text = Text::new(&SourcePath::new("content/a.md"), &format!("---\n{head}---\n"));
    let source = Source::new(&text, 4..4 + head.len());
    let Some(own) = map(&source) else { return false };
    let (node, faults) = parse_carefully(&text, 4..4 + head.len(), Limits::HEAD);
    assert_eq!((Some(own), Vec::new()), (node, faults), "{head:?}");
    true
}

#[test]
fn common_heads_are_plain() {
    assert!(is_read_alike(
        "title: Say what happened\nsummary: It’s “time”, isn't it? Yes – now.\ntime: 15\n"
    ));
    assert!(is_read_alike("title: \"Trust: 1 # 'a' & {b} \"\nsummary: \"\"\n"));
    assert!(is_read_alike("tags: [\"trust\", \"love: é\", two words, 3]\ntitle: a\n"));
    assert!(is_read_alike("title: Trust\ndate: 2026-11-22\ndraft_note: e5\nkind: closing"));
    assert!(is_read_alike("date: 2026-11-22T05:00:00Z\n"));
}

#[test]
fn lists_and_maps_of_plain_values_are_plain() {
    for head in [
        "actions: [{label: \"Begin: é, {now}\", to: 01-a.md}, {label: a b, to: \"b\"}]\n",
        "a: {b: [c, \"d\"], e: {f: 1}}\nb: [[a], [b, c]]\n",
        "call:\n  actions:\n    - label: Say é\n      to: a.md\n    - label: \"b\"\n      to: b\n  time: 5\nkind: action\n",
        "tags:\n- a\n- \"b: c\"\n- [d, e]\n- {f: g}\ntitle: a\n",
        "a:\n  b:\n  - c:\n      d: e\n    f:\n    - g\n  h: i\nj: k",
        "a:\n   b: c\n   d:\n     - e\n",
        "# One\n\nz: true\nyy: {x: false}\nw: a {b} c{d\na: { b: \"{c}\", d: (e) }\n  # Two: “é”\n\nf: [ g, h ]\ni:\n\n # -\n  j: À «k\u{a0}»\n\n",
    ] {
        assert!(is_read_alike(head), "{head:?}");
    }
}

#[test]
fn what_yaml_reads_in_its_own_way_is_left_to_it() {
    for head in [
        "",
        "\n",
        "title: a: b\n",
        "title: a # b\n",
        "title: True\n",
        "a: [b{c]\n",
        "title: Null\n",
        "title: 'a'\n",
        "a: b\n c\n",
        "time: 010\n",
        "time: 1e3\n",
        "time: 0x1f\n",
        "title: \n",
        "title:\n",
        "a: b\na: c\n",
        "yes: b\n",
        "title: a \n",
        "tags: []\n",
        "a: b\r\n",
        "a: b\n\u{85}\n",
        "a: b\n---\n",
        "- a: b\n",
        "? a: b\n",
        "a: \tb\n",
        "  a: b\n c: d\n",
        "a:\n  b: c\n d: e\n",
        "a:\n  - b\n    c\n",
        "a:\nb: c\n",
        "a:\n- b: c\n   d: e\n",
        "a:\n  - - b\n",
        "a:\n  -\n",
        "a:\n  b: |\n    c\n",
        "a: [b: c]\n",
        "a: [\",\" b]\n",
        "a: [b,c]\n",
        "a: [  b ]\n",
        "a: [b ]\n",
        "a: { b: c}  # d\n",
        "a: b\n# \u{7}\nc: d\n",
        "# a\n",
        "a: [b , c]\n",
        "a: [b, c,]\n",
        "a: {b: c, b: d}\n",
        "a: {b}\n",
        "a: {b: }\n",
        "a: [b] c\n",
        "a: [[[[[[[[[b]]]]]]]]]\n",
        "date: 2026-11-22T05:00\n",
    ] {
        assert!(!is_read_alike(head), "{head:?}");
    }
}

proptest! {
    #[test]
    fn what_is_read_here_is_read_the_same_by_the_parser(head in "([a-z_]{1,6}:? [-A-Za-z0-9 .,;!?'()/_’“–…é٣漢:#&*%@`|>\\[\\]{}\"]{0,24}\n?){1,5}") {
        is_read_alike(&head);
    }

    #[test]
    fn plain_heads_of_any_letters(head in "((# ?)?[a-z][a-z_]{0,6}: (true|false|[A-Za-zÀ漢(¿¡«])[-A-Za-z0-9 .,;!?'(){}/_’“–…«»¿¡،؟·×é٣漢ß\u{301}\u{a0}\u{202f}]{0,24}\n{1,2}){1,5}") {
        is_read_alike(&head);
    }

    #[test]
    fn texts_in_quotes(text in "[ -~é٣漢’—\u{301}]{0,24}") {
        is_read_alike(&format!("title: \"{text}\"\n"));
    }

    #[test]
    fn lists(head in "tags: \\[(\"?[-a-z0-9 ,.:é漢'?!]{0,6}\"?, ?){0,3}\"?[-a-z0-9 ,.é漢'?!]{0,6}\"?\\]\n") {
        is_read_alike(&head);
    }

    #[test]
    fn lists_and_maps_in_brackets(head in "a: (\\[|\\{) ?(([a-z]{1,3}: )?(\\[|\\{)?(true|\"?[-a-z0-9 ,.:é漢'?!{]{0,6}\"?)(\\]|\\})?, ?){0,4} ?(\\]|\\}){1,2}\n") {
        is_read_alike(&head);
    }

    #[test]
    fn lists_and_maps_below_each_other(head in "([a-c]:\n)?( {0,5}(#.?|(- ){0,2}([a-e]:)?) ?([a-z]{1,3}|\"[a-z: é]{0,4}\"|\\{a: b\\}|[0-9]|)\n){1,7}") {
        is_read_alike(&head);
    }

    #[test]
    fn tidy_lists_and_maps(head in "a:\n((  ){0,3}(- )?([b-f]: ([a-z]{1,3}|true|false)|[b-f]:|\\[a, b\\])\n){1,8}") {
        is_read_alike(&head);
    }

    #[test]
    fn numbers_and_days(value in "[0-9]{1,11}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}Z?)?)?|[0-9eExX_.+-]{1,10}|[0-9]{0,2}-?[0-9a-z.]{1,9}") {
        is_read_alike(&format!("time: {value}\n"));
    }
}
