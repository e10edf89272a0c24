//! The output folder is the user's: what a commit may change, and what it must not.
#![expect(clippy::disallowed_methods, reason = "tests lay out folders and look at them")]
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod command;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use command::tree;
use guidepost::digest::Digest;
use guidepost::output::{
    CommitFault, Content, Output, Shelf, Spooling, Standing, Written, commit, commit_with, keeps_tips,
};
use guidepost::path::{OutputPath, SourcePath, Url};
use guidepost::published::{Line, Published};
use proptest::prelude::*;

/// A site with an output folder in a folder of its own.
struct World {
    folder: tempfile::TempDir,
}

/// Files with their bytes.
type Tree = BTreeMap<String, Vec<u8>>;

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("site/content")).unwrap();
        Self { folder }
    }

    fn site(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("site/public")
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.out().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.out().join(path)).unwrap();
    }

    fn commit(&self, outputs: &[Output]) -> Result<Written, CommitFault> {
        self.commit_at(outputs, &Standing::default(), SystemTime::UNIX_EPOCH)
    }

    fn commit_at(
        &self,
        outputs: &[Output],
        standing: &Standing,
        now: SystemTime,
    ) -> Result<Written, CommitFault> {
        commit(outputs, (&self.site(), &self.out()), standing, &|| now)
    }

    /// Commits files given as path and text.
    fn build(&self, files: &[(&str, &str)]) -> Written {
        self.commit(&outputs(files)).unwrap()
    }

    /// The output folder without the list.
    fn tree(&self) -> Tree {
        let mut tree = tree(&self.out());
        tree.remove(".guidepost.json");
        tree
    }
}

fn outputs(files: &[(&str, &str)]) -> Vec<Output> {
    files.iter().map(|(path, text)| Output::new(OutputPath::new(*path), text.as_bytes())).collect()
}

fn expected(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

fn paths(paths: &[OutputPath]) -> Vec<&str> {
    paths.iter().map(OutputPath::as_str).collect()
}

#[test]
fn what_is_the_same_is_left_alone() {
    let world = World::new();
    let first = world.build(&[("a/index.html", "a"), ("b/c/index.html", "c"), ("old/deep/x", "x")]);
    assert_eq!(paths(&first.written), ["a/index.html", "b/c/index.html", "old/deep/x"]);
    let list = fs::read(world.out().join(".guidepost.json")).unwrap();
    let touched = fs::metadata(world.out().join("a/index.html")).unwrap().modified().unwrap();

    let second = world.build(&[("a/index.html", "a"), ("b/c/index.html", "c2")]);
    assert_eq!(paths(&second.written), ["b/c/index.html"]);
    assert_eq!(paths(&second.removed), ["old/deep/x"]);
    assert_eq!(second.unchanged, 1);
    assert_eq!(world.tree(), expected(&[("a/index.html", "a"), ("b/c/index.html", "c2")]));
    assert!(!world.out().join("old").exists(), "a folder that became empty goes");
    assert_eq!(fs::metadata(world.out().join("a/index.html")).unwrap().modified().unwrap(), touched);

    world.build(&[("a/index.html", "a"), ("b/c/index.html", "c"), ("old/deep/x", "x")]);
    assert_eq!(fs::read(world.out().join(".guidepost.json")).unwrap(), list, "the same site, the same list");
}

#[test]
fn a_build_without_changes_writes_nothing() {
    let world = World::new();
    let files = [("a/index.html", "a"), ("b", "b")];
    world.build(&files);
    let before = fs::metadata(world.out().join(".guidepost.json")).unwrap().modified().unwrap();
    let again = world.build(&files);
    assert_eq!(again, Written { unchanged: 2, standing: again.standing.clone(), ..Written::default() });
    let after = fs::metadata(world.out().join(".guidepost.json")).unwrap().modified().unwrap();
    assert_eq!(before, after);
}

#[test]
fn files_of_others_survive() {
    let world = World::new();
    let foreign =
        [(".git/HEAD", "ref"), ("CNAME", "example.org"), ("a/notes.txt", "mine"), ("old/mine", "m")];
    for (path, text) in foreign {
        world.put(path, text);
    }
    fs::create_dir_all(world.out().join("empty")).unwrap();
    world.build(&[("a/index.html", "a"), ("old/x", "x")]);
    world.build(&[("a/index.html", "a2")]);
    let mut all = expected(&foreign);
    all.extend(expected(&[("a/index.html", "a2")]));
    assert_eq!(world.tree(), all);
    assert!(world.out().join("empty").is_dir(), "an empty folder of somebody else stays");
}

#[test]
fn a_file_of_others_in_the_way_ends_the_build() {
    let world = World::new();
    world.build(&[("index.html", "old")]);
    world.put("a/index.html", "mine");
    world.put("b", "mine");
    let before = tree(&world.out());
    let fault =
        world.commit(&outputs(&[("index.html", "new"), ("a/index.html", "a"), ("b/index.html", "b")]));
    let Err(CommitFault::Foreign(files)) = fault else { panic!("{fault:?}") };
    let named: Vec<_> = files.iter().map(|file| (file.path.clone(), file.output.as_str())).collect();
    assert_eq!(
        named,
        [(world.out().join("a/index.html"), "a/index.html"), (world.out().join("b"), "b/index.html")],
        "all are named, with what must go there"
    );
    assert_eq!(tree(&world.out()), before, "and nothing is touched");
}

#[test]
fn the_very_same_bytes_are_adopted() {
    let world = World::new();
    world.put("a/index.html", "a");
    assert_eq!(world.build(&[("a/index.html", "a")]).unchanged, 1);
    assert_eq!(paths(&world.build(&[]).removed), ["a/index.html"]);
}

#[test]
fn a_damaged_file_is_made_again() {
    let world = World::new();
    world.build(&[("a", "right"), ("b", "right")]);
    world.put("a", "wrong");
    fs::remove_file(world.out().join("b")).unwrap();
    assert_eq!(paths(&world.build(&[("a", "right"), ("b", "right")]).written), ["a", "b"]);
    assert_eq!(world.tree(), expected(&[("a", "right"), ("b", "right")]));
}

#[test]
fn an_altered_file_that_nobody_needs_is_kept() {
    let world = World::new();
    world.build(&[("a", "ours"), ("b", "ours")]);
    world.put("a", "edited by hand");
    let done = world.build(&[("b", "ours")]);
    assert_eq!((paths(&done.kept), paths(&done.removed)), (vec!["a"], vec![]));
    assert_eq!(world.build(&[("b", "ours")]).kept, [], "it is no longer ours");
    assert!(matches!(world.commit(&outputs(&[("a", "ours")])), Err(CommitFault::Foreign(_))));
    assert_eq!(world.tree(), expected(&[("a", "edited by hand"), ("b", "ours")]));
}

#[test]
fn a_file_becomes_a_folder_and_a_folder_a_file() {
    let world = World::new();
    for files in [
        &[("a", "file"), ("b/c/d", "deep"), ("b/e", "flat")][..],
        &[("a/index.html", "page"), ("b", "file")],
        &[("a", "file"), ("b/c/d", "deep")],
    ] {
        world.build(files);
        assert_eq!(world.tree(), expected(files));
    }
    world.put("b/mine", "mine");
    let before = tree(&world.out());
    assert!(matches!(world.commit(&outputs(&[("b", "file")])), Err(CommitFault::Foreign(_))));
    assert_eq!(tree(&world.out()), before);
}

#[test]
fn names_that_differ_in_case_only() {
    let world = World::new();
    world.build(&[("Foo/index.html", "foo"), ("x", "x")]);
    world.build(&[("foo/index.html", "foo"), ("x", "x")]);
    assert_eq!(world.tree(), expected(&[("foo/index.html", "foo"), ("x", "x")]));
}

#[test]
fn nothing_is_written_outside() {
    let world = World::new();
    for path in [
        "../x",
        "/etc/x",
        "a/../../x",
        "a\\..\\x",
        "C:\\x",
        "nul\0",
        "a//b",
        ".",
        "",
        ".guidepost.json",
        ".guidepost/x",
    ] {
        let fault = world.commit(&outputs(&[("good", "good"), (path, "bad")]));
        assert!(
            matches!(&fault, Err(CommitFault::Unsafe(bad, _)) if bad.as_str() == path),
            "{path:?}: {fault:?}"
        );
        assert!(!world.out().exists(), "{path:?}");
    }
    let twice = world.commit(&outputs(&[("a", "1"), ("a", "2")]));
    assert!(matches!(twice, Err(CommitFault::Unsafe(..))));
    let both = world.commit(&outputs(&[("a", "1"), ("a/b", "2")]));
    assert!(matches!(both, Err(CommitFault::Unsafe(..))));
}

#[test]
fn a_list_that_was_tampered_with_removes_nothing_outside() {
    let world = World::new();
    world.build(&[("a", "a")]);
    fs::write(world.site().join("precious"), "a").unwrap();
    let list = world.out().join(".guidepost.json");
    let text = fs::read_to_string(&list).unwrap();
    for path in ["../precious", "x/../../precious", "/etc/hostname"] {
        fs::write(&list, text.replace("\"a\"", &format!("{path:?}"))).unwrap();
        world.build(&[("a", "a")]);
        assert_eq!(fs::read_to_string(world.site().join("precious")).unwrap(), "a", "{path}");
    }
}

#[test]
fn a_damaged_list_says_nothing() {
    let world = World::new();
    world.build(&[("a", "a"), ("b", "b")]);
    fs::write(world.out().join(".guidepost.json"), "{\"guidepost\":1,\"files\":[{").unwrap();
    assert_eq!(world.build(&[("a", "a")]).unchanged, 1);
    assert_eq!(world.tree(), expected(&[("a", "a"), ("b", "b")]), "b may be anybody's now");
    fs::write(world.out().join(".guidepost.json"), "{\"guidepost\":99}").unwrap();
    assert!(matches!(world.commit(&outputs(&[("a", "a")])), Err(CommitFault::Later(_))));
}

#[test]
fn what_a_killed_build_left_is_known() {
    let world = World::new();
    world.build(&[("a", "1"), ("b", "1"), ("gone", "1")]);
    // A build was killed that had renamed some of its files: old and new versions stand side by side.
    let other = World::new();
    other.build(&[("a", "1"), ("b", "1"), ("gone", "1")]);
    let old = fs::read_to_string(other.out().join(".guidepost.json")).unwrap();
    fs::remove_dir_all(other.out()).unwrap();
    other.build(&[("a", "2"), ("b", "2"), ("new", "2")]);
    let new = fs::read_to_string(other.out().join(".guidepost.json")).unwrap();
    let lines = |text: &str| -> Vec<String> {
        text.lines()
            .filter(|line| line.contains("path"))
            .map(|line| line.trim_end_matches(',').to_owned())
            .collect()
    };
    let pending =
        format!("{{\"guidepost\":1,\"files\":[{}]}}", [lines(&old), lines(&new)].concat().join(","));
    world.put(".guidepost.pending.json", &pending);
    world.put("a", "2");
    world.put("new", "2");
    world.put(".guidepost-tmp/0", "half a fi");
    world.put(".guidepost-tmp/1.old", "1");
    world.put(".guidepost-tmp/of-somebody-else", "x");
    // Meanwhile the author went on writing.
    world.build(&[("a", "3"), ("b", "3")]);
    let files = [("a", "3"), ("b", "3"), (".guidepost-tmp/of-somebody-else", "x")];
    assert_eq!(world.tree(), expected(&files));
}

#[test]
fn pages_that_waited_in_the_output_folder_are_renamed() {
    let world = World::new();
    let shelf = Spooling::new(&world.site(), &world.out());
    // More than is held in memory.
    let page = |number: u8| vec![number; 3 << 20];
    let paths = ["a", "b/c", "d", "e"].map(OutputPath::new);
    let kept: Vec<Content> =
        (0..4).map(|number| shelf.keep(&paths[usize::from(number)], page(number))).collect();
    let output = |path: &str, number: u8| Output {
        content: kept[usize::from(number)].clone(),
        ..Output::new(OutputPath::new(path), page(number))
    };
    let waiting = || tree(&world.out()).keys().filter(|path| path.contains("/spool-")).count();
    assert!(waiting() >= 3);
    // Two outputs may be the same page, and what stands there already is left alone.
    world.put("b/c", std::str::from_utf8(&page(1)).unwrap());
    let outputs = [output("a", 0), output("b/c", 1), output("d", 2), output("e", 3), output("f/d", 3)];
    assert_eq!(world.commit(&outputs).unwrap().written.len(), 4);
    drop(shelf);
    let expected = [("a", 0), ("b/c", 1), ("d", 2), ("e", 3), ("f/d", 3)];
    let expected: Tree = expected.map(|(path, number)| (path.to_owned(), page(number))).into();
    assert!(world.tree() == expected);
}

#[cfg(unix)]
#[test]
fn a_new_site_gets_whole_folders() {
    use std::os::unix::fs::MetadataExt;

    // The first is held in memory, and the others are too much for it.
    let page = |number: u8| vec![number; if number == 0 { 1 << 19 } else { 1 << 20 }];
    let paths = ["held", "a/1/index.html", "a/index.html", "a/2", "b/c/1", "b/1", "top"];
    let kept = |world: &World| {
        let shelf = Spooling::new(&world.site(), &world.out());
        let output = |(path, number): (&str, u8)| {
            let path = OutputPath::new(path);
            let content = shelf.keep(&path, page(number));
            Output { content, ..Output::new(path, page(number)) }
        };
        let mut outputs: Vec<Output> = paths.into_iter().zip(0..).map(output).collect();
        // The same page at another address, too.
        outputs.push(Output { path: OutputPath::new("0/again"), ..outputs[5].clone() });
        (shelf, outputs)
    };
    let expected = |left_out: &str| -> Tree {
        let again = std::iter::once(("0/again", 5));
        let files = paths.into_iter().zip(0..).chain(again).filter(|(path, _)| *path != left_out);
        files.map(|(path, number)| (path.to_owned(), page(number))).collect()
    };
    let inode = |path: PathBuf| fs::metadata(path).unwrap().ino();
    let later = SystemTime::now() + Duration::from_hours(1);
    let world = World::new();
    let (shelf, outputs) = kept(&world);
    let spool = fs::read_dir(world.out().join(".guidepost-tmp")).unwrap().next().unwrap().unwrap().path();
    let waiting = inode(spool.join("tree/a"));
    let written = world.commit_at(&outputs, &Standing::default(), later).unwrap();
    drop(shelf);
    assert!(world.tree() == expected(""));
    assert_eq!(inode(world.out().join("a")), waiting);
    // What was seen while the pages were written still holds.
    let standing = written.standing.unwrap();
    let mut outputs = outputs;
    outputs.sort_by(|one, other| one.path.cmp(&other.path));
    let again = world.commit_at(&outputs, &standing, later).unwrap();
    assert_eq!(again, Written { unchanged: outputs.len(), ..Written::default() });
    // A page that was made and is not wanted after all does not come along.
    let world = World::new();
    let (shelf, mut outputs) = kept(&world);
    outputs.retain(|output| output.path.as_str() != "a/2");
    world.commit(&outputs).unwrap();
    drop(shelf);
    assert!(world.tree() == expected("a/2"));
    // Nor does a folder take the place of one that somebody made meanwhile.
    let world = World::new();
    let (shelf, outputs) = kept(&world);
    fs::create_dir_all(world.out().join("a")).unwrap();
    world.put("a/theirs", "x");
    world.commit(&outputs).unwrap();
    drop(shelf);
    let mut tree = expected("");
    tree.insert("a/theirs".to_owned(), b"x".to_vec());
    assert!(world.tree() == tree);
}

/// What is known of a folder saves looking into it, and never hides what became of it.
#[test]
fn a_folder_that_is_known_is_still_looked_at() {
    type Harm = (&'static str, fn(&World));
    let files = [("a/index.html", "a"), ("a/x.css", "x"), ("b", "b")];
    let later = SystemTime::now() + Duration::from_hours(1);
    // Before its files are settled, they are read.
    let at_once = SystemTime::UNIX_EPOCH;
    let harms: [Harm; 7] = [
        ("gone", |world| world.remove("a/index.html")),
        ("altered", |world| world.put("b", "c")),
        ("a folder", |world| {
            world.remove("b");
            fs::create_dir(world.out().join("b")).unwrap();
        }),
        ("elsewhere", |world| {
            fs::rename(world.out().join("a"), world.out().join("c")).unwrap();
        }),
        ("no list", |world| world.remove(".guidepost.json")),
        ("another list", |world| world.put(".guidepost.json", "{\"guidepost\":1,\"files\":[\n\n]}\n")),
        ("not finished", |world| {
            fs::copy(world.out().join(".guidepost.json"), world.out().join(".guidepost.pending.json"))
                .unwrap();
        }),
    ];
    for ((name, harm), now) in harms.into_iter().flat_map(|harm| [(harm, later), (harm, at_once)]) {
        let world = World::new();
        let all = outputs(&files);
        let standing = world.commit_at(&all, &Standing::default(), now).unwrap().standing.unwrap();
        let list = fs::read(world.out().join(".guidepost.json")).unwrap();
        let again = world.commit_at(&all, &standing, now).unwrap();
        // What was known of it already is not told again; as long as nothing is settled, all is.
        assert_eq!(again.standing, (now == at_once).then(|| standing.clone()));
        assert_eq!(Written { standing: None, ..again }, Written { unchanged: 3, ..Written::default() });
        // Another site is never taken for what stands.
        let other = outputs(&[("a/index.html", "a"), ("a/x.css", "y"), ("b", "b")]);
        assert_eq!(world.commit_at(&other, &standing, now).unwrap().written.len(), 1, "{name}");
        assert_eq!(world.commit_at(&all[..2], &standing, now).unwrap().removed.len(), 1, "{name}");
        let standing = world.commit_at(&all, &standing, now).unwrap().standing.unwrap();
        harm(&world);
        world.commit_at(&all, &standing, now).unwrap();
        let (mut tree, is_moved) = (expected(&files), name == "elsewhere");
        if is_moved {
            tree.extend([("c/index.html".to_owned(), b"a".to_vec()), ("c/x.css".to_owned(), b"x".to_vec())]);
        }
        assert!(world.tree() == tree, "{name}");
        assert_eq!(fs::read(world.out().join(".guidepost.json")).unwrap(), list, "{name}");
        assert!(!world.out().join(".guidepost.pending.json").exists(), "{name}");
    }
}

#[test]
fn few_files_of_a_moment_ago_are_read_until_something_changes() {
    let world = World::new();
    let paths: Vec<String> = (10..70).map(|number| format!("f{number}")).collect();
    let text = |last: &'static str| -> Vec<Output> {
        let text = |path: &str| if path == "f17" { last } else { "text" };
        outputs(&paths.iter().map(|path| (path.as_str(), text(path))).collect::<Vec<_>>())
    };
    let settle = || std::thread::sleep(Duration::from_millis(50));
    let commit = |last, standing: &Standing| {
        let outputs = text(last);
        world.commit_at(&outputs, standing, SystemTime::now()).unwrap()
    };
    let first = commit("one", &Standing::default()).standing.unwrap();
    settle();
    let settled = commit("one", &first).standing.unwrap();
    assert_eq!(commit("one", &settled).standing, None);
    let known = commit("two", &settled).standing.unwrap();
    let again = commit("two", &known);
    assert_eq!((again.unchanged, again.written.len(), again.standing), (60, 0, None));
    // Within the same moment, by somebody else, and of the same length.
    world.put("f17", "six");
    assert_eq!(commit("two", &known).written.len(), 1);
    assert_eq!(world.tree()["f17"], b"two");
}

#[test]
fn tips_of_a_moment_ago_are_known_by_their_bytes() {
    let later = SystemTime::now() + Duration::from_secs(1 << 20);
    for now in [SystemTime::UNIX_EPOCH, later] {
        let world = World::new();
        let (all, site, out) = (outputs(&[("a", "a")]), world.site(), world.out());
        let commit_to = |standing: &Standing, tips: &Published| {
            commit_with(&all, Some(tips), (&site, &out), standing, &|| now).unwrap().standing
        };
        let commit = |tips: &Published| commit_to(&Standing::default(), tips).unwrap();
        // A folder without the file has published none, which only its lock makes sure.
        let none = Published::default();
        let standing = commit(&none);
        assert!(!keeps_tips(&out, none.digest(), &standing));
        assert_eq!(commit_to(&standing, &none).is_none(), now == later);
        let some: Published = [(Url::root(), Line::of([].into_iter()))].into_iter().collect();
        assert!(!keeps_tips(&out, some.digest(), &Standing::default()));
        let standing = commit(&some);
        assert!(keeps_tips(&out, some.digest(), &standing));
        assert!(!keeps_tips(&out, none.digest(), &standing));
        let text = fs::read_to_string(out.join(".guidepost.tips.json")).unwrap();
        world.put(".guidepost.tips.json", &text.replace('/', "?"));
        assert!(!keeps_tips(&out, some.digest(), &standing));
        world.put(".guidepost.tips.json", &text);
        assert!(keeps_tips(&out, some.digest(), &standing));
        world.remove(".guidepost.tips.json");
        assert!(!keeps_tips(&out, some.digest(), &standing));
    }
}

#[test]
fn pages_that_never_get_a_name_leave_nothing() {
    let world = World::new();
    let out = world.out().join("deep/down");
    let shelf = Spooling::new(&world.site(), &out);
    let path = |number: u8| OutputPath::new(format!("guide/{number}"));
    let kept: Vec<Content> = (0..3).map(|number| shelf.keep(&path(number), vec![number; 3 << 20])).collect();
    assert_eq!(kept[2].bytes().unwrap().unwrap()[..2], [2, 2]);
    assert!(out.exists());
    drop(shelf);
    assert!(!world.out().exists());
    // The site's own folders are no place for them.
    let shelf = Spooling::new(&world.site(), &world.site().join("content/public"));
    (0..3).for_each(|number| drop(shelf.keep(&path(number), vec![number; 3 << 20])));
    assert!(!world.site().join("content/public").exists());
}

#[test]
fn large_files_are_copied() {
    let world = World::new();
    let bytes = vec![42; 3 << 20];
    fs::write(world.site().join("content/film.mp4"), &bytes).unwrap();
    let copy = |digest| {
        Output::copy(OutputPath::new("film.mp4"), SourcePath::new("content/film.mp4"), digest, 3 << 20)
    };
    world.commit(&[copy(Digest::of(&bytes))]).unwrap();
    assert_eq!(world.tree()["film.mp4"], bytes);
    assert_eq!(world.commit(&[copy(Digest::of(&bytes))]).unwrap().unchanged, 1);
    let other = vec![43; 3 << 20];
    fs::write(world.site().join("content/film.mp4"), &bytes[1..]).unwrap();
    assert!(matches!(world.commit(&[copy(Digest::of(&other))]), Err(CommitFault::Changed(_))));
    assert_eq!(world.tree(), [("film.mp4".to_owned(), bytes)].into());
}

#[test]
fn another_build_is_waited_for_and_then_named() {
    let world = World::new();
    world.build(&[("a", "1")]);
    let lock = fs::File::create(world.out().join(".guidepost.lock")).unwrap();
    lock.lock().unwrap();
    world.put(".guidepost.lock", "4711\n");
    let start = std::time::Instant::now();
    let fault = world.commit(&outputs(&[("a", "2")])).unwrap_err();
    assert!((10..20).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    assert_eq!(fault, CommitFault::Busy(world.out(), Some(4711)));
    assert!(fault.to_string().contains("process 4711"));
    drop(lock);
    world.build(&[("a", "2")]);
    assert_eq!(world.tree(), expected(&[("a", "2")]), "the lock's file goes with the lock");
}

#[test]
fn builds_at_once_take_turns() {
    let world = World::new();
    let versions: Vec<Vec<Output>> = (0..4)
        .map(|build| {
            let text = build.to_string();
            let names: Vec<String> = (0..50).map(|page| format!("{page}/index.html")).collect();
            outputs(&names.iter().map(|name| (name.as_str(), text.as_str())).collect::<Vec<_>>())
        })
        .collect();
    std::thread::scope(|scope| {
        for outputs in &versions {
            scope.spawn(|| world.commit(outputs).unwrap());
        }
    });
    let tree = world.tree();
    assert_eq!(tree.len(), 50);
    let first = tree.values().next().unwrap();
    assert!(tree.values().all(|bytes| bytes == first), "never a mix of two builds");
}

#[cfg(unix)]
mod links {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_on_the_way_is_not_followed() {
        let world = World::new();
        let elsewhere = world.folder.path().join("elsewhere");
        fs::create_dir_all(&elsewhere).unwrap();
        fs::create_dir_all(world.out()).unwrap();
        symlink(&elsewhere, world.out().join("a")).unwrap();
        let fault = world.commit(&outputs(&[("a/index.html", "a"), ("b", "b")]));
        assert!(matches!(fault, Err(CommitFault::Foreign(_))), "{fault:?}");
        assert_eq!(tree(&elsewhere), Tree::new());
    }

    #[test]
    fn a_link_in_the_place_of_a_file_is_replaced_not_followed() {
        let world = World::new();
        let precious = world.folder.path().join("precious");
        fs::write(&precious, "precious").unwrap();
        world.build(&[("a", "a"), ("b", "b"), ("old/x", "x")]);
        for name in ["a", "b"] {
            fs::remove_file(world.out().join(name)).unwrap();
            symlink(&precious, world.out().join(name)).unwrap();
        }
        let done = world.build(&[("a", "a"), ("old/x", "x")]);
        assert_eq!(paths(&done.kept), ["b"]);
        assert_eq!(fs::read(world.out().join("a")).unwrap(), b"a");
        // A folder that became a link: what lies behind it is not ours to remove.
        fs::rename(world.out().join("old"), world.folder.path().join("moved")).unwrap();
        symlink(world.folder.path().join("moved"), world.out().join("old")).unwrap();
        assert_eq!(paths(&world.build(&[("a", "a")]).kept), ["old/x"]);
        assert_eq!(tree(&world.folder.path().join("moved")), expected(&[("x", "x")]));
        assert_eq!(fs::read(&precious).unwrap(), b"precious");
    }

    #[test]
    fn the_lock_is_no_way_out() {
        let world = World::new();
        let precious = world.folder.path().join("precious");
        fs::write(&precious, "precious").unwrap();
        for name in [".guidepost.lock", ".guidepost-tmp"] {
            fs::create_dir_all(world.out()).unwrap();
            symlink(
                if name.ends_with("tmp") { world.folder.path() } else { &precious },
                world.out().join(name),
            )
            .unwrap();
            assert!(world.commit(&outputs(&[("a", "a")])).is_err(), "{name}");
            fs::remove_dir_all(world.out()).unwrap();
        }
        assert_eq!(fs::read(&precious).unwrap(), b"precious");
        let rest: Vec<_> =
            fs::read_dir(world.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(rest.len(), 2, "{rest:?}");
    }

    #[test]
    fn an_output_folder_that_is_a_link() {
        let world = World::new();
        let elsewhere = world.folder.path().join("elsewhere");
        fs::create_dir_all(&elsewhere).unwrap();
        symlink(&elsewhere, world.out()).unwrap();
        world.build(&[("a", "a")]);
        assert_eq!(fs::read(elsewhere.join("a")).unwrap(), b"a");
        fs::remove_file(world.out()).unwrap();
        symlink(world.site().join("content"), world.out()).unwrap();
        assert!(matches!(world.commit(&outputs(&[("a", "a")])), Err(CommitFault::Refused(_))));
        assert_eq!(tree(&world.site().join("content")), Tree::new());
    }
}

/// A set of outputs without a file that is also a folder.
fn any_outputs() -> impl Strategy<Value = Vec<(String, String)>> {
    let path = prop::sample::select(vec!["a", "b", "a/b", "a/c", "b/c/d", "b/c", "B", "c/index.html", "d"]);
    prop::collection::btree_map(path, prop::sample::select(vec!["1", "2", "33"]), 0..7).prop_map(|files| {
        let names: Vec<&str> = files.keys().copied().collect();
        let is_folder = |name: &str| names.iter().any(|other| other.starts_with(&format!("{name}/")));
        files
            .iter()
            .filter(|(name, _)| !is_folder(name))
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// After any sequence of builds, the folder holds the last site and the files of others, and nothing else.
    #[test]
    fn any_sequence_of_builds(
        builds in prop::collection::vec((any_outputs(), prop::sample::select(vec!["", "d", "a", "b/mine", "c/mine"])), 1..6),
    ) {
        let world = World::new();
        let (mut ours, mut theirs) = (Tree::new(), Tree::new());
        for (files, intruder) in &builds {
            let path = world.out().join(intruder);
            if !intruder.is_empty() && fs::symlink_metadata(&path).is_err() && fs::create_dir_all(path.parent().unwrap()).is_ok() {
                world.put(intruder, "mine");
                theirs.insert((*intruder).to_owned(), b"mine".to_vec());
                ours.remove(*intruder);
            }
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            match world.commit(&outputs(&files)) {
                Ok(_) => ours = expected(&files),
                Err(fault) => prop_assert!(matches!(fault, CommitFault::Foreign(_)), "{fault}"),
            }
            let mut all = theirs.clone();
            all.extend(ours.clone());
            prop_assert_eq!(world.tree(), all);
        }
    }
}
