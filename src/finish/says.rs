//! What is said about faults of a page.

use crate::diagnostic::Severity;
use crate::facts::Fault;
use crate::tag::{Attribute, Tag};

fn error(code: &'static str, attribute: &Attribute<'_>, message: String, help: &str) -> Fault {
    Fault {
        severity: Severity::Error,
        code: code.into(),
        message,
        help: help.to_owned(),
        offset: attribute.value_range.start,
        needle: attribute.raw.to_owned(),
    }
}

/// `style="…"`.
pub(super) fn inline_style(tag: &Tag<'_>, attribute: &Attribute<'_>) -> Fault {
    error(
        "inline-style",
        attribute,
        format!("“{}” has a style attribute, which the page's security policy forbids", tag.name),
        "give it a class and write the style into the theme's CSS; for a width or height use those attributes",
    )
}

/// `onclick="…"`.
pub(super) fn handler(tag: &Tag<'_>, attribute: &Attribute<'_>) -> Fault {
    error(
        "inline-handler",
        attribute,
        format!(
            "“{}” has a script in its attribute “{}”, which the page's security policy forbids",
            tag.name, attribute.name
        ),
        "put the script into a file of the theme and add the handler there with addEventListener",
    )
}

/// `javascript:…`.
pub(super) fn script_address(tag: &Tag<'_>, attribute: &Attribute<'_>) -> Fault {
    error(
        "script-address",
        attribute,
        format!("“{}” of “{}” is a script and no address", attribute.name, tag.name),
        "write the address of a page; a script belongs into a file of the theme",
    )
}

/// `data:` where a document or script is expected.
pub(super) fn data_document(tag: &Tag<'_>, attribute: &Attribute<'_>) -> Fault {
    error(
        "data-document",
        attribute,
        format!(
            "“{}” of “{}” holds a whole file (data:), which browsers may refuse",
            attribute.name, tag.name
        ),
        "save it as a file beside the page and write its address",
    )
}

/// `https://` and nothing after it.
pub(super) fn no_host(tag: &Tag<'_>, attribute: &Attribute<'_>) -> Fault {
    error(
        "no-host",
        attribute,
        format!("“{}” of “{}” names no host", attribute.name, tag.name),
        "write the whole address, such as https://example.org/picture.png",
    )
}

/// `base`.
pub(super) fn base(tag: &Tag<'_>, attribute: &Attribute<'_>) -> Fault {
    error(
        "base-address",
        attribute,
        format!("“{}” changes what every link of the page means", tag.name),
        "take it out; guidepost writes every link so that it works where the site lies",
    )
}

/// Two elements with one id.
pub(super) fn duplicate_id(id: &str, offset: usize) -> Fault {
    Fault {
        severity: Severity::Error,
        code: "duplicate-id".into(),
        message: format!("the id “{id}” stands twice in this page"),
        help: "give one of the two another id".to_owned(),
        offset,
        needle: id.to_owned(),
    }
}

/// A fault of a document that stands in an attribute: its place is the attribute's.
pub(super) fn inside(fault: Fault, offset: usize) -> Fault {
    Fault { offset, ..fault }
}
