//! One string: a text with placeholders, or one for each plural category.

use std::collections::{BTreeMap, BTreeSet};

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};

/// The plural categories of CLDR.
pub(super) const CATEGORIES: &[&str] = &["zero", "one", "two", "few", "many", "other"];

/// A text taken apart at its placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Placeholder(String),
}

impl Phrase {
    /// Takes a text apart. A brace that belongs to no placeholder is text.
    pub(super) fn of(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        let mut plain = String::new();
        while let Some(open) = rest.find('{') {
            plain.push_str(&rest[..open]);
            let inner = &rest[open + 1..];
            if let Some(close) = inner.find('}').filter(|close| is_name(&inner[..*close])) {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
                pieces.push(Piece::Placeholder(inner[..close].to_owned()));
                rest = &inner[close + 1..];
            } else {
                plain.push('{');
                rest = inner;
            }
        }
        plain.push_str(rest);
        pieces.push(Piece::Text(plain));
        Self(pieces)
    }

    /// Whether a brace of its text belongs to no placeholder.
    pub(super) fn has_stray_brace(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Text(text) if text.contains(['{', '}'])))
    }

    /// The names of its placeholders.
    pub(super) fn placeholders(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Placeholder(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The text with its placeholders filled; the error is the name of one that is not given.
    pub(super) fn fill<'a>(&self, value: impl Fn(&str) -> Option<&'a str>) -> Result<String, String> {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Placeholder(name) => text.push_str(value(name).ok_or_else(|| name.clone())?),
            }
        }
        Ok(text)
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}

/// A string as its file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One text.
    One(Phrase),
    /// A text for each plural category, `other` among them.
    Plural(BTreeMap<String, Phrase>),
}

impl Form {
    /// Every text of it.
    pub(super) fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        let (one, many) = match self {
            Self::One(phrase) => (Some(phrase), None),
            Self::Plural(phrases) => (None, Some(phrases.values())),
        };
        one.into_iter().chain(many.into_iter().flatten())
    }

    /// The placeholders of all its texts.
    pub(super) fn placeholders(&self) -> BTreeSet<String> {
        self.phrases().flat_map(Phrase::placeholders).map(str::to_owned).collect()
    }
}

/// How a language counts.
#[derive(Clone)]
pub(crate) struct Plurals(Option<PluralRules>);

impl Plurals {
    /// The rules of a language, of the language without its region, or none: then all is `other`.
    pub(super) fn of(language: &str) -> Self {
        let known = PluralRules::get_locales(PluralRuleType::CARDINAL);
        let find =
            |tag: &str| known.iter().find(|known| known.to_string().eq_ignore_ascii_case(tag)).cloned();
        let locale = super::fallbacks(language).find_map(find);
        Self(locale.and_then(|locale| PluralRules::create(locale, PluralRuleType::CARDINAL).ok()))
    }

    /// The category of a number, as written.
    pub(super) fn category(&self, number: &str) -> &'static str {
        match self.0.as_ref().map(|rules| rules.select(number)) {
            Some(Ok(PluralCategory::ZERO)) => "zero",
            Some(Ok(PluralCategory::ONE)) => "one",
            Some(Ok(PluralCategory::TWO)) => "two",
            Some(Ok(PluralCategory::FEW)) => "few",
            Some(Ok(PluralCategory::MANY)) => "many",
            _ => "other",
        }
    }

    /// The categories that small numbers need.
    pub(super) fn needed(&self) -> BTreeSet<&'static str> {
        (0..=200).map(|number| self.category(&number.to_string())).collect()
    }
}

impl std::fmt::Debug for Plurals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Plurals({})",
            self.0.as_ref().map(|rules| rules.get_locale().to_string()).unwrap_or_default()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled() {
        let phrase = Phrase::of("Step {n} of {total}.");
        assert_eq!(phrase.placeholders().collect::<Vec<_>>(), ["n", "total"]);
        let value = |name: &str| (name == "n").then_some("2");
        assert_eq!(phrase.fill(value), Err("total".to_owned()));
        assert_eq!(phrase.fill(|_| Some("2")).unwrap(), "Step 2 of 2.");
    }

    #[test]
    fn other_braces_are_text() {
        for text in ["{", "a } b", "{ n }", "{}", "{a", "x{y z}"] {
            let phrase = Phrase::of(text);
            assert!(phrase.has_stray_brace(), "{text}");
            assert_eq!(phrase.fill(|_| None).unwrap(), text);
        }
        assert!(!Phrase::of("{a}{b}").has_stray_brace());
    }

    #[test]
    fn languages_count_in_their_own_way() {
        let needed = |language: &str| Plurals::of(language).needed().into_iter().collect::<Vec<_>>();
        assert_eq!(needed("en"), ["one", "other"]);
        assert_eq!(needed("en-GB"), ["one", "other"]);
        assert_eq!(needed("ar"), ["few", "many", "one", "other", "two", "zero"]);
        assert_eq!(needed("ja"), ["other"]);
        assert_eq!(needed("xx"), ["other"]);
        assert_eq!(Plurals::of("pl").category("22"), "few");
        assert_eq!(Plurals::of("pt-BR").category("0"), "one");
        assert_eq!(Plurals::of("pt-PT").category("0"), "other");
    }
}
