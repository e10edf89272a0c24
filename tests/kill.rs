//! A build that is killed leaves no half file, and the next one mends everything.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests lay out sites and look at them")]
#![allow(non_snake_case, reason = "tests are named by the promise they hold")]

mod command;

use std::fs;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use command::{World, tree};

const PAGES: usize = 2000;
const KILLS: u32 = 50;

const TEMPLATE: &str = "<!doctype html>\n<html lang=\"en\">\n<head><title>{{ page.title }}</title></head>\n<body><main id=\"main\">{{ page.body }}</main></body>\n</html>\n";

fn write(world: &World, version: u32) {
    let words = format!("version {version} ").repeat(300);
    for page in 0..PAGES {
        world.put(
            &format!("content/f{}/page-{page}.md", page % 7),
            &format!("---\ntitle: Page {page}\n---\n\n{words}\n"),
        );
    }
    // Pages come and go as well.
    world.put(&format!("content/only-{version}/page.md"), "---\ntitle: Only here\n---\n\nText.\n");
    let _ = fs::remove_dir_all(world.site().join(format!("content/only-{}", version.wrapping_sub(1))));
}

#[test]
fn R3_a_kill_at_any_moment() {
    let world = World::in_memory();
    world.put("content/index.md", "---\ntitle: Home\n---\n\nWelcome.\n");
    world.put("content/site.yaml", "title: Lamps\ntheme: small\n");
    world.put("themes/small/theme.yaml", "name: small\napi: 1\n");
    for name in ["home", "guide", "step", "closing", "action", "page", "tag", "404", "all", "worksheet"] {
        world.put(&format!("themes/small/templates/{name}.html"), TEMPLATE);
    }
    write(&world, 0);
    let start = Instant::now();
    world.run(&["build"]).expect(0);
    let takes = start.elapsed();
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = 0_u32;
            while !ended.load(Ordering::Relaxed) {
                for page in 0..PAGES {
                    let path = world.site().join(format!("public/f{}/page-{page}/index.html", page % 7));
                    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
                    assert!(text.trim_end().ends_with("</html>"), "{path:?} was cut short");
                    seen += 1;
                }
            }
            seen
        });
        for kill in 1..=KILLS {
            write(&world, kill);
            let mut child =
                world.command(&["build"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            // Spread over the whole of a build, the end more densely: there it writes.
            let part = f64::from(kill) / f64::from(KILLS);
            thread::sleep(takes.mul_f64(part.sqrt()).min(Duration::from_secs(5)));
            let _ = child.kill();
            child.wait().unwrap();
        }
        ended.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
    // The author goes on after the last kill.
    write(&world, KILLS + 1);
    world.run(&["build"]).expect(0);
    world.run(&["build", "--out", "../clean"]).expect(0);
    let (mended, clean) = (tree(&world.site().join("public")), tree(&world.folder().join("clean")));
    assert_eq!(mended.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>());
    assert!(mended == clean);
    assert!(!world.site().join("public/.guidepost-tmp").exists());
}
