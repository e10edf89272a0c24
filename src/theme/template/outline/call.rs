//! Calls of functions and components, with what is known of their arguments.

use std::ops::Range;

use super::super::lexer::{Kind, Tag, Token};
use super::{Spot, dotted_name};

/// A call of a function or a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Call {
    /// What is called.
    pub(crate) spot: Spot,
    /// What it is given.
    pub(crate) arguments: Vec<Argument>,
    /// Whether it is also given what a map holds, which only rendering can tell.
    pub(crate) spread: bool,
}

/// A named argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Argument {
    /// Its name.
    pub(crate) spot: Spot,
    /// Its value, if it is written out.
    pub(crate) literal: Literal,
}

/// A value as far as it can be known without rendering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Literal {
    /// A text.
    Text(Spot),
    /// A number.
    Number(Range<usize>),
    /// `true` or `false`.
    Flag(Range<usize>),
    /// Anything that only rendering can tell.
    Unknown,
}

impl Call {
    /// The argument of this name.
    pub(crate) fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|argument| argument.spot.name == name)
    }

    /// The function whose name stands at an index, with a bracket after it.
    pub(super) fn of_function(tag: &Tag, index: usize) -> Self {
        let words = tag.words;
        let spot = spot(&words[index]);
        let mut call = Self { spot, arguments: Vec::new(), spread: false };
        let end = tag.closing(index + 1);
        let mut at = index + 2;
        while at < end {
            let stop = tag.find(at..end, |word| word.is_sign(",")).unwrap_or(end);
            if words[at].name().is_some() && words.get(at + 1).is_some_and(|sign| sign.is_sign("=")) {
                let literal = Literal::of(&words[(at + 2).min(stop)..stop]);
                call.arguments.push(Argument { spot: self::spot(&words[at]), literal });
            }
            at = stop + 1;
        }
        call
    }

    /// The component whose `<` stands at an index, if a name follows.
    pub(super) fn of_component(tag: &Tag, index: usize) -> Option<Self> {
        let words = tag.words;
        let (spot, mut at) = dotted_name(words, index + 1)?;
        let mut call = Self { spot, arguments: Vec::new(), spread: false };
        while let Some(word) = words.get(at) {
            if word.is_sign("{") {
                call.spread = true;
                at = tag.closing(at) + 1;
            } else if word.name().is_some() {
                let (literal, next) = attribute(tag, at + 1);
                call.arguments.push(Argument { spot: self::spot(word), literal });
                at = next;
            } else {
                break;
            }
        }
        Some(call)
    }
}

impl Literal {
    fn of(words: &[Token]) -> Self {
        match words {
            [word] => match &word.kind {
                Kind::Text(text) => Self::Text(Spot { name: text.clone(), range: word.range.clone() }),
                Kind::Number => Self::Number(word.range.clone()),
                Kind::Flag => Self::Flag(word.range.clone()),
                _ => Self::Unknown,
            },
            [minus, number] if minus.is_sign("-") && number.kind == Kind::Number => {
                Self::Number(minus.range.start..number.range.end)
            }
            _ => Self::Unknown,
        }
    }
}

/// The value of a component's attribute whose name ends before an index, and the index after it.
fn attribute(tag: &Tag, index: usize) -> (Literal, usize) {
    let words = tag.words;
    if !words.get(index).is_some_and(|word| word.is_sign("=")) {
        return (Literal::Unknown, index);
    }
    if words.get(index + 1).is_some_and(|word| word.is_sign("{")) {
        let end = tag.closing(index + 1);
        return (Literal::of(&words[(index + 2).min(end)..end]), end + 1);
    }
    (Literal::of(words.get(index + 1..index + 2).unwrap_or_default()), index + 2)
}

fn spot(word: &Token) -> Spot {
    Spot { name: word.name().unwrap_or_default().to_owned(), range: word.range.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::Outline;
    use super::*;

    fn literals(call: &Call) -> Vec<(&str, String)> {
        call.arguments
            .iter()
            .map(|argument| {
                let kind = match &argument.literal {
                    Literal::Text(text) => format!("text {}", text.name),
                    Literal::Number(_) => "number".to_owned(),
                    Literal::Flag(_) => "flag".to_owned(),
                    Literal::Unknown => "unknown".to_owned(),
                };
                (argument.spot.name.as_str(), kind)
            })
            .collect()
    }

    #[test]
    fn arguments_of_functions() {
        let outline = Outline::of("{{ f(a=\"x, y\", b=-1, c=[1, g(d=true)], e=z.x, ) }}");
        let expected = [("a", "text x, y"), ("b", "number"), ("c", "unknown"), ("e", "unknown")];
        assert_eq!(literals(&outline.calls[0]), expected.map(|(name, kind)| (name, kind.to_owned())));
        assert_eq!(literals(&outline.calls[1]), [("d", "flag".to_owned())]);
    }

    #[test]
    fn attributes_of_components() {
        let outline = Outline::of("{{ <A b=\"x\" c={1} d e={f(g=2)} {...h} /> }}{% <A b='y'> %}{% </A> %}");
        let expected = [("b", "text x"), ("c", "number"), ("d", "unknown"), ("e", "unknown")];
        assert_eq!(literals(&outline.uses[0]), expected.map(|(name, kind)| (name, kind.to_owned())));
        assert!(outline.uses[0].spread && !outline.uses[1].spread);
        assert_eq!(outline.calls[0].spot.name, "f");
    }

    #[test]
    fn unfinished_calls_are_read_as_far_as_they_go() {
        for source in
            ["{{ f(", "{{ f(a=", "{{ <A b=", "{{ <A b={", "{{ <", "{{ f(a=[", "{% extends", "{% <A."]
        {
            let _ = Outline::of(source);
        }
    }
}
