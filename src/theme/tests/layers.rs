//! Themes that extend others.

use super::*;

/// A theme that extends `test`.
fn child(site: Site) -> Site {
    site.theme("child").file("themes/child/theme.yaml", "name: child\napi: 1\nextends: test\n")
}

#[test]
fn single_files_are_replaced() {
    let site = Site::new()
        .with("strings/en.yaml", "a: A\nb: B\n")
        .with("assets/x.svg", "old")
        .with("assets/y.css", "z { background: url(x.svg) }");
    let site = child(site)
        .file("themes/child/strings/en.yaml", "b: New\nc: \"{n}\"\n")
        .file("themes/child/assets/x.svg", "new")
        .file(
            "themes/child/templates/step.html",
            "{{ t(key=\"a\") }}{{ t(key=\"c\", n=1) }}{{ asset(path=\"x.svg\") }}",
        );
    let theme = site.sound();
    assert_eq!(theme.name, "child");
    assert_eq!((theme.strings.word("a"), theme.strings.word("b")), ("A".to_owned(), "New".to_owned()));
    assert_eq!(&*theme.asset("x.svg").unwrap().bytes, b"new");
    let css = theme.asset("y.css").unwrap();
    let name = theme.asset("x.svg").unwrap().url.as_str().trim_start_matches("/assets/").to_owned();
    assert!(String::from_utf8_lossy(&css.bytes).contains(&name));
    assert_eq!(css.needs, ["x.svg"]);
}

#[test]
fn a_theme_that_is_not_there() {
    let site = Site::new().theme("tset");
    let fault = "unknown-theme content/site.yaml:1:1 there is no theme “tset” (did you mean “test”?)";
    assert_eq!(site.faults(), [fault]);
    assert!(site.load().0.is_none());
    assert_eq!(Site::new().theme("../themes/test").faults().len(), 1);
    let empty = Site::new().theme("empty").file("themes/empty/templates/a.html", "{% if %}");
    assert!(empty.faults()[0].starts_with("no-theme-yaml content/site.yaml:1:1"));
}

#[test]
fn a_missing_parent_hides_no_other_fault() {
    let site = Site::new()
        .with("theme.yaml", "name: test\napi: 1\nextends: lanter\n")
        .with("templates/home.html", "{% if %}");
    let faults = site.faults();
    assert!(faults[0].starts_with("template-syntax test/templates/home.html:1:7"), "{faults:?}");
    assert_eq!(
        faults[1],
        "unknown-theme test/theme.yaml:3:10 there is no theme “lanter” (did you mean “lantern”?)"
    );
    assert_eq!(faults.len(), 2);
}

#[test]
fn themes_in_a_circle() {
    let site = child(Site::new().with("theme.yaml", "name: test\napi: 1\nextends: child"));
    let fault = "circular-theme test/theme.yaml:3:10 these themes extend each other without end: child → test → child";
    assert_eq!(site.faults(), [fault]);
}

#[test]
fn a_theme_for_another_guidepost() {
    let faults = Site::new().with("theme.yaml", "name: test\napi: 2\n").faults();
    let fault = "theme-api test/theme.yaml:2:6 the theme “test” is written for api “2”, and this guidepost knows api 1 only";
    assert!(faults[0].starts_with(fault), "{faults:?}");
    assert_eq!(faults.len(), 1);
}

#[test]
fn what_theme_yaml_may_say() {
    let faults = Site::new().with("theme.yaml", "name: tset\nap: 1\napi: 1\n").faults();
    assert_eq!(
        faults,
        [
            "theme-name test/theme.yaml:1:7 the name of the theme in the folder “test” must be “test” (write “name: test”, as the folder is called)",
            "unknown-key test/theme.yaml:2:1 theme.yaml has no key “ap” (did you mean “api”?)",
        ]
    );
    for broken in [
        "",
        "- a",
        "name: test",
        "name: [\n",
        "name: test\napi: 1\noptions: 3",
        "name: test\napi: 1\nextends: []",
    ] {
        assert!(!Site::new().with("theme.yaml", broken).faults().is_empty(), "{broken}");
    }
}

const OPTIONS: &str = "name: test
api: 1
options:
  accent: { type: choice, default: lamp, choices: [lamp, moss] }
  times: { type: flag, default: true, help: Say how long it takes. }
  width: { type: number, default: 60 }
  phone: { type: text, default: \"\" }
";

#[test]
fn options_have_defaults() {
    let site = Site::new().with("theme.yaml", OPTIONS).options("{accent: moss, width: 1.5}");
    let options = site.sound().options;
    let shown: Vec<String> = options.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(shown, ["accent=moss", "phone=", "times=true", "width=1.5"]);
}

#[test]
fn options_are_checked() {
    let site = Site::new()
        .with("theme.yaml", OPTIONS)
        .options("accent: mos\ntimes: yes\nwidht: 3\nphone: 12\nwidth: wide");
    assert_eq!(
        site.faults(),
        [
            "wrong-value content/site.yaml:1:9 “mos” is none of the choices of the option “accent” (did you mean “moss”?)",
            "wrong-value content/site.yaml:2:8 the option “times” must be true or false",
            "unknown-option content/site.yaml:3:1 the theme “test” has no option “widht” (did you mean “width”?)",
            "wrong-value content/site.yaml:4:8 the option “phone” must be a text (put it in quotes)",
            "wrong-value content/site.yaml:5:8 the option “width” must be a number",
        ]
    );
}

#[test]
fn declared_options_are_checked() {
    let options = "name: test\napi: 1\noptions:\n  a: { type: colour, default: x }\n  b: { type: flag }\n  \
                   c: { type: choice, default: z, choices: [x, y] }\n  d: { type: text, default: 1 }\n  \
                   e: { default: x, kind: text }\n  f: { type: text, default: x, choices: [x], help: 1 }\n  g: text\n";
    let faults = Site::new().with("theme.yaml", options).faults();
    let told: Vec<&str> = faults.iter().map(|fault| fault.split(' ').take(2).last().unwrap()).collect();
    let places = ["4:14", "5:3", "6:31", "7:29", "8:3", "8:20", "9:41", "9:52", "10:6"];
    assert_eq!(told, places.map(|place| format!("test/theme.yaml:{place}")));
}

#[test]
fn the_digest_covers_what_is_rendered() {
    let digest = |site: Site| site.sound().digest;
    let site = || Site::new().with("theme.yaml", OPTIONS).with("strings/en.yaml", "a: A");
    assert_eq!(digest(site()), digest(site()));
    assert_ne!(digest(site()), digest(site().with("templates/step.html", "x")));
    assert_ne!(digest(site()), digest(site().with("strings/en.yaml", "a: B")));
    assert_ne!(digest(site()), digest(site().options("{width: 61}")));
    assert_eq!(digest(site()), digest(site().with("assets/a.txt", "x")));
}

#[test]
fn the_key_of_a_template_covers_all_that_it_prints() {
    let site = |part: &str, other: &str| {
        Site::new()
            .with("templates/base.html", "{% block a %}{% endblock %}{% include 'nav.html' %}")
            .with("templates/nav.html", "{{ <Link /> }}")
            .with("templates/links.html", &format!("{{% component Link() %}}{part}{{% endcomponent %}}"))
            .with("templates/step.html", "{% extends 'base.html' %}")
            .with("templates/tag.html", other)
            .sound()
    };
    let keys = |theme: &Theme| (theme.key("step.html").unwrap(), theme.key("tag.html").unwrap());
    let (step, tag) = keys(&site("1", "x"));
    assert_eq!(keys(&site("2", "x")).1, tag);
    assert_ne!(keys(&site("2", "x")).0, step);
    assert_eq!(keys(&site("1", "y")).0, step);
    assert_eq!(site("1", "x").key("none.html"), None);
}
