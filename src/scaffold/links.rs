//! Links that name a file by its number, when the number changes.

use std::collections::BTreeMap;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use crate::path::SourcePath;

/// Files with a new name, the old path first; only the number at the start of the name differs.
pub(super) type Renames = BTreeMap<SourcePath, SourcePath>;

/// The text of a Markdown file with every link to a renamed file naming the new one; none, if there is no such link.
///
/// Links of the body count, and `to:` in the head.
pub(super) fn in_markdown(file: &SourcePath, text: &str, renames: &Renames) -> Option<String> {
    let head = head(text);
    let mut targets = targets_in_yaml(&text[..head]);
    targets
        .extend(targets_in_body(&text[head..]).into_iter().map(|range| range.start + head..range.end + head));
    replace(file, text, targets, renames)
}

/// The same for a YAML file.
pub(super) fn in_yaml(file: &SourcePath, text: &str, renames: &Renames) -> Option<String> {
    replace(file, text, targets_in_yaml(text), renames)
}

fn replace(
    file: &SourcePath,
    text: &str,
    mut targets: Vec<Range<usize>>,
    renames: &Renames,
) -> Option<String> {
    targets.sort_by_key(|target| target.start);
    targets.dedup();
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for target in targets {
        if let Some((digits, number)) =
            digits(file, text, &target, renames).filter(|(digits, _)| digits.start >= done)
        {
            new.push_str(&text[done..digits.start]);
            new.push_str(&number);
            done = digits.end;
        }
    }
    if done == 0 {
        return None;
    }
    new.push_str(&text[done..]);
    Some(new)
}

/// Where the number of a renamed file stands in a link's target, and the new one.
fn digits(
    file: &SourcePath,
    text: &str,
    target: &Range<usize>,
    renames: &Renames,
) -> Option<(Range<usize>, String)> {
    let path = text[target.clone()].split(['#', '?']).next()?;
    let new = renames.get(&file.join(&percent_decode_str(path).decode_utf8().ok()?)?)?;
    let start = target.start + path.rfind('/').map_or(0, |slash| slash + 1);
    let length = text[start..target.end].bytes().take_while(u8::is_ascii_digit).count();
    let number: String = new.name().chars().take_while(char::is_ascii_digit).collect();
    (length > 0).then(|| (start..start + length, number))
}

/// How many bytes the head takes, its closing line included.
fn head(text: &str) -> usize {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if first.trim_start_matches('\u{feff}').trim_end() != "---" {
        return 0;
    }
    let mut end = first.len();
    for line in lines {
        end += line.len();
        if line.trim_end() == "---" {
            return end;
        }
    }
    0
}

/// The values of all keys `to`.
fn targets_in_yaml(yaml: &str) -> Vec<Range<usize>> {
    let mut targets = Vec::new();
    let mut start = 0;
    for line in yaml.split_inclusive('\n') {
        for (at, key) in line.match_indices("to: ") {
            let is_key = line[..at].chars().next_back().is_none_or(|char| " {,\t".contains(char));
            let is_comment = line.trim_start().starts_with('#');
            if is_key && !is_comment {
                let value = value(&line[at + key.len()..]);
                targets.push(start + at + key.len() + value.start..start + at + key.len() + value.end);
            }
        }
        start += line.len();
    }
    targets
}

/// The scalar that a line goes on with, without its quotes.
fn value(rest: &str) -> Range<usize> {
    let start = rest.len() - rest.trim_start().len();
    let text = &rest[start..];
    if let Some(quote) = text.chars().next().filter(|char| matches!(char, '"' | '\'')) {
        let length = text[1..].find(quote).unwrap_or(0);
        return start + 1..start + 1 + length;
    }
    let length =
        [" #", ",", "}", "\n", "\r"].iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
    start..start + text[..length].trim_end().len()
}

/// The targets of all links in a Markdown body, as written.
fn targets_in_body(body: &str) -> Vec<Range<usize>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    let parser = Parser::new_ext(body, options);
    let definitions = parser.reference_definitions().iter().map(|(_, definition)| definition.span.clone());
    let mut targets: Vec<_> =
        definitions.filter_map(|span| target(body, &span, body[span.clone()].find("]:")?)).collect();
    for (event, range) in parser.into_offset_iter() {
        if let Event::Start(Tag::Link { link_type: LinkType::Inline, .. }) = event {
            // A title, too, can hold what looks like the start of a target, so every one is looked at.
            let starts = body[range.clone()].match_indices("](").map(|(at, _)| at);
            targets.extend(starts.filter_map(|at| target(body, &range, at)));
        }
    }
    targets
}

/// The target that begins after two characters at an offset in a range.
fn target(body: &str, range: &Range<usize>, at: usize) -> Option<Range<usize>> {
    let after = range.start + at + 2;
    let rest = body.get(after..range.end)?;
    let start = after + rest.len() - rest.trim_start().len();
    let rest = &body[start..range.end];
    if let Some(inside) = rest.strip_prefix('<') {
        return Some(start + 1..start + 1 + inside.find('>')?);
    }
    let mut depth = 0_u32;
    let end = rest.find(|char: char| match char {
        '(' => {
            depth += 1;
            false
        }
        ')' if depth == 0 => true,
        ')' => {
            depth -= 1;
            false
        }
        char => char.is_whitespace(),
    });
    Some(start..start + end.unwrap_or(rest.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn renames() -> Renames {
        let path = |name: &str| SourcePath::new(format!("content/g/{name}"));
        [("02-b.md", "03-b.md"), ("9-ü (x).md", "10-ü (x).md")]
            .map(|(from, to)| (path(from), path(to)))
            .into()
    }

    fn markdown(text: &str) -> Option<String> {
        in_markdown(&SourcePath::new("content/g/01-a.md"), text, &renames())
    }

    #[test]
    fn links_of_every_form() {
        for (text, expected) in [
            ("[b](02-b.md)", "[b](03-b.md)"),
            ("[b](./02-b.md#tips \"02-b.md\") x", "[b](./03-b.md#tips \"02-b.md\") x"),
            ("[b](<02-b.md>)", "[b](<03-b.md>)"),
            ("[b](/g/02-b.md?x)", "[b](/g/03-b.md?x)"),
            ("[b](../g/02-b.md)", "[b](../g/03-b.md)"),
            ("[u](9-%C3%BC%20%28x%29.md)", "[u](10-%C3%BC%20%28x%29.md)"),
            ("[u](<9-ü (x).md>)", "[u](<10-ü (x).md>)"),
            ("[b][id]\n\n[id]: 02-b.md \"t\"\n", "[b][id]\n\n[id]: 03-b.md \"t\"\n"),
            ("[![i](i.png)](02-b.md)", "[![i](i.png)](03-b.md)"),
            ("# A [b](02-b.md)\r\n- [ ] [b](02-b.md)\r\n", "# A [b](03-b.md)\r\n- [ ] [b](03-b.md)\r\n"),
            (
                "---\nactions:\n  - { label: x, to: 02-b.md }\n---\n",
                "---\nactions:\n  - { label: x, to: 03-b.md }\n---\n",
            ),
            (
                "\u{feff}---\nto: \"02-b.md\" # x\n---\n[b](02-b.md)",
                "\u{feff}---\nto: \"03-b.md\" # x\n---\n[b](03-b.md)",
            ),
        ] {
            assert_eq!(markdown(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_is_no_link_stays() {
        for text in [
            "`[b](02-b.md)` and 02-b.md",
            "```\n[b](02-b.md)\n```\n",
            "[b](https://example.org/02-b.md)",
            "[b](../02-b.md) [b](h/02-b.md) [b](02-b)",
            "---\ntitle: 02-b.md\nauto: 02-b.md\n# to: 02-b.md\n---\n",
            "[b]\\(02-b.md)",
        ] {
            assert_eq!(markdown(text), None, "{text}");
        }
    }

    #[test]
    fn settings_are_seen_from_content() {
        let file = SourcePath::new("content/site.yaml");
        let new = in_yaml(&file, "menu:\n  - label: B\n    to: g/02-b.md\n", &renames());
        assert_eq!(new.as_deref(), Some("menu:\n  - label: B\n    to: g/03-b.md\n"));
    }

    proptest! {
        #[test]
        fn nothing_but_numbers_changes(text in "(\\[b\\]\\(|02-b\\.md|\\)|<|>|\"|to: |---\n|\\[x\\]: |[ü`\n# ]){0,20}") {
            if let Some(new) = markdown(&text) {
                let undone: Vec<_> = [&new, &text].map(|text| text.replace("03-b.md", "02-b.md")).into();
                prop_assert_eq!(&undone[0], &undone[1]);
            }
        }

        #[test]
        fn any_text_is_read(text: String) {
            let _ = markdown(&text);
        }
    }
}
