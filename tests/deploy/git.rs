//! `git:`, with bare repositories on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::command::{Run, World};
use crate::support::kill::{Calls, Whom, settle};
use crate::support::{INVENTORY, assert_same, built, deploy, numbers, settings, version, without_own, world};

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=Ana", "-c", "user.email=ana@example.org"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn bare(world: &World) -> std::path::PathBuf {
    let path = world.folder().join("bare.git");
    if !path.exists() {
        fs::create_dir(&path).unwrap();
        git(&path, &["init", "-q", "--bare"]);
    }
    path
}

/// The files of a branch.
fn branch(world: &World, name: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("a.zip");
    git(&bare(world), &["archive", "--format=zip", "-o", archive.to_str().unwrap(), name]);
    let mut archive = zip::ZipArchive::new(fs::File::open(archive).unwrap()).unwrap();
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        if file.is_file() {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
            files.insert(file.name().unwrap().into_owned(), bytes);
        }
    }
    files
}

fn shown(world: &World) -> BTreeMap<String, Vec<u8>> {
    without_own(branch(world, "gh-pages"))
}

/// The site with what a branch of pages needs.
fn wanted(world: &World) -> BTreeMap<String, Vec<u8>> {
    let mut built = built(world);
    built.insert(".nojekyll".to_owned(), Vec::new());
    built
}

/// Commits a file of somebody else's to the branch.
fn commit(world: &World, files: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let bare = bare(world);
    git(folder.path(), &["init", "-q", "-b", "gh-pages"]);
    git(folder.path(), &["remote", "add", "origin", bare.to_str().unwrap()]);
    if !git(&bare, &["branch", "--list", "gh-pages"]).is_empty() {
        git(folder.path(), &["pull", "-q", "origin", "gh-pages"]);
    }
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-q", "-m", "by hand"]);
    git(folder.path(), &["push", "-q", "origin", "gh-pages"]);
}

#[test]
fn a_branch_holds_the_site_and_what_others_put_there() {
    let world = world("git:../bare.git", 5);
    bare(&world);
    commit(&world, &[("CNAME", "example.org\n"), (".domains", "example.org\n"), ("mine.txt", "mine")]);
    world.run(&["deploy", "--dry-run"]).expect(0);
    assert_eq!(git(&bare(&world), &["rev-list", "--count", "gh-pages"]), "1", "D5");
    deploy(&world).expect(0);
    let mut found = shown(&world);
    for (path, text) in [("CNAME", "example.org\n"), (".domains", "example.org\n"), ("mine.txt", "mine")] {
        assert_eq!(found.remove(path).unwrap(), text.as_bytes(), "D4: {path}");
    }
    assert_same(&found, &wanted(&world));
    let run = world.run(&["deploy", "--format", "json"]).expect(0);
    assert_eq!(numbers(&run)["bytes"], 0, "D2");
    assert_eq!(git(&bare(&world), &["rev-list", "--count", "gh-pages"]), "2", "D2");
    version(&world, 2, 5);
    deploy(&world).expect(0);
    let mut found = shown(&world);
    assert!(
        found.remove("CNAME").is_some()
            && found.remove(".domains").is_some()
            && found.remove("mine.txt").is_some()
    );
    assert_same(&found, &wanted(&world));
    assert!(!world.site().join(".git").exists(), "no work tree is touched");
    git(&bare(&world), &["fsck", "--strict"]);
}

#[test]
fn d2_a_file_that_somebody_changed_is_sent_again() {
    let world = world("git:../bare.git", 3);
    bare(&world);
    deploy(&world).expect(0);
    let length = shown(&world)["robots.txt"].len();
    commit(&world, &[("robots.txt", &"x".repeat(length))]);
    let run = world.run(&["deploy", "--yes", "--format", "json"]).expect(0);
    assert_eq!(numbers(&run)["changed"], 1, "{}", run.stdout);
    assert_same(&shown(&world), &wanted(&world));
}

#[test]
fn another_branch_of_a_remote_by_its_name() {
    let world = world("git:upstream", 3);
    let bare = bare(&world);
    settings(&world, "git:upstream", "    branch: pages\n");
    let run = deploy(&world).expect(2);
    assert!(run.stderr.contains("“upstream” is no remote"), "{}", run.stderr);
    git(&world.site(), &["init", "-q"]);
    git(&world.site(), &["remote", "add", "upstream", bare.to_str().unwrap()]);
    git(&world.site(), &["add", "content"]);
    let status = git(&world.site(), &["status", "--porcelain", "content"]);
    deploy(&world).expect(0);
    assert_same(&without_own(branch(&world, "pages")), &wanted(&world));
    assert_eq!(
        git(&world.site(), &["status", "--porcelain", "content"]),
        status,
        "the user's index is untouched"
    );
    // As a hook of git would call it.
    version(&world, 1, 3);
    let mut command = world.command(&["deploy", "--yes"]);
    command
        .env("GIT_DIR", world.site().join(".git"))
        .env("GIT_INDEX_FILE", "/nowhere")
        .env("GIT_WORK_TREE", "/");
    Run::of(&command.output().unwrap()).expect(0);
    assert_same(&without_own(branch(&world, "pages")), &wanted(&world));
}

#[test]
fn d12_what_is_known_of_a_branch_is_not_fetched_again() {
    let world = world("git:../bare.git", 5);
    let bare = bare(&world);
    let calls = Calls::new(&world.folder().join("bin"));
    calls.instead("git", &format!("{}/git", git(world.folder(), &["--exec-path"])));
    let fetches = |arguments: &[&str]| {
        let trace = world.folder().join("trace");
        let _ = fs::remove_file(&trace);
        let mut command = world.command(arguments);
        calls.seen_by(&mut command);
        Run::of(&command.env("GIT_TRACE", &trace).output().unwrap()).expect(0);
        fs::read_to_string(&trace).unwrap().matches("built-in: git fetch").count()
    };
    assert_eq!(fetches(&["deploy", "-y"]), 0);
    assert_eq!(fetches(&["deploy"]), 0, "its own push is known");
    version(&world, 1, 5);
    assert_eq!(fetches(&["deploy", "-y"]), 0);
    commit(&world, &[("mine.txt", "mine"), ("robots.txt", "theirs")]);
    assert_eq!(fetches(&["deploy", "--dry-run"]), 1);
    assert_eq!(fetches(&["deploy", "-y"]), 0);
    let mut found = shown(&world);
    assert_eq!(found.remove("mine.txt").unwrap(), b"mine", "D4");
    assert_same(&found, &wanted(&world));
    // Lost, or damaged in one way or another: all is fetched anew.
    let memory = || {
        let entries = fs::read_dir(world.site().join(".guidepost")).unwrap().flatten();
        entries.map(|entry| entry.path()).find(|path| path.is_dir() && path.join("commit").exists()).unwrap()
    };
    let damages: [&dyn Fn(&Path); 4] = [
        &|memory| fs::remove_dir_all(memory).unwrap(),
        &|memory| fs::remove_dir_all(memory.join("objects")).unwrap(),
        &|memory| {
            for entry in walkdir::WalkDir::new(memory.join("objects")).into_iter().flatten() {
                if entry.file_type().is_file() {
                    fs::remove_file(entry.path()).unwrap();
                    fs::write(entry.path(), "damaged").unwrap();
                }
            }
        },
        &|memory| fs::write(memory.join("commit"), "0".repeat(40)).unwrap(),
    ];
    for (number, damage) in damages.into_iter().enumerate() {
        damage(&memory());
        assert!(fetches(&["deploy", "--dry-run"]) > 0, "{number}");
        damage(&memory());
        version(&world, 2 + number, 5);
        fetches(&["deploy", "-y"]);
        let mut found = shown(&world);
        found.remove("mine.txt");
        assert_same(&found, &wanted(&world));
    }
    git(&bare, &["fsck", "--strict"]);
}

#[test]
fn who_pushed_meanwhile_is_not_overwritten() {
    let world = world("git:../bare.git", 3);
    let bare = bare(&world);
    deploy(&world).expect(0);
    version(&world, 1, 3);
    // A hook that makes the branch move before each push is looked at: somebody else is always faster.
    let hook = bare.join("hooks/pre-receive");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\nunset GIT_QUARANTINE_PATH\ngit update-ref refs/heads/gh-pages $(git commit-tree -p gh-pages -m x gh-pages^{tree})\n").unwrap();
    Command::new("chmod").arg("+x").arg(&hook).status().unwrap();
    for (key, value) in [("user.name", "Ben"), ("user.email", "ben@example.org")] {
        git(&bare, &["config", key, value]);
    }
    let run = deploy(&world).expect(3);
    assert!(run.stderr.contains("deploy again") || run.stderr.contains("git cannot write"), "{}", run.stderr);
    assert!(shown(&world).contains_key("page-0/index.html"), "theirs is still there");
    // Once: it looks again, and keeps what they brought.
    let once = "#!/bin/sh\nunset GIT_QUARANTINE_PATH\nrm \"$0\"\nblob=$(echo theirs | git hash-object -w --stdin)\n\
                tree=$( (git ls-tree gh-pages; printf '100644 blob %s\\ttheirs.txt\\n' $blob) | git mktree)\n\
                git update-ref refs/heads/gh-pages $(git commit-tree -p gh-pages -m x $tree)\n";
    fs::write(&hook, once).unwrap();
    deploy(&world).expect(0);
    assert!(!hook.exists());
    let mut found = shown(&world);
    assert_eq!(found.remove("theirs.txt").unwrap(), b"theirs\n", "D4");
    assert_same(&found, &wanted(&world));
}

#[test]
fn d6_killed_at_any_moment_the_branch_is_one_release() {
    let world = world("git:../bare.git", 30);
    bare(&world);
    deploy(&world).expect(0);
    let calls = Calls::new(&world.folder().join("bin"));
    let real = git(world.folder(), &["--exec-path"]);
    calls.instead("git", &format!("{real}/git"));
    let deploy = || {
        let mut command = world.command(&["deploy", "--yes"]);
        calls.seen_by(&mut command);
        command
    };
    for kill in 1..=16_u32 {
        version(&world, kill as usize, 30);
        let pause = Duration::from_millis(u64::from(kill) * 37 % 60);
        calls.kill(&mut deploy(), Whom::of(kill), (kill as usize % 9 + 1, pause));
        if kill % 5 == 0 {
            // At once, while what the other one started may still be at work.
            Run::of(&deploy().output().unwrap()).expect(0);
            assert_same(&shown(&world), &wanted(&world));
        }
    }
    Run::of(&deploy().output().unwrap()).expect(0);
    settle(world.folder());
    assert_same(&shown(&world), &wanted(&world));
    git(&bare(&world), &["fsck", "--strict"]);
    for commit in git(&bare(&world), &["rev-list", "gh-pages"]).lines() {
        assert_whole(&world, commit);
    }
}

/// Asserts that a commit has the files that its list names, and no others.
fn assert_whole(world: &World, commit: &str) {
    let listed = git(&bare(world), &["show", &format!("{commit}:{INVENTORY}")]);
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    let marks: BTreeMap<String, String> = listed["files"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(path, item)| (path.clone(), item["mark"].as_str().unwrap().to_owned()))
        .collect();
    let tree = git(&bare(world), &["ls-tree", "-r", commit]);
    let found = tree.lines().map(|line| line.split_once('\t').unwrap());
    let found = found.map(|(head, path)| (path.to_owned(), head.split(' ').nth(2).unwrap().to_owned()));
    assert_eq!(found.filter(|(path, _)| path != INVENTORY).collect::<BTreeMap<_, _>>(), marks, "{commit}");
}

#[test]
fn d8_back_to_the_releases_before() {
    let world = world("git:../bare.git", 4);
    bare(&world);
    assert!(world.run(&["deploy", "--rollback", "-y"]).expect(2).stderr.contains("no release before"));
    let mut releases = Vec::new();
    for number in 0..3 {
        version(&world, number * 2, 4);
        deploy(&world).expect(0);
        releases.push(shown(&world));
    }
    commit(&world, &[("CNAME", "example.org\n")]);
    for number in [1, 0] {
        world.run(&["deploy", "--rollback", "-y"]).expect(0);
        let mut found = shown(&world);
        assert_eq!(found.remove("CNAME").unwrap(), b"example.org\n");
        assert_same(&found, &releases[number]);
    }
    assert!(world.run(&["deploy", "--rollback", "-y"]).expect(2).stderr.contains("no release before"));
    deploy(&world).expect(0);
    let mut found = shown(&world);
    found.remove("CNAME");
    assert_same(&found, &releases[2]);
}

#[test]
fn a_repository_that_is_not_there() {
    let world = world("git:../none.git", 2);
    assert!(deploy(&world).expect(2).stderr.contains("there is no repository at"));
    settings(&world, "git:http://127.0.0.1:9/x.git", "");
    let run = deploy(&world).expect(3);
    assert!(run.stderr.contains("git cannot read “http://127.0.0.1:9/x.git”"), "{}", run.stderr);
    settings(&world, "git:ext::touch hacked", "");
    deploy(&world).expect(1);
    assert!(!world.site().join("hacked").exists());
}

#[test]
fn d4_files_and_folders_of_one_name() {
    let world = world("git:../bare.git", 2);
    bare(&world);
    let put = |path: &str| commit(&world, &[(path, "theirs")]);
    let run = |arguments: &[&str]| world.run(arguments);
    crate::folder::files_and_folders_of_one_name(&world, &run, &|| shown(&world), &put);
}
