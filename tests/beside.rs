//! Files for hosts on the disk: in the site, beside it, and compressed; they come and go with the settings.
#![expect(clippy::disallowed_methods, reason = "tests lay out sites and look at them")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod command;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use command::{World, tree};

const MIX: &str = "content/bread/01-mix.md";

/// A guide with a long step, for these hosts.
fn site(hosts: &str) -> World {
    let long = "Turn the dough over, and wait for it.\n\n".repeat(60);
    let world = World::new(&[
        ("content/bread/index.md", "---\ntitle: Bread\naliases: [/old/]\n---\n\nText.\n"),
        (MIX, &format!("---\ntitle: Mix\n---\n\n{long}")),
        ("content/notes.txt", &long),
    ]);
    set(&world, hosts);
    world
}

fn set(world: &World, hosts: &str) {
    let lines = "title: Lamps\nlanguage: en\nbase_url: https://example.org\n";
    world.put("content/site.yaml", &format!("{lines}hosts: [{hosts}]\n"));
}

/// What a build left in the folder of the site and beside it.
fn built(world: &World) -> BTreeMap<String, Vec<u8>> {
    let mut all = tree(&world.site().join("public"));
    let beside = world.site().join("public.hosts");
    if beside.exists() {
        all.extend(tree(&beside).into_iter().map(|(path, bytes)| (format!(".hosts/{path}"), bytes)));
    }
    all.retain(|path, _| !path.contains(".guidepost"));
    all
}

/// The same of a build that knows nothing, in a folder of its own.
fn clean(world: &World) -> BTreeMap<String, Vec<u8>> {
    let other = World::empty();
    let copied = Command::new("cp").arg("-r").arg(world.site().join("content")).arg(other.site()).status();
    assert!(copied.unwrap().success());
    other.run(&["build"]).expect(0);
    built(&other)
}

fn numbers(world: &World) -> [u64; 3] {
    let lines = world.run(&["build", "--format", "json"]).expect(0).json();
    let summary = &lines.last().unwrap()["summary"];
    ["rendered", "written", "removed"].map(|key| summary[key].as_u64().unwrap())
}

#[test]
fn they_come_and_go_with_the_settings() {
    let world = site("");
    world.run(&["build"]).expect(0);
    let plain = built(&world);
    assert!(!world.site().join("public.hosts").exists());
    for hosts in ["netlify", "nginx, apache", "gitlab-pages", "all", "firebase", "nginx"] {
        set(&world, hosts);
        world.run(&["build", "--verify"]).expect(0);
        let now = built(&world);
        assert_eq!(now.keys().collect::<Vec<_>>(), clean(&world).keys().collect::<Vec<_>>(), "{hosts}");
        assert!(now == clean(&world) && now != plain, "{hosts}");
        assert_eq!(numbers(&world), [0, 0, 0], "{hosts}");
    }
    set(&world, "");
    world.run(&["build"]).expect(0);
    assert!(built(&world) == plain);
    assert!(!world.site().join("public.hosts").exists());
}

#[test]
fn they_follow_what_they_are_made_from() {
    let world = site("netlify, nginx");
    world.run(&["build"]).expect(0);
    for (path, text) in [
        ("content/bread/index.md", "---\ntitle: Bread\naliases: [/old/, /older/]\n---\n\nText.\n"),
        (MIX, "---\ntitle: Mix\n---\n\nMix it.\n"),
        ("content/demo.html", "<!DOCTYPE html><title>x</title><script>document.title = 'y'</script>"),
        (
            "content/site.yaml",
            "title: Lamps\nlanguage: en\nbase_url: https://example.org/lamps\nhosts: [netlify, nginx]\n",
        ),
        ("content/demo.html", "<!DOCTYPE html><title>x</title>"),
    ] {
        let before = built(&world);
        world.put(path, text);
        world.run(&["build", "--verify"]).expect(0);
        let now = built(&world);
        assert!(now == clean(&world) && now != before, "{path}");
    }
}

#[test]
fn only_what_changed_is_compressed_again() {
    let world = site("gitlab-pages");
    world.run(&["build"]).expect(0);
    let page = "bread/mix/index.html";
    let compressed = |name: &str| world.site().join("public").join(name);
    for name in [page, "notes.txt", "index.html"] {
        for ending in ["gz", "br"] {
            assert!(compressed(&format!("{name}.{ending}")).exists(), "{name}.{ending}");
        }
    }
    assert!(!compressed("old/index.html.gz").exists() && !compressed("robots.txt.gz").exists());
    world.put("content/notes.txt", &"Wait for the dough. ".repeat(90));
    assert_eq!(numbers(&world), [0, 3, 0]);
    fs::remove_file(compressed(&format!("{page}.gz"))).unwrap();
    fs::write(compressed("index.html.br"), "damaged").unwrap();
    let run = world.run(&["build"]);
    assert!(run.status == 0, "{}", run.stderr);
    assert!(built(&world) == clean(&world));
    assert_eq!(numbers(&world), [0, 0, 0]);
    world.put("content/notes.txt", "Short.\n");
    assert_eq!(numbers(&world), [0, 1, 2]);
}

#[test]
fn a_file_of_somebody_else_survives() {
    let world = site("netlify");
    world.run(&["build"]).expect(0);
    let before = built(&world);
    world.put("public.hosts/nginx/nginx.conf", "mine");
    world.put("public.hosts/notes.txt", "mine, too");
    set(&world, "netlify, nginx");
    let run = world.run(&["build"]).expect(3);
    assert!(run.stderr.contains("public.hosts/nginx/nginx.conf"), "{}", run.stderr);
    assert_eq!(world.read("public.hosts/nginx/nginx.conf"), "mine");
    let mut now = built(&world);
    now.retain(|path, _| !path.starts_with(".hosts/"));
    assert!(now == before, "nothing was written");
    fs::remove_file(world.site().join("public.hosts/nginx/nginx.conf")).unwrap();
    world.run(&["build"]).expect(0);
    set(&world, "");
    world.run(&["build"]).expect(0);
    assert_eq!(world.read("public.hosts/notes.txt"), "mine, too");
    assert!(!world.site().join("public.hosts/nginx").exists());
}

#[test]
fn an_error_leaves_all_as_it_was() {
    let world = site("netlify, nginx, gitlab-pages");
    world.run(&["build"]).expect(0);
    let before = tree(&world.site());
    world.put("content/_headers", "/*\n  X: y\n");
    let run = world.run(&["build"]).expect(1);
    assert!(run.stderr.contains("hosts-clash") && run.stderr.contains("site.yaml:4:9"), "{}", run.stderr);
    let mut after = tree(&world.site());
    after.remove("content/_headers");
    let site = |mut tree: BTreeMap<String, Vec<u8>>| {
        tree.retain(|path, _| !path.starts_with(".guidepost/"));
        tree
    };
    assert!(site(before) == site(after));
}

#[test]
fn a_plan_without_a_build_is_that_of_one_with() {
    let world = site("all");
    let lines = "deploy:\n  live: { to: 'file:../there' }\n";
    world.put("content/site.yaml", &format!("{}{lines}", world.read("content/site.yaml")));
    let plan = |arguments: &[&str]| {
        let run = world.run(arguments).expect(0);
        let mut lines: Vec<String> = (run.stdout + &run.stderr).lines().map(str::to_owned).collect();
        lines.retain(|line| line.starts_with("+ "));
        lines
    };
    let dry = plan(&["deploy", "--dry-run", "-v"]);
    assert!(dry.len() > 20, "{dry:?}");
    assert_eq!(dry, plan(&["deploy", "--yes", "-v"]));
    let there = world.folder().join("there");
    for name in
        [".htaccess", ".nojekyll", ".domains", "CNAME", "_headers", "index.html.gz", ".well-known/gpc.json"]
    {
        assert!(there.join(name).exists(), "{name}");
    }
}
