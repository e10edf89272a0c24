//! The score of the Mozilla Observatory, from what a page was answered with.
//!
//! Source: mdn/mdn-http-observatory, `src/grader/charts.js` (points), `src/scanner/index.js` (their sum) and
//! `src/analyzer/tests/` (what counts as what), algorithm version 5. Left out are the tests whose answer is no host
//! file's: cookies, redirects from `http:` and the list of preloaded names; all of them are worth nothing here.

use std::collections::BTreeMap;

use crate::html;
use crate::http::Answer;

/// What a result adds to the hundred points that everybody starts with.
const POINTS: &[(&str, i32)] = &[
    ("csp-implemented-with-no-unsafe-default-src-none", 10),
    ("csp-implemented-with-no-unsafe", 5),
    ("csp-implemented-with-unsafe-inline-in-style-src-only", 0),
    ("csp-implemented-with-insecure-scheme-in-passive-content-only", -10),
    ("csp-implemented-with-unsafe-eval", -10),
    ("csp-implemented-with-insecure-scheme", -20),
    ("csp-implemented-with-unsafe-inline", -20),
    ("csp-not-implemented", -25),
    ("cross-origin-resource-sharing-not-implemented", 0),
    ("cross-origin-resource-sharing-implemented-with-public-access", 0),
    ("cross-origin-resource-sharing-implemented-with-universal-access", -50),
    ("referrer-policy-private", 5),
    ("referrer-policy-not-implemented", 0),
    ("referrer-policy-unsafe", -5),
    ("referrer-policy-header-invalid", -5),
    ("hsts-implemented-max-age-at-least-six-months", 0),
    ("hsts-implemented-max-age-less-than-six-months", -10),
    ("hsts-not-implemented", -20),
    ("hsts-header-invalid", -20),
    ("sri-implemented-and-all-scripts-loaded-securely", 5),
    ("sri-not-implemented-but-no-scripts-loaded", 0),
    ("sri-not-implemented-but-all-scripts-loaded-from-secure-origin", 0),
    ("sri-not-implemented-but-external-scripts-loaded-securely", -5),
    ("sri-not-implemented-and-external-scripts-not-loaded-securely", -50),
    ("x-content-type-options-nosniff", 0),
    ("x-content-type-options-not-implemented", -5),
    ("x-content-type-options-header-invalid", -5),
    ("x-frame-options-implemented-via-csp", 5),
    ("x-frame-options-sameorigin-or-deny", 5),
    ("x-frame-options-not-implemented", -20),
    ("x-frame-options-header-invalid", -20),
    ("cross-origin-resource-policy-implemented-with-same-origin", 10),
    ("cross-origin-resource-policy-implemented-with-same-site", 10),
    ("cross-origin-resource-policy-implemented-with-cross-origin", 0),
    ("cross-origin-resource-policy-not-implemented", 0),
    ("cross-origin-resource-policy-header-invalid", -5),
    ("coep-implemented-with-require-corp", 10),
    ("coep-implemented-with-credentialless", 10),
    ("coep-implemented-with-unsafe-none", 0),
    ("coep-not-implemented", 0),
    ("coep-header-invalid", -5),
    ("coop-implemented-with-same-origin", 10),
    ("coop-implemented-with-same-origin-allow-popups", 10),
    ("coop-implemented-with-unsafe-none", 0),
    ("coop-not-implemented", 0),
    ("coop-header-invalid", -5),
];

/// From how many points, bonuses left out, these count.
const LEAST_FOR_BONUSES: i32 = 90;

/// 180 days, in seconds.
const SIX_MONTHS: u64 = 15_552_000;

/// Sources that allow nearly everything.
const BROAD: &[&str] =
    &["ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"];

/// Points, and what they come from.
#[derive(Debug)]
pub(crate) struct Score {
    pub(crate) points: i32,
    pub(crate) results: Vec<(&'static str, i32)>,
}

/// The score of a page.
pub(crate) fn score(answer: &Answer) -> Score {
    let html = answer.text();
    let policy = Policy::of(answer, &html);
    let names = [
        policy.result(),
        sharing(answer),
        referrer(answer),
        transport(answer),
        integrity(&html),
        one(
            answer,
            "x-content-type-options",
            &[("nosniff", "x-content-type-options-nosniff")],
            ("x-content-type-options-not-implemented", "x-content-type-options-header-invalid"),
        ),
        framing(answer, &policy),
        resource(answer),
        embedder(answer),
        opener(answer),
    ];
    let points =
        |name: &&str| POINTS.iter().find(|(key, _)| key == name).copied().unwrap_or_else(|| panic!("{name}"));
    let results: Vec<(&str, i32)> = names.iter().map(points).collect();
    let losses: i32 = 100 + results.iter().map(|(_, points)| points.min(&0)).sum::<i32>();
    let all: i32 = 100 + results.iter().map(|(_, points)| points).sum::<i32>();
    Score { points: if losses >= LEAST_FOR_BONUSES { all } else { losses.max(0) }, results }
}

/// The policies of headers and `meta` joined: a source that any of them names counts.
struct Policy {
    all: BTreeMap<String, Vec<String>>,
    from_header: BTreeMap<String, Vec<String>>,
}

impl Policy {
    fn of(answer: &Answer, html: &str) -> Self {
        let header = directives(answer.values("content-security-policy"));
        let mut all = header.clone();
        for element in html::elements(html).iter().filter(|element| element.name == "meta") {
            let names = element.attribute("http-equiv").unwrap_or_default();
            if names.eq_ignore_ascii_case("content-security-policy") {
                for (name, sources) in directives(element.attribute("content").into_iter()) {
                    all.entry(name).or_default().extend(sources);
                }
            }
        }
        Self { all, from_header: header }
    }

    /// The sources of a directive; where there is none, those of `default-src`, or all.
    fn sources(&self, name: &str) -> Vec<&str> {
        let found = self.all.get(name).or_else(|| self.all.get("default-src"));
        found.map_or(vec!["*"], |sources| sources.iter().map(String::as_str).collect())
    }

    fn result(&self) -> &'static str {
        if self.all.is_empty() {
            return "csp-not-implemented";
        }
        let is_broad = |sources: &[&str]| sources.iter().any(|source| BROAD.contains(source));
        let is_inline = |sources: &[&str]| {
            let is_hashed =
                sources.iter().any(|source| source.starts_with("'sha") || source.starts_with("'nonce-"));
            sources.contains(&"data:") || sources.contains(&"'unsafe-inline'") && !is_hashed
        };
        let is_plain = |sources: &[&str]| {
            sources.iter().any(|source| source.starts_with("http:") || source.starts_with("ftp:"))
        };
        let (scripts, styles) = (self.sources("script-src"), self.sources("style-src"));
        let active = self.all.iter().filter(|(name, _)| !["img-src", "media-src"].contains(&name.as_str()));
        let active: Vec<&str> = active.flat_map(|(_, sources)| sources).map(String::as_str).collect();
        let default: Vec<&str> = self.sources("default-src");
        if is_broad(&scripts) || is_inline(&scripts) || is_broad(&self.sources("object-src")) {
            "csp-implemented-with-unsafe-inline"
        } else if is_plain(&active) {
            "csp-implemented-with-insecure-scheme"
        } else if scripts.contains(&"'unsafe-eval'") || styles.contains(&"'unsafe-eval'") {
            "csp-implemented-with-unsafe-eval"
        } else if is_plain(&[self.sources("img-src"), self.sources("media-src")].concat()) {
            "csp-implemented-with-insecure-scheme-in-passive-content-only"
        } else if is_broad(&styles) || is_inline(&styles) {
            "csp-implemented-with-unsafe-inline-in-style-src-only"
        } else if self.all.contains_key("default-src") && default.iter().all(|source| *source == "'none'") {
            "csp-implemented-with-no-unsafe-default-src-none"
        } else {
            "csp-implemented-with-no-unsafe"
        }
    }
}

fn directives<'a>(policies: impl Iterator<Item = &'a str>) -> BTreeMap<String, Vec<String>> {
    let mut directives: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for directive in policies.flat_map(|policy| policy.split([';', ','])) {
        let mut words = directive.split_whitespace().map(str::to_lowercase);
        if let Some(name) = words.next() {
            directives.entry(name).or_default().extend(words);
        }
    }
    directives
}

fn sharing(answer: &Answer) -> &'static str {
    match answer.header("access-control-allow-origin") {
        "" => "cross-origin-resource-sharing-not-implemented",
        "*" => "cross-origin-resource-sharing-implemented-with-public-access",
        _ => "cross-origin-resource-sharing-implemented-with-universal-access",
    }
}

/// The last value that is known counts.
fn referrer(answer: &Answer) -> &'static str {
    const PRIVATE: &[&str] =
        &["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"];
    const OPEN: &[&str] = &["origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"];
    let values: Vec<String> = answer
        .values("referrer-policy")
        .flat_map(|value| value.split(','))
        .map(|value| value.trim().to_lowercase())
        .collect();
    let known =
        values.iter().rev().find(|value| PRIVATE.contains(&value.as_str()) || OPEN.contains(&value.as_str()));
    match known {
        Some(value) if PRIVATE.contains(&value.as_str()) => "referrer-policy-private",
        Some(_) => "referrer-policy-unsafe",
        None if values.is_empty() => "referrer-policy-not-implemented",
        None => "referrer-policy-header-invalid",
    }
}

fn transport(answer: &Answer) -> &'static str {
    let values: Vec<&str> = answer.values("strict-transport-security").collect();
    let Some(value) = values.first() else { return "hsts-not-implemented" };
    let age = value
        .split(';')
        .find_map(|part| part.trim().to_lowercase().strip_prefix("max-age=")?.parse::<u64>().ok());
    match age {
        _ if values.len() > 1 || value.contains(',') => "hsts-header-invalid",
        Some(age) if age >= SIX_MONTHS => "hsts-implemented-max-age-at-least-six-months",
        Some(_) => "hsts-implemented-max-age-less-than-six-months",
        None => "hsts-header-invalid",
    }
}

fn integrity(html: &str) -> &'static str {
    let elements = html::elements(html);
    let scripts: Vec<_> = elements.iter().filter(|element| element.name == "script").collect();
    let is_far = |address: &str| address.starts_with("//") || address.contains("://");
    let far: Vec<_> = scripts.iter().filter(|script| script.attribute("src").is_some_and(is_far)).collect();
    let has_digest = |script: &&html::Element| script.attribute("integrity").is_some();
    let is_plain =
        |script: &&&&html::Element| !script.attribute("src").unwrap_or_default().starts_with("https:");
    if scripts.is_empty() {
        "sri-not-implemented-but-no-scripts-loaded"
    } else if far.iter().any(|script| is_plain(&script) && !has_digest(script)) {
        "sri-not-implemented-and-external-scripts-not-loaded-securely"
    } else if far.iter().any(|script| !has_digest(script)) {
        "sri-not-implemented-but-external-scripts-loaded-securely"
    } else if scripts.iter().any(has_digest) {
        "sri-implemented-and-all-scripts-loaded-securely"
    } else {
        "sri-not-implemented-but-all-scripts-loaded-from-secure-origin"
    }
}

fn framing(answer: &Answer, policy: &Policy) -> &'static str {
    if policy.from_header.contains_key("frame-ancestors") {
        return "x-frame-options-implemented-via-csp";
    }
    let good = "x-frame-options-sameorigin-or-deny";
    one(
        answer,
        "x-frame-options",
        &[("deny", good), ("sameorigin", good)],
        ("x-frame-options-not-implemented", "x-frame-options-header-invalid"),
    )
}

fn resource(answer: &Answer) -> &'static str {
    let known = &[
        ("same-origin", "cross-origin-resource-policy-implemented-with-same-origin"),
        ("same-site", "cross-origin-resource-policy-implemented-with-same-site"),
        ("cross-origin", "cross-origin-resource-policy-implemented-with-cross-origin"),
    ];
    one(
        answer,
        "cross-origin-resource-policy",
        known,
        ("cross-origin-resource-policy-not-implemented", "cross-origin-resource-policy-header-invalid"),
    )
}

fn embedder(answer: &Answer) -> &'static str {
    let known = &[
        ("require-corp", "coep-implemented-with-require-corp"),
        ("credentialless", "coep-implemented-with-credentialless"),
        ("unsafe-none", "coep-implemented-with-unsafe-none"),
    ];
    one(answer, "cross-origin-embedder-policy", known, ("coep-not-implemented", "coep-header-invalid"))
}

fn opener(answer: &Answer) -> &'static str {
    let known = &[
        ("same-origin", "coop-implemented-with-same-origin"),
        ("same-origin-allow-popups", "coop-implemented-with-same-origin-allow-popups"),
        ("unsafe-none", "coop-implemented-with-unsafe-none"),
    ];
    one(answer, "cross-origin-opener-policy", known, ("coop-not-implemented", "coop-header-invalid"))
}

/// The result for a header of one known value; what else there is: nothing, or anything.
fn one(
    answer: &Answer,
    name: &str,
    known: &[(&str, &'static str)],
    (nothing, anything): (&'static str, &'static str),
) -> &'static str {
    let values: Vec<String> = answer.values(name).map(str::to_lowercase).collect();
    match values.as_slice() {
        [] => nothing,
        [value] => known.iter().find(|(key, _)| key == value).map_or(anything, |(_, result)| result),
        _ => anything,
    }
}

#[test]
fn the_score_is_that_of_the_observatory() {
    let answer = |headers: &[(&str, &str)], html: &str| Answer {
        status: 200,
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: html.as_bytes().to_vec(),
    };
    // Nothing at all: 100 − 25 (policy) − 20 (transport) − 5 (sniffing) − 20 (framing).
    assert_eq!(score(&answer(&[], "")).points, 30);
    let transport = ("strict-transport-security", "max-age=31536000");
    let sniffing = ("x-content-type-options", "nosniff");
    let policy = ("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    // Bonuses: 10 (policy) + 5 (framing); with a digest 5 more.
    assert_eq!(score(&answer(&[transport, sniffing, policy], "")).points, 115);
    let script = "<script src=/a.js integrity=sha256-a></script>";
    assert_eq!(score(&answer(&[transport, sniffing, policy], script)).points, 120);
    // Below 90 bonuses are not counted: 100 − 20 (transport).
    assert_eq!(score(&answer(&[sniffing, policy], "")).points, 80);
    let inline =
        ("content-security-policy", "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'");
    assert_eq!(score(&answer(&[transport, sniffing, inline], "")).points, 80);
    let twice = [transport, sniffing, sniffing, policy];
    assert_eq!(score(&answer(&twice, "")).points, 110);
}
