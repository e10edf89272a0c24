//! The words of a theme in the language of a site.

mod check;
mod file;
mod form;

use std::collections::{BTreeMap, BTreeSet};

use crate::date::Date;
use crate::diagnostic::{Diagnostic, Place};
use crate::digest::{Digest, Digester};
use crate::theme::plain::{Said, suggestion};
use check::Compared;
use file::MONTHS;
pub(super) use file::StringFile;
use form::{Form, Plurals};

/// The language whose strings every theme falls back on.
const ENGLISH: &str = "en";

/// A theme's strings in the language of a site, with English ones where others are missing.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    entries: BTreeMap<String, Entry>,
    months: Vec<String>,
}

#[derive(Clone, Debug)]
struct Entry {
    form: Form,
    plurals: Plurals,
    placeholders: BTreeSet<String>,
}

impl Entry {
    /// The text for some arguments; the error is the name of one that is missing.
    fn fill(&self, arguments: &[(&str, &str)]) -> Result<String, String> {
        let value = |name: &str| arguments.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        match &self.form {
            Form::One(phrase) => phrase.fill(value),
            Form::Plural(phrases) => {
                let number = value("n").ok_or("n")?;
                let chosen = phrases.get(self.plurals.category(number)).or_else(|| phrases.get("other"));
                chosen.map_or_else(|| Ok(String::new()), |phrase| phrase.fill(value))
            }
        }
    }
}

/// The string files of one theme.
#[derive(Clone, Debug, Default)]
pub(super) struct StringFiles(Vec<StringFile>);

impl StringFiles {
    /// Adds the file of a language from its YAML.
    pub(super) fn add(
        &mut self,
        language: &str,
        place: Place,
        node: &crate::yaml::Node,
        found: &mut Vec<Diagnostic>,
    ) {
        self.0.push(StringFile::read(language, place, node, found));
    }

    fn of(&self, language: &str) -> Option<&StringFile> {
        self.0.iter().find(|file| file.language.eq_ignore_ascii_case(language))
    }
}

/// A language tag and what it falls back on: `pt-BR`, then `pt`.
fn fallbacks(language: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(language), |tag| tag.rsplit_once('-').map(|(shorter, _)| shorter))
}

/// Whether a text can be a language tag.
pub(super) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

impl Strings {
    /// Joins the strings of a theme (the first) and the themes it extends with those of the default
    /// theme: what a theme says in English wins over what the default theme says in any language.
    pub(super) fn join(themes: &[&StringFiles], default: &StringFiles, language: &str) -> Self {
        let mut strings = Self::default();
        let languages: Vec<&str> = fallbacks(language).collect();
        let mut order: Vec<&str> = vec![ENGLISH];
        order.extend(languages.into_iter().rev().filter(|tag| !tag.eq_ignore_ascii_case(ENGLISH)));
        for layers in [&[default][..], themes] {
            for tag in &order {
                let files = layers.iter().rev().filter_map(|files| files.of(tag));
                files.for_each(|file| strings.lay(file));
            }
        }
        strings
    }

    /// Puts the strings of a file over those known so far.
    fn lay(&mut self, file: &StringFile) {
        let plurals = Plurals::of(&file.language);
        for (key, (form, _)) in &file.forms {
            let entry =
                Entry { form: form.clone(), plurals: plurals.clone(), placeholders: form.placeholders() };
            self.entries.insert(key.clone(), entry);
        }
        if let Some(months) = &file.months {
            self.months.clone_from(months);
        }
    }

    /// All keys.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        self.entries.keys().map(String::as_str)
    }

    /// The placeholders of a string; none, if there is no such string.
    pub(super) fn placeholders(&self, key: &str) -> Option<&BTreeSet<String>> {
        self.entries.get(key).map(|entry| &entry.placeholders)
    }

    /// A string without placeholders; its key, if there is no such string.
    pub fn word(&self, key: &str) -> String {
        self.fill(key, &[]).unwrap_or_else(|_| key.to_owned())
    }

    /// A string with its placeholders filled; `n` among the arguments also chooses the plural form.
    pub fn fill(&self, key: &str, arguments: &[(&str, &str)]) -> Result<String, String> {
        self.say(key, arguments).map_err(|said| said.message)
    }

    /// The same, with help where something is wrong.
    pub(crate) fn say(&self, key: &str, arguments: &[(&str, &str)]) -> Result<String, Said> {
        let Some(entry) = self.entries.get(key) else {
            let help = suggestion(key, self.keys());
            return Err(Said::new(format!("the theme has no string “{key}”"), help));
        };
        let strange = |name: &&str| *name != "n" && !entry.placeholders.contains(*name);
        if let Some(name) = arguments.iter().map(|(name, _)| *name).find(strange) {
            let help = suggestion(name, entry.placeholders.iter().map(String::as_str));
            return Err(Said::new(format!("the string “{key}” has no place for “{name}”"), help));
        }
        entry
            .fill(arguments)
            .map_err(|needed| Said::new(format!("the string “{key}” needs the argument “{needed}”"), ""))
    }

    /// A string that need not use all of its arguments.
    pub fn made(&self, key: &str, arguments: &[(&str, &str)]) -> Result<String, String> {
        let entry = self.entries.get(key).ok_or_else(|| format!("the theme has no string “{key}”"))?;
        entry
            .fill(arguments)
            .map_err(|name| format!("the string “{key}” has the placeholder {{{name}}}, which nothing fills"))
    }

    /// A date such as `2026-11-01` in words: “1 November 2026”.
    pub fn date(&self, value: &str) -> Result<String, String> {
        let date = Date::parse(value).ok_or_else(|| format!("“{value}” is no date such as 2026-11-01"))?;
        let day = date.day();
        let index = usize::try_from(day.month() - 1).unwrap_or_default();
        let month = self.months.get(index).ok_or("the theme has no string “months”")?;
        let (number, year) = (day.day().to_string(), day.year().to_string());
        self.made("date_format", &[("day", &number), ("month", month), ("year", &year)])
    }

    /// A time in words: “1 hour 35 minutes”.
    pub fn duration(&self, minutes: u64) -> Result<String, String> {
        let hours = (minutes / 60).to_string();
        let rest = (minutes % 60).to_string();
        let in_hours = || self.made("duration_hours", &[("n", &hours)]);
        let in_minutes = || self.made("duration_minutes", &[("n", &rest)]);
        match (minutes / 60, minutes % 60) {
            (0, _) => in_minutes(),
            (_, 0) => in_hours(),
            _ => self.made("duration_both", &[("hours", &in_hours()?), ("minutes", &in_minutes()?)]),
        }
    }

    /// The digest of all strings.
    pub fn digest(&self) -> Digest {
        let mut digester = Digester::new();
        for (key, entry) in &self.entries {
            digester.add(key).add(format!("{:?} {:?}", entry.plurals, entry.form));
        }
        for month in &self.months {
            digester.add(month);
        }
        digester.finish()
    }
}

/// Compares the strings that a site uses with the English ones. The themes are the one chosen and those
/// it extends; a theme that came with guidepost has nothing its author could mend and is not compared.
pub(super) fn compare(
    themes: &[(&StringFiles, bool)],
    default: &StringFiles,
    language: &str,
    site: &Place,
    found: &mut Vec<Diagnostic>,
) {
    let languages: Vec<&str> = fallbacks(language).collect();
    if languages.last().is_some_and(|tag| tag.eq_ignore_ascii_case(ENGLISH)) {
        return;
    }
    let in_language = |files: &StringFiles| languages.iter().any(|tag| files.of(tag).is_some());
    if !themes.iter().any(|(files, _)| in_language(files)) {
        let message =
            format!("the theme has no strings in the language “{language}”, so its words are English");
        let help = format!("add strings/{language}.yaml to the theme, with the keys of strings/en.yaml");
        found.push(Diagnostic::warning("language-without-strings", site.clone(), message).help(help));
        return;
    }
    for (index, (files, built_in)) in themes.iter().enumerate() {
        if *built_in {
            continue;
        }
        let chain = themes[index..].iter().map(|(files, _)| *files);
        let english = chain.clone().chain([default]).filter_map(|files| files.of(ENGLISH));
        let all_english: BTreeMap<&str, &Form> =
            english.flat_map(|file| &file.forms).map(|(key, (form, _))| (key.as_str(), form)).collect();
        let own = chain.flat_map(|files| languages.iter().filter_map(|tag| files.of(tag)));
        let keys: BTreeSet<&str> = own
            .flat_map(|file| {
                file.forms.keys().map(String::as_str).chain(file.months.as_ref().map(|_| MONTHS))
            })
            .collect();
        Compared {
            english: files.of(ENGLISH),
            files: languages.iter().rev().filter_map(|tag| files.of(tag)).collect(),
            all_english: &all_english,
            keys: &keys,
            language,
        }
        .check(found);
    }
}
