//! Builds in bad company: at once with others, with little, with odd files, watched by strangers.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests lay out sites and look at them")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]
#![allow(non_snake_case, reason = "tests are named by the promise they hold")]

mod command;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use command::{PROGRAM, ReadOnly, Run, World, tree, works};

/// A site of so many pages, with a small theme of its own; every page says this word.
fn site(pages: usize, word: &str) -> World {
    let world = World::in_memory();
    world.put("content/index.md", "---\ntitle: Home\n---\n\nWelcome.\n");
    write(&world, pages, word);
    world.put("content/site.yaml", "title: Lamps\ntheme: small\n");
    world.put("themes/small/theme.yaml", "name: small\napi: 1\n");
    let template = "<!doctype html>\n<html lang=\"en\">\n<head><title>{{ page.title }}</title></head>\n<body><main id=\"main\">{{ page.body }}</main></body>\n</html>\n";
    for name in ["home", "guide", "step", "closing", "action", "page", "tag", "404", "all", "worksheet"] {
        world.put(&format!("themes/small/templates/{name}.html"), template);
    }
    world
}

fn write(world: &World, pages: usize, word: &str) {
    for page in 0..pages {
        let next = (page + 1) % pages;
        let text =
            format!("---\ntitle: Page {page}\n---\n\n{word} [next](../f{}/page-{next}.md)\n", next % 7);
        world.put(&format!("content/f{}/page-{page}.md", page % 7), &text);
    }
}

/// The site built into a new folder by a program that never saw it.
fn clean(world: &World) -> std::collections::BTreeMap<String, Vec<u8>> {
    let elsewhere = World::in_memory();
    for (path, bytes) in tree(&world.site()) {
        if path.starts_with("content/") || path.starts_with("themes/") {
            let to = elsewhere.site().join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, bytes).unwrap();
        }
    }
    elsewhere.run(&["build"]).expect(0);
    tree(&elsewhere.site().join("public"))
}

fn start(world: &World) -> Child {
    world.command(&["build"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn ended(child: Child) -> Run {
    Run::of(&child.wait_with_output().unwrap())
}

#[test]
fn R5_four_builds_at_once() {
    let world = site(200, "old");
    world.run(&["build"]).expect(0);
    write(&world, 200, "new");
    let builds = [(); 4].map(|()| start(&world));
    for build in builds {
        ended(build).expect(0);
    }
    assert!(tree(&world.site().join("public")) == clean(&world));
}

#[test]
fn R3_a_large_site_with_an_error_leaves_the_output_folder_as_it_was() {
    // So large that its pages do not wait in memory; the error is found when all of them are made.
    let world = site(40, &"lamp ".repeat(40_000));
    world.put("content/wrong.md", "---\ntitle: Wrong\n---\n\n[Nowhere](/nowhere/)\n");
    world.run(&["build"]).expect(1);
    assert!(!world.site().join("public").exists());
    fs::remove_file(world.site().join("content/wrong.md")).unwrap();
    world.run(&["build"]).expect(0);
    let before = tree(&world.site().join("public"));
    assert!(before == clean(&world));
    world.put("content/wrong.md", "---\ntitle: Wrong\n---\n\n[Nowhere](/nowhere/)\n");
    write(&world, 40, &"light ".repeat(40_000));
    world.run(&["build"]).expect(1);
    assert!(tree(&world.site().join("public")) == before);
}

#[test]
fn R5_a_killed_build_holds_nobody_up() {
    let world = site(300, "word 0");
    let start_of_first = Instant::now();
    world.run(&["build"]).expect(0);
    let takes = start_of_first.elapsed();
    for kill in 1..=8_u32 {
        write(&world, 300, &format!("word {kill}"));
        let mut first = start(&world);
        sleep(takes * kill / 8);
        let others = [(); 2].map(|()| start(&world));
        let _ = first.kill();
        first.wait().unwrap();
        for build in others {
            ended(build).expect(0);
        }
    }
    assert!(tree(&world.site().join("public")) == clean(&world));
}

#[test]
fn R5_a_site_that_cannot_be_written_can_be_built() {
    let world = site(20, "old");
    let before = tree(&world.site());
    let closed = ReadOnly::new(&world.site());
    if closed.is_none() {
        eprintln!("not run: everything can be written here");
        return;
    }
    let runs = [(); 2].map(|()| world.run(&["build", "--out", "../out"]));
    drop(closed);
    for run in runs {
        let run = run.expect(0);
        assert!(!run.stderr.contains("error"), "{}", run.stderr);
    }
    assert_eq!(tree(&world.site()), before);
    assert!(tree(&world.folder().join("out")) == clean(&world));
}

#[test]
fn R6_the_same_bytes_everywhere() {
    let world = site(60, "word");
    world.put("content/guide/index.md", "---\ntitle: Guide\ndate: 2026-11-01\ntags: [b, a]\n---\n\nText.\n");
    world.put("content/guide/01-one.md", "---\ntitle: One\n---\n\n- [ ] Tip\n");
    world.put("content/guide/02-two.md", "---\ntitle: Two\n---\n\n- [ ] Tip\n\n```rust\nlet a = 1;\n```\n");
    world.put(
        "content/site.yaml",
        "title: Lamps\nbase_url: https://example.org\nmenu: [{ label: Guide, to: guide/index.md }]\n",
    );
    world.run(&["build", "--out", "../first"]).expect(0);
    let first = tree(&world.folder().join("first"));
    assert!(first.len() > 60);
    let files: Vec<(String, Vec<u8>)> = tree(&world.site()).into_iter().collect();
    let surroundings = [
        ("1", "Asia/Tokyo", "C", "000"),
        ("2", "UTC", "de_DE.UTF-8", "077"),
        ("8", "America/Lima", "ar", "022"),
        ("1", "Europe/Paris", "tr_TR.UTF-8", "027"),
        ("2", "Pacific/Kiritimati", "ja_JP.UTF-8", "002"),
        ("8", "Pacific/Pago_Pago", "", "077"),
        ("1", "", "en_US.UTF-8", "022"),
        ("2", "Antarctica/Troll", "POSIX", "000"),
        ("8", "Asia/Kathmandu", "he_IL.UTF-8", "022"),
    ];
    for (number, (threads, zone, language, mask)) in surroundings.into_iter().enumerate() {
        // The files are made in another order each time, and so lie in another order on the disk.
        let other = World::in_memory();
        let mut order: Vec<usize> = (0..files.len()).collect();
        order.sort_by_key(|at| (at * 7919 + number * 104_729) % 613);
        for (path, bytes) in order.into_iter().map(|at| &files[at]).filter(|(path, _)| !path.starts_with('.'))
        {
            let to = other.site().join(path);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, bytes).unwrap();
        }
        let line = format!(
            "umask {mask}; exec {PROGRAM} --site {:?} build --out {:?}",
            other.site(),
            other.folder().join("out")
        );
        let mut command = Command::new("sh");
        command.args(["-c", &line]).current_dir(if number % 2 == 0 {
            Path::new("/")
        } else {
            other.folder()
        });
        command
            .env("RAYON_NUM_THREADS", threads)
            .env("TZ", zone)
            .env("LANG", language)
            .env("LC_ALL", language);
        command.env("SOURCE_DATE_EPOCH", "1795305600").env("COLUMNS", "40").env_remove("HOME");
        Run::of(&command.output().unwrap()).expect(0);
        assert!(tree(&other.folder().join("out")) == first, "{threads} {zone} {language} {mask}");
    }
}

#[test]
fn R14_odd_files_are_read_or_named() {
    let world = World::new(&[]);
    let put = |path: &str, bytes: &[u8]| {
        fs::write(world.site().join("content").join(path), bytes).unwrap();
    };
    let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(order).collect()
    };
    let page = "---\ntitle: Page\n---\n\nOne.\n\nTwo.\n";
    put("mark.md", format!("\u{feff}{page}").as_bytes());
    put("returns.md", page.replace('\n', "\r\n").as_bytes());
    put("old-mac.md", page.replace('\n', "\r").as_bytes());
    put("zero.md", page.replace("Two", "Tw\0o").as_bytes());
    put("no-end.md", page.trim_end().as_bytes());
    for (name, bytes) in [
        ("broken.md", &b"---\ntitle: Page\n---\n\nOne.\n\nTw\xffo.\n"[..]),
        ("little.md", &utf16(page, u16::to_le_bytes)),
        ("big.md", &utf16(page, u16::to_be_bytes)),
        ("empty.md", b""),
        ("dashes.md", b"---"),
        ("unclosed.md", b"---\ntitle: Page\n\nText.\n"),
        ("nul-above.md", b"---\ntitle: Pa\0ge\n---\n\nText.\n"),
    ] {
        put(name, bytes);
    }
    assert!(works("mkfifo", &[world.site().join("content/pipe.md").to_str().unwrap()]));
    let _socket = std::os::unix::net::UnixListener::bind(world.site().join("content/socket.md")).unwrap();
    let lines = world.run(&["build", "--format", "json"]).expect(1).json();
    let found: Vec<String> = lines
        .iter()
        .filter(|line| line["file"].is_string())
        .map(|line| {
            format!(
                "{} {}:{} {}",
                line["file"].as_str().unwrap(),
                line["line"],
                line["column"],
                line["code"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "content/big.md 1:1 not-utf8",
            "content/broken.md 7:3 not-utf8",
            "content/dashes.md 1:1 unclosed-head",
            "content/empty.md 1:1 no-title",
            "content/little.md 1:1 not-utf8",
            "content/nul-above.md 2:10 control-character",
            "content/pipe.md 1:1 not-a-file",
            "content/socket.md 1:1 not-a-file",
            "content/unclosed.md 1:1 unclosed-head",
        ]
    );
    // Without these, the rest is a site in which each page says the same.
    for line in lines.iter().filter_map(|line| line["file"].as_str()) {
        fs::remove_file(world.site().join(line)).unwrap();
    }
    world.run(&["build"]).expect(0);
    for name in ["mark", "returns", "old-mac", "no-end"] {
        let html = world.read(&format!("public/{name}/index.html"));
        assert!(html.contains("<p>One.</p>\n<p>Two.</p>"), "{name}: {html}");
    }
    assert!(world.read("public/zero/index.html").contains("Tw\u{fffd}o"));
}

#[test]
fn R14_a_page_of_fifty_megabytes() {
    let world = site(1, "word");
    let paragraph = format!("{}\n\n", "many words ".repeat(90));
    let text = format!("---\ntitle: Long\n---\n\n{}", paragraph.repeat(50_000_000 / paragraph.len()));
    world.put("content/long.md", &text);
    let run = world.run(&["build"]);
    // It is built, or refused by name; the program stands.
    match run.status {
        0 => assert!(fs::metadata(world.site().join("public/long/index.html")).unwrap().len() > 49_000_000),
        _ => assert!(run.expect(1).stderr.contains("content/long.md"), "it is named"),
    }
}

/// A file that goes away while the site is read: that build is without it, or says so, and the next one is right.
#[test]
fn R14_files_that_come_and_go() {
    let world = site(60, "word");
    let folder = world.site().join("content/moving");
    fs::create_dir(&folder).unwrap();
    let ended_flag = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut turn = 0;
            while !ended_flag.load(std::sync::atomic::Ordering::Relaxed) {
                let path = folder.join(format!("page-{}.md", turn % 5));
                fs::write(&path, "---\ntitle: Moving\n---\n\nHere.\n").unwrap();
                let _ = fs::remove_file(folder.join(format!("page-{}.md", (turn + 2) % 5)));
                turn += 1;
            }
        });
        let runs: Vec<Run> = (0..20).map(|_| world.run(&["build"])).collect();
        ended_flag.store(true, std::sync::atomic::Ordering::Relaxed);
        for run in runs {
            assert!(
                [0, 1].contains(&run.status) && !run.stderr.contains("panicked"),
                "{} {}",
                run.status,
                run.stderr
            );
        }
    });
    world.run(&["build"]).expect(0);
    assert!(tree(&world.site().join("public")) == clean(&world));
}

#[test]
fn R19_few_files_may_be_open() {
    let world = site(1000, "old");
    for word in ["old", "new"] {
        write(&world, 1000, word);
        let line = format!("ulimit -n 64; exec {PROGRAM} build");
        let mut command = Command::new("sh");
        command.args(["-c", &line]).current_dir(world.site()).env("RAYON_NUM_THREADS", "8");
        Run::of(&command.env("SOURCE_DATE_EPOCH", "1795305600").output().unwrap()).expect(0);
        assert!(tree(&world.site().join("public")) == clean(&world), "{word}");
    }
}

#[test]
fn R21_a_build_connects_to_nothing_and_starts_nothing() {
    if !cfg!(target_os = "linux") || !works("strace", &["-qqq", "-o", "/dev/null", "true"]) {
        eprintln!("not run: there is no strace, or it may not trace");
        return;
    }
    let world = site(30, "word");
    world.put("content/site.yaml", "title: Lamps\nbase_url: https://example.org\n");
    world.put(
        "content/film.md",
        "# Film\n\n<iframe src=\"https://example.com/film\" title=\"Film\"></iframe>\n",
    );
    let log = world.folder().join("log");
    for arguments in
        [&["build"][..], &["build", "--portable"], &["check"], &["status"], &["new", "guide", "Lamps"]]
    {
        let output = Command::new("strace")
            .args(["-f", "-qqq", "-e", "trace=%network,%process", "-o", log.to_str().unwrap(), PROGRAM])
            .args(arguments)
            .current_dir(world.site())
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = fs::read_to_string(&log).unwrap();
        let calls: Vec<&str> =
            text.lines().filter_map(|line| line.split_once(' ').map(|(_, call)| call.trim())).collect();
        // The program itself, threads, and their end.
        let starts = calls.iter().filter(|call| call.starts_with("execve")).count();
        assert_eq!(starts, 1, "{arguments:?}: {text}");
        let strange = |call: &&&str| {
            let name = call.split('(').next().unwrap_or_default();
            let is_thread = name.starts_with("clone") && call.contains("CLONE_THREAD");
            let is_end = ["execve", "exit", "exit_group", "+++ exited with 0 +++"].contains(&name);
            !(is_thread
                || is_end
                || call.starts_with("<... clone")
                || call.starts_with("<... exit")
                || call.starts_with("+++"))
        };
        let strange: Vec<&&str> = calls.iter().filter(strange).collect();
        assert!(strange.is_empty(), "{arguments:?}: {strange:?}");
    }
}

/// Time enough for what must not take ten seconds.
#[test]
fn R5_nobody_waits_for_a_dead_build() {
    let world = site(2, "word");
    world.run(&["build"]).expect(0);
    world.put("public/.guidepost.lock", "4711\n");
    let before = Instant::now();
    world.run(&["build"]).expect(0);
    assert!(before.elapsed() < Duration::from_secs(8));
}
