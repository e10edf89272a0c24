//! From a byte of the source to its line and column, quickly for places that come one after the other.

use std::ops::Range;

use crate::diagnostic::Place;
use crate::path::SourcePath;

/// The longest stretch that a place spans, in characters.
const LONGEST: usize = 200;

/// A cursor in the source that knows its line and column.
pub(super) struct Places<'a> {
    file: SourcePath,
    source: &'a str,
    at: usize,
    line: u32,
    column: u32,
}

impl<'a> Places<'a> {
    pub(super) fn new(file: &SourcePath, source: &'a str) -> Self {
        Self { file: file.clone(), source, at: 0, line: 1, column: 1 }
    }

    /// The place of a range of bytes, as far as it lies on its first line.
    pub(super) fn place(&mut self, range: Range<usize>) -> Place {
        let start = self.source.floor_char_boundary(range.start);
        self.go_to(start);
        let end = self.source.floor_char_boundary(range.end.max(start));
        let spanned = self.source[start..end].chars().take(LONGEST).take_while(|char| *char != '\n').count();
        Place { file: self.file.clone(), line: self.line, column: self.column, length: count(spanned.max(1)) }
    }

    fn go_to(&mut self, offset: usize) {
        if offset >= self.at {
            let passed = &self.source[self.at..offset];
            self.line += lines(passed);
            match passed.rfind('\n') {
                Some(last) => self.column = 1 + characters(&passed[last + 1..]),
                None => self.column += characters(passed),
            }
        } else {
            let passed = &self.source[offset..self.at];
            match lines(passed) {
                0 => self.column -= characters(passed),
                crossed => {
                    self.line -= crossed;
                    let line_start = self.source[..offset].rfind('\n').map_or(0, |at| at + 1);
                    self.column = 1 + characters(&self.source[line_start..offset]);
                }
            }
        }
        self.at = offset;
    }
}

fn lines(text: &str) -> u32 {
    count(memchr::memchr_iter(b'\n', text.as_bytes()).count())
}

fn characters(text: &str) -> u32 {
    count(text.chars().count())
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::Text;

    proptest! {
        #[test]
        fn the_same_places_in_any_order(source in "[aé\n ]{0,40}", offsets in prop::collection::vec(0_usize..60, 1..9)) {
            let file = SourcePath::new("content/a.md");
            let text = Text::new(&file, &source);
            let mut places = Places::new(&file, &source);
            for offset in offsets {
                let offset = offset.min(source.len());
                let place = places.place(offset..offset);
                prop_assert_eq!(place, text.place(offset, 1));
            }
        }
    }
}
