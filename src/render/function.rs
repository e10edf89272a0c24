//! The functions that templates call.

use std::borrow::Cow;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::gauge::{Excess, Gauge};
use super::{Answers, Shared};
use crate::query::Query;
use crate::theme::Theme;
use crate::theme::plain::{Said, suggestion};
use crate::theme::template::meter;
use crate::theme::template::signature::{Kind, Signature};

/// Gives a worker's Tera our functions, bound to its gauge.
pub(super) fn register(tera: &mut Tera, shared: &Arc<Shared>, gauge: &Arc<Gauge>) {
    let mut add = |name: &'static str, function: fn(&Call) -> TeraResult<Value>| {
        let (shared, gauge) = (Arc::clone(shared), Arc::clone(gauge));
        let signature = Signature::find(name);
        tera.register_function(name, move |arguments: Kwargs, _: &State| {
            gauge.step().map_err(stopped)?;
            if let Some(signature) = signature {
                check(signature, &arguments)?;
            }
            function(&Call {
                arguments: &arguments,
                theme: &shared.theme,
                answers: &*shared.answers,
                gauge: &gauge,
            })
        });
    };
    add("t", word);
    add("date", date);
    add("duration", duration);
    add("inline", inline);
    add("asset", asset);
    add("guides", guides);
    add("tags", tags);
    add("page", page);
    let counter = Arc::clone(gauge);
    tera.register_function(meter::STEP, move |_: Kwargs, _: &State| -> TeraResult<Value> {
        counter.step().map_err(stopped)?;
        Ok(Value::none())
    });
    let scale = Arc::clone(gauge);
    tera.register_filter(meter::SIZE, move |value: Value, _: Kwargs, _: &State| -> TeraResult<Value> {
        match scale.oversize(&value) {
            None => Ok(value),
            Some(what) => Err(Error::message(format!("this would keep {what}"))),
        }
    });
}

/// A call of one of our functions.
struct Call<'a> {
    arguments: &'a Kwargs,
    theme: &'a Theme,
    answers: &'a dyn Answers,
    gauge: &'a Gauge,
}

fn word(call: &Call) -> TeraResult<Value> {
    let mut key = "";
    let mut given: Vec<(&str, Cow<str>)> = Vec::new();
    for (name, value) in call.arguments.iter() {
        match (name.as_str(), value.as_str()) {
            (Some("key"), Some(text)) => key = text,
            (Some(name), Some(text)) => given.push((name, Cow::Borrowed(text))),
            (Some(name), None) => given.push((name, Cow::Owned(number(value)))),
            (None, _) => {}
        }
    }
    let given: Vec<(&str, &str)> = given.iter().map(|(name, value)| (*name, value.as_ref())).collect();
    call.theme.strings.say(key, &given).map(Value::from).map_err(said)
}

/// A number as text.
fn number(value: &Value) -> String {
    value.as_u64().map_or_else(|| value.to_string(), |number| number.to_string())
}

fn date(call: &Call) -> TeraResult<Value> {
    call.theme.strings.date(call.arguments.must_get("value")?).map(Value::from).map_err(Error::message)
}

fn duration(call: &Call) -> TeraResult<Value> {
    call.theme.strings.duration(call.arguments.must_get("minutes")?).map(Value::from).map_err(Error::message)
}

fn inline(call: &Call) -> TeraResult<Value> {
    let path: &str = call.arguments.must_get("path")?;
    let (text, digest) = call.theme.inline(path).map_err(said)?;
    call.gauge.read(Query::Inline(path.to_owned()), digest);
    Ok(Value::safe_string(text))
}

fn asset(call: &Call) -> TeraResult<Value> {
    let path: &str = call.arguments.must_get("path")?;
    let asset = call.theme.find_asset(path).map_err(said)?;
    call.gauge.read(Query::Asset(path.to_owned()), asset.digest);
    Ok(Value::from(asset.url.as_str()))
}

fn guides(call: &Call) -> TeraResult<Value> {
    let tag = call.arguments.get::<&str>("tag")?.map(str::to_owned);
    ask(call, Query::Guides(tag))
}

fn tags(call: &Call) -> TeraResult<Value> {
    ask(call, Query::Tags)
}

fn page(call: &Call) -> TeraResult<Value> {
    ask(call, Query::Page(call.arguments.must_get::<&str>("path")?.to_owned()))
}

fn ask(call: &Call, query: Query) -> TeraResult<Value> {
    let (value, digest) = call.answers.answer(&query).map_err(Error::message)?;
    call.gauge.read(query, digest);
    Ok(value)
}

/// Names and types of arguments, in words of our own.
fn check(signature: &Signature, arguments: &Kwargs) -> TeraResult<()> {
    for (name, value) in arguments.iter() {
        let name = name.as_str().unwrap_or_default();
        let Some(parameter) = signature.parameter(name) else {
            if signature.open {
                continue;
            }
            let help = suggestion(name, signature.names());
            return Err(said(Said::new(format!("“{}” takes no argument “{name}”", signature.name), help)));
        };
        let fits = match parameter.kind {
            Kind::Text => value.is_string(),
            Kind::Number => value.is_number(),
        };
        if !fits {
            let expected = parameter.kind.words();
            let message = format!(
                "the argument “{name}” of “{}” must be {expected}, and is {}",
                signature.name,
                kind(value)
            );
            return Err(Error::message(message));
        }
    }
    let missing = signature.parameters.iter().find(|needed| {
        needed.required && !arguments.iter().any(|(name, _)| name.as_str() == Some(needed.name))
    });
    match missing {
        Some(needed) => {
            Err(Error::message(format!("“{}” needs the argument “{}”", signature.name, needed.name)))
        }
        None => Ok(()),
    }
}

/// What a value is, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        _ if value.is_undefined() => "not there",
        _ if value.is_none() => "nothing",
        _ if value.is_number() => "a number",
        _ if value.is_string() => "a text",
        _ if value.is_bool() => "true or false",
        _ if value.is_array() => "a list",
        _ => "a map",
    }
}

/// The error for Tera; help goes in a second line.
fn said(said: Said) -> Error {
    if said.help.is_empty() {
        Error::message(said.message)
    } else {
        Error::message(format!("{}\n{}", said.message, said.help))
    }
}

fn stopped(excess: Excess) -> Error {
    Error::message(match excess {
        Excess::Steps => "this makes too many rounds",
        Excess::Time => "this takes too long",
        Excess::Bytes => "this prints too much",
    })
}
