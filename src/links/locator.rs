//! What an address in a page means, and how it is written so that it works wherever the site lies.

use std::borrow::Cow;

use memchr::memchr;

use super::bytes;
use super::encode::{decoded, encode, encoded};
use super::remote::Remote;
use crate::path::Url;

/// How links to the site's own files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form<'a> {
    /// From the page: `../cookies/`. Works at the root of a domain and in any folder of it.
    Relative,
    /// From the page and with the file's name: `../cookies/index.html`. Works from the disk, too.
    Portable,
    /// From the root of the domain, after this path: for the page that a host shows at any address.
    Rooted(&'a str),
    /// With everything, after this URL: for feeds, which are read elsewhere.
    Absolute(&'a str),
}

/// What an address means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A place in the page itself, as written after the `#`.
    Here(&'a str),
    /// A file of the site.
    Own(Own<'a>),
    /// An address on a host.
    Foreign(Remote<'a>),
    /// The thing itself (`data:`).
    Data,
    /// A script (`javascript:`).
    Script,
    /// Anything else: mail, telephone …
    Other,
}

/// The address of a file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own<'a> {
    /// From the site's root, percent-encoded, without `.` and `..`, and without `index.html`.
    pub path: Cow<'a, str>,
    /// Query and fragment with their signs, percent-encoded.
    pub tail: Cow<'a, str>,
}

impl Own<'_> {
    /// The address, as the site names it.
    pub fn url(&self) -> Cow<'_, str> {
        decoded(&self.path)
    }

    /// What follows the `#`, as an id; empty, if nothing does. Directives to the browser are no part of it.
    pub fn fragment(&self) -> Cow<'_, str> {
        let fragment = memchr(b'#', self.tail.as_bytes()).map(|sign| &self.tail[sign + 1..]);
        fragment.map_or(Cow::Borrowed(""), fragment_id)
    }
}

/// The id that a fragment names.
pub fn fragment_id(fragment: &str) -> Cow<'_, str> {
    decoded(fragment.split(":~:").next().unwrap_or_default())
}

/// Reads and writes the addresses in one page.
#[derive(Clone, Debug)]
pub struct Locator<'a> {
    page: Cow<'a, str>,
    folder: usize,
    site: Option<Remote<'a>>,
    form: Form<'a>,
}

impl<'a> Locator<'a> {
    /// For the page at `url` of the site that will be served at `base_url` (empty, if that is not known).
    pub fn new(url: &'a Url, base_url: &'a str, form: Form<'a>) -> Self {
        let page = encoded(url);
        let folder = page.rfind('/').map_or(0, |slash| slash + 1);
        let site = Remote::of(base_url.trim_end_matches('/'));
        Self { page, folder, site, form }
    }

    /// What an address means. It is the value of an attribute without character references.
    pub fn read<'v>(&self, address: &'v str) -> Target<'v> {
        match address.as_bytes() {
            [] => Target::Here(""),
            [b'#', ..] => Target::Here(&address[1..]),
            [b'/' | b'\\', b'/' | b'\\', ..] => self.on_host(Cow::Borrowed(""), address),
            [b'/' | b'\\', ..] => Target::Own(Own::new(Cow::Borrowed(""), address)),
            [b'?', ..] => Target::Own(Own::new(Cow::Borrowed(&self.page), address)),
            _ => match scheme(address) {
                Some(scheme) => self.with_scheme(scheme, &address[scheme.len() + 1..]),
                None => Target::Own(Own::new(Cow::Borrowed(&self.page[..self.folder]), address)),
            },
        }
    }

    fn with_scheme<'v>(&self, scheme: &'v str, after: &'v str) -> Target<'v> {
        let scheme = if scheme.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(scheme.to_ascii_lowercase())
        } else {
            Cow::Borrowed(scheme)
        };
        match &*scheme {
            "http" | "https" | "ws" | "wss" | "ftp" => self.on_host(scheme, after),
            "data" => Target::Data,
            "javascript" | "vbscript" => Target::Script,
            _ => Target::Other,
        }
    }

    fn on_host<'v>(&self, scheme: Cow<'v, str>, after: &'v str) -> Target<'v> {
        let remote = Remote::parse(scheme, after);
        let Some(site) = self.site.as_ref().filter(|_| self.is_same_host(&remote)) else {
            return Target::Foreign(remote);
        };
        match remote.rest.strip_prefix(site.rest) {
            Some("") => Target::Own(Own::new(Cow::Borrowed(""), "/")),
            Some(below) if below.starts_with('/') => Target::Own(Own::new(Cow::Borrowed(""), below)),
            Some(tail) if tail.starts_with(['?', '#']) => Target::Own(Own::new(Cow::Borrowed("/"), tail)),
            _ => Target::Foreign(remote),
        }
    }

    /// Whether an address is on the host that serves the site, though perhaps not part of it.
    pub fn is_same_host(&self, remote: &Remote<'_>) -> bool {
        self.site.as_ref().is_some_and(|site| site.host == remote.host && site.port == remote.port)
    }

    /// Whether an address is the page itself.
    pub fn is_here(&self, own: &Own<'_>) -> bool {
        own.path == self.page
    }

    /// Writes an address so that it works from the page.
    pub fn write(&self, own: &Own<'_>, out: &mut String) {
        if self.is_here(own) && own.tail.len() > 1 && own.tail.starts_with('#') && !self.is_absolute() {
            out.push_str(&own.tail);
            return;
        }
        match self.form {
            Form::Relative => push_relative(&self.page[..self.folder], &own.path, out),
            Form::Portable => {
                let start = out.len();
                push_relative(&self.page[..self.folder], &own.path, out);
                if own.path.ends_with('/') {
                    if &out[start..] == "./" {
                        out.truncate(start);
                    }
                    out.push_str("index.html");
                }
            }
            Form::Rooted(base) | Form::Absolute(base) => {
                out.push_str(base.trim_end_matches('/'));
                out.push_str(&own.path);
            }
        }
        out.push_str(&own.tail);
    }

    /// Whether addresses are written with their host.
    pub fn is_absolute(&self) -> bool {
        matches!(self.form, Form::Absolute(_))
    }

    /// The page's own address, percent-encoded.
    pub fn page(&self) -> &str {
        &self.page
    }
}

impl<'v> Own<'v> {
    /// `below` is a path, perhaps with a query and a fragment, that is read from `base`.
    fn new(base: Cow<'_, str>, below: &'v str) -> Self {
        let (end, kinds) = bytes::until(below, bytes::TAIL);
        let (path, tail) = below.split_at(end);
        let tail = encode(tail);
        if base.is_empty() && kinds & !(bytes::REFERENCE | bytes::DOT) == 0 && !has_dots(path, kinds) {
            return Self { path: Cow::Borrowed(without_index(path)), tail };
        }
        let mut whole = base.into_owned();
        whole.push_str(&encode(&path.replace('\\', "/")));
        let whole = normal(&whole);
        let length = without_index(&whole).len();
        Self { path: Cow::Owned(whole[..length].to_owned()), tail }
    }
}

fn without_index(path: &str) -> &str {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.ends_with('/') => folder,
        _ => path,
    }
}

fn has_dots(path: &str, kinds: u8) -> bool {
    kinds & bytes::DOT != 0 && path.contains("/.")
}

/// The path without `.` and `..`; nothing leads above the site's root.
fn normal(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    let mut parts = path.split('/').skip(usize::from(path.starts_with('/'))).peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        match dots(part) {
            0 => segments.push(part),
            dots => {
                if dots == 2 {
                    segments.pop();
                }
                if is_last {
                    segments.push("");
                }
            }
        }
    }
    let mut normal = String::with_capacity(path.len());
    for segment in segments {
        normal.push('/');
        normal.push_str(segment);
    }
    if normal.is_empty() { "/".to_owned() } else { normal }
}

/// 1 for a segment that means this folder, 2 for the one above, 0 for a name; browsers decode `%2e`.
fn dots(segment: &str) -> usize {
    match segment.len() {
        1..=6 => match segment.to_ascii_lowercase().as_str() {
            "." | "%2e" => 1,
            ".." | ".%2e" | "%2e." | "%2e%2e" => 2,
            _ => 0,
        },
        _ => 0,
    }
}

/// The scheme that an address begins with.
fn scheme(address: &str) -> Option<&str> {
    let end = address.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || b"+-.".contains(&byte)))?;
    let starts = address.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    (starts && address.as_bytes()[end] == b':').then(|| &address[..end])
}

/// From a folder to a path, both from the root: as few `..` as can be, and never a path that a browser
/// would take for a scheme, a host or nothing.
fn push_relative(folder: &str, to: &str, out: &mut String) {
    let mut shared = 0;
    for (at, (own, other)) in folder.bytes().zip(to.bytes()).enumerate() {
        if own != other {
            break;
        }
        if own == b'/' {
            shared = at + 1;
        }
    }
    let ups = folder[shared..].bytes().filter(|byte| *byte == b'/').count();
    let rest = &to[shared..];
    for _ in 0..ups {
        out.push_str("../");
    }
    if ups == 0 {
        let first = rest.split('/').next().unwrap_or_default();
        if first.is_empty() || first.contains(':') {
            out.push_str("./");
        }
    }
    out.push_str(rest);
}

/// The address without what browsers drop: blanks at its ends, tabs and line breaks within.
pub fn clean(address: &str) -> Cow<'_, str> {
    if bytes::within(address) & bytes::BLANK == 0 {
        return Cow::Borrowed(address);
    }
    let trimmed = address.trim_matches(|char: char| char <= ' ');
    if trimmed.contains(['\t', '\n', '\r']) {
        Cow::Owned(trimmed.replace(['\t', '\n', '\r'], ""))
    } else {
        Cow::Borrowed(trimmed)
    }
}
