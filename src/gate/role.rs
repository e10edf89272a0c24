//! What an attribute does: which ones hold addresses, and which of these make the browser call a host.

use crate::csp::Directive;
use crate::tag::{Attribute, Tag};

/// What an attribute does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing that concerns links or requests.
    None,
    /// `id`.
    Id,
    /// `name` of an `a`: a place, as an id is.
    Place,
    /// An address that a reader may go to, or that only tells something.
    Leads,
    /// An address that is loaded.
    Loads(Directive),
    /// Several addresses of which one is loaded (`srcset`).
    LoadsOneOf,
    /// An address that the browser prepares for (`preconnect`, `prefetch`).
    Hints,
    /// Addresses that are told of a click.
    Pings,
    /// An address that a form is sent to.
    Submits,
    /// The address that all others are read from.
    Base,
    /// The content of a `meta` that may lead elsewhere by itself.
    Refreshes,
    /// A whole document (`srcdoc`).
    Document,
    /// A style in the page.
    Style,
    /// A script in the page.
    Handler,
}

/// Elements of SVG whose `href` is, or on some browser may be, loaded.
const LOADING_PICTURES: [&str; 9] =
    ["use", "image", "feimage", "pattern", "filter", "lineargradient", "radialgradient", "textpath", "mpath"];

/// What an attribute of a tag does.
pub fn role(tag: &Tag<'_>, attribute: &Attribute<'_>) -> Role {
    let name = attribute.name;
    if is_handler(name) {
        return Role::Handler;
    }
    match name.len() {
        2 if attribute.is("id") => Role::Id,
        3 if attribute.is("src") => src(tag),
        4 => of_four(tag, attribute),
        5 if attribute.is("style") => Role::Style,
        6 => of_six(tag, attribute),
        7 if attribute.is("content")
            && tag.is("meta")
            && may_refresh(attribute)
            && says(tag, "http-equiv", "refresh") =>
        {
            Role::Refreshes
        }
        8 if attribute.is("longdesc") => Role::Leads,
        10 => of_ten(tag, attribute),
        11 if attribute.is("imagesrcset") => Role::LoadsOneOf,
        14 if attribute.is("attributionsrc") => Role::Pings,
        _ => Role::None,
    }
}

/// Whether a content begins as that of a refresh must (HTML, “shared declarative refresh steps”).
fn may_refresh(content: &Attribute<'_>) -> bool {
    let value = content.value();
    value
        .trim_start_matches(|char: char| char.is_ascii_whitespace())
        .starts_with(|char: char| char.is_ascii_digit() || char == '.')
}

fn is_handler(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.len() > 3
        && bytes[..2].eq_ignore_ascii_case(b"on")
        && bytes[2..].iter().all(u8::is_ascii_alphabetic)
}

fn of_four(tag: &Tag<'_>, attribute: &Attribute<'_>) -> Role {
    if attribute.is("href") {
        href(tag)
    } else if attribute.is("name") && tag.is("a") {
        Role::Place
    } else if attribute.is("data") && tag.is("object") {
        Role::Loads(Directive::Object)
    } else if attribute.is("ping") {
        Role::Pings
    } else if attribute.is("cite") {
        Role::Leads
    } else {
        Role::None
    }
}

fn of_six(tag: &Tag<'_>, attribute: &Attribute<'_>) -> Role {
    if attribute.is("srcset") {
        Role::LoadsOneOf
    } else if attribute.is("poster") {
        Role::Loads(Directive::Image)
    } else if attribute.is("srcdoc") && tag.is("iframe") {
        Role::Document
    } else if attribute.is("action") && tag.is("form") {
        Role::Submits
    } else {
        Role::None
    }
}

fn of_ten(tag: &Tag<'_>, attribute: &Attribute<'_>) -> Role {
    if attribute.is("xlink:href") {
        href(tag)
    } else if attribute.is("formaction") {
        Role::Submits
    } else if attribute.is("background") {
        Role::Loads(Directive::Image)
    } else {
        Role::None
    }
}

fn src(tag: &Tag<'_>) -> Role {
    const SOURCES: [(&str, Directive); 11] = [
        ("img", Directive::Image),
        ("script", Directive::Script),
        ("iframe", Directive::Frame),
        ("source", Directive::Media),
        ("video", Directive::Media),
        ("audio", Directive::Media),
        ("track", Directive::Media),
        ("embed", Directive::Object),
        ("frame", Directive::Frame),
        ("input", Directive::Image),
        ("fencedframe", Directive::Frame),
    ];
    let known = SOURCES.iter().find(|(name, _)| tag.is(name));
    known.map_or(Role::Leads, |(_, directive)| Role::Loads(*directive))
}

fn href(tag: &Tag<'_>) -> Role {
    if tag.is("a") || tag.is("area") {
        Role::Leads
    } else if tag.is("link") {
        link(tag)
    } else if tag.is("base") {
        Role::Base
    } else if tag.is("script") {
        Role::Loads(Directive::Script)
    } else if tag.is_one_of(&LOADING_PICTURES) {
        Role::Loads(Directive::Image)
    } else {
        Role::Leads
    }
}

fn link(tag: &Tag<'_>) -> Role {
    let rel = tag.attribute("rel").map(|rel| rel.value().to_ascii_lowercase()).unwrap_or_default();
    let mut words = rel.split_ascii_whitespace();
    let load = |word: &str| match word {
        "stylesheet" => Some(Role::Loads(Directive::Style)),
        "icon"
        | "apple-touch-icon"
        | "apple-touch-icon-precomposed"
        | "mask-icon"
        | "apple-touch-startup-image" => Some(Role::Loads(Directive::Image)),
        "manifest" => Some(Role::Loads(Directive::Manifest)),
        "modulepreload" => Some(Role::Loads(Directive::Script)),
        "preload" => Some(Role::Loads(preloaded(tag))),
        "preconnect" | "dns-prefetch" | "prefetch" | "prerender" => Some(Role::Hints),
        _ => None,
    };
    words.find_map(load).unwrap_or(Role::Leads)
}

fn preloaded(tag: &Tag<'_>) -> Directive {
    let kind = tag.attribute("as").map(|kind| kind.value().to_ascii_lowercase()).unwrap_or_default();
    match kind.as_str() {
        "script" | "worker" => Directive::Script,
        "style" => Directive::Style,
        "font" => Directive::Font,
        "audio" | "video" | "track" => Directive::Media,
        "document" => Directive::Frame,
        "object" | "embed" => Directive::Object,
        "fetch" => Directive::Connect,
        _ => Directive::Image,
    }
}

/// Whether an attribute has a value, in any case.
pub(super) fn says(tag: &Tag<'_>, name: &str, value: &str) -> bool {
    tag.attribute(name).is_some_and(|attribute| attribute.value().trim().eq_ignore_ascii_case(value))
}

/// Whether a `script` element is run or read by the browser: a block of data, such as JSON-LD, is not
/// (HTML, “prepare the script element”).
pub fn is_script(tag: &Tag<'_>) -> bool {
    const TYPES: [&str; 20] = [
        "",
        "module",
        "importmap",
        "speculationrules",
        "text/javascript",
        "application/javascript",
        "application/ecmascript",
        "application/x-ecmascript",
        "application/x-javascript",
        "text/ecmascript",
        "text/javascript1.0",
        "text/javascript1.1",
        "text/javascript1.2",
        "text/javascript1.3",
        "text/javascript1.4",
        "text/javascript1.5",
        "text/jscript",
        "text/livescript",
        "text/x-javascript",
        "text/x-ecmascript",
    ];
    let Some(kind) = tag.attribute("type") else {
        return true;
    };
    let kind = kind.value();
    let kind = kind.trim();
    TYPES.iter().any(|known| known.eq_ignore_ascii_case(kind))
}
