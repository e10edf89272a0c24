//! What is known of a finished page: all that links, feeds, the sitemap and the audit of privacy need of it,
//! so that none of them reads the page again.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};
use serde::{Deserialize, Serialize};

use crate::diagnostic::Severity;

/// Texts without line breaks, sorted, each once; one string, because a site has many thousands of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lines(String);

impl Lines {
    /// The lines that some texts make. A text with a line break makes several.
    pub fn of<T: AsRef<str> + Ord>(mut texts: Vec<T>) -> Self {
        texts.sort_unstable();
        texts.dedup();
        let length = texts.iter().map(|text| text.as_ref().len() + 1).sum();
        let mut lines = String::with_capacity(length);
        for text in &texts {
            if !text.as_ref().is_empty() {
                lines.push_str(text.as_ref());
                lines.push('\n');
            }
        }
        Self(lines)
    }

    /// All of them, a line each.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Each text, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        lines(&self.0)
    }

    /// Whether a text is one of them.
    pub fn contains(&self, text: &str) -> bool {
        !text.is_empty() && self.iter().any(|line| line == text)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Texts on their way to be [`Lines`]: in any order, perhaps one several times; one string again. A text with a line break
/// makes several.
#[derive(Debug, Default)]
pub struct Gathered(String);

impl Gathered {
    /// Room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Takes in a text.
    pub fn add(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    /// Takes in a link.
    pub fn add_link(&mut self, link: &Link<'_>) {
        link.write(&mut self.0);
        self.0.push('\n');
    }

    /// Takes in what was gathered elsewhere.
    pub fn join(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// The lines that they make.
    pub fn lines(&self) -> Lines {
        Lines::of(lines(&self.0).collect())
    }
}

/// Each line of a text in which a line break ends every line, the last one, too.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    memchr_iter(b'\n', text.as_bytes()).map(move |end| &text[std::mem::replace(&mut start, end + 1)..end])
}

/// What is known of a finished page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The text of its `title`.
    pub title: String,
    /// Whether it asks search engines to leave it out.
    pub noindex: bool,
    /// The ids in it.
    pub ids: Lines,
    /// The files of the site that it links to or loads, but for places in itself that exist: see [`Link`].
    pub links: Lines,
    /// The addresses on other hosts that it links to.
    pub elsewhere: Lines,
    /// What would call other hosts, and what became of it.
    pub requests: Vec<Request>,
    /// Its content security policy.
    pub policy: String,
}

/// A link to a file of the site, as a line of [`Facts::links`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link<'a> {
    /// The address, from the site's root and not percent-encoded.
    pub url: &'a str,
    /// The id of the place in it; empty, if none is named.
    pub fragment: &'a str,
    /// As written, where that is another text than address and fragment.
    pub written: &'a str,
}

impl<'a> Link<'a> {
    /// The link that a line says.
    pub fn of_line(line: &'a str) -> Self {
        let cut = |text: &'a str| match memchr(b'\t', text.as_bytes()) {
            Some(at) => (&text[..at], &text[at + 1..]),
            None => (text, ""),
        };
        let (url, rest) = cut(line);
        let (fragment, written) = cut(rest);
        Self { url, fragment, written }
    }

    /// Writes the line for it, without its end.
    fn write(&self, out: &mut String) {
        let Self { url, fragment, written } = *self;
        out.push_str(url);
        if !fragment.is_empty() || !written.is_empty() {
            out.push('\t');
            out.push_str(fragment);
        }
        if !written.is_empty() {
            out.push('\t');
            out.push_str(written);
        }
    }
}

/// Something in a page that would make the browser call another host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Request {
    /// The host, with its port if that is unusual.
    pub host: String,
    /// The element that calls it, such as `iframe`.
    pub element: String,
    /// The attribute that names it; `text`, if the element's content does.
    pub attribute: String,
    /// The service it belongs to; empty, if none was declared.
    pub service: String,
    /// The purpose it serves; empty, if it is never loaded.
    pub purpose: String,
    /// What was done about it.
    pub decision: Decision,
    /// The text that names it, as it stands in the page.
    pub written: String,
}

/// What was done about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// It waits for the reader's consent.
    Gated,
    /// It was taken out of the page.
    Removed,
    /// It is an error: the page is not written.
    Refused,
    /// It calls nobody by itself (a form), and is told to the reader.
    Listed,
}

/// A fault seen in the final HTML. Whoever knows from which file a text came places it there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Error or warning.
    pub severity: Severity,
    /// A short stable name of the kind of fault.
    pub code: Cow<'static, str>,
    /// What is wrong, in one sentence without a full stop at its end.
    pub message: String,
    /// How to mend it.
    pub help: String,
    /// Where it stands: a byte offset in the page before it was finished.
    pub offset: usize,
    /// The text to look for in the sources, as it stands in the page.
    pub needle: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_sorted_and_each_is_there_once() {
        let lines = Lines::of(vec!["b", "a", "", "b"]);
        assert_eq!(lines.iter().collect::<Vec<_>>(), ["a", "b"]);
        assert!(lines.contains("b") && !lines.contains("c") && !lines.contains(""));
        assert!(Lines::default().is_empty());
    }

    #[test]
    fn a_link_and_its_line() {
        for link in [
            Link { url: "/a/", fragment: "", written: "" },
            Link { url: "/a/", fragment: "x", written: "" },
            Link { url: "/a/", fragment: "", written: "../a/" },
        ] {
            let mut gathered = Gathered::default();
            gathered.add_link(&link);
            assert_eq!(gathered.lines().iter().map(Link::of_line).collect::<Vec<_>>(), [link]);
        }
    }
}
