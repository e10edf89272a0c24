//! GitLab Pages.
//!
//! Source: docs.gitlab.com, “GitLab Pages redirects” (files go first; a file of more than 64 KB says nothing; of the rules the
//! first thousand; paths begin with that of the project) and “Resolve ambiguous URLs”, “Custom error codes Pages”.

use super::text_rules::redirects;
use super::{
    Emulator, FOR_ALL, FOR_ALL_IN_FOLDER, LITERAL, Tree, assert_kept, host, is_match, name, redirect,
};
use crate::fixture::{FAR, MOVED};

const LONGEST: usize = 64 << 10;
const MOST_RULES: usize = 1_000;

fn gitlab(tree: Tree, base: &str) -> Emulator<'_> {
    let project = base.trim_end_matches('/');
    Box::new(move |path| {
        let Some(below) = path.strip_prefix(project) else { return tree.answer(404, "404.html") };
        let name = name(below);
        let found = |ending: &str| tree.file(&format!("{name}{ending}"));
        if name.ends_with('/') {
            if let Some(file) = found("index.html") {
                return tree.answer(200, file);
            }
        } else if let Some(file) = found("").or_else(|| found(".html")) {
            return tree.answer(200, file);
        } else if found("/index.html").is_some() {
            // Its answer names the whole address, so that slashes at the beginning name no host.
            return redirect(302, &format!("/{}/", path.trim_start_matches('/')));
        }
        let text = tree.text("_redirects");
        let rules = redirects(if text.len() <= LONGEST { text } else { "" }, usize::MAX);
        let plain = |path: &str| path.trim_end_matches('/').to_owned();
        let rule = rules.iter().take(MOST_RULES).find(|rule| is_match(&plain(rule.from), &plain(path)));
        rule.map_or_else(|| tree.answer(404, "404.html"), |rule| redirect(rule.status, rule.to))
    })
}

/// It sends no headers of ours.
const HEADERS: [&str; 3] = ["headers", "caching", "score"];
/// It takes the small page at an old address first.
const RULES: [&str; 2] = ["moved", "moved without slash"];

#[test]
fn gitlab_pages_serves_a_domain_of_its_own_and_a_project() {
    for built in [&*FOR_ALL, &*FOR_ALL_IN_FOLDER] {
        let answer = gitlab(Tree::of(built), &built.base);
        assert_kept(&host("gitlab-pages", built, answer), &[&HEADERS, &RULES, &LITERAL]);
    }
}

#[test]
fn gitlab_pages_leads_on_by_rules_where_the_small_pages_are_gone() {
    for built in [&*FOR_ALL, &*FOR_ALL_IN_FOLDER] {
        let mut tree = Tree::of(built);
        for from in MOVED.iter().chain([&FAR.0]) {
            let page =
                from.strip_suffix('/').map_or((*from).to_owned(), |folder| format!("{folder}/index.html"));
            assert!(tree.0.remove(&page[1..]).is_some(), "{page}");
        }
        let answer = gitlab(tree, &built.base);
        assert_kept(&host("gitlab-pages", built, answer), &[&HEADERS, &LITERAL, &["arriving"]]);
    }
}
