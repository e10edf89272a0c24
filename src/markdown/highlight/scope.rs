//! From the many scopes of the syntaxes to the few classes of the style sheet.

use syntect::parsing::{Scope, ScopeStack};

/// A class of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Comment,
    String,
    Keyword,
    Number,
    Function,
    Type,
    Attribute,
    Deleted,
    Inserted,
    Heading,
}

impl Class {
    /// The start tag of its span.
    pub(super) fn start(self) -> &'static str {
        match self {
            Self::Comment => "<span class=\"hl-c\">",
            Self::String => "<span class=\"hl-s\">",
            Self::Keyword => "<span class=\"hl-k\">",
            Self::Number => "<span class=\"hl-n\">",
            Self::Function => "<span class=\"hl-f\">",
            Self::Type => "<span class=\"hl-t\">",
            Self::Attribute => "<span class=\"hl-a\">",
            Self::Deleted => "<span class=\"hl-d\">",
            Self::Inserted => "<span class=\"hl-i\">",
            Self::Heading => "<span class=\"hl-h\">",
        }
    }
}

/// What scopes that begin so mean, the special before the general. The names are the conventions of
/// Sublime Text's syntaxes (sublimetext.com/docs, "Scope Naming").
const RULES: [(&str, Option<Class>); 44] = [
    ("comment", Some(Class::Comment)),
    ("meta.mapping.key", Some(Class::Attribute)),
    ("meta.interpolation", None),
    ("meta.template.expression", None),
    ("meta.annotation", Some(Class::Attribute)),
    ("meta.diff.header", Some(Class::Heading)),
    ("meta.diff.range", Some(Class::Heading)),
    ("string", Some(Class::String)),
    ("constant", Some(Class::Number)),
    ("keyword.other.unit", Some(Class::Number)),
    ("keyword.operator.word", Some(Class::Keyword)),
    ("keyword.operator.logical.python", Some(Class::Keyword)),
    ("keyword.operator", None),
    ("keyword", Some(Class::Keyword)),
    ("storage", Some(Class::Keyword)),
    ("variable.function", Some(Class::Function)),
    ("variable.language", Some(Class::Keyword)),
    ("variable.annotation", Some(Class::Attribute)),
    ("support.function", Some(Class::Function)),
    ("support.macro", Some(Class::Function)),
    ("support.constant", Some(Class::Number)),
    ("support.type.property-name", Some(Class::Attribute)),
    ("support.type", Some(Class::Type)),
    ("support.class", Some(Class::Type)),
    ("entity.name.function", Some(Class::Function)),
    ("entity.name.macro", Some(Class::Function)),
    ("entity.name.section", Some(Class::Heading)),
    ("entity.name.constant", Some(Class::Number)),
    ("entity.name.tag.yaml", Some(Class::Attribute)),
    ("entity.name.tag.toml", Some(Class::Attribute)),
    ("entity.name.lifetime", Some(Class::Type)),
    ("entity.name", Some(Class::Type)),
    ("entity.other.attribute-name", Some(Class::Attribute)),
    ("entity.other.inherited-class", Some(Class::Type)),
    ("markup.deleted", Some(Class::Deleted)),
    ("markup.inserted", Some(Class::Inserted)),
    ("markup.heading", Some(Class::Heading)),
    ("markup.raw", Some(Class::String)),
    ("markup.underline.link", Some(Class::String)),
    ("markup.quote", Some(Class::Comment)),
    ("punctuation.definition.annotation", Some(Class::Attribute)),
    ("punctuation.definition.keyword", Some(Class::Keyword)),
    ("source", None),
    ("text", None),
];

/// The rules, ready to be asked.
pub(super) struct Classes {
    rules: Vec<(Scope, Option<Class>)>,
    /// A string in one of these is the key of a mapping.
    keys: Vec<Scope>,
}

impl Classes {
    pub(super) fn new() -> Self {
        let scope = |name: &str| Scope::new(name).ok();
        Self {
            rules: RULES.iter().filter_map(|(name, class)| Some((scope(name)?, *class))).collect(),
            keys: ["meta.mapping.key", "meta.structure.dictionary.key"]
                .into_iter()
                .filter_map(scope)
                .collect(),
        }
    }

    /// The class of code in these scopes: what the innermost that a rule knows says.
    pub(super) fn of(&self, scopes: &ScopeStack) -> Option<Class> {
        let scopes = scopes.as_slice();
        let class = scopes.iter().rev().find_map(|scope| self.rule(*scope)).and_then(|(_, class)| *class);
        let is_key = |scope: &Scope| self.keys.iter().any(|key| key.is_prefix_of(*scope));
        if class == Some(Class::String) && scopes.iter().any(is_key) { Some(Class::Attribute) } else { class }
    }

    fn rule(&self, scope: Scope) -> Option<&(Scope, Option<Class>)> {
        self.rules.iter().find(|(prefix, _)| prefix.is_prefix_of(scope))
    }
}
