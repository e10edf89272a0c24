//! A build after another one does what changed, says why, and no more.
#![expect(clippy::disallowed_methods, reason = "tests lay out sites and look at them")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod command;

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use command::{PROGRAM, World, works};

const STEP: &str = "content/garden/01-dig.md";

/// Two guides, a page and settings.
fn site() -> World {
    World::new(&[
        (
            "content/site.yaml",
            "title: Lamps\nbase_url: https://example.org\nmenu: [{ label: About, to: about.md }]\n",
        ),
        ("content/about.md", "---\ntitle: About\n---\n\nUs.\n"),
        (
            "content/garden/index.md",
            "---\ntitle: Garden\ndate: 2026-11-01\ntags: [soil]\n---\n\n![A bed](bed.svg)\n",
        ),
        (STEP, "---\ntitle: Dig\n---\n\nTurn it.\n\n- [ ] Rest\n"),
        ("content/garden/02-sow.md", "---\ntitle: Sow\n---\n\nAfter [digging](01-dig.md).\n"),
        ("content/garden/bed.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"2\"/>"),
        ("content/bread/index.md", "---\ntitle: Bread\ndate: 2026-11-02\n---\n\nText.\n"),
        ("content/bread/01-mix.md", "---\ntitle: Mix\n---\n\nMix it.\n"),
    ])
}

fn replace(world: &World, path: &str, from: &str, to: &str) {
    let text = world.read(path);
    assert!(text.contains(from), "{path}");
    world.put(path, &text.replace(from, to));
}

/// The pages that a build rendered, each with why.
fn rendered(world: &World) -> Vec<(String, String)> {
    let run = world.run(&["build", "-v"]).expect(0);
    let lines = run.stderr.lines().filter_map(|line| line.strip_prefix("rendered "));
    lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(url, why)| (url.to_owned(), why.to_owned()))
        .collect()
}

fn numbers(world: &World) -> [u64; 3] {
    let lines = world.run(&["build", "--format", "json"]).expect(0).json();
    let summary = &lines.last().unwrap()["summary"];
    ["rendered", "written", "removed"].map(|key| summary[key].as_u64().unwrap())
}

#[test]
fn nothing_changed_nothing_is_made() {
    let world = site();
    let [all, ..] = numbers(&world);
    assert!(all > 10);
    assert_eq!(numbers(&world), [0; 3]);
    let step = fs::File::options().write(true).open(world.site().join(STEP)).unwrap();
    step.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    assert_eq!(numbers(&world), [0; 3], "another time is no change");
    let same = world.read(STEP);
    fs::remove_file(world.site().join(STEP)).unwrap();
    world.put(STEP, &same);
    assert_eq!(numbers(&world), [0; 3], "another file with the same bytes is no change");
    // Another output folder: all is written there, and what is remembered serves both.
    world.run(&["build", "--out", "../other"]).expect(0);
    assert_eq!(numbers(&world)[1..], [0; 2]);
}

/// Once the files are old enough for their times to be trusted, none is even opened.
#[cfg(target_os = "linux")]
#[test]
fn what_is_known_is_not_read() {
    if !works("strace", &["-qqq", "-o", "/dev/null", "true"]) {
        eprintln!("not run: there is no strace, or it may not trace");
        return;
    }
    let world = site();
    let log = world.folder().join("log");
    let start = Instant::now();
    loop {
        let run = Command::new("strace")
            .args(["-f", "-qqq", "-e", "trace=openat,open", "-o", log.to_str().unwrap(), PROGRAM, "build"])
            .current_dir(world.site())
            .env("SOURCE_DATE_EPOCH", "1795305600")
            .output()
            .unwrap();
        assert!(run.status.success());
        let text = fs::read_to_string(&log).unwrap();
        let is_source = |line: &&str| line.contains(".md\"") || line.contains("public/garden/dig");
        let read: Vec<&str> = text.lines().filter(is_source).collect();
        if read.is_empty() {
            break;
        }
        assert!(start.elapsed() < Duration::from_mins(1), "still read: {read:?}");
    }
}

#[test]
fn one_word_renders_what_shows_it() {
    let world = site();
    world.run(&["build"]).expect(0);
    replace(&world, STEP, "Turn it.", "Turn that.");
    let why = "its page changed".to_owned();
    let step_and_all = ["/garden/all/", "/garden/dig/"].map(|url| (url.to_owned(), why.clone()));
    let mut made = rendered(&world);
    // The worksheet shows tips alone, but sees whole steps.
    made.retain(|(url, _)| url != "/garden/worksheet/");
    assert_eq!(made, step_and_all);
}

#[test]
fn a_build_says_why_it_renders() {
    for (path, from, to, url, why) in [
        (STEP, "title: Dig", "title: Delve", "/garden/sow/", "its guide changed"),
        (STEP, "title: Dig", "title: Delve", "/", "the answer to guides() changed"),
        ("content/site.yaml", "label: About", "label: Us", "/bread/mix/", "its site changed"),
        ("content/garden/bed.svg", "width=\"1\"", "width=\"3\"", "/garden/", "its page changed"),
    ] {
        let world = site();
        world.run(&["build"]).expect(0);
        replace(&world, path, from, to);
        let made = rendered(&world);
        assert!(made.contains(&(url.to_owned(), why.to_owned())), "{path}: {made:?}");
    }
    let world = site();
    world.run(&["build"]).expect(0);
    world.put("themes/mine/theme.yaml", "name: mine\napi: 1\nextends: lantern\n");
    world.put("themes/mine/strings/en.yaml", "begin: Start\n");
    replace(&world, "content/site.yaml", "title: Lamps", "title: Lamps\ntheme: mine");
    let made = rendered(&world);
    assert!(made.contains(&("/garden/".to_owned(), "its theme changed".to_owned())), "{made:?}");
    fs::remove_file(world.site().join("public/about/index.html")).unwrap();
    let made = rendered(&world);
    assert!(made.len() == 1 && made[0].0 == "/about/", "{made:?}");
}

/// What is kept beside the site is git's to ignore and anybody's to delete, and of use to this program alone.
#[test]
fn what_is_kept_can_go() {
    let world = site();
    let [all, ..] = numbers(&world);
    let kept = world.site().join(".guidepost");
    assert_eq!(fs::read_to_string(kept.join(".gitignore")).unwrap(), "*\n");
    fs::remove_dir_all(&kept).unwrap();
    assert_eq!(numbers(&world), [all, 0, 0]);
    let copy = world.folder().join("copy-of-guidepost");
    fs::copy(PROGRAM, &copy).unwrap();
    let other = Command::new(&copy)
        .args(["build", "--format", "json"])
        .current_dir(world.site())
        .env("SOURCE_DATE_EPOCH", "1795305600")
        .output()
        .unwrap();
    let text = String::from_utf8(other.stdout).unwrap();
    assert!(text.contains(&format!("\"rendered\":{all},")), "another program believes nothing: {text}");
}

#[test]
fn a_build_can_be_verified() {
    let world = site();
    world.run(&["build", "--verify"]).expect(0);
    replace(&world, STEP, "Turn it.", "Turn that.");
    world.run(&["build", "--verify"]).expect(0);
    assert_eq!(numbers(&world), [0; 3]);
}
