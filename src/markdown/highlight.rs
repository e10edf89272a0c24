//! Highlighting: code gets classes, and the theme's style sheet the colours.

mod scope;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use syntect::parsing::{ParseState, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use crate::diagnostic::nearest;
use crate::tag::escape_text;

use scope::{Class, Classes};

/// Names for what is not to be highlighted, and languages that no syntax is at hand for.
const PLAIN: [&str; 19] = [
    "",
    "text",
    "txt",
    "plain",
    "plaintext",
    "none",
    "output",
    "console",
    "terminal",
    "session",
    "shell-session",
    "ascii",
    "mermaid",
    "powershell",
    "pwsh",
    "ps1",
    "jsx",
    "sass",
    "tree",
];

/// Other names that people write.
const ALIASES: [(&str, &str); 9] = [
    ("shell", "bash"),
    ("shellscript", "bash"),
    ("golang", "go"),
    ("csharp", "cs"),
    ("cplusplus", "cpp"),
    ("docker", "dockerfile"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("htm", "html"),
];

/// All syntaxes, and what their scopes mean.
pub(super) struct Highlighter {
    syntaxes: SyntaxSet,
    /// The number of the syntax for each file ending and name, in lower case.
    by_name: BTreeMap<String, usize>,
    classes: Classes,
}

/// What is known of a language.
pub(super) enum Found {
    /// It can be highlighted.
    Language(Syntax),
    /// It is none, or has no colours.
    Plain,
    /// It is not known.
    Unknown,
}

/// One language.
pub(super) struct Syntax {
    highlighter: &'static Highlighter,
    syntax: &'static SyntaxReference,
}

impl Highlighter {
    /// Looks a language up.
    pub(super) fn find(language: &str) -> Found {
        let name = language.to_lowercase();
        if PLAIN.contains(&name.as_str()) {
            return Found::Plain;
        }
        let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, known)| known);
        let highlighter = Self::get();
        let syntax =
            highlighter.by_name.get(name).and_then(|index| highlighter.syntaxes.syntaxes().get(*index));
        syntax.map_or(Found::Unknown, |syntax| Found::Language(Syntax { highlighter, syntax }))
    }

    /// The known name nearest to one that is not known.
    pub(super) fn nearest(language: &str) -> Option<&'static str> {
        let is_word = |name: &&str| name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        nearest(language, Self::get().by_name.keys().map(String::as_str).filter(is_word))
    }

    /// All of it, unpacked the first time that it is asked for.
    fn get() -> &'static Self {
        static HIGHLIGHTER: OnceLock<Highlighter> = OnceLock::new();
        HIGHLIGHTER.get_or_init(|| {
            let syntaxes = two_face::syntax::extra_newlines();
            let mut by_name = BTreeMap::new();
            for (index, syntax) in syntaxes.syntaxes().iter().enumerate() {
                by_name.entry(syntax.name.to_lowercase()).or_insert(index);
            }
            for (index, syntax) in syntaxes.syntaxes().iter().enumerate() {
                by_name.extend(syntax.file_extensions.iter().map(|ending| (ending.to_lowercase(), index)));
            }
            Self { syntaxes, by_name, classes: Classes::new() }
        })
    }
}

impl Syntax {
    /// Adds code to HTML, with a `span` around each run of one class. Code that the syntax gives up on
    /// goes in plain.
    pub(super) fn highlight(&self, code: &str, html: &mut String) {
        let mut state = ParseState::new(self.syntax);
        let mut scopes = ScopeStack::new();
        let mut spans = Spans::new(html);
        for line in LinesWithEndings::from(code) {
            let changes = state.parse_line(line, &self.highlighter.syntaxes).unwrap_or_default();
            let mut from = 0;
            for (at, change) in changes {
                if let Some(text) = line.get(from..at) {
                    spans.add(text, || self.highlighter.classes.of(&scopes));
                    from = at;
                }
                if scopes.apply(&change).is_err() {
                    scopes = ScopeStack::new();
                }
            }
            spans.add(&line[from..], || self.highlighter.classes.of(&scopes));
        }
        spans.end();
    }
}

/// Writes spans; white space between two of one class joins them.
struct Spans<'h> {
    html: &'h mut String,
    open: Option<Class>,
    space: String,
}

impl<'h> Spans<'h> {
    fn new(html: &'h mut String) -> Self {
        Self { html, open: None, space: String::new() }
    }

    fn add(&mut self, text: &str, class: impl Fn() -> Option<Class>) {
        let code = text.trim_start();
        self.space.push_str(&text[..text.len() - code.len()]);
        if code.is_empty() {
            return;
        }
        let class = class();
        if class != self.open {
            self.close();
        }
        self.html.push_str(&self.space);
        self.space.clear();
        if let Some(class) = class.filter(|_| class != self.open) {
            self.html.push_str(class.start());
        }
        self.open = class;
        let kept = code.trim_end();
        escape_text(kept, self.html);
        self.space.push_str(&code[kept.len()..]);
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
    }

    fn end(mut self) {
        self.close();
        self.html.push_str(&self.space);
    }
}
