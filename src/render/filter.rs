//! The filters of Tera that can make a long text out of a short one, with a look at its length first.

use std::borrow::Cow;
use std::sync::Arc;

use tera::{Error, Kwargs, State, StringInput, Tera, TeraResult, Value};

use super::gauge::Gauge;

/// Puts ours in the place of Tera's; they give the same texts.
pub(super) fn register(tera: &mut Tera, gauge: &Arc<Gauge>) {
    let limits = Arc::clone(gauge);
    let replace =
        move |text: StringInput, arguments: Kwargs, state: &State| replace(&text, &arguments, state, &limits);
    tera.register_filter("replace", replace);
    let limits = Arc::clone(gauge);
    let join =
        move |items: &[Value], arguments: Kwargs, state: &State| join(items, &arguments, state, &limits);
    tera.register_filter("join", join);
}

fn replace(text: &StringInput, arguments: &Kwargs, state: &State, gauge: &Gauge) -> TeraResult<Value> {
    let from: &str = arguments.must_get("from")?;
    let to: StringInput = arguments.must_get("to")?;
    let safe = state.autoescaping_enabled() && (text.is_safe() || to.is_safe());
    let (text, to) = if safe {
        (text.rendered(state)?, to.rendered(state)?)
    } else {
        (Cow::Borrowed(text.as_str()), Cow::Borrowed(to.as_str()))
    };
    let added = text.matches(from).count().saturating_mul(to.len());
    gauge.text(text.len().saturating_add(added)).map_err(Error::message)?;
    Ok(marked(&text.replace(from, &to), safe))
}

fn join(items: &[Value], arguments: &Kwargs, state: &State, gauge: &Gauge) -> TeraResult<Value> {
    let separator: Option<StringInput> = arguments.get("sep")?;
    let is_safe = |item: &Value| item.is_string() && item.is_safe();
    let safe = state.autoescaping_enabled()
        && (items.iter().any(is_safe) || separator.as_ref().is_some_and(StringInput::is_safe));
    let between = match &separator {
        Some(separator) if safe => separator.rendered(state)?,
        Some(separator) => Cow::Borrowed(separator.as_str()),
        None => Cow::Borrowed(""),
    };
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push_str(&between);
        }
        match item.as_str() {
            Some(item) if !safe => text.push_str(item),
            _ if safe && !item.is_undefined() => text.push_str(&state.escape_if_needed(item)?),
            _ => text.push_str(&item.to_string()),
        }
        gauge.text(text.len()).map_err(Error::message)?;
    }
    Ok(marked(&text, safe))
}

fn marked(text: &str, safe: bool) -> Value {
    if safe { Value::safe_string(text) } else { Value::from(text) }
}
