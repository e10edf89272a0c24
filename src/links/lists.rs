//! Addresses inside longer values: `srcset`, `ping` and the refresh of a `meta`.

use std::ops::Range;

/// Where the addresses of a `srcset` stand (HTML, “parse a srcset attribute”).
pub fn of_srcset(value: &str) -> Vec<Range<usize>> {
    let bytes = value.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        at = skip(bytes, at, |byte| byte.is_ascii_whitespace() || byte == b',');
        if at == bytes.len() {
            return found;
        }
        let start = at;
        at = skip(bytes, at, |byte| !byte.is_ascii_whitespace());
        let end = start + value[start..at].trim_end_matches(',').len();
        found.push(start..end);
        if end == at {
            at = after_descriptors(bytes, at);
        }
    }
}

/// Descriptors end at a comma outside parentheses.
fn after_descriptors(bytes: &[u8], mut at: usize) -> usize {
    let mut depth = 0_u32;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => break,
            _ => {}
        }
        at += 1;
    }
    at
}

/// Where the addresses of a list parted by spaces stand, such as that of `ping`.
pub fn of_words(value: &str) -> Vec<Range<usize>> {
    let start = value.as_ptr() as usize;
    value
        .split_ascii_whitespace()
        .map(|word| {
            let at = word.as_ptr() as usize - start;
            at..at + word.len()
        })
        .collect()
}

/// Where the address of `<meta http-equiv="refresh" content="0; url=…">` stands, if there is one
/// (HTML, “shared declarative refresh steps”).
pub fn of_refresh(value: &str) -> Option<Range<usize>> {
    let bytes = value.as_bytes();
    let mut at = skip(bytes, 0, |byte| byte.is_ascii_whitespace());
    at = skip(bytes, at, |byte| byte.is_ascii_digit() || byte == b'.');
    at = skip(bytes, at, |byte| byte.is_ascii_whitespace());
    at = skip(bytes, at, |byte| byte == b';' || byte == b',');
    at = skip(bytes, at, |byte| byte.is_ascii_whitespace());
    if bytes.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"url")) {
        let sign = skip(bytes, at + 3, |byte| byte.is_ascii_whitespace());
        if bytes.get(sign) == Some(&b'=') {
            at = skip(bytes, sign + 1, |byte| byte.is_ascii_whitespace());
        }
    }
    let mut end = bytes.len();
    if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
        at += 1;
        end = skip(bytes, at, |byte| byte != *quote);
    }
    (at < end).then_some(at..end)
}

fn skip(bytes: &[u8], from: usize, while_: impl Fn(u8) -> bool) -> usize {
    from + bytes[from..].iter().take_while(|byte| while_(**byte)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(value: &str, ranges: Vec<Range<usize>>) -> Vec<&str> {
        ranges.into_iter().map(|range| &value[range]).collect()
    }

    #[test]
    fn candidates_of_a_srcset() {
        for (value, expected) in [
            ("a.png, b.png 2x", vec!["a.png", "b.png"]),
            (" a.png 1x,b.png 2x ,", vec!["a.png", "b.png"]),
            ("data:image/png;base64,xx 1x, c", vec!["data:image/png;base64,xx", "c"]),
            ("a.png calc(1,2), b", vec!["a.png", "b"]),
            ("", vec![]),
        ] {
            assert_eq!(texts(value, of_srcset(value)), expected, "{value}");
        }
        assert_eq!(texts(" a  b ", of_words(" a  b ")), ["a", "b"]);
    }

    #[test]
    fn the_address_of_a_refresh() {
        for (value, expected) in [
            ("0; url=/a/", Some("/a/")),
            ("0;URL = '/a/' ", Some("/a/")),
            ("5", None),
            ("0, /a/", Some("/a/")),
            ("", None),
        ] {
            assert_eq!(of_refresh(value).map(|range| &value[range]), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_value_is_read(value in "[ ,;'\"=0-9a-z/é()url]{0,24}") {
            for range in of_srcset(&value).into_iter().chain(of_words(&value)).chain(of_refresh(&value)) {
                prop_assert!(value.get(range).is_some());
            }
        }
    }
}
