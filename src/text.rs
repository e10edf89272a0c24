//! The text of a source file, decoded, and the way from a byte in it to its line and column.

use crate::diagnostic::{Diagnostic, Place};
use crate::path::SourcePath;

/// Decoded text: without byte-order mark, with line feeds only (so lines and columns stay as they were).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    file: SourcePath,
    text: String,
}

impl Text {
    /// Decodes the bytes of a file.
    ///
    /// # Errors
    /// One diagnostic at the first byte that is no UTF-8, which names UTF-16 where it is that.
    pub fn decode(file: &SourcePath, bytes: &[u8]) -> Result<Self, Diagnostic> {
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Err(Diagnostic::error("not-utf8", Place::whole(file), "this file is UTF-16, not UTF-8")
                .help("save it again with the encoding UTF-8"));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Self::new(file, text)),
            Err(error) => {
                let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                let place = Self::new(file, &valid).place(usize::MAX, 1);
                Err(Diagnostic::error("not-utf8", place, "this byte is not UTF-8")
                    .help("save the file again with the encoding UTF-8"))
            }
        }
    }

    /// Text that is known to be valid; line endings become line feeds.
    pub fn new(file: &SourcePath, text: &str) -> Self {
        let text = if text.contains('\r') {
            text.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            text.to_owned()
        };
        Self { file: file.clone(), text }
    }

    /// The file it came from.
    pub fn file(&self) -> &SourcePath {
        &self.file
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The place of `length` characters at a byte offset (the end of the text, if the offset lies beyond it).
    pub fn place(&self, offset: usize, length: usize) -> Place {
        let offset = self.text.floor_char_boundary(offset);
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Place {
            file: self.file.clone(),
            line: count(before.bytes().filter(|byte| *byte == b'\n').count()) + 1,
            column: count(before[line_start..].chars().count()) + 1,
            length: count(length.max(1)),
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> SourcePath {
        SourcePath::new("content/a.md")
    }

    #[test]
    fn a_place_counts_characters_not_bytes() {
        let text = Text::new(&file(), "é\r\nüx");
        let place = text.place(text.as_str().find('x').unwrap(), 1);
        assert_eq!((place.line, place.column), (2, 2));
    }

    #[test]
    fn broken_bytes_are_placed() {
        let error = Text::decode(&file(), b"a\nb\xffc").unwrap_err();
        assert_eq!((error.place.line, error.place.column), (2, 2));
        assert!(Text::decode(&file(), b"\xff\xfea\0").unwrap_err().message.contains("UTF-16"));
    }
}
