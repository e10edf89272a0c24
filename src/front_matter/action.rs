//! What an action page says in its head (`spec`: one main action, a plan, a reminder, safety).

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::diagnostic::{Place, Placed};

/// The head of an action page, beyond what every part has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionMeta {
    /// `actions`, the main one first; empty only where its head is wrong.
    pub actions: Vec<Action>,
    /// `next`: what happens next.
    pub next: Vec<String>,
    /// `prompts`: words to begin with.
    pub prompts: Vec<String>,
    /// `plan`: a sentence of the form “if …, then I will …”.
    pub plan: Option<PlanSentence>,
    /// `reminder`: a calendar file.
    pub reminder: Option<Reminder>,
    /// `share`: the text to pass on with the address.
    pub share: Option<String>,
    /// `form`: a plain form that a service receives.
    pub form: Option<Form>,
    /// `safety`: a note and where to find help.
    pub safety: Option<Safety>,
}

/// Something the reader is asked to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// What the link or button says.
    pub label: Placed<String>,
    /// What it does.
    pub target: Placed<ActionTarget>,
}

/// What an action does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActionTarget {
    /// Leads to a heading, a source file, a URL or a mail address, as written.
    Link(String),
    /// Prints the page (the worksheet, without scripts).
    Print,
    /// Opens the worksheet.
    Worksheet,
    /// Gives the calendar file.
    Reminder,
    /// Passes the address on.
    Share,
}

/// “If …, then …”.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSentence {
    /// The beginning of the condition.
    pub condition: String,
    /// The beginning of the promise.
    pub promise: String,
}

/// How often a reminder comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Every {
    /// Each day.
    Day,
    /// Each week on its day.
    Week,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// A date with oneself that comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// What the calendar shows.
    pub title: String,
    /// How often.
    pub every: Every,
    /// On which day of the week.
    pub day: Weekday,
    /// When, as hour and minute of the reader's own clock.
    pub time: (u8, u8),
    /// How long, in minutes.
    pub minutes: u32,
    /// Whether the guide's name stays out of the calendar.
    pub discreet: bool,
}

/// A plain form that a service receives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The service's URL.
    pub to: Placed<String>,
    /// The fields, in order.
    pub fields: Vec<Field>,
    /// The source file of the page on privacy.
    pub privacy: Placed<String>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The name it is sent under.
    pub name: String,
    /// What it asks.
    pub label: String,
    /// What goes in.
    pub kind: FieldKind,
    /// Whether it may stay empty.
    pub required: bool,
}

/// What goes into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldKind {
    /// One line.
    Text,
    /// An e-mail address.
    Email,
    /// Several lines.
    Textarea,
}

/// A note for readers whom the advice could harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Safety {
    /// Where it stands.
    pub place: Place,
    /// The note, in plain words.
    pub note: String,
    /// Where to find help.
    pub links: Vec<SafetyLink>,
    /// Where the quick way out leads, if there is one.
    pub exit: Option<Placed<String>>,
}

/// Where to find help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafetyLink {
    /// What the link says.
    pub label: String,
    /// A URL.
    pub to: Placed<String>,
    /// When somebody last looked that it is right.
    pub verified: Option<Placed<Date>>,
}
