//! What an action page shows beyond its body.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tera::Value;

use super::{Viewer, map};
use crate::front_matter::{ActionMeta, Every, FieldKind, Form, Reminder, Safety, Weekday};
use crate::site::{Deed, Does, Guide, Part};

impl Viewer {
    /// The values of an action page.
    pub(super) fn action_pairs(
        &self,
        guide: &Guide,
        part: &Part,
        call: &ActionMeta,
    ) -> Vec<(&'static str, Value)> {
        let share_mail = self.share_mail(guide, call);
        let deeds: Vec<Value> = part.deeds.iter().map(|deed| deed_value(deed, &share_mail)).collect();
        let plan = call.plan.as_ref().map_or_else(Value::none, |plan| {
            map([("if", plan.condition.as_str().into()), ("then", plan.promise.as_str().into())])
        });
        let reminder = call.reminder.as_ref().zip(guide.reminder_url());
        let reminder =
            reminder.map_or_else(Value::none, |(reminder, url)| reminder_value(reminder, url.as_str()));
        let share = call.share.as_ref().map_or_else(Value::none, |text| {
            map([
                ("text", text.as_str().into()),
                ("mail_url", share_mail.as_str().into()),
                ("url", guide.leaf.url.as_str().into()),
            ])
        });
        vec![
            ("actions", deeds.into()),
            ("next_steps", call.next.clone().into()),
            ("prompts", call.prompts.clone().into()),
            ("plan", plan),
            ("reminder", reminder),
            ("share", share),
            ("form", call.form.as_ref().map_or_else(Value::none, |form| form_value(form, &part.privacy))),
            ("safety", call.safety.as_ref().map_or_else(Value::none, safety_value)),
        ]
    }

    /// A mail to nobody yet, with the guide's title, the text to pass on and the address (RFC 6068).
    fn share_mail(&self, guide: &Guide, call: &ActionMeta) -> String {
        let text = call.share.as_deref().unwrap_or_default();
        let lines = [text, &self.absolute(&guide.leaf.url)].map(str::to_owned);
        let body = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\r\n\r\n");
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let body = if body.is_empty() { String::new() } else { format!("&body={}", encode(&body)) };
        format!("mailto:?subject={}{body}", encode(&guide.leaf.title.value))
    }
}

/// An action, with the mail link where it shares.
fn deed_value(deed: &Deed, share_mail: &str) -> Value {
    let (does, url) = match deed.does {
        Does::Link => ("link", deed.to.as_str()),
        Does::Print => ("print", deed.to.as_str()),
        Does::Share => ("share", share_mail),
    };
    map([("label", deed.label.as_str().into()), ("does", does.into()), ("url", url.into())])
}

fn reminder_value(reminder: &Reminder, url: &str) -> Value {
    let (hour, minute) = reminder.time;
    map([
        ("url", url.into()),
        ("title", reminder.title.as_str().into()),
        (
            "every",
            (match reminder.every {
                Every::Day => "day",
                Every::Week => "week",
            })
            .into(),
        ),
        ("day", weekday(reminder.day).into()),
        ("time", format!("{hour:02}:{minute:02}").into()),
        ("minutes", reminder.minutes.into()),
    ])
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

fn form_value(form: &Form, privacy: &str) -> Value {
    let field = |field: &crate::front_matter::Field| {
        let kind = match field.kind {
            FieldKind::Text => "text",
            FieldKind::Email => "email",
            FieldKind::Textarea => "textarea",
        };
        map([
            ("name", field.name.as_str().into()),
            ("label", field.label.as_str().into()),
            ("type", kind.into()),
            ("required", field.required.into()),
        ])
    };
    map([
        ("to", form.to.value.as_str().into()),
        ("fields", form.fields.iter().map(field).collect::<Vec<_>>().into()),
        ("privacy_url", privacy.into()),
    ])
}

fn safety_value(safety: &Safety) -> Value {
    let links = safety.links.iter().map(|link| super::label_and_url(&link.label, &link.to.value));
    map([
        ("note", safety.note.as_str().into()),
        ("links", links.collect::<Vec<_>>().into()),
        ("exit", safety.exit.as_ref().map(|exit| exit.value.clone()).unwrap_or_default().into()),
    ])
}
