//! A snippet for a site block of a Caddyfile.
//!
//! Sources: caddyserver.com/docs/caddyfile: “path matchers” (one with a percent sign is compared with the encoded path),
//! `header`, `redir`, `error`, `file_server` (`precompressed`), `handle_errors`; caddyserver/caddy, staticfiles.go (a
//! `Content-Type` that is there is left).

use std::fmt::Write;

use super::header::PAGES_ONLY;
use super::pattern::{FINGERPRINTED, PAGE, exactly};
use super::{Told, types};
use crate::caching::{FRESH, KEPT};

pub(super) fn caddy(told: &Told) -> String {
    let base = &told.base;
    let mut text = String::from(
        "# Import this in a site block:\n#   example.org {\n#     root * /var/www/public\n#     import \
         /etc/caddy/guidepost.caddy\n#   }\nencode zstd gzip\nheader {\n",
    );
    for (name, value) in told.headers(usize::MAX) {
        let _ = writeln!(text, "  {name} {}", quoted(&value));
    }
    // Of several `header`, one without a matcher is applied last.
    let kept = quoted(&format!("^{}/assets/{FINGERPRINTED}", exactly(base)));
    let _ = write!(
        text,
        "}}\n@guidepost_kept path_regexp {kept}\nheader @guidepost_kept Cache-Control \"{KEPT}\"\n@guidepost_fresh not \
         path_regexp {kept}\nheader @guidepost_fresh Cache-Control \"{FRESH}\"\n@guidepost_page path_regexp {}\nheader \
         @guidepost_page {} {}\n",
        quoted(PAGE),
        PAGES_ONLY.0,
        PAGES_ONLY.1,
    );
    for (ending, kind) in types::seldom(told) {
        let _ = write!(
            text,
            "@guidepost_{ending} path *.{ending}\nheader @guidepost_{ending} Content-Type \"{kind}\"\n"
        );
    }
    text.push_str("@guidepost_hidden {\n  path_regexp `/\\.`\n  not path_regexp `/\\.well-known/`\n}\nerror @guidepost_hidden 404\n");
    for (index, moved) in told.redirects.iter().enumerate() {
        let (from, to) = (quoted(&glob(&format!("{base}{}", moved.from))), quoted(&moved.to));
        let _ = writeln!(text, "@guidepost_{index} path {from}\nredir @guidepost_{index} {to} 301");
    }
    let _ = write!(
        text,
        "file_server {{\n  precompressed br gzip\n}}\nhandle_errors {{\n  rewrite * {}\n  header Cache-Control \"{FRESH}\"\n  \
         header Content-Type \"text/html; charset=utf-8\"\n  file_server\n}}\n",
        quoted(&format!("{base}/404.html"))
    );
    text
}

/// A text in the quotes within which a backslash is one.
fn quoted(text: &str) -> String {
    format!("`{text}`")
}

/// A path as the pattern that matches it alone: as it is asked for, with nothing that is a class or a placeholder.
fn glob(path: &str) -> String {
    Told::asked(path).replace('[', "\\[").replace(']', "\\]")
}
