//! Documents, feature by feature, and the laws that hold for every text.

mod blocks;
mod growth;
mod laws;
mod problems;
mod raw_html;
mod tips;

use super::{Document, Filling, parse};
use crate::path::SourcePath;
use crate::tag::escape;
use crate::text::Text;

/// The document of some Markdown.
fn document(markdown: &str) -> Document {
    parse(&Text::new(&SourcePath::new("content/a.md"), markdown), 0)
}

/// What goes in at a hole, so that tests can see it: `{word}`, `«link»`, `^` for the prefix, a tip's own id.
fn filler(filling: &Filling, html: &mut String) {
    match filling {
        Filling::Link { to, .. } => {
            html.push('«');
            escape(to, html);
            html.push('»');
        }
        Filling::Image { to, .. } => {
            html.push_str("src=\"");
            escape(to, html);
            html.push_str("\" width=\"1\" height=\"2\"");
        }
        Filling::Tip(id) => escape(id, html),
        Filling::Word(key) => {
            html.push('{');
            html.push_str(key);
            html.push('}');
        }
        Filling::Prefix => html.push('^'),
    }
}

/// The HTML of some Markdown, with its holes filled visibly.
fn html(markdown: &str) -> String {
    document(markdown).fill(&mut filler)
}

/// The code, line and column of every problem.
fn problems(markdown: &str) -> Vec<(String, u32, u32)> {
    let problems = document(markdown).diagnostics;
    problems
        .into_iter()
        .map(|problem| (problem.code.into_owned(), problem.place.line, problem.place.column))
        .collect()
}

/// Asserts the problems of some Markdown.
#[track_caller]
fn assert_problems(markdown: &str, expected: &[(&str, u32, u32)]) {
    let problems = problems(markdown);
    let problems: Vec<(&str, u32, u32)> =
        problems.iter().map(|(code, line, column)| (code.as_str(), *line, *column)).collect();
    assert_eq!(problems, expected, "{markdown}");
}
