//! The audit of privacy: all that would make a reader's browser call another host.

use std::collections::{BTreeMap, BTreeSet};

use super::Wants;
use super::finder::Finder;
use crate::diagnostic::Place;
use crate::facts::{Decision, Request};
use crate::memory::Memory;
use crate::path::Url;
use crate::site::Directory;
use crate::source::Sources;

/// Something that would make a browser call another host, and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The host, with its port if that is unusual.
    pub host: String,
    /// The element that calls it.
    pub element: String,
    /// The attribute that names it; `text`, if the element's content does.
    pub attribute: String,
    /// Where it was written.
    pub place: Place,
    /// The service that declares it; empty, if none does.
    pub service: String,
    /// The purpose that it waits for; empty, if it is never loaded.
    pub purpose: String,
    /// What was done about it.
    pub decision: Decision,
    /// The pages it is in; none for a file that is published as it is.
    pub pages: BTreeSet<Url>,
}

/// All that pages and files of a build call, by host and place; what stands in one place is told once. The memory
/// began with that build, so that it knows how every page was made.
///
/// # Errors
/// The files whose text must be at hand.
pub fn audit(directory: &Directory, sources: &Sources, memory: &Memory) -> Result<Vec<Finding>, Wants> {
    let finder = Finder::new(directory, sources);
    let mut pages: BTreeMap<Finding, BTreeSet<Url>> = BTreeMap::new();
    let bodies = memory.units.values().filter_map(|memo| memo.body.get(memory.store()));
    for made in bodies.flat_map(|body| &body.pages) {
        let Some(record) = &made.record else { continue };
        for request in &record.facts.requests {
            let place = finder.place(&request.written, &made.job);
            pages.entry(finding(request, place)).or_default().insert(made.job.url.clone());
        }
    }
    for loose in memory.loose.values().flat_map(|(_, found)| found) {
        let finding = Finding {
            host: loose.host.clone(),
            element: loose.element.clone(),
            attribute: loose.attribute.clone(),
            place: loose.fault.place.clone(),
            service: String::new(),
            purpose: String::new(),
            decision: Decision::Refused,
            pages: BTreeSet::new(),
        };
        pages.entry(finding).or_default();
    }
    let findings = pages.into_iter().map(|(finding, pages)| Finding { pages, ..finding });
    Wants { texts: finder.wants(), ..Wants::default() }.or(findings.collect())
}

fn finding(request: &Request, place: Place) -> Finding {
    Finding {
        host: request.host.clone(),
        element: request.element.clone(),
        attribute: request.attribute.clone(),
        place,
        service: request.service.clone(),
        purpose: request.purpose.clone(),
        decision: request.decision,
        pages: BTreeSet::new(),
    }
}
