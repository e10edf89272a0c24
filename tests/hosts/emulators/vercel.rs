//! Vercel.
//!
//! Sources: vercel.com/docs, “Project configuration” (`headers`, `redirects`, `trailingSlash`) and “Cache-Control headers”;
//! vercel/vercel, packages/routing-utils, src/superstatic.ts (sources are patterns of path-to-regexp 6.1: strict, with
//! capitals and small letters; a permanent redirect is a 308; what `trailingSlash` becomes) and src/index.ts (the order:
//! slashes, redirects, headers, files).

use fancy_regex::Regex;
use serde_json::Value;

use super::{
    Answer, Emulator, FOR_ALL, FOR_ALL_IN_FOLDER, LITERAL, OF_ITS_OWN, Tree, assert_kept, host, name,
    passed_on, redirect, set,
};

struct Rule {
    source: Regex,
    rule: Value,
}

struct Vercel {
    tree: Tree,
    redirects: Vec<Rule>,
    headers: Vec<Rule>,
}

/// A pattern of path-to-regexp, as far as it has groups, `{}` and signs that are no pattern.
fn pattern(source: &str) -> Regex {
    let mut regex = "^".to_owned();
    let (mut chars, mut depth) = (source.chars(), 0);
    while let Some(char) = chars.next() {
        match char {
            '\\' if depth == 0 => regex.push_str(&fancy_regex::escape(&chars.next().unwrap().to_string())),
            '\\' => regex.extend(['\\', chars.next().unwrap()]),
            '(' | ')' => {
                depth += if char == '(' { 1 } else { -1 };
                regex.push(char);
            }
            _ if depth > 0 => regex.push(char),
            '{' => regex.push_str("(?:"),
            '}' => regex.push(')'),
            '?' | '*' | '+' => regex.push(char),
            ':' => panic!("{source}: names are not known here"),
            _ => regex.push_str(&fancy_regex::escape(&char.to_string())),
        }
    }
    Regex::new(&format!("{regex}$")).unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn vercel<'b>(tree: Tree) -> Emulator<'b> {
    let settings: Value = serde_json::from_str(tree.text("vercel.json")).unwrap();
    assert_eq!(settings["trailingSlash"], true);
    let rules = |name: &str| {
        let rules = settings[name].as_array().unwrap().iter();
        rules
            .map(|rule| Rule { source: pattern(rule["source"].as_str().unwrap()), rule: rule.clone() })
            .collect()
    };
    let vercel = Vercel { redirects: rules("redirects"), headers: rules("headers"), tree };
    assert!(vercel.redirects.len() <= 2_048);
    Box::new(move |path| vercel.answer(path))
}

impl Vercel {
    fn answer(&self, path: &str) -> Answer {
        if let Some(answer) = slashed(path) {
            return answer;
        }
        let matching = |rules: &'_ [Rule]| -> Vec<Value> {
            let rules = rules.iter().filter(|rule| rule.source.is_match(path).unwrap());
            rules.map(|rule| rule.rule.clone()).collect()
        };
        if let Some(rule) = matching(&self.redirects).first() {
            let status = if rule["permanent"] == true { 308 } else { 307 };
            return redirect(status, rule["destination"].as_str().unwrap());
        }
        let name = name(path);
        let file = self
            .tree
            .file(&name)
            .or_else(|| self.tree.file(&format!("{}/index.html", name.trim_end_matches('/'))));
        let mut answer = match file {
            Some(file) => self.tree.answer(200, file),
            None => self.tree.answer(404, "404.html"),
        };
        set(&mut answer, "cache-control", "public, max-age=0, must-revalidate");
        for header in matching(&self.headers).iter().flat_map(|rule| rule["headers"].as_array().unwrap()) {
            set(&mut answer, header["key"].as_str().unwrap(), header["value"].as_str().unwrap());
        }
        answer
    }
}

/// Folders get a slash; what has a dot in its last name loses it.
fn slashed(path: &str) -> Option<Answer> {
    let is = |pattern: &str| Regex::new(pattern).unwrap().is_match(path).unwrap();
    if is(r"^/\.well-known(?:/.*)?$") {
        None
    } else if is(r"^/((?:[^/]+/)*[^/\.]+)$") {
        Some(redirect(308, &format!("{path}/")))
    } else if is(r"^/((?:[^/]+/)*[^/]+\.\w+)/$") {
        Some(redirect(308, path.trim_end_matches('/')))
    } else {
        None
    }
}

#[test]
fn vercel_serves_a_domain_of_its_own() {
    let built = &FOR_ALL;
    assert_kept(&host("vercel", built, vercel(Tree::of(built))), &[&LITERAL]);
}

#[test]
fn vercel_serves_a_folder_that_another_host_passes_on() {
    let built = &FOR_ALL_IN_FOLDER;
    assert_kept(
        &host("vercel", built, passed_on(built, vercel(Tree::of(built)))),
        &[&LITERAL, &OF_ITS_OWN, &["moved"]],
    );
}

/// A folder with a dot loses its slash before rules are looked at, and the path that was taken away with it.
#[test]
fn vercel_leads_on_with_the_path_and_without() {
    let answer = vercel(Tree::of(&FOR_ALL_IN_FOLDER));
    for base in ["", "/a/b"] {
        for from in ["/old.html", "/nested/deep/old/", "/(paren)/", "/%C3%BCn%C3%AF/", "/dot.d"] {
            let found = answer(&format!("{base}{from}"));
            assert_eq!((found.status, found.header("location")), (308, "/a/b/about/"), "{base}{from}");
        }
    }
}

#[test]
fn patterns_are_those_of_path_to_regexp() {
    for (source, path, is_match) in [
        ("/(.*)", "/", true),
        ("/a{/}?", "/a/", true),
        ("/a{/}?", "/a", true),
        ("/a{/}?", "/A", false),
        ("/a.b\\(1\\)", "/a.b(1)", true),
        ("/a.b\\(1\\)", "/aXb(1)", false),
        ("/assets/(.+\\.[0-9a-f]{10}(?:\\.[^./]+)?)", "/assets/a.0123456789.css", true),
        ("/assets/(.+\\.[0-9a-f]{10}(?:\\.[^./]+)?)", "/assets/a.css", false),
    ] {
        assert_eq!(pattern(source).is_match(path).unwrap(), is_match, "{source} {path}");
    }
}
