//! Every example of the specification of `CommonMark` 0.31.2, through guidepost's own pipeline.

#[path = "commonmark/differences.rs"]
mod differences;
#[path = "commonmark/normal.rs"]
mod normal;
#[path = "commonmark/spec.rs"]
mod spec;

use std::collections::BTreeMap;

use guidepost::markdown::{Document, Filling, parse, percent_encoded};
use guidepost::path::SourcePath;
use guidepost::tag::escape;
use guidepost::text::Text;

use differences::{CODE, DIFFERENCES, Edit};
use normal::normal;
use spec::{Example, examples};

/// How many examples the specification has.
const EXAMPLES: usize = 652;

fn document(markdown: &str) -> Document {
    parse(&Text::new(&SourcePath::new("content/example.md"), markdown), 0)
}

/// The HTML, with links and images that lead where they say.
fn html(document: &Document) -> String {
    document.fill(&mut |filling, html| match filling {
        Filling::Link { to, .. } => escape(&percent_encoded(to), html),
        Filling::Image { to, .. } => {
            html.push_str("src=\"");
            escape(&percent_encoded(to), html);
            html.push('"');
        }
        Filling::Word(key) => html.push_str(key),
        Filling::Tip(id) => html.push_str(id),
        Filling::Prefix => {}
    })
}

/// What we expect of an example: the standard's HTML, with the edits of our design.
fn expected(example: &Example, edits: &[Edit]) -> String {
    let mut html = normal(&example.html);
    if CODE.contains(&example.number) {
        assert!(html.contains("<pre>"), "example {} has no code block", example.number);
        html = html.replace("<pre>", "<pre class=\"code\" tabindex=\"0\">");
    }
    let mut from = 0;
    for (theirs, ours) in edits {
        let found = html[from..].find(theirs);
        assert!(found.is_some(), "example {} has no “{theirs}”", example.number);
        let at = from + found.unwrap_or_default();
        assert_ne!(theirs, ours, "example {}", example.number);
        html.replace_range(at..at + theirs.len(), ours);
        from = at + ours.len();
    }
    html
}

#[test]
fn every_example_of_the_standard() {
    let edits: BTreeMap<usize, &[Edit]> = DIFFERENCES.iter().copied().flatten().copied().collect();
    let examples = examples();
    assert_eq!(examples.len(), EXAMPLES);
    let mut wrong = 0;
    for example in &examples {
        let expected = expected(example, edits.get(&example.number).copied().unwrap_or_default());
        let html = normal(&html(&document(&example.markdown)));
        if html != expected {
            wrong += 1;
            println!(
                "example {}\n{}\nexpected: {expected}\nbut it is: {html}\n",
                example.number, example.markdown
            );
        }
    }
    assert_eq!(wrong, 0, "examples that differ without a reason are above");
}

#[test]
fn the_normal_form_keeps_what_matters() {
    assert_eq!(normal("<p>a  b<br />\n c</p>\n<hr />"), normal("<p>a b<br>c</p><hr>"));
    assert_eq!(normal("<a b='1' A=2>&auml;</a>"), normal("<a a=\"2\" b=\"1\">ä</a>"));
    for (one, other) in [
        ("<p>a</p>", "<p>b</p>"),
        ("<em>a b</em>", "<em>ab</em>"),
        ("a <code>b</code>", "a<code>b</code>"),
        ("<a b>", "<a>"),
        ("<pre>a  b</pre>", "<pre>a b</pre>"),
        ("&lt;b>", "<b>"),
        ("<p>a</p>", "a"),
    ] {
        assert_ne!(normal(one), normal(other));
    }
}
