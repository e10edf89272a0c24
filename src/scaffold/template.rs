//! Files with gaps for a title and a date.

use crate::date::Date;

/// A title on one line, without control characters, which no head may hold.
fn one_line(title: &str) -> String {
    title
        .split(|char: char| char.is_whitespace() || char.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Fills the gaps of a template.
pub(super) fn fill(template: &str, title: &str, date: Date) -> String {
    fill_title(&template.replace("%date%", &date.to_string()), title)
}

/// Fills the gap of a template for a title.
pub(super) fn fill_title(template: &str, title: &str) -> String {
    template.replace("%title%", &scalar(&one_line(title)))
}

/// A text as a YAML scalar: plain where that is safe, else quoted.
fn scalar(text: &str) -> String {
    const WORDS: [&str; 8] = ["true", "false", "null", "yes", "no", "on", "off", "~"];
    let is_plain = text.starts_with(char::is_alphabetic)
        && text.chars().all(|char| char.is_alphanumeric() || " -–—’',.()!?".contains(char))
        && !text.ends_with(' ')
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// A title from the name of a file or folder: `bake-a-loaf` is “Bake a loaf”. A name that is written like a title is one.
pub(super) fn title_of(name: &str) -> String {
    if name.contains(char::is_whitespace) || name.contains(char::is_uppercase) {
        return name.trim().to_owned();
    }
    let words = name.split(['-', '_']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_that_yaml_takes_for_text() {
        for (text, expected) in [
            ("Let it rest", "Let it rest"),
            ("Über uns", "Über uns"),
            ("Bread: a beginning", r#""Bread: a beginning""#),
            ("true", r#""true""#),
            ("42", r#""42""#),
            ("a #b", r#""a #b""#),
            ("- a", r#""- a""#),
            ("say \"x\"\n", r#""say \"x\"\n""#),
            ("", r#""""#),
        ] {
            assert_eq!(scalar(text), expected);
        }
    }

    #[test]
    fn titles_from_names() {
        assert_eq!(title_of("bake-a-loaf"), "Bake a loaf");
        assert_eq!(title_of("Bake a Loaf"), "Bake a Loaf");
        assert_eq!(title_of("élan"), "Élan");
        assert_eq!(title_of("--"), "");
    }
}
