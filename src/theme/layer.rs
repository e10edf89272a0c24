//! A theme and the themes it extends, each with its files.

use std::collections::{BTreeMap, BTreeSet};

use super::builtin;
use super::declaration::Declaration;
use super::plain::suggestion;
use super::strings::is_language;
use crate::diagnostic::{Diagnostic, Place, Placed};
use crate::path::SourcePath;
use crate::source::{Source, Sources};

/// The name of the default theme.
pub(super) const DEFAULT: &str = "lantern";

/// One theme with its files.
pub(super) struct Layer {
    /// Its name, which is that of its folder.
    pub(super) name: String,
    /// What it says of itself.
    pub(super) declaration: Declaration,
    /// Its files by their paths below its folder.
    pub(super) files: BTreeMap<String, Source>,
    /// Whether it came with guidepost.
    pub(super) built_in: bool,
}

impl Layer {
    /// The theme of this name; none, if there is no such theme. The place names it.
    fn find(sources: &Sources, name: &Placed<String>, found: &mut Vec<Diagnostic>) -> Option<Self> {
        let (files, built_in) = files(sources, &name.value);
        if files.is_empty() {
            let message = format!("there is no theme “{}”", name.value);
            let help = suggestion(&name.value, folders(sources).iter().copied());
            found.push(Diagnostic::error("unknown-theme", name.place.clone(), message).help(help));
            return None;
        }
        let Some(yaml) = files.get("theme.yaml") else {
            let message = format!("the folder themes/{} has no theme.yaml, so it is no theme", name.value);
            let help = "add one with “name” and “api”";
            found.push(Diagnostic::error("no-theme-yaml", name.place.clone(), message).help(help));
            return None;
        };
        let declaration = Declaration::read(&name.value, yaml, found)?;
        Some(Self { name: name.value.clone(), declaration, files, built_in })
    }

    /// The default theme: that of the site, or else the one that came with guidepost.
    pub(super) fn default_theme(sources: &Sources) -> BTreeMap<String, Source> {
        files(sources, DEFAULT).0
    }

    /// The files of a sub-folder, by their paths below it.
    pub(super) fn below<'a>(&'a self, folder: &'static str) -> impl Iterator<Item = (&'a str, &'a Source)> {
        self.files.iter().filter_map(move |(path, source)| {
            let rest = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((rest, source))
        })
    }

    /// Files that nothing reads, so that a misspelt folder does not go unnoticed.
    pub(super) fn unused(&self, found: &mut Vec<Diagnostic>) {
        for (path, source) in &self.files {
            let Some(help) = unused(path) else { continue };
            let message = "nothing reads this file of the theme";
            found.push(Diagnostic::warning("unused-file", Place::whole(&source.path), message).help(help));
        }
    }
}

/// How to make a file of a theme be read, if nothing reads it.
fn unused(path: &str) -> Option<String> {
    let (folder, name) = path.split_once('/').unwrap_or(("", path));
    if name.rsplit('/').next().is_some_and(|name| name.starts_with('.')) {
        return None;
    }
    match folder {
        "" => {
            let upper = name.to_ascii_uppercase();
            let known = ["README", "LICENSE", "LICENCE", "CHANGELOG", "NOTICE", "COPYING"];
            let about = known.iter().any(|start| upper.starts_with(start));
            let read = name == "theme.yaml" || about;
            (!read).then(|| "a theme has theme.yaml and the folders templates, assets and strings".to_owned())
        }
        "templates" => {
            name.strip_suffix(".html").is_none().then(|| "the name of a template ends in .html".to_owned())
        }
        "strings" => string_language(name)
            .is_none()
            .then(|| "a file of strings is named by its language, such as strings/pt-BR.yaml".to_owned()),
        "assets" => None,
        other => Some(suggestion(other, ["templates", "assets", "strings"])),
    }
}

/// The language of a file in `strings`.
pub(super) fn string_language(name: &str) -> Option<&str> {
    name.strip_suffix(".yaml").filter(|language| is_language(language))
}

/// The files of a theme by their paths below its folder, and whether they came with guidepost.
fn files(sources: &Sources, name: &str) -> (BTreeMap<String, Source>, bool) {
    let folder = format!("themes/{name}");
    let own: BTreeMap<String, Source> = sources
        .below(&folder)
        .filter(|_| !name.contains('/'))
        .map(|source| (source.path.as_str()[folder.len() + 1..].to_owned(), source.clone()))
        .collect();
    if !own.is_empty() || name != DEFAULT {
        return (own, false);
    }
    let files = builtin::FILES.iter().map(|(path, bytes)| {
        let source = Source::new(SourcePath::new(format!("{folder}/{path}")), *bytes);
        ((*path).to_owned(), source)
    });
    (files.collect(), true)
}

/// The names of all themes.
fn folders(sources: &Sources) -> BTreeSet<&str> {
    sources
        .below("themes")
        .filter_map(|source| source.path.as_str().strip_prefix("themes/")?.split_once('/'))
        .map(|(name, _)| name)
        .chain([DEFAULT])
        .collect()
}

/// The theme that a site names, and after it each that the one before extends; whether all were found.
pub(super) fn layers(
    sources: &Sources,
    theme: &Placed<String>,
    found: &mut Vec<Diagnostic>,
) -> (Vec<Layer>, bool) {
    let mut layers: Vec<Layer> = Vec::new();
    let mut next = Some(theme.clone());
    while let Some(name) = next.take() {
        if layers.iter().any(|layer| layer.name == name.value) {
            let mut names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
            names.push(&name.value);
            let message = format!("these themes extend each other without end: {}", names.join(" → "));
            found.push(Diagnostic::error("circular-theme", name.place.clone(), message));
            return (layers, false);
        }
        let Some(layer) = Layer::find(sources, &name, found) else { return (layers, false) };
        next.clone_from(&layer.declaration.extends);
        layers.push(layer);
    }
    (layers, true)
}
