//! Style sheets and HTML files of `content`, which are published as they are, without a gate or a policy: they load
//! from the site alone.

use std::collections::BTreeMap;

use super::Wants;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::gate::{Found, Loose as Named, loose};
use crate::memory::{Loose, Memory};
use crate::outline::{Outline, Role};
use crate::path::SourcePath;
use crate::source::{Source, Sources};
use crate::text::Text;

/// The faults of style sheets and HTML files.
pub(super) fn check(
    sources: &Sources,
    outline: &Outline,
    base_url: &str,
    memory: &mut Memory,
) -> Result<Vec<Diagnostic>, Wants> {
    let mut known = BTreeMap::new();
    let mut wants = Wants::default();
    for (path, _) in outline.roles.iter().filter(|(_, role)| **role == Role::File) {
        let (Some(kind), Some(source)) = (kind(path), sources.get(path)) else { continue };
        let key = Digest::of_parts([source.digest.as_bytes(), base_url.as_bytes()]);
        match memory.loose.get(path) {
            Some(entry) if entry.0 == key => {
                known.insert(path.clone(), entry.clone());
            }
            _ if !source.is_whole() => {
                wants.texts.insert(path.clone());
            }
            _ => {
                known.insert(path.clone(), (key, look(source, kind, base_url)));
            }
        }
    }
    memory.loose = known;
    let faults = memory.loose.values().flat_map(|(_, found)| found).map(|loose| loose.fault.clone());
    wants.or(faults.collect())
}

fn kind(path: &SourcePath) -> Option<Named> {
    match path.stem_and_ending().1.to_ascii_lowercase().as_str() {
        "css" => Some(Named::Style),
        "html" | "htm" | "xhtml" => Some(Named::Page),
        _ => None,
    }
}

/// What a file loads from elsewhere. One that is no text is read by no browser as what it says it is.
fn look(source: &Source, kind: Named, base_url: &str) -> Vec<Loose> {
    let Ok(text) = Text::decode(&source.path, &source.bytes) else { return Vec::new() };
    let found = loose(text.as_str(), kind, base_url);
    let told = |(Found { element, attribute, .. }, host, fault): (Found, String, crate::facts::Fault)| {
        let length = fault.needle.lines().next().unwrap_or_default().chars().count();
        let place = text.place(fault.offset, length);
        Loose {
            host,
            element,
            attribute,
            fault: Diagnostic {
                severity: fault.severity,
                code: fault.code,
                place,
                message: fault.message,
                help: fault.help,
            },
        }
    };
    found.into_iter().map(told).collect()
}
