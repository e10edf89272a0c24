//! What templates are to each other: no name without a file, no circle, no component twice.

use std::collections::{BTreeMap, BTreeSet};

use super::Template;
use super::outline::Spot;
use crate::diagnostic::{Diagnostic, Place};
use crate::theme::plain::{file_suggestion, suggestion};

/// How many templates and blocks can lie in each other. Tera has no limit and would exhaust the stack.
const DEEPEST: usize = 32;

/// All templates of a theme, by name.
pub(super) type Templates = BTreeMap<String, Template>;

/// The faults between templates.
pub(super) fn check(templates: &Templates) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for template in templates.values() {
        unknown(template, templates, &mut found);
        blocks(template, templates, &mut found);
    }
    let circular = circles(templates, &mut found);
    if !circular {
        depths(templates, &mut found);
    }
    definitions(templates, &mut found);
    found
}

/// Where each component is defined: the template and the place; the first, if there are several.
pub(super) fn components(templates: &Templates) -> BTreeMap<&str, (&Template, &Spot)> {
    let mut components = BTreeMap::new();
    for template in templates.values() {
        for spot in &template.outline.definitions {
            components.entry(spot.name.as_str()).or_insert((template, spot));
        }
    }
    components
}

/// The templates that one prints: its parent and its includes.
fn printed(template: &Template) -> impl Iterator<Item = &Spot> {
    template.outline.extends.iter().chain(&template.outline.includes)
}

fn unknown(template: &Template, templates: &Templates, found: &mut Vec<Diagnostic>) {
    for spot in printed(template).filter(|spot| !templates.contains_key(&spot.name)) {
        let message = format!("the theme has no template “{}”", spot.name);
        let help = file_suggestion(&spot.name, templates.keys().map(String::as_str));
        found.push(Diagnostic::error("unknown-template", template.place(&spot.range), message).help(help));
    }
}

/// The parent, its parent and so on; it ends at a circle and where a template is missing.
fn ancestors<'a>(template: &'a Template, templates: &'a Templates) -> (Vec<&'a Template>, bool) {
    let mut ancestors: Vec<&Template> = Vec::new();
    let mut current = template;
    while let Some(parent) = &current.outline.extends {
        match templates.get(&parent.name) {
            Some(parent) if parent.sound && !ancestors.iter().any(|known| known.name == parent.name) => {
                ancestors.push(parent);
                current = parent;
            }
            _ => return (ancestors, false),
        }
    }
    (ancestors, true)
}

/// A block that no parent has would never be printed.
fn blocks(template: &Template, templates: &Templates, found: &mut Vec<Diagnostic>) {
    let (ancestors, complete) = ancestors(template, templates);
    if !complete || ancestors.is_empty() {
        return;
    }
    let known: BTreeSet<&str> = ancestors
        .iter()
        .flat_map(|ancestor| &ancestor.outline.blocks)
        .map(|spot| spot.name.as_str())
        .collect();
    for spot in template.outline.outer_blocks.iter().filter(|spot| !known.contains(spot.name.as_str())) {
        let message =
            format!("“{}” has no block “{}”, so this would never be printed", ancestors[0].name, spot.name);
        let help = suggestion(&spot.name, known.iter().copied());
        found.push(Diagnostic::error("unknown-block", template.place(&spot.range), message).help(help));
    }
}

/// One diagnostic for each circle, at the reference in its first template; whether there is one.
fn circles(templates: &Templates, found: &mut Vec<Diagnostic>) -> bool {
    let before = found.len();
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for template in templates.values().filter(|template| template.sound) {
        if told.contains(template.name.as_str()) {
            continue;
        }
        let Some(circle) = way_back(template, templates) else { continue };
        told.extend(circle.iter().map(|(template, _)| template.name.as_str()));
        let mut names: Vec<&str> = circle.iter().map(|(template, _)| template.name.as_str()).collect();
        names.push(&template.name);
        let message = format!("these templates print each other without end: {}", names.join(" → "));
        let place = template.place(&circle[0].1.range);
        let help = "move what they share to a template that neither names";
        found.push(Diagnostic::error("circular-template", place, message).help(help));
    }
    found.len() > before
}

/// The shortest way from a template through what it prints back to itself: each with its reference.
fn way_back<'a>(start: &'a Template, templates: &'a Templates) -> Option<Vec<(&'a Template, &'a Spot)>> {
    // Each template that is reached, with the reference that led to it and the one it stands in.
    let mut reached: Vec<(&Template, Option<(usize, &Spot)>)> = vec![(start, None)];
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut next = 0;
    while next < reached.len() {
        let template = reached[next].0;
        for spot in printed(template) {
            if spot.name == start.name {
                return Some(way(&reached, next, spot));
            }
            if let Some(other) =
                templates.get(&spot.name).filter(|other| other.sound && seen.insert(&other.name))
            {
                reached.push((other, Some((next, spot))));
            }
        }
        next += 1;
    }
    None
}

/// The way to a template that was reached, and on by a last reference.
fn way<'a>(
    reached: &[(&'a Template, Option<(usize, &'a Spot)>)],
    last: usize,
    spot: &'a Spot,
) -> Vec<(&'a Template, &'a Spot)> {
    let mut way = vec![(reached[last].0, spot)];
    let mut step = reached[last].1;
    while let Some((index, spot)) = step {
        way.push((reached[index].0, spot));
        step = reached[index].1;
    }
    way.reverse();
    way
}

/// The deepest row of templates and blocks in each other must not exhaust the stack.
fn depths(templates: &Templates, found: &mut Vec<Diagnostic>) {
    let mut depths: BTreeMap<&str, usize> = templates.keys().map(|name| (name.as_str(), 0)).collect();
    for _ in 0..=DEEPEST {
        for template in templates.values() {
            let deepest = printed(template).filter_map(|spot| depths.get(spot.name.as_str())).max();
            let depth = 1 + template.outline.block_depth + deepest.copied().unwrap_or_default();
            depths.insert(&template.name, depth.min(DEEPEST + 1));
        }
    }
    for template in templates.values().filter(|template| depths[template.name.as_str()] > DEEPEST) {
        let deepest = printed(template).max_by_key(|spot| depths.get(spot.name.as_str()));
        let place =
            deepest.map_or_else(|| Place::whole(template.text.file()), |spot| template.place(&spot.range));
        let message = format!("more than {DEEPEST} templates and blocks lie in each other from here");
        found.push(Diagnostic::error("deep-template", place, message));
    }
}

/// A component is defined once in the whole theme, and used by a name that is defined.
fn definitions(templates: &Templates, found: &mut Vec<Diagnostic>) {
    let known = components(templates);
    for template in templates.values() {
        for spot in &template.outline.definitions {
            let (first, first_spot) = known[spot.name.as_str()];
            if first.name != template.name {
                let Place { file, line, .. } = first.place(&first_spot.range);
                let message =
                    format!("the component “{}” is already defined in {file}, line {line}", spot.name);
                let place = template.place(&spot.range);
                found.push(
                    Diagnostic::error("duplicate-component", place, message).help("rename one of them"),
                );
            }
        }
    }
    let used =
        templates.values().flat_map(|template| template.outline.uses.iter().map(|used| &used.spot.name));
    let mut unknown: BTreeSet<&str> = used.map(String::as_str).collect();
    unknown.retain(|name| !known.contains_key(name) && !may_be_defined(name, templates));
    for template in templates.values() {
        for used in template.outline.uses.iter().filter(|used| unknown.contains(used.spot.name.as_str())) {
            let message = format!("there is no component “{}”", used.spot.name);
            let help = suggestion(&used.spot.name, known.keys().copied());
            let place = template.place(&used.spot.range);
            found.push(Diagnostic::error("unknown-component", place, message).help(help));
        }
    }
}

/// Whether a template that could not be parsed may define a component.
fn may_be_defined(component: &str, templates: &Templates) -> bool {
    let definition = format!("component {component}");
    templates.values().any(|template| !template.sound && template.text.as_str().contains(&definition))
}
