//! Themes: what a site looks like. Read, checked as a whole, and ready to render.
//!
//! A theme is a folder `themes/<name>` with `theme.yaml`, `templates`, `assets` and `strings`. It can
//! extend another theme; then single templates, strings and assets replace those of the other. With
//! `render` this module is the only user of Tera.

mod asset;
mod builtin;
mod declaration;
mod layer;
mod option;
pub(crate) mod plain;
mod strings;
pub(crate) mod template;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};
use crate::digest::{Digest, Digester};
use crate::path::{SourcePath, Url};
use crate::query::Query;
use crate::source::{Source, Sources};
pub use asset::Asset;
use asset::Assets;
use layer::Layer;
use plain::{Said, suggestion};
use strings::StringFiles;
pub use strings::Strings;
use template::{Known, Templates};

/// A theme with all that it extends, for one site.
pub struct Theme {
    /// Its name.
    pub name: String,
    /// The digest of all that can change what it renders: templates, strings and options. Assets are not
    /// in it; they are read by queries.
    pub digest: Digest,
    /// Its options: what the site sets, and defaults for the rest.
    pub options: BTreeMap<String, tera::Value>,
    /// Its words in the language of the site.
    pub strings: Strings,
    assets: Assets,
    templates: Templates,
    keys: BTreeMap<String, Digest>,
}

/// Loads the theme of a site with all its faults. There is none if it, or one that it extends, cannot be
/// used at all. A theme with faults can tell its strings and options, but not render.
pub fn load(sources: &Sources, config: &Config) -> (Option<Theme>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let (layers, complete) = layer::layers(sources, &config.theme, &mut found);
    for layer in layers.iter().filter(|layer| !layer.built_in) {
        layer.unused(&mut found);
    }
    if layers.is_empty() || !complete {
        Templates::load(&merged(&layers, "templates"), None, &mut found);
        return (None, found);
    }
    let strings = strings(sources, config, &layers, &mut found);
    let options = options(config, &layers, &mut found);
    let assets = Assets::gather(&merged(&layers, "assets"), &mut found);
    let known = Known { strings: &strings, assets: &assets };
    let templates = Templates::load(&templates(&layers), Some(&known), &mut found);
    missing(&layers[0], &templates, &mut found);
    (Some(Theme::of(layers[0].name.clone(), options, strings, assets, templates)), found)
}

impl Theme {
    fn of(
        name: String,
        options: BTreeMap<String, tera::Value>,
        strings: Strings,
        assets: Assets,
        templates: Templates,
    ) -> Self {
        let words = strings.digest();
        let names = templates.all.keys();
        let key = |name: &String| Digest::of_parts([words.as_bytes(), templates.digest(name).as_bytes()]);
        let keys: BTreeMap<String, Digest> = names.map(|name| (name.clone(), key(name))).collect();
        let mut digester = Digester::new();
        digester.add(&name).add(words.as_bytes());
        for (name, key) in &keys {
            digester.add(name).add(key.as_bytes());
        }
        for (name, value) in &options {
            digester.add(name).add(format!("{value:?}"));
        }
        Self { name, digest: digester.finish(), options, strings, assets, templates, keys }
    }

    /// Whether its templates have no fault, so that it can render.
    pub fn renders(&self) -> bool {
        self.templates.compiled.is_some()
    }

    /// The digest of all that can change what one template renders, but for what it is given: the template
    /// with those that it extends, includes and takes components from, and the strings. None, if there is
    /// no such template.
    pub fn key(&self, template: &str) -> Option<Digest> {
        self.keys.get(template).copied()
    }

    /// The full names of its templates.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// The full name of a template that a page asks for (`wide` or `wide.html`), or help to find it.
    pub fn template(&self, name: &str) -> Result<String, String> {
        let full = format!("{}.html", name.strip_suffix(".html").unwrap_or(name));
        if self.keys.contains_key(&full) {
            return Ok(full);
        }
        Err(suggestion(name, self.keys.keys().map(|known| known.trim_end_matches(".html"))))
    }

    /// The asset at a path below `assets`.
    pub fn asset(&self, path: &str) -> Option<&Asset> {
        self.assets.get(path)
    }

    /// The asset that is published at an address.
    pub fn asset_at(&self, address: &str) -> Option<&Asset> {
        self.assets.at(address)
    }

    /// The digest of the answer to a query for an asset; none, if it has no answer or is about the site.
    pub fn answer(&self, query: &Query) -> Option<Digest> {
        match query {
            Query::Asset(path) => self.asset(path).map(|asset| asset.digest),
            Query::Inline(path) => self.assets.inline(path).ok().map(|(_, digest)| digest),
            Query::Guides(_) | Query::Page(_) | Query::Tags => None,
        }
    }

    /// What must be published for these queries: the assets asked for and all that their CSS names.
    pub fn published<'a>(
        &'a self,
        queries: impl IntoIterator<Item = &'a Query>,
    ) -> BTreeMap<&'a Url, &'a Asset> {
        let names = queries.into_iter().filter_map(|query| match query {
            Query::Asset(path) => Some(path.as_str()),
            _ => None,
        });
        self.assets.with_needs(names)
    }

    /// The asset of a name, or why there is none.
    pub(crate) fn find_asset(&self, path: &str) -> Result<&Asset, Said> {
        self.assets.find(path)
    }

    /// An asset as text for the inside of a page, or why it cannot be that.
    pub(crate) fn inline(&self, path: &str) -> Result<(&str, Digest), Said> {
        self.assets.inline(path)
    }

    /// Its templates.
    pub(crate) fn templates(&self) -> &Templates {
        &self.templates
    }
}

/// The files of a sub-folder in all themes; the first theme wins.
fn merged<'a>(layers: &'a [Layer], folder: &'static str) -> BTreeMap<&'a str, &'a Source> {
    layers.iter().rev().flat_map(|layer| layer.below(folder)).collect()
}

fn templates(layers: &[Layer]) -> BTreeMap<&str, &Source> {
    let mut templates = merged(layers, "templates");
    templates.retain(|name, _| name.strip_suffix(".html").is_some());
    templates
}

fn strings(sources: &Sources, config: &Config, layers: &[Layer], found: &mut Vec<Diagnostic>) -> Strings {
    let themes: Vec<StringFiles> =
        layers.iter().map(|layer| string_files(layer.below("strings"), found)).collect();
    let default_files = Layer::default_theme(sources);
    let of_default =
        default_files.iter().filter_map(|(path, source)| Some((path.strip_prefix("strings/")?, source)));
    // Its faults are told where the site uses it.
    let default = string_files(of_default, &mut Vec::new());
    let compared: Vec<(&StringFiles, bool)> =
        themes.iter().zip(layers).map(|(files, layer)| (files, layer.built_in)).collect();
    let site = Place::whole(&SourcePath::new("content/site.yaml"));
    strings::compare(&compared, &default, &config.language, &site, found);
    Strings::join(&themes.iter().collect::<Vec<_>>(), &default, &config.language)
}

fn string_files<'a>(
    files: impl Iterator<Item = (&'a str, &'a Source)>,
    found: &mut Vec<Diagnostic>,
) -> StringFiles {
    let mut all = StringFiles::default();
    for (name, source) in files {
        let Some(language) = layer::string_language(name) else { continue };
        if let Some(node) = declaration::parsed(source, found) {
            all.add(language, Place::whole(&source.path), &node, found);
        }
    }
    all
}

fn options(config: &Config, layers: &[Layer], found: &mut Vec<Diagnostic>) -> BTreeMap<String, tera::Value> {
    let declared = layers.iter().rev().flat_map(|layer| layer.declaration.options.iter().cloned()).collect();
    option::settle(&declared, &config.theme_options, &layers[0].name, found)
}

/// One error for the templates that every theme must have and this one has not.
fn missing(theme: &Layer, templates: &Templates, found: &mut Vec<Diagnostic>) {
    let missing = templates.missing();
    let Some(yaml) = theme.files.get("theme.yaml").filter(|_| !missing.is_empty()) else { return };
    let message =
        format!("the theme “{}” lacks templates that every site needs: {}", theme.name, missing.join(", "));
    let help = format!("add them to its templates, or write “extends: {}”", layer::DEFAULT);
    found.push(Diagnostic::error("missing-template", Place::whole(&yaml.path), message).help(help));
}
