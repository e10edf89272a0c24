//! Third parties: everything in a page that would make the browser call another host is found, classed, and
//! cannot load before the reader says yes.
//!
//! The only safe blocker is `template`: nothing in it loads, and all of it works once cloned. So what may load
//! after a yes is wrapped in one, with a placeholder where the reader would have seen something. What cannot
//! wait is taken out (hints to the browser, pings, pixels in `noscript`, anything in `svg`, where a
//! `template` does not block), and what must never load is an error.

mod class;
mod css;
mod fault;
mod found;
mod loose;
mod markup;
mod placeholder;
mod record;
mod role;
mod script;
mod settings;
mod visit;
mod wrap;

#[cfg(test)]
mod tests;

pub use class::{Class, DEFAULT_PURPOSE, Rule, Rules};
pub use css::{Reference, Use, references};
pub use found::{Found, Scan};
pub use loose::{Loose, loose};
pub use record::{Agreement, consent_json, gpc_json, revision};
pub use role::{Role, is_script, role};
pub use settings::Settings;
pub use wrap::{Gate, Gated};

use crate::links::{Form, Locator};
use crate::path::Url;

/// The foreign addresses in a piece of HTML that would wait for consent, whoever they belong to.
pub fn waiting(html: &str) -> Vec<String> {
    let page = Url::root();
    let locator = Locator::new(&page, "", Form::Relative);
    let gate = Gate { locator: &locator, rules: &Rules::default(), words: &|_| String::new() };
    gate.apply(html).waiting
}
