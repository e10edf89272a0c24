//! Netlify.
//!
//! Sources: docs.netlify.com, “Custom headers” (a header given twice is joined by commas), “Redirects and rewrites”, “Redirect
//! options” (a file wins over a rule, unless the status ends in `!`; a rule holds with and without the last slash; addresses
//! are tidied up before rules are looked at) and “Caching”; slorber/trailing-slash-guide (a folder leads to its slash);
//! sveltejs/kit#16627 (what is missing is never kept, whatever a rule says).

use super::text_rules::{headers, redirects};
use super::{
    Answer, Emulator, FOR_ALL, FOR_NETLIFY, FOR_NETLIFY_IN_FOLDER, LITERAL, Tree, assert_kept, host,
    is_match, name, passed_on, redirect, set,
};

fn netlify<'b>(tree: Tree) -> Emulator<'b> {
    Box::new(move |path| {
        let rules = redirects(tree.text("_redirects"), usize::MAX);
        let plain = |path: &str| name(path).trim_end_matches('/').to_owned();
        let rule = rules.iter().find(|rule| plain(rule.from) == plain(path));
        let file = file(&tree, path);
        let mut answer = match (rule, file) {
            (Some(rule), None) => redirect(rule.status, rule.to),
            (Some(rule), Some(_)) if rule.is_forced => redirect(rule.status, rule.to),
            (_, Some(answer)) => answer,
            (None, None) => tree.answer(404, "404.html"),
        };
        if answer.body.is_empty() {
            return answer;
        }
        add_headers(&tree, path, &mut answer);
        if answer.status == 404 {
            set(&mut answer, "cache-control", "public,max-age=0,must-revalidate");
        }
        answer
    })
}

fn file(tree: &Tree, path: &str) -> Option<Answer> {
    let name = name(path);
    let found = |ending: &str| tree.file(&format!("{name}{ending}"));
    if name.ends_with('/') {
        return found("index.html").map(|file| tree.answer(200, file));
    }
    if found("/index.html").is_some() {
        return Some(redirect(301, &format!("{path}/")));
    }
    found("").or_else(|| found(".html")).map(|file| tree.answer(200, file))
}

fn add_headers(tree: &Tree, path: &str, answer: &mut Answer) {
    let rules = headers(tree.text("_headers"), usize::MAX);
    let matching = rules.iter().filter(|rule| is_match(rule.paths, path));
    let given: Vec<(String, &str)> =
        matching.flat_map(|rule| &rule.headers).map(|(name, value)| (name.to_lowercase(), *value)).collect();
    set(answer, "cache-control", "public,max-age=0,must-revalidate");
    for (name, _) in &given {
        let values: Vec<&str> =
            given.iter().filter(|(other, _)| other == name).map(|(_, value)| *value).collect();
        set(answer, name, &values.join(", "));
    }
}

#[test]
fn netlify_serves_a_domain_of_its_own() {
    let built = &FOR_NETLIFY;
    assert_kept(&host("netlify", built, netlify(Tree::of(built))), &[]);
}

#[test]
fn netlify_serves_a_folder_that_another_host_passes_on() {
    let built = &FOR_NETLIFY_IN_FOLDER;
    let answer = passed_on(built, netlify(Tree::of(built)));
    assert_kept(&host("netlify", built, answer), &[&["slashes"]]);
}

/// Rules that other hosts read as well do not win over the small pages; these lead on.
#[test]
fn netlify_among_others_leads_on_by_small_pages() {
    let built = &FOR_ALL;
    let answer = netlify(Tree::of(built));
    assert_kept(&host("netlify", built, answer), &[&["moved", "moved without slash"], &LITERAL]);
}
