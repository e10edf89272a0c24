//! A theme's assets: files that are published under a name with a digest, so that browsers may keep
//! them for ever.

mod css;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::diagnostic::{Diagnostic, Place};
use crate::digest::Digest;
use crate::path::{SourcePath, Url, slug};
use crate::source::Source;
use crate::text::Text;
use crate::theme::plain::{Said, file_suggestion};
use css::{Reference, references};

/// What must be encoded in an address inside `url(…)`, with and without quotation marks.
const UNFIT_FOR_CSS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'\'').add(b'(').add(b')').add(b'\\');

/// A file that a theme can publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where it lies.
    pub path: SourcePath,
    /// What is published: its bytes, in a CSS file with the published names of other assets. Of a file
    /// that is not [`whole`](Self::whole), the beginning.
    pub bytes: Arc<[u8]>,
    /// Whether `bytes` holds all of it; if not, the file at `path` is published as it is.
    pub whole: bool,
    /// The digest of what is published.
    pub digest: Digest,
    /// Its address.
    pub url: Url,
    /// The names of the assets that it names itself.
    pub needs: Vec<String>,
}

/// All assets of a theme, by their paths below `assets`.
#[derive(Clone, Debug, Default)]
pub(super) struct Assets(BTreeMap<String, Asset>);

impl Assets {
    /// The asset that is published at an address.
    pub(super) fn at(&self, address: &str) -> Option<&Asset> {
        self.0.values().find(|asset| asset.url.as_str() == address)
    }

    /// Gathers assets; CSS files get the published names of what they name.
    pub(super) fn gather(files: &BTreeMap<&str, &Source>, found: &mut Vec<Diagnostic>) -> Self {
        let mut gatherer = Gatherer { files, done: BTreeMap::new(), open: Vec::new(), found };
        for name in files.keys() {
            gatherer.publish(name);
        }
        Self(gatherer.done)
    }

    /// The asset of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Asset> {
        self.0.get(name)
    }

    /// The asset of a name, or why there is none.
    pub(super) fn find(&self, name: &str) -> Result<&Asset, Said> {
        self.get(name).ok_or_else(|| {
            let help = file_suggestion(name, self.0.keys().map(String::as_str));
            Said::new(format!("the theme has no file “assets/{name}”"), help)
        })
    }

    /// An asset as text for the inside of a page, or why it cannot be that.
    pub(super) fn inline(&self, name: &str) -> Result<(&str, Digest), Said> {
        let asset = self.find(name)?;
        if let Some(needed) = asset.needs.first() {
            let message =
                format!("“{name}” names another file, “{needed}”, and cannot be printed into a page");
            return Err(Said::new(message, format!("link to it with asset(path=\"{name}\")")));
        }
        match std::str::from_utf8(&asset.bytes) {
            Ok(text) if asset.whole => Ok((text.trim_start_matches('\u{feff}').trim_end(), asset.digest)),
            _ => Err(Said::new(format!("“{name}” is no text that can be printed into a page"), "")),
        }
    }

    /// These assets and all that they name.
    pub(super) fn with_needs<'a>(
        &'a self,
        names: impl IntoIterator<Item = &'a str>,
    ) -> BTreeMap<&'a Url, &'a Asset> {
        let mut waiting: Vec<&str> = names.into_iter().collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut published = BTreeMap::new();
        while let Some(name) = waiting.pop() {
            let Some(asset) = self.get(name).filter(|_| seen.insert(name)) else { continue };
            published.insert(&asset.url, asset);
            waiting.extend(asset.needs.iter().map(String::as_str));
        }
        published
    }
}

struct Gatherer<'a> {
    files: &'a BTreeMap<&'a str, &'a Source>,
    done: BTreeMap<String, Asset>,
    /// The CSS files that are being read, each named by the one before.
    open: Vec<&'a str>,
    found: &'a mut Vec<Diagnostic>,
}

impl<'a> Gatherer<'a> {
    /// Makes an asset, after those that it names.
    fn publish(&mut self, name: &'a str) {
        let Some(source) = self.files.get(name).filter(|_| !self.done.contains_key(name)) else { return };
        let is_css = source.path.stem_and_ending().1.eq_ignore_ascii_case("css");
        let (bytes, digest, needs) = if is_css {
            self.open.push(name);
            let (text, needs) = self.rewritten(name, source);
            self.open.pop();
            let bytes: Arc<[u8]> = text.into_bytes().into();
            let digest = Digest::of(&bytes);
            (bytes, digest, needs)
        } else {
            (source.bytes.clone(), source.digest, Vec::new())
        };
        let url = published_url(&source.path, digest);
        let whole = is_css || source.is_whole();
        let asset = Asset { path: source.path.clone(), bytes, whole, digest, url, needs };
        self.done.insert(name.to_owned(), asset);
    }

    /// A CSS file with the published names of the assets it names, and their own names.
    fn rewritten(&mut self, name: &str, source: &Source) -> (String, Vec<String>) {
        let text = match Text::decode(&source.path, &source.bytes) {
            Ok(text) if source.is_whole() => text,
            Ok(_) => {
                let message = "this CSS file is too large";
                self.found.push(Diagnostic::error("large-asset", Place::whole(&source.path), message));
                return Default::default();
            }
            Err(fault) => {
                self.found.push(fault);
                return Default::default();
            }
        };
        let mut needs = BTreeSet::new();
        let mut css = String::with_capacity(text.as_str().len());
        let mut done = 0;
        for reference in references(text.as_str()) {
            match self.resolved(name, &reference) {
                Ok(Some((asset, rest))) => {
                    css.push_str(&text.as_str()[done..reference.range.start]);
                    let quote = if reference.quoted { "\"" } else { "" };
                    let published = self.done[asset].url.as_str().trim_start_matches("/assets/");
                    css.extend([quote, published, &rest, quote]);
                    done = reference.range.end;
                    needs.insert(asset.to_owned());
                }
                Ok(None) => {}
                Err((code, said)) => {
                    let length = text.as_str()[reference.range.clone()].chars().count();
                    let place = text.place(reference.range.start, length);
                    self.found.push(Diagnostic::error(code, place, said.message).help(said.help));
                }
            }
        }
        css.push_str(&text.as_str()[done..]);
        (css, needs.into_iter().collect())
    }

    /// The asset that a reference in a CSS file means, with the query and fragment after its name;
    /// none, if the reference stays as it is.
    fn resolved(
        &mut self,
        from: &str,
        reference: &Reference,
    ) -> Result<Option<(&'a str, String)>, (&'static str, Said)> {
        let target = reference.target.as_str();
        if target.is_empty() || target.starts_with('#') || starts_with_ignoring_case(target, "data:") {
            return Ok(None);
        }
        if target.starts_with("//") || has_scheme(target) {
            let message = format!("“{target}” would be loaded from another site");
            return Err(("foreign-asset", Said::new(message, "copy the file into the theme's assets")));
        }
        let end = target.find(['?', '#']).unwrap_or(target.len());
        let path = percent_decode_str(&target[..end]).decode_utf8_lossy();
        let missing = |help| ("unknown-asset", Said::new(format!("there is no asset “{target}”"), help));
        if path.starts_with('/') {
            return Err(missing("write the path from this file, such as ../fonts/name.woff2".to_owned()));
        }
        let joined = SourcePath::new(format!("assets/{from}")).join(&path);
        let name = joined.as_ref().and_then(|joined| joined.as_str().strip_prefix("assets/"));
        let known = name.and_then(|name| self.files.get_key_value(name));
        let Some((name, _)) = known else {
            let known = self.files.keys().copied();
            return Err(missing(file_suggestion(name.unwrap_or(&path), known)));
        };
        if let Some(first) = self.open.iter().position(|open| open == name) {
            let circle = [&self.open[first..], &[*name]].concat().join(" → ");
            let message = format!("these files name each other without end: {circle}");
            return Err(("circular-asset", Said::new(message, "")));
        }
        self.publish(name);
        Ok(Some((name, utf8_percent_encode(&target[end..], UNFIT_FOR_CSS).to_string())))
    }
}

/// `/assets/<name>.<digest>.<ending>`; the name is made fit for an address.
fn published_url(path: &SourcePath, digest: Digest) -> Url {
    let (stem, ending) = path.stem_and_ending();
    let (stem, ending) = (slug(stem), slug(ending));
    let stem = if stem.is_empty() { "asset" } else { &stem };
    let dot = if ending.is_empty() { "" } else { "." };
    Url::new(format!("/assets/{stem}.{}{dot}{ending}", digest.short()))
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn has_scheme(target: &str) -> bool {
    target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|char: char| char.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered(files: &[(&str, &str)]) -> (Assets, Vec<Diagnostic>) {
        let sources: Vec<(&str, Source)> = files
            .iter()
            .map(|(name, text)| {
                let path = SourcePath::new(format!("themes/test/assets/{name}"));
                (*name, Source::new(path, text.as_bytes()))
            })
            .collect();
        let files = sources.iter().map(|(name, source)| (*name, source)).collect();
        let mut found = Vec::new();
        (Assets::gather(&files, &mut found), found)
    }

    #[test]
    fn css_names_what_is_published() {
        let (assets, found) = gathered(&[
            ("css/a.css", "@import 'b.css'; x { y: url(../f/My%20Font.woff2?v=1#z) url(data:,) url(#s) }"),
            ("css/b.css", "z { y: url(\"../i.svg\") }"),
            ("f/My Font.woff2", "font"),
            ("i.svg", "<svg/>"),
        ]);
        assert_eq!(found, []);
        let names = |name: &str| assets.get(name).unwrap().url.as_str().replace("/assets/", "");
        let (b, font, image) = (names("css/b.css"), names("f/My Font.woff2"), names("i.svg"));
        let css = String::from_utf8(assets.get("css/a.css").unwrap().bytes.to_vec()).unwrap();
        assert_eq!(css, format!("@import \"{b}\"; x {{ y: url({font}?v=1#z) url(data:,) url(#s) }}"));
        assert!(font.starts_with("my-font.") && font.strip_suffix(".woff2").is_some());
        let published = assets.with_needs(["css/a.css"]);
        assert_eq!(published.len(), 4);
        assert!(published.keys().any(|url| url.as_str().ends_with(&image)));
        assert_eq!(assets.with_needs(["i.svg", "gone"]).len(), 1);
    }

    #[test]
    fn a_changed_image_changes_the_names_of_all_that_name_it() {
        let url = |image: &str| {
            let (assets, _) =
                gathered(&[("a.css", "@import 'b.css'"), ("b.css", "x{y:url(i.svg)}"), ("i.svg", image)]);
            assets.get("a.css").unwrap().url.clone()
        };
        assert_ne!(url("1"), url("2"));
        assert_eq!(url("1"), url("1"));
    }

    #[test]
    fn faults_stand_where_they_are_written() {
        let (_, found) = gathered(&[
            (
                "a.css",
                "a { b: url(https://x.org/f.woff2) }\n@import 'bb.css'; c { d: url(/e.png) }\n@import '../../f'; @import '//g'",
            ),
            ("b.css", "@import 'c.css'"),
            ("c.css", "@import 'b.css'"),
        ]);
        let told: Vec<_> = found.iter().map(|f| (f.code.as_ref(), f.place.line, f.place.column)).collect();
        let expected = [
            ("foreign-asset", 1, 12),
            ("unknown-asset", 2, 9),
            ("unknown-asset", 2, 30),
            ("unknown-asset", 3, 9),
            ("foreign-asset", 3, 28),
            ("circular-asset", 1, 9),
        ];
        assert_eq!(told, expected);
        assert_eq!(found[1].help, "did you mean “b.css”?");
    }

    #[test]
    fn what_can_be_printed_into_a_page() {
        let (assets, _) = gathered(&[("a.css", "x { y: url(i.svg) }"), ("i.svg", "<svg/>\n")]);
        assert_eq!(assets.inline("i.svg").unwrap().0, "<svg/>");
        assert!(assets.inline("a.css").unwrap_err().message.contains("i.svg"));
        assert_eq!(assets.inline("ii.svg").unwrap_err().help, "did you mean “i.svg”?");
    }
}
