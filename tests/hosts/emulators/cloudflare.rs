//! Cloudflare Pages, and Workers with static assets.
//!
//! Sources: developers.cloudflare.com/pages, “Headers”, “Redirects”, “Serving Pages”; cloudflare/workers-sdk,
//! packages/workers-shared/utils/configuration (constants.ts, parseHeaders.ts, parseRedirects.ts: limits; a status with `!`
//! is no status) and packages/pages-shared/asset-server/handler.ts (redirects go before files, and are compared with the path
//! as it was asked for; a header that a second rule gives is appended; a missing page loses its cache rule); packages/workers-shared/asset-worker/src/handler.ts
//! (Workers: other redirects to slashes, and a missing page has the cache rule of its path).

use super::text_rules::{Moved, headers, redirects};
use super::{
    Answer, Emulator, FOR_ALL, FOR_ALL_IN_FOLDER, LITERAL, OF_ITS_OWN, Tree, assert_kept, host, is_match,
    name, passed_on, redirect, set,
};

const LONGEST_LINE: usize = 2_000;
const MOST_RULES: usize = 100;
const MOST_EXACT: usize = 2_000;
const MOST_PATTERNS: usize = 100;
const STATUSES: &[u16] = &[200, 301, 302, 303, 307, 308];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Pages,
    Workers,
}

fn cloudflare<'b>(kind: Kind, tree: Tree) -> Emulator<'b> {
    let slash = if kind == Kind::Pages { 308 } else { 307 };
    let own = if kind == Kind::Pages { 0 } else { 3 };
    Box::new(move |path| {
        let mut answer = moved(&tree, path).unwrap_or_else(|| file(&tree, path, slash));
        if answer.body.is_empty() {
            return answer;
        }
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "public, max-age=0, must-revalidate"),
        ]
        .into_iter()
        .skip(own)
        {
            set(&mut answer, name, value);
        }
        add_headers(&tree, path, &mut answer);
        if answer.status == 404 && kind == Kind::Pages {
            set(&mut answer, "cache-control", "no-store");
        }
        answer
    })
}

fn moved(tree: &Tree, path: &str) -> Option<Answer> {
    let is_known = |rule: &Moved| STATUSES.contains(&rule.status) && !rule.is_forced;
    let rules = redirects(tree.text("_redirects"), LONGEST_LINE).into_iter().filter(is_known);
    let is_pattern = |from: &str| {
        let mut after = from.split(':').skip(1);
        from.contains('*') || after.any(|name| name.starts_with(|char: char| char.is_ascii_alphabetic()))
    };
    let (patterns, exact): (Vec<Moved>, Vec<Moved>) = rules.partition(|rule| is_pattern(rule.from));
    let found = exact.iter().take(MOST_EXACT).find(|rule| rule.from == path);
    let found = found.or_else(|| patterns.iter().take(MOST_PATTERNS).find(|rule| is_match(rule.from, path)));
    found.map(|rule| redirect(rule.status, rule.to))
}

fn file(tree: &Tree, path: &str, slash: u16) -> Answer {
    let name = name(path);
    let found = |file: &str| tree.file(&format!("{name}{file}")).map(|file| tree.answer(200, file));
    if name.ends_with('/') {
        return found("index.html").unwrap_or_else(|| missing(tree, &name));
    }
    if let Some(page) = tree.file(&name).and_then(|file| file.strip_suffix(".html")) {
        let folder = page.strip_suffix("index").filter(|folder| folder.is_empty() || folder.ends_with('/'));
        return redirect(slash, &format!("/{}", folder.unwrap_or(page)));
    }
    if found("/index.html").is_some() {
        return redirect(slash, &format!("{path}/"));
    }
    found("").or_else(|| found(".html")).unwrap_or_else(|| missing(tree, &name))
}

/// The nearest `404.html`, upwards.
fn missing(tree: &Tree, name: &str) -> Answer {
    let mut folder = name;
    while let Some((above, _)) = folder.rsplit_once('/') {
        if let Some(page) = tree.file(&format!("{above}/404.html")) {
            return tree.answer(404, page);
        }
        folder = above;
    }
    Answer { status: 404, headers: Vec::new(), body: Vec::new() }
}

/// The first rule that gives a header takes the place of the host's own; another adds to it.
fn add_headers(tree: &Tree, path: &str, answer: &mut Answer) {
    let mut given: Vec<String> = Vec::new();
    for rule in headers(tree.text("_headers"), LONGEST_LINE).iter().take(MOST_RULES) {
        for (name, value) in rule.headers.iter().filter(|_| is_match(rule.paths, path)) {
            let value = if given.contains(&name.to_lowercase()) {
                format!("{}, {value}", answer.header(&name.to_lowercase()))
            } else {
                (*value).to_owned()
            };
            given.push(name.to_lowercase());
            set(answer, name, &value);
        }
    }
}

#[test]
fn cloudflare_pages_serves_a_domain_of_its_own() {
    let built = &FOR_ALL;
    assert_kept(&host("cloudflare-pages", built, cloudflare(Kind::Pages, Tree::of(built))), &[&LITERAL]);
}

#[test]
fn cloudflare_pages_serves_a_folder_that_another_host_passes_on() {
    let built = &FOR_ALL_IN_FOLDER;
    assert_kept(
        &host("cloudflare-pages", built, passed_on(built, cloudflare(Kind::Pages, Tree::of(built)))),
        &[&LITERAL, &OF_ITS_OWN],
    );
}

#[test]
fn cloudflare_workers_serve_a_domain_of_its_own() {
    let built = &FOR_ALL;
    let answer = cloudflare(Kind::Workers, Tree::of(built));
    assert_kept(&host("cloudflare-workers", built, answer), &[&LITERAL]);
}

#[test]
fn cloudflare_joins_what_two_rules_say_and_ignores_what_is_too_long() {
    let rules = format!("/*\n  A: 1\n  B: {}\n/x*\n  A: 2\n", "b".repeat(LONGEST_LINE));
    let files = [("_headers", rules.as_str()), ("_redirects", "/y /z 301!\n/w /z 301\n"), ("x.txt", "x")];
    let answer =
        cloudflare(Kind::Pages, Tree(files.map(|(path, text)| (path.to_owned(), text.into())).into()));
    let found = answer("/x.txt");
    assert_eq!((found.status, found.header("a"), found.header("b")), (200, "1, 2", ""));
    assert_eq!((answer("/y").status, answer("/w").status), (404, 301));
}
