//! A snippet for the site block of a Caddyfile.

use std::fmt::Write;

use super::{FRESH, KEPT, Told, headers};

pub(super) fn caddy(told: &Told) -> String {
    let base = &told.base;
    let mut text =
        "# Import this in a site block:\n#   example.org {\n#     root * /var/www/public\n#     import \
                    /etc/caddy/guidepost.caddy\n#   }\nencode zstd gzip\nheader {\n"
            .to_owned();
    for (name, value) in headers(told) {
        let _ = writeln!(text, "  {name} {}", quoted(value));
    }
    text.push_str("}\n");
    if told.assets_are_kept {
        let _ = write!(
            text,
            "@kept path {base}/assets/*\n@fresh not path {base}/assets/*\nheader @kept Cache-Control \"{KEPT}\"\n\
             header @fresh Cache-Control \"{FRESH}\"\n"
        );
    } else {
        let _ = writeln!(text, "header Cache-Control \"{FRESH}\"");
    }
    text.push_str("@hidden {\n  path_regexp /\\.\n  not path /.well-known/*\n}\nerror @hidden 404\n");
    for (index, moved) in told.redirects.iter().enumerate() {
        let (from, to) = (quoted(&moved.from), quoted(&moved.to));
        let _ = writeln!(text, "@moved{index} path {from}\nredir @moved{index} {to} 301");
    }
    let _ = write!(text, "file_server\nhandle_errors {{\n  rewrite * {base}/404.html\n  file_server\n}}\n");
    text
}

fn quoted(text: &str) -> String {
    let text = text.replace('\\', r"\\").replace('"', "\\\"").replace('{', "\\{").replace('}', "\\}");
    format!("\"{text}\"")
}
