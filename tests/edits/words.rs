//! What edits put into files. In lists of right and wrong pieces, the right ones come first.

use crate::chance::Chance;

/// Pieces of which the first are right on most sites, and the others wrong.
pub(crate) struct Pieces {
    all: &'static [&'static str],
    right: usize,
}

impl Pieces {
    /// One of them, seldom a wrong one.
    pub(crate) fn pick(&self, chance: &mut Chance) -> &'static str {
        let (right, wrong) = self.all.split_at(self.right);
        let pieces = if chance.percent(90) { right } else { wrong };
        chance.pick::<&str>(pieces)
    }
}

/// Words that take each other's place, so that some edits undo others.
pub(crate) const WORDS: [&str; 8] = ["lamp", "bread", "slow", "garden", "Bake", "step", "two", "ä"];

/// Pieces of Markdown, right and wrong.
pub(crate) const MARKDOWN: Pieces = Pieces {
    right: 19,
    all: &[
        "Another paragraph.",
        "## Practical tips",
        "## Another heading {#another}",
        "### Who",
        "- [ ] Wait",
        "- [ ] Breathe {#breathe}",
        "See [the bread](/baking/bread/).",
        "See [digging](../garden/01-dig.md#practical-tips).",
        "See [kneading](../baking/bread/02-knead.md#practical-tips).",
        "```rust\nfn main() {}\n```",
        "| a | b |\n| :-: | - |\n| c | d |",
        "> [!WARNING]\n> Hot.",
        "A note.[^1]\n\n[^1]: Of mine.",
        "Term\n: Meaning",
        "{{ page.title }} {% if %}",
        "A\u{a0}blank, an & and a < \"quote\" -- 'so'...",
        "[Mail](mailto:a@example.org) <https://example.com/>",
        "\u{0}",
        "*emphasis **both*** ~~gone~~ `code`",
        "See [another](#another).",
        "See [us](../about.md#who), [the start](index.md) and [nothing](nowhere.md).",
        "![A bed](bed.svg)",
        "![A loaf](loaf.svg \"A loaf\")",
        "![](bed.svg)",
        "<iframe src=\"https://www.youtube-nocookie.com/embed/x\" title=\"A film\"></iframe>",
        "<img src=\"https://example.com/x.png\" alt=\"Far\">",
        "<script>alert(1)</script>",
        "<p id=\"main\">",
        "# Title",
        "<h2 id=\"consent\">Mine</h2>",
    ],
};

/// Lines for the head of a file, right and wrong.
pub(crate) const HEADS: Pieces = Pieces {
    right: 17,
    all: &[
        "title: Another title",
        "summary: In short.",
        "description: What it is.",
        "time: 20",
        "tags: [Bread]",
        "tags: [soil, \"Home cooking\", new]",
        "draft: true",
        "date: 2026-11-22",
        "date: 2026-11-24",
        "updated: 2026-11-21",
        "slug: elsewhere",
        "aliases: [/old/about/]",
        "kind: closing",
        "kind: step",
        "author: { name: Cy, to: about.md }",
        "comments: { status: closed, closed_text: It is over. }",
        "comments: { status: \"off\" }",
        "title: Bake",
        "title:",
        "time: soon",
        "slug: bread",
        "aliases: [/bake/, /garden/dig/]",
        "kind: action",
        "image: loaf.svg",
        "image: bed.svg",
        "action: { label: On, to: 01-dig.md }",
        "template: tag",
        "titel: Typo",
    ],
};

/// Lines for `site.yaml`, right and wrong; each replaces the one with its key.
pub(crate) const SETTINGS: Pieces = Pieces {
    right: 21,
    all: &[
        "title: Another site",
        "title: Everything",
        "description: Changed.",
        "language: de",
        "language: ar",
        "language: en",
        "base_url: https://example.org",
        "base_url: https://example.org/guides",
        "base_url: \"\"",
        "footer: Read [about us](about.md#who).",
        "footer: \"{{ nothing }} **here**\"",
        "author: Bo",
        "menu: [{ label: Soil, to: garden/01-dig.md }]",
        "menu: []",
        "comments: { status: closed }",
        "comments: { close_after_days: 2, instead: [{ label: Write, mail: a@example.org }] }",
        "hosts: [all]",
        "hosts: [gitlab-pages]",
        "hosts: [netlify, firebase, neocities]",
        "hosts: []",
        "theme_options: {}",
        "theme_options: { greeting: Hail, tone: loud }",
        "theme_options: { accent: moss, show_dates: false }",
        "theme: lantern",
        "theme: plain",
        "colour: red",
    ],
};

/// What can be put into a template before the end of a block, right and wrong.
pub(crate) const TEMPLATES: Pieces = Pieces {
    right: 9,
    all: &[
        "<p>lamp</p>",
        "<p>{{ site.title }}</p>",
        "{% for tag in tags() %}<a href=\"{{ tag.url }}\">{{ tag.count }}</a>{% endfor %}",
        "{% for guide in guides(tag=\"bread\") %}<b>{{ guide.title }}</b>{% endfor %}",
        "{% for guide in guides() %}<i>{{ guide.minutes }}</i>{% endfor %}",
        "{% if page.title is containing(pat=\"lamp\") %}{% set dig = page(path=\"garden/01-dig.md\") %}{{ dig.title }}{% endif %}",
        "{% set about = page(path=\"about.md\") %}{{ about.description }}",
        "{{ duration(minutes=75) }}, {{ date(value=\"2026-11-01\") }}",
        "{{ t(key=\"home\") }}",
        "{% set nowhere = page(path=\"nowhere.md\") %}{{ nowhere.title }}",
        "{{ page.nothing }}",
        "<a href=\"/nowhere/\">Nowhere</a>",
        "<img src=\"{{ asset(path=\"dot.svg\") }}\" alt=\"A dot\">",
        "{% if %}",
    ],
};

/// Words of a theme.
pub(crate) const STRINGS: Pieces = Pieces {
    right: 4,
    all: &[
        "tag_title: \"About {tag}\"",
        "alert_tip: A tip",
        "home: Start",
        "date_format: \"{month} {day}, {year}\"",
        "tag_title: \"{thing}\"",
        "table: { one: A table, other: Tables }",
    ],
};

/// Comments of a guide.
pub(crate) const COMMENTS: Pieces = Pieces {
    right: 2,
    all: &[
        "- id: a\n  author: { name: Bo }\n  date: 2024-05-02T10:00:00Z\n  content: Thank *you*.\n",
        "- id: a\n  author: { name: Bo }\n  date: 2024-05-02T10:00:00Z\n  content: Thanks.\n- id: b\n  parent: a\n  author: { name: Cy }\n  date: 2024-05-03T10:00:00Z\n  content: <b>Yes</b>\n",
        "- id: a\n  author: { name: Bo, email: a@example.org }\n  date: never\n  content: Thanks.\n",
    ],
};
