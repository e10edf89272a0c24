//! The gate, case by case.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Severity;
use crate::facts::Decision;
use crate::links::{Form, Locator};
use crate::path::Url;
use crate::tag::{Token, Tokens};

fn words(key: &str) -> String {
    let words = BTreeMap::from([
        ("embed_ask", "From {label} ({host})."),
        ("embed_once", "Load once"),
        ("embed_always", "Always allow {label}"),
        ("embed_visit", "Open on {label}"),
        ("embed_play", "Watch on {label}"),
    ]);
    words.get(key).map_or_else(|| key.to_owned(), |word| (*word).to_owned())
}

fn rules() -> Rules {
    let rule = |id: &str, label: &str, purpose: &str, host: &str, path: &str| Rule {
        id: id.to_owned(),
        label: label.to_owned(),
        purpose: purpose.to_owned(),
        places: vec![(host.to_owned(), path.to_owned())],
    };
    Rules {
        services: vec![
            rule("youtube", "YouTube", "media", "youtube-nocookie.com", "/embed/"),
            rule("count", "Count", "statistics", "count.example", ""),
            rule("post", "Post", "contact", "post.example", ""),
        ],
        is_off: false,
    }
}

fn gate_with(html: &str, rules: &Rules) -> Gated {
    let page = Url::new("/a/");
    let locator = Locator::new(&page, "https://x.org/sub", Form::Relative);
    Gate { locator: &locator, rules, words: &words }.apply(html)
}

fn gate(html: &str) -> Gated {
    gate_with(html, &rules())
}

fn codes(gated: &Gated) -> Vec<(&str, Severity)> {
    gated.faults.iter().map(|fault| (&*fault.code, fault.severity)).collect()
}

const VIDEO: &str = r#"<iframe src="https://www.youtube-nocookie.com/embed/x" width="560" height="315" title="A talk"></iframe>"#;

#[test]
fn an_embed_waits_in_a_template() {
    let gated = gate(&format!("<main>{VIDEO}</main>"));
    let expected = format!(
        "<main><figure class=\"embed\" data-service=\"youtube\">\
         <svg class=\"embed-space\" width=\"560\" height=\"315\" viewBox=\"0 0 560 315\" aria-hidden=\"true\" \
         focusable=\"false\"></svg><div class=\"embed-ask\"><p class=\"embed-title\">A talk</p>\
         <p>From YouTube (www.youtube-nocookie.com).</p><p class=\"embed-do\">\
         <button type=\"button\" data-consent-do=\"once\">Load once</button> \
         <button type=\"button\" data-consent-do=\"always\">Always allow YouTube</button> \
         <a href=\"https://www.youtube.com/watch?v=x\">Watch on YouTube</a></p></div>\
         <template data-consent=\"media\">{VIDEO}</template></figure></main>"
    );
    assert_eq!(gated.html, expected);
    assert_eq!(codes(&gated), []);
    assert_eq!(gated.requests[0].host, "www.youtube-nocookie.com");
    assert_eq!(gated.requests[0].decision, Decision::Gated);
    assert_eq!(gate(&gated.html).html, gated.html);
}

#[test]
fn where_no_block_may_stand_there_is_none() {
    let alone = gate("<div><p> <img src=https://e.com/a.png alt=Tree width=4 height=3>\n</p><p>x</p></div>");
    assert!(
        alone.html.starts_with("<div><figure class=\"embed\" data-service=\"e.com\"><svg"),
        "{}",
        alone.html
    );
    assert!(alone.html.ends_with("</template></figure><p>x</p></div>"), "{}", alone.html);
    assert_eq!(codes(&alone), [("undeclared-host", Severity::Warning)]);

    let within = gate("<p>See <img src=https://e.com/a.png alt=Tree> here</p>");
    let start = "<p>See <span class=\"embed\" data-service=\"e.com\"><span class=\"embed-ask\">Tree <button";
    assert!(within.html.starts_with(start), "{}", within.html);
    assert!(!within.html.contains("<figure") && !within.html.contains("embed-space"));

    let link = gate("<p><a href=/b/><img src=//e.com/a.png alt=Tree></a></p>");
    assert_eq!(
        link.html,
        "<p><a href=/b/><span class=\"embed\" data-service=\"e.com\"><span class=\"embed-ask\">Tree</span>\
         <template data-consent=\"media\"><img src=//e.com/a.png alt=Tree></template></span></a></p>"
    );
}

#[test]
fn what_nobody_sees_waits_bare() {
    for html in [
        r#"<script async src="https://count.example/c.js"></script>"#,
        "<script>load('https://count.example/c.js')</script>",
        r#"<img src="https://count.example/p.gif" width=1 height=1 alt="">"#,
        r#"<link rel=stylesheet href="https://count.example/c.css">"#,
        "<style>p{background:url(https://count.example/p.png)}</style>",
    ] {
        let gated = gate(html);
        assert_eq!(gated.html, format!("<template data-consent=\"statistics\">{html}</template>"));
        assert_eq!(codes(&gated), []);
    }
}

#[test]
fn every_way_to_call_is_found() {
    for html in [
        "<iframe srcdoc='&lt;img src=//e.com/a&gt;'></iframe>",
        "<embed src=https://e.com/a>",
        "<object data=https://e.com/a></object>",
        "<object data=/a><img src=https://e.com/a></object>",
        "<img srcset='/a.png 1x, https://e.com/a.png 2x'>",
        "<picture><source srcset=//e.com/a><img src=/a></picture>",
        "<video src=/a poster=https://e.com/a></video>",
        "<video><source src=https://e.com/a></video>",
        "<audio src='ht&#9;tps://e.com/a'></audio>",
        "<video src=/a><track src=https://e.com/a></video>",
        "<link rel='preload' as=image href=https://e.com/a>",
        "<link rel=icon href=https://e.com/a>",
        "<link rel=manifest href=/\\e.com/a>",
        "<link rel=modulepreload href=https://e.com/a>",
        "<style>@import 'https://e.com/a'</style>",
        "<style>p{background:u\\72l(//e.com/a)}</style>",
        "<input type=image src=https://e.com/a>",
        "<template><img src=https://e.com/a></template>",
        "<SCRIPT SRC=HTTPS://E.COM/a></SCRIPT>",
        "<img src=https:e.com/a>",
        "<img src='&#104;ttps://e.com/a'>",
        "<img src='\t//e.com/a'>",
        "<link rel='alternate stylesheet' href=https://e.com/a>",
        "<script type=importmap>{\"imports\":{\"a\":\"https://e.com/a\"}}</script>",
        "<script type=speculationrules>{\"prefetch\":[{\"urls\":[\"https://e.com/a\"]}]}</script>",
        "<style>p{background:image-set('https://e.com/a' 1x)}</style>",
        "<math><mtext><img src=https://e.com/a></mtext></math>",
        "<svg><foreignObject><img src=https://e.com/a></foreignObject></svg>",
        "<!--><img src=https://e.com/a>-->",
        "<template shadowrootmode=open><img src=https://e.com/a></template>",
    ] {
        let gated = gate(html);
        let request = &gated.requests[0];
        assert_eq!((request.host.as_str(), request.decision), ("e.com", Decision::Gated), "{html}");
        assert!(gated.html.contains("<template data-consent=\"media\">"), "{html}");
        assert_eq!(codes(&gated), [("undeclared-host", Severity::Warning)], "{html}");
    }
}

#[test]
fn what_cannot_wait_is_taken_out() {
    for (html, left) in [
        ("<noscript><img src=https://count.example/p.gif></noscript>", "<noscript></noscript>"),
        ("<noscript><iframe src=https://count.example/></iframe>x</noscript>", "<noscript>x</noscript>"),
        ("<link rel=preconnect href=https://count.example>", ""),
        ("<link rel='dns-prefetch' href=//count.example><p>", "<p>"),
        ("<link rel=prefetch href=https://count.example/a>", ""),
    ] {
        let gated = gate(html);
        assert_eq!(gated.html, left, "{html}");
        assert_eq!(gated.requests[0].decision, Decision::Removed);
        assert_eq!(codes(&gated), [], "a declared service is expected: {html}");
    }
    for (html, left) in [
        ("<a href=/b/ ping='/own https://e.com/p'>b</a>", "<a href=/b/ >b</a>"),
        ("<svg><image href=https://e.com/a /><g/></svg>", "<svg><g/></svg>"),
        ("<svg><use xlink:href='//e.com/a#b'></use></svg>", "<svg></svg>"),
        ("<svg><rect fill='url(https://e.com/a#b)'/></svg>", "<svg></svg>"),
        ("<svg><set attributeName=href to=https://e.com/a /></svg>", "<svg></svg>"),
        ("<svg><style>rect{fill:url(https://e.com/a)}</style></svg>", "<svg></svg>"),
        ("<td background=https://e.com/a>x</td>", "<td >x</td>"),
        ("<img src=/a attributionsrc=https://e.com/a>", "<img src=/a >"),
    ] {
        let gated = gate(html);
        assert_eq!(gated.html, left, "{html}");
        assert!(gated.requests.iter().all(|request| request.decision == Decision::Removed), "{html}");
        assert_eq!(codes(&gated), [("request-removed", Severity::Warning)], "{html}");
    }
}

#[test]
fn what_must_never_load_is_an_error() {
    for (html, code) in [
        ("<link rel=stylesheet href=https://fonts.googleapis.com/css2?family=X>", "self-host"),
        ("<script src=https://unpkg.com/x></script>", "self-host"),
        ("<style>@font-face{src:url(https://e.com/a.woff2)}</style>", "self-host"),
        ("<link rel=preload as=font href=https://e.com/a.woff2>", "self-host"),
        ("<base href=https://e.com/>", "foreign-base"),
        ("<meta http-equiv=refresh content='0;url=https://e.com/'>", "foreign-refresh"),
        ("<form action=https://e.com/></form>", "undeclared-form-host"),
        ("<iframe src=https://e.com/a>", "never-closed"),
        ("<object data=https://e.com/a></template></object>", "never-closed"),
        ("<video src=https://e.com/a poster=https://count.example/a></video>", "two-purposes"),
    ] {
        let gated = gate(html);
        assert!(codes(&gated).contains(&(code, Severity::Error)), "{html}: {:?}", gated.faults);
        assert_eq!(gated.html, html, "an error changes nothing");
        assert!(gated.requests.iter().any(|request| request.decision == Decision::Refused), "{html}");
    }
    let off = Rules { is_off: true, ..rules() };
    assert_eq!(codes(&gate_with(VIDEO, &off)), [("consent-off", Severity::Error)]);
}

#[test]
fn what_calls_nobody_stays() {
    for html in [
        "<a href=https://e.com/>e</a>",
        "<link rel=canonical href=https://e.com/>",
        "<img src=/a.png><img src=data:image/png,x><img src=https://x.org/other.png>",
        "<script type=application/ld+json>{\"@context\":\"https://schema.org\"}</script>",
        "<script>createElementNS('http://www.w3.org/2000/svg')</script>",
        "<p>https://e.com/a.js</p><!-- <img src=https://e.com/a> -->",
        "<textarea><img src=https://e.com/a></textarea>",
        "<svg xmlns=http://www.w3.org/2000/svg><use href=#a /></svg>",
    ] {
        let gated = gate(html);
        assert_eq!(gated, Gated { html: html.to_owned(), ..Gated::default() });
    }
    let form = gate("<form action=https://post.example/f></form>");
    assert_eq!((form.requests[0].decision, form.requests[0].purpose.as_str()), (Decision::Listed, "contact"));
}

/// The starts of elements outside every template that waits.
fn live(html: &str) -> Vec<String> {
    let mut depth = 0;
    let mut live = Vec::new();
    for token in Tokens::new(html) {
        match token {
            Token::Start(tag)
                if tag.is("template") && (depth > 0 || tag.attribute("data-consent").is_some()) =>
            {
                depth += 1;
            }
            Token::End(tag) if tag.is("template") && depth > 0 => depth -= 1,
            Token::Start(tag) if depth == 0 => live.push(html[tag.range].to_owned()),
            _ => {}
        }
    }
    live
}

fn soup() -> impl Strategy<Value = String> {
    let scraps = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<a href=/x/>",
        "</a>",
        "<noscript>",
        "</noscript>",
        "<svg>",
        "</svg>",
        "<template>",
        "</template>",
        "<picture>",
        "</picture>",
        "<video>",
        "</video>",
        "<object>",
        "</object>",
        "<img src=https://e.com/a.png>",
        "<source srcset=https://e.com/b>",
        "<iframe src=https://e.com/>",
        "</iframe>",
        "<script>'//e.com'",
        "</script>",
        "<style>@import '//e.com/'",
        "</style>",
        "<link rel=preconnect href=//e.com>",
        "<image href=https://e.com/c />",
        "x",
        " ",
        "<!--",
        "-->",
        "é",
        "<a ping=https://e.com/ attributionsrc=//e.com>",
        "<td background=https://e.com/d ping=//e.com>",
        "<iframe srcdoc='<img src=//e.com>'>",
        "<base href=//e.com>",
        "<form action=//e.com>",
        "<embed src=//e.com>",
    ]);
    prop::collection::vec(scraps, 0..16).prop_map(|scraps| scraps.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_page_is_gated(html in prop_oneof![soup(), any::<String>()]) {
        gate(&html);
    }

    #[test]
    fn nothing_loads_before_a_yes(html in soup()) {
        let gated = gate(&html);
        let is_refused = gated.faults.iter().any(|fault| fault.severity == Severity::Error);
        let is_read_to_its_end = !matches!(Tokens::new(&gated.html).last(), Some(Token::Other(_)));
        if !is_refused && is_read_to_its_end {
            for tag in live(&gated.html) {
                let calls = ["src=https", "src=//", "srcset", "ping", "background", "preconnect", "<image"];
                prop_assert!(!calls.iter().any(|call| tag.contains(call)), "{} in {}", tag, gated.html);
            }
        }
    }
}
