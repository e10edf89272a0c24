//! Sites to deploy, servers to deploy to, and readers who watch.

pub(crate) mod crawler;
pub(crate) mod http;
pub(crate) mod kill;
pub(crate) mod process;

use std::collections::BTreeMap;
use std::path::Path;

use crate::command::{Run, World, tree};

/// The name of what guidepost writes beside a deployed site.
pub(crate) const INVENTORY: &str = ".guidepost-deploy.json";

/// A site of some pages that all lead to each other, with a target `live`.
pub(crate) fn world(to: &str, pages: usize) -> World {
    let world = World::new(&[]);
    settings(&world, to, "");
    version(&world, 0, pages);
    world
}

/// Writes the settings: `to` and what follows it, indented by four.
pub(crate) fn settings(world: &World, to: &str, more: &str) {
    world.put("content/site.yaml", &format!("title: Lamps\ndeploy:\n  live:\n    to: '{to}'\n{more}"));
}

/// Another version of the site: pages come, change and go; each leads to some others and to an image of this version.
pub(crate) fn version(world: &World, version: usize, pages: usize) {
    let content = world.site().join("content");
    for entry in std::fs::read_dir(&content).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with("page-") {
            std::fs::remove_file(entry.path()).unwrap();
        }
    }
    // A window over the numbers that moves with the version.
    let numbers: Vec<usize> = (version..version + pages).collect();
    let links = |numbers: &[usize]| -> String {
        numbers.iter().map(|number| format!("[{number}](page-{number}.md)\n")).collect()
    };
    for (at, number) in numbers.iter().enumerate() {
        let others = links(&[numbers[(at + 1) % pages], numbers[(at + pages / 2) % pages]]);
        world.put(
            &format!("content/page-{number}.md"),
            &format!("---\ntitle: Page {number}\n---\n\nVersion {version}.\n\n![Lamp](lamp-{version}.svg)\n\n{others}"),
        );
    }
    for old in 0..version {
        let _ = std::fs::remove_file(content.join(format!("lamp-{old}.svg")));
    }
    world.put(
        &format!("content/lamp-{version}.svg"),
        &format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"><desc>{version}</desc></svg>"
        ),
    );
    world.put(
        "content/index.md",
        &format!("---\ntitle: Home\n---\n\nVersion {version}.\n\n{}", links(&numbers)),
    );
}

/// What the site consists of: the output folder without guidepost's own files.
pub(crate) fn built(world: &World) -> BTreeMap<String, Vec<u8>> {
    without_own(tree(&world.site().join("public")))
}

/// A tree without guidepost's own files.
pub(crate) fn without_own(mut tree: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    tree.retain(|path, _| !path.rsplit('/').next().unwrap().starts_with(".guidepost"));
    tree
}

/// Deploys to `live` without being asked.
pub(crate) fn deploy(world: &World) -> Run {
    world.run(&["deploy", "--yes"])
}

/// The last line of a run for programs.
pub(crate) fn numbers(run: &Run) -> serde_json::Value {
    run.json().last().unwrap()["deploy"].clone()
}

/// Asserts that two trees are the same, and says shortly where they are not.
#[track_caller]
pub(crate) fn assert_same(found: &BTreeMap<String, Vec<u8>>, wanted: &BTreeMap<String, Vec<u8>>) {
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(found), names(wanted));
    for (path, bytes) in wanted {
        assert!(found[path] == *bytes, "{path} differs");
    }
}

/// The inventory in a folder.
pub(crate) fn inventory(folder: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(folder.join(INVENTORY)).unwrap()).unwrap()
}
