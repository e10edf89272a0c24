//! A snippet for lighttpd.

use std::fmt::Write;

use super::{FRESH, KEPT, Told, headers, pattern};

pub(super) fn lighttpd(told: &Told) -> String {
    let base = &told.base;
    let mut text = format!(
        "# Needs the modules mod_setenv, mod_redirect and mod_access.\nserver.modules += ( \"mod_setenv\", \
         \"mod_redirect\", \"mod_access\" )\nindex-file.names = ( \"index.html\" )\nserver.errorfile-prefix = \
         server.document-root + \"{base}/\"\nsetenv.set-response-header = (\n  \"Cache-Control\" => \"{FRESH}\",\n"
    );
    let mut all = String::new();
    for (name, value) in headers(told) {
        let _ = writeln!(all, "  \"{name}\" => \"{value}\",");
    }
    let _ = writeln!(text, "{all})");
    if told.assets_are_kept {
        // The list of a condition takes the place of the one outside.
        let _ = write!(
            text,
            "$HTTP[\"url\"] =~ \"^{base}/assets/\" {{\n  setenv.set-response-header = (\n  \"Cache-Control\" => \
             \"{KEPT}\",\n{all})\n}}\n"
        );
    }
    text.push_str("$HTTP[\"url\"] =~ \"/\\.(?!well-known/)\" {\n  url.access-deny = ( \"\" )\n}\n");
    text.push_str("url.redirect-code = 301\nurl.redirect = (\n");
    for moved in &told.redirects {
        let from = pattern(moved.from.trim_end_matches('/'));
        let to = moved.to.replace('$', "%24").replace('%', "%%");
        let _ = writeln!(text, "  \"^{from}/?$\" => \"{to}\",");
    }
    text.push_str(")\n");
    text
}
