//! Where the links of heads and settings lead.

use super::directory::Directory;
use super::links::{Fragment, Targets};
use super::{Comments, Link};
use crate::config::AlternativeTarget;
use crate::diagnostic::{Diagnostic, Placed};
use crate::front_matter::{Action, ActionTarget, PartMeta};
use crate::path::{SourcePath, Url};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What an action does, as the theme must know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// It leads somewhere.
    Link,
    /// It prints.
    Print,
    /// It passes the address on.
    Share,
}

/// An action with its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// What it says.
    pub label: String,
    /// What it does.
    pub does: Does,
    /// Where it leads; for sharing empty, the view makes the mail link.
    pub to: String,
}

/// Resolves links written at one place of the site, and keeps what is wrong with them.
pub(super) struct Resolver<'a> {
    pub(super) targets: Targets<'a>,
    pub(super) fragments: Vec<Fragment>,
    pub(super) faults: Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    /// A resolver that has found nothing.
    pub(super) fn new(directory: &'a Directory) -> Self {
        Self { targets: Targets { directory }, fragments: Vec::new(), faults: Vec::new() }
    }

    /// Where a link leads; empty, if nowhere (and the fault is kept).
    pub(super) fn link(&mut self, from: &SourcePath, own: &Url, to: &Placed<String>) -> String {
        match self.targets.link_from((from, own), &to.value, &to.place, &mut self.fragments) {
            Ok(link) => link,
            Err(fault) => {
                self.faults.push(fault);
                String::new()
            }
        }
    }

    /// What a part's head asks the reader to do.
    pub(super) fn deeds(&mut self, meta: &PartMeta, from: &SourcePath, own: &Url, guide: &Url) -> Vec<Deed> {
        let has_reminder = meta.call.as_ref().is_some_and(|call| call.reminder.is_some());
        let actions: Vec<&Action> =
            meta.call.iter().flat_map(|call| &call.actions).chain(meta.action.iter()).collect();
        actions.into_iter().map(|action| self.deed(action, (from, own, guide), has_reminder)).collect()
    }

    fn deed(&mut self, action: &Action, at: (&SourcePath, &Url, &Url), has_reminder: bool) -> Deed {
        let (from, own, guide) = at;
        let place = &action.target.place;
        let (does, to) = match &action.target.value {
            ActionTarget::Link(to) => {
                (Does::Link, self.link(from, own, &Placed { value: to.clone(), place: place.clone() }))
            }
            ActionTarget::Worksheet => (Does::Link, guide.child("worksheet").to_string()),
            ActionTarget::Print => (Does::Print, guide.child("worksheet").to_string()),
            ActionTarget::Share => (Does::Share, String::new()),
            ActionTarget::Reminder => {
                if !has_reminder {
                    self.faults.push(
                        Diagnostic::error(
                            "action-without-reminder",
                            place.clone(),
                            "this action gives a reminder, but the page has none",
                        )
                        .help("add “reminder:” to the front matter, or link to something else"),
                    );
                }
                (Does::Link, own.file("reminder.ics").to_string())
            }
        };
        Deed { label: action.label.value.clone(), does, to }
    }

    /// Gives the alternatives to comments their addresses; a mail carries the guide's title.
    pub(super) fn alternatives(
        &mut self,
        comments: &mut Comments,
        from: &SourcePath,
        own: &Url,
        title: &str,
    ) {
        let alternatives = std::mem::take(&mut comments.alternatives);
        comments.instead = alternatives
            .iter()
            .map(|alternative| {
                let to = match &alternative.target {
                    AlternativeTarget::Mail(address) => mail(address, title),
                    AlternativeTarget::Link(to) => self.link(from, own, to),
                };
                Link { label: alternative.label.clone(), to }
            })
            .collect();
        comments.alternatives = alternatives;
    }
}

/// A mail link with a subject (RFC 6068: everything but letters and digits percent-encoded).
fn mail(address: &str, subject: &str) -> String {
    format!("mailto:{address}?subject={}", utf8_percent_encode(subject, NON_ALPHANUMERIC))
}
