//! The sites that sequences of edits begin with.

use std::path::Path;

use crate::command::tree;
use crate::site::Tree;

/// Whose theme a site begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dress {
    /// A theme of its own in `themes/plain`.
    Own,
    /// A theme in `themes/shade` that replaces a little of the built-in one, on a site that asks for consent.
    Extended,
}

const GARDEN: [(&str, &str); 5] = [
    (
        "content/garden/index.md",
        "---\ntitle: Plant a garden\ndate: 2026-11-20\ntags: [Home cooking, soil]\n---\n\nSee [the bread](../baking/bread/03-bake.md).\n",
    ),
    (
        "content/garden/01-dig.md",
        "---\ntitle: Dig\nsummary: Turn the soil.\n---\n\nTurn it.\n\n## Practical tips\n\n- [ ] Rest\n- [ ] Drink {#drink}\n\n> [!TIP]\n> Slowly.\n",
    ),
    (
        "content/garden/02-sow.md",
        "---\ntitle: Sow\n---\n\nAfter [digging](01-dig.md#practical-tips).\n\n```rust\nlet seeds = 3;\n```\n\n| a | b |\n| - | -: |\n| 1 | 2 |\n",
    ),
    ("content/garden/03-look-back.md", "---\ntitle: Look back\nkind: closing\n---\n\n![A bed](bed.svg)\n"),
    (
        "content/garden/bed.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"20\" viewBox=\"0 0 10 20\"/>",
    ),
];

const SHADE: [(&str, &str); 5] = [
    ("themes/shade/theme.yaml", "name: shade\napi: 1\nextends: lantern\n"),
    (
        "themes/shade/templates/tag.html",
        "{% extends \"base.html\" %}\n{% block main %}<h1>{{ page.title }}</h1>\n<ul>{% for guide in page.guides %}<li><a href=\"{{ guide.url }}\">{{ guide.title }}</a></li>{% endfor %}</ul>\n{% set about = page(path=\"about.md\") %}<p>{{ about.title }}</p>{% endblock %}\n",
    ),
    ("themes/shade/strings/en.yaml", "begin: Start here\n"),
    ("themes/shade/assets/icons/print.svg", "<svg viewBox=\"0 0 8 8\"><path d=\"M0 0h8v8z\"/></svg>"),
    ("themes/shade/assets/icons/lantern.svg", "<svg viewBox=\"0 0 8 8\"><path d=\"M1 1h8v8z\"/></svg>"),
];

const CONSENTING: &str = "title: Everything
description: Every feature of the content model.
base_url: https://example.org/guides
theme: shade
author: { name: Ana, to: about.md }
menu:
  - { label: About, to: about.md }
consent:
  purposes:
    films: { label: Films, why: We show films. }
  services:
    tube: { label: Tube, match: [www.youtube-nocookie.com], purpose: films, provider: Tube Ltd, privacy: \"https://example.com/privacy\" }
";

/// The files of a site to begin with.
pub(crate) fn files(dress: Dress) -> Tree {
    let everything = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites/everything/site");
    let mut files = tree(&everything);
    let mut add = |all: &[(&str, &str)]| {
        files.extend(all.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())));
    };
    add(&GARDEN);
    if dress == Dress::Extended {
        add(&SHADE);
        add(&[("content/site.yaml", CONSENTING)]);
        files.retain(|path, _| !path.starts_with("themes/plain/"));
    }
    files
}
