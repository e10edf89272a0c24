//! From a document to HTML: its holes filled.

use std::ops::Range;

use super::{Document, Filling, Tip};
use crate::diagnostic::Place;

impl Document {
    /// Puts everything at one place, for text that stands in another file than its own.
    pub fn place_all_at(&mut self, place: &Place) {
        for hole in &mut self.holes {
            if let Filling::Link { place: own, .. } | Filling::Image { place: own, .. } = &mut hole.filling {
                *own = place.clone();
            }
        }
        for diagnostic in &mut self.diagnostics {
            diagnostic.place = place.clone();
        }
    }

    /// The HTML with every hole filled.
    ///
    /// The filler adds what goes in, as HTML that can stand in a double-quoted attribute (a word also
    /// between tags); for `Filling::Image` that is one attribute or several.
    pub fn fill(&self, filler: &mut dyn FnMut(&Filling, &mut String)) -> String {
        self.fill_range(0..self.html.len(), filler)
    }

    /// The label of a tip, filled the same way.
    pub fn fill_label(&self, tip: &Tip, filler: &mut dyn FnMut(&Filling, &mut String)) -> String {
        self.fill_range(tip.label.clone(), filler)
    }

    fn fill_range(&self, range: Range<usize>, filler: &mut dyn FnMut(&Filling, &mut String)) -> String {
        let first = self.holes.partition_point(|hole| hole.at < range.start);
        let last = self.holes.partition_point(|hole| hole.at <= range.end);
        let holes = &self.holes[first..last.max(first)];
        let mut html = String::with_capacity(range.len() + holes.len() * 32);
        let mut from = range.start;
        for hole in holes {
            html.push_str(&self.html[from..hole.at]);
            filler(&hole.filling, &mut html);
            from = hole.at;
        }
        html.push_str(&self.html[from..range.end]);
        html
    }
}
