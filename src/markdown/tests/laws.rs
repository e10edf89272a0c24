//! What holds for every text, however strange.

use proptest::prelude::*;

use super::super::Document;
use super::{document, filler};
use crate::tag::{Token, Tokens};

/// Scraps of Markdown that meet in every way.
#[rustfmt::skip]
const SCRAPS: &[&str] = &[
    "a", "é", "信", "🙂", " ", "  ", "    ", "\n", "\n\n", "\t", "\0", "*", "**", "_", "~~", "`", "```rust\n", "```\n",
    "# ", "## ", "### b {#c}\n", "{#d}", "{", "}", "===\n", "---\n", "- ", "- [ ] ", "- [x] ", "1. ", "> ",
    "> [!TIP]\n", "> [!X]\n", "[", "]", "(", ")", "![", "](", "[a](b.md)", "![a](b.png)", "![a](b.png \"c\")\n", "[^1]",
    "[^1]: ", "\n[^2]: ", "[^2]", "[a]: b\n", "|", "|-|-|\n", "| a | b |\n|---|:-:|\n", ": ", "<", ">", "<div>", "</div>",
    "<a href=b>", "<p id=e>", "<img src=x srcset='a, b'>", "<!--", "-->", "<script>", "</script>", "<svg>", "</svg>",
    "\"", "'", "...", "--", "&amp;", "&", "\\", "http://a.b", "<http://a.b>", "<a@b.c>", "javascript:", "style=x",
];

fn soup() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(prop::sample::select(SCRAPS), 0..40).prop_map(|scraps| scraps.concat()),
        any::<String>(),
    ]
}

/// Whether a range can be cut out of the document's HTML.
fn is_sound(document: &Document) -> bool {
    let html = &document.html;
    let offsets: Vec<usize> = document.holes.iter().map(|hole| hole.at).collect();
    let labels_are_sound = document.tips.iter().all(|tip| html.get(tip.label.clone()).is_some());
    let tips_are_sorted = document.tips.is_sorted_by_key(|tip| tip.label.end);
    offsets.is_sorted()
        && offsets.iter().all(|at| html.is_char_boundary(*at))
        && labels_are_sound
        && tips_are_sorted
}

/// Every id of some HTML.
fn ids(html: &str) -> Vec<String> {
    let tags = Tokens::new(html).filter_map(|token| match token {
        Token::Start(tag) => tag.attribute("id").map(|id| id.value().into_owned()),
        _ => None,
    });
    tags.filter(|id| !id.is_empty()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn documents_are_sound(markdown in soup()) {
        let document = document(&markdown);
        prop_assert!(is_sound(&document), "{document:?}");
        let html = document.fill(&mut filler);
        prop_assert!(html.len() >= document.html.len());
        for tip in &document.tips {
            prop_assert!(!document.fill_label(tip, &mut filler).contains("<label"));
        }
    }

    #[test]
    fn what_is_written_here_is_balanced(markdown in soup()) {
        let document = document(&markdown.replace('<', ""));
        let mut open = Vec::new();
        for token in Tokens::new(&document.html) {
            match token {
                Token::Start(tag) if !tag.is_one_of(&["img", "input", "br", "hr"]) => open.push(tag.name),
                Token::End(tag) => prop_assert_eq!(open.pop(), Some(tag.name), "{}", document.html),
                Token::Comment(_) | Token::Other(_) => prop_assert!(false, "{}", document.html),
                _ => {}
            }
        }
        prop_assert!(open.is_empty(), "{}", document.html);
    }

    #[test]
    fn the_same_text_gives_the_same_document(markdown in soup()) {
        prop_assert_eq!(document(&markdown), document(&markdown));
    }

    #[test]
    fn places_lie_in_the_text(markdown in soup()) {
        let lines: Vec<usize> = markdown.replace("\r\n", "\n").split(['\n', '\r']).map(|line| line.chars().count()).collect();
        for problem in document(&markdown).diagnostics {
            let line = problem.place.line as usize;
            prop_assert!(line >= 1 && line <= lines.len(), "{problem:?}");
            prop_assert!(problem.place.column as usize <= lines[line - 1] + 1, "{problem:?}");
            prop_assert!(!problem.message.ends_with('.') && !problem.help.is_empty(), "{problem:?}");
        }
    }

    #[test]
    fn no_id_twice_without_an_error(markdown in soup()) {
        let document = document(&markdown);
        let mut ids = ids(&document.fill(&mut filler));
        let count = ids.len();
        ids.sort();
        ids.dedup();
        let is_told = document.diagnostics.iter().any(|problem| {
            matches!(problem.code.as_ref(), "duplicate-id" | "reserved-id" | "duplicate-tip-id" | "unclosed-html")
        });
        prop_assert!(ids.len() == count || is_told, "{}", document.html);
    }

    #[test]
    fn code_is_kept_word_for_word(code in "[ -~é\n]{0,80}", language in "(rust|js|html|md|yaml|bash|python|css)") {
        let document = document(&format!("~~~~~~{language}\n{code}\n~~~~~~\n"));
        let text: String = Tokens::new(&document.html)
            .filter_map(|token| match token {
                Token::Text(range) => Some(&document.html[range]),
                _ => None,
            })
            .collect();
        prop_assert_eq!(text.trim_end_matches('\n').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), code.trim_end_matches('\n'));
    }
}
