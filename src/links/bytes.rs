//! What the bytes of an address are, in one table, so that a plain address costs one look a byte.

/// An ampersand: a character reference may follow.
pub(super) const REFERENCE: u8 = 1;
/// Not allowed in an address as it is.
pub(super) const ENCODE: u8 = 1 << 1;
/// The percent sign.
pub(super) const PERCENT: u8 = 1 << 2;
/// A dot, which may make a segment that is none.
pub(super) const DOT: u8 = 1 << 3;
/// A backslash, which browsers take for a slash.
pub(super) const BACKSLASH: u8 = 1 << 4;
/// A control character or a space, some of which browsers drop.
pub(super) const BLANK: u8 = 1 << 5;
/// Begins a query or a fragment.
pub(super) const TAIL: u8 = 1 << 6;

/// The kind of every byte. What must be encoded is what RFC 3986 does not list.
static KINDS: [u8; 256] = kinds();

const fn kinds() -> [u8; 256] {
    let mut kinds = [0; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        kinds[byte as usize] = kind(byte);
        byte += 1;
    }
    kinds[u8::MAX as usize] = kind(u8::MAX);
    kinds
}

#[expect(clippy::match_same_arms, reason = "a table reads best a kind a line")]
const fn kind(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => 0,
        b'-' | b'_' | b'~' | b'/' => 0,
        b'!' | b'$' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@' => 0,
        b'&' => REFERENCE,
        b'.' => DOT,
        b'%' => PERCENT,
        b'\\' => BACKSLASH | ENCODE,
        b'?' | b'#' => TAIL,
        0..=b' ' => BLANK | ENCODE,
        _ => ENCODE,
    }
}

/// The kind of one byte.
pub(super) fn of(byte: u8) -> u8 {
    KINDS[usize::from(byte)]
}

/// Where a text has the first byte of a kind, or ends, and all kinds that occur before.
pub(super) fn until(text: &str, kind: u8) -> (usize, u8) {
    let mut kinds = 0;
    for (at, byte) in text.bytes().enumerate() {
        let of_this = of(byte);
        if of_this & kind != 0 {
            return (at, kinds);
        }
        kinds |= of_this;
    }
    (text.len(), kinds)
}

/// All kinds that occur in a text.
pub(super) fn within(text: &str) -> u8 {
    text.bytes().fold(0, |kinds, byte| kinds | of(byte))
}
