//! Compressed files beside those of the site, for hosts that hand them out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use crate::compress::{Way, is_worth_it};
use crate::digest::Digest;
use crate::disk;
use crate::hosts::is_rules;
use crate::memory::{Compressed, Memory, Written};
use crate::output::{Content, Output, Shelf};
use crate::path::OutputPath;

/// The compressed files of a site in `site`, whose last build lies in `out`. Of what is the same as then, they are not
/// made again.
pub(super) fn compressed(
    outputs: &[Output],
    memory: &mut Memory,
    (site, out): (&Path, &Path),
    shelf: &dyn Shelf,
) -> Vec<Output> {
    let taken: BTreeSet<&OutputPath> = outputs.iter().map(|output| &output.path).collect();
    let known = &memory.compressed;
    let made: BTreeMap<OutputPath, Compressed> = outputs
        .par_iter()
        .filter(|output| is_worth_it(output.path.as_str(), output.size) && !is_rules(output.path.as_str()))
        .filter_map(|output| {
            let known = known.get(&output.path).filter(|known| known.of == output.digest).cloned();
            Some((output.path.clone(), known.or_else(|| compress(output, (site, out), shelf))?))
        })
        .collect();
    let beside = made.iter().flat_map(|(path, compressed)| {
        compressed.written.iter().map(|(way, written)| written.as_output(way.beside(path)))
    });
    // What the author put there is theirs.
    let beside = beside.filter(|output| !taken.contains(&output.path)).collect();
    memory.remember_compressed(made);
    beside
}

fn compress(output: &Output, places: (&Path, &Path), shelf: &dyn Shelf) -> Option<Compressed> {
    let bytes = bytes(output, places).filter(|bytes| Digest::of(bytes) == output.digest)?;
    let written = Way::ALL.into_iter().filter_map(|way| {
        let compressed = way.compressed(&bytes)?;
        Some((way, Written::on(shelf, &way.beside(&output.path), compressed, None)))
    });
    Some(Compressed { of: output.digest, written: written.collect() })
}

/// The bytes of an output, wherever they are.
fn bytes(output: &Output, (site, out): (&Path, &Path)) -> Option<Arc<[u8]>> {
    let read = |path| disk::read(path).ok().map(Arc::from);
    match &output.content {
        Content::Copy(source) => read(&site.join(source.as_str())),
        Content::Standing => read(&out.join(output.path.as_str())),
        content => content.bytes().ok().flatten(),
    }
}
