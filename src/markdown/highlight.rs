//! Highlighting: code gets classes, and the theme's style sheet the colours.

mod scope;

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
    classes: Classes,
}

/// What is known of a language.
pub(super) enum Found {
    /// It can be highlighted.
    Language(Syntax),
    /// It is none, or has no colours.
    Plain,
    /// It is not known; perhaps this one was meant.
    Unknown(Option<String>),
}

/// One language.
pub(super) struct Syntax {
    highlighter: &'static Highlighter,
    syntax: &'static SyntaxReference,
}

impl Highlighter {
    /// Looks a language up. The syntaxes are unpacked the first time that one is asked for.
    pub(super) fn find(language: &str) -> Found {
        static HIGHLIGHTER: OnceLock<Highlighter> = OnceLock::new();
        let name = language.to_lowercase();
        if PLAIN.contains(&name.as_str()) {
            return Found::Plain;
        }
        let highlighter = HIGHLIGHTER
            .get_or_init(|| Self { syntaxes: two_face::syntax::extra_newlines(), classes: Classes::new() });
        let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, known)| known);
        match highlighter.syntaxes.find_syntax_by_token(name) {
            Some(syntax) => Found::Language(Syntax { highlighter, syntax }),
            None => Found::Unknown(nearest(name, highlighter.names()).map(str::to_lowercase)),
        }
    }

    /// The names that can stand after a fence.
    fn names(&'static self) -> impl Iterator<Item = &'static str> {
        let is_word = |name: &&str| name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let syntaxes = self.syntaxes.syntaxes().iter().filter(|syntax| !syntax.hidden);
        let names = syntaxes.clone().map(|syntax| syntax.name.as_str());
        syntaxes.flat_map(|syntax| &syntax.file_extensions).map(String::as_str).chain(names).filter(is_word)
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
                spans.add(&line[from..at], self.highlighter.classes.of(&scopes));
                from = at;
                if scopes.apply(&change).is_err() {
                    scopes = ScopeStack::new();
                }
            }
            spans.add(&line[from..], self.highlighter.classes.of(&scopes));
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

    fn add(&mut self, text: &str, class: Option<Class>) {
        let code = text.trim_start();
        self.space.push_str(&text[..text.len() - code.len()]);
        if code.is_empty() {
            return;
        }
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
