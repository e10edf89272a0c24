//! Where things end in HTML text. Each function gives the length of the text where they do not.

use memchr::memchr;

/// White space between attributes.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'\x0c')
}

/// Whether a name, in any case, is this one, which is given in lower case. Most that are not differ in the first byte.
#[inline]
pub(super) fn is_name(written: &str, name: &str) -> bool {
    let (written, name) = (written.as_bytes(), name.as_bytes());
    written.len() == name.len()
        && written.first().map(u8::to_ascii_lowercase) == name.first().copied()
        && (written == name || written.eq_ignore_ascii_case(name))
}

/// The first place of a byte.
pub(super) fn find(bytes: &[u8], byte: u8, from: usize) -> usize {
    let from = from.min(bytes.len());
    memchr(byte, &bytes[from..]).map_or(bytes.len(), |at| from + at)
}

/// The place after the first of a byte.
pub(super) fn after(bytes: &[u8], byte: u8, from: usize) -> usize {
    (find(bytes, byte, from) + 1).min(bytes.len())
}

/// The place after the first of a text.
pub(super) fn after_all(text: &str, what: &str, from: usize) -> usize {
    text.get(from..).and_then(|rest| rest.find(what)).map_or(text.len(), |at| from + at + what.len())
}

/// For each byte, 1 if it ends the name of a tag, 2 if it ends only that of an attribute, else 0.
static ENDS: [u8; 256] = {
    let mut ends = [0; 256];
    ends[b' ' as usize] = 1;
    ends[b'\n' as usize] = 1;
    ends[b'\t' as usize] = 1;
    ends[b'\r' as usize] = 1;
    ends[0x0c] = 1;
    ends[b'/' as usize] = 1;
    ends[b'>' as usize] = 1;
    ends[b'=' as usize] = 2;
    ends
};

/// The end of a tag's name.
pub(super) fn name_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while bytes.get(at).is_some_and(|byte| ENDS[usize::from(*byte)] != 1) {
        at += 1;
    }
    at
}

/// Where the tag at a `<` ends, if it has nothing but a name of one or two letters or digits, or one that is often written.
#[inline]
pub(super) fn bare_end(bytes: &[u8], start: usize) -> Option<usize> {
    let slash = usize::from(bytes.get(start + 1) == Some(&b'/'));
    let name = bytes.get(start + 1 + slash..)?;
    let length = match *name {
        [first, b'>', ..] if first.is_ascii_alphabetic() => 2,
        [first, second, b'>', ..] if first.is_ascii_alphabetic() && second.is_ascii_alphanumeric() => 3,
        [first, ..] => frequent(first).iter().find(|end| name.starts_with(end))?.len(),
        [] => return None,
    };
    Some(start + 1 + slash + length)
}

/// The ends of bare tags that are often written, by their first letter; none of them changes how the text after it is read.
fn frequent(first: u8) -> &'static [&'static [u8]] {
    match first {
        b'b' => &[b"blockquote>"],
        b'c' => &[b"code>"],
        b'd' => &[b"div>"],
        b'l' => &[b"label>"],
        b's' => &[b"span>", b"strong>", b"section>", b"small>"],
        b't' => &[b"table>", b"thead>", b"tbody>"],
        _ => &[],
    }
}

/// The end of an attribute's name.
pub(super) fn attribute_name_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while bytes.get(at).is_some_and(|byte| ENDS[usize::from(*byte)] == 0) {
        at += 1;
    }
    at
}

/// The end of the comment whose content starts here: after `-->`, `--!>`, or a `>` or `->` at once.
pub(super) fn comment_end(bytes: &[u8], content: usize) -> usize {
    let mut end = content;
    while end < bytes.len() {
        end = after(bytes, b'>', end);
        let inside = &bytes[content..end];
        let closes =
            inside.ends_with(b"-->") || inside.ends_with(b"--!>") || inside == b">" || inside == b"->";
        if closes {
            return end;
        }
    }
    bytes.len()
}

/// Whether a document type starts here.
pub(super) fn is_doctype(bytes: &[u8], at: usize) -> bool {
    bytes.get(at + 2..at + 9).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype"))
}

/// The end of the document type whose name is looked for from here. A `>` ends it even in quotes.
pub(super) fn doctype_end(bytes: &[u8], from: usize) -> usize {
    after(bytes, b'>', from)
}
