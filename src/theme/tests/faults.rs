//! Every fault of a theme in one run.

use proptest::prelude::*;

use super::*;

#[test]
fn a_theme_without_faults() {
    let theme = Site::new().sound();
    assert!(theme.renders());
    assert_eq!(theme.template("step"), Ok("step.html".to_owned()));
    assert_eq!(theme.template("stepp"), Err("did you mean “step”?".to_owned()));
}

#[test]
fn a_theme_with_many_faults() {
    let site = Site::new()
        .with("assets/css/a.css", "a { b: url(x.png) }")
        .with("assets/icons/bell.svg", "<svg/>")
        .with("strings/en.yaml", "step_of: \"Step {n} of {total}\"\nhi: Hello\n")
        .with(
            "templates/base.html",
            "{% block main %}{% endblock %}\n{{ x | uppr }}{{ y is od }}{{ asset() }}",
        )
        .with("templates/home.html", "{% extends \"bas.html\" %}")
        .with("templates/guide.html", "{% extends \"base.html\" %}\n{% block mian %}{% endblock %}")
        .with("templates/step.html", "{% if a %}\n{{ b. }}")
        .with("templates/closing.html", "{% include \"action.html\" %}")
        .with("templates/action.html", "é{% include \"closing.html\" %}")
        .with("templates/page.html", "{{ <Crd title=\"x\" /> }}{{ <Card titel=\"x\" size=\"y\" /> }}")
        .with(
            "templates/tag.html",
            "{{ t(key=\"step_off\") }}{{ t(key=\"step_of\", n=1, totl=2) }}{{ t(n=1) }}{{ t(key=3) }}",
        )
        .with("templates/404.html", "{{ inline(path=\"icons/bel.svg\") }}{{ guides(tags=\"x\") }}{{ foo() }}")
        .with(
            "templates/all.html",
            "{{ __tera_context }}{{ date(value=\"1.2.2026\") }}{% include 'nix.html' %}",
        )
        .with(
            "templates/one.html",
            "{% component Card(title: string, size: integer=1) %}{% endcomponent Card %}",
        )
        .with("templates/two.html", "{% component Card(title) %}{% endcomponent %}")
        .with("templates/x.htm", "")
        .with("template/y.html", "")
        .without("templates/worksheet.html");
    assert_eq!(
        site.faults(),
        [
            "unknown-asset test/assets/css/a.css:1:12 there is no asset “x.png” (known here: css/a.css, icons/bell.svg)",
            "unused-file test/template/y.html:1:1 nothing reads this file of the theme (did you mean “templates”?)",
            "unknown-asset test/templates/404.html:1:16 the theme has no file “assets/icons/bel.svg” (did you mean “icons/bell.svg”?)",
            "unknown-argument test/templates/404.html:1:45 “guides” takes no argument “tags” (did you mean “tag”?)",
            "unknown-function test/templates/404.html:1:60 there is no function “foo” (known here: asset, date, duration, guides, inline, page, range, t, tags, throw)",
            "circular-template test/templates/action.html:1:13 these templates print each other without end: action.html → closing.html → action.html (move what they share to a template that neither names)",
            "context-dump test/templates/all.html:1:4 “__tera_context” cannot be used, because its order differs from build to build (name what you need)",
            "wrong-argument test/templates/all.html:1:35 “1.2.2026” is no date such as 2026-11-01",
            "unknown-template test/templates/all.html:1:60 the theme has no template “nix.html” (known here: 404.html, action.html, all.html, base.html, closing.html, guide.html, home.html, one.html, page.html, step.html, tag.html, two.html)",
            "unknown-filter test/templates/base.html:2:8 there is no filter “uppr” (did you mean “upper”?)",
            "unknown-test test/templates/base.html:2:23 there is no test “od” (did you mean “odd”?)",
            "missing-argument test/templates/base.html:2:31 “asset” needs the argument “path” (write asset(path=…))",
            "unknown-block test/templates/guide.html:2:10 “base.html” has no block “mian”, so this would never be printed (did you mean “main”?)",
            "unknown-template test/templates/home.html:1:12 the theme has no template “bas.html” (did you mean “base.html”?)",
            "unknown-component test/templates/page.html:1:5 there is no component “Crd” (did you mean “Card”?)",
            "missing-argument test/templates/page.html:1:28 the component “Card” needs the argument “title”",
            "unknown-argument test/templates/page.html:1:33 the component “Card” takes no argument “titel” (did you mean “title”?)",
            "wrong-argument test/templates/page.html:1:43 the argument “size” of “Card” must be of the type integer",
            "template-syntax test/templates/step.html:2:7 found “}}” but expected identifier",
            "unknown-string test/templates/tag.html:1:10 the theme has no string “step_off” (did you mean “step_of”?)",
            "missing-argument test/templates/tag.html:1:33 the string “step_of” needs the argument “total” (write t(key=\"step_of\", total=…))",
            "unknown-argument test/templates/tag.html:1:49 the string “step_of” has no place for “totl” (did you mean “total”?)",
            "missing-argument test/templates/tag.html:1:62 “t” needs the argument “key” (write t(key=…))",
            "wrong-argument test/templates/tag.html:1:76 the argument “key” of “t” must be a text",
            "duplicate-component test/templates/two.html:1:14 the component “Card” is already defined in themes/test/templates/one.html, line 1 (rename one of them)",
            "unused-file test/templates/x.htm:1:1 nothing reads this file of the theme (the name of a template ends in .html)",
        ]
    );
}

#[test]
fn every_theme_needs_some_templates() {
    let site = Site::new().without("templates/home.html").without("templates/step.html");
    assert_eq!(
        site.faults(),
        [
            "missing-template test/theme.yaml:1:1 the theme “test” lacks templates that every site needs: home.html, step.html (add them to its templates, or write “extends: lantern”)"
        ]
    );
}

#[test]
fn templates_as_deep_as_they_are_long_are_refused() {
    let many = |piece: &str| piece.repeat(1_000);
    for source in [
        format!("{{% if a %}}{}{{% endif %}}", many("{% elif b %}")),
        many("{% if a %}"),
        many("{% for a in b %}"),
        many("{% block a %}"),
        many("{% <A> %}"),
        format!("{{{{ {}", many("(")),
        format!("{{{{ {}", many("[")),
        format!("{{{{ {}", many("{'a': ")),
        format!("{{{{ a{}", many("[b")),
        format!("{{{{ a{} }}}}", many(".b")),
        format!("{{{{ a{} }}}}", many(" ~ b")),
        format!("{{{{ a{} }}}}", many(" ** b")),
        format!("{{{{ a{} }}}}", many(" | upper")),
        format!("{{{{ {}a }}}}", many("not ")),
        format!("{{{{ {}a }}}}", many("a if b else ")),
        format!("{{{{ {}", many("<A b={")),
        format!("{{{{ {}", many("t(key=")),
    ] {
        let faults = Site::new().with("templates/home.html", &source).faults();
        assert!(
            faults.iter().any(|fault| fault.starts_with("template-syntax")),
            "{}: {faults:?}",
            &source[..40]
        );
    }
}

#[test]
fn templates_in_a_long_row_are_refused() {
    let row = |length: usize| {
        (0..length).fold(Site::new().with("templates/home.html", "{% include 'r0.html' %}"), |site, place| {
            let next = if place + 1 == length {
                String::new()
            } else {
                format!("{{% include 'r{}.html' %}}", place + 1)
            };
            site.with(&format!("templates/r{place}.html"), &next)
        })
    };
    assert_eq!(row(31).faults(), [""; 0]);
    let fault = "deep-template test/templates/home.html:1:12 more than 32 templates and blocks lie in each other from here";
    assert_eq!(row(32).faults(), [fault]);
    assert_eq!(row(100).faults().len(), 100 - 31);
}

proptest! {
    #[test]
    fn no_template_makes_it_panic(source in template()) {
        let _ = Site::new().with("templates/home.html", &source).load();
    }

    #[test]
    fn no_yaml_makes_it_panic(yaml in "(name|api|options|extends|test|type|: |\n|  |- |[\\[\\]{}\"'#&*!|>%@1]|\\PC){0,30}") {
        let site = Site::new().with("theme.yaml", &yaml).with("strings/en.yaml", &yaml).with("strings/de.yaml", &yaml);
        let _ = site.language("de").load();
    }
}

/// Texts made of what templates are made of.
pub(crate) fn template() -> impl Strategy<Value = String> {
    let pieces = "{{|}}|{%|%}|{#|#}|{%-|-%}|{{-|-}}| |\n|if |elif |else|endif|for x in |endfor|set a = |set b|endset|\
                  block c|endblock|component D(e=1)|endcomponent|<D e={1} />|<D>|</D>|include |extends |'home.html'|\
                  'base.html'|\"f\"|g|h.i|[|]|(|)|{|}|¦|upper|is |not |and |odd|range(end=3)|t(key=\"x\")|1|2.5|-|~|+|==|\
                  <|>|,|:|=|.|?|...|super()|loop.index|raw|endraw|é|\\|`|filter lower|endfilter|break|continue|true|\
                  none|page|site|guides()|\u{1}|@";
    let pieces: Vec<String> = pieces.split('|').map(|piece| piece.replace('¦', "|")).collect();
    prop::collection::vec(proptest::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}
