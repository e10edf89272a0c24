//! Tables, in a box that scrolls where the screen is narrow.

use pulldown_cmark::Alignment;

use super::out::{Patch, Slot};
use super::writer::Writer;
use crate::tag::escaped;

/// How many characters of its header a table is called by.
const LONGEST_NAME: usize = 80;

/// The table being written.
pub(super) struct OpenTable {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_rows: bool,
    /// Whether the cell is a header cell; an empty one is not, for it would head nothing.
    cell: &'static str,
    name: String,
    name_slot: Slot,
}

impl Writer<'_> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.out.line();
        self.out.push("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"");
        self.out.word("table");
        let name_slot = self.out.slot("");
        self.out.push("\"><table>\n");
        self.table = Some(OpenTable {
            alignments,
            column: 0,
            in_head: false,
            has_rows: false,
            cell: "td",
            name: String::new(),
            name_slot,
        });
    }

    pub(super) fn start_row(&mut self, is_head: bool) {
        let Some(table) = &mut self.table else { return };
        table.in_head = is_head;
        table.column = 0;
        let first = !is_head && !table.has_rows;
        table.has_rows = !is_head;
        self.out.push(match (is_head, first) {
            (true, _) => "<thead>\n<tr>",
            (false, true) => "<tbody>\n<tr>",
            (false, false) => "<tr>",
        });
    }

    pub(super) fn end_row(&mut self, is_head: bool) {
        self.out.push(if is_head { "</tr>\n</thead>\n" } else { "</tr>\n" });
        if let Some(table) = self.table.as_mut().filter(|table| is_head && !table.name.is_empty()) {
            let name = escaped(&table.name).into_owned();
            self.out.set(table.name_slot, Patch::Made(format!(": {name}")));
        }
    }

    pub(super) fn start_cell(&mut self, is_empty: bool) {
        let Some(table) = &mut self.table else { return };
        table.cell = if table.in_head && !is_empty { "th" } else { "td" };
        self.out.push("<");
        self.out.push(table.cell);
        self.out.push(match table.alignments.get(table.column) {
            Some(Alignment::Left) => " class=\"align-left\">",
            Some(Alignment::Center) => " class=\"align-center\">",
            Some(Alignment::Right) => " class=\"align-right\">",
            _ => ">",
        });
        table.column += 1;
        if table.in_head {
            self.plain.start();
        }
        self.words.pause();
    }

    pub(super) fn end_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        self.out.push("</");
        self.out.push(table.cell);
        self.out.push(">");
        if table.in_head {
            let text = self.plain.take();
            let room = LONGEST_NAME.saturating_sub(table.name.chars().count());
            if !text.is_empty() && room > 0 {
                let separator = if table.name.is_empty() { "" } else { ", " };
                table.name.push_str(separator);
                table.name.extend(text.chars().take(room));
            }
        }
    }

    pub(super) fn end_table(&mut self) {
        let has_rows = self.table.take().is_some_and(|table| table.has_rows);
        self.out.push(if has_rows { "</tbody>\n</table></div>\n" } else { "</table></div>\n" });
    }
}
