//! `site.consent`: what readers are asked to agree to.

use tera::Value;

use super::{Viewer, Words, label_and_url, map, title_and_url};
use crate::config::{Mode, Purpose, Service, presumed_consent};
use crate::gate::{Agreement, revision};
use crate::site::{Site, policy};

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
        let consent = &self.site.config.consent;
        map([
            ("mode", statement.mode.into()),
            ("text", statement.text.as_str().into()),
            ("truth", statement.truth.into()),
            ("accept", statement.accept.as_str().into()),
            ("reject", statement.reject.as_str().into()),
            ("more", label_and_url(&statement.more_label, &statement.more_url)),
            ("rev", statement.rev.as_str().into()),
            ("keep_days", consent.keep_days.into()),
            ("choose", (consent.purposes.len() > 1).into()),
            (
                "purposes",
                consent.purposes.iter().map(|purpose| self.purpose(purpose)).collect::<Vec<_>>().into(),
            ),
        ])
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
        ])
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
