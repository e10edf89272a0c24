//! What is said about mistakes, and where.

use super::{assert_problems, document, problems};
use crate::diagnostic::Severity;
use crate::path::SourcePath;
use crate::text::Text;

#[test]
fn headings() {
    assert_problems("a\n\n# b\n", &[("heading-level", 3, 1)]);
    assert_problems("## a\n\n#### b\n", &[("skipped-level", 3, 1)]);
    assert_problems("### a\n", &[("skipped-level", 1, 1)]);
    assert_problems("# a\n\n## b\n\n### c\n\n## d\n", &[]);
    assert_problems("## {#a}\n", &[("empty-heading", 1, 1)]);
    assert_problems("## a {#main}\n", &[("reserved-id", 1, 8)]);
    assert_problems("## a {#tip-x}\n", &[("reserved-id", 1, 8)]);
    assert_problems("## a {#b}\n\n## c {#b}\n", &[("duplicate-id", 3, 8)]);
    assert_problems("## a {b=c}\n", &[("heading-attribute", 1, 7)]);
}

#[test]
fn links_and_images() {
    assert_problems("[](a.md)\n", &[("empty-link-text", 1, 1)]);
    assert_problems("[a]()\n", &[("empty-link", 1, 1)]);
    assert_problems("![a]()\n", &[("empty-source", 1, 1)]);
    assert_problems("é [a](JavaScript:b)\n", &[("refused-link", 1, 3)]);
    assert_problems("[a](data:text/html,b)\n", &[("refused-link", 1, 1)]);
    assert_problems("![a](data:image/gif;base64,b)\n", &[]);
    assert_problems("a\n![](b.png)\n", &[("image-without-text", 2, 1)]);
    assert_problems("[![a](b.png)](c.md)\n", &[]);
    assert_problems("[a][b] [c][] [d]\n", &[("undefined-reference", 1, 1), ("undefined-reference", 1, 8)]);
}

#[test]
fn footnotes() {
    assert_problems("a[^b]\n", &[("undefined-footnote", 1, 2)]);
    assert_problems("a\n\n[^b]: c\n", &[("unused-footnote", 3, 1)]);
    assert_problems("a[^b]\n\n[^b]: c\n\n[^B]: d\n", &[("duplicate-footnote", 5, 1)]);
    assert_problems("\\[^a] [^ b] `[^c]`\n", &[]);
}

#[test]
fn alerts_and_code() {
    assert_problems("> [!TPI]\n> a\n", &[("unknown-alert", 1, 3)]);
    assert_problems("> [!INFO] a\n", &[]);
    assert_problems("a\n\n> ```pyhton\n> b\n> ```\n", &[("unknown-language", 3, 6)]);
    assert!(document("```pyhton\n```\n").diagnostics[0].help.contains("“python”"));
}

#[test]
fn places_count_the_front_matter() {
    let source = "---\ntitle: é\n---\n\n## a {#main}\n";
    let text = Text::new(&SourcePath::new("content/a.md"), source);
    let problem = &super::parse(&text, source.find("\n\n").unwrap()).diagnostics[0];
    assert_eq!((problem.place.line, problem.place.column, problem.place.length), (5, 8, 4));
    assert_problems("a\0b\0[c]()\n", &[("empty-link", 1, 5)]);
}

#[test]
fn all_problems_at_once_in_order() {
    let codes: Vec<String> =
        problems("[a]()\n\n## b {#main}\n\n- [x] c\n\n![](d)\n").into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, ["empty-link", "reserved-id", "ticked-tip", "image-without-text"]);
}

#[test]
fn a_file_of_noise_is_cut_short() {
    let many = document(&("[a]()\n\n".repeat(600) + "[a](javascript:b)\n"));
    assert_eq!(many.diagnostics.len(), 501);
    let last = many.diagnostics.last().unwrap();
    assert_eq!(
        (last.code.as_ref(), last.severity, last.place.line),
        ("more-problems", Severity::Error, 1201)
    );
    let long = document(&"a\n".repeat(3 * 1024 * 1024));
    assert_eq!(long.diagnostics[0].code, "page-too-long");
    assert!(long.html.is_empty());
}
