//! Keys and values that can be read in one way only.

use super::Value;

/// Words that may be flags, numbers or nothing somewhere.
const RESERVED: [&str; 13] =
    ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity", "none"];

/// Marks beyond ASCII that mean nothing to YAML.
const MARKS: &str = "’‘“”„«»–—…¿¡،؟·×\u{a0}\u{202f}";

/// Whether it is a word that can only be a key.
pub(super) fn is_key(key: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    key.starts_with(|char: char| char.is_ascii_lowercase())
        && key.bytes().all(is_plain)
        && !RESERVED.contains(&key)
}

/// A flag, a text in double quotes without escapes, a sentence that begins with a letter, the name of a numbered file,
/// a day, or a whole number.
pub(super) fn value(written: &str) -> Option<Value> {
    if let Some(flag) = flag(written) {
        return Some(Value::Flag(flag));
    }
    let first = *written.as_bytes().first()?;
    if first == b'"' {
        let text = written[1..].strip_suffix('"')?;
        let is_plain = |char: char| !matches!(char, '"' | '\\') && is_printed(char);
        return text.chars().all(is_plain).then(|| Value::Text(text.to_owned()));
    }
    if first.is_ascii_digit() {
        if is_like(written, "0000-00-00") || is_like(written, "0000-00-00T00:00:00Z") {
            return Some(Value::Text(written.to_owned()));
        }
        if written.bytes().all(|byte| byte.is_ascii_digit()) {
            let is_number = first != b'0' && written.len() < 10;
            return is_number.then(|| Value::Number(written.to_owned()));
        }
    }
    let is_plain =
        |char: char| char.is_alphanumeric() || " .,;!?'()/-_{}".contains(char) || MARKS.contains(char);
    let name = written.trim_start_matches(|char: char| char.is_ascii_digit());
    let begins = name.strip_prefix('-').filter(|_| name.len() < written.len()).unwrap_or(written);
    let is_sentence = begins.starts_with(|char: char| char.is_alphabetic() || "(¿¡«".contains(char))
        && !written.ends_with(char::is_whitespace)
        && written.chars().all(is_plain)
        && !RESERVED.iter().any(|word| written.eq_ignore_ascii_case(word));
    is_sentence.then(|| Value::Text(written.to_owned()))
}

fn flag(written: &str) -> Option<bool> {
    match written {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Whether it is a letter, a digit or a mark of any usual kind.
pub(super) fn is_printed(char: char) -> bool {
    matches!(char, ' '..='~') || char.is_alphanumeric() || MARKS.contains(char)
}

/// Whether a text has a digit wherever the form has one, and otherwise the same characters.
fn is_like(written: &str, form: &str) -> bool {
    let alike = |(byte, form): (u8, u8)| if form == b'0' { byte.is_ascii_digit() } else { byte == form };
    written.len() == form.len() && written.bytes().zip(form.bytes()).all(alike)
}
