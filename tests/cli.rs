//! The command line: exit statuses, what is printed where, and which folders are refused.
#![expect(clippy::disallowed_methods, reason = "tests lay out sites and look at them")]

mod command;

use std::fs;
use std::process::Stdio;

use command::{Run, World, tree};

const UNKNOWN_KEY: &str = "---\ntitle: Lamp\ntitel: Lamp\n---\n\nText.\n";
const NO_ALTERNATIVE: &str = "---\ntitle: Lamp\n---\n\n![](lamp.svg)\n";
const LAMP: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"></svg>";

#[test]
fn a_wrong_command_line_ends_with_2() {
    let world = World::new(&[]);
    for line in [
        &[][..],
        &["bake"],
        &["build", "--loud"],
        &["build", "--date", "tomorrow"],
        &["build", "--date", "2026-02-30"],
        &["build", "--format", "xml"],
        &["new"],
        &["new", "step"],
    ] {
        let run = world.run(line).expect(2);
        assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{line:?}");
    }
    world.run(&["--help"]).expect(0);
    assert!(world.run(&["--version"]).expect(0).stdout.starts_with("guidepost "));
    let epoch = world.command(&["build"]).env("SOURCE_DATE_EPOCH", "soon").output().unwrap();
    assert!(Run::of(&epoch).expect(2).stderr.contains("SOURCE_DATE_EPOCH is “soon”"));
}

#[test]
fn without_a_site_the_status_is_2() {
    let world = World::empty();
    for command in ["build", "check", "status"] {
        assert!(world.run(&[command]).expect(2).stderr.contains("there is no site here"), "{command}");
    }
    assert!(
        world.run(&["build", "--site", "nowhere"]).expect(2).stderr.contains("there is no site in “nowhere”")
    );
}

#[test]
fn a_build_says_what_it_did() {
    let world = World::new(&[("content/lamp.md", "---\ntitle: Lamp\n---\n\nText.\n")]);
    let first = world.run(&["build"]).expect(0);
    assert!(first.stdout.is_empty(), "{}", first.stdout);
    let last = first.stderr.lines().last().unwrap();
    assert!(
        last.contains(" pages, ") && last.contains(" written, 0 removed") && last.ends_with(" ms → public"),
        "{last}"
    );
    assert!(world.read("public/lamp/index.html").contains("Text."));
    assert!(world.run(&["build"]).expect(0).stderr.contains(" 0 written, 0 removed"));
    fs::remove_file(world.site().join("content/lamp.md")).unwrap();
    let listed = world.run(&["build", "-v"]).expect(0);
    assert!(listed.stderr.lines().any(|line| line == "removed lamp/index.html"), "{}", listed.stderr);
    assert!(!world.site().join("public/lamp").exists());
    assert_eq!(world.run(&["-q", "build"]).expect(0).stderr, "");
}

#[test]
fn an_error_leaves_the_last_good_site() {
    let world = World::new(&[("content/lamp.md", "---\ntitle: Lamp\n---\n\nText.\n")]);
    world.run(&["build"]).expect(0);
    let good = tree(&world.site().join("public"));
    world.put("content/lamp.md", UNKNOWN_KEY);
    let run = world.run(&["build"]).expect(1);
    assert!(run.stdout.is_empty());
    for part in [
        "error[",
        " --> content/lamp.md:3:1\n",
        "3 | titel: Lamp\n  | ^^^^^",
        "\n1 error; nothing was written (the last good site in public is untouched)\n",
    ] {
        assert!(run.stderr.contains(part), "{part}\n{}", run.stderr);
    }
    assert!(!run.stderr.contains('\x1b'), "no colour where there is no terminal");
    assert_eq!(tree(&world.site().join("public")), good);
    world.run(&["check"]).expect(1);
}

#[test]
fn programs_read_lines_of_json() {
    let world = World::new(&[("content/a.md", UNKNOWN_KEY), ("content/b/c.md", UNKNOWN_KEY)]);
    let run = world.run(&["--format", "json", "build"]).expect(1);
    assert_eq!(run.stderr, "");
    let lines = run.json();
    assert_eq!(lines.len(), 3);
    for (line, file) in lines.iter().zip(["content/a.md", "content/b/c.md"]) {
        let keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        let mut expected = ["severity", "code", "file", "line", "column", "message", "help"];
        expected.sort_unstable();
        assert_eq!(
            {
                let mut keys = keys;
                keys.sort_unstable();
                keys
            },
            expected
        );
        assert_eq!((&line["severity"], &line["file"]), (&"error".into(), &file.into()));
        assert_eq!((&line["line"], &line["column"]), (&3.into(), &1.into()));
    }
    let summary = lines[2]["summary"].as_object().unwrap();
    for key in ["pages", "rendered", "written", "removed", "errors", "warnings", "millis"] {
        assert!(summary[key].is_u64(), "{key}");
    }
    assert_eq!((&summary["errors"], &summary["written"]), (&2.into(), &0.into()));
    assert_eq!(summary.len(), 7);
}

#[test]
fn a_warning_fails_a_strict_run_only() {
    let world = World::new(&[("content/lamp.md", NO_ALTERNATIVE), ("content/lamp.svg", LAMP)]);
    let strict = world.run(&["build", "--strict", "--format", "json"]).expect(1);
    let lines = strict.json();
    assert_eq!(lines[0]["severity"], "warning");
    assert_eq!(lines.last().unwrap()["summary"]["written"], 0);
    assert!(!world.site().join("public").exists());
    world.run(&["check", "--strict"]).expect(1);
    world.run(&["check"]).expect(0);
    let run = world.run(&["build"]).expect(0);
    assert!(run.stderr.contains("warning[") && run.stderr.contains(", 1 warning in "), "{}", run.stderr);
}

#[test]
fn a_check_writes_nothing() {
    let world = World::new(&[("content/lamp.md", NO_ALTERNATIVE), ("content/lamp.svg", LAMP)]);
    let before = world.tree();
    world.run(&["check"]).expect(0);
    world.run(&["status"]).expect(0);
    assert_eq!(world.tree(), before);
}

#[test]
fn a_site_is_found_from_below() {
    let world = World::new(&[("content/a/b/c.md", "---\ntitle: C\n---\n\nText.\n")]);
    let below = world.site().join("content/a/b");
    let output = world.command(&["build"]).current_dir(&below).output().unwrap();
    Run::of(&output).expect(0);
    assert!(world.site().join("public/a/b/c/index.html").exists());
    world.run(&["build", "--site", ".", "--out", "../elsewhere"]).expect(0);
    assert_eq!(tree(&world.folder().join("elsewhere")), tree(&world.site().join("public")));
    let outside = world.command(&["--site", "site", "build"]).current_dir(world.folder()).output().unwrap();
    assert!(Run::of(&outside).expect(0).stderr.trim_end().ends_with("→ site/public"));
}

#[test]
fn folders_that_are_refused() {
    let world = World::new(&[("themes/mine/theme.yaml", "name: mine\napi: 1\n"), ("../home/mine", "x")]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("content", world.site().join("link")).unwrap();
    let before = world.tree();
    let home = world.folder().join("home");
    let outs = [
        ".",
        "..",
        "/",
        "content",
        "content/x/y",
        "themes",
        "themes/mine/assets",
        "../site",
        "x/../content",
        ".git",
    ];
    let links: &[&str] = if cfg!(unix) { &["link", "link/x"] } else { &[] };
    for out in outs.iter().chain(links).copied().chain(home.to_str()) {
        let run = world.run(&["build", "--out", out]).expect(2);
        assert!(run.stderr.contains("the site cannot be written there"), "{out}: {}", run.stderr);
        assert_eq!(world.tree(), before, "{out}");
    }
}

#[test]
fn a_file_of_others_in_the_way_ends_with_3() {
    let world = World::new(&[("public/index.html", "mine"), ("public/.git/HEAD", "mine")]);
    let before = world.tree();
    let run = world.run(&["build"]).expect(3);
    assert!(
        run.stderr.contains("“public/index.html”, where the output “index.html” must go"),
        "{}",
        run.stderr
    );
    assert_eq!(world.tree(), before);
}

#[test]
fn status_says_why() {
    let world = World::new(&[("content/lamp.md", "---\ntitle: Lamp\ndraft: true\n---\n\nText.\n")]);
    let run = world.run(&["status"]).expect(0);
    let line =
        |file: &str| run.stdout.lines().find(|line| line.contains(file)).unwrap_or_default().to_owned();
    assert!(line("content/index.md").starts_with("published  "), "{}", run.stdout);
    assert!(line("content/lamp.md").starts_with("not published  /lamp/"), "{}", run.stdout);
    assert!(line("content/lamp.md").contains("draft"), "{}", run.stdout);
    let lines = world.run(&["status", "--format", "json"]).expect(0).json();
    let lamp = lines.iter().find(|line| line["file"] == "content/lamp.md").unwrap();
    assert_eq!((&lamp["published"], &lamp["url"]), (&false.into(), &"/lamp/".into()));
    assert!(lines.last().unwrap()["summary"].is_object());
}

#[cfg(unix)]
#[test]
fn what_leaves_the_site_is_an_error() {
    let world = World::new(&[("../passwd", "secret")]);
    std::os::unix::fs::symlink("../../passwd", world.site().join("content/photo.jpg")).unwrap();
    let run = world.run(&["build"]).expect(1);
    assert!(run.stderr.contains("“content/photo.jpg” is a link to “"), "{}", run.stderr);
    assert!(!world.site().join("public").exists());
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let pages: Vec<_> = (0..300).map(|page| format!("content/page-{page}.md")).collect();
    let files: Vec<_> = pages.iter().map(|page| (page.as_str(), UNKNOWN_KEY)).collect();
    let world = World::new(&files);
    for line in [&["check", "--format", "json"][..], &["status"], &["check"], &["--help"]] {
        let mut child = world.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        if line == ["check"] {
            drop(child.stderr.take());
        }
        let run = Run::of(&child.wait_with_output().unwrap());
        assert!([0, 1].contains(&run.status) && !run.stderr.contains("panicked"), "{line:?}: {}", run.stderr);
    }
}
