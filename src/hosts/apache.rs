//! `.htaccess` of Apache 2.4. It needs no more than `AllowOverride FileInfo`, for with a directive that is not allowed
//! the server would answer nothing but errors.
//!
//! Sources: httpd.apache.org/docs/2.4: `mod_headers` (`expr=`, `always`), `mod_rewrite` (below the folder of this file, patterns
//! begin without its path; `%1` in a target is a reference), `mod_filter`, `mod_brotli`,
//! `mod_deflate` (`no-gzip`), `mod_setenvif`, `mod_alias`, core (`ErrorDocument`).

use std::fmt::Write;

use super::header::PAGES_ONLY;
use super::pattern::{FINGERPRINTED, exactly};
use super::{Told, types};
use crate::caching::{FRESH, KEPT};

pub(super) fn apache(told: &Told) -> String {
    let base = &told.base;
    let mut text = format!("ErrorDocument 404 \"{}/404.html\"\nAddDefaultCharset utf-8\n", Told::asked(base));
    for (kind, endings) in types::by_type() {
        let _ = writeln!(text, "AddType \"{kind}\" .{}", endings.join(" ."));
    }
    text.push_str("<IfModule mod_headers.c>\n");
    for (name, value) in told.headers(usize::MAX) {
        let _ = writeln!(text, "  Header always set {name} \"{value}\"");
    }
    let (name, value) = PAGES_ONLY;
    let _ = write!(
        text,
        "  Header set Cache-Control \"{FRESH}\"\n  Header set Cache-Control \"{KEPT}\" \"expr=%{{REQUEST_URI}} =~ \
         m#^{}/assets/{FINGERPRINTED}#\"\n  <FilesMatch \"\\.html?$\">\n    Header always set {name} {value}\n  \
         </FilesMatch>\n</IfModule>\n",
        exactly(base).replace('#', "\\#"),
    );
    compression(&mut text);
    text.push_str(
        "<IfModule mod_rewrite.c>\n  RewriteEngine On\n  RewriteRule \"(^|/)\\.(?!well-known(/|$))\" - [R=404,L]\n",
    );
    for moved in &told.redirects {
        let from = exactly(moved.from.trim_matches('/'));
        let to = moved.to.replace('$', "%24").replace('%', "\\%");
        let _ = writeln!(text, "  RewriteRule \"^{from}/?$\" \"{to}\" [R=301,NE,L]");
    }
    // A folder without a page is no list of its files.
    text.push_str(
        "  RewriteCond %{REQUEST_FILENAME} -d\n  RewriteCond %{REQUEST_FILENAME}/index.html !-f\n  RewriteRule \"/$\" - \
         [R=404,L]\n</IfModule>\n<IfModule !mod_rewrite.c>\n  <IfModule mod_alias.c>\n    RedirectMatch 404 \
         \"/\\.(?!well-known(/|$))\"\n  </IfModule>\n</IfModule>\n",
    );
    text
}

/// Of filters that can do something, the first does it. A server's own settings for gzip stand before these, so who takes
/// brotli gets no gzip.
fn compression(text: &mut String) {
    let kinds = types::compressible().join(" ");
    let _ = write!(
        text,
        "<IfModule mod_filter.c>\n  <IfModule mod_brotli.c>\n    AddOutputFilterByType BROTLI_COMPRESS {kinds}\n    <IfModule \
         mod_setenvif.c>\n      SetEnvIf Accept-Encoding \"\\bbr\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))\" no-gzip\n    \
         </IfModule>\n  </IfModule>\n  <IfModule mod_deflate.c>\n    AddOutputFilterByType DEFLATE {kinds}\n  \
         </IfModule>\n</IfModule>\n"
    );
}
