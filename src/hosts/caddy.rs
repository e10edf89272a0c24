//! A snippet for a site block of a Caddyfile.
//!
//! Sources: caddyserver.com/docs/caddyfile: “path matchers” (one with a percent sign is compared with the encoded path),
//! `encode`, `header` (`defer`), `redir`, `error`, `file_server` (`precompressed`), `handle_errors`; caddyserver/caddy, staticfiles.go (a
//! `Content-Type` that is there is left).

use std::fmt::Write;

use super::header::PAGES_ONLY;
use super::pattern::{FINGERPRINTED, PAGE, exactly};
use super::{Told, types};
use crate::caching::{FRESH, KEPT};
use crate::media_type;

pub(super) fn caddy(told: &Told) -> String {
    let base = &told.base;
    let mut text = String::from(
        "# Import this in a site block:\n#   example.org {\n#     root * /var/www/public\n#     import \
         /etc/caddy/guidepost.caddy\n#   }\n",
    );
    compression(told, &mut text);
    text.push_str("header {\n");
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
    // Go has another type for XML, and of scripts the one that the system has, which may be old.
    let other = ["js", "xml"].map(|ending| (ending, media_type::of(&format!("x.{ending}"))));
    for (ending, kind) in types::seldom(told).into_iter().chain(other) {
        let _ = write!(
            text,
            "@guidepost_{ending} path *.{ending}\nheader @guidepost_{ending} Content-Type \"{kind}\"\n"
        );
    }
    text.push_str("@guidepost_hidden {\n  path_regexp `/\\.`\n  not path_regexp `/\\.well-known/`\n}\nerror @guidepost_hidden 404\n");
    redirects(told, &mut text);
    let _ = write!(
        text,
        "file_server {{\n  precompressed br gzip\n}}\nhandle_errors {{\n  rewrite * {}\n  header Cache-Control \"{FRESH}\"\n  \
         header Content-Type \"text/html; charset=utf-8\"\n  file_server\n}}\n",
        quoted(&format!("{base}/404.html"))
    );
    text
}

/// By itself, `encode` leaves out some types; and it names `Vary` only where it did something.
fn compression(told: &Told, text: &mut String) {
    text.push_str("encode {\n  zstd\n  gzip\n  minimum_length 256\n  match {\n");
    for kind in types::compressible() {
        let _ = writeln!(text, "    header Content-Type {kind}*");
    }
    let pattern = quoted(&types::packed(told));
    let _ = write!(
        text,
        "  }}\n}}\n@guidepost_packed path_regexp {pattern}\nheader @guidepost_packed {{\n  Vary Accept-Encoding\n  defer\n}}\n"
    );
}

/// Caddy's own step to the address with a slash does not encode it, so both addresses lead on at once.
fn redirects(told: &Told, text: &mut String) {
    for (index, moved) in told.redirects.iter().enumerate() {
        let from = glob(&format!("{}{}", told.base, moved.from));
        let (mut paths, to) = (quoted(&from), quoted(&moved.to));
        if let Some(short) = from.strip_suffix('/').filter(|short| !short.is_empty()) {
            let _ = write!(paths, " {}", quoted(short));
        }
        let _ = writeln!(text, "@guidepost_{index} path {paths}\nredir @guidepost_{index} {to} 301");
    }
}

/// A text in the quotes within which a backslash is one.
fn quoted(text: &str) -> String {
    format!("`{text}`")
}

/// A path as the pattern that matches it alone: as it is asked for, with nothing that is a class or a placeholder.
fn glob(path: &str) -> String {
    Told::asked(path).replace('[', "\\[").replace(']', "\\]")
}
