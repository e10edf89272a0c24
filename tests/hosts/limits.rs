//! What the program says of hosts that a site is too much for, of files that clash, and of names that are none.

use std::fs;

use serde_json::Value;

use crate::command::{Run, World, tree};

/// The settings of a site for these hosts: their names stand in the second line.
fn settings(hosts: &str) -> String {
    format!("title: Lamps\nhosts: [{hosts}]\nbase_url: https://example.org\n")
}

/// A site for these hosts with this many old addresses.
fn site(hosts: &str, moved: usize) -> World {
    let world = World::new(&[("content/site.yaml", &settings(hosts))]);
    let moved: String = (0..moved).map(|number| format!("  - /old-{number}/\n")).collect();
    let aliases = if moved.is_empty() { String::new() } else { format!("aliases:\n{moved}") };
    world.put("content/about.md", &format!("---\ntitle: About\n{aliases}---\n\nWords.\n"));
    world
}

/// What a run says about hosts.
fn said(run: &Run) -> Vec<Value> {
    let codes = ["hosts-limit", "hosts-policy", "hosts-clash", "unknown-host"];
    run.json()
        .into_iter()
        .filter(|said| said["code"].as_str().is_some_and(|code| codes.contains(&code)))
        .collect()
}

/// Asserts that something is said once, at a name in the settings.
#[track_caller]
fn assert_said(said: &[Value], severity: &str, name: &str, hosts: &str) -> (String, String) {
    assert_eq!(said.len(), 1, "{said:?}");
    let line = settings(hosts).lines().nth(1).unwrap().to_owned();
    let column = line.find(name).unwrap() + 1;
    assert_eq!(
        (&said[0]["severity"], &said[0]["file"], &said[0]["line"], &said[0]["column"]),
        (&severity.into(), &"content/site.yaml".into(), &2.into(), &column.into()),
        "{said:?}"
    );
    let text = |key: &str| said[0][key].as_str().unwrap().to_owned();
    (text("message"), text("help"))
}

#[test]
fn too_many_old_addresses_are_told_at_the_name_of_the_host() {
    let hosts = "netlify, gitlab-pages, cloudflare-pages";
    let world = site(hosts, 2_001);
    let run = world.run(&["build", "--format", "json"]).expect(0);
    let all = said(&run);
    assert_eq!(all.len(), 2, "{all:?}");
    for (name, most) in [("gitlab-pages", "1,000"), ("cloudflare-pages", "2,000")] {
        let of: Vec<Value> =
            all.iter().filter(|said| said["message"].to_string().contains(name)).cloned().collect();
        let (message, help) = assert_said(&of, "warning", name, hosts);
        let wanted = format!("“{name}” takes at most {most} redirects, and this site has 2,001");
        assert_eq!(message, wanted);
        assert!(help.contains("“aliases”"), "{help}");
    }
    let rules = world.read("public/_redirects");
    assert_eq!(rules.lines().count(), 2_001);
}

#[test]
fn what_only_one_host_refuses_is_told_of_that_one() {
    let hosts = "cloudflare-pages, gitlab-pages, netlify";
    let run = site(hosts, 1_001).run(&["check", "--format", "json"]).expect(0);
    let (message, _) = assert_said(&said(&run), "warning", "gitlab-pages", hosts);
    assert_eq!(message, "“gitlab-pages” takes at most 1,000 redirects, and this site has 1,001");
}

#[test]
fn a_host_without_limits_is_told_nothing_of() {
    let world = site("netlify", 2_001);
    let run = world.run(&["build", "--strict", "--format", "json"]).expect(0);
    assert!(said(&run).is_empty(), "{}", run.stdout);
}

#[test]
fn ones_own_file_where_a_hosts_goes_is_an_error_that_changes_nothing() {
    let hosts = "nginx, netlify";
    let world = site(hosts, 1);
    world.run(&["build"]).expect(0);
    let (public, beside) = (tree(&world.site().join("public")), tree(&world.site().join("public.hosts")));
    assert!(
        public.contains_key("_headers") && beside.contains_key("nginx/nginx.conf"),
        "{:?}",
        beside.keys()
    );
    world.put("content/_headers", "/*\n  X-Mine: yes\n");
    world.put("content/about.md", "---\ntitle: About\naliases: [/older/]\n---\n\nOther words.\n");
    let run = world.run(&["build", "--format", "json"]).expect(1);
    let (message, help) = assert_said(&said(&run), "error", "netlify", hosts);
    assert_eq!(
        message,
        "the file “_headers” for “netlify” and your own “content/_headers” go to the same place"
    );
    assert_eq!(
        help,
        "take your file away, or take “netlify” out of “hosts” and write all of that file yourself"
    );
    assert_eq!(tree(&world.site().join("public")), public);
    assert_eq!(tree(&world.site().join("public.hosts")), beside);
    // The first way out, and the second.
    world.put("content/site.yaml", &settings("nginx"));
    world.run(&["build"]).expect(0);
    assert_eq!(world.read("public/_headers"), "/*\n  X-Mine: yes\n");
    fs::remove_file(world.site().join("content/_headers")).unwrap();
    world.put("content/site.yaml", &settings(hosts));
    world.run(&["build"]).expect(0);
    assert!(world.read("public/_redirects").contains("/older/ /about/ 301!\n"));
}

#[test]
fn ones_own_file_of_the_same_bytes_is_as_good() {
    let world = site("netlify", 1);
    world.run(&["build"]).expect(0);
    world.put("content/_headers", &world.read("public/_headers"));
    let run = world.run(&["build", "--strict", "--format", "json"]).expect(0);
    assert!(said(&run).is_empty(), "{}", run.stdout);
}

#[test]
fn every_host_at_once_is_no_error() {
    let world = site("all", 3);
    let run = world.run(&["build", "--format", "json"]).expect(0);
    assert!(run.json().iter().all(|said| said["severity"] != "error"), "{}", run.stdout);
    let beside = tree(&world.site().join("public.hosts"));
    assert_eq!(beside.keys().filter(|path| path.contains('/')).count(), 9, "{:?}", beside.keys());
    for path in ["_headers", "_redirects", ".htaccess", "vercel.json", "staticwebapp.config.json"] {
        assert!(!world.read(&format!("public/{path}")).is_empty(), "{path}");
    }
}

#[test]
fn a_host_that_is_none_is_an_error_that_proposes_the_nearest() {
    for (name, help) in [
        ("cloudfare-pages", "did you mean “cloudflare-pages”?"),
        ("nginxx", "did you mean “nginx”?"),
        ("Netlify", "did you mean “netlify”?"),
        ("somewhere-else-entirely", "the hosts are: netlify, cloudflare-pages, "),
    ] {
        let hosts = format!("vercel, {name}");
        let world = site(&hosts, 0);
        let run = world.run(&["build", "--format", "json"]).expect(1);
        let (message, found) = assert_said(&said(&run), "error", name, &hosts);
        assert_eq!(message, format!("there is no host “{name}”"));
        assert!(found.starts_with(help), "{found}");
        assert!(!world.site().join("public").exists());
    }
}
