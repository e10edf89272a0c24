//! Laws of the whole build, on sites in memory: whatever the bytes, it ends with diagnostics and not with a panic;
//! and what was built before changes nothing but the work.

#![allow(clippy::unwrap_used, reason = "a test looks at real files, and fails where it must")]

use std::collections::BTreeMap;

use guidepost::date::Date;
use guidepost::digest::Digest;
use guidepost::memory::Memory;
use guidepost::output::Held;
use guidepost::path::SourcePath;
use guidepost::pipeline::{Build, Inputs, Options, build};
use guidepost::render::Threads;
use guidepost::source::{Source, Sources};
use proptest::prelude::*;

type Site = BTreeMap<&'static str, Vec<u8>>;

fn small_site() -> Site {
    let files: [(&str, &str); 8] = [
        ("content/site.yaml", "title: Small\nbase_url: https://example.org\n"),
        ("content/about.md", "---\ntitle: About\n---\nSee [step 1](guide/01-one.md#tips).\n"),
        (
            "content/guide/index.md",
            "---\ntitle: A guide\ndate: 2026-11-01\ntags: [one]\n---\nHello. ![A dot](dot.svg)\n",
        ),
        ("content/guide/01-one.md", "---\ntitle: One\ntime: 5\n---\n## Tips\n\n- [ ] Wait\n"),
        ("content/guide/02-two.md", "---\ntitle: Two\n---\n- [ ] Wait\n"),
        ("content/guide/03-end.md", "---\ntitle: End\nkind: closing\n---\nDone.\n"),
        (
            "content/guide/04-act.md",
            "---\ntitle: Act\nkind: action\nactions: [{ label: Begin now, to: 01-one.md }]\n---\nGo.\n",
        ),
        ("content/guide/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"/>"),
    ];
    files.into_iter().map(|(path, text)| (path, text.as_bytes().to_vec())).collect()
}

fn built(site: &Site, memory: &mut Memory) -> Build {
    let source = |path: &str| Source::new(SourcePath::new(path), site[path].clone());
    let mut sources = Sources::new(site.keys().map(|path| source(path)));
    let date = Date::parse("2026-11-22").unwrap();
    let options = Options { date, drafts: false, portable: false, program: Digest::of("test") };
    loop {
        match build(
            Inputs { sources: &mut sources, options, clock: None, threads: &Threads::new() },
            memory,
            &Held,
        ) {
            Ok(build) => return build,
            // Text that was taken in is let go of; who needs it once more asks for it.
            Err(wants) => {
                assert!(wants.documents.is_empty(), "{wants:?}");
                wants.texts.iter().for_each(|path| sources.put(source(path.as_str())));
            }
        }
    }
}

fn clean(site: &Site) -> Build {
    built(site, &mut Memory::new())
}

#[test]
fn the_small_site_has_no_fault() {
    let build = clean(&small_site());
    assert!(build.diagnostics.is_empty(), "{:?}", build.diagnostics);
    assert_eq!(build.rendered.len(), build.pages);
}

#[test]
fn nothing_changed_nothing_is_rendered() {
    let mut memory = Memory::new();
    let first = built(&small_site(), &mut memory);
    let second = built(&small_site(), &mut memory);
    assert_eq!(second.rendered.len(), 0);
    assert_eq!(first.outputs, second.outputs);
    assert_eq!(first.diagnostics, second.diagnostics);
}

#[test]
fn one_word_renders_the_step_and_what_shows_it() {
    let mut site = small_site();
    let mut memory = Memory::new();
    built(&site, &mut memory);
    site.insert("content/guide/02-two.md", b"---\ntitle: Two\n---\n- [ ] Wait\n\nOne more word.\n".to_vec());
    let second = built(&site, &mut memory);
    // The step and all steps on one page; the worksheet shows tips alone, but sees whole steps.
    assert_eq!(second.rendered.len(), 3, "{:?}", second.rendered);
    assert_eq!(second.outputs, clean(&site).outputs);
}

/// Edits that a person makes, well or badly.
fn edit() -> impl Strategy<Value = (&'static str, Option<Vec<u8>>)> {
    let paths = prop::sample::select(vec![
        "content/site.yaml",
        "content/about.md",
        "content/index.md",
        "content/guide/index.md",
        "content/guide/01-one.md",
        "content/guide/02-two.md",
        "content/guide/05-more.md",
        "content/guide/comments.yaml",
        "content/guide/dot.svg",
    ]);
    let texts = prop::sample::select(vec![
        "title: Small\n",
        "title: Other\nlanguage: ar\nfooter: '[About](about.md)'\n",
        "---\ntitle: New\n---\nText with [a link](guide/index.md) and a [bad one](x.md).\n",
        "---\ntitle: Draft\ndraft: true\n---\n",
        "---\ntitle: Tagged\ndate: 2026-11-01\ntags: [two, one]\n---\n## Tips\n\n- [ ] Wait\n- [ ] Go\n",
        "---\ntitel: X\n---\n",
        "- id: a\n  author: { name: Ana }\n  date: 2024-05-01\n  content: Hi\n",
        "---\ntitle: Framed\n---\n<iframe src=\"https://example.net/x\"></iframe>\n",
        "",
    ]);
    (paths, prop::option::weighted(0.8, texts.prop_map(|text: &str| text.as_bytes().to_vec())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any sequence of edits, each built upon the last build: the same as a clean build, and the same diagnostics.
    #[test]
    fn incremental_equals_clean(edits in prop::collection::vec(edit(), 1..8)) {
        let mut site = small_site();
        let mut memory = Memory::new();
        built(&site, &mut memory);
        for (path, bytes) in edits {
            match bytes {
                Some(bytes) => { site.insert(path, bytes); }
                None => { site.remove(path); }
            }
            let step = built(&site, &mut memory);
            let whole = clean(&site);
            prop_assert_eq!(&step.outputs, &whole.outputs);
            prop_assert_eq!(&step.diagnostics, &whole.diagnostics);
        }
    }

    /// Any bytes as any file end with an answer.
    #[test]
    fn any_bytes_are_answered(
        path in prop::sample::select(vec![
            "content/site.yaml",
            "content/about.md",
            "content/guide/01-one.md",
            "content/guide/comments.yaml",
            "content/guide/dot.svg",
            "themes/mine/theme.yaml",
            "themes/mine/templates/home.html",
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut site = small_site();
        if path.starts_with("themes/") {
            site.insert("content/site.yaml", b"title: Small\ntheme: mine\n".to_vec());
            site.insert("themes/mine/theme.yaml", b"name: mine\napi: 1\nextends: lantern\n".to_vec());
        }
        site.insert(path, bytes);
        let build = clean(&site);
        prop_assert!(build.diagnostics.has_errors() || !build.outputs.is_empty());
    }

    /// Any text as a front matter, a body and a template ends with an answer.
    #[test]
    fn any_text_is_answered(head in "[ -~\n\u{e0}-\u{ff}]{0,200}", body in "\\PC{0,200}", template in "[a-z{}%| \"=().\n]{0,120}") {
        let mut site = small_site();
        site.insert("content/about.md", format!("---\n{head}\n---\n{body}").into_bytes());
        site.insert("content/site.yaml", b"title: Small\ntheme: mine\n".to_vec());
        site.insert("themes/mine/theme.yaml", b"name: mine\napi: 1\nextends: lantern\n".to_vec());
        site.insert("themes/mine/templates/page.html", template.into_bytes());
        let build = clean(&site);
        prop_assert!(build.diagnostics.has_errors() || !build.outputs.is_empty());
    }
}
