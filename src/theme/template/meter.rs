//! Templates that count their work.
//!
//! Tera runs a template until it is done, however long that takes. So the sources it is given call
//! [`STEP`] in every loop, block and component and before every include, and pass what a `set` keeps
//! through [`SIZE`]; the renderer makes both fail when a page has had enough. A word of the theme that needs
//! nothing to be filled in is put in where it is called for, which saves the call. What a template prints
//! stays the same, and places are led back to what the author wrote.

use std::collections::{BTreeMap, BTreeSet};

use super::lexer::{Kind, Tag, Token, tokens};
use super::outline::is_function;

/// The function that counts one step of work; it prints nothing.
pub(crate) const STEP: &str = "__step";

/// The filter that refuses a value too large to be kept.
pub(crate) const SIZE: &str = "__size";

/// Says a word of the theme by its key; none, if something must be filled in.
pub(super) type Say<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A template's source with the calls that count its work.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metered {
    /// The source for Tera.
    pub(crate) source: String,
    /// What was put in, in the order of the text.
    inserts: Vec<Insert>,
}

#[derive(Clone, Debug)]
struct Insert {
    /// Where it begins in the metered source: the line, from 1, and the column, from 0.
    line: usize,
    column: usize,
    /// How many characters it has.
    length: usize,
    /// How many characters of the author's it stands for.
    replaced: usize,
    /// The position in the author's source that its faults belong to.
    blame: (usize, usize),
}

/// A piece of text to be put in, and the offset that its faults belong to.
struct Piece {
    at: usize,
    /// The end of what it stands for, in the same line; nothing, if it is `at`.
    upto: usize,
    text: String,
    blame: usize,
}

impl Metered {
    /// Puts the calls and the words into a source that Tera can parse.
    pub(super) fn of(source: &str, say: &Say) -> Self {
        let mut pieces = pieces(&tokens(source), say);
        // What takes up several lines stays: all places after it are told by their lines.
        pieces.retain(|piece| !source[piece.at..piece.upto].contains('\n'));
        pieces.sort_by_key(|piece| piece.at);
        let offsets = pieces.iter().flat_map(|piece| [piece.at, piece.blame]).collect();
        let positions = positions(source, offsets);
        let mut metered = Self::default();
        let mut done = 0;
        let (mut line, mut added, mut removed) = (1, 0, 0);
        for piece in pieces {
            metered.source.push_str(&source[done..piece.at]);
            metered.source.push_str(&piece.text);
            done = piece.upto;
            let here = positions[&piece.at];
            if here.0 != line {
                (line, added, removed) = (here.0, 0, 0);
            }
            let length = piece.text.chars().count();
            let replaced = source[piece.at..piece.upto].chars().count();
            metered.inserts.push(Insert {
                line,
                column: here.1 + added - removed,
                length,
                replaced,
                blame: positions[&piece.blame],
            });
            (added, removed) = (added + length, removed + replaced);
        }
        metered.source.push_str(&source[done..]);
        metered
    }

    /// A source without calls, for a template that could not be parsed with them.
    pub(super) fn plain(source: &str) -> Self {
        Self { source: source.to_owned(), inserts: Vec::new() }
    }

    /// The position in the author's source of one in the metered source; lines from 1, columns from 0.
    pub(crate) fn original(&self, line: usize, column: usize) -> (usize, usize) {
        let (mut added, mut removed) = (0, 0);
        for insert in self.inserts.iter().filter(|insert| insert.line == line) {
            if column < insert.column {
                break;
            }
            if column < insert.column + insert.length {
                return insert.blame;
            }
            (added, removed) = (added + insert.length, removed + insert.replaced);
        }
        (line, column + removed - added)
    }
}

/// Line (from 1) and column (from 0) of each of some offsets.
fn positions(source: &str, offsets: BTreeSet<usize>) -> BTreeMap<usize, (usize, usize)> {
    let (mut at, mut line, mut column) = (0, 1, 0);
    let mut positions = BTreeMap::new();
    for offset in offsets {
        for char in source[at..offset].chars() {
            match char {
                '\n' => (line, column) = (line + 1, 0),
                _ => column += 1,
            }
        }
        at = offset;
        positions.insert(offset, (line, column));
    }
    positions
}

fn pieces(tokens: &[Token], say: &Say) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for tag in Tag::all(tokens) {
        tag_pieces(tag.words, &mut pieces);
        comprehensions(&tag, &mut pieces);
        words(tag.words, say, &mut pieces);
    }
    pieces
}

fn tag_pieces(tag: &[Token], pieces: &mut Vec<Piece>) {
    let [first, word, .., last] = tag else { return };
    let blame = first.range.start;
    let mut put = |at, text| pieces.push(Piece { at, upto: at, text, blame });
    match word.name() {
        Some("for" | "block" | "component") if first.kind == Kind::TagStart => {
            put(last.range.end, format!("{{{{{STEP}(){}}}}}", if last.trims { "-" } else { "" }));
        }
        Some("include") if first.kind == Kind::TagStart => {
            put(first.range.start, format!("{{{{{}{STEP}()}}}}", if first.trims { "-" } else { "" }));
        }
        Some("set" | "set_global") if first.kind == Kind::TagStart => match tag.get(3) {
            Some(assign) if assign.is_sign("=") => {
                put(assign.range.end, "(".to_owned());
                put(tag[tag.len() - 2].range.end, format!(")|{SIZE}"));
            }
            _ => put(tag[tag.len() - 2].range.end, format!("|{SIZE}")),
        },
        _ => {}
    }
}

/// Makes each `[… for … in …]` count its rounds, by a condition that is always met.
fn comprehensions(tag: &Tag, pieces: &mut Vec<Piece>) {
    for (index, word) in tag.words.iter().enumerate().filter(|(_, word)| word.is_sign("[")) {
        let close = tag.closing(index);
        let Some(end) = tag.words.get(close) else { continue };
        let Some(round) = tag.find(index + 1..close, |word| word.is_name("for")) else { continue };
        let mut put = |at, text| pieces.push(Piece { at, upto: at, text, blame: word.range.start });
        match tag.find(round..close, |word| word.is_name("if")) {
            Some(condition) => {
                put(tag.words[condition].range.end, format!(" not {STEP}() and("));
                put(end.range.start, ")".to_owned());
            }
            None => put(end.range.start, format!(" if not {STEP}()")),
        }
    }
}

/// Puts words in for calls such as `t(key="menu")`: those that mean the same as a text of Tera, escaped or not.
fn words(tag: &[Token], say: &Say, pieces: &mut Vec<Piece>) {
    // The name of a component that is defined has a bracket after it, too.
    if tag.get(1).is_some_and(|word| word.is_name("component")) {
        return;
    }
    let is_plain = |char: char| !char.is_control() && !"&<>\"'`\\{}".contains(char);
    for index in (1..tag.len()).filter(|index| is_function(tag, *index)) {
        let Some([t, _, key, equals, Token { kind: Kind::Text(name), .. }, end]) = tag.get(index..index + 6)
        else {
            continue;
        };
        if !(t.is_name("t") && key.is_name("key") && equals.is_sign("=") && end.is_sign(")")) {
            continue;
        }
        let word = say(name).filter(|word| word.chars().all(is_plain));
        pieces.extend(word.map(|word| Piece {
            at: t.range.start,
            upto: end.range.end,
            text: format!("\"{word}\""),
            blame: t.range.start,
        }));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two words; one of them is no text that could stand anywhere.
    fn say(key: &str) -> Option<String> {
        match key {
            "menu" => Some("Menü".to_owned()),
            "both" => Some("this & that".to_owned()),
            _ => None,
        }
    }

    fn metered(source: &str) -> String {
        Metered::of(source, &say).source.replace(STEP, "S").replace(SIZE, "Z")
    }

    #[test]
    fn calls_are_put_in() {
        for (source, expected) in [
            ("{% for a in b -%} x {% endfor %}", "{% for a in b -%}{{S()-}} x {% endfor %}"),
            ("{% block a %} {% endblock %}", "{% block a %}{{S()}} {% endblock %}"),
            ("a {%- include 'x' %}", "a {{-S()}}{%- include 'x' %}"),
            ("{% set a = b ~ c -%}", "{% set a =( b ~ c)|Z -%}"),
            ("{% set_global a %}x{% endset %}", "{% set_global a|Z %}x{% endset %}"),
            ("{% set a | upper %}x{% endset %}", "{% set a | upper|Z %}x{% endset %}"),
            ("{{ [a for a in b] }}", "{{ [a for a in b if not S()] }}"),
            ("{{ [a for a in b if a or c] }}", "{{ [a for a in b if not S() and( a or c)] }}"),
            (
                "{{ [[x if x else 1 for x in y] for y in z] }}",
                "{{ [[x if x else 1 for x in y if not S()] for y in z if not S()] }}",
            ),
            ("{{ t(key=\"menu\") }}{% set a =t(key='menu')%}", "{{ \"Menü\" }}{% set a =(\"Menü\")|Z%}"),
            ("{{ t(key=\"both\") }}{{ t(key=\"x\") }}", "{{ t(key=\"both\") }}{{ t(key=\"x\") }}"),
            (
                "{{ t(key=\"menu\", n=1) }}{{ a.t(key=\"menu\") }}",
                "{{ t(key=\"menu\", n=1) }}{{ a.t(key=\"menu\") }}",
            ),
            (
                "{% component t(key=\"menu\") %}{% endcomponent %}",
                "{% component t(key=\"menu\") %}{{S()}}{% endcomponent %}",
            ),
            ("{{ <C a={t(key=\"menu\")} /> }}", "{{ <C a={\"Menü\"} /> }}"),
            ("{{ t(\n  key=\"menu\") }}", "{{ t(\n  key=\"menu\") }}"),
            ("{{ a | t(key=\"menu\") }}", "{{ a | t(key=\"menu\") }}"),
            ("{{ a[0] }}{% raw %}{% for %}{% endraw %}", "{{ a[0] }}{% raw %}{% for %}{% endraw %}"),
        ] {
            assert_eq!(metered(source), expected, "{source}");
        }
    }

    #[test]
    fn places_are_led_back() {
        let source =
            "é{% for a in b %}{% set c = d %}{{ t(key='menu') }}{{ e }}\n{{ t(\nkey='menu') }}{{ f }}";
        let metered = Metered::of(source, &say);
        let position = |text: &str, word: &str| {
            let at = text.find(word).unwrap();
            positions(text, BTreeSet::from([at]))[&at]
        };
        for word in ["a in", "b %", "set", "d", "e }", "f }"] {
            let (line, column) = position(&metered.source, word);
            assert_eq!(metered.original(line, column), position(source, word), "{word}");
        }
        let (line, column) = position(&metered.source, STEP);
        assert_eq!(metered.original(line, column), (1, 1));
        let (line, column) = position(&metered.source, "ü");
        assert_eq!(metered.original(line, column), position(source, "t("));
    }

    /// Valid templates, most of which can be rendered.
    fn valid() -> impl Strategy<Value = String> {
        let leaf = proptest::sample::select(vec![
            " a\n",
            "é ",
            "{{ a }}",
            "{{- a -}}",
            " {#- c -#} ",
            "{% raw -%} {{ x }} {%- endraw %}",
            "{% set a = a ~ 1 -%}\n",
            "{%- set_global b = [1, 2] %}",
            "{% include 'part.html' %}",
            " {%- include 'part.html' -%} ",
            "{{ [x * 2 for x in b if x > 1] }}",
            "{{ [[y for y in b] for x in b] }}",
            "{{ <C d={a} /> }}",
            "{% set e = 1 if a else 2 %}{{ e }}",
            "{{ b | length }}",
            "{{ nix }}",
            "{% set f = b.nix %}{{ f }}",
            "\n{{ a + b }}",
            "{{ t(key='menu') }}",
            "{% set g = t(key=\"both\") ~ t(key='menu') %}{{ g }}",
            "{{ t(\nkey='menu') | upper }}",
            "{{ [t(key='menu') for x in b] | join(sep=t(key='both')) }}",
        ]);
        let around = proptest::sample::select(vec![
            ("{% for x in b -%} ", " {%- endfor %}"),
            ("{%- for x in b %}", "{% else %}none{% endfor -%}"),
            ("{% if a %}", "{% elif b -%} {% else %}{% endif %}"),
            ("{% set z -%} ", "{% endset %}{{ z }}"),
            ("{% set_global z | upper %}", "{%- endset %}"),
            ("{% filter upper %}", "{% endfilter %}"),
            ("{% <C d={1}> %}", "{% </C> %}"),
        ]);
        leaf.prop_map(str::to_owned).prop_recursive(4, 24, 6, move |inner| {
            (around.clone(), prop::collection::vec(inner, 0..6))
                .prop_map(|((start, end), inner)| format!("{start}{}{end}", inner.concat()))
        })
    }

    /// What is printed, or the message with its place.
    fn outcome(
        source: &str,
        place: impl Fn(usize, usize) -> (usize, usize),
    ) -> Result<String, (String, usize, usize)> {
        let mut tera = super::super::parser::bare();
        let word = |arguments: tera::Kwargs, _: &tera::State| -> tera::TeraResult<String> {
            Ok(say(arguments.must_get("key")?).unwrap_or_default())
        };
        tera.register_function("t", word);
        let component = "{% component C(d) -%} [{{ d }}] {%- endcomponent %}";
        let templates = [("page.html", source), ("part.html", " part {{ a }} "), ("c.html", component)];
        tera.add_raw_templates(templates).unwrap();
        let mut context = tera::Context::new();
        context.insert("a", "<x>");
        context.insert("b", &[1, 2, 3]);
        tera.render("page.html", &context).map_err(|error| match error.kind() {
            tera::ErrorKind::RenderingError(report) => {
                let (line, column) = place(report.span().start_line, report.span().start_col);
                (report.message().to_owned(), line, column)
            }
            other => (other.to_string(), 0, 0),
        })
    }

    proptest! {
        #[test]
        fn templates_that_count_print_the_same(pieces in prop::collection::vec(valid(), 0..4)) {
            let source = pieces.concat();
            let metered = Metered::of(&source, &say);
            let plain = outcome(&source, |line, column| (line, column));
            let counted = outcome(&metered.source, |line, column| metered.original(line, column));
            prop_assert_eq!(plain, counted, "{}", metered.source);
        }
    }
}
