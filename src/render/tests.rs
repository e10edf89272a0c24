//! Pages rendered from themes in memory.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use rayon::prelude::*;
use tera::Value;

use super::*;
use crate::diagnostic::Diagnostic;
use crate::theme::tests::Site;
use crate::theme::tests::faults::template;

/// A site with two guides, one tag and one page.
struct Known;

impl Answers for Known {
    fn answer(&self, query: &Query) -> Result<(Value, Digest), String> {
        let guide = |title: &str| Value::from(BTreeMap::from([("title", Value::from(title))]));
        let value = match query {
            Query::Guides(None) => Value::from(vec![guide("One"), guide("Two")]),
            Query::Guides(Some(_)) => Value::from(vec![guide("Two")]),
            Query::Page(path) if path == "cookies.md" => guide("Cookies"),
            Query::Page(path) => {
                return Err(format!("there is no page “{path}”\ndid you mean “cookies.md”?"));
            }
            _ => Value::from(Vec::<Value>::new()),
        };
        let digest = Digest::of(format!("{value:?}"));
        Ok((value, digest))
    }
}

fn renderer(site: &Site, limits: Limits) -> Renderer {
    let theme = Arc::new(site.sound());
    Renderer::new(theme, Arc::new(Known), limits).unwrap()
}

fn all(renderer: &Renderer, jobs: &[Job]) -> Vec<Result<Rendered, Fault>> {
    Threads::new().within(|| jobs.par_iter().map(|job| renderer.render(job)).collect())
}

fn rendered(site: &Site) -> Result<Rendered, Fault> {
    limited(site, Limits::default())
}

fn limited(site: &Site, limits: Limits) -> Result<Rendered, Fault> {
    let value =
        Value::from(BTreeMap::from([("title", Value::from("<A>")), ("list", Value::from(vec![1, 2, 3]))]));
    let none = Value::none();
    let job =
        Job { template: "home.html", page: "content/index.md", site: &value, guide: &none, own: &value };
    all(&renderer(site, limits), &[job]).remove(0)
}

fn home(source: &str) -> Site {
    Site::new()
        .with("strings/en.yaml", "n_of: \"{n} of {total}\"\ndate_format: \"{day}. {month}\"\nmonths: [a,b,c,d,e,f,g,h,i,j,k,l]\n\
              duration_minutes: \"{n} min\"\nduration_hours: \"{n} h\"\nduration_both: \"{hours} {minutes}\"\n")
        .with("assets/icons/x.svg", "<svg/>\n")
        .with("assets/a.css", "a{}")
        .with("templates/home.html", source)
}

fn html(source: &str) -> String {
    rendered(&home(source)).unwrap().html
}

fn fault(source: &str) -> (u32, u32, String) {
    let fault = rendered(&home(source)).unwrap_err();
    assert_eq!(fault.page, "content/index.md");
    let Diagnostic { place, message, help, .. } = *fault.diagnostic;
    assert_eq!(place.file.as_str(), "themes/test/templates/home.html");
    (place.line, place.column, format!("{message} ({help})"))
}

#[test]
fn values_are_escaped_once() {
    assert_eq!(html("{{ page.title }}{{ page.title | safe }}"), "&lt;A&gt;<A>");
    assert_eq!(html("{{ t(key=\"n_of\", n=1, total=page.title ~ \"&\") }}"), "1 of &lt;A&gt;&amp;");
    assert_eq!(html("{{ inline(path=\"icons/x.svg\") }}|{{ guide }}|"), "<svg/>||");
}

#[test]
fn functions_answer_and_are_logged() {
    let source = "{{ date(value=\"2026-11-01\") }} {{ duration(minutes=61) }} {{ asset(path=\"a.css\") }}\
                  {% for guide in guides() %} {{ guide.title }}{% endfor %}{% for tag in tags() %}{% endfor %} \
                  {{ page(path=\"cookies.md\").title }}{% set x = page(path=\"cookies.md\") %}{{ x.title }}\
                  {{ inline(path=\"icons/x.svg\") }}{% for guide in guides(tag=\"b\") %}{% endfor %}";
    let source = source.replace("{{ page(path=\"cookies.md\").title }}", "");
    let Rendered { html, reads } = rendered(&home(&source)).unwrap();
    assert!(html.starts_with("1. k 1 h 1 min /assets/a."), "{html}");
    assert!(html.ends_with(".css One Two Cookies<svg/>"), "{html}");
    let queries: Vec<&Query> = reads.keys().collect();
    let expected = [
        Query::Asset("a.css".to_owned()),
        Query::Guides(None),
        Query::Guides(Some("b".to_owned())),
        Query::Inline("icons/x.svg".to_owned()),
        Query::Page("cookies.md".to_owned()),
        Query::Tags,
    ];
    assert_eq!(queries, expected.iter().collect::<Vec<_>>());
}

#[test]
fn components_read_for_the_page_that_uses_them() {
    let site = home("{{ <Icon name=\"x\" /> }}").with(
        "templates/parts.html",
        "{% component Icon(name) %}{{ inline(path=\"icons/\" ~ name ~ \".svg\") }}{% endcomponent %}",
    );
    let renderer = renderer(&site, Limits::default());
    let none = Value::none();
    let job = |template| Job { template, page: "p", site: &none, guide: &none, own: &none };
    let jobs: Vec<Job> = (0..200).map(|n| job(if n % 2 == 0 { "home.html" } else { "step.html" })).collect();
    let results = all(&renderer, &jobs);
    for (number, result) in results.into_iter().enumerate() {
        let Rendered { html, reads } = result.unwrap();
        assert_eq!((html.as_str(), reads.len()), if number % 2 == 0 { ("<svg/>", 1) } else { ("", 0) });
    }
}

#[test]
fn faults_stand_where_the_author_wrote_them() {
    for (source, line, column, message) in [
        ("a\n{{ pge.title }}", 2, 4, "there is no variable “pge” here (did you mean “page”?)"),
        (
            "{% for x in page.list %}{{ page.titel }}{% endfor %}",
            1,
            33,
            "there is no field “titel” here (did you mean “title”?)",
        ),
        (
            "é{% set p = \"nix.md\" %}{{ page(path=p) }}",
            1,
            27,
            "there is no page “nix.md” (did you mean “cookies.md”?)",
        ),
        (
            "{% set k = \"n_off\" %}{{ t(key=k) }}",
            1,
            25,
            "the theme has no string “n_off” (did you mean “n_of”?)",
        ),
        (
            "{% set k = \"x\" %}{{ asset(path=k) }}",
            1,
            21,
            "the theme has no file “assets/x” (known here: a.css, icons/x.svg)",
        ),
        (
            "{{ date(value=page.list) }}",
            1,
            4,
            "the argument “value” of “date” must be a text, and is a list ()",
        ),
        ("{{ throw(message=\"No.\") }}", 1, 4, "no ()"),
        (
            "{{ 1 + page.title }}",
            1,
            4,
            "“+” requires both operands to be numbers, found a number and a text ()",
        ),
    ] {
        assert_eq!(fault(source), (line, column, message.to_owned()), "{source}");
    }
}

#[test]
fn faults_in_other_templates_name_them() {
    let site = home("{% include \"part.html\" %}").with("templates/part.html", "\n {{ nix }}");
    let found = rendered(&site).unwrap_err().diagnostic;
    assert_eq!(found.place.file.as_str(), "themes/test/templates/part.html");
    assert_eq!((found.place.line, found.place.column), (2, 5));
    let site = home("{{ <X /> }}")
        .with("templates/x.html", "{% component X() %}{% set a = 1 %}{{ a.b }}{% endcomponent %}");
    let found = rendered(&site).unwrap_err().diagnostic;
    assert_eq!(found.place.file.as_str(), "themes/test/templates/x.html");
    assert_eq!((found.place.line, found.place.column), (1, 40));
}

#[test]
fn one_diagnostic_for_all_pages_with_one_fault() {
    let fault = rendered(&home("{{ nix }}")).unwrap_err();
    let of = |page: &str| Fault { page: page.to_owned(), ..fault.clone() };
    let message = |faults: Vec<Fault>| diagnostics(faults)[0].message.clone();
    assert_eq!(message(vec![of("b")]), "there is no variable “nix” here, while rendering b");
    assert_eq!(
        message(vec![of("b"), of("a")]),
        "there is no variable “nix” here, while rendering a and one more page"
    );
    let three = diagnostics([of("b"), of("a"), of("c")]);
    assert_eq!(three.len(), 1);
    assert!(three[0].message.ends_with("while rendering a and 2 more pages"));
}

/// What a hostile template gets, with smaller limits so that the test is quick.
fn stopped(site: &Site) -> (String, String) {
    let limits =
        Limits { bytes: 1 << 20, steps: 100_000, text: 1 << 16, values: 100_000, ..Limits::default() };
    let Fault { diagnostic, page } = limited(site, limits).unwrap_err();
    assert_eq!(page, "content/index.md");
    (diagnostic.code.into_owned(), diagnostic.message)
}

#[test]
fn loops_without_end_are_stopped() {
    let nested = "{% for a in range(end=1000) %}".repeat(8) + &"{% endfor %}".repeat(8);
    assert_eq!(stopped(&home(&nested)).0, "endless-template");
    let comprehension = "{% set a = [[0 for a in range(end=10000)] for b in range(end=10000)] %}";
    assert_eq!(stopped(&home(comprehension)).0, "endless-template");
    let conditional =
        "{% set a = [[0 for a in range(end=10000) if false] for b in range(end=10000) if true] %}";
    assert_eq!(stopped(&home(conditional)).0, "endless-template");
    let captured = "{% set a %}{% for a in range(end=1000) %}{% for b in range(end=1000) %}x{% endfor %}{% endfor %}{% endset %}";
    assert_eq!(stopped(&home(captured)).0, "endless-template");
    let include = (0..14).fold(home("{% include 'i0.html' %}"), |site, depth| {
        let next = format!("{{% include 'i{}.html' %}}", depth + 1);
        site.with(&format!("templates/i{depth}.html"), &next.repeat(5))
    });
    assert_eq!(stopped(&include.with("templates/i14.html", "")).0, "endless-template");
}

#[test]
fn components_without_end_are_stopped() {
    let one =
        home("{{ <X /> }}").with("templates/x.html", "{% component X() %}{{ <X /> }}{% endcomponent %}");
    let (code, message) = stopped(&one);
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("template-error", "components use each other more than 20 levels deep")
    );
    let two = home("{{ <X n=20 /> }}".replace("=20", "={15}").as_str())
        .with("templates/x.html", "{% component X(n) %}{% if n > 0 %}{{ <X n={n - 1} /> }}{{ <X n={n - 1} /> }}{{ <X n={n - 1} /> }}{% endif %}{% endcomponent %}");
    assert_eq!(stopped(&two).0, "endless-template");
}

#[test]
fn the_deepest_templates_fit_on_the_stack() {
    let component = "{% component X(n) %}{% if n > 0 %}{% set a %}{% <Y> %}{% include 'e0.html' %}{% </Y> %}{% endset %}{{ a }}{% endif %}\
                     {% endcomponent %}{% component Y() %}{{ body }}{% endcomponent %}";
    let site = (0..15).fold(home("{% include 'd0.html' %}"), |site, depth| {
        let blocks = format!("{{% block b{depth} %}}");
        let inner = if depth == 14 {
            "{{ <X n={9} /> }}x".to_owned()
        } else {
            format!("{{% include 'd{}.html' %}}", depth + 1)
        };
        site.with(&format!("templates/d{depth}.html"), &format!("{blocks}{inner}{{% endblock %}}"))
    });
    let site = (0..30).fold(site, |site, depth| {
        let inner = if depth == 29 {
            "{{ <X n={n - 1} /> }}".to_owned()
        } else {
            format!("{{% include 'e{}.html' %}}", depth + 1)
        };
        site.with(&format!("templates/e{depth}.html"), &inner)
    });
    let site = site.with("templates/x.html", component);
    assert_eq!(rendered(&site).unwrap().html, "x");
}

#[test]
fn values_that_grow_are_stopped() {
    for source in [
        "{% set_global s = \"x\" %}{% for i in range(end=100) %}{% set_global s = s ~ s %}{% endfor %}",
        "{% set_global s = \"x\" %}{% for i in range(end=100) %}{% set_global s %}{{ s }}{{ s }}{% endset %}{% endfor %}",
        "{% set_global s = [1] %}{% for i in range(end=100) %}{% set_global s = [...s, ...s] %}{% endfor %}",
        "{% set_global s = [1] %}{% for i in range(end=100) %}{% set_global s = [s, s] %}{% endfor %}{{ s }}",
        "{% set_global s = [1] %}{% for i in range(end=90000) %}{% set_global s = [s] %}{% endfor %}",
        "{% set_global s = {} %}{% for i in range(end=90000) %}{% set_global s = {\"a\": s} %}{% endfor %}",
    ] {
        let (code, message) = stopped(&home(source));
        assert_eq!(code, "template-error", "{source}");
        assert!(message.starts_with("this would keep "), "{message}");
    }
}

#[test]
fn filters_that_make_long_texts_are_stopped() {
    let long =
        "{% set s = \"x\" | indent(width=900, first=true) %}{% set a = [s] %}{% for i in range(end=100) %}";
    for source in [
        "{{ s | replace(from=\" \", to=s) }}",
        "{{ range(end=90000) | join(sep=s) }}",
        "{{ a | join | replace(from=\"\", to=s) }}",
    ] {
        let (code, message) = stopped(&home(&format!("{long}{source}{{% endfor %}}")));
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("template-error", "this would make a text of more than 64 KB")
        );
    }
}

#[test]
fn filters_of_ours_give_what_those_of_tera_give() {
    let source = "{% set s = \"<a>,<b>\" %}{% set l = [1, s, none, s | safe, [s]] %}\
                  {{ s | replace(from=\",\", to=\"<\") }} {{ s | safe | replace(from=\",\", to=\"<\") }} \
                  {{ s | replace(from=\"a\", to=s | safe) }} {{ s | replace(from=\"\", to=\"-\") }} \
                  {{ l | join }} {{ l | join(sep=\"<\") }} {{ [1, s] | join(sep=\"<\") }} {{ [1, s] | join(sep=s | safe) }} {{ [] | join }}";
    let mut tera = tera::Tera::default();
    tera.add_raw_template("a.html", source).unwrap();
    assert_eq!(html(source), tera.render("a.html", &tera::Context::new()).unwrap());
}

#[test]
fn pages_without_end_are_stopped() {
    let source = "{% for a in range(end=90000) %}0123456789012345678901234567890123456789{% endfor %}";
    let (code, message) = stopped(&home(source));
    assert_eq!(code, "endless-template");
    assert_eq!(message, "the template “home.html” prints more than any page may hold");
}

#[test]
fn pages_that_take_too_long_are_stopped() {
    let now = Arc::new(AtomicU64::new(0));
    let clock: Clock = Arc::new(move || Duration::from_secs(now.fetch_add(20, Ordering::Relaxed)));
    let limits = || Limits { clock: Some(Arc::clone(&clock)), ..Limits::default() };
    let source = "{% for a in range(end=1000) %}{% endfor %}";
    let Fault { diagnostic, .. } = limited(&home(source), limits()).unwrap_err();
    assert_eq!(diagnostic.message, "the template “home.html” takes longer than any page may");
    assert_eq!(diagnostic.place.column, 1);
    assert!(limited(&home("x"), limits()).is_ok());
}

#[test]
fn the_same_page_is_the_same_text() {
    let source =
        "{% for k, v in page %}{{ k }}={{ v }} {% endfor %}{{ page | keys | join(sep=\",\") }}{{ page }}";
    let first = html(source);
    assert!((0..20).all(|_| html(source) == first));
}

proptest! {
    #[test]
    fn no_template_makes_it_panic(source in template()) {
        let site = home(&source);
        let (theme, _) = site.load();
        let theme = Arc::new(theme.unwrap());
        let limits = Limits { bytes: 1 << 16, steps: 1000, ..Limits::default() };
        if let Some(renderer) = Renderer::new(theme, Arc::new(Known), limits) {
            let none = Value::none();
            let job = Job { template: "home.html", page: "p", site: &none, guide: &none, own: &none };
            let _ = all(&renderer, &[job]);
        }
    }
}
