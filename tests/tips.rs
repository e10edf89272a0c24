//! Ticks that last: a build warns when a tip that was published loses its id, and says how to give it back.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test looks at real files, and fails where it must"
)]

mod command;

use command::World;

const GUIDE: &str = "---\ntitle: Trust\n---\n\nWords.\n";
const STEP: &str =
    "---\ntitle: Talk\n---\n\n- [ ] Find a quiet hour this week.\n- [ ] Write a sentence. {#write}\n";

fn world() -> World {
    World::new(&[("content/trust/index.md", GUIDE), ("content/trust/01-talk.md", STEP)])
}

/// The warnings of a command, as lines of JSON.
fn warnings(world: &World, line: &[&str], status: i32) -> Vec<String> {
    let run = world.run(&[line, &["--format", "json"]].concat()).expect(status);
    run.stdout.lines().filter(|line| line.contains("\"tip-id-gone\"")).map(ToOwned::to_owned).collect()
}

#[test]
fn a_reworded_tip_is_told_once_with_the_id_that_mends_it() {
    let world = world();
    assert_eq!(warnings(&world, &["build"], 0), [""; 0]);
    let list = world.read("public/.guidepost.tips.json");
    let id = list.split("[\"/trust/talk/\",\"").nth(1).unwrap().split('"').next().unwrap();
    world.put("content/trust/01-talk.md", &STEP.replace("quiet hour", "calm hour"));
    for line in [&["check"][..], &["build", "--drafts"], &["check"]] {
        let told = warnings(&world, line, 0);
        assert_eq!(told.len(), 1, "{line:?}");
        assert!(
            told[0].contains("\"file\":\"content/trust/01-talk.md\",\"line\":5,\"column\":3"),
            "{told:?}"
        );
        assert!(told[0].contains(&format!("{{#{id}}}")), "{told:?}");
    }
    assert_eq!(warnings(&world, &["build", "--strict"], 1).len(), 1);
    let mended = STEP.replace("a quiet hour this week.", &format!("a calm hour this week. {{#{id}}}"));
    world.put("content/trust/01-talk.md", &mended);
    assert_eq!(warnings(&world, &["build", "--strict"], 0), [""; 0]);
    world.put("content/trust/01-talk.md", &mended.replace("{#write}", "{#writing}"));
    assert_eq!(warnings(&world, &["build"], 0).len(), 1);
    assert_eq!(warnings(&world, &["build"], 0), [""; 0], "what was published last counts");
}

#[test]
fn reordering_typing_errors_and_new_tips_change_no_id() {
    let world = world();
    world.run(&["build"]).expect(0);
    let step = "---\ntitle: Talk\n---\n\n- [ ] Be kind.\n- [ ] Write a long letter. {#write}\n";
    world.put("content/trust/01-talk.md", step);
    world.put("content/trust/02-rest.md", "---\ntitle: Rest\n---\n\n- [ ] find a “quiet”  hour, this week\n");
    assert_eq!(warnings(&world, &["build", "--strict"], 0), [""; 0]);
}

#[test]
fn published_tips_can_be_kept_under_version_control() {
    let world = world();
    let first = world.run(&["tips"]).expect(0);
    assert!(first.stderr.contains("2 tips kept in tips.yaml"), "{}", first.stderr);
    let kept = world.read("tips.yaml");
    assert!(kept.contains("\n- id: \"write\"\n  guide: \"/trust/\"\n  page: \"/trust/talk/\"\n"), "{kept}");
    assert!(world.run(&["tips"]).expect(0).stderr.contains("tips.yaml has 2 tips already"));
    world.put("content/trust/01-talk.md", &STEP.replace("{#write}", "{#writing}"));
    for line in [["build"], ["build"], ["check"]] {
        assert_eq!(warnings(&world, &line, 0).len(), 1, "the file counts, not the last build");
    }
    assert!(!world.site().join("public/tips.yaml").exists());
    world.run(&["tips"]).expect(0);
    assert_eq!(warnings(&world, &["build", "--strict"], 0), [""; 0]);
}

#[test]
fn a_damaged_file_of_tips_is_an_error_in_its_line() {
    let world = world();
    world.put("tips.yaml", "- id: write\n  guide: /trust/\n");
    let run = world.run(&["build"]).expect(1);
    assert!(
        run.stderr.contains("a published tip needs “page”") && run.stderr.contains("tips.yaml:1:3"),
        "{}",
        run.stderr
    );
    world.put("content/trust/01-talk.md", "---\ntitel: x\n---\n");
    let before = world.read("tips.yaml");
    let run = world.run(&["tips"]).expect(1);
    assert!(run.stderr.contains("tips.yaml is as it was"), "{}", run.stderr);
    assert_eq!(world.read("tips.yaml"), before);
}
