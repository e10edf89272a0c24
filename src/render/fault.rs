//! What went wrong while a page was rendered.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind};

use super::Job;
use super::gauge::{Excess, Gauge};
use crate::diagnostic::{Diagnostic, Place};
use crate::path::SourcePath;
use crate::theme::plain::{Said, plain};
use crate::theme::template::Templates;

/// A page that could not be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, at its place in a template; it does not name the page.
    pub diagnostic: Box<Diagnostic>,
    /// What the page is called.
    pub page: String,
}

/// One diagnostic for each fault of a template, that names the pages where it shows.
pub fn diagnostics(faults: impl IntoIterator<Item = Fault>) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<_, (Box<Diagnostic>, Vec<String>)> = BTreeMap::new();
    for Fault { diagnostic, page } in faults {
        let key = (diagnostic.place.clone(), diagnostic.code.to_string(), diagnostic.message.clone());
        groups.entry(key).or_insert_with(|| (diagnostic, Vec::new())).1.push(page);
    }
    let named = groups.into_values().map(|(mut diagnostic, mut pages)| {
        pages.sort_unstable();
        pages.dedup();
        let more = match pages.len() {
            0 | 1 => String::new(),
            2 => " and one more page".to_owned(),
            count => format!(" and {} more pages", count - 1),
        };
        diagnostic.message = format!("{}, while rendering {}{more}", diagnostic.message, pages[0]);
        *diagnostic
    });
    named.collect()
}

impl Fault {
    /// The fault behind Tera's error, or behind a page that is no text.
    pub(super) fn of(error: Option<&Error>, job: &Job, gauge: &Gauge, templates: &Templates) -> Self {
        let (code, said) = match gauge.excess() {
            Some(excess) => excessive(excess, job.template),
            None => ("template-error", words(error)),
        };
        let place = error.and_then(|error| place(error, templates));
        let place = place.unwrap_or_else(|| whole(job.template, templates));
        let diagnostic = Diagnostic::error(code, place, said.message).help(said.help);
        Self { diagnostic: Box::new(diagnostic), page: job.page.to_owned() }
    }
}

fn excessive(excess: Excess, template: &str) -> (&'static str, Said) {
    let message = match excess {
        Excess::Steps => format!("the template “{template}” goes through more rounds than any page needs"),
        Excess::Time => format!("the template “{template}” takes longer than any page may"),
        Excess::Bytes => format!("the template “{template}” prints more than any page may hold"),
    };
    ("endless-template", Said::new(message, "look for loops in loops and for components that use themselves"))
}

fn words(error: Option<&Error>) -> Said {
    let message = match error.map(Error::kind) {
        Some(ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report)) => {
            report.message().to_owned()
        }
        Some(ErrorKind::TemplateNotFound(name)) => format!("the theme has no template “{name}”"),
        Some(kind) => kind.to_string(),
        None => "what the template prints is no text".to_owned(),
    };
    match message.split_once('\n') {
        Some((message, help)) => Said::new(message, help),
        None => plain(&message),
    }
}

/// The place in the author's template that an error of Tera names.
fn place(error: &Error, templates: &Templates) -> Option<Place> {
    let (ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report)) = error.kind() else {
        return None;
    };
    let template = templates.all.get(report.filename())?;
    let span = report.span();
    let (line, column) = template.metered.original(span.start_line, span.start_col);
    let (end_line, end_column) = template.metered.original(span.end_line, span.end_col);
    let length = if end_line == line { end_column.saturating_sub(column) } else { 1 };
    Some(template.line_place(line, column + 1, length))
}

fn whole(template: &str, templates: &Templates) -> Place {
    match templates.all.get(template) {
        Some(template) => Place::whole(template.text.file()),
        None => Place::whole(&SourcePath::new(format!("templates/{template}"))),
    }
}
