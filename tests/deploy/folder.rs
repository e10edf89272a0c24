//! `file:`, and what holds for every target.

use std::fs;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

use crate::command::{Run, World, tree};
use crate::support::kill::start;
use crate::support::{
    INVENTORY, assert_same, built, crawler, deploy, inventory, numbers, settings, version, without_own, world,
};

fn live(world: &World) -> std::path::PathBuf {
    world.folder().join("live")
}

fn shown(world: &World) -> std::collections::BTreeMap<String, Vec<u8>> {
    without_own(tree(&live(world)))
}

#[test]
fn d2_an_unchanged_site_is_not_sent_again() {
    let world = world("file:../live", 6);
    deploy(&world).expect(0);
    assert_same(&shown(&world), &built(&world));
    let before = tree(world.folder());
    let run = world.run(&["deploy", "--format", "json"]).expect(0);
    assert_eq!((&numbers(&run)["added"], &numbers(&run)["bytes"]), (&0.into(), &0.into()));
    assert_eq!(tree(&live(&world)), tree(&world.folder().join("live")));
    assert_eq!(before[&format!("live/{INVENTORY}")], fs::read(live(&world).join(INVENTORY)).unwrap());
    // The very next change is found, and only that.
    world.put("content/page-2.md", "---\ntitle: Page 2\n---\n\nOther.\n");
    world.put("content/index.md", "---\ntitle: Home\n---\n\nWelcome.\n");
    let run = world.run(&["deploy", "--yes", "--format", "json"]).expect(0);
    assert_eq!(
        (&numbers(&run)["added"], &numbers(&run)["changed"]),
        (&0.into(), &2.into()),
        "{}",
        run.stdout
    );
    assert_same(&shown(&world), &built(&world));
}

#[test]
fn d2_a_lost_or_altered_list_means_comparing() {
    let world = world("file:../live", 6);
    deploy(&world).expect(0);
    for list in [None, Some(""), Some("{\"guidepost\":1"), Some("{\"guidepost\":9,\"id\":\"\",\"files\":{}}")]
    {
        version(&world, 0, 6);
        deploy(&world).expect(0);
        fs::write(live(&world).join("mine.txt"), "mine").unwrap();
        match list {
            None => fs::remove_file(live(&world).join(INVENTORY)).unwrap(),
            Some(text) => fs::write(live(&world).join(INVENTORY), text).unwrap(),
        }
        // The same files: nothing is sent, and they are guidepost's again.
        let run = world.run(&["deploy", "--yes", "--format", "json"]).expect(0);
        assert_eq!(numbers(&run)["bytes"], 0, "{list:?}");
        assert!(inventory(&live(&world))["files"]["index.html"].is_object());
        // With the list lost and pages changed, nothing is deleted and nothing replaced unasked.
        match list {
            None => fs::remove_file(live(&world).join(INVENTORY)).unwrap(),
            Some(text) => fs::write(live(&world).join(INVENTORY), text).unwrap(),
        }
        version(&world, 1, 6);
        let before = tree(&live(&world));
        let run = deploy(&world).expect(3);
        assert!(run.stderr.contains("“index.html”") && run.stderr.contains("--replace"), "{}", run.stderr);
        assert_eq!(tree(&live(&world)), before);
        world.run(&["deploy", "--yes", "--replace"]).expect(0);
        let shown = shown(&world);
        assert!(shown.contains_key("page-0/index.html") && shown.contains_key("mine.txt"));
        fs::remove_dir_all(live(&world).join("page-0")).unwrap();
    }
}

#[test]
fn d4_what_is_not_ours_stays() {
    let world = world("file:../live", 6);
    for (path, text) in
        [("mine.txt", "a"), ("page-1/mine.txt", "b"), (".htaccess", "c"), ("old/page/index.html", "d")]
    {
        fs::create_dir_all(live(&world).join(path).parent().unwrap()).unwrap();
        fs::write(live(&world).join(path), text).unwrap();
    }
    let run = world.run(&["deploy", "--yes", "--format", "json"]).expect(0);
    let kept: Vec<&str> = run.stdout.lines().filter(|line| line.contains("\"change\":\"kept\"")).collect();
    assert_eq!(kept.len(), 4, "{}", run.stdout);
    version(&world, 3, 6);
    deploy(&world).expect(0);
    let shown = shown(&world);
    for path in ["mine.txt", "page-1/mine.txt", ".htaccess", "old/page/index.html"] {
        assert!(shown.contains_key(path), "{path}");
    }
    assert!(!shown.contains_key("page-1/index.html"), "ours goes");
    // A stranger where a page must go ends it before anything is written, a link above all.
    fs::remove_file(live(&world).join("page-4/index.html")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", live(&world).join("page-4/index.html")).unwrap();
    fs::create_dir_all(live(&world).join("page-9")).unwrap();
    fs::write(live(&world).join("page-9/index.html"), "stranger").unwrap();
    version(&world, 4, 6);
    let before = tree(&live(&world));
    let run = deploy(&world).expect(3);
    assert!(run.stderr.contains("“page-9/index.html”"), "{}", run.stderr);
    assert_eq!(tree(&live(&world)), before);
    settings(&world, "file:../live", "    keep: [page-9/]\n");
    deploy(&world).expect(0);
    assert_eq!(fs::read(live(&world).join("page-9/index.html")).unwrap(), b"stranger");
    assert!(fs::read_to_string("/etc/passwd").unwrap().contains("root"));
}

#[test]
fn d4_a_page_that_somebody_altered_is_not_deleted() {
    let world = world("file:../live", 20);
    deploy(&world).expect(0);
    fs::write(live(&world).join("page-0/index.html"), "altered").unwrap();
    version(&world, 2, 20);
    let run = deploy(&world).expect(0);
    assert!(run.stderr.contains("= page-0/index.html"), "{}", run.stderr);
    let shown = shown(&world);
    assert_eq!(shown["page-0/index.html"], b"altered");
    assert!(!shown.contains_key("page-1/index.html"));
}

#[test]
fn d4_many_deletions_want_a_yes() {
    let world = world("file:../live", 40);
    deploy(&world).expect(0);
    version(&world, 0, 3);
    let before = tree(&live(&world));
    let run = world.run(&["deploy"]).expect(2);
    assert!(run.stderr.contains("this would delete 37 of the "), "{}", run.stderr);
    assert_eq!(tree(&live(&world)), before);
    deploy(&world).expect(0);
    assert_same(&shown(&world), &built(&world));
}

#[test]
fn d5_a_dry_run_tells_the_plan_and_writes_nothing() {
    let world = world("file:../live", 6);
    let before = world.tree();
    let dry = world.run(&["deploy", "--dry-run", "--format", "json"]).expect(0);
    assert_eq!(world.tree(), before);
    let wet = world.run(&["deploy", "--yes", "--format", "json"]).expect(0);
    let plan = |run: &Run| {
        run.stdout.lines().filter(|line| line.contains("\"change\"")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(plan(&dry).len() > 8);
    assert_eq!(plan(&dry), plan(&wet));
    version(&world, 2, 6);
    let before = world.tree();
    let dry = world.run(&["deploy", "--dry-run", "--format", "json"]).expect(0);
    assert_eq!(world.tree(), before);
    let wet = world.run(&["deploy", "--yes", "--format", "json"]).expect(0);
    assert!(dry.stdout.contains("\"removed\""));
    assert_eq!(plan(&dry), plan(&wet));
}

#[test]
fn nobody_to_ask_and_no_yes_ends_with_2() {
    let world = world("file:../live", 2);
    let run = world.run(&["deploy"]).expect(2);
    assert!(run.stderr.contains("say --yes"), "{}", run.stderr);
    assert!(!live(&world).exists());
}

#[test]
fn a_site_with_errors_is_not_deployed() {
    let world = world("file:../live", 2);
    deploy(&world).expect(0);
    let before = tree(&live(&world));
    world.put("content/page-1.md", "---\ntitle: Page\ntitel: x\n---\n\nText.\n");
    let run = deploy(&world).expect(1);
    assert!(
        run.stderr.contains("content/page-1.md:3:1") && run.stderr.contains("nothing was deployed"),
        "{}",
        run.stderr
    );
    assert_eq!(tree(&live(&world)), before);
}

#[test]
fn folders_that_are_refused() {
    let world = world("file:content", 2);
    for to in ["file:content", "file:.", "file:themes/x", "file:public"] {
        settings(&world, to, "");
        world.run(&["build"]).expect(0);
        let before = world.tree();
        let run = deploy(&world).expect(2);
        assert!(run.stderr.contains("name another folder"), "{to}: {}", run.stderr);
        assert_eq!(world.tree(), before, "{to}");
    }
}

#[test]
fn d6_killed_at_any_moment_and_d3_read_all_the_while() {
    let world = world("file:../live", 60);
    deploy(&world).expect(0);
    let start_time = Instant::now();
    version(&world, 1, 60);
    deploy(&world).expect(0);
    let takes = start_time.elapsed();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let ending = crawler::Ending(&stop);
        let reader = scope.spawn(|| crawler::crawl(|path| fs::read(live(&world).join(path)).ok(), &stop));
        for kill in 2..14_u32 {
            version(&world, kill as usize * 7, 60);
            let mut child = start(&mut world.command(&["deploy", "--yes"]));
            thread::sleep(takes.mul_f64(f64::from(kill) / 13.0).min(Duration::from_secs(5)));
            let _ = child.kill();
            child.wait().unwrap();
            if kill % 3 == 0 {
                deploy(&world).expect(0);
                assert_same(&shown(&world), &built(&world));
            }
        }
        drop(ending);
        let (broken, read) = reader.join().unwrap();
        assert_eq!(broken, Vec::<String>::new());
        assert!(read > 0);
    });
    deploy(&world).expect(0);
    assert_same(&shown(&world), &built(&world));
    let left: Vec<String> =
        tree(&live(&world)).into_keys().filter(|path| path.contains(".guidepost")).collect();
    assert_eq!(left, [INVENTORY]);
}

#[test]
fn d8_back_to_the_release_before() {
    let world = world("file:../live", 6);
    world.put("content/site.yaml", "title: Lamps\ndeploy: {live: {to: 'file:../live'}}\n");
    let run = world.run(&["deploy", "--rollback", "--yes"]).expect(2);
    assert!(run.stderr.contains("no release before"), "{}", run.stderr);
    deploy(&world).expect(0);
    let first = shown(&world);
    version(&world, 2, 6);
    deploy(&world).expect(0);
    let second = shown(&world);
    fs::write(live(&world).join("mine.txt"), "mine").unwrap();
    world.run(&["deploy", "--rollback", "--yes"]).expect(0);
    let mut found = shown(&world);
    assert_eq!(found.remove("mine.txt").unwrap(), b"mine");
    assert_same(&found, &first);
    // A folder keeps one release: going back again is going forth.
    world.run(&["deploy", "--rollback", "--yes"]).expect(0);
    let mut found = shown(&world);
    found.remove("mine.txt");
    assert_same(&found, &second);
    version(&world, 4, 6);
    deploy(&world).expect(0);
}

#[test]
fn d11_pages_are_fetched_and_compared() {
    let world = world("file:../live", 3);
    let folder = live(&world);
    let server = crate::support::http::Server::start(move |asked| {
        let mut path = asked.path().trim_start_matches('/').to_owned();
        if path.is_empty() || path.ends_with('/') {
            path += "index.html";
        }
        match fs::read(folder.join(&path)) {
            Ok(bytes) => crate::support::http::Answer::Say(200, Vec::new(), bytes),
            Err(_) => crate::support::http::Answer::status(404),
        }
    });
    let run = world.run(&["deploy", "--yes", "--verify"]).expect(2);
    assert!(run.stderr.contains("base_url"), "{}", run.stderr);
    let config =
        format!("title: Lamps\nbase_url: {}\ndeploy: {{live: {{to: 'file:../live'}}}}\n", server.url());
    world.put("content/site.yaml", &config);
    let run = world.run(&["deploy", "--yes", "--verify"]).expect(0);
    assert!(run.stderr.contains(&format!("→ {}", server.url())), "{}", run.stderr);
    drop(server);
    let other = crate::support::http::Server::start(|_| {
        crate::support::http::Answer::Say(200, Vec::new(), b"old".to_vec())
    });
    world.put(
        "content/site.yaml",
        &config
            .replace(&config[config.find("http").unwrap()..config.find("\ndeploy").unwrap()], &other.url()),
    );
    let run = world.run(&["deploy", "--yes", "--verify"]).expect(3);
    assert!(run.stderr.contains("the host hands out other bytes"), "{}", run.stderr);
}

/// A file becomes a folder and back; and what others have there is not lost.
pub(crate) fn files_and_folders_of_one_name(
    world: &World,
    deploy: &dyn Fn(&[&str]) -> Run,
    shown: &dyn Fn() -> std::collections::BTreeMap<String, Vec<u8>>,
    put: &dyn Fn(&str),
) {
    let page = world.site().join("content/tool.md");
    let file = world.site().join("content/tool");
    for turn in 0..3 {
        let _ = (fs::remove_file(&page), fs::remove_file(&file));
        if turn % 2 == 0 {
            fs::write(&file, "a tool").unwrap();
        } else {
            fs::write(&page, "---\ntitle: Tool\n---\n\nA tool.\n").unwrap();
        }
        deploy(&["deploy", "-y"]).expect(0);
        let found = shown();
        assert_eq!(
            (found.contains_key("tool"), found.contains_key("tool/index.html")),
            (turn % 2 == 0, turn % 2 == 1)
        );
    }
    // What is not guidepost's stands where a folder, or a file, must be.
    for (theirs, path, text) in
        [("lens", "lens.md", "---\ntitle: Lens\n---\n\nA lens.\n"), ("oil/a.txt", "oil", "oil")]
    {
        put(theirs);
        let path = world.site().join("content").join(path);
        fs::write(&path, text).unwrap();
        let run = deploy(&["deploy", "-y"]).expect(3);
        assert!(run.stderr.contains(&format!("“{theirs}”")), "D4: {}", run.stderr);
        assert_eq!(shown()[theirs], b"theirs", "D4");
        fs::remove_file(path).unwrap();
    }
    deploy(&["deploy", "-y"]).expect(0);
}

#[test]
fn d4_files_and_folders_of_one_name() {
    let world = world("file:../live", 2);
    let put = |path: &str| {
        let at = live(&world).join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, "theirs").unwrap();
    };
    files_and_folders_of_one_name(&world, &|arguments| world.run(arguments), &|| shown(&world), &put);
}

#[test]
fn d4_links_lead_nowhere() {
    let world = world("file:../live", 3);
    let documents = world.folder().join("documents");
    fs::create_dir_all(documents.join("files")).unwrap();
    for name in ["letter.txt", "inventory.json", "files/index.html", "index.html", "page-0.txt"] {
        fs::write(documents.join(name), "mine").unwrap();
    }
    let before = tree(&documents);
    deploy(&world).expect(0);
    let link = |from: &std::path::Path| {
        let _ = (fs::remove_file(from), fs::remove_dir_all(from));
        std::os::unix::fs::symlink(&documents, from).unwrap();
    };
    // Where the release before is kept; a folder of the site; a file of the site; the list; the lock.
    link(&world.folder().join(".live.guidepost-before"));
    version(&world, 1, 3);
    deploy(&world).expect(0);
    deploy(&world).expect(0);
    world.run(&["deploy", "--rollback", "-y"]).expect(2);
    assert_eq!(tree(&documents), before, "the release before");
    link(&live(&world).join("page-2"));
    version(&world, 2, 3);
    deploy(&world).expect(3);
    version(&world, 5, 3);
    deploy(&world).expect(0);
    assert_eq!(tree(&documents), before, "a folder");
    fs::remove_file(live(&world).join("page-2")).unwrap();
    for name in ["index.html", INVENTORY] {
        fs::remove_file(live(&world).join(name)).unwrap();
        std::os::unix::fs::symlink(documents.join("letter.txt"), live(&world).join(name)).unwrap();
        world.run(&["deploy", "--yes", "--replace"]).expect(0);
        assert_eq!(tree(&documents), before, "{name}");
    }
    std::os::unix::fs::symlink(documents.join("letter.txt"), live(&world).join(".guidepost-deploy.lock"))
        .unwrap();
    version(&world, 6, 3);
    deploy(&world).expect(3);
    assert_eq!(tree(&documents), before, "the lock");
}

#[test]
fn d4_a_list_that_was_altered_by_hand_deletes_nothing_of_others() {
    let world = world("file:../live", 3);
    deploy(&world).expect(0);
    fs::write(world.folder().join("outside.txt"), "mine").unwrap();
    fs::write(live(&world).join("mine.txt"), "mine").unwrap();
    fs::write(live(&world).join("robots.txt"), "other").unwrap();
    let list = inventory(&live(&world));
    for path in ["../outside.txt", "/etc/hosts", "mine.txt", "a/../mine.txt", "./mine.txt", "MINE.TXT"] {
        let mut altered = list.clone();
        altered["files"][path] = list["files"]["robots.txt"].clone();
        fs::write(live(&world).join(INVENTORY), altered.to_string()).unwrap();
        world.run(&["deploy", "--yes", "--replace"]).expect(0);
        assert_eq!(fs::read(world.folder().join("outside.txt")).unwrap(), b"mine", "{path}");
        assert_eq!(fs::read(live(&world).join("mine.txt")).unwrap(), b"mine", "{path}");
    }
}

#[test]
fn d4_what_is_to_be_kept_is_kept_with_or_without_a_slash() {
    for keep in ["blog", "blog/", "/blog/"] {
        let world = world("file:../live", 2);
        world.put("content/blog/index.md", "---\ntitle: Blog\n---\n\nOurs.\n");
        world.put("content/blogs.md", "---\ntitle: Blogs\n---\n\nOurs.\n");
        deploy(&world).expect(0);
        fs::write(live(&world).join("blog/index.html"), "theirs").unwrap();
        fs::write(live(&world).join("blogs/index.html"), "theirs").unwrap();
        settings(&world, "file:../live", &format!("    keep: [{keep}]\n"));
        deploy(&world).expect(0);
        assert_eq!(shown(&world)["blog/index.html"], b"theirs", "{keep}");
        assert!(shown(&world)["blogs/index.html"] != b"theirs", "{keep}");
        fs::remove_file(world.site().join("content/blog/index.md")).unwrap();
        deploy(&world).expect(0);
        assert_eq!(shown(&world)["blog/index.html"], b"theirs", "{keep}");
    }
}
