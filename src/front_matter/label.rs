//! Labels of actions: clear, short and honest.

use crate::diagnostic::Placed;
use crate::yaml::{Faults, quoted};

/// More characters than these do not fit a button.
const LONGEST: usize = 40;

/// Labels that do not say what happens.
const VAGUE: &[&str] = &[
    "click",
    "click here",
    "click me",
    "here",
    "this",
    "link",
    "this link",
    "submit",
    "send",
    "go",
    "ok",
    "okay",
    "button",
    "more",
    "see more",
    "learn more",
    "read more",
    "find out more",
    "more info",
    "more information",
    "details",
    "continue",
];

/// Words that press: what is urgent by decree, and what is scarce by invention.
const URGENT: &[&str] = &[
    "act now",
    "act fast",
    "now or never",
    "last chance",
    "last call",
    "hurry",
    "don't miss",
    "do not miss",
    "don't wait",
    "before it's too late",
    "before it is too late",
    "limited time",
    "limited offer",
    "only today",
    "today only",
    "ends today",
    "ends soon",
    "ends tonight",
    "time is running out",
    "while it lasts",
    "while supplies last",
    "only a few left",
    "immediately",
    "urgent",
    "final hours",
    "expires",
];

/// Words that shame whoever does not act.
const SHAMING: &[&str] = &[
    "no thanks, i",
    "no, thanks, i",
    "no thank you, i",
    "no, i don't",
    "no, i do not",
    "no, i prefer",
    "no, i'd rather",
    "i don't care",
    "i do not care",
    "i'd rather",
    "i would rather",
    "i prefer to stay",
    "i don't want to",
    "i hate",
    "i give up",
    "only losers",
    "don't be",
    "if you really love",
    "if you really care",
    "if you loved",
    "unless you don't",
];

/// Warns of a label that would not help its reader.
pub(super) fn check(label: &Placed<String>, faults: &Faults) {
    let plain = label.value.replace(['\u{2018}', '\u{2019}', '\u{02bc}'], "'").to_lowercase();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = plain.trim_matches(|char: char| !char.is_alphanumeric());
    let quote = quoted(&label.value);
    let place = || label.place.clone();
    if VAGUE.contains(&bare) {
        let message = format!("the label {quote} does not say what happens");
        faults.warning("vague-label", place(), message, "name the step, as in “Start the conversation”");
    }
    let length = label.value.chars().count();
    if length > LONGEST {
        let message = format!("the label {quote} has {length} characters, and a button shows {LONGEST}");
        faults.warning(
            "long-label",
            place(),
            message,
            "say it in a few words; the text around it can say more",
        );
    }
    if let Some(phrase) = URGENT.iter().find(|phrase| has_words(&plain, phrase)) {
        let message = format!("“{phrase}” presses the reader");
        faults.warning(
            "urgent-label",
            place(),
            message,
            "say what happens, and let the reader choose the time",
        );
    }
    if let Some(phrase) = SHAMING.iter().find(|phrase| has_words(&plain, phrase)) {
        let message = format!("“{phrase}” shames the reader who does not act");
        faults.warning("shaming-label", place(), message, "say what happens, and nothing about who does not");
    }
}

/// Whether a text holds some words, not as part of longer ones.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let is_word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
        !is_word(text[..at].chars().next_back()) && !is_word(text[at + words.len()..].chars().next())
    })
}
