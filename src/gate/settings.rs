//! What the consent script of a page is told.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::{Consent, Mode, Purpose};

/// What the consent script of a page is told.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The digest of what readers agree to.
    pub rev: &'a str,
    /// The mode that holds (`auto` is decided by now).
    pub mode: Mode,
    /// The purposes and services.
    pub consent: &'a Consent,
}

/// Whether a purpose runs before a choice, the keys of the site's own storage, and the cookies of its services.
type Told<'a> = (u8, Vec<&'a str>, Vec<&'a str>);

#[derive(Serialize)]
struct Record<'a> {
    rev: &'a str,
    mode: Mode,
    days: u32,
    purposes: BTreeMap<&'a str, Told<'a>>,
}

impl Settings<'_> {
    /// The text for the script.
    pub fn json(&self) -> String {
        let purposes = self.consent.purposes.iter();
        let record = Record {
            rev: self.rev,
            mode: self.mode,
            days: self.consent.keep_days,
            purposes: purposes.map(|purpose| (purpose.id.value.as_str(), self.told(purpose))).collect(),
        };
        serde_json::to_string(&record).unwrap_or_default()
    }

    fn told<'p>(&'p self, purpose: &'p Purpose) -> Told<'p> {
        let services = self.consent.services.iter();
        let own_services = services.filter(|service| service.purpose.value == purpose.id.value);
        let cookies = own_services.flat_map(|service| &service.cookies);
        let runs = match self.mode {
            Mode::OptOut => purpose.opt_out,
            Mode::Notice => purpose.exempt.is_some(),
            Mode::Auto | Mode::OptIn | Mode::Off => false,
        };
        (
            u8::from(runs),
            purpose.own.iter().map(|own| own.key.as_str()).collect(),
            cookies.map(|cookie| cookie.name.as_str()).collect(),
        )
    }
}
