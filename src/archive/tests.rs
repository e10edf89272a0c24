use std::fmt::Write as _;

use proptest::prelude::*;

use super::clean::Cleaner;
use super::thread::DEPTH;
use super::*;
use crate::diagnostic::{Place, Severity};
use crate::path::SourcePath;
use crate::tag::{Token, Tokens};
use crate::yaml::tests::{ends_within, lies_inside, soup};

fn text(yaml: &str) -> Text {
    Text::new(&SourcePath::new("content/guide/comments.yaml"), yaml)
}

fn archive(yaml: &str) -> (Archive, Vec<String>) {
    let (archive, mut faults) = read(&text(yaml));
    faults.sort_by(|a, b| a.place.cmp(&b.place));
    let said = |fault: &Diagnostic| {
        let warning = if fault.severity == Severity::Warning { "warning " } else { "" };
        format!(
            "{}:{} {warning}{}: {}; {}",
            fault.place.line, fault.place.column, fault.code, fault.message, fault.help
        )
    };
    (archive, faults.iter().map(said).collect())
}

/// One line of YAML for a comment of Ana's.
fn line(id: &str, parent: &str, date: &str) -> String {
    format!("- {{id: {id}, parent: {parent}, author: {{name: Ana}}, date: {date}, content: x}}\n")
}

/// The ids of threads: `1(2(3) 4) 5`.
fn shape(comments: &[Comment]) -> String {
    let one = |comment: &Comment| match shape(&comment.replies) {
        replies if replies.is_empty() => comment.id.value.clone(),
        replies => format!("{}({replies})", comment.id.value),
    };
    comments.iter().map(one).collect::<Vec<_>>().join(" ")
}

const NOTHING: [String; 0] = [];

#[test]
fn the_comment_of_the_specification() {
    let (archive, said) = archive(
        "- id: \"12\"\n  parent: null\n  author: { name: Ana, url: https://ana.example/, owner: false }\n  date: 2024-05-01T10:00:00+02:00\n  \
         format: markdown\n  content: |\n    Thank *you*.\n  deleted: false\n- id: 13\n  parent: 12\n  author: { name: Bo, owner: true, url: null }\n  \
         date: 2024-05-02\n  deleted: true\n",
    );
    assert_eq!(said, NOTHING);
    assert_eq!((shape(&archive.threads), archive.count()), ("12(13)".to_owned(), 1));
    let comment = &archive.threads[0];
    assert_eq!(
        (comment.author.as_str(), comment.author_url.as_str(), comment.owner),
        ("Ana", "https://ana.example/", false)
    );
    assert_eq!(
        (comment.date.rfc3339().as_str(), comment.html.as_str()),
        ("2024-05-01T08:00:00Z", "<p>Thank <em>you</em>.</p>")
    );
    assert!(comment.replies[0].deleted && comment.replies[0].owner && comment.replies[0].html.is_empty());
}

#[test]
fn an_empty_archive_has_no_comments() {
    for yaml in ["", "[]", "# none yet\n"] {
        assert_eq!(archive(yaml), (Archive::default(), vec![]));
    }
    let (_, said) = archive("id: 1");
    assert_eq!(
        said,
        [
            "1:1 wrong-type: an archive of comments should be a list, and is none; begin each comment with “- id: …”, and indent its other keys"
        ]
    );
}

#[test]
fn replies_stand_below_what_they_answer_oldest_first() {
    let yaml = [
        line("5", "~", "2024-01-02"),
        line("4", "1", "2024-01-03T10:00:00Z"),
        line("3", "2", "2024-01-09"),
        line("2", "1", "2024-01-03T11:00:00+02:00"),
        line("1", "~", "2024-01-01"),
        line("6", "~", "2024-01-02"),
    ];
    let (archive, said) = archive(&yaml.concat());
    assert_eq!(said, NOTHING);
    assert_eq!(shape(&archive.threads), "1(2(3) 4) 5 6");
}

#[test]
fn a_deleted_comment_keeps_its_replies() {
    let yaml = "- {id: a, author: {name: A}, date: 2024-01-01, deleted: true, content: gone}\n".to_owned()
        + &line("b", "a", "2024-01-02");
    let (archive, said) = archive(&yaml);
    assert_eq!((said, shape(&archive.threads), archive.count()), (vec![], "a(b)".to_owned(), 1));
    assert_eq!(archive.threads[0].html, "");
}

#[test]
fn every_fault_is_said() {
    let (archive, said) = archive(
        "- id: a b\n  email: a@b.c\n  author: {name: A, ip: 1.2.3.4, url: javascript:x}\n  date: soon\n  content: ''\n  aproved: true\n\
         - {author_email: x, status: pending, approved: 1, user_agent: y}\n- id: c\n  author: Ana\n  date: 2024-01-01\n  format: text\n  content: x\n- x\n",
    );
    assert_eq!(archive.count(), 0);
    assert_eq!(
        said,
        [
            "1:7 bad-comment-id: “a b” cannot be the id of a comment; use letters from a to z, digits, hyphens and underscores, 100 at most",
            "2:3 private-key: “email” is private, and everything in this file can be published; remove it from every comment",
            "3:21 private-key: “ip” is private, and everything in this file can be published; remove it from every comment",
            "3:39 bad-url: the author’s “url” should be a web address, and is “javascript:x”: it does not begin with https:// or http://; write it in full, as in https://example.org/, or remove it",
            "4:9 bad-date: “date” should be a date of the calendar, and is “soon”; write year, month and day as in 2026-11-22, or a moment as in 2026-11-22T10:00:00Z",
            "5:12 empty-value: “content” has no value; write one, or remove the line",
            "6:3 unknown-key: a comment has no key “aproved”; its keys are: id, parent, author, date, format, deleted, content",
            "7:3 missing-key: a comment needs “id”, and has none; add a line “id: …”",
            "7:3 missing-key: a comment needs “author”, and has none; add a line “author: …”",
            "7:3 missing-key: a comment needs “date”, and has none; add a line “date: …”",
            "7:3 missing-key: a comment needs “content”, and has none; add a line “content: …”",
            "7:4 private-key: “author_email” is private, and everything in this file can be published; remove it from every comment",
            "7:21 unapproved-comment: “status” has no place here: an archive holds approved comments only; remove the comment if it was not approved, else remove this line",
            "7:38 unapproved-comment: “approved” has no place here: an archive holds approved comments only; remove the comment if it was not approved, else remove this line",
            "7:51 private-key: “user_agent” is private, and everything in this file can be published; remove it from every comment",
            "9:11 wrong-type: the author of a comment should be a map of keys, and is the text “Ana”; write each key on its own line, indented below, as in “key: value”",
            "11:11 unknown-value: “format” cannot be “text”; it can be one of: markdown, html",
            "13:3 wrong-type: a comment should be a map of keys, and is the text “x”; write each key on its own line, indented below, as in “key: value”",
        ]
    );
}

#[test]
fn threads_that_cannot_be() {
    let same = line("a", "~", "2024-01-01") + &line("a", "~", "2024-01-02");
    let (read, said) = archive(&same);
    assert_eq!(
        (shape(&read.threads), read.threads[0].date.to_string()),
        ("a".to_owned(), "2024-01-01".to_owned())
    );
    assert_eq!(
        said,
        [
            "2:8 duplicate-comment-id: two comments have the id “a”; the first one is in line 1; give this one another id"
        ]
    );

    let (read, said) = archive(&line("a", "b", "2024-01-01"));
    assert_eq!(shape(&read.threads), "a");
    assert_eq!(
        said,
        [
            "1:19 warning missing-parent: there is no comment “b” that this one could answer; it is shown as one that answers no other; correct the id, or write parent: null"
        ]
    );

    let cycle = line("z", "a", "2024-01-01")
        + &line("a", "c", "2024-01-02")
        + &line("b", "a", "2024-01-03")
        + &line("c", "b", "2024-01-04");
    let (read, said) = archive(&cycle);
    assert_eq!((shape(&read.threads), read.count()), ("c(a(z b))".to_owned(), 4));
    assert_eq!(
        said,
        [
            "4:19 comment-cycle: the comment “c” answers itself, over “b”; name the comment that it answers, or write parent: null"
        ]
    );

    let (read, said) = archive(&line("a", "a", "2024-01-01"));
    assert_eq!((shape(&read.threads), said.len()), ("a".to_owned(), 1));
    assert!(said[0].starts_with("1:19 comment-cycle"));

    // The reply to a comment that is left out for its own fault is no second fault.
    let (read, said) = archive(&(line("a", "~", "soon") + &line("b", "a", "2024-01-02")));
    assert_eq!((shape(&read.threads), said.len()), ("b".to_owned(), 1));
}

#[test]
fn very_deep_threads_are_flattened() {
    let yaml = (0..5000).fold(String::new(), |mut yaml, number| {
        let parent = if number == 0 { "~".to_owned() } else { (number - 1).to_string() };
        yaml.push_str(&line(&number.to_string(), &parent, "2024-01-01"));
        yaml
    });
    let (archive, said) = archive(&yaml);
    assert_eq!(archive.count(), 5000);
    assert_eq!(said, NOTHING);
    let mut depth = 0;
    let mut level = &archive.threads;
    while let Some(comment) = level.first() {
        depth += 1;
        assert_eq!(comment.answers, None);
        if comment.replies.is_empty() {
            break;
        }
        level = &comment.replies;
    }
    assert_eq!(depth, DEPTH);
    let answered: Vec<_> =
        level.iter().map(|comment| comment.answers.as_ref().map(|one| one.id.as_str())).collect();
    assert_eq!(answered[..3], [None, Some("11"), Some("12")]);
    assert!(
        level.iter().skip(1).all(|comment| comment.answers.as_ref().is_some_and(|one| one.author == "Ana"))
    );
}

#[test]
fn who_deleted_a_comment_is_not_named_by_the_replies() {
    let yaml = (0..=DEPTH).fold(String::new(), |yaml, number| {
        let parent = if number == 0 { "~".to_owned() } else { (number - 1).to_string() };
        yaml + &line(&number.to_string(), &parent, "2024-01-01")
            .replace("content: x", if number + 1 == DEPTH { "deleted: true" } else { "content: x" })
    });
    let (archive, said) = archive(&yaml);
    assert_eq!(said, NOTHING);
    let mut level = &archive.threads;
    while level.len() == 1 {
        level = &level[0].replies;
    }
    let answers = level[1].answers.clone();
    assert_eq!(answers, Some(Answered { id: (DEPTH - 1).to_string(), author: String::new() }));
}

fn cleaned(content: &str, is_html: bool) -> String {
    let place = Place::whole(&SourcePath::new("content/guide/comments.yaml"));
    let faults = Faults::default();
    let html = Cleaner::new().clean(&Placed { value: content.to_owned(), place }, is_html, &faults);
    html.unwrap_or_else(|| faults.into_vec()[0].code.to_string())
}

#[test]
fn what_a_comment_may_hold() {
    let rel = "rel=\"nofollow ugc noopener\"";
    #[rustfmt::skip]
    let cases = [
        ("one\ntwo  \nthree", "<p>one\ntwo<br>\nthree</p>".to_owned()),
        ("# Title\ntext", "<p><strong>Title</strong></p>\n<p>text</p>".to_owned()),
        ("> quote\n\n- a\n- b\n\n3. c\n4. d", "<blockquote>\n<p>quote</p>\n</blockquote>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<ol start=\"3\">\n<li>c</li>\n<li>d</li>\n</ol>".to_owned()),
        ("```rust\na < b\n```\n`x<y`", "<pre><code>a &lt; b\n</code></pre>\n<p><code>x&lt;y</code></p>".to_owned()),
        ("[a](https://a.example/?x=1&y=2) <me@example.org>", format!("<p><a href=\"https://a.example/?x=1&amp;y=2\" {rel}>a</a> <a href=\"mailto:me@example.org\" {rel}>me@example.org</a></p>")),
        ("![a *cat*](https://a.example/cat.jpg)", format!("<p><a href=\"https://a.example/cat.jpg\" {rel}>a cat</a></p>")),
        ("[![cat](https://a.example/cat.jpg)](https://b.example/)", format!("<p><a href=\"https://b.example/\" {rel}>cat</a></p>")),
        ("![](https://a.example/cat.jpg)", format!("<p><a href=\"https://a.example/cat.jpg\" {rel}>https://a.example/cat.jpg</a></p>")),
        ("![cat](cat.jpg)", "<p>cat</p>".to_owned()),
        ("[](https://a.example/) <b>bold</b>", "<p> <b>bold</b></p>".to_owned()),
        ("[x](/local) [y](javascript:alert(1))", "<p>x y</p>".to_owned()),
        ("me@example.org, 192.168.0.1", "<p>me@example.org, 192.168.0.1</p>".to_owned()),
        ("| a |\n|---|\n~~x~~ [^1] {{ x }}", "<p>| a |\n|---|\n~~x~~ [^1] {{ x }}</p>".to_owned()),
    ];
    for (markdown, html) in cases {
        assert_eq!(cleaned(markdown, false), html, "{markdown}");
    }
    #[rustfmt::skip]
    let cases = [
        ("<div class=x>a</div><div>b</div>", "<p>a</p><p>b</p>".to_owned()),
        ("<h2 id=main>T</h2><p style=color:red>x", "<p><strong>T</strong></p><p>x</p>".to_owned()),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "<p>a b </p>".to_owned()),
        ("a<script>alert(1)</script>b<style>p{}</style><!-- c -->", "ab".to_owned()),
        ("<img src=https://a.example/x.png alt='a &quot;b&quot;'>", format!("<a href=\"https://a.example/x.png\" {rel}>a \"b\"</a>")),
        ("<iframe src=https://v.example/embed/1 title=Film>fallback</iframe>", format!("<a href=\"https://v.example/embed/1\" {rel}>Film</a>")),
        ("a &lt; b &amp;amp; c &copy;", "a &lt; b &amp;amp; c ©".to_owned()),
        ("<span>a</span><u>b</u> <del>c</del>", "ab c".to_owned()),
        ("<<x>script>alert(1)<</x>/script>", "&lt;script&gt;alert(1)&lt;/script&gt;".to_owned()),
    ];
    for (source, html) in cases {
        assert_eq!(cleaned(source, true), html, "{source}");
    }
}

/// Whether HTML has nothing but what the allow-list names.
fn is_clean(html: &str) -> bool {
    Tokens::new(html).all(|token| match token {
        Token::Text(range) => !html[range].contains('<'),
        Token::Start(tag) => {
            let is_known = [
                "a",
                "b",
                "blockquote",
                "br",
                "code",
                "em",
                "i",
                "li",
                "ol",
                "p",
                "pre",
                "q",
                "strong",
                "ul",
            ]
            .contains(&tag.name);
            let is_good = tag.attributes().all(|attribute| match attribute.name {
                "href" => ["http://", "https://", "mailto:"]
                    .iter()
                    .any(|scheme| attribute.value().to_lowercase().starts_with(scheme)),
                "rel" => tag.is("a") && attribute.raw == "nofollow ugc noopener",
                "start" => tag.is("ol"),
                _ => false,
            });
            is_known && is_good && (!tag.is("a") || tag.attribute("rel").is_some())
        }
        Token::End(_) => true,
        Token::Comment(_) | Token::Other(_) => false,
    })
}

#[test]
fn what_evades_filters_is_inert() {
    // After the list that OWASP keeps (cheatsheetseries.owasp.org, "XSS Filter Evasion").
    let vectors = [
        "<SCRIPT SRC=https://a.example/x.js></SCRIPT>",
        "javascript:/*--></title></style></textarea></script></xmp><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+alert(1)//'>",
        "<IMG SRC=\"javascript:alert('XSS');\">",
        "<IMG SRC=JaVaScRiPt:alert('XSS')>",
        "<IMG SRC=`javascript:alert(\"x\")`>",
        "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\"\\>",
        "<IMG SRC=# onmouseover=\"alert(1)\">",
        "<IMG SRC=/ onerror=\"alert(1)\"></img>",
        "<IMG SRC=&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114&#0000105&#0000112&#0000116&#0000058&#0000097>",
        "<IMG SRC=\"jav\tascript:alert(1);\">",
        "<a href=\"jav&#x0A;ascript:alert(1);\">x</a>",
        "<a href=\" &#14; javascript:alert(1);\">x</a>",
        "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
        "<a href='vbscript:x'>x</a>",
        "<SCRIPT/XSS SRC=\"https://a.example/x.js\"></SCRIPT>",
        "<BODY onload!#$%&()*~+-_.,:;?@[/|\\]^`=alert(1)>",
        "<<SCRIPT>alert(1);//\\<</SCRIPT>",
        "<SCRIPT SRC=//a.example/.j>",
        "<IMG SRC=\"`<javascript:alert>`('XSS')\"",
        "</TITLE><SCRIPT>alert(1);</SCRIPT>",
        "<INPUT TYPE=\"IMAGE\" SRC=\"javascript:alert(1);\">",
        "<BGSOUND SRC=\"javascript:alert(1);\">",
        "<BR SIZE=\"&{alert(1)}\">",
        "<LINK REL=\"stylesheet\" HREF=\"https://a.example/x.css\">",
        "<STYLE>@import'https://a.example/x.css';</STYLE>",
        "<META HTTP-EQUIV=\"refresh\" CONTENT=\"0;url=javascript:alert(1);\">",
        "<IFRAME SRC=\"javascript:alert(1);\"></IFRAME>",
        "<DIV STYLE=\"background-image: url(javascript:alert(1))\">x</DIV>",
        "<BASE HREF=\"javascript:alert(1);//\">",
        "<OBJECT TYPE=\"text/x-scriptlet\" DATA=\"https://a.example/x.html\"></OBJECT>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<form action=x><input name=y><button formaction=javascript:alert(1)>z</form>",
        "<a href=\"https://a.example/\" onclick=alert(1) target=_blank ping=https://b.example/>x</a>",
        "<p id=main class=consent data-x>x</p>",
        "[x](<javascript:alert(1)>)",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x]: data:text/html,x\n\n[x]",
    ];
    for vector in vectors {
        for is_html in [true, false] {
            let html = cleaned(vector, is_html);
            assert!(is_clean(&html), "{vector}\n{html}");
        }
    }
}

#[test]
fn long_and_deep_comments_are_refused() {
    assert_eq!(cleaned(&"x".repeat(70_000), false), "long-comment");
    for hostile in [
        "<b>".repeat(20_000),
        "<blockquote>".repeat(129),
        ">".repeat(60_000),
        "<b><i><em><code><strong>".repeat(9) + &"<p>x".repeat(15_000),
        "<ul><li>".repeat(500),
    ] {
        for is_html in [true, false] {
            if !is_html || hostile.starts_with('<') {
                assert_eq!(cleaned(&hostile, is_html), "deep-comment", "{hostile:.60}");
            }
        }
    }
    assert!(cleaned(&"> ".repeat(100), false).starts_with("<blockquote>"));
}

#[test]
fn hostile_comments_end_quickly() {
    for hostile in [
        "<div>".repeat(13_000),
        "<p>".repeat(21_000),
        "<a href=https://a.example/>".repeat(2_400),
        "<table><tr><td>".repeat(4_300),
        "</p>".repeat(16_000),
        "<li>".repeat(16_000),
        "<h1>".repeat(16_000),
        "[".repeat(60_000),
        "*a_ ".repeat(15_000),
        "![".repeat(30_000),
        "<!--".repeat(16_000),
        "`".repeat(60_000),
        "&".repeat(60_000),
    ] {
        for is_html in [true, false] {
            ends_within(100, &hostile[..40], || cleaned(&hostile, is_html));
            let html = cleaned(&hostile, is_html);
            assert!(html == "deep-comment" || is_clean(&html));
        }
    }
}

#[test]
fn five_hundred_comments_are_read_quickly() {
    let yaml = (0..500).fold(String::new(), |mut yaml, number| {
        let _ = write!(
            yaml,
            "- id: c{number}\n  parent: {}\n  author: {{name: Ana, url: https://ana.example/}}\n  date: 2024-05-01T10:00:00Z\n  \
             content: |\n    Thank you for *this*, it [helped](https://a.example/) us.\n\n    > And so on,\n    > for a few lines.\n\n    - one\n    - two\n",
            if number % 3 == 0 { "null".to_owned() } else { format!("c{}", number - 1) }
        );
        yaml
    });
    let text = text(&yaml);
    ends_within(50, "reading", || read(&text));
    let (archive, faults) = read(&text);
    assert_eq!((archive.count(), faults), (500, vec![]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_archive_is_read(yaml in prop_oneof![soup(), any::<String>()]) {
        let text = text(&yaml);
        for fault in read(&text).1 {
            prop_assert!(lies_inside(&fault.place, &text), "{:?}", fault);
            prop_assert!(!fault.message.is_empty() && !fault.message.ends_with('.') && !fault.help.is_empty());
        }
    }

    #[test]
    fn any_comment_becomes_clean(
        content in prop_oneof![
            any::<String>(),
            prop::collection::vec("<[/]?(a|b|p|ul|li|svg|math|style|script|table|td|template|select|title|x)( href=\"?(https|javascript|data):x\"?| onclick=x)?>|<!--|-->|[a<>&;\"' ]", 0..60)
                .prop_map(|parts| parts.concat()),
        ],
        is_html in any::<bool>(),
    ) {
        let html = cleaned(&content, is_html);
        prop_assert!(is_clean(&html), "{}", html);
    }

    #[test]
    fn any_parents_give_every_comment_once(parents in prop::collection::vec(0_usize..30, 1..30)) {
        let yaml: String = parents.iter().enumerate().map(|(id, parent)| line(&id.to_string(), &parent.to_string(), "2024-01-01")).collect();
        let (archive, _) = read(&text(&yaml));
        prop_assert_eq!(archive.count(), parents.len());
    }
}
