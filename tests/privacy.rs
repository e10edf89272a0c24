//! `check --privacy`, and what calls elsewhere from files that no gate stands in.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test looks at real files, and fails where it must"
)]

mod command;

use command::World;

const FILM: &str = "---\ntitle: Film\n---\n\n<iframe src=\"https://tube.example/embed/1\" title=\"A film\"></iframe>\n\n\
                    <link rel=\"preconnect\" href=\"https://hint.example\">\n";

#[test]
fn a_site_that_calls_nobody_is_told_so() {
    let world = World::new(&[("content/lamp.md", "---\ntitle: Lamp\n---\n\n[out](https://e.com/)\n")]);
    let run = world.run(&["check", "--privacy"]).expect(0);
    assert_eq!(run.stdout, "Nothing on this site calls another host.\n");
    let run = world.run(&["check", "--privacy", "--format", "json"]).expect(0);
    assert_eq!(run.stdout.lines().next(), Some(r#"{"audit":{"findings":0,"hosts":0}}"#));
}

#[test]
fn what_calls_elsewhere_is_told_with_its_place_and_what_was_done() {
    let world = World::new(&[("content/film.md", FILM)]);
    for _ in 0..2 {
        let run = world.run(&["check", "--privacy", "-q"]).expect(0);
        assert_eq!(
            run.stdout,
            "HOST          WHAT LOADS IT  WHERE                 PURPOSE             DECISION\n\
             hint.example  link href      content/film.md:7:30  none                taken out\n\
             tube.example  iframe src     content/film.md:5:14  media (undeclared)  waits for consent\n\
             2 hosts, 2 places\n"
        );
        // What a build remembers makes no difference.
        world.run(&["build"]).expect(0);
    }
    let run = world.run(&["check", "--privacy", "--format", "json"]).expect(0);
    let film = r#"{"host":"tube.example","element":"iframe","attribute":"src","service":"","purpose":"media","decision":"gated","file":"content/film.md","line":5,"column":14,"pages":["/film/"]}"#;
    assert!(run.stdout.lines().any(|line| line == film), "{}", run.stdout);
    assert!(run.stdout.contains(r#"{"audit":{"findings":2,"hosts":2}}"#));
}

#[test]
fn files_published_as_they_are_load_from_the_site_alone() {
    let world = World::new(&[
        ("content/style.css", "p { color: red }\n@import url(https://fonts.example/x);\n"),
        ("content/old.html", "<img src=\"own.png\">\n<script src=\"https://count.example/c.js\"></script>\n"),
        ("content/own.css", "p { background: url(own.png) }\n"),
    ]);
    let run = world.run(&["check", "--privacy"]).expect(1);
    for told in ["error[self-host]", "content/style.css:2:13", "error[loose-page]", "content/old.html:2:14"] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    assert!(run.stderr.contains("2 errors"), "{}", run.stderr);
    assert_eq!(run.stdout.matches("refused: an error").count(), 2, "{}", run.stdout);
    // A fault that is known is told again, and goes with its cause.
    assert!(world.run(&["build"]).expect(1).stderr.contains("loose-page"));
    world.put("content/style.css", "p { color: red }\n");
    world.put("content/old.html", "<p>Nothing</p>\n");
    world.run(&["build"]).expect(0);
}

#[test]
fn what_a_theme_loads_is_declared() {
    let page = "{% extends \"base.html\" %}{% block main %}<img src=\"https://logo.example/l.png\" alt=\"Logo\">{% endblock %}";
    let files = [
        ("content/lamp.md", "---\ntitle: Lamp\n---\n\nText.\n"),
        ("themes/mine/theme.yaml", "name: mine\napi: 1\nextends: lantern\n"),
        ("themes/mine/templates/404.html", page),
    ];
    let world = World::new(&files);
    world.put("content/site.yaml", "title: Site\ntheme: mine\n");
    let run = world.run(&["build"]).expect(1);
    assert!(run.stderr.contains("error[undeclared-in-theme]"), "{}", run.stderr);
    assert!(run.stderr.contains("themes/mine/templates/404.html:1:"), "{}", run.stderr);
    let declared = "title: Site\ntheme: mine\nconsent:\n  purposes: { media: { label: Pictures, why: Shows them. } }\n  \
                    services: { logo: { match: [logo.example], purpose: media, provider: Logo Ltd } }\n";
    world.put("content/site.yaml", declared);
    world.run(&["build"]).expect(0);
    assert!(world.read("public/cookies/index.html").contains("logo.example"));
}
