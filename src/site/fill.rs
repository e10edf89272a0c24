//! Fills the links of every page, head and setting, now that everybody has an address.

use super::heads::Resolver;
use super::links::Targets;
use super::{Guide, Leaf, Link, Site, tips};
use crate::config::Author;
use crate::diagnostic::{Diagnostic, Placed};
use crate::outline::SETTINGS;
use crate::path::{SourcePath, Url};

/// Fills the links of every page, head and setting.
pub(super) fn fill(site: &mut Site) -> Vec<Diagnostic> {
    let (aims, owners, files) = (site.aims.clone(), site.owners.clone(), site.files.clone());
    let targets = Targets { aims: &aims, owners: &owners, files: &files };
    let mut resolver = Resolver { targets, fragments: Vec::new(), faults: Vec::new() };
    fill_settings(site, &mut resolver);
    for page in &mut site.pages {
        fill_leaf(&mut page.leaf, page.meta.common.image.as_ref(), &mut resolver);
    }
    for guide in &mut site.guides {
        fill_guide(guide, site.author.as_ref(), &mut resolver);
    }
    resolver.faults
}

fn fill_settings(site: &mut Site, resolver: &mut Resolver) {
    let settings = SourcePath::new(SETTINGS);
    let root = Url::root();
    site.menu = site
        .config
        .menu
        .iter()
        .map(|entry| Link { label: entry.label.clone(), to: resolver.link(&settings, &root, &entry.to) })
        .collect();
    site.author = site.config.author.as_ref().map(|author| author_link(author, &settings, &root, resolver));
    site.more = site.config.consent.more.as_ref().map(|more| Link {
        label: more.label.clone().unwrap_or_default(),
        to: resolver.link(&settings, &root, &more.to),
    });
    if let Some((document, resolved)) = &mut site.footer {
        let (filled, faults) = resolver.targets.resolve(&settings, &root, document);
        *resolved = filled;
        resolver.faults.extend(faults);
    }
}

fn author_link(author: &Author, from: &SourcePath, own: &Url, resolver: &mut Resolver) -> Link {
    let to = author.to.as_ref().map(|to| resolver.link(from, own, to)).unwrap_or_default();
    Link { label: author.name.clone(), to }
}

fn fill_leaf(leaf: &mut Leaf, image: Option<&Placed<String>>, resolver: &mut Resolver) {
    let (resolved, faults) = resolver.targets.resolve(&leaf.path, &leaf.url, &leaf.document);
    leaf.resolved = resolved;
    resolver.faults.extend(faults);
    if let Some(image) = image {
        match resolver.targets.picture(&leaf.path, &image.value, &image.place) {
            Ok(file) => leaf.image = Some(file),
            Err(fault) => resolver.faults.push(fault),
        }
    }
}

fn fill_guide(guide: &mut Guide, site_author: Option<&Link>, resolver: &mut Resolver) {
    fill_leaf(&mut guide.leaf, guide.meta.common.image.as_ref(), resolver);
    let (path, url, title) =
        (guide.leaf.path.clone(), guide.leaf.url.clone(), guide.leaf.title.value.clone());
    guide.author = match &guide.meta.author {
        Some(author) => Some(author_link(author, &path, &url, resolver)),
        None => site_author.cloned(),
    };
    resolver.alternatives(&mut guide.comments, &path, &url, &title);
    for part in &mut guide.parts {
        fill_leaf(&mut part.leaf, part.meta.common.image.as_ref(), resolver);
        let (from, own) = (part.leaf.path.clone(), part.leaf.url.clone());
        part.deeds = resolver.deeds(&part.meta, &from, &own, &url);
        resolver.alternatives(&mut part.comments, &from, &own, &title);
        if let Some(form) = part.meta.call.as_ref().and_then(|call| call.form.as_ref()) {
            part.privacy = resolver.link(&from, &own, &form.privacy);
        }
        part.leaf.resolved.fragments.append(&mut resolver.fragments);
    }
    resolver.faults.extend(tips::settle(guide));
}
