//! Pages as they are served: with the preview's script; and the page that stands in for a site that cannot be built yet.

use std::fmt::Write;

use memchr::memmem;

use super::snapshot::Snapshot;
use crate::tag::{escape, escape_text};

/// A page with the script element, which stands before the page's own policy, so that this does not hold for it.
pub(super) fn with_script(html: &[u8], snapshot: &Snapshot) -> Vec<u8> {
    let at = after_head(html);
    [&html[..at], script(snapshot).as_bytes(), &html[at..]].concat()
}

/// The script element.
fn script(snapshot: &Snapshot) -> String {
    let mut element = "<script src=\"".to_owned();
    escape(&snapshot.base, &mut element);
    // Writing to a string cannot fail.
    let _ = write!(element, "/_guidepost/preview.js?build={}\" defer></script>", snapshot.build);
    element
}

/// Where the head begins; the start of a page without one.
fn after_head(html: &[u8]) -> usize {
    let head = memmem::find(html, b"<head>").map(|at| at + "<head>".len());
    head.or_else(|| {
        let at = memmem::find(html, b"<head ")?;
        Some(at + memchr::memchr(b'>', &html[at..])? + 1)
    })
    .unwrap_or(0)
}

/// What is wrong, as a page that goes as soon as it is mended.
pub(super) fn waiting(snapshot: &Snapshot) -> String {
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>{}<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>This site cannot be built yet</title>\n\
         </head>\n<body>\n<main>\n<h1>This site cannot be built yet</h1>\n\
         <p>This page goes by itself as soon as what is wrong is mended.</p>\n<ul>\n",
        script(snapshot)
    );
    for fault in snapshot.diagnostics.iter() {
        html.push_str("<li><p><code>");
        let place = format!("{}:{}:{}", fault.place.file, fault.place.line, fault.place.column);
        escape_text(&place, &mut html);
        html.push_str("</code> ");
        escape_text(&fault.message, &mut html);
        html.push_str("</p>\n<p>");
        escape_text(&fault.help, &mut html);
        html.push_str("</p></li>\n");
    }
    html.push_str("</ul>\n</main>\n</body>\n</html>\n");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_first_in_the_head() {
        let snapshot = Snapshot { build: 3, base: "/a".to_owned(), ..Snapshot::default() };
        let element = "<script src=\"/a/_guidepost/preview.js?build=3\" defer></script>";
        for (html, before) in [
            ("<!DOCTYPE html><html><head><meta>", "<!DOCTYPE html><html><head>"),
            ("<html><head lang=en>x", "<html><head lang=en>"),
            ("<header>no head", ""),
        ] {
            let served = String::from_utf8(with_script(html.as_bytes(), &snapshot)).unwrap();
            assert_eq!(served, html.replacen(before, &format!("{before}{element}"), 1), "{html}");
        }
    }
}
