//! Heads and settings as nearly all are written: keys with a word, a sentence or a number after the colon, or with
//! lists and maps of such, in brackets or indented below.
//!
//! The parser takes longer over such a head than over the whole text below it. Whatever is written in any other way is
//! the parser's; what is read here is read the same by it, which a property test holds.

use super::nodes::Source;
use super::{Node, Value};
use crate::diagnostic::{Place, Placed};

/// The longest text that is read here, in bytes.
const LONGEST: usize = 16 << 10;

/// How deep lists and maps may stand in each other here.
const DEEPEST: usize = 8;

/// Words that may be flags, numbers or nothing somewhere.
const RESERVED: [&str; 13] =
    ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity", "none"];

/// Marks beyond ASCII that mean nothing to YAML.
const MARKS: &str = "’‘“”„«»–—…¿¡،؟·×\u{a0}\u{202f}";

type Entry = (Placed<String>, Node);

/// The map that a text is; nothing, unless it is as plain as that.
pub(super) fn map(source: &Source<'_>) -> Option<Node> {
    let text = source.text();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let lines = text.strip_suffix('\n').unwrap_or(text).split('\n').zip(1..);
    let mut lines = Lines { next: None, later: lines.map(|(text, number)| Line::new(source, number, text)) };
    lines.advance();
    let map = lines.map(0, DEEPEST)?;
    lines.next.is_none().then_some(map)
}

/// A line of the text, from some byte on: what comes before it is spaces, or has been read.
#[derive(Clone, Copy)]
struct Line<'s> {
    source: &'s Source<'s>,
    number: u64,
    text: &'s str,
    at: usize,
}

impl<'s> Line<'s> {
    fn new(source: &'s Source<'s>, number: u64, text: &'s str) -> Self {
        Self { source, number, text, at: text.len() - text.trim_start_matches(' ').len() }
    }

    fn rest(self) -> &'s str {
        &self.text[self.at..]
    }

    /// Whether nothing stands in it, or a comment alone.
    fn is_silent(self) -> bool {
        let rest = self.rest();
        rest.is_empty() || (rest.starts_with('#') && rest.chars().all(is_printed))
    }

    fn is_item(self) -> bool {
        self.rest().starts_with("- ")
    }

    /// The place of what begins here.
    fn place(self, written: &str) -> Place {
        let column = self.text[..self.at].chars().count() as u64 + 1;
        let mut place = self.source.place(self.number, column);
        place.length = u32::try_from(written.chars().count()).unwrap_or(u32::MAX);
        place
    }

    /// A value that takes up the rest of the line.
    fn value(mut self, depth: usize) -> Option<Node> {
        let node = self.node(depth, false)?;
        self.rest().is_empty().then_some(node)
    }

    /// A value, or a list or a map in brackets; within them, a comma or a bracket ends it.
    fn node(&mut self, depth: usize, is_within: bool) -> Option<Node> {
        let (start, rest) = (*self, self.rest());
        let (length, value) = match rest.as_bytes().first()? {
            b'[' => {
                let inner = depth.checked_sub(1)?;
                (1, Value::List(self.bracketed(']', |line, _| line.node(inner, true))?))
            }
            b'{' => {
                let inner = depth.checked_sub(1)?;
                (1, Value::Map(self.bracketed('}', |line, entries| line.entry(entries, inner))?))
            }
            first => {
                let length = match first {
                    b'"' => rest[1..].find('"')? + 2,
                    _ if is_within => {
                        rest[..rest.find([',', '[', ']', '{', '}'])?].trim_end_matches(' ').len()
                    }
                    _ => rest.len(),
                };
                self.at += length;
                (length, value(&rest[..length])?)
            }
        };
        Some(Node { value, place: start.place(&rest[..length]) })
    }

    /// What stands in brackets, after each comma and a space.
    fn bracketed<T>(&mut self, end: char, read: impl Fn(&mut Self, &[T]) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        let is_wide = self.rest()[1..].starts_with(' ');
        self.at += usize::from(is_wide);
        loop {
            self.at += 1;
            items.push(read(self, &items)?);
            self.at += usize::from(is_wide && self.rest().starts_with(' '));
            if let Some(rest) = self.rest().strip_prefix(end) {
                self.at = self.text.len() - rest.len();
                return Some(items);
            }
            if !self.rest().starts_with(", ") {
                return None;
            }
            self.at += 1;
        }
    }

    /// A key and its value, in brackets.
    fn entry(&mut self, before: &[Entry], depth: usize) -> Option<Entry> {
        let (key, _) = self.rest().split_once(": ")?;
        let placed = self.key(key, before)?;
        self.at += key.len() + 2;
        Some((placed, self.node(depth, true)?))
    }

    /// A key that is none of those before.
    fn key(self, key: &str, before: &[Entry]) -> Option<Placed<String>> {
        let is_new = is_key(key) && before.iter().all(|(known, _)| known.value != key);
        is_new.then(|| Placed { value: key.to_owned(), place: self.place(key) })
    }
}

/// The lines that are still to be read.
struct Lines<'s, L> {
    next: Option<Line<'s>>,
    later: L,
}

impl<'s, L: Iterator<Item = Line<'s>>> Lines<'s, L> {
    fn advance(&mut self) {
        self.next = self.later.find(|line| !line.is_silent());
    }

    /// The map whose keys stand in this column.
    fn map(&mut self, column: usize, depth: usize) -> Option<Node> {
        let place = self.next?.place(".");
        let mut entries: Vec<Entry> = Vec::with_capacity(4);
        while let Some(line) = self.next.filter(|line| line.at == column && !line.is_item()) {
            let (key, written) = line.rest().split_once(':')?;
            let placed = line.key(key, &entries)?;
            self.advance();
            let node = if written.is_empty() {
                self.below(column, depth.checked_sub(1)?)?
            } else {
                written.strip_prefix(' ')?;
                Line { at: column + key.len() + 2, ..line }.value(depth)?
            };
            entries.push((placed, node));
        }
        (!entries.is_empty()).then_some(Node { place, value: Value::Map(entries) })
    }

    /// The list or the map below a key in this column.
    fn below(&mut self, column: usize, depth: usize) -> Option<Node> {
        let line = self.next?;
        if line.is_item() && line.at >= column {
            // To the parser, a list that is not indented begins with what stands after its first hyphen.
            let start = if line.at == column { column + 2 } else { line.at };
            let place = Line { at: start, ..line }.place("-");
            return Some(Node { place, value: Value::List(self.list(line.at, depth)?) });
        }
        if line.at > column { self.map(line.at, depth) } else { None }
    }

    /// The items whose hyphens stand in this column.
    fn list(&mut self, column: usize, depth: usize) -> Option<Vec<Node>> {
        let mut items = Vec::new();
        while let Some(line) = self.next.filter(|line| line.at == column && line.is_item()) {
            let line = Line { at: column + 2, ..line };
            let is_map =
                line.rest().starts_with(|char: char| char.is_ascii_lowercase()) && line.rest().contains(':');
            items.push(if is_map {
                self.next = Some(line);
                self.map(column + 2, depth.checked_sub(1)?)?
            } else {
                self.advance();
                line.value(depth)?
            });
        }
        Some(items)
    }
}

fn is_key(key: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    key.starts_with(|char: char| char.is_ascii_lowercase())
        && key.bytes().all(is_plain)
        && !RESERVED.contains(&key)
}

/// A flag, a text in double quotes without escapes, a sentence that begins with a letter, the name of a numbered file, a day, or
/// a whole number.
fn value(written: &str) -> Option<Value> {
    if let Some(flag) = flag(written) {
        return Some(Value::Flag(flag));
    }
    let first = *written.as_bytes().first()?;
    if first == b'"' {
        let text = written[1..].strip_suffix('"')?;
        let is_plain = |char: char| !matches!(char, '"' | '\\') && is_printed(char);
        return text.chars().all(is_plain).then(|| Value::Text(text.to_owned()));
    }
    if first.is_ascii_digit() {
        if is_like(written, "0000-00-00") || is_like(written, "0000-00-00T00:00:00Z") {
            return Some(Value::Text(written.to_owned()));
        }
        if written.bytes().all(|byte| byte.is_ascii_digit()) {
            let is_number = first != b'0' && written.len() < 10;
            return is_number.then(|| Value::Number(written.to_owned()));
        }
    }
    let is_plain =
        |char: char| char.is_alphanumeric() || " .,;!?'()/-_{}".contains(char) || MARKS.contains(char);
    let name = written.trim_start_matches(|char: char| char.is_ascii_digit());
    let begins = name.strip_prefix('-').filter(|_| name.len() < written.len()).unwrap_or(written);
    let is_sentence = begins.starts_with(|char: char| char.is_alphabetic() || "(¿¡«".contains(char))
        && !written.ends_with(char::is_whitespace)
        && written.chars().all(is_plain)
        && !RESERVED.iter().any(|word| written.eq_ignore_ascii_case(word));
    is_sentence.then(|| Value::Text(written.to_owned()))
}

fn flag(written: &str) -> Option<bool> {
    match written {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Whether it is a letter, a digit or a mark of any usual kind.
fn is_printed(char: char) -> bool {
    matches!(char, ' '..='~') || char.is_alphanumeric() || MARKS.contains(char)
}

/// Whether a text has a digit wherever the form has one, and otherwise the same characters.
fn is_like(written: &str, form: &str) -> bool {
    let alike = |(byte, form): (u8, u8)| if form == b'0' { byte.is_ascii_digit() } else { byte == form };
    written.len() == form.len() && written.bytes().zip(form.bytes()).all(alike)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::path::SourcePath;
    use crate::text::Text;
    use crate::yaml::{Limits, parse_carefully};

    fn is_read_alike(head: &str) -> bool {
        let text = Text::new(&SourcePath::new("content/a.md"), &format!("---\n{head}---\n"));
        let source = Source::new(&text, 4..4 + head.len());
        let Some(own) = map(&source) else { return false };
        let (node, faults) = parse_carefully(&text, 4..4 + head.len(), Limits::HEAD);
        assert_eq!((Some(own), Vec::new()), (node, faults), "{head:?}");
        true
    }

    #[test]
    fn common_heads_are_plain() {
        assert!(is_read_alike(
            "title: Say what happened\nsummary: It’s “time”, isn't it? Yes – now.\ntime: 15\n"
        ));
        assert!(is_read_alike("title: \"Trust: 1 # 'a' & {b} \"\nsummary: \"\"\n"));
        assert!(is_read_alike("tags: [\"trust\", \"love: é\", two words, 3]\ntitle: a\n"));
        assert!(is_read_alike("title: Trust\ndate: 2026-11-22\ndraft_note: e5\nkind: closing"));
        assert!(is_read_alike("date: 2026-11-22T05:00:00Z\n"));
    }

    #[test]
    fn lists_and_maps_of_plain_values_are_plain() {
        for head in [
            "actions: [{label: \"Begin: é, {now}\", to: 01-a.md}, {label: a b, to: \"b\"}]\n",
            "a: {b: [c, \"d\"], e: {f: 1}}\nb: [[a], [b, c]]\n",
            "call:\n  actions:\n    - label: Say é\n      to: a.md\n    - label: \"b\"\n      to: b\n  time: 5\nkind: action\n",
            "tags:\n- a\n- \"b: c\"\n- [d, e]\n- {f: g}\ntitle: a\n",
            "a:\n  b:\n  - c:\n      d: e\n    f:\n    - g\n  h: i\nj: k",
            "a:\n   b: c\n   d:\n     - e\n",
            "# One\n\nz: true\nyy: {x: false}\nw: a {b} c{d\na: { b: \"{c}\", d: (e) }\n  # Two: “é”\n\nf: [ g, h ]\ni:\n\n # -\n  j: À «k\u{a0}»\n\n",
        ] {
            assert!(is_read_alike(head), "{head:?}");
        }
    }

    #[test]
    fn what_yaml_reads_in_its_own_way_is_left_to_it() {
        for head in [
            "",
            "\n",
            "title: a: b\n",
            "title: a # b\n",
            "title: True\n",
            "a: [b{c]\n",
            "title: Null\n",
            "title: 'a'\n",
            "a: b\n c\n",
            "time: 010\n",
            "time: 1e3\n",
            "time: 0x1f\n",
            "title: \n",
            "title:\n",
            "a: b\na: c\n",
            "yes: b\n",
            "title: a \n",
            "tags: []\n",
            "a: b\r\n",
            "a: b\n\u{85}\n",
            "a: b\n---\n",
            "- a: b\n",
            "? a: b\n",
            "a: \tb\n",
            "  a: b\n c: d\n",
            "a:\n  b: c\n d: e\n",
            "a:\n  - b\n    c\n",
            "a:\nb: c\n",
            "a:\n- b: c\n   d: e\n",
            "a:\n  - - b\n",
            "a:\n  -\n",
            "a:\n  b: |\n    c\n",
            "a: [b: c]\n",
            "a: [\",\" b]\n",
            "a: [b,c]\n",
            "a: [  b ]\n",
            "a: [b ]\n",
            "a: { b: c}  # d\n",
            "a: b\n# \u{7}\nc: d\n",
            "# a\n",
            "a: [b , c]\n",
            "a: [b, c,]\n",
            "a: {b: c, b: d}\n",
            "a: {b}\n",
            "a: {b: }\n",
            "a: [b] c\n",
            "a: [[[[[[[[[b]]]]]]]]]\n",
            "date: 2026-11-22T05:00\n",
        ] {
            assert!(!is_read_alike(head), "{head:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_here_is_read_the_same_by_the_parser(head in "([a-z_]{1,6}:? [-A-Za-z0-9 .,;!?'()/_’“–…é٣漢:#&*%@`|>\\[\\]{}\"]{0,24}\n?){1,5}") {
            is_read_alike(&head);
        }

        #[test]
        fn plain_heads_of_any_letters(head in "((# ?)?[a-z][a-z_]{0,6}: (true|false|[A-Za-zÀ漢(¿¡«])[-A-Za-z0-9 .,;!?'(){}/_’“–…«»¿¡،؟·×é٣漢ß\u{301}\u{a0}\u{202f}]{0,24}\n{1,2}){1,5}") {
            is_read_alike(&head);
        }

        #[test]
        fn texts_in_quotes(text in "[ -~é٣漢’—\u{301}]{0,24}") {
            is_read_alike(&format!("title: \"{text}\"\n"));
        }

        #[test]
        fn lists(head in "tags: \\[(\"?[-a-z0-9 ,.:é漢'?!]{0,6}\"?, ?){0,3}\"?[-a-z0-9 ,.é漢'?!]{0,6}\"?\\]\n") {
            is_read_alike(&head);
        }

        #[test]
        fn lists_and_maps_in_brackets(head in "a: (\\[|\\{) ?(([a-z]{1,3}: )?(\\[|\\{)?(true|\"?[-a-z0-9 ,.:é漢'?!{]{0,6}\"?)(\\]|\\})?, ?){0,4} ?(\\]|\\}){1,2}\n") {
            is_read_alike(&head);
        }

        #[test]
        fn lists_and_maps_below_each_other(head in "([a-c]:\n)?( {0,5}(#.?|(- ){0,2}([a-e]:)?) ?([a-z]{1,3}|\"[a-z: é]{0,4}\"|\\{a: b\\}|[0-9]|)\n){1,7}") {
            is_read_alike(&head);
        }

        #[test]
        fn tidy_lists_and_maps(head in "a:\n((  ){0,3}(- )?([b-f]: ([a-z]{1,3}|true|false)|[b-f]:|\\[a, b\\])\n){1,8}") {
            is_read_alike(&head);
        }

        #[test]
        fn numbers_and_days(value in "[0-9]{1,11}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}Z?)?)?|[0-9eExX_.+-]{1,10}|[0-9]{0,2}-?[0-9a-z.]{1,9}") {
            is_read_alike(&format!("time: {value}\n"));
        }
    }
}
