//! Heads as nearly all are written: a line a key, with a word, a sentence or a number after the colon.
//!
//! The parser takes longer over such a head than over the whole text below it. Whatever is written in any other way is
//! the parser's; what is read here is read the same by it, which a property test holds.

use super::nodes::Source;
use super::{Node, Value};
use crate::diagnostic::Placed;

/// The longest head that is read here, in bytes.
const LONGEST: usize = 4 << 10;

/// Words that may be flags, numbers or nothing somewhere.
const RESERVED: [&str; 13] =
    ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity", "none"];

/// The map that a text is; nothing, unless it is as plain as that.
pub(super) fn map(source: &Source<'_>) -> Option<Node> {
    let text = source.text();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let mut entries: Vec<(Placed<String>, Node)> = Vec::with_capacity(8);
    for (index, line) in text.strip_suffix('\n').unwrap_or(text).split('\n').enumerate() {
        let (key, written) = line.split_once(": ")?;
        let value = if is_key(key) { value(written)? } else { return None };
        if entries.iter().any(|(known, _)| known.value == key) {
            return None;
        }
        let place = |column: usize, text: &str| {
            let mut place = source.place(index as u64 + 1, column as u64 + 1);
            place.length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            place
        };
        let node = Node { value, place: place(key.len() + 2, written) };
        entries.push((Placed { value: key.to_owned(), place: place(0, key) }, node));
    }
    Some(Node { place: source.place(1, 1), value: Value::Map(entries) })
}

fn is_key(key: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    key.starts_with(|char: char| char.is_ascii_lowercase())
        && key.bytes().all(is_plain)
        && !RESERVED.contains(&key)
}

/// A text in double quotes without escapes, a sentence that begins with a letter, a day, or a whole number.
fn value(written: &str) -> Option<Value> {
    let first = *written.as_bytes().first()?;
    if first == b'"' {
        let text = written[1..].strip_suffix('"')?;
        let is_plain = |char: char| match char {
            '"' | '\\' => false,
            ' '..='~' => true,
            _ => char.is_alphanumeric() || "’‘“”–—…".contains(char),
        };
        return text.chars().all(is_plain).then(|| Value::Text(text.to_owned()));
    }
    if first.is_ascii_digit() {
        let is_day = written.len() == 10
            && written.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if is_day {
            return Some(Value::Text(written.to_owned()));
        }
        let is_number =
            first != b'0' && written.len() < 10 && written.bytes().all(|byte| byte.is_ascii_digit());
        return is_number.then(|| Value::Number(written.to_owned()));
    }
    let is_plain = |char: char| char.is_alphanumeric() || " .,;!?'()/-_’‘“”–—…".contains(char);
    let is_sentence = first.is_ascii_alphabetic()
        && !written.ends_with(' ')
        && written.chars().all(is_plain)
        && !RESERVED.iter().any(|word| written.eq_ignore_ascii_case(word));
    is_sentence.then(|| Value::Text(written.to_owned()))
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
        assert!(is_read_alike("title: Trust\ndate: 2026-11-22\ndraft_note: e5\nkind: closing"));
    }

    #[test]
    fn what_yaml_reads_in_its_own_way_is_left_to_it() {
        for head in [
            "",
            "\n",
            "title: a: b\n",
            "title: a # b\n",
            "title: true\n",
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
            "tags: [a]\n",
            "a: b\r\n",
            "a: b\n\n",
            "a: b\n---\n",
            "- a: b\n",
            "? a: b\n",
            "a: \tb\n",
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
        fn plain_heads_of_any_letters(head in "([a-z][a-z_]{0,6}: [A-Za-z][-A-Za-z0-9 .,;!?'()/_’“–…é٣漢ß\u{301}]{0,24}\n){1,5}") {
            is_read_alike(&head);
        }

        #[test]
        fn texts_in_quotes(text in "[ -~é٣漢’—\u{301}]{0,24}") {
            is_read_alike(&format!("title: \"{text}\"\n"));
        }

        #[test]
        fn numbers_and_days(value in "[0-9]{1,11}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9eExX_.+-]{1,10}") {
            is_read_alike(&format!("time: {value}\n"));
        }
    }
}
