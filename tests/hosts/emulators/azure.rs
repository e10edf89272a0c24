//! Azure Static Web Apps.
//!
//! Source: learn.microsoft.com, “Configure Azure Static Web Apps” (the first route that matches is taken; `*` stands only at
//! the end; `trailingSlash: always` leads to the slash with a 301; a route's headers take the place of global ones;
//! `responseOverrides`; `mimeTypes`) and “Quotas in Azure Static Web Apps”.

use serde_json::Value;

use super::{
    Answer, Emulator, FOR_ALL, FOR_ALL_IN_FOLDER, LITERAL, OF_ITS_OWN, Tree, assert_kept, host, is_match,
    name, passed_on, redirect, set,
};

const LONGEST: usize = 20_000;

fn azure<'b>(tree: Tree) -> Emulator<'b> {
    let text = tree.text("staticwebapp.config.json");
    assert!(text.len() <= LONGEST);
    let settings: Value = serde_json::from_str(text).unwrap();
    assert_eq!(settings["trailingSlash"], "always");
    Box::new(move |path| {
        let routes = settings["routes"].as_array().unwrap().iter();
        let route = routes.clone().find(|route| {
            let rule = route["route"].as_str().unwrap();
            assert!(!rule.trim_end_matches('*').contains('*'), "{rule}");
            is_match(rule, path)
        });
        if let Some(to) = route.and_then(|route| route["redirect"].as_str()) {
            return redirect(u16::try_from(route.unwrap()["statusCode"].as_u64().unwrap()).unwrap(), to);
        }
        let mut answer = file(&tree, path).unwrap_or_else(|| {
            let page = settings["responseOverrides"]["404"]["rewrite"].as_str().unwrap();
            tree.answer(404, tree.file(page).unwrap())
        });
        if answer.body.is_empty() {
            return answer;
        }
        let global = settings["globalHeaders"].as_object().into_iter().flatten();
        let own = route.and_then(|route| route["headers"].as_object()).into_iter().flatten();
        global.chain(own).for_each(|(name, value)| set(&mut answer, name, value.as_str().unwrap()));
        answer
    })
}

fn file(tree: &Tree, path: &str) -> Option<Answer> {
    let name = name(path);
    if let Some(folder) = name.strip_suffix('/') {
        return tree.file(&format!("{folder}/index.html")).map(|file| tree.answer(200, file));
    }
    if let Some(page) = tree.file(&name).and_then(|file| file.strip_suffix("index.html")) {
        return Some(redirect(301, &format!("/{page}")));
    }
    if tree.file(&format!("{name}/index.html")).is_some() {
        return Some(redirect(301, &format!("{path}/")));
    }
    tree.file(&name).map(|file| tree.answer(200, file))
}

#[test]
fn azure_static_web_apps_serve_a_domain_of_its_own() {
    let built = &FOR_ALL;
    assert_kept(&host("azure-static-web-apps", built, azure(Tree::of(built))), &[&LITERAL]);
}

#[test]
fn azure_static_web_apps_serve_a_folder_that_another_host_passes_on() {
    let built = &FOR_ALL_IN_FOLDER;
    assert_kept(
        &host("azure-static-web-apps", built, passed_on(built, azure(Tree::of(built)))),
        &[&LITERAL, &OF_ITS_OWN],
    );
}
