//! Tips: task-list items, as labelled check boxes with ids that survive edits.

use std::ops::Range;

use pulldown_cmark::Event;
use unicode_normalization::char::is_combining_mark;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;

use super::Tip;
use super::id::Taken;
use super::out::Patch;
use super::writer::Writer;

/// What every tip's id begins with in HTML.
const PREFIX: &str = "tip-";

/// How much of the digest names a tip, in hexadecimal letters.
const DIGITS: usize = 8;

/// A list being written.
pub(super) struct OpenList {
    /// Where its classes go, until they are there.
    pub(super) class_at: Option<usize>,
}

/// The label being written.
pub(super) struct OpenTip {
    /// Where the line of the source ends that is being read.
    line_end: usize,
    /// Where in that line `{#id}` stands (its end, if it has none).
    braces: Range<usize>,
}

impl Writer<'_> {
    pub(super) fn start_tip(&mut self, checked: bool, range: Range<usize>) {
        if !self.out.html.ends_with("<li>") {
            self.text("[ ] ");
            return;
        }
        self.out.html.pop();
        self.out.push(" class=\"tip\">");
        if let Some(class_at) = self.lists.last_mut().and_then(|list| list.class_at.take()) {
            self.out.mark_at(class_at, " class=\"tips\"");
        }
        let place = self.places.place(self.first_line(range.start..self.source.len()));
        if checked {
            self.problems.push(
                Diagnostic::warning(
                    "ticked-tip",
                    place.clone(),
                    "this tip is ticked already, and is printed unticked",
                )
                .help("write “[ ]”: only the reader ticks tips"),
            );
        }
        self.out.mark(Patch::Tip(self.tips.len()));
        self.tips.push(Tip { id: String::new(), given: false, text: String::new(), label: 0..0, place });
        self.open_tip = Some(OpenTip { line_end: range.end, braces: range.end..range.end });
        self.plain.start();
    }

    /// Ends the label, where one is open. What follows in the item stands after it.
    pub(super) fn end_label(&mut self) {
        if self.open_tip.take().is_none() {
            return;
        }
        let number = self.tips.len() - 1;
        self.out.mark(Patch::TipEnd(number));
        self.words.pause();
        let text = self.plain.take();
        let tip = &mut self.tips[number];
        if text.is_empty() {
            self.problems.push(
                Diagnostic::warning("empty-tip", tip.place.clone(), "this tip says nothing")
                    .help("write after “[ ]” what the reader can do"),
            );
        }
        tip.text = text;
    }

    /// Whether an event in a label belongs to its `{#id}`; cuts that off the text before it.
    pub(super) fn is_tip_id(&mut self, event: &mut Event, range: &Range<usize>) -> bool {
        let Some(tip) = &mut self.open_tip else { return false };
        if range.start >= tip.line_end {
            let line = self.source[range.start..].split('\n').next().unwrap_or_default();
            tip.line_end = range.start + line.len();
            tip.braces = tip.line_end..tip.line_end;
            self.find_tip_id(range.start, line);
        }
        let Some(OpenTip { braces, .. }) = &self.open_tip else { return false };
        if braces.is_empty() || range.end <= braces.start {
            return false;
        }
        if range.start >= braces.start {
            return range.end <= braces.end;
        }
        if let Event::Text(text) = event
            && text.len() == range.len()
        {
            let kept = text[..braces.start - range.start].trim_end().to_owned();
            *text = kept.into();
        }
        false
    }

    /// Looks for `{#id}` at the end of a line that starts at this offset.
    fn find_tip_id(&mut self, line_start: usize, line: &str) {
        let line = line.trim_end();
        let Some(start) = line.strip_suffix('}').and_then(|line| line.rfind("{#")) else { return };
        if self.source[..line_start + start].ends_with('\\') {
            return;
        }
        let id = &line[start + 2..line.len() - 1];
        let braces = line_start + start..line_start + line.len();
        let is_name = |char: char| char.is_alphanumeric() || is_combining_mark(char) || "-_.:".contains(char);
        if id.is_empty() || !id.chars().all(is_name) {
            let place = self.places.place(braces);
            let message = format!("“{{#{id}}}” is no id, so it stays part of the text");
            self.problems.push(
                Diagnostic::warning("tip-id", place, message)
                    .help("an id has letters, digits, hyphens and underscores, such as {#say-it}"),
            );
            return;
        }
        self.give_tip_id(id, &braces);
        if let Some(tip) = &mut self.open_tip {
            tip.braces = braces;
        }
    }

    fn give_tip_id(&mut self, id: &str, braces: &Range<usize>) {
        let Some(tip) = self.tips.last_mut() else { return };
        let place = self.places.place(braces.clone());
        let problem = if tip.given {
            Diagnostic::error("tip-id", place, format!("this tip has the id “{}” already", tip.id))
                .help("give a tip one id, at the end of its text")
        } else {
            id.clone_into(&mut tip.id);
            tip.given = true;
            match self.ids.give_unreserved(&format!("{PREFIX}{id}"), place.line) {
                Err(Taken::Given(line)) => {
                    let message = format!("the tip on line {line} has the id “{id}” already");
                    Diagnostic::error("duplicate-tip-id", place, message)
                        .help("every tip of a guide needs an id of its own")
                }
                _ => return,
            }
        };
        self.problems.push(problem);
    }

    /// Gives an id to each tip that has none.
    pub(super) fn make_tip_ids(&mut self) {
        for tip in self.tips.iter_mut().filter(|tip| !tip.given) {
            let digest = Digest::of(normalised(&tip.text)).to_string();
            let id = self.ids.make_unreserved(format!("{PREFIX}{}", &digest[..DIGITS]));
            id[PREFIX.len()..].clone_into(&mut tip.id);
        }
    }
}

/// The text without what an editor may change and mean the same: case, white space and punctuation.
fn normalised(text: &str) -> String {
    let mut normalised = String::with_capacity(text.len());
    let mut is_apart = false;
    for char in text.chars() {
        if char.is_alphanumeric() || (!char.is_ascii() && is_combining_mark(char)) {
            if std::mem::take(&mut is_apart) {
                normalised.push(' ');
            }
            if char.is_ascii() {
                normalised.push(char.to_ascii_lowercase());
            } else {
                normalised.extend(char.to_lowercase());
            }
        } else if char.is_whitespace() {
            is_apart = !normalised.is_empty();
        }
    }
    if normalised.is_empty() { text.to_owned() } else { normalised }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_that_change_nothing() {
        let first = normalised("Say it: “I'm sorry” — once.");
        assert_eq!(first, normalised("say  it,\n\"I’m sorry\" once"));
        assert_eq!(first, "say it im sorry once");
        assert_eq!(normalised("\u{b}— É\u{301}T\u{a0}… 2 –"), "é\u{301}t 2");
        assert_ne!(first, normalised("Say it twice"));
        assert_ne!(normalised("🙂"), normalised("🙁"));
    }
}
