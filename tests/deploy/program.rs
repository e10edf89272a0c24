//! `command:`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::command::tree;
use crate::support::{assert_same, built, deploy, settings, version, without_own, world};

const COPY: &str =
    "#!/bin/sh\necho talk\nprintf '%s\\n' \"$#\" \"$2\" >>../calls\nrm -rf ../live && cp -r \"$1\" ../live\n";

#[test]
fn a_program_gets_the_site_and_its_arguments_word_for_word() {
    let world = world("command:./bring", 3);
    world.put("bring", COPY);
    fs::set_permissions(world.site().join("bring"), fs::Permissions::from_mode(0o755)).unwrap();
    settings(&world, "command:./bring", "    arguments: ['{folder}', '$HOME; touch ../hacked']\n");
    let run = world.run(&["deploy", "--yes", "--format", "json"]).expect(0);
    run.json();
    assert_same(&tree(&world.folder().join("live")), &built(&world));
    assert!(
        without_own(tree(&world.folder().join("live"))).len() == tree(&world.folder().join("live")).len()
    );
    assert_eq!(fs::read_to_string(world.folder().join("calls")).unwrap(), "2\n$HOME; touch ../hacked\n");
    assert!(!world.folder().join("hacked").exists(), "no shell");
    // D2: what it was given last it is not given again.
    deploy(&world).expect(0);
    assert_eq!(fs::read_to_string(world.folder().join("calls")).unwrap().lines().count(), 2);
    version(&world, 1, 3);
    deploy(&world).expect(0);
    assert_same(&tree(&world.folder().join("live")), &built(&world));
}

#[test]
fn a_program_that_fails_is_called_again() {
    let world = world("command:false", 2);
    for _ in 0..2 {
        let run = deploy(&world).expect(3);
        assert!(
            run.stderr.contains("“false” did not bring the site there: it ended with exit status: 1"),
            "{}",
            run.stderr
        );
    }
    settings(&world, "command:no-such-program-here", "");
    assert!(deploy(&world).expect(2).stderr.contains("there is no program “no-such-program-here”"));
    settings(&world, "command:true", "");
    let before = world.tree();
    world.run(&["deploy", "--dry-run"]).expect(0);
    assert_eq!(world.tree(), before);
    deploy(&world).expect(0);
}
