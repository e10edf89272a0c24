//! `site.consent`: what readers are asked to agree to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tera::Value;

use super::{Viewer, Words, label_and_url, map, title_and_url};
use crate::config::{Consent, Mode, Purpose, Service, presumed_consent};
use crate::diagnostic::{Place, Placed};
use crate::gate::{Agreement, DEFAULT_PURPOSE, Settings, revision};
use crate::outline::SETTINGS;
use crate::path::{SourcePath, Url};
use crate::site::Site;
use crate::site::policy::{self, Load};

/// What readers are asked to agree to, with every word settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// `opt-in`, `opt-out` or `notice`.
    pub mode: &'static str,
    /// The sentence of the banner.
    pub text: String,
    /// Whether a true sentence follows wording that presumes consent.
    pub truth: bool,
    /// The label of the yes.
    pub accept: String,
    /// The label of the no.
    pub reject: String,
    /// The label of the link to the policy page.
    pub more_label: String,
    /// The policy page's address.
    pub more_url: String,
    /// The digest of all that a reader agrees to: when it changes, the reader is asked again.
    pub rev: String,
}

/// What a site asks of its readers; nothing with `off`.
pub fn statement(site: &Site, words: &Words) -> Option<Statement> {
    let mode = match site.directory.consent {
        Mode::Auto | Mode::Off => return None,
        Mode::OptIn => "opt-in",
        Mode::OptOut => "opt-out",
        Mode::Notice => "notice",
    };
    let consent = &site.config.consent;
    let word = |own: Option<&String>, key: &str| own.cloned().unwrap_or_else(|| words(key, &[]));
    let text = word(consent.text.as_ref().map(|text| &text.value), "consent_text");
    let more = site.more.as_ref();
    let refusal = if site.directory.consent == Mode::Notice { "consent_opt_out" } else { "consent_reject" };
    Some(Statement {
        mode,
        truth: site.directory.consent == Mode::OptIn && presumed_consent(&text).is_some(),
        accept: word(consent.accept.as_ref(), "consent_accept"),
        reject: word(consent.reject.as_ref(), refusal),
        more_label: word(more.map(|more| &more.label).filter(|label| !label.is_empty()), "consent_more"),
        more_url: more.map_or_else(|| policy::url().to_string(), |more| more.to.clone()),
        rev: revision(&Agreement {
            consent,
            mode: site.directory.consent,
            text: &text,
            undeclared: &site.directory.undeclared(),
        }),
        text,
    })
}

impl Viewer {
    /// `site.consent`.
    pub(super) fn consent(&self, statement: &Statement) -> Value {
        let consent = self.asked_for();
        let mode = self.site.directory.consent;
        let settings = Settings { rev: &statement.rev, mode, consent: &consent };
        map([
            ("mode", statement.mode.into()),
            ("text", statement.text.as_str().into()),
            ("truth", statement.truth.into()),
            ("accept", statement.accept.as_str().into()),
            ("reject", statement.reject.as_str().into()),
            ("more", label_and_url(&statement.more_label, &statement.more_url)),
            ("rev", statement.rev.as_str().into()),
            ("keep_days", consent.keep_days.into()),
            ("settings", settings.json().into()),
            ("choose", (consent.purposes.len() > 1).into()),
            (
                "purposes",
                consent.purposes.iter().map(|purpose| self.purpose(purpose)).collect::<Vec<_>>().into(),
            ),
        ])
    }

    /// The settings, with the purpose that hosts wait for which nobody declared.
    fn asked_for(&self) -> Cow<'_, Consent> {
        let consent = &self.site.config.consent;
        let is_declared = consent.purposes.iter().any(|purpose| purpose.id.value == DEFAULT_PURPOSE);
        if is_declared || self.site.directory.undeclared().is_empty() {
            return Cow::Borrowed(consent);
        }
        let mut consent = consent.clone();
        let place = Place::whole(&SourcePath::new(SETTINGS));
        consent.purposes.push(Purpose {
            id: Placed { value: DEFAULT_PURPOSE.to_owned(), place },
            label: self.word("media_label"),
            why: self.word("media_why"),
            exempt: None,
            opt_out: false,
            own: Vec::new(),
        });
        Cow::Owned(consent)
    }

    /// Whether a page asks readers: on a site that declares what for, every page does; on another, those that load
    /// something from elsewhere, and the policy page.
    pub(super) fn asks(&self, page: &Url) -> bool {
        if self.statement.is_none() {
            return false;
        }
        let consent = &self.site.config.consent;
        if consent.mode != Mode::Auto || !consent.purposes.is_empty() || !consent.services.is_empty() {
            return true;
        }
        let loads = &self.site.directory.loads;
        let loads_below = |folder: &str| loads.iter().any(|load| load.page.as_str().starts_with(folder));
        match page.as_str().strip_suffix("all/") {
            Some(folder) => loads_below(folder),
            None => loads.binary_search_by(|load| load.page.cmp(page)).is_ok(),
        }
    }

    fn purpose(&self, purpose: &Purpose) -> Value {
        let services = self.site.config.consent.services.iter();
        let services = services
            .filter(|service| service.purpose.value == purpose.id.value)
            .map(|service| self.service(service));
        let own = purpose
            .own
            .iter()
            .map(|own| map([("key", own.key.as_str().into()), ("keeps", own.keeps.as_str().into())]));
        map([
            ("id", purpose.id.value.as_str().into()),
            ("label", purpose.label.as_str().into()),
            ("why", purpose.why.as_str().into()),
            ("exempt", purpose.exempt.clone().unwrap_or_default().into()),
            ("opt_out", purpose.opt_out.into()),
            ("own", own.collect::<Vec<_>>().into()),
            ("services", services.collect::<Vec<_>>().into()),
            ("others", self.others(&purpose.id.value)),
        ])
    }

    /// The hosts that wait for a purpose and that nobody declared, each with the pages that load from it.
    fn others(&self, purpose: &str) -> Value {
        let mut hosts: BTreeMap<&str, Vec<&Load>> = BTreeMap::new();
        let loads = self.site.directory.loads.iter();
        for load in loads.filter(|load| load.service.is_none() && purpose == DEFAULT_PURPOSE) {
            hosts.entry(&load.host).or_default().push(load);
        }
        let host = |(host, loads): (&str, Vec<&Load>)| {
            let pages = loads.iter().map(|load| title_and_url(&load.title, &load.page));
            map([("host", host.into()), ("pages", pages.collect::<Vec<_>>().into())])
        };
        hosts.into_iter().map(host).collect::<Vec<_>>().into()
    }

    fn service(&self, service: &Service) -> Value {
        let cookies = service.cookies.iter();
        let cookies = cookies.map(|cookie| {
            map([("name", cookie.name.as_str().into()), ("keeps", cookie.keeps.as_str().into())])
        });
        let hosts = service.matches.iter().map(|host| host.split('/').next().unwrap_or_default());
        let loads = self
            .site
            .directory
            .loads
            .iter()
            .filter(|load| load.service.as_deref() == Some(&service.id.value));
        let pages: Vec<Value> = loads.map(|load| title_and_url(&load.title, &load.page)).collect();
        map([
            ("id", service.id.value.as_str().into()),
            ("label", service.label.as_str().into()),
            ("provider", service.provider.as_str().into()),
            ("privacy", service.privacy.clone().unwrap_or_default().into()),
            ("hosts", hosts.collect::<Vec<_>>().into()),
            ("cookies", cookies.collect::<Vec<_>>().into()),
            ("pages", pages.into()),
        ])
    }
}
