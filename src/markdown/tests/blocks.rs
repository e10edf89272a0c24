//! What becomes of blocks and of what is in them.

use super::{document, html};

#[test]
fn headings_have_ids() {
    let markdown =
        "## What's *new*?\n\n## What’s new\n\n### Next {#mine .wide}\n\n## Next\n\n## 🙂\n\n## Tip: one\n";
    let document = document(markdown);
    let ids: Vec<&str> = document.headings.iter().map(|heading| heading.id.as_str()).collect();
    assert_eq!(ids, ["whats-new", "whats-new-2", "mine", "next-2", "section", "tip-one-2"]);
    assert!(html(markdown).starts_with("<h2 id=\"^whats-new\">What’s <em>new</em>?</h2>\n"));
    assert!(html(markdown).contains("<h3 id=\"^mine\" class=\"wide\">Next</h3>"));
    assert_eq!(document.headings[2].level, 3);
    assert_eq!(document.headings[0].text, "What’s new?");
    assert_eq!((document.headings[1].place.line, document.headings[1].place.length), (3, 13));
}

#[test]
fn an_id_that_is_written_later_is_kept() {
    let document = document("## Foo\n\n## Bar {#foo}\n");
    let ids: Vec<&str> = document.headings.iter().map(|heading| heading.id.as_str()).collect();
    assert_eq!(ids, ["foo-2", "foo"]);
}

#[test]
fn the_first_heading_is_the_title() {
    let first = document("<!-- a comment -->\n\n# The *title*\n\nText.\n");
    assert_eq!(first.title.as_ref().map(|title| title.text.as_str()), Some("The title"));
    assert_eq!(first.title.map(|title| (title.level, title.id)), Some((1, "the-title".to_owned())));
    assert_eq!(first.html, "<!-- a comment -->\n<p>Text.</p>\n");
    let later = document("Text.\n\n# Later\n");
    assert!(later.title.is_none());
    assert_eq!(later.headings[0].level, 2);
    assert!(document("# A [link](x) ![image](y)[^1]\n\n[^1]: z\n").holes.is_empty());
}

#[test]
fn tables_scroll_and_are_called_by_their_header() {
    assert_eq!(
        html("| a \"x\" | b | |\n|:--|--:|---|\n| 1 | 2 | 3 |\n"),
        "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{table}: a “x”, b\"><table>\n<thead>\n\
         <tr><th class=\"align-left\">a “x”</th><th class=\"align-right\">b</th><td></td></tr>\n</thead>\n<tbody>\n\
         <tr><td class=\"align-left\">1</td><td class=\"align-right\">2</td><td>3</td></tr>\n</tbody>\n</table></div>\n"
    );
    assert!(
        html("| a |\n|:-:|\n")
            .ends_with("<thead>\n<tr><th class=\"align-center\">a</th></tr>\n</thead>\n</table></div>\n")
    );
}

#[test]
fn alerts() {
    assert_eq!(
        html("> [!TIP]\n> Breathe.\n"),
        "<aside class=\"alert alert-tip\" role=\"note\">\n<p class=\"alert-title\">{alert_tip}</p>\n<p>Breathe.</p>\n</aside>\n"
    );
    assert_eq!(html("> Breathe.\n"), "<blockquote>\n<p>Breathe.</p>\n</blockquote>\n");
}

#[test]
fn images_and_figures() {
    assert_eq!(
        html("![a *b*](c.png)\n\n![d](e.png \"F & g\")\n\n![h](i.png \"j\") k\n"),
        "<p><img src=\"c.png\" width=\"1\" height=\"2\" alt=\"a b\"></p>\n\
         <figure><img src=\"e.png\" width=\"1\" height=\"2\" alt=\"d\" loading=\"lazy\" decoding=\"async\">\
         <figcaption>F &amp; g</figcaption></figure>\n\
         <p><img src=\"i.png\" width=\"1\" height=\"2\" alt=\"h\" title=\"j\" loading=\"lazy\" decoding=\"async\"> k</p>\n"
    );
}

#[test]
fn links() {
    assert_eq!(
        html("[a](02-b.md#c \"d\") <e@f.g> <https://h.i> [j][k] [l](#m)\n\n[k]: n%20o&amp;p\n"),
        "<p><a href=\"«02-b.md#c»\" title=\"d\">a</a> <a href=\"«mailto:e@f.g»\">e@f.g</a> \
         <a href=\"«https://h.i»\">https://h.i</a> <a href=\"«n%20o&amp;p»\">j</a> <a href=\"«#m»\">l</a></p>\n"
    );
}

#[test]
fn footnotes_in_the_order_of_their_references() {
    let markdown = "[^b]: First.[^c]\n[^a]: Second.\n[^c]: Third.\n\nOne[^B] two[^a] one[^b].\n";
    assert_eq!(
        html(markdown),
        "<p>One<sup class=\"footnote-ref\"><a href=\"#^fn-1\" id=\"^fnref-1\">1</a></sup> \
         two<sup class=\"footnote-ref\"><a href=\"#^fn-2\" id=\"^fnref-2\">2</a></sup> \
         one<sup class=\"footnote-ref\"><a href=\"#^fn-1\" id=\"^fnref-1.2\">1</a></sup>.</p>\n\
         <section class=\"footnotes\" aria-label=\"{footnotes}\">\n<ol>\n<li id=\"^fn-1\">\n\
         <p>First.<sup class=\"footnote-ref\"><a href=\"#^fn-3\" id=\"^fnref-3\">3</a></sup> \
         <a href=\"#^fnref-1\" class=\"footnote-back\" aria-label=\"{footnote_back}\">↩</a> \
         <a href=\"#^fnref-1.2\" class=\"footnote-back\" aria-label=\"{footnote_back} 2\">↩<sup>2</sup></a></p>\n</li>\n\
         <li id=\"^fn-2\">\n<p>Second. \
         <a href=\"#^fnref-2\" class=\"footnote-back\" aria-label=\"{footnote_back}\">↩</a></p>\n</li>\n\
         <li id=\"^fn-3\">\n<p>Third. \
         <a href=\"#^fnref-3\" class=\"footnote-back\" aria-label=\"{footnote_back}\">↩</a></p>\n</li>\n</ol>\n</section>\n"
    );
}

#[test]
fn code_is_highlighted_with_classes() {
    assert_eq!(
        html("```rust\nfn main() {} // a < b\n```\n"),
        "<pre class=\"code\" tabindex=\"0\"><code class=\"language-rust\"><span class=\"hl-k\">fn</span> \
         <span class=\"hl-f\">main</span>() {} <span class=\"hl-c\">// a &lt; b</span>\n</code></pre>\n"
    );
    for (language, code, expected) in [
        ("yaml", "key: 1\n", "<span class=\"hl-a\">key</span>: <span class=\"hl-n\">1</span>\n"),
        (
            "json",
            "{\"a\": \"b\"}\n",
            "{<span class=\"hl-a\">\"a\"</span>: <span class=\"hl-s\">\"b\"</span>}\n",
        ),
        ("diff", "- a\n+ b\n", "<span class=\"hl-d\">- a</span>\n<span class=\"hl-i\">+ b</span>\n"),
        (
            "html",
            "<a b='c'>\n",
            "&lt;<span class=\"hl-t\">a</span> <span class=\"hl-a\">b</span>=<span class=\"hl-s\">'c'</span>&gt;\n",
        ),
        ("md", "# A\n", "<span class=\"hl-h\"># A</span>\n"),
        ("Shell", "# a\n", "<span class=\"hl-c\"># a</span>\n"),
    ] {
        let html = html(&format!("```{language}\n{code}```\n"));
        assert!(html.contains(&format!("\">{expected}</code>")), "{html}");
    }
}

#[test]
fn code_that_is_not_highlighted() {
    let long = format!("let x = \"{}\";\n", "x".repeat(2000));
    for (language, code) in
        [("text", "let x;\n"), ("", "let x;\n"), ("nothing-known", "let x;\n"), ("rust", &long)]
    {
        assert!(!html(&format!("```{language}\n{code}```\n")).contains("<span"), "{language}");
    }
}

#[test]
fn templates_are_text() {
    assert_eq!(html("{{ a }} {% b %} `{{ c }}`\n"), "<p>{{ a }} {% b %} <code>{{ c }}</code></p>\n");
}

#[test]
fn definitions_and_the_rest() {
    assert_eq!(html("a\n: b\n"), "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n");
    assert_eq!(html("~~a~~  \nb\n***\n"), "<p><del>a</del><br>\nb</p>\n<hr>\n");
    assert_eq!(html("3. a\n"), "<ol start=\"3\">\n<li>a</li>\n</ol>\n");
    assert_eq!(html("a\0b\n"), "<p>a\u{fffd}b</p>\n");
}

#[test]
fn the_opening_and_the_words() {
    let document = document(
        "# Title\n\n![only an image](a.png)\n\n> Not this.\n\nThe *first*\nparagraph, with `code`.\n\nMore.\n",
    );
    assert_eq!(document.opening, "The first paragraph, with code.");
    assert_eq!(document.words, 9);
}
