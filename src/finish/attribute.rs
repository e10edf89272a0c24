//! What is done with one attribute.

use std::borrow::Cow;

use crate::csp::Directive;
use crate::facts::{Decision, Link, Request};
use crate::gate::{Class, DEFAULT_PURPOSE, Found, Role, Scan};
use crate::links::{Own, Remote, Target, clean, fragment_id, of_refresh, of_srcset, of_words};
use crate::tag::{Attribute, Tag, escape, escaped};

use super::pass::{DEEPEST_DOCUMENT, Pass};
use super::{says, style};

impl<'p> Pass<'p> {
    pub(super) fn attribute(&mut self, tag: &Tag<'p>, attribute: &Attribute<'p>, role: Role) {
        match role {
            Role::None if !self.is_in_svg && !tag.is("svg") => {}
            Role::None => self.paint(tag, attribute),
            Role::Id => self.ids.push((attribute.value(), attribute.value_range.start)),
            Role::Place => self.places.push(attribute.value()),
            Role::Style => self.fault(says::inline_style(tag, attribute)),
            Role::Handler => self.fault(says::handler(tag, attribute)),
            Role::Base => self.base(tag, attribute),
            Role::Document => self.document(attribute),
            Role::LoadsOneOf => {
                let value = attribute.value();
                self.several(tag, attribute, role, of_srcset(&value));
            }
            Role::Pings => {
                let value = attribute.value();
                self.several(tag, attribute, role, of_words(&value));
            }
            Role::Refreshes => {
                let value = attribute.value();
                self.several(tag, attribute, role, of_refresh(&value).into_iter().collect());
            }
            Role::Leads | Role::Loads(_) | Role::Hints | Role::Submits => self.address(tag, attribute, role),
        }
    }

    /// An attribute that is one address.
    fn address(&mut self, tag: &Tag<'p>, attribute: &Attribute<'p>, role: Role) {
        let value = attribute.value();
        let address = clean(&value);
        let target = self.locator.read(&address);
        self.meet(tag, attribute, role, &target);
        let Target::Own(own) = &target else { return };
        // A canonical address stays what it is.
        let stays = role == Role::Leads && tag.is("link") && address.contains("://");
        if stays {
            return;
        }
        self.flush(attribute.value_range.start);
        let start = self.out.len();
        self.locator.write(own, &mut self.out);
        if let Cow::Owned(escaped) = escaped(&self.out[start..]) {
            self.out.truncate(start);
            self.out.push_str(&escaped);
        }
        self.skip(attribute.value_range.end);
    }

    /// An attribute that holds addresses among other things.
    fn several(
        &mut self,
        tag: &Tag<'p>,
        attribute: &Attribute<'p>,
        role: Role,
        ranges: Vec<std::ops::Range<usize>>,
    ) {
        let value = attribute.value();
        let mut rewritten = String::with_capacity(value.len() + 24);
        let mut copied = 0;
        for range in ranges {
            let address = clean(&value[range.clone()]);
            let target = self.locator.read(&address);
            self.meet(tag, attribute, role, &target);
            if let Target::Own(own) = &target {
                rewritten.push_str(&value[copied..range.start]);
                self.locator.write(own, &mut rewritten);
                copied = range.end;
            }
        }
        rewritten.push_str(&value[copied..]);
        if copied > 0 && rewritten != value {
            self.replace(attribute.value_range.clone(), &escaped(&rewritten));
        }
    }

    /// Takes note of what an address means for the page.
    fn meet(&mut self, tag: &Tag<'p>, attribute: &Attribute<'p>, role: Role, target: &Target<'_>) {
        let directive = match role {
            Role::Loads(directive) => Some(directive),
            Role::LoadsOneOf => Some(Directive::Image),
            Role::Submits => Some(Directive::Form),
            _ => None,
        };
        match target {
            Target::Here(fragment) => {
                if !fragment.is_empty() {
                    self.here.push(fragment_id(fragment).into_owned());
                }
                if directive == Some(Directive::Form) {
                    self.policy.own(Directive::Form);
                }
            }
            Target::Own(own) => self.meet_own(attribute.raw, own, directive),
            Target::Foreign(remote) => self.meet_foreign(tag, attribute, role, remote),
            Target::Data => match directive {
                Some(Directive::Image | Directive::Font | Directive::Media) => {
                    self.policy.data(directive.unwrap_or(Directive::Image));
                }
                Some(_) => self.fault(says::data_document(tag, attribute)),
                None => {}
            },
            Target::Script => self.fault(says::script_address(tag, attribute)),
            Target::Other => {}
        }
    }

    pub(super) fn meet_own(&mut self, raw: &str, own: &Own<'_>, directive: Option<Directive>) {
        let (url, fragment) = (own.url(), own.fragment());
        let is_plain = match raw.strip_prefix(&*url) {
            Some("") => fragment.is_empty(),
            Some(rest) => rest.strip_prefix('#') == Some(&fragment),
            None => false,
        };
        let written = if is_plain || raw.contains(['\t', '\n']) { "" } else { raw };
        self.links.add_link(&Link { url: &url, fragment: &fragment, written });
        let Some(directive) = directive else { return };
        self.policy.own(directive);
        if directive == Directive::Style {
            if let Some(needs) = (self.setting.styles)(&url) {
                self.policy.join(&needs);
            } else {
                self.policy.own(Directive::Font);
                self.policy.own(Directive::Image);
            }
        }
    }

    fn meet_foreign(&mut self, tag: &Tag<'p>, attribute: &Attribute<'p>, role: Role, remote: &Remote<'_>) {
        if role == Role::Leads {
            self.elsewhere.add(&remote.to_string());
        } else if self.locator.is_same_host(remote) {
            if let Role::Loads(directive) = role {
                self.policy.own(directive);
            }
        } else if remote.host.is_empty() {
            self.fault(says::no_host(tag, attribute));
        } else {
            self.load_elsewhere(&Found {
                address: remote.to_string(),
                origin: remote.origin(),
                element: tag.name.to_ascii_lowercase(),
                attribute: attribute.name.to_ascii_lowercase(),
                role,
                offset: attribute.value_range.start,
                written: attribute.raw.to_owned(),
            });
        }
    }

    /// Something that calls another host: what is gated is allowed, all else goes through the gate.
    pub(super) fn load_elsewhere(&mut self, found: &Found) {
        let Some(remote) = found.remote() else { return };
        if found.role == Role::Submits {
            self.policy.allow(Directive::Form, found.origin.clone());
            self.needs_gate = true;
            return;
        }
        if self.gated == 0 {
            self.needs_gate = true;
            return;
        }
        let rules = self.setting.rules;
        let class = rules.class(&remote);
        let directive = match found.role {
            Role::Loads(directive) => directive,
            _ => Directive::Image,
        };
        let (service, purpose) = match class {
            Class::Service(rule) => {
                let hosts = rule.places.iter().map(|(host, _)| host);
                for source in hosts.flat_map(|host| [format!("https://{host}"), format!("https://*.{host}")])
                {
                    self.allow(directive, &source);
                }
                (rule.id.as_str(), rule.purpose.as_str())
            }
            Class::FileHost | Class::Unknown => ("", DEFAULT_PURPOSE),
        };
        self.allow(directive, &found.origin);
        self.requests.push(Request {
            host: remote.authority(),
            element: found.element.clone(),
            attribute: found.attribute.clone(),
            service: service.to_owned(),
            purpose: purpose.to_owned(),
            decision: Decision::Gated,
            written: found.written.clone(),
        });
    }

    /// Allows a source; a script may also call and show what its host has.
    fn allow(&mut self, directive: Directive, source: &str) {
        self.policy.allow(directive, source.to_owned());
        if directive == Directive::Script {
            self.policy.allow(Directive::Connect, source.to_owned());
            self.policy.allow(Directive::Image, source.to_owned());
        }
    }

    fn base(&mut self, tag: &Tag<'p>, attribute: &Attribute<'p>) {
        let value = attribute.value();
        match self.locator.read(&clean(&value)) {
            Target::Foreign(_) => self.needs_gate = true,
            _ => self.fault(says::base(tag, attribute)),
        }
    }

    /// Presentation attributes of SVG may name addresses.
    fn paint(&mut self, tag: &Tag<'p>, attribute: &Attribute<'p>) {
        let mut found = Vec::new();
        if attribute.raw.contains('(') || tag.is("set") || tag.is("animate") {
            Scan::new(self.locator).tag(tag, true, &mut found);
        }
        for found in found.into_iter().filter(|found| attribute.is(&found.attribute)) {
            self.load_elsewhere(&found);
        }
        if attribute.raw.contains('(') {
            let value = attribute.value();
            if let Some(rewritten) = style::rewrite(&value, self) {
                self.replace(attribute.value_range.clone(), &escaped(&rewritten));
            }
        }
    }

    /// A whole document in an attribute.
    fn document(&mut self, attribute: &Attribute<'p>) {
        if self.depth == DEEPEST_DOCUMENT {
            return;
        }
        let html = attribute.value();
        let mut inner = self.inner(&html);
        inner.run();
        let (out, inner) = inner.into_inner();
        self.join(inner, attribute.value_range.start);
        if out != html {
            let mut value = String::with_capacity(out.len() + out.len() / 4);
            escape(&out, &mut value);
            self.replace(attribute.value_range.clone(), &value);
        }
    }
}
