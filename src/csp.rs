//! The content security policy of a page: from nothing allowed, only what the page uses.
//!
//! It stands in the page as a `meta`, and in the files that hosts read for headers. A policy never has an
//! `unsafe-…` source: scripts and styles in the page are allowed by their hash. `frame-ancestors` means
//! something in a header only. For pages opened from the disk nothing is added: `'self'` allows files
//! there, too (seen in Chromium 156; the source `file:` changes nothing).

use std::borrow::Cow;
use std::fmt;

use sha2::{Digest as _, Sha256};

/// What a page may load, and from where (CSP Level 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "they are the standard's names")]
pub enum Directive {
    Script,
    Style,
    Image,
    Font,
    Connect,
    Media,
    Frame,
    Object,
    Manifest,
    Form,
}

const DIRECTIVES: [(Directive, &str); 10] = [
    (Directive::Script, "script-src"),
    (Directive::Style, "style-src"),
    (Directive::Image, "img-src"),
    (Directive::Font, "font-src"),
    (Directive::Connect, "connect-src"),
    (Directive::Media, "media-src"),
    (Directive::Frame, "frame-src"),
    (Directive::Object, "object-src"),
    (Directive::Manifest, "manifest-src"),
    (Directive::Form, "form-action"),
];

const OWN: &str = "'self'";

/// A policy that can only grow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    sources: [Vec<Cow<'static, str>>; DIRECTIVES.len()],
}

impl Default for Policy {
    /// Nothing but requests of the page's scripts to the site itself.
    fn default() -> Self {
        let mut policy = Self { sources: Default::default() };
        policy.own(Directive::Connect);
        policy
    }
}

impl Policy {
    /// Reads a policy that was written here, to join it with others.
    pub fn parse(text: &str) -> Self {
        let mut policy = Self::default();
        for part in text.split(';') {
            let mut words = part.split_ascii_whitespace();
            let name = words.next().unwrap_or_default();
            if let Some((directive, _)) = DIRECTIVES.iter().find(|(_, known)| *known == name) {
                for source in words.filter(|source| *source != "'none'") {
                    policy.allow(*directive, source.to_owned());
                }
            }
        }
        policy
    }

    /// Allows a source.
    pub fn allow(&mut self, directive: Directive, source: impl Into<Cow<'static, str>>) {
        let source = source.into();
        let sources = &mut self.sources[directive as usize];
        if let Err(at) = sources.binary_search(&source) {
            sources.insert(at, source);
        }
    }

    /// Allows the site itself.
    pub fn own(&mut self, directive: Directive) {
        self.allow(directive, OWN);
    }

    /// Allows what stands in the page itself (`data:`).
    pub fn data(&mut self, directive: Directive) {
        self.allow(directive, "data:");
    }

    /// Allows a script or style in the page, by its text.
    pub fn inline(&mut self, directive: Directive, text: &str) {
        self.allow(directive, hash(text));
    }

    /// Allows all that another policy allows.
    pub fn join(&mut self, other: &Self) {
        for ((directive, _), sources) in DIRECTIVES.iter().zip(&other.sources) {
            for source in sources {
                self.allow(*directive, source.clone());
            }
        }
    }

    /// The policy for a header, with what works only there: no other site may frame the page.
    pub fn header(&self) -> String {
        format!("{self}; {}", self.ancestors())
    }

    /// Who may frame a page: nobody, unless pages of the site show others of it in a frame.
    fn ancestors(&self) -> String {
        let frames = [Directive::Frame, Directive::Object];
        let is_framed =
            frames.iter().any(|kind| self.sources[*kind as usize].iter().any(|source| source == OWN));
        format!("frame-ancestors {}", if is_framed { OWN } else { "'none'" })
    }

    /// As much of the policy for a header as fits into a number of bytes, and the directives that do not: the longest
    /// are left out. Without one of them `default-src` cannot stand there, for it would take that one's place; so what it
    /// closes is closed by name.
    pub fn header_within(&self, most: usize) -> (String, Vec<&'static str>) {
        let whole = self.header();
        if whole.len() <= most {
            return (whole, Vec::new());
        }
        let written = |at: usize| {
            let sources = &self.sources[at];
            let sources = if sources.is_empty() { "'none'".to_owned() } else { sources.join(" ") };
            format!("{} {sources}; ", DIRECTIVES[at].1)
        };
        let mut parts: Vec<(usize, String)> = (0..DIRECTIVES.len()).map(|at| (at, written(at))).collect();
        let end = format!("base-uri 'none'; {}", self.ancestors());
        let mut left_out = Vec::new();
        while parts.iter().map(|(_, part)| part.len()).sum::<usize>() + end.len() > most {
            let longest = (0..parts.len()).rev().max_by_key(|at| parts[*at].1.len());
            let Some(longest) = longest else { break };
            left_out.push(parts.remove(longest).0);
        }
        left_out.sort_unstable();
        let text: String = parts.into_iter().map(|(_, part)| part).collect();
        (text + &end, left_out.into_iter().map(|at| DIRECTIVES[at].1).collect())
    }

    /// The policy as an element of the page's head.
    pub fn meta(text: &str) -> String {
        ["<meta http-equiv=\"Content-Security-Policy\" content=\"", text, "\">"].concat()
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("default-src 'none'")?;
        for ((directive, name), sources) in DIRECTIVES.iter().zip(&self.sources) {
            if sources.is_empty() {
                // The default does not stand in for this one.
                if *directive == Directive::Form {
                    write!(f, "; {name} 'none'")?;
                }
                continue;
            }
            write!(f, "; {name}")?;
            for source in sources {
                write!(f, " {source}")?;
            }
        }
        f.write_str("; base-uri 'none'")
    }
}

/// The source that stands for a text: a browser compares it with the text between the tags, in which line
/// ends are line feeds.
pub fn hash(text: &str) -> String {
    let digest = if text.contains('\r') {
        Sha256::digest(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Sha256::digest(text)
    };
    format!("'sha256-{}'", base64(&digest))
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let is_padding = place > chunk.len();
            let letter = LETTERS[bits >> (18 - 6 * place) & 63];
            text.push(if is_padding { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_the_standard() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
            ("\u{3ff}", "z78="),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn the_hash_of_the_standard() {
        // CSP Level 3, 2.3.1: the hash of `alert('Hello, world.');`.
        let expected = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='";
        assert_eq!(hash("alert('Hello, world.');"), expected);
        assert_eq!(hash("a\r\nb\rc"), hash("a\nb\nc"));
    }

    #[test]
    fn what_does_not_fit_into_a_header_is_left_out_and_nothing_else() {
        let mut policy = Policy::default();
        policy.own(Directive::Style);
        for number in 0..60 {
            policy.inline(Directive::Script, &number.to_string());
        }
        let whole = policy.header();
        assert_eq!(policy.header_within(whole.len()), (whole.clone(), Vec::new()));
        let (text, left_out) = policy.header_within(whole.len() - 1);
        assert_eq!(left_out, ["script-src"]);
        assert_eq!(
            text,
            "style-src 'self'; img-src 'none'; font-src 'none'; connect-src 'self'; media-src 'none'; frame-src 'none'; \
             object-src 'none'; manifest-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
        );
        let (text, left_out) = policy.header_within(0);
        assert_eq!((text.as_str(), left_out.len()), ("base-uri 'none'; frame-ancestors 'none'", 10));
    }

    #[test]
    fn a_policy_is_written_and_read() {
        let mut policy = Policy::default();
        assert_eq!(
            policy.to_string(),
            "default-src 'none'; connect-src 'self'; form-action 'none'; base-uri 'none'"
        );
        policy.own(Directive::Image);
        policy.own(Directive::Image);
        policy.allow(Directive::Frame, "https://www.youtube.com");
        policy.data(Directive::Image);
        assert_eq!(
            policy.to_string(),
            "default-src 'none'; img-src 'self' data:; connect-src 'self'; frame-src https://www.youtube.com; \
             form-action 'none'; base-uri 'none'"
        );
        assert!(policy.header().ends_with("; base-uri 'none'; frame-ancestors 'none'"));
        assert_eq!(Policy::parse(&policy.header()), policy);
        policy.own(Directive::Frame);
        assert!(policy.header().ends_with("; frame-ancestors 'self'"));
        let mut both = Policy::default();
        both.join(&policy);
        assert_eq!(both, policy);
    }
}
