//! `status`: every page, whether it is published, and why.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use super::arguments::{CheckOptions, DateOptions, Format};
use super::build::{count, settings, studio, summary};
use super::columns::columns;
use super::console::{Console, answer};
use super::json;
use super::site;
use super::stop::{Status, Stop};
use crate::output::Dropped;
use crate::site::Publication;

/// Says of every page whether it is published, and why.
pub(super) fn status(named: Option<&Path>, options: &DateOptions, console: &Console) -> Result<Status, Stop> {
    let start = Instant::now();
    let site = site::find(named)?;
    let options = CheckOptions { drafts: false, strict: false, date: DateOptions { date: options.date } };
    let options = settings(&options, false)?;
    let mut studio = studio(&site, &options)?;
    let build = studio.build(options, &Dropped)?;
    let pages = build.status();
    match console.format {
        Format::Human => table(&pages).iter().for_each(answer),
        Format::Json => pages.iter().for_each(|page| answer(json::page(page))),
    }
    console.diagnostics(&build.diagnostics, &|path| studio.text(path));
    let published = pages.iter().filter(|page| page.published).count();
    if console.format == Format::Json {
        answer(json::summary(&summary(&build, start)));
    }
    let mut line = format!("{}, {published} published", count(pages.len(), "page"));
    if build.diagnostics.has_errors() {
        let _ = write!(line, "; {} to mend first", count(build.diagnostics.errors(), "error"));
    }
    console.tell(line);
    Ok(if build.diagnostics.has_errors() { Status::Site } else { Status::Done })
}

/// The pages in aligned columns: whether published, address, file, why.
fn table(pages: &[Publication]) -> Vec<String> {
    let rows: Vec<[&str; 4]> = pages
        .iter()
        .map(|page| {
            let published = if page.published { "published" } else { "not published" };
            [published, page.url.as_str(), page.path.as_str(), page.why.as_str()]
        })
        .collect();
    columns(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::{SourcePath, Url};

    #[test]
    fn columns_are_aligned() {
        let page = |path: &str, url: &str, published, why: &str| Publication {
            path: SourcePath::new(path),
            url: Url::new(url),
            published,
            why: why.to_owned(),
            title: String::new(),
        };
        let pages = [
            page("content/über.md", "/über/", true, ""),
            page("content/a/index.md", "/a/", false, "it is a draft"),
        ];
        assert_eq!(
            table(&pages),
            [
                "published      /über/  content/über.md",
                "not published  /a/     content/a/index.md  it is a draft",
            ]
        );
        assert!(table(&[]).is_empty());
    }
}
