//! `.htaccess` of Apache.

use std::fmt::Write;

use super::{FRESH, KEPT, Told, headers, pattern};

pub(super) fn apache(told: &Told) -> String {
    let base = &told.base;
    let mut text = format!(
        "Options -Indexes\nDirectoryIndex index.html\nAddDefaultCharset utf-8\nAddType text/calendar .ics\n\
         ErrorDocument 404 {base}/404.html\n<IfModule mod_headers.c>\n"
    );
    for (name, value) in headers(told) {
        let _ = writeln!(text, "  Header always set {name} \"{value}\"");
    }
    if told.assets_are_kept {
        let _ = write!(
            text,
            "  SetEnvIf Request_URI \"^{base}/assets/\" guidepost_kept\n  Header set Cache-Control \"{KEPT}\" \
             env=guidepost_kept\n  Header set Cache-Control \"{FRESH}\" env=!guidepost_kept\n"
        );
    } else {
        let _ = writeln!(text, "  Header set Cache-Control \"{FRESH}\"");
    }
    text.push_str(
        "</IfModule>\n<IfModule mod_rewrite.c>\n  RewriteEngine On\n  RewriteRule \"(^|/)\\.(?!well-known(/|$))\" - \
         [R=404,L]\n",
    );
    for moved in &told.redirects {
        // Below the folder of this file, patterns begin without its path.
        let from = moved.from[base.len()..].trim_matches('/');
        let to = moved.to.replace('$', "%24").replace('%', "\\%");
        let _ = writeln!(text, "  RewriteRule \"^{}/?$\" \"{to}\" [R=301,NE,L]", pattern(from));
    }
    text.push_str("</IfModule>\n");
    text
}
