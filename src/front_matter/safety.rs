//! Reading `safety`: a note for readers whom the advice could harm, and where they find help.

use super::{Safety, SafetyLink};
use crate::config::address::web_address;
use crate::diagnostic::Place;
use crate::yaml::{Faults, Fields, Node};

/// One place to find help may not answer.
const FEWEST: usize = 2;

pub(super) fn read(mut fields: Fields<'_>) -> Option<Safety> {
    let faults = fields.faults();
    let place = fields.place().clone();
    let note = fields.required_text("note");
    let written = fields.entry("links");
    let nodes = fields.list("links").unwrap_or_default();
    let links = nodes.iter().filter_map(|node| link(node, faults)).collect();
    let exit = fields.text("exit").and_then(|url| web_address(url, "exit", faults));
    let at = written.map_or(&place, |(key, _)| &key.place);
    if nodes.len() < FEWEST
        && written.is_none_or(|(_, node)| matches!(node.value, crate::yaml::Value::List(_)))
    {
        warn_of_few(nodes.len(), at, faults);
    }
    fields.done();
    Some(Safety { place, note: note?.value, links, exit })
}

fn warn_of_few(count: usize, place: &Place, faults: &Faults) {
    let message = format!("the safety note names {count} of at least {FEWEST} places to find help");
    let help = "add official help pages to “links”, each with label, to and verified";
    faults.warning("few-safety-links", place.clone(), message, help);
}

fn link(node: &Node, faults: &Faults) -> Option<SafetyLink> {
    let mut fields = Fields::open(node, "a safety link", faults)?;
    let label = fields.required_text("label");
    let to = fields.required_text("to").and_then(|to| web_address(to, "to", faults));
    let verified = fields.date("verified");
    fields.done();
    Some(SafetyLink { label: label?.value, to: to?, verified })
}
