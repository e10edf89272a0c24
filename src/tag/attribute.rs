//! The attributes of a tag.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

use super::reference::decode;
use super::scan::{self, is_space};

/// One attribute of a tag.
#[derive(Clone, Debug)]
pub struct Attribute<'a> {
    /// Its name as written, in any case.
    pub name: &'a str,
    /// Where its name stands in the text.
    pub name_range: Range<usize>,
    /// Its value as written, without quotes and with character references undecoded; empty, if there is none.
    pub raw: &'a str,
    /// Where the value stands, without its quotes (after the name, if there is no value).
    pub value_range: Range<usize>,
    /// Where all of it stands, quotes included.
    pub range: Range<usize>,
}

impl<'a> Attribute<'a> {
    /// Whether it has this name (given in lower case).
    #[inline]
    pub fn is(&self, name: &str) -> bool {
        scan::is_name(self.name, name)
    }

    /// Its value, decoded.
    pub fn value(&self) -> Cow<'a, str> {
        decode(self.raw)
    }
}

/// The attributes of a tag, found one by one.
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Attributes<'a> {
    /// The attributes of a tag whose name ends at this place.
    pub(super) fn new(text: &'a str, name_end: usize) -> Self {
        Self { text, at: name_end }
    }

    /// The end of the tag and whether a slash closes it; none, if the text ends before.
    pub(super) fn tag_end(&mut self) -> Option<(usize, bool)> {
        self.skip_plain();
        if self.text.as_bytes().get(self.at) == Some(&b'>') {
            return Some((self.at + 1, false));
        }
        let mut content_end = self.at;
        for attribute in self.by_ref() {
            content_end = attribute.range.end;
        }
        let bytes = self.text.as_bytes();
        let self_closing = self.at > content_end && bytes[self.at - 1] == b'/';
        (self.at < bytes.len()).then_some((self.at + 1, self_closing))
    }

    /// Goes over attributes as nearly all are written.
    fn skip_plain(&mut self) {
        while let Some((_, value_end)) = self.plain() {
            self.at = value_end + 1;
        }
    }

    /// Where name and value of the next attribute end, if it is written as nearly all are: a space, a name, an equals sign,
    /// and a value in double quotes.
    fn plain(&self) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) != Some(&b' ') {
            return None;
        }
        let name_end = scan::attribute_name_end(bytes, self.at + 1);
        if name_end == self.at + 1 || bytes.get(name_end..name_end + 2) != Some(b"=\"") {
            return None;
        }
        let value = name_end + 2;
        memchr(b'"', &bytes[value..]).map(|length| (name_end, value + length))
    }

    fn attribute(&self, name: Range<usize>, value: Range<usize>, end: usize) -> Attribute<'a> {
        Attribute {
            name: &self.text[name.clone()],
            raw: &self.text[value.clone()],
            range: name.start..end,
            name_range: name,
            value_range: value,
        }
    }

    fn skip_space(&self, from: usize) -> usize {
        // Around the equals sign there is hardly ever any.
        let bytes = self.text.as_bytes();
        let mut at = from;
        while bytes.get(at).is_some_and(|byte| is_space(*byte)) {
            at += 1;
        }
        at
    }

    /// The value after an equals sign: its range, and where the attribute ends.
    fn value(&self, from: usize) -> Option<(Range<usize>, usize)> {
        let bytes = self.text.as_bytes();
        let first = *bytes.get(from)?;
        if first == b'"' || first == b'\'' {
            let end = from + 1 + memchr(first, &bytes[from + 1..])?;
            return Some((from + 1..end, end + 1));
        }
        let length = bytes[from..].iter().position(|byte| is_space(*byte) || *byte == b'>')?;
        Some((from..from + length, from + length))
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        if let Some((name_end, value_end)) = self.plain() {
            let start = self.at + 1;
            self.at = value_end + 1;
            return Some(self.attribute(start..name_end, name_end + 2..value_end, self.at));
        }
        let bytes = self.text.as_bytes();
        let mut start = self.at;
        while bytes.get(start).is_some_and(|byte| is_space(*byte) || *byte == b'/') {
            start += 1;
        }
        self.at = start;
        if start == bytes.len() || bytes[start] == b'>' {
            return None;
        }
        // A name may start with an equals sign.
        let name_end = scan::attribute_name_end(bytes, start + 1);
        let equals = self.skip_space(name_end);
        let (value, end) = if bytes.get(equals) == Some(&b'=') {
            let Some(found) = self.value(self.skip_space(equals + 1)) else {
                self.at = bytes.len();
                return None;
            };
            found
        } else {
            (name_end..name_end, name_end)
        };
        self.at = end;
        Some(self.attribute(start..name_end, value, end))
    }
}
