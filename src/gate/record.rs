//! What the site says to machines about consent: `consent.json` and `.well-known/gpc.json`.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::config::{Consent, Mode};
use crate::date::Date;
use crate::digest::Digester;

/// What a reader agrees to.
#[derive(Clone, Copy, Debug)]
pub struct Agreement<'a> {
    /// The settings.
    pub consent: &'a Consent,
    /// The mode that holds (`auto` is decided by now).
    pub mode: Mode,
    /// The sentence that is shown.
    pub text: &'a str,
    /// The hosts that the pages wait for and no service declares.
    pub undeclared: &'a BTreeSet<String>,
}

#[derive(Serialize)]
struct Record<'a> {
    rev: String,
    mode: Mode,
    purposes: Vec<PurposeRecord<'a>>,
    services: Vec<ServiceRecord<'a>>,
    undeclared: &'a BTreeSet<String>,
}

#[derive(Serialize)]
struct PurposeRecord<'a> {
    id: &'a str,
    label: &'a str,
    why: &'a str,
    exempt: Option<&'a str>,
    opt_out: bool,
    own: Vec<Kept<'a>>,
}

#[derive(Serialize)]
struct ServiceRecord<'a> {
    id: &'a str,
    label: &'a str,
    purpose: &'a str,
    provider: &'a str,
    privacy: Option<&'a str>,
    hosts: &'a [String],
    cookies: Vec<Kept<'a>>,
}

#[derive(Serialize)]
struct Kept<'a> {
    name: &'a str,
    keeps: &'a str,
}

/// A digest of what a reader agrees to. A change of it asks again; names shown to readers and the number of
/// days that a choice is kept do not change it.
pub fn revision(agreement: &Agreement<'_>) -> String {
    let mut digester = Digester::new();
    digester.add(mode_name(agreement.mode)).add(agreement.text);
    for purpose in &agreement.consent.purposes {
        digester.add("purpose").add(&purpose.id.value).add(&purpose.why);
        digester.add(purpose.exempt.as_deref().unwrap_or_default()).add([u8::from(purpose.opt_out)]);
        for own in &purpose.own {
            digester.add("own").add(&own.key).add(&own.keeps);
        }
    }
    for service in &agreement.consent.services {
        digester.add("service").add(&service.id.value).add(&service.purpose.value).add(&service.provider);
        digester.add(service.privacy.as_deref().unwrap_or_default());
        for place in &service.matches {
            digester.add("match").add(place);
        }
        for cookie in &service.cookies {
            digester.add("cookie").add(&cookie.name).add(&cookie.keeps);
        }
    }
    for host in agreement.undeclared {
        digester.add("host").add(host);
    }
    digester.finish().short()
}

fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Auto => "auto",
        Mode::OptIn => "opt-in",
        Mode::OptOut => "opt-out",
        Mode::Notice => "notice",
        Mode::Off => "off",
    }
}

/// The text of `consent.json`.
pub fn consent_json(agreement: &Agreement<'_>) -> String {
    let purposes = agreement.consent.purposes.iter().map(|purpose| PurposeRecord {
        id: &purpose.id.value,
        label: &purpose.label,
        why: &purpose.why,
        exempt: purpose.exempt.as_deref(),
        opt_out: purpose.opt_out,
        own: purpose.own.iter().map(|own| Kept { name: &own.key, keeps: &own.keeps }).collect(),
    });
    let services = agreement.consent.services.iter().map(|service| ServiceRecord {
        id: &service.id.value,
        label: &service.label,
        purpose: &service.purpose.value,
        provider: &service.provider,
        privacy: service.privacy.as_deref(),
        hosts: &service.matches,
        cookies: service.cookies.iter().map(|it| Kept { name: &it.name, keeps: &it.keeps }).collect(),
    });
    let record = Record {
        rev: revision(agreement),
        mode: agreement.mode,
        purposes: purposes.collect(),
        services: services.collect(),
        undeclared: agreement.undeclared,
    };
    let mut json = serde_json::to_string_pretty(&record).unwrap_or_default();
    json.push('\n');
    json
}

/// The text of `.well-known/gpc.json`: the site honours Global Privacy Control (W3C, GPC, section 4).
pub fn gpc_json(date: &Date) -> String {
    format!("{{\"gpc\":true,\"lastUpdate\":\"{date}\"}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Cookie, OwnKey, Purpose, Service};
    use crate::diagnostic::{Place, Placed};
    use crate::path::SourcePath;

    fn placed(value: &str) -> Placed<String> {
        Placed { value: value.to_owned(), place: Place::whole(&SourcePath::new("content/site.yaml")) }
    }

    fn consent() -> Consent {
        Consent {
            purposes: vec![Purpose {
                id: placed("media"),
                label: "Videos".to_owned(),
                why: "To show them".to_owned(),
                exempt: None,
                opt_out: false,
                own: vec![OwnKey { key: "guidepost.progress".to_owned(), keeps: "180 days".to_owned() }],
            }],
            services: vec![Service {
                id: placed("tube"),
                label: "Tube".to_owned(),
                matches: vec!["tube.example/embed/".to_owned()],
                purpose: placed("media"),
                provider: "Tube Ltd".to_owned(),
                privacy: None,
                cookies: vec![Cookie { name: "v".to_owned(), keeps: "6 months".to_owned() }],
            }],
            ..Consent::default()
        }
    }

    fn revision_of(consent: &Consent, text: &str, hosts: &[&str]) -> String {
        let undeclared = hosts.iter().map(|host| (*host).to_owned()).collect();
        revision(&Agreement { consent, mode: Mode::OptIn, text, undeclared: &undeclared })
    }

    #[test]
    fn what_asks_again_and_what_does_not() {
        let first = revision_of(&consent(), "May we?", &[]);
        let mut renamed = consent();
        "Films".clone_into(&mut renamed.purposes[0].label);
        "The Tube".clone_into(&mut renamed.services[0].label);
        renamed.keep_days = 3;
        assert_eq!(revision_of(&renamed, "May we?", &[]), first);
        let mut longer = consent();
        "1 year".clone_into(&mut longer.services[0].cookies[0].keeps);
        assert_ne!(revision_of(&longer, "May we?", &[]), first);
        assert_ne!(revision_of(&consent(), "Please?", &[]), first);
        assert_ne!(revision_of(&consent(), "May we?", &["e.com"]), first);
    }

    #[test]
    fn the_files_are_json() {
        let undeclared = BTreeSet::from(["e.com".to_owned()]);
        let agreement =
            Agreement { consent: &consent(), mode: Mode::OptIn, text: "May we?", undeclared: &undeclared };
        let json: serde_json::Value = serde_json::from_str(&consent_json(&agreement)).unwrap();
        assert_eq!(json["rev"], revision(&agreement));
        assert_eq!(json["mode"], "opt-in");
        assert_eq!(json["services"][0]["cookies"][0]["name"], "v");
        assert_eq!(json["undeclared"][0], "e.com");
        let gpc: serde_json::Value =
            serde_json::from_str(&gpc_json(&Date::parse("2026-11-22").unwrap())).unwrap();
        assert_eq!(gpc["gpc"], true);
        assert_eq!(gpc["lastUpdate"], "2026-11-22");
    }
}
