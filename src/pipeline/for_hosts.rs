//! The files that hosts read, as far as the whole site is needed for them.

use std::collections::BTreeMap;

use super::units::Units;
use super::workshop::Workshop;
use super::{Build, Wants};
use crate::csp::Policy;
use crate::digest::Digest;
use crate::hosts::{Site, hosts, take_compressed};
use crate::media_type;
use crate::memory::Memory;
use crate::source::Sources;
use crate::text::Text;

/// Adds the files for the hosts that are chosen.
pub(super) fn gather(
    workshop: &Workshop,
    units: &Units,
    sources: &Sources,
    memory: &mut Memory,
    build: &mut Build,
) -> Result<(), Wants> {
    let config = &workshop.viewer.site.config;
    if config.hosts.is_empty() {
        return Ok(());
    }
    look_at_guests(workshop, sources, memory)?;
    let mut policy = Policy::default();
    let texts = memory.policies.values().chain(memory.guests.values().map(|(_, text)| text));
    texts.for_each(|text| policy.join(&Policy::parse(text)));
    let moved = units.iter().flat_map(|(_, memo)| memo.moved.iter().map(|(from, to)| (from, to))).collect();
    let made = hosts(&Site { config, base: &build.base, policy, moved, outputs: &build.outputs });
    build.is_compressed = take_compressed(&config.hosts);
    build.outputs.extend(made.inside);
    build.beside = made.beside;
    build.diagnostics.extend(made.diagnostics);
    Ok(())
}

/// HTML files that are published as they are have no policy of their own, but a header's holds for them, too: it has to
/// allow what they need.
fn look_at_guests(workshop: &Workshop, sources: &Sources, memory: &mut Memory) -> Result<(), Wants> {
    let mut known = BTreeMap::new();
    let mut wants = Wants::default();
    for file in workshop.viewer.site.directory.files.values() {
        let is_page = media_type::of(file.path.as_str()).contains("html");
        let Some(source) = sources.get(&file.path).filter(|_| is_page) else { continue };
        let key = Digest::of_parts([source.digest.as_bytes(), workshop.setting.as_bytes()]);
        let policy = match memory.guests.get(&file.path) {
            Some((known, policy)) if *known == key => policy.clone(),
            _ if !source.is_whole() => {
                wants.texts.insert(file.path.clone());
                continue;
            }
            _ => match Text::decode(&file.path, &source.bytes) {
                Ok(text) => workshop.finish(&file.url, text.as_str()).facts.policy,
                Err(_) => continue,
            },
        };
        known.insert(file.path.clone(), (key, policy));
    }
    wants.or(())?;
    if memory.guests != known {
        memory.guests = known;
        memory.is_new = true;
    }
    Ok(())
}
