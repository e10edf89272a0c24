//! What edits put into files.

/// Words that take each other's place, so that some edits undo others.
pub(crate) const WORDS: [&str; 8] = ["lamp", "bread", "slow", "garden", "Bake", "step", "two", "ä"];

/// Pieces of Markdown, right and wrong.
pub(crate) const MARKDOWN: [&str; 30] = [
    "Another paragraph.",
    "## Practical tips",
    "## Another heading {#another}",
    "### Who",
    "- [ ] Wait",
    "- [ ] Breathe {#breathe}",
    "See [the bread](/baking/bread/).",
    "See [another](#another).",
    "See [digging](../garden/01-dig.md#practical-tips).",
    "See [kneading](../baking/bread/02-knead.md#practical-tips).",
    "See [us](../about.md#who), [the start](index.md) and [nothing](nowhere.md).",
    "![A bed](bed.svg)",
    "![A loaf](loaf.svg \"A loaf\")",
    "![](bed.svg)",
    "```rust\nfn main() {}\n```",
    "| a | b |\n| :-: | - |\n| c | d |",
    "> [!WARNING]\n> Hot.",
    "A note.[^1]\n\n[^1]: Of mine.",
    "Term\n: Meaning",
    "<iframe src=\"https://www.youtube-nocookie.com/embed/x\" title=\"A film\"></iframe>",
    "<img src=\"https://example.com/x.png\" alt=\"Far\">",
    "<script>alert(1)</script>",
    "<p id=\"main\">",
    "{{ page.title }} {% if %}",
    "A\u{a0}blank, an & and a < \"quote\" -- 'so'...",
    "[Mail](mailto:a@example.org) <https://example.com/>",
    "# Title",
    "\u{0}",
    "*emphasis **both*** ~~gone~~ `code`",
    "<h2 id=\"consent\">Mine</h2>",
];

/// Lines for the head of a file, right and wrong.
pub(crate) const HEADS: [&str; 28] = [
    "title: Another title",
    "title: Bake",
    "title:",
    "summary: In short.",
    "description: What it is.",
    "time: 20",
    "time: soon",
    "tags: [Bread]",
    "tags: [soil, \"Home cooking\", new]",
    "draft: true",
    "date: 2026-11-22",
    "date: 2026-11-24",
    "updated: 2026-11-21",
    "slug: elsewhere",
    "slug: bread",
    "aliases: [/old/about/]",
    "aliases: [/bake/, /garden/dig/]",
    "kind: closing",
    "kind: action",
    "kind: step",
    "image: loaf.svg",
    "image: bed.svg",
    "author: { name: Cy, to: about.md }",
    "comments: { status: closed, closed_text: It is over. }",
    "comments: { status: \"off\" }",
    "action: { label: On, to: 01-dig.md }",
    "template: tag",
    "titel: Typo",
];

/// Lines for `site.yaml`, right and wrong; each replaces the one with its key.
pub(crate) const SETTINGS: [&str; 22] = [
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
    "theme_options: { greeting: Hail, tone: loud }",
    "theme_options: { accent: moss, show_dates: false }",
    "theme_options: {}",
    "theme: lantern",
    "theme: plain",
    "colour: red",
];

/// What can be put into a template before the end of a block, right and wrong.
pub(crate) const TEMPLATES: [&str; 14] = [
    "<p>lamp</p>",
    "<p>{{ site.title }}</p>",
    "{% for tag in tags() %}<a href=\"{{ tag.url }}\">{{ tag.count }}</a>{% endfor %}",
    "{% for guide in guides(tag=\"bread\") %}<b>{{ guide.title }}</b>{% endfor %}",
    "{% for guide in guides() %}<i>{{ guide.minutes }}</i>{% endfor %}",
    "{% if page.title is containing(pat=\"lamp\") %}{{ page(path=\"garden/01-dig.md\").title }}{% endif %}",
    "{{ page(path=\"about.md\").description }}",
    "{{ page(path=\"nowhere.md\").title }}",
    "{{ duration(minutes=75) }}, {{ date(value=\"2026-11-01\") }}",
    "{{ t(key=\"home\") }}",
    "{{ page.nothing }}",
    "<a href=\"/nowhere/\">Nowhere</a>",
    "<img src=\"{{ asset(path=\"dot.svg\") }}\" alt=\"A dot\">",
    "{% if %}",
];

/// Words of a theme.
pub(crate) const STRINGS: [&str; 6] = [
    "tag_title: \"About {tag}\"",
    "tag_title: \"{thing}\"",
    "alert_tip: A tip",
    "table: { one: A table, other: Tables }",
    "home: Start",
    "date_format: \"{month} {day}, {year}\"",
];

/// Comments of a guide.
pub(crate) const COMMENTS: [&str; 3] = [
    "- id: a\n  author: { name: Bo }\n  date: 2024-05-02T10:00:00Z\n  content: Thank *you*.\n",
    "- id: a\n  author: { name: Bo }\n  date: 2024-05-02T10:00:00Z\n  content: Thanks.\n- id: b\n  parent: a\n  author: { name: Cy }\n  date: 2024-05-03T10:00:00Z\n  content: <b>Yes</b>\n",
    "- id: a\n  author: { name: Bo, email: a@example.org }\n  date: never\n  content: Thanks.\n",
];
