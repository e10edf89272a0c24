//! The end of the pass: what can be said once the whole page is known.

use crate::csp::Policy;
use crate::facts::{Facts, Lines, Link};

use super::pass::Pass;
use super::{Artifact, says};

impl Pass<'_> {
    pub(super) fn close(mut self) -> Artifact {
        self.ids.sort_unstable();
        for pair in 1..self.ids.len() {
            if self.ids[pair - 1].0 == self.ids[pair].0 && !self.ids[pair].0.is_empty() {
                let (id, offset) = &self.ids[pair];
                self.faults.push(says::duplicate_id(id, *offset));
            }
        }
        self.places.sort_unstable();
        self.links_within();
        self.faults.sort_by_key(|fault| fault.offset);
        if self.holds_gated {
            self.add_to_head();
        }
        let policy = self.policy.to_string();
        if !self.head.policies.contains(&policy) {
            self.out.insert_str(self.policy_at, &Policy::meta(&policy));
        }
        let mut ids: Vec<_> = self.ids.into_iter().map(|(id, _)| id).collect();
        ids.extend(self.places);
        let facts = Facts {
            title: self.head.title.unwrap_or_default(),
            noindex: self.head.noindex,
            ids: Lines::of(ids),
            links: self.links.lines(),
            elsewhere: self.elsewhere.lines(),
            requests: self.requests,
            policy,
        };
        Artifact { html: self.out, facts, faults: self.faults }
    }

    /// A link to a place in the page itself is right by the page alone; only one that is wrong is told.
    fn links_within(&mut self) {
        for fragment in std::mem::take(&mut self.here) {
            let is_id = self.ids.binary_search_by(|(id, _)| (**id).cmp(&fragment)).is_ok();
            let is_place = self.places.binary_search_by(|place| (**place).cmp(&fragment)).is_ok();
            if !is_id && !is_place && !fragment.eq_ignore_ascii_case("top") {
                let url = self.setting.url.as_str();
                let written = format!("#{fragment}");
                self.links.add_link(&Link { url, fragment: &fragment, written: &written });
            }
        }
    }

    fn add_to_head(&mut self) {
        let at = self.head_end.unwrap_or(self.policy_at);
        let mut inner = self.inner(self.setting.when_gated);
        inner.gated = 0;
        inner.run();
        let (html, inner) = inner.into_inner();
        self.join(inner, 0);
        if !self.out.contains(&html) {
            self.out.insert_str(at, &html);
        }
    }
}
