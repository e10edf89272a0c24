//! The gate: wraps, takes out or refuses what would call other hosts.

use std::ops::Range;

use crate::csp::Directive;
use crate::facts::{Decision, Fault, Request};
use crate::links::Locator;
use crate::tag::{Tag, Token};

use super::class::{Class, DEFAULT_PURPOSE, Rules};
use super::fault;
use super::found::{Found, Scan};
use super::markup::{Open, Piece, Room, end_of, keeps_its_templates, pieces};
use super::placeholder::{Placeholder, is_seen, space, title, wrap};
use super::role::Role;

/// Elements that are gated with all that is in them.
const WHOLE: [&str; 7] = ["picture", "video", "audio", "object", "iframe", "script", "style"];

/// Of these, the ones whose content is text.
const RAW: [&str; 3] = ["iframe", "script", "style"];

/// The gate of one page.
#[derive(Clone, Copy)]
pub struct Gate<'a> {
    /// Reads the page's addresses.
    pub locator: &'a Locator<'a>,
    /// Who is declared.
    pub rules: &'a Rules,
    /// The theme's words, by their keys.
    pub words: &'a dyn Fn(&str) -> String,
}

/// A page in which nothing calls another host before a yes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gated {
    /// The page.
    pub html: String,
    /// What would have called other hosts.
    pub requests: Vec<Request>,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// The addresses of what waits for consent.
    pub waiting: Vec<String>,
}

impl Gate<'_> {
    /// Gates a page.
    pub fn apply(&self, html: &str) -> Gated {
        let pieces = pieces(html);
        let mut walk = Walk {
            gate: self,
            html,
            pieces: &pieces,
            at: 0,
            open: Open::default(),
            copied: 0,
            cuts: Vec::new(),
            gated: Gated { html: String::with_capacity(html.len() + 1024), ..Gated::default() },
        };
        walk.run();
        walk.gated.html.push_str(&html[walk.copied..]);
        walk.gated
    }
}

struct Walk<'w> {
    gate: &'w Gate<'w>,
    html: &'w str,
    pieces: &'w [Piece<'w>],
    at: usize,
    open: Open<'w>,
    copied: usize,
    /// Attributes of the present tag that go.
    cuts: Vec<Range<usize>>,
    gated: Gated,
}

impl<'w> Walk<'w> {
    fn run(&mut self) {
        let pieces = self.pieces;
        while let Some(piece) = pieces.get(self.at) {
            match &piece.token {
                Token::Start(tag) => self.start(tag, piece),
                Token::End(tag) => self.open.leave(tag),
                _ => {}
            }
            self.at += 1;
        }
    }

    fn start(&mut self, tag: &'w Tag<'w>, piece: &Piece<'_>) {
        if tag.is("template") && tag.attribute("data-consent").is_some() {
            self.at = end_of(self.pieces, self.at).unwrap_or(self.pieces.len());
            return;
        }
        let start = self.at;
        let end = end_of(self.pieces, start);
        let (loads, others) = self.found(tag, end, piece.is_in_svg);
        let is_gone = !loads.is_empty() && self.loads(tag, &loads, end, piece.is_in_svg);
        let is_gone = others.iter().fold(is_gone, |is_gone, found| self.other(tag, found, is_gone));
        self.cut();
        if !is_gone {
            self.open.enter(tag, piece, start);
        }
    }

    /// What an element loads, with all that is in it if it is gated as a whole, and what its tag names else.
    fn found(&self, tag: &Tag<'_>, end: Option<usize>, is_in_svg: bool) -> (Vec<Found>, Vec<Found>) {
        let scan = Scan::new(self.gate.locator);
        let mut own = Vec::new();
        scan.tag(tag, is_in_svg, &mut own);
        let is_load = |found: &Found| matches!(found.role, Role::Loads(_) | Role::LoadsOneOf);
        let (loads, others) = own.into_iter().partition(is_load);
        let is_whole = (tag.is_one_of(&WHOLE) && !is_in_svg) || tag.is_one_of(&["script", "style"]);
        if !is_whole {
            return (loads, others);
        }
        let last = end.unwrap_or(self.at + 1).min(self.pieces.len() - 1);
        let all = scan.pieces(self.html, &self.pieces[self.at..=last]);
        (all.into_iter().filter(is_load).collect(), others)
    }

    /// Deals with what is no load; whether the element is gone.
    fn other(&mut self, tag: &Tag<'_>, found: &Found, mut is_gone: bool) -> bool {
        let Some(remote) = found.remote() else { return is_gone };
        let host = remote.authority();
        let class = self.gate.rules.class(&remote);
        let party = party(class);
        let mut decision = Decision::Refused;
        match found.role {
            Role::Base => self.gated.faults.push(fault::base(found, &host)),
            Role::Refreshes => self.gated.faults.push(fault::refresh(found, &host)),
            Role::Submits if party.service.is_empty() => self.gated.faults.push(fault::form(found, &host)),
            Role::Submits => decision = Decision::Listed,
            // What is in a template does nothing, and an element taken out neither.
            _ if is_gone => return true,
            Role::Hints => {
                decision = Decision::Removed;
                is_gone = true;
                self.replace(tag.range.clone(), "");
                self.tell_removed(class, found, &host, "a hint calls the host before anybody is asked");
            }
            _ => {
                decision = Decision::Removed;
                self.cut_attribute(tag, &found.attribute);
                self.tell_removed(Class::Unknown, found, &host, "it reports what readers do");
            }
        }
        self.request(found, &host, party, decision);
        is_gone
    }

    fn tell_removed(&mut self, class: Class<'_>, found: &Found, host: &str, why: &str) {
        if !matches!(class, Class::Service(_)) {
            self.gated.faults.push(fault::removed(found, host, why));
        }
    }

    /// Deals with an element that loads; whether it is gone.
    fn loads(&mut self, tag: &'w Tag<'w>, found: &[Found], end: Option<usize>, is_in_svg: bool) -> bool {
        let is_in_noscript = self.open.is_in(&["noscript"]);
        // Without its end tag, raw text would become markup if its start tag went.
        let can_go = end.is_some() || !tag.is_one_of(&RAW);
        if is_in_svg || (is_in_noscript && can_go) {
            self.remove(found, end, is_in_svg);
            return true;
        }
        if let Some(background) = found.iter().find(|found| found.attribute == "background") {
            self.cut_attribute(tag, "background");
            self.removed(background, "an attribute cannot wait for consent");
            return false;
        }
        let end = end.filter(|end| keeps_its_templates(&self.pieces[self.at..=*end]));
        let may_wait = self.may_wait(found, end.is_some());
        if let Some(end) = end.filter(|_| may_wait) {
            self.wrap(tag, &found[0], end);
            return true;
        }
        false
    }

    fn removed(&mut self, found: &Found, why: &str) {
        let Some(remote) = found.remote() else { return };
        let (host, class) = (remote.authority(), self.gate.rules.class(&remote));
        self.tell_removed(class, found, &host, why);
        self.request(found, &host, party(class), Decision::Removed);
    }

    /// Takes an element out, with all that is in it.
    fn remove(&mut self, found: &[Found], end: Option<usize>, is_in_svg: bool) {
        let last = end.unwrap_or(self.at);
        let range = self.pieces[self.at].range().start..self.pieces[last].range().end;
        self.replace(range, "");
        for found in found {
            let why = if is_in_svg {
                "nothing in an svg can wait for consent"
            } else {
                "noscript cannot wait for consent"
            };
            self.removed(found, why);
        }
        self.at = last;
    }

    /// Whether all that an element loads may wait for one answer; says so where not, and takes note of each.
    fn may_wait(&mut self, found: &[Found], is_closed: bool) -> bool {
        let mut first_purpose = None;
        let mut may = true;
        for found in found {
            let Some(remote) = found.remote() else { continue };
            let host = remote.authority();
            let class = self.gate.rules.class(&remote);
            let party = party(class);
            let is_font = found.role == Role::Loads(Directive::Font);
            let is_known = matches!(class, Class::Service(_));
            let first = *first_purpose.get_or_insert(party.purpose);
            let problem = if class == Class::FileHost || (is_font && !is_known) {
                Some(fault::file_host(found, &host, is_font))
            } else if self.gate.rules.is_off {
                Some(fault::while_off(found, &host))
            } else if !is_closed {
                Some(fault::never_closed(found, &host))
            } else if first != party.purpose {
                Some(fault::two_purposes(found, first, party.purpose))
            } else {
                None
            };
            let decision = if problem.is_some() { Decision::Refused } else { Decision::Gated };
            may &= problem.is_none();
            if problem.is_none() && !is_known {
                self.gated.faults.push(fault::unknown(found, &host));
            }
            self.gated.faults.extend(problem);
            self.gated.waiting.push(found.address.clone());
            self.request(found, &host, party, decision);
        }
        may
    }

    /// Puts an element into a template, and a placeholder around it.
    fn wrap(&mut self, tag: &Tag<'_>, found: &Found, end: usize) {
        let Some(remote) = found.remote() else { return };
        let pieces = &self.pieces[self.at..=end];
        let mut whole = tag.range.start..self.pieces[end].range().end;
        let original = &self.html[whole.clone()];
        let host = remote.authority();
        let class = self.gate.rules.class(&remote);
        let Party { service, purpose } = party(class);
        let mut placed = String::with_capacity(original.len() + 512);
        if is_seen(tag) {
            let alone = self.alone_in_paragraph(end);
            let room = if alone.is_some() { Room::Block } else { self.open.room() };
            if let Some((paragraph, after)) = alone {
                whole = paragraph;
                self.at = after;
                self.open.leave_innermost();
            } else {
                self.at = end;
            }
            let placeholder = Placeholder {
                words: self.gate.words,
                service: if service.is_empty() { &host } else { service },
                label: if let Class::Service(rule) = class { &rule.label } else { &host },
                host: &host,
                purpose,
                address: &found.address,
                title: &title(pieces),
                space: &space(pieces),
            };
            placeholder.write(room, original, &mut placed);
        } else {
            wrap(purpose, original, &mut placed);
            self.at = end;
        }
        self.replace(whole, &placed);
    }

    /// The paragraph that holds nothing but the element from here to `end`: where it stands, and its last
    /// token.
    fn alone_in_paragraph(&self, end: usize) -> Option<(Range<usize>, usize)> {
        let paragraph = self.open.innermost("p")?;
        let before = &self.pieces[paragraph + 1..self.at];
        let after =
            end + 1 + self.pieces[end + 1..].iter().take_while(|piece| piece.is_blank(self.html)).count();
        let closes =
            self.pieces.get(after).is_some_and(|it| matches!(&it.token, Token::End(tag) if tag.is("p")));
        let start = self.pieces[paragraph].range().start;
        let is_alone = closes && before.iter().all(|piece| piece.is_blank(self.html)) && start >= self.copied;
        is_alone.then(|| (start..self.pieces[after].range().end, after))
    }

    fn request(&mut self, found: &Found, host: &str, party: Party<'_>, decision: Decision) {
        let waits = matches!(decision, Decision::Gated | Decision::Listed);
        self.gated.requests.push(Request {
            host: host.to_owned(),
            element: found.element.clone(),
            attribute: found.attribute.clone(),
            service: party.service.to_owned(),
            purpose: if waits { party.purpose.to_owned() } else { String::new() },
            decision,
            written: found.written.clone(),
        });
    }

    /// Takes note of an attribute that goes.
    fn cut_attribute(&mut self, tag: &Tag<'_>, name: &str) {
        let ranges = tag.attributes().filter(|attribute| attribute.is(name)).map(|attribute| attribute.range);
        self.cuts.extend(ranges);
    }

    /// Takes the noted attributes out.
    fn cut(&mut self) {
        let mut cuts = std::mem::take(&mut self.cuts);
        cuts.sort_by_key(|range| range.start);
        for range in cuts {
            if range.start >= self.copied {
                self.replace(range, "");
            }
        }
    }

    fn replace(&mut self, range: Range<usize>, with: &str) {
        self.gated.html.push_str(&self.html[self.copied..range.start]);
        self.gated.html.push_str(with);
        self.copied = range.end;
    }
}

/// The key of a service, and the purpose it waits for.
#[derive(Clone, Copy)]
struct Party<'a> {
    service: &'a str,
    purpose: &'a str,
}

fn party(class: Class<'_>) -> Party<'_> {
    match class {
        Class::Service(rule) => Party { service: &rule.id, purpose: &rule.purpose },
        Class::FileHost | Class::Unknown => Party { service: "", purpose: DEFAULT_PURPOSE },
    }
}
