//! Reading what an action page says.

use super::safety;
use super::{
    Action, ActionMeta, ActionTarget, Every, Field, FieldKind, Form, PlanSentence, Reminder, Weekday, label,
};
use crate::config::address::web_address;
use crate::diagnostic::Placed;
use crate::yaml::{Faults, Fields, Node, quoted};

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

impl ActionMeta {
    /// Reads the keys of an action page; nothing, if it has no action.
    pub(super) fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let faults = fields.faults();
        let nodes = fields.required_list("actions");
        let actions: Vec<Action> = nodes.iter().filter_map(|node| Action::read(node, faults)).collect();
        let values = |texts: Vec<Placed<String>>| texts.into_iter().map(|text| text.value).collect();
        let had_reminder = fields.has("reminder");
        let meta = Self {
            next: values(fields.texts("next")),
            prompts: values(fields.texts("prompts")),
            plan: fields.map("plan", "“plan”").and_then(plan),
            reminder: fields.map("reminder", "“reminder”").and_then(reminder),
            share: fields.map("share", "“share”").and_then(share),
            form: fields.map("form", "“form”").and_then(form),
            safety: fields.map("safety", "“safety”").and_then(safety::read),
            actions,
        };
        let wanted = meta.actions.iter().find(|action| action.target.value == ActionTarget::Reminder);
        if let Some(action) = wanted.filter(|_| !had_reminder) {
            let message = "this action gives a reminder, and the page has none";
            let help = "add “reminder” with title, every, day and time";
            faults.error("no-reminder", action.target.place.clone(), message, help);
        }
        (!meta.actions.is_empty()).then_some(meta)
    }
}

impl Action {
    pub(super) fn read(node: &Node, faults: &Faults) -> Option<Self> {
        let mut fields = Fields::open(node, "an action", faults)?;
        let label = fields.required_text("label");
        let to = fields.required_text("to");
        fields.done();
        if let Some(label) = &label {
            label::check(label, faults);
        }
        let target = to.map(|to| {
            let value = match to.value.as_str() {
                "print" => ActionTarget::Print,
                "worksheet" => ActionTarget::Worksheet,
                "reminder" => ActionTarget::Reminder,
                "share" => ActionTarget::Share,
                _ => ActionTarget::Link(to.value),
            };
            Placed { value, place: to.place }
        });
        Some(Self { label: label?, target: target? })
    }
}

fn plan(mut fields: Fields<'_>) -> Option<PlanSentence> {
    let condition = fields.required_text("if");
    let promise = fields.required_text("then");
    fields.done();
    Some(PlanSentence { condition: condition?.value, promise: promise?.value })
}

fn share(mut fields: Fields<'_>) -> Option<String> {
    let text = fields.required_text("text");
    fields.done();
    Some(text?.value)
}

fn reminder(mut fields: Fields<'_>) -> Option<Reminder> {
    let faults = fields.faults();
    let title = fields.required_text("title");
    let _ = fields.required("every");
    let every =
        fields.choice("every", &[("day", Every::Day), ("week", Every::Week)]).map(|every| every.value);
    if every == Some(Every::Week) {
        let _ = fields.required("day");
    }
    let is_weekly = every != Some(Every::Day);
    let day = fields.choice("day", &DAYS).map(|day| day.value);
    let time = fields.required_text("time").and_then(|time| clock(time, faults));
    let minutes = fields.whole("minutes", &(1..=1440)).map_or(30, |minutes| minutes.value);
    let discreet = fields.flag("discreet").unwrap_or(false);
    fields.done();
    let day = if is_weekly { day? } else { day.unwrap_or(Weekday::Monday) };
    Some(Reminder { title: title?.value, every: every?, day, time: time?, minutes, discreet })
}

/// A time of day as `19:00`.
fn clock(written: Placed<String>, faults: &Faults) -> Option<(u8, u8)> {
    let parts = written.value.split_once(':').and_then(|(hour, minute)| {
        let number =
            |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u8>().ok());
        Some((number(hour)??, number(minute)??)).filter(|(hour, minute)| *hour < 24 && *minute < 60)
    });
    match parts {
        Some(time) if written.value.len() == 5 => Some(time),
        _ => {
            let help = match parts {
                Some((hour, minute)) => format!("write time: \"{hour:02}:{minute:02}\""),
                None => "write hour and minute from 00:00 to 23:59, as in time: \"19:00\"".to_owned(),
            };
            let message = format!("“time” should be a time of day, and is {}", quoted(&written.value));
            faults.error("bad-time", written.place, message, help);
            None
        }
    }
}

fn form(mut fields: Fields<'_>) -> Option<Form> {
    let faults = fields.faults();
    let to = fields.required_text("to").and_then(|to| web_address(to, "to", faults));
    let mut inputs: Vec<Field> = Vec::new();
    for node in fields.required_list("fields") {
        let Some((name, field)) = field(node, faults) else { continue };
        if inputs.iter().any(|other| other.name == field.name) {
            let message = format!("two fields of the form have the name {}", quoted(&field.name));
            faults.error("duplicate-field", name.place, message, "give each field its own name");
        } else {
            inputs.push(field);
        }
    }
    let privacy = fields.required_text("privacy");
    fields.done();
    (!inputs.is_empty()).then_some(())?;
    Some(Form { to: to?, fields: inputs, privacy: privacy? })
}

fn field(node: &Node, faults: &Faults) -> Option<(Placed<String>, Field)> {
    const KINDS: [(&str, FieldKind); 3] =
        [("text", FieldKind::Text), ("email", FieldKind::Email), ("textarea", FieldKind::Textarea)];
    let mut fields = Fields::open(node, "a field of a form", faults)?;
    let name = fields.required_text("name");
    let label = fields.required_text("label");
    let kind = fields.choice("type", &KINDS).map_or(FieldKind::Text, |kind| kind.value);
    let required = fields.flag("required").unwrap_or(false);
    fields.done();
    let name = name?;
    let field = Field { name: name.value.clone(), label: label?.value, kind, required };
    Some((name, field))
}
