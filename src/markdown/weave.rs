//! The last step: everything put in at its mark, so that only the holes are left.

use super::out::{Mark, Out, Patch};
use super::writer::Writer;
use super::{Document, Filling, Hole};
use crate::tag::escape;

impl Writer<'_> {
    /// The finished document.
    pub(super) fn into_document(mut self) -> Document {
        self.make_heading_ids();
        self.make_tip_ids();
        let text = std::mem::take(&mut self.out);
        let order = self.footnotes.number(&text);
        self.footnotes.unused().for_each(|problem| self.problems.push(problem));
        let mut woven = Out::default();
        self.weave(text, &mut woven);
        self.weave_footnotes(&order, &mut woven);
        let (mut html, marks) = woven.into_parts();
        html.shrink_to_fit();
        let mut holes: Vec<Hole> = marks.into_iter().filter_map(hole).collect();
        holes.shrink_to_fit();
        self.tips.sort_by_key(|tip| tip.label.start);
        Document {
            html,
            holes,
            title: self.title,
            headings: self.headings,
            tips: self.tips,
            opening: self.opening,
            has_raw: self.has_raw,
            words: self.words.count(),
            diagnostics: self.problems.into_sorted(),
        }
    }

    fn weave(&mut self, from: Out, to: &mut Out) {
        let (html, marks) = from.into_parts();
        to.html.reserve(html.len() + marks.len() * 16);
        let mut copied = 0;
        for Mark { at, patch } in marks {
            to.push(&html[copied..at]);
            copied = at;
            match patch {
                Patch::Html(html) => to.push(html),
                Patch::Made(html) => to.push(&html),
                Patch::Hole(filling) => to.hole(filling),
                Patch::Note(index) => self.footnotes.print_reference(index, to),
                Patch::Heading(number) => {
                    to.hole(Filling::Prefix);
                    escape(&self.headings[number].id, &mut to.html);
                }
                Patch::Tip(number) => self.weave_tip(number, to),
                Patch::TipEnd(number) => {
                    self.tips[number].label.end = to.html.len();
                    to.push("</label>");
                }
            }
        }
        to.push(&html[copied..]);
    }

    fn weave_tip(&mut self, number: usize, to: &mut Out) {
        let tip = &mut self.tips[number];
        for before in ["<input type=\"checkbox\" id=\"tip-", "\" data-tip=\"", "\"><label for=\"tip-"] {
            to.push(before);
            to.hole(Filling::Tip(tip.id.clone()));
        }
        to.push("\">");
        tip.label.start = to.html.len();
    }

    fn weave_footnotes(&mut self, order: &[usize], to: &mut Out) {
        if order.is_empty() {
            return;
        }
        to.line();
        to.push("<section class=\"footnotes\" aria-label=\"");
        to.word("footnotes");
        to.push("\">\n<ol>\n");
        for index in order {
            to.push("<li id=\"");
            to.hole(Filling::Prefix);
            to.push(&format!("fn-{}\">\n", self.footnotes.list[*index].number));
            let text = self.footnotes.take_text(*index);
            self.weave(text, to);
            let ends_paragraph = to.html.ends_with("</p>\n");
            if ends_paragraph {
                to.html.truncate(to.html.len() - "</p>\n".len());
            }
            self.footnotes.print_way_back(*index, to);
            to.push(if ends_paragraph { "</p>\n</li>\n" } else { "\n</li>\n" });
        }
        to.push("</ol>\n</section>\n");
    }
}

fn hole(mark: Mark) -> Option<Hole> {
    match mark.patch {
        Patch::Hole(filling) => Some(Hole { at: mark.at, filling }),
        _ => None,
    }
}
