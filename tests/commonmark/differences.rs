//! Where our HTML differs from the standard's by design: for each example the edits that make theirs ours.

/// An edit: what stands in the standard's HTML (after the edit before), and what stands there in ours.
pub(crate) type Edit = (&'static str, &'static str);

/// The edits of one example, by its number.
pub(crate) type Edits = (usize, &'static [Edit]);

/// All differences, reason by reason.
pub(crate) const DIFFERENCES: &[&[Edits]] = &[HEADINGS, QUOTES, FIGURES, ADDRESSES, HIGHLIGHTED];

/// A code block has a class, and can be scrolled with the keyboard: every `<pre>` of these examples.
#[rustfmt::skip]
pub(crate) const CODE: &[usize] = &[
    1, 2, 3, 5, 6, 7, 8, 18, 19, 24, 34, 36, 48, 69, 85, 100, 107, 110, 111, 112, 114, 115, 116, 117,
    118, 119, 120, 122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 139,
    140, 141, 142, 143, 144, 146, 147, 183, 184, 191, 211, 212, 225, 231, 236, 237, 252, 253, 254, 257,
    263, 264, 270, 271, 272, 273, 274, 278, 286, 287, 288, 289, 290, 309, 313, 318, 321, 324,
];

/// Two quotation marks.
const QUOTED: &[Edit] = &[("\"", "“"), ("\"", "”")];

/// Headings get ids. A level-1 heading that comes first is the page's title, which the page prints itself;
/// another one is printed as level 2, with a warning.
#[rustfmt::skip]
const HEADINGS: &[Edits] = &[
    (10, &[("<h1>Foo</h1>", "")]),
    (59, &[("<h2>", r#"<h2 id="foo">"#)]),
    (62, &[("<h1>foo</h1>", ""), ("<h2>", r#"<h2 id="foo">"#), ("<h3>", r#"<h3 id="foo-2">"#), ("<h4>", r#"<h4 id="foo-3">"#), ("<h5>", r#"<h5 id="foo-4">"#), ("<h6>", r#"<h6 id="foo-5">"#)]),
    (66, &[("<h1>foo <em>bar</em> *baz*</h1>", "")]),
    (67, &[("<h1>foo</h1>", "")]),
    (68, &[("<h3>", r#"<h3 id="foo">"#), ("<h2>", r#"<h2 id="foo-2">"#), ("<h1>", r#"<h2 id="foo-3">"#), ("</h1>", "</h2>")]),
    (71, &[("<h2>", r#"<h2 id="foo">"#), ("<h3>", r#"<h3 id="bar">"#)]),
    (72, &[("<h1>foo</h1>", ""), ("<h5>", r#"<h5 id="foo">"#)]),
    (73, &[("<h3>", r#"<h3 id="foo">"#)]),
    (74, &[("<h3>", r#"<h3 id="foo-b">"#)]),
    (75, &[("<h1>foo#</h1>", "")]),
    (76, &[("<h3>", r#"<h3 id="foo">"#), ("<h2>", r#"<h2 id="foo-2">"#), ("<h1>", r#"<h2 id="foo-3">"#), ("</h1>", "</h2>")]),
    (77, &[("<h2>", r#"<h2 id="foo">"#)]),
    (78, &[("<h1>", r#"<h2 id="baz">"#), ("</h1>", "</h2>")]),
    (79, &[("<h2>", r#"<h2 id="section">"#), ("<h1></h1>", r#"<h2 id="section-2"></h2>"#), ("<h3>", r#"<h3 id="section-3">"#)]),
    (80, &[("<h1>Foo <em>bar</em></h1>", ""), ("<h2>", r#"<h2 id="foo-bar">"#)]),
    (81, &[("<h1>Foo <em>bar baz</em></h1>", "")]),
    (82, &[("<h1>Foo <em>bar baz</em></h1>", "")]),
    (83, &[("<h2>", r#"<h2 id="foo">"#), ("<h1>", r#"<h2 id="foo-2">"#), ("</h1>", "</h2>")]),
    (84, &[("<h2>", r#"<h2 id="foo">"#), ("<h2>", r#"<h2 id="foo-2">"#), ("<h1>", r#"<h2 id="foo-3">"#), ("</h1>", "</h2>")]),
    (86, &[("<h2>", r#"<h2 id="foo">"#)]),
    (89, &[("<h2>", r#"<h2 id="foo">"#)]),
    (90, &[("<h2>", r#"<h2 id="foo">"#)]),
    (91, &[("<h2>", r#"<h2 id="foo">"#), ("<h2>", r#"<h2 id="a-title-a-lot">"#), ("\"", "“"), ("\"", "“")]),
    (95, &[("<h2>", r#"<h2 id="foo-bar">"#)]),
    (96, &[("<h2>", r#"<h2 id="foo">"#), ("<h2>", r#"<h2 id="bar">"#)]),
    (102, &[("<h2>", r#"<h2 id="foo">"#)]),
    (103, &[("<h2>", r#"<h2 id="bar">"#)]),
    (115, &[("<h1>Heading</h1>", ""), ("<h2>", r#"<h2 id="heading">"#)]),
    (141, &[("<h2>", r#"<h2 id="foo">"#), ("<h1>", r#"<h2 id="baz">"#), ("</h1>", "</h2>")]),
    (214, &[(r#"<h1><a href="/url">Foo</a></h1>"#, "")]),
    (215, &[("<h1>bar</h1>", "")]),
    (227, &[("<h1>", r#"<h2 id="aaa">"#), ("</h1>", "</h2>")]),
    (228, &[("<h1>", r#"<h2 id="foo">"#), ("</h1>", "</h2>")]),
    (229, &[("<h1>", r#"<h2 id="foo">"#), ("</h1>", "</h2>")]),
    (230, &[("<h1>", r#"<h2 id="foo">"#), ("</h1>", "</h2>")]),
    (232, &[("<h1>", r#"<h2 id="foo">"#), ("</h1>", "</h2>")]),
    (300, &[("<h1>", r#"<h2 id="foo">"#), ("</h1>", "</h2>"), ("<h2>", r#"<h2 id="bar">"#)]),
    (646, &[("<h3>", r#"<h3 id="foo">"#)]),
    (647, &[("<h3>", r#"<h3 id="foo">"#)]),
];

/// Quotation marks and dashes become typographic ones in text.
#[rustfmt::skip]
const QUOTES: &[Edits] = &[
    (14, QUOTED),
    (46, &[("--", "–")]),
    (55, &[("------", "——"), ("---", "—"), ("---", "—")]),
    (87, &[("---", "—")]),
    (106, &[("---", "-–")]),
    (197, &[("'", "’"), ("'", "’")]),
    (209, QUOTED),
    (210, QUOTED),
    (343, &[(r#""&gt;"#, "“&gt;")]),
    (352, QUOTED),
    (359, QUOTED),
    (363, QUOTED),
    (380, QUOTED),
    (385, QUOTED),
    (395, QUOTED),
    (508, &[("\"", "“"), ("\"", "“"), ("\"", "”"), ("\"", "“")]),
    (590, QUOTED),
    (619, QUOTED),
    (620, &[("\"", "“"), ("'", "’"), ("'", "’")]),
    (622, &[("'", "’"), ("'", "’")]),
    (624, QUOTED),
    (626, &[("--&gt;", "–&gt;"), ("--&gt;", "–&gt;")]),
    (632, &[("\"", "“"), (r#""""#, r#""”"#)]),
    (650, &[("'", "’")]),
];

/// An image with a title, alone in its paragraph, is a figure with a caption.
#[rustfmt::skip]
const FIGURES: &[Edits] = &[
    (572, &[("<p>", "<figure>"), (r#" title="title""#, ""), ("</p>", "<figcaption>title</figcaption></figure>")]),
    (573, &[("<p>", "<figure>"), (r#" title="train &amp; tracks""#, ""), ("</p>", "<figcaption>train &amp; tracks</figcaption></figure>")]),
    (576, &[("<p>", "<figure>"), (r#" title="train &amp; tracks""#, ""), ("</p>", "<figcaption>train &amp; tracks</figcaption></figure>")]),
    (577, &[("<p>", "<figure>"), (r#" title="train &amp; tracks""#, ""), ("</p>", "<figcaption>train &amp; tracks</figcaption></figure>")]),
    (584, &[("<p>", "<figure>"), (r#" title="title""#, ""), ("</p>", "<figcaption>title</figcaption></figure>")]),
    (585, &[("<p>", "<figure>"), (r#" title="title""#, ""), ("</p>", "<figcaption>title</figcaption></figure>")]),
    (586, &[("<p>", "<figure>"), (r#" title="title""#, ""), ("</p>", "<figcaption>title</figcaption></figure>")]),
    (588, &[("<p>", "<figure>"), (r#" title="title""#, ""), ("</p>", "<figcaption>title</figcaption></figure>")]),
    (589, &[("<p>", "<figure>"), (r#" title="title""#, ""), ("</p>", "<figcaption>title</figcaption></figure>")]),
    (591, &[("<p>", "<figure>"), (r#" title="title""#, ""), ("</p>", "<figcaption>title</figcaption></figure>")]),
];

/// Links in raw HTML are written anew, percent-encoded and without line ends, like all others.
#[rustfmt::skip]
const ADDRESSES: &[Edits] = &[
    (21, &[(r#"<a href="/bar\/)">"#, r#"<a href="/bar%5C/)">"#)]),
    (31, &[(r#"<a href="öö.html">"#, r#"<a href="%C3%B6%C3%B6.html">"#)]),
    (344, &[(r#"<a href="`">"#, r#"<a href="%60">"#)]),
    (630, &[(r#"<a href="ö">"#, r#"<a href="%C3%B6">"#)]),
    (631, &[(r#"<a href="\*">"#, r#"<a href="%5C*">"#)]),
    (642, &[("<a href=\"foo  \nbar\">", r#"<a href="foo%20%20bar">"#)]),
    (643, &[("<a href=\"foo\\\nbar\">", r#"<a href="foo%5Cbar">"#)]),
];

/// Code in a language that is known is highlighted.
#[rustfmt::skip]
const HIGHLIGHTED: &[Edits] = &[
    (142, &[("def", r#"<span class="hl-k">def</span>"#), ("foo", r#"<span class="hl-f">foo</span>"#), ("return", r#"<span class="hl-k">return</span>"#), ("3", r#"<span class="hl-n">3</span>"#), ("end", r#"<span class="hl-k">end</span>"#)]),
    (143, &[("def", r#"<span class="hl-k">def</span>"#), ("foo", r#"<span class="hl-f">foo</span>"#), ("return", r#"<span class="hl-k">return</span>"#), ("3", r#"<span class="hl-n">3</span>"#), ("end", r#"<span class="hl-k">end</span>"#)]),
];
