//! What templates see: the model as Tera values, each converted and hashed once.
//!
//! A template gets three closed values, `site`, `guide` and `page`. All it shows beyond them it asks for by
//! a [`Query`](crate::query::Query). Addresses are from the site's root; the finishing pass makes them relative.

mod action;
mod body;
mod card;
mod comments;
mod consent;
mod guide;
mod head;
mod lists;
mod page;
mod part;
mod structured;
mod value;

use std::sync::Arc;

pub use tera::Value;

use crate::config::PREFERENCES;
use crate::digest::Digest;
use crate::links::encoded;
use crate::path::Url;
use crate::site::{Link, Site};

pub use body::body;
pub use card::{Card, Cards, Hand};
pub use consent::{Statement, statement};
pub use value::{digest, map};

/// A value with its digest.
#[derive(Clone, Debug)]
pub struct Seen {
    /// What the template sees.
    pub value: Value,
    /// The digest of all that can be seen in it.
    pub digest: Digest,
}

impl Seen {
    /// A value, hashed.
    pub fn new(value: Value) -> Self {
        Self { digest: digest(&value), value }
    }
}

impl From<Seen> for Hand {
    fn from(seen: Seen) -> Self {
        Self { digest: seen.digest, value: Some(seen.value) }
    }
}

/// A word or sentence of the theme: a key, and the texts that replace its placeholders.
pub type Words = dyn Fn(&str, &[(&str, &str)]) -> String + Send + Sync;

/// Looks at a site for a theme.
pub struct Viewer {
    /// The site.
    pub site: Arc<Site>,
    /// The theme's words in the site's language.
    pub words: Arc<Words>,
    /// The theme's options.
    pub options: Value,
    /// Whether the site is to open from the disk, where browsers refuse what needs permission across origins.
    pub portable: bool,
    /// What readers are asked to agree to, if anything.
    pub statement: Option<Statement>,
    /// Which pages of a guide the theme makes beside its parts.
    pub makes: Makes,
}

/// Which pages of a guide a theme makes beside its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Makes {
    /// All parts on one page.
    pub all: bool,
    /// The worksheet.
    pub worksheet: bool,
}

impl Viewer {
    /// `site`, the same for every page.
    pub fn site(&self) -> Seen {
        let site = &*self.site;
        let footer =
            site.footer.as_ref().map(|(document, resolved)| body(document, resolved, "", &*self.words));
        Seen::new(map([
            ("title", site.config.title.as_str().into()),
            ("description", site.config.description.as_str().into()),
            ("language", site.config.language.as_str().into()),
            ("dir", direction(&site.config.language).into()),
            ("base_url", site.config.base_url.as_str().into()),
            ("portable", self.portable.into()),
            ("home_url", Url::root().as_str().into()),
            ("feed_url", (if site.config.base_url.is_empty() { "" } else { "/feed.xml" }).into()),
            ("author", link(site.author.as_ref())),
            (
                "menu",
                site.menu
                    .iter()
                    .map(|entry| label_and_url(&entry.label, &entry.to))
                    .collect::<Vec<_>>()
                    .into(),
            ),
            ("footer", Value::safe_string(&footer.unwrap_or_default())),
            ("options", self.options.clone()),
            ("remembers", self.remembers().into()),
            (
                "consent",
                self.statement.as_ref().map_or_else(Value::none, |statement| self.consent(statement)),
            ),
        ]))
    }

    /// The full address of a page; empty, if nobody said where the site will be.
    pub fn absolute(&self, url: &Url) -> String {
        match self.site.config.base_url.as_str() {
            "" => String::new(),
            base => [base, &encoded(url)].concat(),
        }
    }

    /// Whether readers are asked if the site may remember what they have done.
    fn remembers(&self) -> bool {
        let purposes = &self.site.config.consent.purposes;
        self.statement.is_some() && purposes.iter().any(|purpose| purpose.id.value == PREFERENCES)
    }

    fn word(&self, key: &str) -> String {
        (self.words)(key, &[])
    }
}

/// A name and where it leads, or nothing.
fn link(link: Option<&Link>) -> Value {
    link.map_or_else(Value::none, |link| {
        map([("name", link.label.as_str().into()), ("url", link.to.as_str().into())])
    })
}

fn label_and_url(label: &str, url: &str) -> Value {
    map([("label", label.into()), ("url", url.into())])
}

fn title_and_url(title: &str, url: &Url) -> Value {
    map([("title", title.into()), ("url", url.as_str().into())])
}

/// The direction of a language's usual script (Unicode CLDR, character orientation).
pub fn direction(language: &str) -> &'static str {
    const RIGHT_TO_LEFT: [&str; 12] =
        ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "nqo", "ps", "sd", "ug", "ur"];
    let lower = language.to_lowercase();
    let mut subtags = lower.split('-');
    let primary = subtags.next().unwrap_or_default();
    let script = subtags.find(|subtag| subtag.len() == 4).unwrap_or_default();
    let by_script = matches!(script, "arab" | "hebr" | "thaa" | "syrc" | "nkoo" | "adlm" | "rohg");
    let by_language = script.is_empty() && (RIGHT_TO_LEFT.contains(&primary) || primary == "yi");
    if by_script || by_language { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::direction;

    #[test]
    fn directions() {
        for (language, expected) in [
            ("en", "ltr"),
            ("ar", "rtl"),
            ("ar-EG", "rtl"),
            ("he", "rtl"),
            ("az-Arab", "rtl"),
            ("ar-Latn", "ltr"),
            ("de-AT", "ltr"),
        ] {
            assert_eq!(direction(language), expected, "{language}");
        }
    }
}
