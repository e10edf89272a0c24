//! Raw HTML.

use super::{assert_problems, html};

#[test]
fn links_of_every_kind() {
    assert_eq!(
        html("<div><a HREF=a.md>b</a> <img alt='' src='c&amp;d' srcset=\"e 1x, f,g 2x\"></div>\n"),
        "<div><a HREF=\"«a.md»\">b</a> <img alt='' src=\"«c&amp;d»\" srcset=\"«e» 1x, «f,g» 2x\"></div>\n"
    );
    assert_eq!(html("a <a\nhref=\"b\nc\"\n x>d</a>\n"), "<p>a <a\nhref=\"«bc»\"\n x>d</a></p>\n");
    assert_eq!(html("<video poster=a></video>\n"), "<p><video poster=\"«a»\"></video></p>\n");
    assert_eq!(
        html("<object data=a></object>\n<p data=b>\n"),
        "<p><object data=\"«a»\"></object></p>\n<p data=b>\n"
    );
}

#[test]
fn ids_and_what_refers_to_them() {
    assert_eq!(
        html("<p id=a aria-labelledby=\"b  tip-c\"><svg fill='url(#d)'><use href=\"#e\"/></svg></p>\n"),
        "<p id=\"^a\" aria-labelledby=\"^b tip-c\"><svg fill=\"url(#^d)\"><use href=\"«#e»\"/></svg></p>\n"
    );
}

#[test]
fn the_rest_stays_as_it_is() {
    for raw in
        ["<!-- a <b> -->\n", "<script>\nif (a<b) {}\n\n</script>\n", "<table><td A=b c='d'>x &copy; y\n"]
    {
        assert_eq!(html(raw), raw);
    }
}

#[test]
fn what_the_policy_blocks() {
    assert_problems(
        "a\n\n> <p\n> style=b onclick='c'>\n",
        &[("inline-style", 4, 3), ("inline-handler", 4, 11)],
    );
    assert_problems("a <b style=c>d</b>\n", &[("inline-style", 1, 6)]);
    assert_problems("<a href=' java&#115;cript:a'>b</a>\n", &[("refused-link", 1, 10)]);
    assert_problems("<iframe src='data:text/html,a'></iframe>\n", &[("refused-link", 1, 14)]);
    assert_problems("<img alt='' src='data:,a'>\n", &[]);
}

#[test]
fn ids_that_clash() {
    assert_problems(
        "## a {#b}\n\n<p id=b>\n\n<p id='plan'>\n",
        &[("duplicate-id", 3, 7), ("reserved-id", 5, 8)],
    );
}

#[test]
fn what_would_swallow_the_page() {
    assert_problems("<div\n\na\n", &[("unclosed-html", 1, 1)]);
    assert_problems("<!-- a\n\nb\n", &[("unclosed-html", 1, 1)]);
    assert_problems("a\n\n<script>\n\nb\n", &[("unclosed-html", 3, 1)]);
    assert_problems("<details>\n\na <span>b\n\n</details>\n", &[("unclosed-element", 3, 3)]);
    assert_problems("a</div>\n", &[("stray-end-tag", 1, 2)]);
    assert_problems("<div/>\n", &[("unclosed-element", 1, 1)]);
    assert_problems("<details>\n\n<br><p>a<li>\n\n</details>\n\n<svg><path/></svg>\n", &[]);
}

#[test]
fn images_say_what_they_show() {
    assert_problems("<img src=a>\n", &[("image-without-text", 1, 1)]);
    assert_problems("<img src=a alt>\n", &[]);
    assert_problems("[<img src=a alt=b>](c.md)\n", &[]);
}
