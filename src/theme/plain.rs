//! Tera's messages in plain words.

use crate::diagnostic::nearest;

/// What is said of a fault: a message, and help that may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    /// What is wrong.
    pub(crate) message: String,
    /// How to mend it.
    pub(crate) help: String,
}

impl Said {
    /// A message with help.
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// How many known names are listed where none is near.
const MOST_LISTED: usize = 20;

/// The tags that Tera knows.
const TAGS: &str =
    "block, break, component, continue, elif, else, extends, filter, for, if, include, raw, set, set_global";

/// Tera's message in plain words, with help where there is some.
pub(crate) fn plain(message: &str) -> Said {
    let known = undefined(message).or_else(|| fixed(message)).or_else(|| unknown_arguments(message));
    known.unwrap_or_else(|| Said::new(quoted(message), ""))
}

/// Arguments that a component does not take. Tera tells them in an order that differs from run to run.
fn unknown_arguments(message: &str) -> Option<Said> {
    let rest = message.strip_prefix("Unknown argument(s) ")?;
    let (given, known) = rest.split_once(" in component call.")?;
    let names = |list: &str| {
        let mut names: Vec<String> = list.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        names.sort_unstable();
        names
    };
    let given = names(given);
    let known = names(known);
    let help = suggestion(given.first()?, known.iter().map(String::as_str));
    Some(Said::new(format!("the component takes no argument “{}”", given.join("”, “")), help))
}

/// “did you mean …?”, or all that is known, if nothing is near.
pub(crate) fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(near) => meant(near),
        None => listed(known),
    }
}

/// The same for paths, whose folders and endings make them look nearer than they are.
pub(crate) fn file_suggestion<'a>(path: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let near = nearest(path, known.clone()).filter(|near| {
        let (own, other) = (stem(path), stem(near));
        let letters = own.chars().count();
        let distance = strsim::damerau_levenshtein(own, other);
        distance < letters && distance <= 1 + letters / 3
    });
    near.map_or_else(|| listed(known), meant)
}

fn meant(near: &str) -> String {
    format!("did you mean “{near}”?")
}

fn listed<'a>(known: impl IntoIterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    match known.len() {
        0 => String::new(),
        1..=MOST_LISTED => format!("known here: {}", known.join(", ")),
        count => format!("known here: {} and {} more", known[..MOST_LISTED].join(", "), count - MOST_LISTED),
    }
}

/// The name of a file without its folders and its last ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Messages about names that mean nothing, with the names that do.
fn undefined(message: &str) -> Option<Said> {
    let (what, name, list) = match message.strip_prefix("Variable `") {
        Some(rest) => ("variable", rest, ". Available variables: "),
        None => ("field", message.strip_prefix("Field `")?, ". Available fields: "),
    };
    let (name, rest) = name.split_once("` is not defined")?;
    let message = format!("there is no {what} “{name}” here");
    let known = rest.strip_prefix(list).unwrap_or_default();
    let known = known.split(", ").filter(|known| !known.is_empty() && !known.starts_with("__tera"));
    Some(Said::new(message, suggestion(name, known)))
}

/// Messages that plain words can only replace.
fn fixed(message: &str) -> Option<Said> {
    let said = match message {
        "Unexpected end of input" => Said::new(
            "the template ends before all that was opened is closed",
            "close each tag, bracket and block",
        ),
        "Unknown tag" => Said::new(
            "there is no such tag, or it ends what is not open here",
            format!("close what was opened last first; the tags are: {TAGS}"),
        ),
        "Unexpected character" => Said::new("this character has no meaning inside a tag", ""),
        "The expression is too complex" => {
            Said::new("this expression is too deep or too long", "take it apart with “set”")
        }
        "The template nesting is too deep" => Said::new(
            "more than 40 tags lie in each other here",
            "move inner parts to a template of their own",
        ),
        "Tried to render a variable that is undefined" => Said::new(
            "there is nothing to print here",
            "look at the spelling of the name, or give a default with “| default(value=\"\")”",
        ),
        "Tried to use super() in the top level block" => {
            Said::new("“super()” stands in a block that no parent template has", "")
        }
        "Maximum render recursion depth for components exceeded." => Said::new(
            "components use each other more than 20 levels deep",
            "look for a component that uses itself without an end",
        ),
        _ => return None,
    };
    Some(said)
}

/// Tera's own words, with our quotation marks and types, and without a full stop.
fn quoted(message: &str) -> String {
    let message = message.trim().trim_end_matches('.').replace(['\n', '\r'], " ");
    let mut text = String::with_capacity(message.len());
    let pieces: Vec<&str> = message.split('`').collect();
    for (index, piece) in pieces.iter().enumerate() {
        if index % 2 == 0 || index + 1 == pieces.len() {
            text.push_str(piece);
        } else if let Some(kind) = type_words(piece) {
            text.push_str(kind);
        } else {
            text.extend(["“", piece, "”"]);
        }
    }
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if first.is_uppercase() && !second.is_uppercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text,
    }
}

/// Tera's name of a type in words.
fn type_words(name: &str) -> Option<&'static str> {
    Some(match name {
        "u64" | "i64" | "u128" | "i128" | "f64" | "f32" | "usize" | "integer" | "float" | "number" => {
            "a number"
        }
        "string" | "&str" => "a text",
        "bool" => "true or false",
        "array" | "&[Value]" | "Vec<Value>" => "a list",
        "map" | "map/struct" | "Map" | "&Map" => "a map",
        "none" => "nothing",
        "undefined" => "something that is not there",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_nothing() {
        let said = plain("Variable `pge` is not defined. Available variables: guide, page, site");
        assert_eq!(said, Said::new("there is no variable “pge” here", "did you mean “page”?"));
        let said = plain("Field `q` is not defined. Available fields: title, url");
        assert_eq!(said, Said::new("there is no field “q” here", "known here: title, url"));
        assert_eq!(plain("Field `q` is not defined"), Said::new("there is no field “q” here", ""));
    }

    #[test]
    fn arguments_are_told_in_order() {
        let said =
            plain("Unknown argument(s) `b`, `a` in component call. Possible argument(s) are: `c`, `ab`");
        assert_eq!(said, Said::new("the component takes no argument “a”, “b”", "did you mean “ab”?"));
        let said = plain("Unknown argument(s) `a` in component call.");
        assert_eq!(said, Said::new("the component takes no argument “a”", ""));
    }

    #[test]
    fn other_words_keep_their_meaning() {
        assert_eq!(
            plain("Found `}}` but expected identifier.").message,
            "found “}}” but expected identifier"
        );
        assert_eq!(plain("Io error").message, "io error");
        assert_eq!(plain("Found `u64` and `string`.").message, "found a number and a text");
        assert_eq!(plain("an odd ` in `x` b").message, "an odd “ in ”x b");
        assert_eq!(plain("`extends` cannot be nested").message, "“extends” cannot be nested");
    }

    #[test]
    fn suggestions() {
        assert_eq!(suggestion("titel", ["title", "url"]), "did you mean “title”?");
        assert_eq!(suggestion("zzz", ["title", "url"]), "known here: title, url");
        assert_eq!(suggestion("zzz", []), "");
        assert_eq!(file_suggestion("icon/bel.svg", ["icons/bell.svg"]), "did you mean “icons/bell.svg”?");
        assert_eq!(file_suggestion("nix.html", ["404.html"]), "known here: 404.html");
        assert_eq!(file_suggestion("x.png", ["a.png"]), "known here: a.png");
    }
}
