//! `deploy:` in site.yaml, and the name on the command line.

use crate::command::World;

fn faults(deploy: &str) -> Vec<String> {
    let world = World::new(&[]);
    world.put("content/site.yaml", &format!("title: Lamps\ndeploy:\n{deploy}"));
    let run = world.run(&["check", "--format", "json"]).expect(1);
    let lines = run.json();
    lines
        .iter()
        .filter(|line| line["code"].is_string())
        .map(|line| {
            format!(
                "{}:{} {} | {}",
                line["line"],
                line["column"],
                line["message"].as_str().unwrap(),
                line["help"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn every_fault_of_a_target_is_said_at_its_place() {
    let said = faults(
        "  a: {to: 'ftp:x'}\n  b: {to: 'fil:x'}\n  c: {to: 'ssh://me@example.org'}\n  d: {to: 'git:x', branch: '../x'}\n  \
         e: {to: 's3:b', endpoint: example.org}\n  f: {to: 's3:b', branch: x}\n  g: {to: 'netlify:'}\n  h: {to: 'git:--upload-pack=x'}\n  \
         i: {to: 'git:ext::sh -c x'}\n  j: {to: 'ssh:-oProxyCommand=x:y'}\n  k: {to: 'ssh://h:x/y'}\n  l: {to: 'ssh:h:/y', releases: 1}\n",
    );
    let expected = [
        "3:11 “ftp:x” says no way that guidepost knows | it begins with one of: file:, zip:, git:, ssh:, s3:, netlify:, command:",
        "4:11 “fil:x” says no way that guidepost knows | did you mean “file:”, as in file:../www?",
        "5:11 “ssh://me@example.org” names no folder on the server | write it as in ssh://me@example.org/var/www/my-site",
        "6:28 “../x” cannot be the name of a branch | write one such as gh-pages or pages",
        "7:29 “endpoint” should be the address of a service, and is “example.org”: it does not begin with https:// or http:// | write it in full, as in https://fsn1.your-objectstorage.com",
        "8:19 a target of “deploy” has no key “branch” | its keys are: to, endpoint, region, profile, keep",
        "9:11 “netlify:” says nothing after its colon | write it as in netlify:my-site",
        "10:11 “git:--upload-pack=x” begins with a hyphen after its colon | write it as in git:git@github.com:me/my-site.git",
        "11:11 “git:ext::sh -c x” names a helper program | write it as in git:git@github.com:me/my-site.git",
        "12:11 “ssh:-oProxyCommand=x:y” begins with a hyphen after its colon | write it as in ssh://me@example.org/var/www/my-site",
        "13:11 “ssh://h:x/y” has a port that is no number | write it as in ssh://me@example.org/var/www/my-site",
        "14:33 “releases” should be a whole number from 2 to 1000, and is 1 | write a whole number from 2 to 1000",
    ];
    for line in expected {
        assert!(said.iter().any(|found| found == line), "{line}\n{said:#?}");
    }
    assert_eq!(said.len(), expected.len(), "{said:#?}");
}

#[test]
fn d10_a_credential_in_the_settings_is_an_error_and_not_repeated() {
    for (target, secret) in [
        ("{to: 's3:b', secret_access_key: hushhush}", "hushhush"),
        ("{to: 'git:https://me:hushhush@example.org/x.git'}", "hushhush"),
        ("{to: 'git:https://ghp_hushhushhushhush@example.org/x.git'}", "hushhush"),
        ("{to: 's3:b', endpoint: 'https://hush:hushhush@example.org'}", "hushhush"),
        ("{to: 'command:curl', arguments: ['-u', 'ghp_hushhushhushhush']}", "hushhush"),
        ("{to: 'netlify:x', token: hushhush}", "hushhush"),
    ] {
        let said = faults(&format!("  live: {target}\n"));
        assert!(said.len() == 1 && said[0].contains("credential"), "{target}: {said:?}");
        let world = World::new(&[]);
        world.put("content/site.yaml", &format!("title: Lamps\ndeploy:\n  live: {target}\n"));
        for arguments in
            [&["deploy", "-y"][..], &["deploy", "--dry-run", "-v"], &["deploy", "--rollback", "-y"]]
        {
            let run = world.run(arguments).expect(1);
            let told = format!("{}{}", run.stdout, run.stderr);
            // The line of the file is shown with a caret, as for every fault; the secret in it is not.
            assert!(!told.contains(secret), "{target}: {told}");
        }
    }
}

#[test]
fn the_name_of_a_target() {
    let world = World::new(&[]);
    let run = world.run(&["deploy"]).expect(2);
    assert!(run.stderr.contains("does not say where the site goes"), "{}", run.stderr);
    world.put(
        "content/site.yaml",
        "title: Lamps\ndeploy:\n  live: {to: 'file:../a'}\n  test: {to: 'file:../b'}\n",
    );
    assert!(world.run(&["deploy", "-y"]).expect(2).stderr.contains("more than one target: live, test"));
    assert!(world.run(&["deploy", "tset", "-y"]).expect(2).stderr.contains("did you mean “test”?"));
    assert!(!world.site().join("public").exists(), "nothing was written");
    world.run(&["deploy", "test", "-y"]).expect(0);
    assert!(world.folder().join("b/index.html").exists() && !world.folder().join("a").exists());
}
