//! Tips.

use super::{assert_problems, document, filler, html};

/// The ids of the tips of some Markdown.
fn ids(markdown: &str) -> Vec<String> {
    document(markdown).tips.into_iter().map(|tip| tip.id).collect()
}

#[test]
fn a_tip_is_a_labelled_check_box() {
    assert_eq!(
        html("- [ ] Say *it*. {#say-it}\n- [ ] Or\n  write it.\n"),
        "<ul class=\"tips\">\n<li class=\"tip\"><input type=\"checkbox\" id=\"tip-say-it\" data-tip=\"say-it\">\
         <label for=\"tip-say-it\">Say <em>it</em>.</label></li>\n\
         <li class=\"tip\"><input type=\"checkbox\" id=\"tip-5bec9ccf\" data-tip=\"5bec9ccf\">\
         <label for=\"tip-5bec9ccf\">Or\nwrite it.</label></li>\n</ul>\n"
    );
}

#[test]
fn what_follows_the_label_stays_in_the_item() {
    assert_eq!(
        html("- [ ] A {#a}\n\n  More.\n- [ ] B {#b}\n  - plain\n"),
        "<ul class=\"tips\">\n<li class=\"tip\"><input type=\"checkbox\" id=\"tip-a\" data-tip=\"a\">\
         <label for=\"tip-a\">A</label>\n<p>More.</p>\n</li>\n\
         <li class=\"tip\"><input type=\"checkbox\" id=\"tip-b\" data-tip=\"b\"><label for=\"tip-b\">B</label>\n\
         <ul>\n<li>plain</li>\n</ul>\n</li>\n</ul>\n"
    );
}

#[test]
fn mixed_and_nested_lists() {
    let markdown = "- plain\n- [ ] A {#a}\n  1. [ ] B {#b}\n";
    let html = html(markdown);
    assert!(html.starts_with("<ul class=\"tips\">\n<li>plain</li>\n<li class=\"tip\"><input"), "{html}");
    assert!(html.contains("<ol class=\"tips\">\n<li class=\"tip\">"), "{html}");
    assert_eq!(ids(markdown), ["a", "b"]);
}

#[test]
fn ids_survive_edits() {
    let one = ids("- [ ] Write it down, then: wait.\n");
    assert_eq!(one, ids("Text.\n\n1. [ ]  write it **down** then\n   “wait”!\n"));
    assert_ne!(one, ids("- [ ] Write it down, then go.\n"));
    assert_eq!(one[0].len(), 8);
    let twice = ids("- [ ] Again\n- [ ] again.\n");
    assert_eq!(twice[1], format!("{}-2", twice[0]));
}

#[test]
fn ids_are_read_from_the_source() {
    assert_eq!(ids("- [ ] a \"b\" {#c--d_e_f.g}\n"), ["c--d_e_f.g"]);
    assert_eq!(ids("- [ ] a\n  b {#last-line}\n"), ["last-line"]);
    assert_eq!(ids("> - [ ] **a** {#b}\n"), ["b"]);
    assert_eq!(ids("- [ ] a {#信}\n"), ["信"]);
    assert_eq!(html("- [ ] `{#a}`\n").matches("{#a}").count(), 1);
    assert_eq!(html("- [ ] \\{#a}\n").matches("{#a}").count(), 1);
    assert_eq!(document("- [ ] a *b* {#_c_} \n").tips[0].text, "a b");
}

#[test]
fn a_label_can_stand_elsewhere() {
    let document = document("- [ ] [A](b) & c[^1] {#d}\n\n[^1]: Note.\n");
    assert_eq!(
        document.fill_label(&document.tips[0], &mut filler),
        "<a href=\"«b»\">A</a> &amp; c<sup class=\"footnote-ref\"><a href=\"#^fn-1\" id=\"^fnref-1\">1</a></sup>"
    );
    assert_eq!(document.tips[0].text, "A & c");
}

#[test]
fn what_can_be_wrong_with_a_tip() {
    assert_problems("- [x] a\n", &[("ticked-tip", 1, 3)]);
    assert!(!html("- [x] a\n").contains("checked"));
    assert_problems("- [ ] a {#b}\n- [ ] c {#b}\n", &[("duplicate-tip-id", 2, 9)]);
    assert_problems("- [ ] a {#b c}\n", &[("tip-id", 1, 9)]);
    assert_problems("- [ ] a {#b}\n  c {#d}\n", &[("tip-id", 2, 5)]);
    assert_problems("- [ ] <!-- -->\n", &[("empty-tip", 1, 3)]);
}
