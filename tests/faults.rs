//! A disk that is full or fails: status 3, with path and cause, and the old site as it was.
//!
//! These tests need Linux with `strace` or the right to mount; where there is neither, they say so and end.
#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "tests lay out sites and look at them")]
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![allow(non_snake_case, reason = "tests are named by the promise they hold")]

mod command;

use std::process::Command;

use command::{PROGRAM, ReadOnly, Run, World, tree, works};

/// The old site has pages that the new one has not, and the other way round.
fn old_site() -> World {
    let page = "---\ntitle: Page\n---\n\nOld.\n";
    let world = World::new(&[("content/a.md", page), ("content/b/c.md", page), ("content/gone/x.md", page)]);
    world.run(&["build", "--out", "../out"]).expect(0);
    world
}

fn edit(world: &World) {
    let page = "---\ntitle: Page\n---\n\nNew.\n";
    world.put("content/a.md", page);
    world.put("content/new/d/e.md", page);
    std::fs::remove_dir_all(world.site().join("content/gone")).unwrap();
}

/// Builds while one call after another fails: in each thread, the one with this number of this kind. The lines that tell of it.
fn build_failing(world: &World, call: &str, number: usize) -> (Run, Vec<String>) {
    let log = world.folder().join("log");
    let output = Command::new("strace")
        .args(["-f", "-qqq", "-o", log.to_str().unwrap()])
        .args(["-e", &format!("inject={call}:error=ENOSPC:when={number}"), "-e", &format!("trace={call}")])
        .args([PROGRAM, "build", "--out", "../out"])
        .env("RAYON_NUM_THREADS", "2")
        .env("SOURCE_DATE_EPOCH", "1795305600")
        .current_dir(world.site())
        .output()
        .unwrap();
    let log = std::fs::read_to_string(&log).unwrap();
    let injected = log.lines().filter(|line| line.contains("(INJECTED)")).map(str::to_owned).collect();
    (Run::of(&output), injected)
}

#[test]
fn R4_every_call_that_can_fail() {
    if !works("strace", &["-qqq", "-o", "/dev/null", "true"]) {
        eprintln!("not run: there is no strace, or it may not trace");
        return;
    }
    let reference = old_site();
    edit(&reference);
    reference.run(&["build", "--out", "../out"]).expect(0);
    let new = tree(&reference.folder().join("out"));
    let mut failed = 0;
    for call in ["write", "/^rename", "openat", "fsync", "/^mkdir", "/^link"] {
        for number in 1..500 {
            let world = old_site();
            let old = tree(&world.folder().join("out"));
            edit(&world);
            let (run, injected) = build_failing(&world, call, number);
            let mut out = tree(&world.folder().join("out"));
            // Calls are counted for each thread, so that the terminal may be what fails, or the way back a second time: then
            // the list of what is pending stays for the next build.
            let is_mute = injected.iter().any(|line| line.contains("write(2,"));
            if injected.len() > 1 && run.status == 3 {
                out.remove(".guidepost.pending.json");
            }
            match run.status {
                0 => assert!(out == new, "{call} {number}: {injected:?} {:?}", out.keys()),
                3 => {
                    let says_why = run.stderr.contains("“") && run.stderr.contains("no space left on device");
                    assert!(says_why || is_mute, "{call} {number}: {}", run.stderr);
                    assert_eq!(
                        out.keys().collect::<Vec<_>>(),
                        old.keys().collect::<Vec<_>>(),
                        "{call} {number}"
                    );
                    assert!(out == old, "{call} {number}");
                    failed += 1;
                }
                // The dynamic loader failed: the program did not even begin.
                127 => assert!(out == old, "{call} {number}"),
                status => panic!("{call} {number} ended with {status}: {}", run.stderr),
            }
            if injected.is_empty() {
                break;
            }
            // Whatever was left half done, in the output or in what is kept beside the site, the next build is right.
            world.run(&["build", "--out", "../out"]).expect(0);
            assert!(
                tree(&world.folder().join("out")) == new,
                "{call} {number}, and the build after it: {injected:?}"
            );
        }
    }
    assert!(failed > 20, "{failed}");
}

#[test]
fn R4_folders_that_cannot_come_as_wholes() {
    if !works("strace", &["-qqq", "-o", "/dev/null", "true"]) {
        eprintln!("not run: there is no strace, or it may not trace");
        return;
    }
    // More than is held in memory.
    let page = format!("---\ntitle: Page\n---\n\n{}", "Breathe out, slowly.\n".repeat(60_000));
    let paths = ["a", "b/c", "b/d", "e/f/g", "e/f/h", "e/i", "j"].map(|path| format!("content/{path}.md"));
    let site = || World::new(&paths.each_ref().map(|path| (path.as_str(), page.as_str())));
    let reference = site();
    reference.run(&["build", "--out", "../out"]).expect(0);
    let new = tree(&reference.folder().join("out"));
    let mut failed = 0;
    for call in ["/^rename", "/^mkdir"] {
        for number in 1..100 {
            let world = site();
            let out = world.folder().join("out");
            let (run, injected) = build_failing(&world, call, number);
            match run.status {
                0 => assert!(tree(&out) == new, "{call} {number}: {injected:?}"),
                3 => {
                    // Where the way back failed, too, the next build knows what is its own.
                    let is_undone = !out.exists() || tree(&out).is_empty();
                    assert!(is_undone || injected.len() > 1, "{call} {number}: {:?}", tree(&out).keys());
                    failed += 1;
                }
                status => panic!("{call} {number} ended with {status}: {}", run.stderr),
            }
            if injected.is_empty() {
                break;
            }
            world.run(&["build", "--out", "../out"]).expect(0);
            assert!(tree(&out) == new, "{call} {number}, and the build after it: {injected:?}");
        }
    }
    assert!(failed > 5, "{failed}");
}

#[test]
fn R4_a_full_disk() {
    let world = World::new(&[]);
    let disk = world.folder().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let disk = disk.to_str().unwrap();
    if !works("mount", &["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]) {
        eprintln!("not run: no right to mount a small disk");
        return;
    }
    let text = "old words ".repeat(500);
    world.put("content/a.md", &format!("---\ntitle: A\n---\n\n{text}\n"));
    let out = format!("{disk}/out");
    let first = world.run(&["build", "--out", &out]);
    let old = tree(out.as_ref());
    for page in 0..60 {
        world.put(
            &format!("content/p{page}.md"),
            &format!("---\ntitle: Page\n---\n\n{}\n", "new words ".repeat(5000)),
        );
    }
    let full = world.run(&["build", "--out", &out]);
    let after = tree(out.as_ref());
    for page in 0..60 {
        std::fs::remove_file(world.site().join(format!("content/p{page}.md"))).unwrap();
    }
    world.put("content/a.md", &format!("---\ntitle: A\n---\n\n{text} and more\n"));
    let mended = world.run(&["build", "--out", &out]);
    let rest = tree(out.as_ref()).into_keys().collect::<Vec<_>>();
    assert!(works("umount", &[disk]));
    first.expect(0);
    let full = full.expect(3);
    assert!(
        full.stderr.contains("cannot write “") && full.stderr.contains("no space left on device"),
        "{}",
        full.stderr
    );
    assert!(after == old, "{:?}", after.keys());
    mended.expect(0);
    assert_eq!(rest, old.into_keys().collect::<Vec<_>>());
}

#[test]
fn R4_a_folder_that_cannot_be_written() {
    let world = old_site();
    let out = world.folder().join("out");
    let old = tree(&out);
    edit(&world);
    let Some(closed) = ReadOnly::new(&out) else {
        eprintln!("not run: everything can be written here");
        return;
    };
    let run = world.run(&["build", "--out", "../out"]);
    let after = tree(&out);
    drop(closed);
    let run = run.expect(3);
    assert!(run.stderr.contains("cannot write “../out/"), "{}", run.stderr);
    let cause = ["read-only file system", "permission denied"];
    assert!(cause.iter().any(|cause| run.stderr.contains(cause)), "{}", run.stderr);
    assert!(after == old);
    world.run(&["build", "--out", "../out"]).expect(0);
    assert!(tree(&out) != old);
}

/// What makes builds fast may find no room: then it is not kept, and nothing else is different.
#[test]
fn R4_no_room_for_what_is_remembered() {
    let world = old_site();
    let kept = world.site().join(".guidepost");
    std::fs::create_dir_all(&kept).unwrap();
    let kept = kept.to_str().unwrap();
    for size in ["4k", "16k", "32k"] {
        if !works("mount", &["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs", kept]) {
            eprintln!("not run: no right to mount a small disk");
            return;
        }
        let runs = ["One.", "Two.", "Two."].map(|words| {
            world.put("content/a.md", &format!("---\ntitle: Page\n---\n\n{words}\n"));
            let run = world.run(&["build", "--out", "../out"]);
            (run, std::fs::read_to_string(world.folder().join("out/a/index.html")).unwrap(), words)
        });
        assert!(works("umount", &[kept]));
        for (run, page, words) in runs {
            run.expect(0);
            assert!(page.contains(words), "{size}: {page}");
        }
        world.run(&["build", "--out", "../new"]).expect(0);
        assert!(tree(&world.folder().join("out")) == tree(&world.folder().join("new")), "{size}");
        std::fs::remove_dir_all(world.folder().join("new")).unwrap();
    }
}
