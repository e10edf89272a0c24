//! The finishing pass: one streaming pass over the final HTML of a page.
//!
//! Every link is made relative to the page, so that the same bytes work in any folder of any host; what
//! would call other hosts goes through the gate; the page gets the content security policy of what it
//! uses; and all that others need to know of it is collected. It never fails: what is wrong is returned
//! beside the page, and who knows the sources places it there.

mod attribute;
mod close;
mod pass;
mod says;
mod style;

#[cfg(test)]
mod tests;

use crate::csp::Policy;
use crate::facts::{Facts, Fault};
use crate::gate::{Gate, Rules};
use crate::links::{Form, Locator};
use crate::path::Url;

use pass::Pass;

pub use style::style_policy;

/// What a page is finished by.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The page's own address.
    pub url: &'a Url,
    /// Where the site will be served, without a slash at its end; empty, if nobody knows.
    pub base_url: &'a str,
    /// How links are written.
    pub form: Form<'a>,
    /// Who is declared.
    pub rules: &'a Rules,
    /// The theme's words by their keys, for placeholders.
    pub words: &'a dyn Fn(&str) -> String,
    /// What a style sheet of the site needs, by its address ([`style_policy`]); fonts and images of the site,
    /// if nobody knows.
    pub styles: &'a dyn Fn(&str) -> Option<Policy>,
    /// HTML for the end of the head of a page in which something waits for consent; may be empty.
    pub when_gated: &'a str,
}

/// A finished page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Artifact {
    /// Its bytes.
    pub html: String,
    /// What is known of it.
    pub facts: Facts,
    /// What is wrong with it, in order.
    pub faults: Vec<Fault>,
}

/// Finishes a page.
pub fn finish(html: &str, setting: &Setting<'_>) -> Artifact {
    let locator = Locator::new(setting.url, setting.base_url, setting.form);
    let mut pass = Pass::new(html, setting, &locator);
    pass.run();
    if !pass.needs_gate {
        return pass.close();
    }
    let gate = Gate { locator: &locator, rules: setting.rules, words: setting.words };
    let gated = gate.apply(html);
    let before = pass.close();
    let mut second = Pass::new(&gated.html, setting, &locator);
    second.run();
    let mut artifact = second.close();
    artifact.facts.requests = before.facts.requests;
    artifact.facts.requests.extend(gated.requests);
    artifact.faults = before.faults;
    artifact.faults.extend(gated.faults);
    artifact.faults.sort_by_key(|fault| fault.offset);
    artifact
}
