//! Reading `consent:` of `site.yaml`.

use super::super::wording::presumed_consent;
use super::{Consent, Mode, More, OwnKey, PREFERENCES, PROGRESS, Purpose, Service};
use crate::config::address;
use crate::diagnostic::Placed;
use crate::yaml::{Faults, Fields, Node, quoted};

/// A choice is kept for two years at most; authorities ask for less.
const LONGEST: u32 = 730;

const MODES: [(&str, Mode); 5] = [
    ("auto", Mode::Auto),
    ("opt-in", Mode::OptIn),
    ("opt-out", Mode::OptOut),
    ("notice", Mode::Notice),
    ("off", Mode::Off),
];

impl Consent {
    /// Reads the settings; what is wrong has its default.
    pub(crate) fn read(node: &Node, faults: &Faults) -> Self {
        let mut consent = Self { place: Some(node.place.clone()), ..Self::default() };
        let Some(mut fields) = Fields::open(node, "“consent”", faults) else {
            return consent;
        };
        consent.mode = fields.choice("mode", &MODES).map(|mode| mode.value).unwrap_or_default();
        consent.text = fields.text("text");
        consent.accept = fields.text("accept").map(|label| label.value);
        consent.reject = fields.text("reject").map(|label| label.value);
        consent.more = fields.map("more", "“more”").and_then(more);
        if let Some(days) = fields.whole("keep_days", &(1..=LONGEST)) {
            consent.keep_days = days.value;
        }
        let purposes = fields.entries("purposes");
        consent.purposes = purposes.iter().filter_map(|(id, node)| Purpose::read(id, node, faults)).collect();
        let names: Vec<&str> = purposes.iter().map(|(id, _)| id.value.as_str()).collect();
        let services = fields.entries("services");
        consent.services =
            services.iter().filter_map(|(id, node)| Service::read(id, node, &names, faults)).collect();
        Service::check_matches(&consent.services, faults);
        fields.done();
        consent.check_wording(faults);
        consent
    }

    /// Where nothing optional happens before a yes, wording that takes the yes for granted is not true.
    fn check_wording(&self, faults: &Faults) {
        let asks = match self.mode {
            Mode::OptIn => true,
            Mode::Auto => !self.purposes.is_empty() || !self.services.is_empty(),
            Mode::OptOut | Mode::Notice | Mode::Off => false,
        };
        let Some(text) = self.text.as_ref().filter(|_| asks) else { return };
        if let Some(phrase) = presumed_consent(&text.value) {
            faults.warning(
                "presumed-consent",
                text.place.clone(),
                format!("“{phrase}” takes the reader’s consent for granted, and this site asks for it"),
                "say what is stored and why; nothing optional happens before the reader accepts",
            );
        }
    }
}

fn more(mut fields: Fields<'_>) -> Option<More> {
    let label = fields.text("label").map(|label| label.value);
    let to = fields.required_text("to");
    fields.done();
    Some(More { label, to: to? })
}

/// Names of purposes and services stand in attributes, in file names and as keys of JavaScript objects.
pub(super) fn is_good_name(id: &Placed<String>, what: &str, faults: &Faults) -> bool {
    let is_plain =
        address::is_plain_name(&id.value) && !id.value.bytes().any(|byte| byte.is_ascii_uppercase());
    if is_plain && id.value != "constructor" && id.value.len() <= 64 {
        return true;
    }
    faults.error(
        "bad-name",
        id.place.clone(),
        format!("{} cannot be the name of {what}", quoted(&id.value)),
        "use small letters from a to z, digits, hyphens and underscores; what readers see is its “label”",
    );
    false
}

impl Purpose {
    fn read(id: &Placed<String>, node: &Node, faults: &Faults) -> Option<Self> {
        let is_named = is_good_name(id, "a purpose", faults);
        let mut fields = Fields::open(node, "a purpose", faults)?;
        let label = fields.required_text("label");
        let why = fields.required_text("why");
        let exempt = fields.text("exempt").map(|reason| reason.value);
        let opt_out = fields.flag("opt_out").unwrap_or(false);
        let own = fields.list("own").unwrap_or_default();
        let own: Vec<OwnKey> = own.iter().filter_map(|node| OwnKey::read(node, faults)).collect();
        fields.done();
        if id.value == PREFERENCES && own.iter().all(|own| own.key != PROGRESS) {
            let message =
                format!("“{PREFERENCES}” lets readers keep their ticks, and its “own” does not say so");
            let help = format!(
                "add “own: [{{ key: {PROGRESS}, keeps: 180 days }}]”, so that the policy page names it"
            );
            faults.warning("undeclared-storage", id.place.clone(), message, help);
        }
        let (label, why) = (label?.value, why?.value);
        is_named.then(|| Self { id: id.clone(), label, why, exempt, opt_out, own })
    }
}

impl OwnKey {
    fn read(node: &Node, faults: &Faults) -> Option<Self> {
        let mut fields = Fields::open(node, "a key of the site’s own storage", faults)?;
        let key = fields.required_text("key");
        let keeps = fields.required_text("keeps");
        fields.done();
        Some(Self { key: key?.value, keeps: keeps?.value })
    }
}
