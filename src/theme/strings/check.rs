//! How the strings of one language compare with the English ones.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{MONTHS, StringFile};
use super::form::{Form, Plurals};
use crate::diagnostic::{Diagnostic, Place};
use crate::theme::plain::suggestion;

/// The strings of a language: those of one theme, and of the themes it extends.
pub(super) struct Compared<'a> {
    /// The theme's own English file, if it has one.
    pub(super) english: Option<&'a StringFile>,
    /// The theme's own files of the language, the most general first.
    pub(super) files: Vec<&'a StringFile>,
    /// All English strings, with those of the themes it extends.
    pub(super) all_english: &'a BTreeMap<&'a str, &'a Form>,
    /// All keys of the language, with those of the themes it extends.
    pub(super) keys: &'a BTreeSet<&'a str>,
    /// The language of the site.
    pub(super) language: &'a str,
}

impl Compared<'_> {
    /// What is missing or different.
    pub(super) fn check(&self, found: &mut Vec<Diagnostic>) {
        self.missing(found);
        for file in &self.files {
            let plurals = Plurals::of(&file.language);
            for (key, (form, place)) in &file.forms {
                match self.all_english.get(key.as_str()) {
                    Some(english) => placeholders(key, form, english, place, found),
                    None => self.unknown(key, place, found),
                }
                categories(key, form, &plurals, place, found);
            }
        }
    }

    /// One warning that lists every key which English has and the language has not.
    fn missing(&self, found: &mut Vec<Diagnostic>) {
        let Some(english) = self.english else { return };
        let months = english.months.as_ref().map(|_| MONTHS);
        let mut missing: Vec<&str> = english.forms.keys().map(String::as_str).chain(months).collect();
        missing.retain(|key| !self.keys.contains(key));
        if missing.is_empty() {
            return;
        }
        let place = self.files.first().map_or(&english.place, |file| &file.place).clone();
        let message = match self.files.first() {
            Some(_) => format!("these strings are missing, so English is shown: {}", missing.join(", ")),
            None => {
                format!("these strings have no translation into “{}”: {}", self.language, missing.join(", "))
            }
        };
        found.push(Diagnostic::warning("missing-string", place, message));
    }

    fn unknown(&self, key: &str, place: &Place, found: &mut Vec<Diagnostic>) {
        let message = format!("there is no English string “{key}”, so this one is never used");
        let help = suggestion(key, self.all_english.keys().copied());
        found.push(Diagnostic::warning("unknown-string", place.clone(), message).help(help));
    }
}

fn placeholders(key: &str, form: &Form, english: &Form, place: &Place, found: &mut Vec<Diagnostic>) {
    let (own, expected) = (form.placeholders(), english.placeholders());
    for name in own.difference(&expected) {
        let message = format!("the English string “{key}” has no placeholder {{{name}}}");
        let help = suggestion(name, expected.iter().map(String::as_str));
        found.push(Diagnostic::warning("different-placeholder", place.clone(), message).help(help));
    }
    for name in expected.difference(&own) {
        let message = format!("the string “{key}” lacks the placeholder {{{name}}} of the English one");
        found.push(Diagnostic::warning("different-placeholder", place.clone(), message));
    }
}

fn categories(key: &str, form: &Form, plurals: &Plurals, place: &Place, found: &mut Vec<Diagnostic>) {
    let Form::Plural(phrases) = form else { return };
    let missing: Vec<&str> =
        plurals.needed().into_iter().filter(|category| !phrases.contains_key(*category)).collect();
    if !missing.is_empty() {
        let message =
            format!("the string “{key}” lacks plural forms of its language: {}", missing.join(", "));
        found.push(Diagnostic::warning("missing-plural", place.clone(), message));
    }
}
