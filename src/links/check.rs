//! Whether every link of the finished site leads to something.

use std::collections::BTreeMap;

use crate::diagnostic::nearest;
use crate::facts::{Facts, Link};
use crate::path::Url;

/// A link that leads to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The page it stands in.
    pub page: Url,
    /// The address it names, from the site's root.
    pub target: Url,
    /// The id it names, if the address is right and the id is not.
    pub fragment: Option<String>,
    /// The text to look for where the link was written.
    pub written: String,
    /// What may have been meant: an address, or an id.
    pub proposal: Option<String>,
}

/// How many different wrong addresses get a proposal; each is compared with all the site's addresses.
const MOST_PROPOSALS: usize = 50;

/// The site as its links see it.
pub struct Ground<'a> {
    /// What is known of the page at an address.
    pub page: &'a dyn Fn(&str) -> Option<&'a Facts>,
    /// Whether something else is at an address.
    pub is_file: &'a dyn Fn(&str) -> bool,
    /// All addresses, which may have been meant.
    pub known: &'a dyn Fn() -> Vec<&'a str>,
}

/// Finds the links of some pages that lead to nothing, in the order of the pages.
pub fn check<'c>(chosen: impl IntoIterator<Item = (&'c Url, &'c Facts)>, ground: &Ground<'_>) -> Vec<Broken> {
    let mut check = Check { ground, proposals: BTreeMap::new(), broken: Vec::new() };
    let mut previous: Vec<&str> = Vec::new();
    for (page, facts) in chosen {
        previous = check.page(page, facts, &previous);
    }
    check.broken
}

struct Check<'g, 'p, 'c> {
    ground: &'g Ground<'p>,
    proposals: BTreeMap<&'c str, Option<String>>,
    broken: Vec<Broken>,
}

impl<'c> Check<'_, '_, 'c> {
    /// Checks one page, and gives its lines that are right. Pages beside each other have most links in
    /// common, so what the page before was found right in is not looked up again.
    fn page(&mut self, page: &Url, facts: &'c Facts, previous: &[&'c str]) -> Vec<&'c str> {
        let mut right = Vec::with_capacity(previous.len());
        let mut known = previous.iter().peekable();
        for line in facts.links.iter() {
            while known.next_if(|known| **known < line).is_some() {}
            if known.next_if(|known| **known == line).is_some() || self.link(page, Link::of_line(line)) {
                right.push(line);
            }
        }
        right
    }

    fn link(&mut self, page: &Url, link: Link<'c>) -> bool {
        let facts = (self.ground.page)(link.url);
        let is_there = facts.is_some() || (self.ground.is_file)(link.url);
        let has_fragment = facts.is_none_or(|facts| has_place(facts, link.fragment));
        if is_there && has_fragment {
            return true;
        }
        let (fragment, proposal) = match facts {
            Some(facts) => {
                let proposal = nearest(link.fragment, facts.ids.iter()).map(ToOwned::to_owned);
                (Some(link.fragment.to_owned()), proposal)
            }
            None => (None, self.proposal(link.url)),
        };
        let written = match link.written {
            "" if link.fragment.is_empty() => link.url.to_owned(),
            "" => format!("{}#{}", link.url, link.fragment),
            written => written.to_owned(),
        };
        let target = Url::new(link.url);
        self.broken.push(Broken { page: page.clone(), target, fragment, written, proposal });
        false
    }

    fn proposal(&mut self, wrong: &'c str) -> Option<String> {
        if let Some(proposal) = self.proposals.get(wrong) {
            return proposal.clone();
        }
        if self.proposals.len() >= MOST_PROPOSALS {
            return None;
        }
        let with_slash = format!("{wrong}/");
        let proposal = if (self.ground.page)(&with_slash).is_some() {
            Some(with_slash)
        } else {
            nearest(wrong, (self.ground.known)()).map(ToOwned::to_owned)
        };
        self.proposals.insert(wrong, proposal.clone());
        proposal
    }
}

/// An empty fragment and `top` mean the start of any page.
fn has_place(facts: &Facts, fragment: &str) -> bool {
    fragment.is_empty() || fragment.eq_ignore_ascii_case("top") || facts.ids.contains(fragment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Lines;

    fn facts(ids: &[&str], links: &[&str]) -> Facts {
        Facts { ids: Lines::of(ids.to_vec()), links: Lines::of(links.to_vec()), ..Facts::default() }
    }

    #[test]
    fn links_that_lead_to_nothing() {
        let home =
            facts(&["start"], &["/a/", "/a/\tone", "/a/\ttwoo", "/a", "/x.jpg", "/a/\t\ta/", "/\ttop"]);
        let a = facts(&["one", "two"], &["/a/\tone", "/a/\ttwoo", "/c/\tq\t../c/#q", "/x.jpg"]);
        let (root, page) = (Url::root(), Url::new("/a/"));
        let pages = |url: &str| match url {
            "/" => Some(&home),
            "/a/" => Some(&a),
            _ => None,
        };
        let ground =
            Ground { page: &pages, is_file: &|url| url == "/x.jpg", known: &|| vec!["/", "/a/", "/x.jpg"] };
        let broken: Vec<_> = check([(&root, &home), (&page, &a)], &ground)
            .into_iter()
            .map(|it| (it.page.to_string(), it.target.to_string(), it.fragment, it.written, it.proposal))
            .collect();
        let text = |text: &str| text.to_owned();
        assert_eq!(
            broken,
            [
                (text("/"), text("/a"), None, text("/a"), Some(text("/a/"))),
                (text("/"), text("/a/"), Some(text("twoo")), text("/a/#twoo"), Some(text("two"))),
                (text("/a/"), text("/a/"), Some(text("twoo")), text("/a/#twoo"), Some(text("two"))),
                (text("/a/"), text("/c/"), None, text("../c/#q"), Some(text("/a/"))),
            ]
        );
    }
}
