//! What a template refers to: parents, includes, blocks, components and calls, each with its place.

mod call;

use std::ops::Range;

use super::lexer::{Kind, Tag, Token, tokens};
pub(super) use call::{Argument, Call, Literal};

/// A name and the bytes where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// The name.
    pub(super) name: String,
    /// Where it is written.
    pub(super) range: Range<usize>,
}

/// What a template refers to, in the order written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// The template that this one fills the blocks of.
    pub(super) extends: Option<Spot>,
    /// The templates printed in this one.
    pub(super) includes: Vec<Spot>,
    /// The blocks that lie in no other block.
    pub(super) outer_blocks: Vec<Spot>,
    /// Every block.
    pub(super) blocks: Vec<Spot>,
    /// How many blocks lie in each other at most.
    pub(super) block_depth: usize,
    /// The components defined here.
    pub(super) definitions: Vec<Spot>,
    /// The components used here.
    pub(super) uses: Vec<Call>,
    /// The functions called here.
    pub(super) calls: Vec<Call>,
    /// Uses of Tera's dump of the context.
    pub(super) dumps: Vec<Range<usize>>,
    /// Each `elif` with the number of those before it in its `if`.
    pub(super) alternatives: Vec<(usize, Range<usize>)>,
}

/// Tera's name for a map of the whole context, whose order is random.
pub(super) const DUMP: &str = "__tera_context";

/// Words after which a value begins.
const OPERATORS: &[&str] = &["in", "and", "or", "not", "if", "elif", "else", "is"];

impl Outline {
    /// Reads a template that Tera has parsed.
    pub(super) fn of(source: &str) -> Self {
        let mut reader = Reader::default();
        for tag in Tag::all(&tokens(source)) {
            if tag.words[0].kind == Kind::TagStart {
                reader.tag(&tag);
            } else {
                reader.expressions(&tag);
            }
        }
        reader.outline
    }
}

#[derive(Default)]
struct Reader {
    outline: Outline,
    open_blocks: usize,
    open_ifs: Vec<usize>,
}

impl Reader {
    fn tag(&mut self, tag: &Tag) {
        let words = tag.words;
        let word = words.get(1).and_then(Token::name).unwrap_or_default();
        match word {
            "extends" => self.outline.extends = text_at(words, 2),
            "include" => self.outline.includes.extend(text_at(words, 2)),
            "block" => {
                let block = name_at(words, 2);
                if self.open_blocks == 0 {
                    self.outline.outer_blocks.extend(block.clone());
                }
                self.outline.blocks.extend(block);
                self.open_blocks += 1;
                self.outline.block_depth = self.outline.block_depth.max(self.open_blocks);
            }
            "endblock" => self.open_blocks = self.open_blocks.saturating_sub(1),
            "component" => self.outline.definitions.extend(dotted_name(words, 2).map(|(name, _)| name)),
            "endcomponent" => {}
            _ => {
                self.alternatives(word, &words[0]);
                self.expressions(tag);
            }
        }
    }

    fn alternatives(&mut self, word: &str, tag: &Token) {
        match (word, self.open_ifs.last_mut()) {
            ("if", _) => self.open_ifs.push(0),
            ("endif", _) => {
                self.open_ifs.pop();
            }
            ("elif", Some(count)) => {
                self.outline.alternatives.push((*count, tag.range.clone()));
                *count += 1;
            }
            _ => {}
        }
    }

    fn expressions(&mut self, tag: &Tag) {
        let words = tag.words;
        for (index, word) in words.iter().enumerate().skip(1) {
            let before = &words[index - 1];
            if word.is_name(DUMP) && !before.is_sign(".") {
                self.outline.dumps.push(word.range.clone());
            }
            if word.is_sign("<") && begins_value(before) {
                self.outline.uses.extend(Call::of_component(tag, index));
            }
            if is_function(words, index) {
                self.outline.calls.push(Call::of_function(tag, index));
            }
        }
    }
}

/// Whether a name with a bracket after it is a function; filters, tests and operators are not.
pub(super) fn is_function(words: &[Token], index: usize) -> bool {
    let Some(name) = words[index].name() else { return false };
    let bracket = words.get(index + 1).is_some_and(|next| next.is_sign("("));
    if !bracket || OPERATORS.contains(&name) {
        return false;
    }
    let before = &words[index - 1];
    let negated_test = before.is_name("not") && words[index.saturating_sub(2)].is_name("is");
    let filter_tag = index == 2 && before.is_name("filter");
    !(before.is_sign("|") || before.is_sign(".") || before.is_name("is") || negated_test || filter_tag)
}

/// Whether a value begins after this word, so that `<` opens a component and compares nothing.
fn begins_value(before: &Token) -> bool {
    match &before.kind {
        Kind::TagStart | Kind::PrintStart => true,
        Kind::Sign(sign) => !matches!(*sign, ")" | "]" | "}"),
        Kind::Name(name) => OPERATORS.contains(&name.as_str()),
        _ => false,
    }
}

fn text_at(words: &[Token], index: usize) -> Option<Spot> {
    let word = words.get(index)?;
    match &word.kind {
        Kind::Text(name) => Some(Spot { name: name.clone(), range: word.range.clone() }),
        _ => None,
    }
}

fn name_at(words: &[Token], index: usize) -> Option<Spot> {
    let word = words.get(index)?;
    Some(Spot { name: word.name()?.to_owned(), range: word.range.clone() })
}

/// A name such as `Ui.Card`, and the index of the word after it.
fn dotted_name(words: &[Token], index: usize) -> Option<(Spot, usize)> {
    let mut spot = name_at(words, index)?;
    let mut next = index + 1;
    while words.get(next).is_some_and(|word| word.is_sign(".")) {
        let Some(part) = name_at(words, next + 1) else { break };
        spot.name = format!("{}.{}", spot.name, part.name);
        spot.range.end = part.range.end;
        next += 2;
    }
    Some((spot, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(spots: &[Spot]) -> Vec<&str> {
        spots.iter().map(|spot| spot.name.as_str()).collect()
    }

    fn called(calls: &[Call]) -> Vec<&str> {
        calls.iter().map(|call| call.spot.name.as_str()).collect()
    }

    #[test]
    fn references() {
        let source = "{% extends 'base.html' %}{% block a %}{% block b %}{% include \"x.html\" %}{% endblock %}\
                      {% endblock a %}{% component Ui.Card(title=\"x\", n: integer) %}{{ title }}{% endcomponent Ui.Card %}\
                      {% block c %}{{ <Ui.Card title={t(key=\"k\")} /> }}{% <Box> %}{% </Box> %}{% endblock %}";
        let outline = Outline::of(source);
        assert_eq!(outline.extends.unwrap().name, "base.html");
        assert_eq!(names(&outline.includes), ["x.html"]);
        assert_eq!(names(&outline.outer_blocks), ["a", "c"]);
        assert_eq!(names(&outline.blocks), ["a", "b", "c"]);
        assert_eq!(outline.block_depth, 2);
        assert_eq!(names(&outline.definitions), ["Ui.Card"]);
        assert_eq!(called(&outline.uses), ["Ui.Card", "Box"]);
        assert_eq!(called(&outline.calls), ["t"]);
    }

    #[test]
    fn functions_are_neither_filters_nor_tests_nor_operators() {
        let source = "{% if (a) and not (b) and x is divisible_by(n=2) or y is not containing(pat=f(a=1)) %}\
                      {{ a | replace(from=g(), to='') ~ h() if i() else (1) }}{% endif %}\
                      {% filter indent(width=2) %}{% endfilter %}{% set z = j(x=1) | k() %}";
        let called_there = Outline::of(source);
        assert_eq!(called(&called_there.calls), ["f", "g", "h", "i", "j"]);
    }

    #[test]
    fn comparisons_are_no_components() {
        let outline = Outline::of("{{ a < b }}{{ 1 < c }}{{ f() < d }}{{ x and <E /> }}{{ [<F/>, <G/>] }}");
        assert_eq!(called(&outline.uses), ["E", "F", "G"]);
    }

    #[test]
    fn chains_of_alternatives_are_counted() {
        let source = "{% if a %}{% elif b %}{% if c %}{% elif d %}{% endif %}{% elif e %}{% endif %}";
        let counts: Vec<usize> = Outline::of(source).alternatives.iter().map(|(count, _)| *count).collect();
        assert_eq!(counts, [0, 0, 1]);
    }

    #[test]
    fn the_dump_of_the_context() {
        let dumps = Outline::of("{{ __tera_context }}{{ a.__tera_context }}").dumps;
        assert_eq!(dumps, std::iter::once(3..17).collect::<Vec<_>>());
    }
}
