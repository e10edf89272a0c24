//! What is counted and kept of a document's plain text.

/// How long the opening may be, in characters.
const OPENING: usize = 300;

/// Counts words while text arrives in pieces.
#[derive(Default)]
pub(super) struct Words {
    /// Words with spaces around them.
    sparse: u32,
    /// Characters of scripts that are written without spaces.
    dense: u32,
    within: bool,
}

impl Words {
    /// Counts a piece of text; it may go on with a word that the last piece began.
    pub(super) fn add(&mut self, text: &str) {
        if text.is_ascii() {
            self.add_ascii(text.as_bytes());
            return;
        }
        for char in text.chars() {
            if is_dense(char) {
                self.dense += 1;
                self.within = false;
            } else if ('\u{2010}'..='\u{2027}').contains(&char) {
                // Quotation marks and dashes are most of what is not ASCII, and part no words.
                self.step(false, false);
            } else {
                self.step(char.is_alphanumeric(), char.is_whitespace());
            }
        }
    }

    fn add_ascii(&mut self, text: &[u8]) {
        let Some(text) = self.after_word(text) else { return };
        match runs(text) {
            (words, 0) => {
                self.sparse += words;
                self.within = text.last().is_some_and(|byte| *byte > b' ');
            }
            _ => self.walk(text),
        }
    }

    /// Goes from the start of a word to its end, and from there to the start of the next.
    fn walk(&mut self, mut text: &[u8]) {
        while let Some(rest) = self.after_word(text) {
            text = rest;
            let Some(start) = text.iter().position(u8::is_ascii_alphanumeric) else { return };
            text = &text[start..];
            self.sparse += 1;
            self.within = true;
        }
    }

    /// What follows the word that is being counted, if one is; nothing, if all of the text belongs to it.
    fn after_word<'t>(&mut self, text: &'t [u8]) -> Option<&'t [u8]> {
        if !self.within {
            return Some(text);
        }
        let end = text.iter().position(|byte| *byte <= b' ')?;
        self.within = false;
        Some(&text[end..])
    }

    /// Ends a word, as a line or a block does.
    pub(super) fn pause(&mut self) {
        self.within = false;
    }

    /// The number of words so far; two dense characters make one.
    pub(super) fn count(&self) -> u32 {
        self.sparse + self.dense.div_ceil(2)
    }

    fn step(&mut self, is_letter: bool, is_space: bool) {
        self.sparse += u32::from(is_letter && !self.within);
        self.within = (self.within || is_letter) && !is_space;
    }
}

/// How many runs without spaces begin with a letter or digit in an ASCII text, and how many with something else. Without a
/// branch, many bytes are looked at in one step.
#[expect(clippy::needless_bitwise_bool, reason = "a branch for each letter would cost more than all else")]
fn runs(text: &[u8]) -> (u32, u32) {
    let starts = |before: u8, byte: u8| {
        let is_start = before <= b' ';
        (u32::from(is_start & byte.is_ascii_alphanumeric()), u32::from(is_start & (byte > b' ')))
    };
    let first = text.first().map_or((0, 0), |byte| starts(b' ', *byte));
    let pairs = text.iter().zip(text.get(1..).unwrap_or_default());
    let (words, all) = pairs.fold(first, |(words, all), (before, byte)| {
        let (word, any) = starts(*before, *byte);
        (words + word, all + any)
    });
    (words, all - words)
}

/// Ideographs, kana and Hangul aside (which has spaces), and the scripts of South-East Asia.
fn is_dense(char: char) -> bool {
    matches!(char,
        '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{30ff}' | '\u{3100}'..='\u{312f}'
        | '\u{31a0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
        | '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// Collects the plain text of one heading, label or paragraph at a time.
#[derive(Default)]
pub(super) struct Plain {
    text: String,
    collecting: bool,
}

impl Plain {
    /// Starts anew.
    pub(super) fn start(&mut self) {
        self.text.clear();
        self.collecting = true;
    }

    /// Adds a piece, if something is being collected.
    pub(super) fn add(&mut self, text: &str) {
        if self.collecting {
            self.text.push_str(text);
        }
    }

    /// What was collected, with single spaces.
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "a branch for each letter would cost more than all else"
    )]
    pub(super) fn take(&mut self) -> String {
        self.collecting = false;
        let bytes = self.text.as_bytes();
        let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
        // Without an early end, many bytes are looked at in one step.
        let has_double = pairs.fold(false, |has, (one, next)| has | (*one == b' ' && *next == b' '));
        let is_tidy = bytes.iter().fold(!self.text.starts_with(' '), |is, byte| is & (*byte >= b' '));
        if is_tidy && !has_double {
            return self.text.trim_end_matches(' ').to_owned();
        }
        let mut text = String::with_capacity(self.text.len());
        for word in self.text.split_ascii_whitespace() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    }
}

/// The start of a text, cut after a word where it is too long.
pub(super) fn opening(mut text: String) -> String {
    if text.len() <= OPENING {
        return text;
    }
    let Some((limit, _)) = text.char_indices().nth(OPENING) else {
        return text;
    };
    let cut = text[..limit].rfind(' ').unwrap_or_else(|| {
        // One word longer than all: leave room for the ellipsis.
        text[..limit].char_indices().next_back().map_or(0, |(at, _)| at)
    });
    text.truncate(cut);
    text.truncate(text.trim_end_matches([',', ';', ':', ' ', '–', '—']).len());
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn many_letters_at_once_count_as_one_by_one(
            pieces in prop::collection::vec("[a-c0-1 \n\t(.,'é-]{0,24}", 0..8),
        ) {
            let mut singly = Words::default();
            let chars = pieces.iter().flat_map(|piece| piece.chars());
            chars.for_each(|char| singly.step(char.is_alphanumeric(), char.is_whitespace()));
            prop_assert_eq!(count(&pieces.iter().map(String::as_str).collect::<Vec<_>>()), singly.count());
        }

        #[test]
        fn plain_text_has_single_spaces(text in "[ab \n\té]{0,12}") {
            let mut plain = Plain::default();
            plain.start();
            plain.add(&text);
            let words: Vec<&str> = text.split_ascii_whitespace().collect();
            prop_assert_eq!(plain.take(), words.join(" "));
        }
    }

    fn count(pieces: &[&str]) -> u32 {
        let mut words = Words::default();
        for piece in pieces {
            words.add(piece);
        }
        words.count()
    }

    #[test]
    fn words_of_many_scripts() {
        assert_eq!(count(&["Say it — “once”, ", "don", "’", "t wait."]), 5);
        assert_eq!(count(&["信任需要时间"]), 3);
        assert_eq!(count(&["ثق بي", " 1.5"]), 3);
        assert_eq!(count(&["", " ", "…"]), 0);
    }

    #[test]
    fn a_word_goes_on_through_punctuation_and_pieces() {
        assert_eq!(count(&["(don", "'t", ") -- a,b 'x' ", " ", "y"]), 4);
        assert_eq!(count(&["- ... ", "1", "\tz\n"]), 2);
    }

    #[test]
    fn a_long_opening_is_cut_after_a_word() {
        assert_eq!(opening("short".into()), "short");
        let cut = opening("word, ".repeat(80));
        assert!(cut.ends_with("word…") && cut.chars().count() <= 300, "{cut}");
        assert_eq!(opening("x".repeat(400)).chars().count(), 300);
    }
}
