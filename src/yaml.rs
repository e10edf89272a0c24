//! YAML with positions: a tree of placed values, and a reader of maps that reports every fault at once.
//!
//! What is accepted is narrower than YAML, so that no text surprises its author and no file its reader:
//! only `true` and `false` are flags, numbers keep their text, and there are no anchors, aliases, merge
//! keys, application tags or second documents. Bytes, nodes and depth are bounded before and while parsing.

mod explain;
mod faults;
mod fields;
mod nodes;
mod plain;
mod raw;
mod scalar;
mod syntax;

#[cfg(test)]
pub(crate) mod tests;

use std::ops::Range;

use serde_yaml::Spanned;
use serde_yaml::options::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy};

use crate::diagnostic::{Diagnostic, Place, Placed};
use crate::text::Text;

pub use faults::{Faults, quoted};
pub use fields::Fields;
pub use scalar::{choice, date, flag, full_text, list, text, texts, whole};

use nodes::Source;
use raw::Raw;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it begins; that of an empty value is the colon before it.
    pub place: Place,
}

/// A value of YAML 1.2: only `true` and `false` are booleans, and numbers keep their text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing, `null` or `~`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A plain scalar that is a number, as written.
    Number(String),
    /// Any other scalar.
    Text(String),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order written, without duplicate keys.
    Map(Vec<(Placed<String>, Node)>),
}

/// How much YAML is read at once; more is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The bytes of the text.
    pub bytes: usize,
    /// The keys and values in it.
    pub nodes: usize,
}

impl Limits {
    /// For the head of a Markdown file: 64 KiB.
    pub const HEAD: Self = Self { bytes: 64 << 10, nodes: 20_000 };
    /// For a file of settings or strings: 1 MiB.
    pub const FILE: Self = Self { bytes: 1 << 20, nodes: 20_000 };
    /// For an archive of comments: 8 MiB, about ten thousand comments.
    pub const ARCHIVE: Self = Self { bytes: 8 << 20, nodes: 200_000 };
}

/// How deep lists and maps may stand in each other.
const DEPTH: usize = 32;

/// Reads a part of a text (it starts at the start of a line) as one YAML document, within [`Limits::FILE`].
///
/// Without a node, what was wrong is among the diagnostics. With one there may be diagnostics too: keys
/// written twice (the first one counts), keys that are no text, characters that no text may hold.
/// An empty document is [`Value::Null`].
pub fn parse(text: &Text, range: Range<usize>) -> (Option<Node>, Vec<Diagnostic>) {
    parse_within(text, range, Limits::FILE)
}

/// As [`parse`], within other limits.
pub fn parse_within(text: &Text, range: Range<usize>, limits: Limits) -> (Option<Node>, Vec<Diagnostic>) {
    if let Some(map) = plain::map(&Source::new(text, range.clone())) {
        return (Some(map), Vec::new());
    }
    parse_carefully(text, range, limits)
}

fn parse_carefully(text: &Text, range: Range<usize>, limits: Limits) -> (Option<Node>, Vec<Diagnostic>) {
    let faults = Faults::default();
    let source = Source::new(text, range);
    let node = read(&source, limits, &faults);
    (node, faults.into_vec())
}

fn read(source: &Source<'_>, limits: Limits, faults: &Faults) -> Option<Node> {
    if let Some(fault) = explain::before_parsing(source, limits) {
        faults.push(fault);
        return None;
    }
    match serde_yaml::from_str_with_options::<Spanned<Raw>>(source.text(), options(limits)) {
        Ok(raw) => Some(nodes::node(raw, source, faults)),
        Err(error) => {
            faults.push(explain::error(&error, source, limits));
            None
        }
    }
}

/// Merge keys are told apart from others by no option: `<<` is a key that no reader knows.
fn options(limits: Limits) -> serde_yaml::Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: DEPTH,
            max_documents: 1,
            max_nodes: limits.nodes,
            max_events: 3 * limits.nodes,
            max_anchors: 0,
            max_aliases: 0,
            max_total_scalar_bytes: limits.bytes,
        },
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        reject_unsupported_tags: true,
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
    }
}
