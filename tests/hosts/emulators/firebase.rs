//! Firebase Hosting.
//!
//! Sources: firebase.google.com/docs/hosting/full-config (the order: redirects, files, the page for missing addresses;
//! `trailingSlash: true`; `ignore`); firebase/superstatic, src/middleware: headers.js (every rule that matches is applied in
//! order, so the last value is sent), redirects.js (a `regex` of RE2 is compared with the decoded path) and files.js
//! (many slashes are as one).

use std::fs;

use fancy_regex::Regex;
use serde_json::Value;

use super::{
    Answer, Built, Emulator, FOR_ALL, FOR_ALL_IN_FOLDER, Tree, assert_kept, host, name, passed_on, redirect,
    set,
};

struct Firebase {
    tree: Tree,
    headers: Vec<(Regex, Value)>,
    redirects: Vec<(Regex, Value)>,
}

fn firebase(built: &Built) -> Emulator<'_> {
    let text = fs::read_to_string(built.beside("firebase").join("firebase.json")).unwrap();
    let settings: Value = serde_json::from_str(&text).unwrap();
    let hosting = &settings["hosting"];
    assert_eq!((&hosting["public"], &hosting["trailingSlash"]), (&"public".into(), &true.into()));
    let rules = |name: &str| {
        let rule = |rule: &Value| (Regex::new(rule["regex"].as_str().unwrap()).unwrap(), rule.clone());
        hosting[name].as_array().unwrap().iter().map(rule).collect()
    };
    let mut tree = Tree::of(built);
    // The patterns that we write: a name, a beginning, and a folder at any depth.
    let ignored: Vec<&str> =
        hosting["ignore"].as_array().unwrap().iter().map(|glob| glob.as_str().unwrap()).collect();
    assert_eq!(ignored, ["firebase.json", "**/node_modules/**", ".guidepost*"]);
    tree.0.retain(|path, _| path != "firebase.json" && !path.starts_with(".guidepost"));
    let firebase = Firebase { tree, headers: rules("headers"), redirects: rules("redirects") };
    Box::new(move |path| firebase.answer(path))
}

impl Firebase {
    fn answer(&self, path: &str) -> Answer {
        let name = name(path);
        if let Some((_, rule)) = self.redirects.iter().find(|(regex, _)| regex.is_match(&name).unwrap()) {
            let status = u16::try_from(rule["type"].as_u64().unwrap()).unwrap();
            return redirect(status, rule["destination"].as_str().unwrap());
        }
        let one_slash = Regex::new("/+").unwrap();
        let tidy = one_slash.replace_all(&name, "/");
        let index = self.tree.file(&format!("{}/index.html", tidy.trim_end_matches('/')));
        if index.is_some() && !name.ends_with('/') {
            return redirect(301, &format!("{}/", one_slash.replace_all(path, "/")));
        }
        let file = if tidy.ends_with('/') { index } else { self.tree.file(&tidy) };
        let mut answer = match file {
            Some(file) => self.tree.answer(200, file),
            None => self.tree.answer(404, "404.html"),
        };
        set(&mut answer, "cache-control", "max-age=3600");
        let matching = self.headers.iter().filter(|(regex, _)| regex.is_match(&name).unwrap());
        for header in matching.flat_map(|(_, rule)| rule["headers"].as_array().unwrap()) {
            set(&mut answer, header["key"].as_str().unwrap(), header["value"].as_str().unwrap());
        }
        answer
    }
}

#[test]
fn firebase_serves_a_domain_of_its_own() {
    let built = &FOR_ALL;
    assert_kept(&host("firebase", built, firebase(built)), &[]);
}

#[test]
fn firebase_serves_a_folder_that_another_host_passes_on() {
    let built = &FOR_ALL_IN_FOLDER;
    assert_kept(&host("firebase", built, passed_on(built, firebase(built))), &[&["slashes"]]);
}
