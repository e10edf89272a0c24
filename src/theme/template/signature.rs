//! The functions a template can call, and what they take.

use super::outline::Literal;

/// What a function takes.
pub(crate) struct Signature {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its arguments.
    pub(crate) parameters: &'static [Parameter],
    /// Whether it takes others too, as `t` does for the placeholders of a string.
    pub(crate) open: bool,
}

/// An argument that a function takes.
pub(crate) struct Parameter {
    /// Its name.
    pub(crate) name: &'static str,
    /// Whether it must be given.
    pub(crate) required: bool,
    /// What it must be.
    pub(crate) kind: Kind,
}

/// What an argument must be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A number.
    Number,
}

const fn parameter(name: &'static str, required: bool, kind: Kind) -> Parameter {
    Parameter { name, required, kind }
}

const fn closed(name: &'static str, parameters: &'static [Parameter]) -> Signature {
    Signature { name, parameters, open: false }
}

/// Every function, those of Tera included.
pub(crate) const FUNCTIONS: &[Signature] = &[
    closed("asset", &[parameter("path", true, Kind::Text)]),
    closed("date", &[parameter("value", true, Kind::Text)]),
    closed("duration", &[parameter("minutes", true, Kind::Number)]),
    closed("guides", &[parameter("tag", false, Kind::Text)]),
    closed("inline", &[parameter("path", true, Kind::Text)]),
    closed("page", &[parameter("path", true, Kind::Text)]),
    closed(
        "range",
        &[
            parameter("start", false, Kind::Number),
            parameter("end", true, Kind::Number),
            parameter("step_by", false, Kind::Number),
        ],
    ),
    Signature {
        name: "t",
        parameters: &[parameter("key", true, Kind::Text), parameter("n", false, Kind::Number)],
        open: true,
    },
    closed("tags", &[]),
    closed("throw", &[parameter("message", true, Kind::Text)]),
];

/// The functions that Tera brings itself.
pub(crate) const OF_TERA: &[&str] = &["range", "throw"];

impl Signature {
    /// The function of this name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        FUNCTIONS.iter().find(|function| function.name == name)
    }

    /// The argument of this name.
    pub(crate) fn parameter(&self, name: &str) -> Option<&'static Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The names of all arguments.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        self.parameters.iter().map(|parameter| parameter.name)
    }
}

impl Kind {
    /// What it is in words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number => "a number",
        }
    }

    /// Whether a value written out may be of this kind.
    pub(super) fn allows(self, literal: &Literal) -> bool {
        match literal {
            Literal::Text(_) => self == Self::Text,
            Literal::Number(_) => self == Self::Number,
            Literal::Flag(_) => false,
            Literal::Unknown => true,
        }
    }
}
