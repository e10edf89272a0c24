//! From bytes to the model: read, parse, assemble.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Build, Inputs};
use crate::archive::{self, Archive};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place};
use crate::document::{self, Parsed};
use crate::markdown::{self, Document};
use crate::outline::{CONTENT, Outline, Role, SETTINGS};
use crate::path::SourcePath;
use crate::site::{Given, Site, assemble};
use crate::source::{Source, Sources};
use crate::text::Text;

/// Takes the site in; what is wrong is told, and the rest stands.
pub(super) fn take_in(inputs: &Inputs, build: &mut Build) -> Site {
    let sources = &inputs.sources;
    build.diagnostics.extend(sources.diagnostics.iter().cloned());
    let outline = Outline::of(&sources.below(CONTENT).map(|source| &source.path).collect::<Vec<_>>());
    build.diagnostics.extend(outline.diagnostics.iter().cloned());
    let config = settings(sources, build);
    let documents = documents(sources, &outline);
    for (_, parsed) in &documents {
        build.diagnostics.extend(parsed.faults.iter().chain(&parsed.document.diagnostics).cloned());
    }
    let footer = footer(&config, build);
    let archives = archives(sources, &outline, build);
    let (date, drafts) = (inputs.options.date, inputs.options.drafts);
    let documents = documents.into_iter().collect();
    let (site, faults) =
        assemble(Given { config, footer, outline: &outline, documents, archives, sources, date, drafts });
    build.diagnostics.extend(faults);
    build.status.clone_from(&site.publications);
    site
}

/// The settings; defaults, where they cannot be read.
fn settings(sources: &Sources, build: &mut Build) -> Config {
    let path = SourcePath::new(SETTINGS);
    let Some(source) = sources.get(&path) else {
        build.diagnostics.push(
            Diagnostic::error("no-settings", Place::whole(&path), "this site has no settings")
                .help("write a file “content/site.yaml” with one line, such as “title: My guides”"),
        );
        return Config::fallback(&path);
    };
    let text = text_of(source, build);
    let (config, faults) = config::read(&text);
    build.diagnostics.extend(faults);
    config.unwrap_or_else(|| Config::fallback(&path))
}

fn text_of(source: &Source, build: &mut Build) -> Text {
    Text::decode(&source.path, &source.bytes).unwrap_or_else(|fault| {
        build.diagnostics.push(fault);
        Text::new(&source.path, "")
    })
}

fn documents(sources: &Sources, outline: &Outline) -> Vec<(SourcePath, Parsed)> {
    let files: Vec<(&SourcePath, Role)> = outline.roles.iter().map(|(path, role)| (path, *role)).collect();
    files
        .into_par_iter()
        .filter(|(_, role)| matches!(role, Role::Overview | Role::Part(_) | Role::Page))
        .filter_map(|(path, role)| Some((path.clone(), document::parse(sources.get(path)?, role))))
        .collect()
}

/// The footer's Markdown; its places are those of the settings' line.
fn footer(config: &Config, build: &mut Build) -> Option<Document> {
    if config.footer.value.trim().is_empty() {
        return None;
    }
    let text = Text::new(&config.footer.place.file, &config.footer.value);
    let mut document = markdown::parse(&text, 0);
    document.place_all_at(&config.footer.place);
    build.diagnostics.extend(document.diagnostics.iter().cloned());
    Some(document)
}

fn archives(sources: &Sources, outline: &Outline, build: &mut Build) -> BTreeMap<SourcePath, Archive> {
    let paths = outline.roles.iter().filter(|(_, role)| **role == Role::Archive).map(|(path, _)| path);
    let mut archives = BTreeMap::new();
    for source in paths.filter_map(|path| sources.get(path)) {
        let text = text_of(source, build);
        let (archive, faults) = archive::read(&text);
        build.diagnostics.extend(faults);
        archives.insert(source.path.clone(), archive);
    }
    archives
}
