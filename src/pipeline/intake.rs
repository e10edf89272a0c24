//! From bytes to the directory: what is new is read and parsed, what is known is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Build, Options, Wants, loose};
use crate::archive::{self, Archive};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Place};
use crate::digest::{Digest, Digester};
use crate::document;
use crate::face::Face;
use crate::markdown::{self, Document};
use crate::memory::{Faces, Known, Learnt, Memory, Packed, Taken};
use crate::outline::{CONTENT, Outline, Role, SETTINGS};
use crate::path::SourcePath;
use crate::site::directory::{Directory, Given, directory};
use crate::site::{Resolved, Site, image_size};
use crate::sorted;
use crate::source::{Source, Sources};
use crate::text::Text;

/// A site whose settings lead where they should, and the digest of its settings' text.
pub(super) struct Intake {
    pub(super) site: Site,
    pub(super) settings: Digest,
}

/// Takes the site in; what is wrong is told, and the rest stands.
pub(super) fn take_in(
    sources: &mut Sources,
    options: Options,
    memory: &mut Memory,
    build: &mut Build,
) -> Result<Intake, Wants> {
    build.diagnostics.extend(sources.diagnostics.iter().cloned());
    let outline = outline(sources, memory);
    build.diagnostics.extend(outline.diagnostics.iter().cloned());
    let (config, settings) = self::settings(sources, build);
    let footer = footer(&config, build);
    learn(sources, &outline, memory)?;
    for known in memory.files.values() {
        build.diagnostics.extend(known.faults.iter().cloned());
    }
    measure(sources, &outline, memory)?;
    build.diagnostics.extend(loose::check(sources, &outline, &config.base_url, memory)?);
    let directory = look_up(&config, settings, &outline, options, memory)?;
    build.diagnostics.extend(directory.faults.iter().cloned());
    build.directory = Arc::clone(&directory);
    let mut site = Site {
        config,
        date: options.date,
        directory,
        menu: Vec::new(),
        author: None,
        footer: footer.map(|document| (document, Resolved::default())),
        more: None,
    };
    build.diagnostics.extend(site.settle());
    Ok(Intake { site, settings })
}

/// The roles of the site's files: the last ones, if the files have the same names.
fn outline(sources: &Sources, memory: &mut Memory) -> Arc<Outline> {
    let paths = || sources.below(CONTENT).map(|source| &source.path);
    if !memory.outline.is_of(paths()) {
        memory.outline = Arc::new(Outline::of(&paths().collect::<Vec<_>>()));
    }
    Arc::clone(&memory.outline)
}

/// The settings, and the digest of their text; defaults, where they cannot be read.
fn settings(sources: &Sources, build: &mut Build) -> (Config, Digest) {
    let path = SourcePath::new(SETTINGS);
    let Some(source) = sources.get(&path) else {
        build.diagnostics.push(
            Diagnostic::error("no-settings", Place::whole(&path), "this site has no settings")
                .help("write a file “content/site.yaml” with one line, such as “title: My guides”"),
        );
        return (Config::fallback(&path), Digest::default());
    };
    let (text, fault) = decoded(source);
    build.diagnostics.extend(fault);
    let (config, faults) = config::read(&text);
    build.diagnostics.extend(faults);
    (config.unwrap_or_else(|| Config::fallback(&path)), source.digest)
}

fn decoded(source: &Source) -> (Text, Option<Diagnostic>) {
    match Text::decode(&source.path, &source.bytes) {
        Ok(text) => (text, None),
        Err(fault) => (Text::new(&source.path, ""), Some(fault)),
    }
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

/// Takes in every file whose text is not known yet, and forgets those that are gone.
fn learn(sources: &mut Sources, outline: &Outline, memory: &mut Memory) -> Result<(), Wants> {
    let text = |role: &Role| matches!(role, Role::Overview | Role::Part(_) | Role::Page | Role::Archive);
    let before = memory.files.len();
    let mut roles = outline.roles.iter().peekable();
    memory.files.retain(|path, known| {
        while roles.next_if(|(other, _)| *other < path).is_some() {}
        roles.peek().is_some_and(|(other, role)| *other == path && **role == known.role)
    });
    let has_lost = memory.files.len() < before;
    let mut new: Vec<(&mut Source, Role)> = Vec::new();
    let mut wants = Wants::default();
    let mut known = memory.files.iter().peekable();
    // The outline has the same files in the same order.
    for (source, role) in
        sources.below_mut(CONTENT).zip(outline.roles.values()).filter(|(_, role)| text(role))
    {
        while known.next_if(|(path, _)| **path < source.path).is_some() {}
        if known.peek().is_some_and(|(path, known)| **path == source.path && known.digest == source.digest) {
            continue;
        }
        if source.is_whole() {
            new.push((source, *role));
        } else {
            wants.texts.insert(source.path.clone());
        }
    }
    let mut learnt: Vec<(SourcePath, Known, Option<Face>)> =
        new.into_par_iter().map(|(source, role)| take(source, role)).collect();
    let is_news = |(path, known, _): &(SourcePath, Known, Option<Face>)| {
        memory.files.get(path).is_none_or(|before| before.face != known.face)
    };
    memory.is_new |= has_lost || !learnt.is_empty();
    if has_lost || learnt.iter().any(is_news) {
        wants.texts.extend(show(&mut learnt, memory));
    }
    sorted::extend(&mut memory.files, learnt.into_iter().map(|(path, known, _)| (path, known)));
    wants.or(())
}

/// Puts faces in place of those that changed. If the others are gone, all files have to be taken in again: their paths.
fn show(learnt: &mut [(SourcePath, Known, Option<Face>)], memory: &mut Memory) -> BTreeSet<SourcePath> {
    let mut gone = BTreeSet::new();
    if memory.files.is_empty() {
        // Then the new ones are all there are.
        let faces = learnt.iter_mut().filter_map(|(path, _, face)| Some((path.clone(), face.take()?)));
        memory.faces = Packed::new(faces.collect());
        return gone;
    }
    let mut faces = if let Some(faces) = memory.faces.get(memory.store()) {
        faces.as_ref().clone()
    } else {
        gone.extend(std::mem::take(&mut memory.files).into_keys());
        Faces::new()
    };
    for (path, _, face) in learnt.iter_mut() {
        gone.remove(path);
        match face.take() {
            Some(face) => faces.insert(path.clone(), face),
            None => faces.remove(path),
        };
    }
    let new: BTreeSet<&SourcePath> = learnt.iter().map(|(path, _, _)| path).collect();
    faces.retain(|path, _| memory.files.contains_key(path) || new.contains(path));
    memory.faces = Packed::new(faces);
    gone
}

/// Takes the text of a file in, and lets go of its bytes.
fn take(source: &mut Source, role: Role) -> (SourcePath, Known, Option<Face>) {
    let path = source.path.clone();
    let mut known = Known {
        digest: source.digest,
        role,
        face: Digest::default(),
        faults: Vec::new(),
        document: Packed::default(),
        opened: None,
    };
    if role == Role::Archive {
        let (archive, faults) = archive(source);
        known = Known { faults, document: Packed::new(Taken::Archive(archive)), ..known };
        source.let_go();
        return (path, known, None);
    }
    let opened = document::open(source, role);
    source.let_go();
    let face = if let Some(face) = Face::of_opened(&opened) {
        // Its body is read when its pages are made: so the documents of all files are never held at a time.
        known.faults.clone_from(&opened.faults);
        known.opened = Some(Arc::new(opened));
        face
    } else {
        let parsed = opened.parse();
        known.faults = parsed.faults.iter().chain(&parsed.document.diagnostics).cloned().collect();
        let face = Face::of(&parsed);
        known.document = Packed::new(Taken::Markdown(Arc::new(parsed)));
        face
    };
    known.face = Digest::of_value(postcard::to_stdvec(&face).unwrap_or_default());
    (path, known, Some(face))
}

fn archive(source: &Source) -> (Archive, Vec<Diagnostic>) {
    let (text, fault) = decoded(source);
    let (archive, faults) = archive::read(&text);
    (archive, fault.into_iter().chain(faults).collect())
}

/// The document of a file whose text was taken in before.
pub fn taken(source: &Source, role: Role) -> Taken {
    if role == Role::Archive {
        Taken::Archive(archive(source).0)
    } else {
        Taken::Markdown(Arc::new(document::open(source, role).parse()))
    }
}

/// Reads the bodies that no page was made of, such as those of drafts: what is wrong with them is told all the same.
pub(super) fn read_rest(memory: &mut Memory, build: &mut Build) {
    let rest: Vec<&SourcePath> =
        memory.files.iter().filter(|(_, known)| known.opened.is_some()).map(|(path, _)| path).collect();
    let learnt = rest.into_par_iter().filter_map(|path| {
        let learnt = memory.learnt(path, memory.markdown(path)?);
        memory.pack(&[&learnt.document]);
        Some(learnt)
    });
    let learnt: Vec<Learnt> = learnt.collect();
    build.diagnostics.extend(memory.learn(learnt));
}

/// Learns the sizes of images.
fn measure(sources: &Sources, outline: &Outline, memory: &mut Memory) -> Result<(), Wants> {
    let mut sizes = BTreeMap::new();
    let mut wants = Wants::default();
    for (path, _) in outline.roles.iter().filter(|(_, role)| **role == Role::File) {
        let Some(source) = sources.get(path) else { continue };
        match memory.sizes.get(path) {
            Some((digest, size)) if *digest == source.digest => {
                sizes.insert(path.clone(), (source.digest, *size));
            }
            _ if source.is_unread() => {
                wants.texts.insert(path.clone());
            }
            _ => {
                sizes.insert(path.clone(), (source.digest, image_size(source)));
            }
        }
    }
    memory.sizes = sizes;
    wants.or(())
}

/// The directory: the last one, if all that it is made from is the same.
fn look_up(
    config: &Config,
    settings: Digest,
    outline: &Outline,
    options: Options,
    memory: &mut Memory,
) -> Result<Arc<Directory>, Wants> {
    let key = directory_key(settings, outline, options, memory);
    if let Some((known, directory)) = &memory.directory
        && *known == key
        && let Some(directory) = directory.get(memory.store())
    {
        return Ok(Arc::clone(directory));
    }
    let Some(faces) =
        memory.faces.get(memory.store()).cloned().or_else(|| memory.files.is_empty().then(Arc::default))
    else {
        let texts = std::mem::take(&mut memory.files).into_keys().collect();
        return Err(Wants { texts, ..Wants::default() });
    };
    let make = || {
        directory(&Given {
            config,
            outline,
            faces: &faces,
            sizes: &|path| memory.sizes.get(path).and_then(|(_, size)| *size),
            date: options.date,
            drafts: options.drafts,
        })
    };
    let (made, ()) = rayon::join(make, || memory.pack_large(&memory.faces));
    let made = Packed::new(made);
    let directory = made.at_hand().cloned().unwrap_or_default();
    drop(faces);
    memory.pack_large(&made);
    memory.faces.let_go();
    memory.directory = Some((key, made));
    memory.is_new = true;
    Ok(directory)
}

fn directory_key(settings: Digest, outline: &Outline, options: Options, memory: &Memory) -> Digest {
    let mut digester = Digester::new();
    digester.add(options.program.as_bytes()).add(settings.as_bytes());
    digester.add(options.date.rfc3339()).add([u8::from(options.drafts)]);
    for known in memory.files.values() {
        digester.add(known.face.as_bytes());
    }
    for path in outline.roles.keys() {
        digester.add(path.as_str());
    }
    for (_, size) in memory.sizes.values() {
        let (width, height) = size.map_or((0, 0), |size| (size.width, size.height));
        digester.add(width.to_le_bytes()).add(height.to_le_bytes());
    }
    digester.finish()
}
