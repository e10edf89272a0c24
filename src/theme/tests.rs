//! Whole themes in memory.

pub(crate) mod faults;
mod lantern;
mod layers;
mod words;

use std::collections::BTreeMap;

use super::template::REQUIRED;
use super::{Theme, load};
use crate::config::{CommentSettings, Config, Consent};
use crate::diagnostic::{Diagnostic, Place, Placed};
use crate::path::SourcePath;
use crate::source::{Source, Sources};
use crate::text::Text;
use crate::yaml::{self, Value};

/// A site's theme files, and what `site.yaml` says of them.
pub(crate) struct Site {
    files: BTreeMap<String, Vec<u8>>,
    theme: &'static str,
    language: &'static str,
    options: &'static str,
}

impl Site {
    /// A site with a theme `test` that has every template it needs, all of them empty.
    pub(crate) fn new() -> Self {
        let files = BTreeMap::from([("themes/test/theme.yaml".to_owned(), b"name: test\napi: 1\n".to_vec())]);
        let site = Self { files, theme: "test", language: "en", options: "" };
        REQUIRED.iter().fold(site, |site, name| site.with(&format!("templates/{name}"), ""))
    }

    /// The same site with another file in the theme `test`, or with one file less, if it has no text.
    pub(crate) fn with(self, path: &str, text: &str) -> Self {
        self.file(&format!("themes/test/{path}"), text)
    }

    /// The same site with another file.
    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    /// The same site with another file that need not be text.
    pub(crate) fn bytes(mut self, path: &str, bytes: &[u8]) -> Self {
        self.files.insert(path.to_owned(), bytes.to_vec());
        self
    }

    /// The same site without a file of the theme `test`.
    pub(crate) fn without(mut self, path: &str) -> Self {
        self.files.remove(&format!("themes/test/{path}"));
        self
    }

    /// The same site with another theme.
    pub(crate) fn theme(mut self, name: &'static str) -> Self {
        self.theme = name;
        self
    }

    /// The same site in another language.
    pub(crate) fn language(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// The same site with `theme_options`, a map in YAML.
    pub(crate) fn options(mut self, options: &'static str) -> Self {
        self.options = options;
        self
    }

    /// The theme and all faults, sorted.
    pub(crate) fn load(&self) -> (Option<Theme>, Vec<Diagnostic>) {
        let sources =
            self.files.iter().map(|(path, bytes)| Source::new(SourcePath::new(path.as_str()), bytes.clone()));
        let (theme, mut found) = load(&Sources::new(sources), &self.config());
        found.sort_by(|a, b| (&a.place, &a.code, &a.message).cmp(&(&b.place, &b.code, &b.message)));
        (theme, found)
    }

    /// The theme of a site that has no faults.
    pub(crate) fn sound(&self) -> Theme {
        let (theme, found) = self.load();
        assert_eq!(found, []);
        theme.unwrap()
    }

    /// The faults as lines: code, file below `themes`, line, column, message and help.
    pub(crate) fn faults(&self) -> Vec<String> {
        let line = |fault: &Diagnostic| {
            let Place { file, line, column, .. } = &fault.place;
            let file = file.as_str().trim_start_matches("themes/");
            let help = if fault.help.is_empty() { String::new() } else { format!(" ({})", fault.help) };
            format!("{} {file}:{line}:{column} {}{help}", fault.code, fault.message)
        };
        self.load().1.iter().map(line).collect()
    }

    fn config(&self) -> Config {
        let file = SourcePath::new("content/site.yaml");
        let place = Place::whole(&file);
        let text = Text::new(&file, self.options);
        let options = match yaml::parse(&text, 0..self.options.len()).0.map(|node| node.value) {
            Some(Value::Map(entries)) => entries,
            _ => Vec::new(),
        };
        Config {
            title: String::new(),
            description: String::new(),
            language: self.language.to_owned(),
            base_url: String::new(),
            theme: Placed { value: self.theme.to_owned(), place: place.clone() },
            theme_options: options,
            author: None,
            menu: Vec::new(),
            footer: Placed { value: String::new(), place },
            comments: CommentSettings::default(),
            consent: Consent::default(),
            hosts: Vec::new(),
            deploy: BTreeMap::new(),
        }
    }
}
