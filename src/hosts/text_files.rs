//! `_headers` and `_redirects`, as Netlify and Cloudflare read them; GitLab and Codeberg read the latter.

use std::fmt::Write;

use super::{File, KEPT, Told, headers, source};

pub(super) fn both(told: &Told) -> Vec<File> {
    vec![File::Inside("_headers", headers_file(told)), File::Inside("_redirects", redirects(told))]
}

/// A header that two rules give is sent with both values. So no rule says again what another says, and pages have the
/// cache rule that both hosts give by themselves (`max-age=0, must-revalidate`).
fn headers_file(told: &Told) -> String {
    let mut text = format!("{}/*\n", told.base);
    for (name, value) in headers(told) {
        let _ = writeln!(text, "  {name}: {value}");
    }
    if told.assets_are_kept {
        let _ = write!(text, "{}/assets/*\n  Cache-Control: {KEPT}\n", told.base);
    }
    text
}

pub(super) fn redirects(told: &Told) -> String {
    let status = if told.is_forced { "301!" } else { "301" };
    told.redirects.iter().map(|moved| format!("{} {} {status}\n", source(&moved.from), moved.to)).collect()
}
