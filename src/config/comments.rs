//! Settings for comments: of the site, and overridden by a guide or a part.

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::diagnostic::{Place, Placed};
use crate::yaml::{Faults, Fields, Node};

use super::address;

/// Whether readers can comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CommentStatus {
    /// Elsewhere, by one of the alternatives.
    Open,
    /// No more; a notice says so.
    Closed,
    /// Nothing is said about comments.
    Off,
}

/// What was set about comments at one level; what is not set comes from the level above.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentSettings {
    /// Where the settings stand.
    pub place: Option<Place>,
    /// `status`.
    pub status: Option<CommentStatus>,
    /// `close_after_days`, counted from the guide's date: open through that day.
    pub close_after_days: Option<u32>,
    /// `closed_text`, word for word.
    pub closed_text: Option<String>,
    /// `closed_on`.
    pub closed_on: Option<Date>,
    /// `reason`.
    pub reason: Option<String>,
    /// `instead`: other ways to answer.
    pub instead: Option<Vec<Alternative>>,
}

/// Another way to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// What the link says.
    pub label: String,
    /// An e-mail address, or a source file or URL.
    pub target: AlternativeTarget,
}

/// Where an alternative leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AlternativeTarget {
    /// `mail`: an e-mail address.
    Mail(String),
    /// `to`: a source file or URL.
    Link(Placed<String>),
}

/// So many days are a hundred years.
const LONGEST: u32 = 36_500;

impl CommentSettings {
    /// Reads the `comments` of a site, a guide or a part.
    pub(crate) fn read(node: &Node, faults: &Faults) -> Self {
        use CommentStatus::{Closed, Off, Open};
        let Some(mut fields) = Fields::open(node, "“comments”", faults) else {
            return Self { place: Some(node.place.clone()), ..Self::default() };
        };
        let settings = Self {
            place: Some(node.place.clone()),
            status: fields
                .choice("status", &[("open", Open), ("closed", Closed), ("off", Off)])
                .map(|status| status.value),
            close_after_days: fields.whole("close_after_days", &(0..=LONGEST)).map(|days| days.value),
            closed_text: fields.text("closed_text").map(|text| text.value),
            closed_on: fields.date("closed_on").map(|date| date.value),
            reason: fields.any_text("reason").map(|text| text.value),
            instead: fields
                .list("instead")
                .map(|items| items.iter().filter_map(|item| Alternative::read(item, faults)).collect()),
        };
        fields.done();
        settings
    }
}

impl Alternative {
    fn read(node: &Node, faults: &Faults) -> Option<Self> {
        let mut fields = Fields::open(node, "an alternative to comments", faults)?;
        let label = fields.required_text("label");
        let (mail, to) = (fields.entry("mail"), fields.entry("to"));
        let target = match (mail, to) {
            (Some(_), None) => fields.text("mail").and_then(|mail| Self::mail(mail, faults)),
            (None, Some(_)) => fields.text("to").map(AlternativeTarget::Link),
            (Some((first, _)), Some((second, _))) => {
                let later = if first.place > second.place { first } else { second };
                faults.error(
                    "two-targets",
                    later.place.clone(),
                    "an alternative to comments has “mail” or “to”, and this one has both",
                    "make two entries of it, each with its label",
                );
                None
            }
            (None, None) => {
                faults.error(
                    "missing-key",
                    node.place.clone(),
                    "an alternative to comments needs “mail” or “to”, and has none",
                    "add a line “mail: you@example.org” or “to: https://…”",
                );
                None
            }
        };
        fields.done();
        Some(Self { label: label?.value, target: target? })
    }

    fn mail(mail: Placed<String>, faults: &Faults) -> Option<AlternativeTarget> {
        if address::is_mail_address(&mail.value) {
            return Some(AlternativeTarget::Mail(mail.value));
        }
        let bare = mail.value.strip_prefix("mailto:").filter(|bare| address::is_mail_address(bare));
        let help = match bare {
            Some(bare) => format!("write it without mailto: {bare}"),
            None => "write it as in you@example.org".to_owned(),
        };
        let message = format!("{} is no e-mail address", crate::yaml::quoted(&mail.value));
        faults.error("bad-mail-address", mail.place, message, help);
        None
    }
}
