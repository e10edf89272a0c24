//! The arguments of calls, as far as they are written out.

use std::collections::BTreeMap;

use tera::{ComponentArgType, ComponentInfo};

use super::outline::{Argument, Call, Literal, Spot};
use super::signature::{Parameter, Signature};
use super::{Known, Template};
use crate::diagnostic::Diagnostic;
use crate::theme::plain::suggestion;

/// The faults of a template's calls.
pub(super) fn check(
    template: &Template,
    components: &BTreeMap<String, ComponentInfo>,
    known: &Known,
    found: &mut Vec<Diagnostic>,
) {
    for call in &template.outline.calls {
        if let Some(signature) = Signature::find(&call.spot.name) {
            function(template, call, signature, found);
            contents(template, call, known, found);
        }
    }
    for call in &template.outline.uses {
        if let Some(info) = components.get(&call.spot.name) {
            component(template, call, info, found);
        }
    }
}

fn function(template: &Template, call: &Call, signature: &Signature, found: &mut Vec<Diagnostic>) {
    for argument in &call.arguments {
        match signature.parameter(&argument.spot.name) {
            Some(parameter) => kind(template, call, argument, parameter, found),
            None if signature.open => {}
            None => {
                let message = format!("“{}” takes no argument “{}”", signature.name, argument.spot.name);
                let help = suggestion(&argument.spot.name, signature.names());
                found.push(fault("unknown-argument", template, &argument.spot, message, help));
            }
        }
    }
    for parameter in signature.parameters.iter().filter(|parameter| parameter.required) {
        if call.argument(parameter.name).is_none() {
            let message = format!("“{}” needs the argument “{}”", signature.name, parameter.name);
            let help = format!("write {}({}=…)", signature.name, parameter.name);
            found.push(fault("missing-argument", template, &call.spot, message, help));
        }
    }
}

fn kind(
    template: &Template,
    call: &Call,
    argument: &Argument,
    parameter: &Parameter,
    found: &mut Vec<Diagnostic>,
) {
    if !parameter.kind.allows(&argument.literal) {
        let message = format!(
            "the argument “{}” of “{}” must be {}",
            argument.spot.name,
            call.spot.name,
            parameter.kind.words()
        );
        found.push(fault("wrong-argument", template, &argument.spot, message, String::new()));
    }
}

/// Whether what a call names by a text written out is there.
fn contents(template: &Template, call: &Call, known: &Known, found: &mut Vec<Diagnostic>) {
    let text = |name: &str| match call.argument(name).map(|argument| &argument.literal) {
        Some(Literal::Text(text)) => Some(text),
        _ => None,
    };
    match call.spot.name.as_str() {
        "t" => {
            if let Some(key) = text("key") {
                string(template, call, key, known, found);
            }
        }
        "asset" | "inline" => {
            let Some(path) = text("path") else { return };
            let fault_of = match call.spot.name.as_str() {
                "asset" => known.assets.find(&path.name).err(),
                _ => known.assets.inline(&path.name).err(),
            };
            if let Some(said) = fault_of {
                found.push(fault("unknown-asset", template, path, said.message, said.help));
            }
        }
        "date" => {
            let Some(value) = text("value") else { return };
            if let Err(message) = known.strings.date(&value.name) {
                found.push(fault("wrong-argument", template, value, message, String::new()));
            }
        }
        _ => {}
    }
}

fn string(template: &Template, call: &Call, key: &Spot, known: &Known, found: &mut Vec<Diagnostic>) {
    let Some(placeholders) = known.strings.placeholders(&key.name) else {
        let message = format!("the theme has no string “{}”", key.name);
        let help = suggestion(&key.name, known.strings.keys());
        found.push(fault("unknown-string", template, key, message, help));
        return;
    };
    for name in placeholders.iter().filter(|name| call.argument(name).is_none()) {
        let message = format!("the string “{}” needs the argument “{name}”", key.name);
        let help = format!("write t(key=\"{}\", {name}=…)", key.name);
        found.push(fault("missing-argument", template, key, message, help));
    }
    for argument in &call.arguments {
        let name = argument.spot.name.as_str();
        if name != "key" && name != "n" && !placeholders.contains(name) {
            let message = format!("the string “{}” has no place for “{name}”", key.name);
            let help = suggestion(name, placeholders.iter().map(String::as_str));
            found.push(fault("unknown-argument", template, &argument.spot, message, help));
        }
    }
}

fn component(template: &Template, call: &Call, info: &ComponentInfo, found: &mut Vec<Diagnostic>) {
    for argument in &call.arguments {
        let name = argument.spot.name.as_str();
        match info.args().iter().find(|known| known.name() == name) {
            Some(known) if !fits(known.arg_type(), &argument.literal) => {
                let expected = known.arg_type().map_or("", |kind| kind.as_str());
                let message =
                    format!("the argument “{name}” of “{}” must be of the type {expected}", info.name());
                found.push(fault("wrong-argument", template, &argument.spot, message, String::new()));
            }
            None if info.rest_param().is_none() => {
                let message = format!("the component “{}” takes no argument “{name}”", info.name());
                let names: Vec<&str> = info.args().iter().map(tera::ComponentArg::name).collect();
                let help = suggestion(name, names.iter().copied());
                found.push(fault("unknown-argument", template, &argument.spot, message, help));
            }
            _ => {}
        }
    }
    if call.spread {
        return;
    }
    for needed in info.args().iter().filter(|known| known.is_required()) {
        if call.argument(needed.name()).is_none() {
            let message = format!("the component “{}” needs the argument “{}”", info.name(), needed.name());
            found.push(fault("missing-argument", template, &call.spot, message, String::new()));
        }
    }
}

fn fits(kind: Option<ComponentArgType>, literal: &Literal) -> bool {
    let Some(kind) = kind else { return true };
    match literal {
        Literal::Text(_) => kind == ComponentArgType::String,
        Literal::Flag(_) => kind == ComponentArgType::Bool,
        Literal::Number(_) => {
            matches!(kind, ComponentArgType::Integer | ComponentArgType::Float | ComponentArgType::Number)
        }
        Literal::Unknown => true,
    }
}

fn fault(code: &'static str, template: &Template, spot: &Spot, message: String, help: String) -> Diagnostic {
    Diagnostic::error(code, template.place(&spot.range), message).help(help)
}
