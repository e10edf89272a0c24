//! Which bytes of a file a reader asks for.

use std::ops::Range;

/// What a `Range` header means for a file of some bytes (RFC 9110, section 14.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The whole file: there is no header, it is none we know, or it names several ranges.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// None that are there.
    Outside,
}

impl Part {
    /// Reads a header.
    pub(super) fn of(header: Option<&str>, size: u64) -> Self {
        let Some(spec) = header.and_then(|header| header.trim().strip_prefix("bytes=")) else {
            return Self::Whole;
        };
        let Some((first, last)) = spec.trim().split_once('-') else { return Self::Whole };
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let range = match (first.trim(), last.trim()) {
            ("", last) => match number(last) {
                Some(0) => return Self::Outside,
                Some(length) => size.saturating_sub(length)..size,
                None => return Self::Whole,
            },
            (first, "") => match number(first) {
                Some(first) => first..size,
                None => return Self::Whole,
            },
            (first, last) => match (number(first), number(last)) {
                (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(size),
                _ => return Self::Whole,
            },
        };
        if range.start >= size { Self::Outside } else { Self::Bytes(range) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (header, part) in [
            (None, Part::Whole),
            (Some("bytes=0-4"), Part::Bytes(0..5)),
            (Some("bytes=3-"), Part::Bytes(3..10)),
            (Some("bytes=-3"), Part::Bytes(7..10)),
            (Some("bytes=-30"), Part::Bytes(0..10)),
            (Some("bytes=5-99999999999999999999"), Part::Whole),
            (Some("bytes=5-99"), Part::Bytes(5..10)),
            (Some("bytes=10-"), Part::Outside),
            (Some("bytes=-0"), Part::Outside),
            (Some("bytes=4-2"), Part::Whole),
            (Some("bytes=0-1,3-4"), Part::Whole),
            (Some("lines=0-1"), Part::Whole),
        ] {
            assert_eq!(Part::of(header, 10), part, "{header:?}");
        }
    }
}
