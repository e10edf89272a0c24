//! Files that are published as they are.

use crate::facts::Fault;
use crate::links::{Form, Locator};
use crate::path::Url;

use super::fault;
use super::found::{Found, Scan};
use super::markup::pieces;
use super::role::Role;

/// What a file that is published as it is holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loose {
    /// A style sheet.
    Style,
    /// An HTML page.
    Page,
}

/// What such a file loads from elsewhere, each with its host and the error that it is: nothing in it can wait for an
/// answer. The offsets are those of its text.
pub fn loose(text: &str, kind: Loose, base_url: &str) -> Vec<(Found, String, Fault)> {
    let page = Url::root();
    let locator = Locator::new(&page, base_url, Form::Relative);
    let scan = Scan::new(&locator);
    let mut found = Vec::new();
    match kind {
        Loose::Style => scan.style(text, 0, &mut found),
        Loose::Page => found = scan.pieces(text, &pieces(text)),
    }
    let calls = found.into_iter().filter(|found| !matches!(found.role, Role::Submits));
    let told = calls.filter_map(|found| {
        let host = found.remote()?.authority();
        let fault = match kind {
            Loose::Style => fault::in_style(&found, &host),
            Loose::Page => fault::in_loose_page(&found, &host),
        };
        Some((found, host, fault))
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_load_from_the_site_alone() {
        let css = "p{background:url(a.png)} i{background:url(https://e.com/a.png)}";
        let told = loose(css, Loose::Style, "https://x.org");
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].2.offset, told[0].2.needle.as_str()), (42, "https://e.com/a.png"));
        assert!(loose("p{background:url(https://x.org/a.png)}", Loose::Style, "https://x.org").is_empty());
        for css in [
            "@import '//e.com/a'",
            "@IMPORT url(https://e.com/a)",
            "p{background:image-set('https://e.com/a' 1x)}",
        ] {
            assert_eq!(loose(css, Loose::Style, "").len(), 1, "{css}");
        }
    }

    #[test]
    fn pages_load_from_the_site_alone() {
        let html =
            "<title>x</title><script src=https://e.com/a></script><img src=b.png><a href=https://f.com>f</a>";
        let told = loose(html, Loose::Page, "");
        let hosts: Vec<&str> = told.iter().map(|(_, host, _)| host.as_str()).collect();
        assert_eq!(hosts, ["e.com"]);
        assert_eq!(told[0].2.code, "loose-page");
    }
}
