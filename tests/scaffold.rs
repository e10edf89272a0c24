//! New sites, guides and steps.
#![expect(clippy::disallowed_methods, reason = "tests lay out sites and look at them")]

mod command;

use std::fs;

use command::{Run, World, tree};

#[test]
fn a_new_site_is_finished() {
    let world = World::empty();
    let run = world.run(&["new", "site", "lamps", "--title", "Lamps: how to"]).expect(0);
    assert!(
        run.stderr.contains("made lamps/content/site.yaml") && run.stderr.contains("cd lamps"),
        "{}",
        run.stderr
    );
    let built = world.run(&["--site", "lamps", "build", "--strict"]).expect(0);
    assert!(!built.stderr.contains("warning"), "{}", built.stderr);
    let guide = world.read("lamps/content/brew-a-pot-of-tea/index.md");
    assert!(guide.contains("\ndate: 2026-11-22\n"), "{guide}");
    assert!(world.read("lamps/content/site.yaml").contains("title: \"Lamps: how to\"\n"));
}

#[test]
fn nothing_is_overwritten() {
    let world = World::empty();
    world.put("content/index.md", "mine");
    world.put("content/brew-a-pot-of-tea/01-warm-the-pot.md", "mine");
    let before = world.tree();
    let run = world.run(&["new", "site"]).expect(2);
    for file in ["content/index.md", "content/brew-a-pot-of-tea/01-warm-the-pot.md"] {
        assert!(run.stderr.contains(file), "{}", run.stderr);
    }
    assert_eq!(world.tree(), before);
    world.put(".gitignore", "mine");
    fs::remove_dir_all(world.site().join("content")).unwrap();
    world.run(&["new", "site"]).expect(0);
    assert_eq!(world.read(".gitignore"), "mine");
    assert!(world.read("content/site.yaml").contains("title: Site\n"), "named after its folder");
}

#[test]
fn a_new_guide_is_finished() {
    let world = World::new(&[]);
    world.run(&["new", "guide", "Bake your first Loaf"]).expect(0);
    let folder = "content/bake-your-first-loaf";
    assert!(world.read(&format!("{folder}/index.md")).contains("title: Bake your first Loaf\n"));
    let built = world.run(&["build", "--strict", "--drafts"]).expect(0);
    assert!(!built.stderr.contains("warning"), "{}", built.stderr);
    world.run(&["check", "--strict"]).expect(0);
    let before = world.tree();
    let run = world.run(&["new", "guide", "bake-your-first-loaf"]).expect(2);
    assert!(run.stderr.contains("bake-your-first-loaf/index.md"), "{}", run.stderr);
    assert!(world.run(&["new", "guide", "🙂"]).expect(2).stderr.contains("no letter or digit"));
    assert!(world.run(&["new", "guide", "../x"]).expect(2).stderr.contains("no letter or digit"));
    assert_eq!(world.tree(), before);
    world.run(&["new", "guide", "kitchen/knead-dough"]).expect(0);
    assert!(world.read("content/kitchen/knead-dough/index.md").contains("title: Knead dough\n"));
}

/// A site with one guide: two steps, a closing and an action page, with links between them and from outside.
fn guide() -> World {
    let part = |title: &str, more: &str| {
        format!("---\ntitle: {title}\n{more}---\n\n## X\n\nText.\n\n- [ ] {title} now.\n")
    };
    let action = "kind: action\nactions:\n  - label: Begin\n    to: 02-mix.md\n  - { label: End, to: \"03-end.md\" }\n";
    World::new(&[
        (
            "content/bread/index.md",
            "---\ntitle: Bread\n---\n\nFirst [weigh](01-weigh.md), then [mix](02-mix.md#x).\n",
        ),
        ("content/bread/01-weigh.md", &part("Weigh", "")),
        ("content/bread/02-mix.md", &part("Mix", "")),
        ("content/bread/03-end.md", &part("End", "kind: closing\n")),
        ("content/bread/04-bake.md", &part("Bake", action)),
        (
            "content/about.md",
            "---\ntitle: About\n---\n\n[Mix](bread/02-mix.md) and `[mix](bread/02-mix.md)`.\r\n",
        ),
        ("content/site.yaml", "title: Lamps\nmenu:\n  - label: Mix\n    to: bread/02-mix.md\n"),
    ])
}

fn names(world: &World) -> Vec<String> {
    tree(&world.site().join("content/bread")).into_keys().collect()
}

#[test]
fn a_step_goes_after_the_last_one() {
    let world = guide();
    let run = world.run(&["new", "step", "Let it rest"]).expect(0);
    assert_eq!(
        names(&world),
        ["01-weigh.md", "02-mix.md", "03-let-it-rest.md", "04-end.md", "05-bake.md", "index.md"]
    );
    assert!(world.read("content/bread/05-bake.md").contains("{ label: End, to: \"04-end.md\" }"));
    assert!(
        world.read("content/bread/05-bake.md").contains("    to: 02-mix.md\n"),
        "what did not move keeps its name"
    );
    assert!(run.stderr.contains("renamed content/bread/04-bake.md to 05-bake.md"), "{}", run.stderr);
    assert!(run.stderr.contains("mended the links in content/bread/05-bake.md"), "{}", run.stderr);
}

#[test]
fn a_step_in_the_middle_takes_the_links_along() {
    let world = guide();
    world.run(&["new", "step", "bread", "Let it rest", "--after", "1"]).expect(0);
    let expected = ["01-weigh.md", "02-let-it-rest.md", "03-mix.md", "04-end.md", "05-bake.md", "index.md"];
    assert_eq!(names(&world), expected);
    assert!(
        world
            .read("content/bread/index.md")
            .ends_with("First [weigh](01-weigh.md), then [mix](03-mix.md#x).\n")
    );
    assert!(
        world.read("content/about.md").ends_with("[Mix](bread/03-mix.md) and `[mix](bread/02-mix.md)`.\r\n")
    );
    assert!(world.read("content/site.yaml").ends_with("    to: bread/03-mix.md\n"));
    assert!(
        world
            .read("content/bread/05-bake.md")
            .contains("    to: 03-mix.md\n  - { label: End, to: \"04-end.md\" }\n")
    );
    world.run(&["check"]).expect(0);
}

#[test]
fn which_guide_is_meant() {
    let world = guide();
    world.put("content/soup/index.md", "---\ntitle: Soup\n---\n");
    world.put("content/soup/1-cut.md", "---\ntitle: Cut\n---\n");
    let before = world.tree();
    let unclear = world.run(&["new", "step", "Taste"]).expect(2);
    assert!(unclear.stderr.contains("“bread”, “soup”"), "{}", unclear.stderr);
    assert!(world.run(&["new", "step", "bred", "Taste"]).expect(2).stderr.contains("did you mean “bread”?"));
    assert!(
        world
            .run(&["new", "step", "--guide", "soup", "bread", "Taste"])
            .expect(2)
            .stderr
            .contains("both name a guide")
    );
    assert_eq!(world.tree(), before);
    let inside = world
        .command(&["new", "step", "Taste"])
        .current_dir(world.site().join("content/soup"))
        .output()
        .unwrap();
    Run::of(&inside).expect(0);
    assert!(world.site().join("content/soup/2-taste.md").exists(), "as wide as the others");
    world.run(&["new", "step", "--guide", "content/soup/", "Salt", "--at", "1"]).expect(0);
    assert!(
        world.site().join("content/soup/1-salt.md").exists()
            && world.site().join("content/soup/2-cut.md").exists()
    );
}

#[test]
fn a_step_that_cannot_be() {
    let world = guide();
    let before = world.tree();
    for (line, part) in [
        (&["new", "step", "Mix!"][..], "has the address “mix” already"),
        (&["new", "step", "…"], "no letter or digit"),
        (&["new", "step", "Rest", "--at", "9"], "from 1 to 5"),
        (&["new", "step", "Rest", "--at", "0"], "from 1 to 5"),
        (&["new", "step", "Rest", "--at", "1", "--after", "1"], "cannot be used with"),
    ] {
        let run = world.run(line).expect(2);
        assert!(run.stderr.contains(part), "{}", run.stderr);
        assert_eq!(world.tree(), before);
    }
    world.put("content/bread/2-twice.md", "---\ntitle: Twice\n---\n");
    assert!(world.run(&["new", "step", "Rest"]).expect(1).stderr.contains("have the same number"));
}

#[test]
fn a_change_that_was_cut_short_is_finished_by_asking_again() {
    let whole = guide();
    whole.run(&["new", "step", "Rest", "--at", "2"]).expect(0);
    // The program was killed after two of three renames.
    let cut = guide();
    for (from, to) in [("04-bake.md", "05-bake.md"), ("03-end.md", "04-end.md")] {
        let folder = cut.site().join("content/bread");
        fs::rename(folder.join(from), folder.join(to)).unwrap();
    }
    cut.run(&["new", "step", "Rest", "--at", "2"]).expect(0);
    assert_eq!(names(&cut), names(&whole));
}

#[test]
fn programs_read_what_was_made() {
    let world = guide();
    let lines = world.run(&["new", "step", "Rest", "--format", "json"]).expect(0).json();
    let seen: Vec<_> =
        lines.iter().map(|line| format!("{} {}", line["done"], line["file"]).replace('"', "")).collect();
    assert_eq!(
        seen,
        [
            "renamed content/bread/05-bake.md",
            "renamed content/bread/04-end.md",
            "relinked content/bread/05-bake.md",
            "made content/bread/03-rest.md"
        ]
    );
}
