//! The preview under real requests: what it answers, what it refuses, and that the tree it serves is that of a clean
//! build, whatever is saved in whatever way.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test lays out sites, and fails where it must"
)]

mod command;
mod http;
#[path = "serve/preview.rs"]
mod preview;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use command::{PROGRAM, World, works};
use preview::{Preview, wait_for};

const STEP: &str = "---\ntitle: One\n---\n\nA first step.\n";

fn world() -> World {
    let large = "x".repeat(3 << 20);
    World::new(&[
        ("content/site.yaml", "title: Lamps\nbase_url: https://example.org/guides\n"),
        ("content/about us.md", "---\ntitle: About\n---\n\nUs.\n"),
        ("content/guide/index.md", "---\ntitle: A guide\n---\n\nHello. ![A dot](dot.svg)\n"),
        ("content/guide/01-one.md", STEP),
        ("content/guide/02-two.md", "---\ntitle: Two\n---\n\n- [ ] Wait\n"),
        ("content/guide/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"/>"),
        ("content/guide/film.mp4", &large),
        ("secret.txt", "secret"),
    ])
}

#[test]
fn answers() {
    let world = world();
    let preview = Preview::start(&world, &[]);
    assert!(preview.home().ends_with("/guides/"), "{}", preview.home());
    let page = preview.get("/guides/guide/one/");
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.text().contains("/guides/_guidepost/preview.js?build=1\" defer></script>"));
    assert_eq!(preview.request("HEAD", "/guides/guide/one/", &[]).body, b"");
    let tag = page.header("etag").to_owned();
    let again = preview.request("GET", "/guides/guide/one/", &[("If-None-Match", &tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(preview.get("/guides/about-us/").status, 200);
    let moved = preview.get("/guides/guide/one?q=1");
    assert_eq!((moved.status, moved.header("location")), (308, "/guides/guide/one/?q=1"));
    let home = preview.get("/");
    assert_eq!((home.status, home.header("location")), (307, "/guides/"));
    let missing = preview.get("/guides/nothing/");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("preview.js"), "{}", missing.text());
    assert_eq!(preview.get("/elsewhere").status, 404);
    assert_eq!(preview.get("/guides/guide/dot.svg").header("content-type"), "image/svg+xml; charset=utf-8");
    let refused = preview.request("POST", "/guides/", &[]);
    assert_eq!((refused.status, refused.header("allow")), (405, "GET, HEAD"));
    let status = preview.get("/guides/_guidepost/status").text();
    assert!(status.starts_with("{\"build\":1,\"rendered\":"), "{status}");
}

#[test]
fn parts_of_large_files() {
    let world = world();
    let preview = Preview::start(&world, &[]);
    let film = "/guides/guide/film.mp4";
    assert_eq!(preview.get(film).body.len(), 3 << 20);
    let part = preview.request("GET", film, &[("Range", "bytes=5-9")]);
    assert_eq!((part.status, part.text().as_str()), (206, "xxxxx"));
    assert_eq!(part.header("content-range"), format!("bytes 5-9/{}", 3 << 20));
    let tag = part.header("etag").to_owned();
    for (known, status) in [(tag.as_str(), 206), ("\"another\"", 200)] {
        let range = [("Range", "bytes=5-9"), ("If-Range", known)];
        assert_eq!(preview.request("GET", film, &range).status, status, "{known}");
    }
    let outside = preview.request("GET", film, &[("Range", "bytes=99999999-")]);
    assert_eq!((outside.status, outside.header("content-range")), (416, &*format!("bytes */{}", 3 << 20)));
}

#[test]
fn nothing_outside_the_tree_is_served() {
    let world = world();
    let preview = Preview::start(&world, &[]);
    for path in [
        "/guides/../secret.txt",
        "/guides/..%2fsecret.txt",
        "/guides/%2e%2e/secret.txt",
        "/guides/..%5csecret.txt",
        "/guides//secret.txt",
        "/guides/guide/../../secret.txt",
        "/guides/%00",
        "/guides/%ff",
        "/guides/content/site.yaml",
        "/guides/.guidepost/",
        "/guides/guide/%2e",
        &format!("/guides/{}", "a/".repeat(4000)),
        "//evil.example/",
    ] {
        let answer = preview.get(path);
        assert!(matches!(answer.status, 400 | 404 | 414), "{path}: {}", answer.status);
        assert!(!answer.text().contains("secret\n"), "{path}");
    }
}

#[test]
fn other_names_are_refused() {
    let world = world();
    let preview = Preview::start(&world, &[]);
    for (host, status) in [
        ("evil.example", 403),
        ("127.0.0.1.evil.example:80", 403),
        ("localhost:1", 200),
        ("127.0.0.1", 200),
        ("[::1]:9", 200),
        ("10.0.0.1", 403),
    ] {
        assert_eq!(preview.request("GET", "/guides/", &[("Host", host)]).status, status, "{host}");
    }
}

#[test]
fn a_port_that_is_taken_ends_with_3() {
    let world = world();
    let preview = Preview::start(&world, &[]);
    let run = world.run(&["serve", "--port", &preview.port().to_string()]).expect(3);
    assert!(run.stderr.contains("--port 0"), "{}", run.stderr);
}

#[test]
fn a_broken_start_is_told_until_it_is_mended() {
    let world = world();
    let settings = world.site().join("content/site.yaml");
    let good = fs::read(&settings).unwrap();
    fs::write(&settings, "titel: [\n").unwrap();
    let preview = Preview::start(&world, &[]);
    let answer = preview.get("/");
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("content/site.yaml:"), "{}", answer.text());
    fs::write(&settings, good).unwrap();
    wait_for("the site", || preview.get("/guides/").status == 200);
}

#[test]
fn drafts_are_shown_if_asked_for() {
    let world = world();
    fs::write(world.site().join("content/late.md"), "---\ntitle: Late\ndate: 2999-01-01\n---\n\nX.\n")
        .unwrap();
    assert_eq!(Preview::start(&world, &[]).get("/guides/late/").status, 404);
    let shown = Preview::start(&world, &["--drafts"]).get("/guides/late/");
    assert!(shown.status == 200 && shown.text().contains("class=\"draft\""), "{}", shown.text());
}

/// R17: nine ways of saving, each seen, with events and without.
#[test]
fn r17_every_way_of_saving_is_seen() {
    for words in [&[][..], &["--poll"]] {
        let world = world();
        let preview = Preview::start(&world, words);
        let file = world.site().join("content/guide/01-one.md");
        let aside = world.site().join("content/guide/01-one.md~");
        let text = |number: usize| format!("{STEP}\nSaved {number}.\n");
        let ways: [&dyn Fn(&str); 9] = [
            &|text| fs::write(&file, text).unwrap(),
            &|text| {
                fs::remove_file(&file).unwrap();
                fs::write(&file, text).unwrap();
            },
            &|text| {
                fs::write(&aside, text).unwrap();
                fs::rename(&aside, &file).unwrap();
            },
            &|text| {
                fs::rename(&file, &aside).unwrap();
                fs::write(&file, text).unwrap();
                fs::remove_file(&aside).unwrap();
            },
            &|text| {
                let other = world.site().join("new.md");
                fs::write(&other, text).unwrap();
                fs::rename(&other, &file).unwrap();
            },
            &|text| {
                use std::io::Write;
                let mut open = fs::OpenOptions::new().write(true).truncate(true).open(&file).unwrap();
                text.bytes().for_each(|byte| open.write_all(&[byte]).unwrap());
            },
            &|text| {
                let before = fs::metadata(&file).unwrap().modified().unwrap();
                fs::write(&file, text).unwrap();
                fs::File::options().write(true).open(&file).unwrap().set_modified(before).unwrap();
            },
            &|text| {
                let real = world.site().join("content/guide/real.txt");
                fs::write(&real, text).unwrap();
                fs::remove_file(&file).unwrap();
                symlink("real.txt", &file).unwrap();
            },
            &|text| {
                use std::io::Write;
                let other = world.site().join("content/guide/other.txt");
                fs::write(&other, STEP).unwrap();
                fs::remove_file(&file).unwrap();
                symlink("other.txt", &file).unwrap();
                let more = text.strip_prefix(STEP).unwrap();
                fs::OpenOptions::new().append(true).open(&file).unwrap().write_all(more.as_bytes()).unwrap();
            },
        ];
        for (number, way) in ways.iter().enumerate() {
            way(&text(number));
            let saved = format!("Saved {number}.");
            wait_for(&saved, || preview.get("/guides/guide/one/").text().contains(&saved));
        }
        preview.equals_a_clean_build();
    }
}

/// R17: folders that come, go and change their names; a burst; another branch; the watched folder replaced.
#[test]
fn r17_folders_bursts_and_branches() {
    let world = world();
    let site = world.site();
    git(&site, &["init", "-q", "-b", "first"]);
    git(&site, &["add", "content"]);
    git(&site, &["commit", "-q", "-m", "first"]);
    let preview = Preview::start(&world, &[]);
    fs::create_dir_all(site.join("content/deep/deeper")).unwrap();
    fs::write(site.join("content/deep/deeper/page.md"), "---\ntitle: Deep\n---\n\nDeep.\n").unwrap();
    wait_for("a new folder", || preview.get("/guides/deep/deeper/page/").status == 200);
    fs::rename(site.join("content/deep"), site.join("content/other")).unwrap();
    wait_for("a renamed folder", || preview.get("/guides/other/deeper/page/").status == 200);
    fs::rename(site.join("content/other"), site.join("away")).unwrap();
    wait_for("a folder moved out", || preview.get("/guides/other/deeper/page/").status == 404);
    fs::rename(site.join("away"), site.join("content/back")).unwrap();
    wait_for("a folder moved in", || preview.get("/guides/back/deeper/page/").status == 200);
    for number in 0..1000 {
        let page = format!("---\ntitle: Page {number}\n---\n\nText.\n");
        fs::write(site.join(format!("content/back/page-{}.md", number % 50)), page).unwrap();
    }
    wait_for("a burst", || preview.get("/guides/back/page-49/").text().contains("Page 999"));
    preview.equals_a_clean_build();
    git(&site, &["checkout", "-q", "-b", "second"]);
    git(&site, &["add", "content"]);
    git(&site, &["commit", "-q", "-m", "second"]);
    git(&site, &["checkout", "-q", "first"]);
    wait_for("another branch", || preview.get("/guides/back/page-49/").status == 404);
    git(&site, &["checkout", "-q", "second"]);
    wait_for("the branch again", || preview.get("/guides/back/page-49/").status == 200);
    fs::rename(site.join("content"), site.join("old")).unwrap();
    fs::create_dir(site.join("content")).unwrap();
    fs::write(site.join("content/site.yaml"), "title: New\nbase_url: https://example.org/guides\n").unwrap();
    fs::write(site.join("content/new.md"), "---\ntitle: New\n---\n\nNew.\n").unwrap();
    wait_for("the folder replaced", || preview.get("/guides/new/").status == 200);
    fs::write(site.join("content/new.md"), "---\ntitle: New\n---\n\nNewer.\n").unwrap();
    wait_for("a change in it", || preview.get("/guides/new/").text().contains("Newer."));
    preview.equals_a_clean_build();
}

/// R18: page, template and settings broken and mended; then the served tree is that of a clean build.
#[test]
fn r18_errors_do_not_end_it() {
    let world = world();
    let site = world.site();
    fs::create_dir_all(site.join("themes/mine/templates")).unwrap();
    fs::write(site.join("themes/mine/theme.yaml"), "name: mine\napi: 1\nextends: lantern\n").unwrap();
    fs::write(
        site.join("content/site.yaml"),
        "title: Lamps\ntheme: mine\nbase_url: https://example.org/guides\n",
    )
    .unwrap();
    let preview = Preview::start(&world, &[]);
    for (file, bad, good) in [
        ("content/guide/02-two.md", "---\ntitel: Two\n---\n", "---\ntitle: Two again\n---\n"),
        ("themes/mine/templates/page.html", "{% if %}", "{% extends \"base.html\" %}"),
        (
            "content/site.yaml",
            "theme: none\n",
            "title: Lights\ntheme: mine\nbase_url: https://example.org/guides\n",
        ),
    ] {
        fs::write(site.join(file), bad).unwrap();
        wait_for(file, || !preview.get("/guides/_guidepost/status").text().contains("\"errors\":0"));
        assert_eq!(preview.get("/guides/guide/one/").status, 200, "{file}: the last good page stays");
        fs::write(site.join(file), good).unwrap();
        wait_for(file, || preview.get("/guides/_guidepost/status").text().contains("\"errors\":0"));
    }
    for round in 0..60 {
        let file = ["content/guide/01-one.md", "content/guide/02-two.md", "content/about us.md"][round % 3];
        let head = if round % 7 == 3 { "titel" } else { "title" };
        fs::write(site.join(file), format!("---\n{head}: Round {round}\n---\n\nText {round}.\n")).unwrap();
        if round % 5 == 0 {
            fs::write(site.join(format!("content/extra-{}.md", round % 4)), "---\ntitle: X\n---\n").unwrap();
        }
    }
    fs::write(site.join("content/guide/01-one.md"), format!("{STEP}\nThe last word.\n")).unwrap();
    fs::write(site.join("content/guide/02-two.md"), "---\ntitle: Two\n---\n").unwrap();
    fs::write(site.join("content/about us.md"), "---\ntitle: About\n---\n").unwrap();
    wait_for("the last word", || preview.get("/guides/guide/one/").text().contains("The last word."));
    preview.equals_a_clean_build();
}

/// R5, R1: builds beside a preview, which writes nothing into the output folder.
#[test]
fn r5_builds_beside_a_preview() {
    let world = world();
    let preview = Preview::start(&world, &[]);
    assert!(!world.site().join("public").exists());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| world.run(&["build"]).expect(0));
        }
    });
    assert_eq!(preview.get("/guides/_guidepost/status").text().split(',').next(), Some("{\"build\":1"));
    preview.equals_a_clean_build();
}

#[test]
fn a_signal_ends_it_at_once() {
    for signal in ["-INT", "-TERM"] {
        let world = world();
        let mut preview = Preview::start(&world, &[]);
        let _events = preview.events();
        assert!(Command::new("kill").args([signal, &preview.id().to_string()]).status().unwrap().success());
        wait_for(signal, || preview.has_ended());
    }
}

/// The first process of a container gets only signals that it asked for.
#[test]
fn a_signal_ends_the_first_process_of_a_container() {
    if !works("unshare", &["--pid", "--fork", "true"]) {
        eprintln!("not run: there is no unshare, or it may make no namespace");
        return;
    }
    for (signal, status) in [("-INT", 130), ("-TERM", 143)] {
        let world = world();
        let mut command = Command::new("unshare");
        command.args(["--pid", "--fork", PROGRAM, "serve", "--port", "0"]).current_dir(world.site());
        let mut outer = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut home = String::new();
        BufReader::new(outer.stdout.take().unwrap()).read_line(&mut home).unwrap();
        assert!(home.starts_with("http://"), "{home}");
        let children = format!("/proc/{0}/task/{0}/children", outer.id());
        let first = fs::read_to_string(children).unwrap();
        assert!(Command::new("kill").args([signal, first.trim()]).status().unwrap().success());
        wait_for(signal, || Path::new(&format!("/proc/{}", first.trim())).metadata().is_err());
        assert_eq!(outer.wait().unwrap().code(), Some(status));
    }
}

fn git(site: &Path, words: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(site).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]).args(words);
    assert!(command.status().unwrap().success(), "git {words:?}");
}
