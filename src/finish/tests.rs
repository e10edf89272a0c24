//! The finishing pass, case by case, and its laws.

use proptest::prelude::*;

use super::*;
use crate::csp::hash;
use crate::facts::Decision;
use crate::gate::Rule;

fn no_words(key: &str) -> String {
    key.to_owned()
}

fn no_styles(_: &str) -> Option<Policy> {
    None
}

fn rules() -> Rules {
    let rule = Rule {
        id: "tube".to_owned(),
        label: "Tube".to_owned(),
        purpose: "media".to_owned(),
        places: vec![("tube.example".to_owned(), "/embed/".to_owned())],
    };
    Rules { services: vec![rule], is_off: false }
}

fn finish_at(url: &str, form: Form<'_>, html: &str) -> Artifact {
    let setting = Setting {
        url: &Url::new(url),
        base_url: "https://x.org/sub",
        form,
        rules: &rules(),
        words: &no_words,
        styles: &no_styles,
        when_gated: "<script defer src=/assets/embed.js></script>",
    };
    finish(html, &setting)
}

fn finished(html: &str) -> Artifact {
    finish_at("/a/b/", Form::Relative, html)
}

/// The page without its policy.
fn body(artifact: &Artifact) -> String {
    artifact.html.replacen(&Policy::meta(&artifact.facts.policy), "", 1)
}

#[test]
fn links_are_made_relative() {
    for (html, expected) in [
        ("<a href=\"/cookies/#x\">", "<a href=\"../../cookies/#x\">"),
        ("<a href='/a/b/#x' id=x>", "<a href='#x' id=x>"),
        ("<a href=/>", "<a href=../../>"),
        ("<a href=\"https://x.org/sub/c/?a=1&amp;b=2\">", "<a href=\"../../c/?a=1&amp;b=2\">"),
        ("<img src='/a/b/it&#39;s ü.png'>", "<img src='it&#39;s%20%C3%BC.png'>"),
        ("<img srcset='/x.png 1x, /y.png 2x'>", "<img srcset='../../x.png 1x, ../../y.png 2x'>"),
        ("<video poster=/p.png></video>", "<video poster=../../p.png></video>"),
        (
            "<form action=/f><button formaction=/g></button></form>",
            "<form action=../../f><button formaction=../../g></button></form>",
        ),
        ("<object data=/o.pdf></object>", "<object data=../../o.pdf></object>"),
        (
            "<meta http-equiv=refresh content='0; url=/c/'>",
            "<meta http-equiv=refresh content='0; url=../../c/'>",
        ),
        ("<meta property=og:image content=/c.png>", "<meta property=og:image content=/c.png>"),
        ("<svg><use xlink:href='/i.svg#a'/></svg>", "<svg><use xlink:href='../../i.svg#a'/></svg>"),
        ("<svg><rect fill='url(/i.svg#a)'/></svg>", "<svg><rect fill='url(../../i.svg#a)'/></svg>"),
        (
            "<style>p{background:url('/i (1).png')}</style>",
            "<style>p{background:url('../../i%20%281%29.png')}</style>",
        ),
        (
            "<link rel=canonical href=https://x.org/sub/a/b/>",
            "<link rel=canonical href=https://x.org/sub/a/b/>",
        ),
        ("<iframe srcdoc='<a href=/c/>'></iframe>", "<iframe srcdoc='&lt;a href=../../c/&gt;'></iframe>"),
        (
            "<a href=mailto:a@b.c><a href=\"https://e.com/\">",
            "<a href=mailto:a@b.c><a href=\"https://e.com/\">",
        ),
        (
            "<!-- <a href=/c/> --><textarea><a href=/c/></textarea>",
            "<!-- <a href=/c/> --><textarea><a href=/c/></textarea>",
        ),
    ] {
        assert_eq!(body(&finished(html)), expected);
    }
    let rooted = finish_at("/404.html", Form::Rooted("/sub"), "<a href=/c/>");
    assert_eq!(body(&rooted), "<a href=/sub/c/>");
    let portable = finish_at("/a/", Form::Portable, "<a href=/>");
    assert_eq!(body(&portable), "<a href=../index.html>");
}

#[test]
fn facts_are_collected() {
    let artifact = finished(
        "<!doctype html><html><head><meta charset=utf-8><title> A &amp;\n B </title>\
         <meta name=robots content='noindex, follow'></head><body><h2 id=one>1</h2><a name=old></a>\
         <a href=#one></a><a href=#old></a><a href=#top></a><a href=/c/#two></a><a href=../d%C3%A9/></a><a href=#none></a>\
         <a href=https://e.com/x></a><svg><title>no</title></svg></body></html>",
    );
    let facts = artifact.facts;
    assert_eq!(facts.title, "A & B");
    assert!(facts.noindex);
    assert_eq!(facts.ids.iter().collect::<Vec<_>>(), ["old", "one"]);
    assert_eq!(
        facts.links.iter().collect::<Vec<_>>(),
        ["/a/b/\tnone\t#none", "/a/d\u{e9}/\t\t../d%C3%A9/", "/c/\ttwo"]
    );
    assert_eq!(facts.elsewhere.iter().collect::<Vec<_>>(), ["https://e.com/x"]);
    assert_eq!(artifact.faults, []);
}

#[test]
fn the_policy_allows_what_the_page_uses() {
    let html = "<html><head><meta charset=utf-8><title>x</title><link rel=stylesheet href=/s.css>\
                <script>a()</script><script type=application/ld+json>{}</script><script defer src=/s.js></script>\
                </head><body><img src=data:,x><form><input></form></body></html>";
    let artifact = finished(html);
    let policy = format!(
        "default-src 'none'; script-src 'self' {}; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'",
        hash("a()")
    );
    assert_eq!(artifact.facts.policy, policy);
    let start = format!("<html><head><meta charset=utf-8>{}<title>", Policy::meta(&policy));
    assert!(artifact.html.starts_with(&start), "{}", artifact.html);
    assert!(finished("<html><head><title>").html.starts_with("<html><head><meta http-equiv"));
    assert!(finished("<!doctype html><p>").html.starts_with("<!doctype html><meta http-equiv"));
}

#[test]
fn what_waits_is_allowed_for_later() {
    let html = "<head><meta charset=utf-8></head><iframe src=https://www.tube.example/embed/1></iframe>";
    let artifact = finished(html);
    assert!(
        artifact
            .facts
            .policy
            .contains("frame-src https://*.tube.example https://tube.example https://www.tube.example;"),
        "{}",
        artifact.facts.policy
    );
    assert!(
        artifact.html.contains("<script defer src=../../assets/embed.js></script></head>"),
        "{}",
        artifact.html
    );
    assert!(artifact.html.contains("<template data-consent=\"media\"><iframe"));
    assert_eq!(artifact.facts.requests.len(), 1);
    assert_eq!(artifact.facts.requests[0].decision, Decision::Gated);
    let again = finished(&artifact.html);
    assert_eq!(again.html, artifact.html);
    assert_eq!(again.facts.requests.len(), 1);

    let script = finished("<script src=//count.example/c.js></script>");
    assert!(script.facts.policy.contains("script-src 'self' count.example;"), "{}", script.facts.policy);
    assert!(script.facts.policy.contains("connect-src 'self' count.example;"));
}

#[test]
fn faults_of_a_page() {
    for (html, code, needle) in [
        ("<p style='color:red'>", "inline-style", "color:red"),
        ("<p onclick='a()'>", "inline-handler", "a()"),
        ("<a href=' java\nscript:a()'>", "script-address", " java\nscript:a()"),
        ("<iframe src=data:text/html,x></iframe>", "data-document", "data:text/html,x"),
        ("<base href=/x/>", "base-address", "/x/"),
        ("<p id=x><p id=y><p id='x'>", "duplicate-id", "x"),
        ("<iframe srcdoc='<p style=a>'></iframe>", "inline-style", "a"),
        ("<img src=https://>", "no-host", "https://"),
        ("<script src=https://unpkg.com/x></script>", "self-host", "https://unpkg.com/x"),
    ] {
        let artifact = finished(html);
        let faults: Vec<_> =
            artifact.faults.iter().map(|fault| (&*fault.code, fault.needle.as_str())).collect();
        assert_eq!(faults, [(code, needle)], "{html}");
    }
    assert_eq!(finished("<p id=x><p id=y><p id='x'>").faults[0].offset, 23);
    assert_eq!(finished("<base target=_blank><div id=''><i id=''>").faults, []);
}

#[test]
fn needles_stand_at_their_offsets() {
    let html = "<p id=b></p><p style='a'></p><img src=https://e.com/é.png><p id=b onload=q></p>";
    let artifact = finished(html);
    assert_eq!(artifact.faults.len(), 4);
    for fault in artifact.faults {
        assert!(html[fault.offset..].starts_with(&fault.needle), "{fault:?}");
    }
}

fn soup() -> impl Strategy<Value = String> {
    let scraps = prop::sample::select(vec![
        "<html>",
        "<head>",
        "</head>",
        "<meta charset=utf-8>",
        "<title>",
        "</title>",
        "<p id=a>",
        "</p>",
        "<a href=/x/#y>",
        "<a href=\"#a\">",
        "</a>",
        "<a href='/é b/'>",
        "<a href=../c.png>",
        "<img srcset='/a.png 1x, b.png'>",
        "<img src=https://e.com/a>",
        "<script>",
        "a()",
        "</script>",
        "<style>p{background:url(/a)}",
        "</style>",
        "<svg>",
        "<use href=/i.svg#a />",
        "</svg>",
        "<template data-consent=media>",
        "<template>",
        "</template>",
        "<iframe srcdoc='<a href=/q/>'>",
        "</iframe>",
        "<form>",
        "<form action=/f>",
        "x",
        "&amp;",
        "<",
        "\"",
        "'",
        "<meta http-equiv=refresh content='1;/r/'>",
        "<link rel=stylesheet href=/s.css>",
        "<p style=x onclick=y>",
        "<a href=https://x.org/sub/z/>",
        "<base href=/>",
        "<noscript>",
        "</noscript>",
    ]);
    prop::collection::vec(scraps, 0..16).prop_map(|scraps| scraps.concat())
}

#[test]
fn a_style_in_a_drawing_is_finished_once() {
    let html = "<svg><style>p{background:url(/a)}</head><img src=https://e.com/a>";
    let once = finish_at("/a/b/", Form::Relative, html);
    assert_eq!(finish_at("/a/b/", Form::Relative, &once.html).html, once.html);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_page_is_finished(html in any::<String>(), portable in any::<bool>()) {
        let form = if portable { Form::Portable } else { Form::Relative };
        finish_at("/a/b/", form, &html);
    }

    #[test]
    fn a_finished_page_stays_the_same(html in soup(), portable in any::<bool>()) {
        let form = if portable { Form::Portable } else { Form::Relative };
        let once = finish_at("/a/b/", form, &html);
        let is_right = once.faults.iter().all(|fault| fault.severity != crate::diagnostic::Severity::Error);
        let is_whole = !matches!(crate::tag::Tokens::new(&html).last(), Some(crate::tag::Token::Other(_)));
        if is_right && is_whole {
            let twice = finish_at("/a/b/", form, &once.html);
            prop_assert_eq!(&twice.html, &once.html);
            let targets = |facts: &Facts| facts.links.iter().map(|line| {
                let link = crate::facts::Link::of_line(line);
                (link.url.to_owned(), link.fragment.to_owned())
            }).collect::<std::collections::BTreeSet<_>>();
            prop_assert_eq!(targets(&twice.facts), targets(&once.facts));
            prop_assert_eq!(twice.facts.ids, once.facts.ids);
        }
    }
}
