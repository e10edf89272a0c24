//! Links of settings: authors and menus.

use super::{Author, MenuEntry};
use crate::yaml::{Faults, Fields, Node, Value, full_text};

impl Author {
    /// Reads `author`: a text, or a map of `name` and `to`.
    pub(crate) fn read(node: &Node, faults: &Faults) -> Option<Self> {
        if !matches!(node.value, Value::Map(_)) {
            let name = full_text(node, "author", faults)?;
            return Some(Self { name: name.value, to: None });
        }
        let mut fields = Fields::open(node, "an author", faults)?;
        let name = fields.required_text("name");
        let to = fields.text("to");
        fields.done();
        Some(Self { name: name?.value, to })
    }
}

impl MenuEntry {
    pub(super) fn read(node: &Node, faults: &Faults) -> Option<Self> {
        let mut fields = Fields::open(node, "an entry of the menu", faults)?;
        let label = fields.required_text("label");
        let to = fields.required_text("to");
        fields.done();
        Some(Self { label: label?.value, to: to? })
    }
}
