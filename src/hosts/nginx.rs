//! A snippet for the `server` block of nginx.

use std::fmt::Write;

use super::{FRESH, KEPT, Told, headers};

/// Headers stand in the `server` block alone: a `location` with one of its own would lose the others.
pub(super) fn nginx(told: &Told) -> String {
    let base = &told.base;
    let mut text = format!(
        "# Include this in a server block whose root holds the site:\n#   root /var/www/public;\n#   include \
         /etc/nginx/guidepost.conf;\ncharset utf-8;\nindex index.html;\nabsolute_redirect off;\n\
         error_page 404 {};\ngzip on;\ngzip_types text/css text/javascript application/javascript application/json \
         application/xml image/svg+xml;\nset $guidepost_cache \"{FRESH}\";\n",
        quoted(&format!("{base}/404.html")),
    );
    if told.assets_are_kept {
        let _ = writeln!(text, "if ($uri ~ \"^{base}/assets/\") {{\n  set $guidepost_cache \"{KEPT}\";\n}}");
    }
    text.push_str("add_header Cache-Control $guidepost_cache;\n");
    for (name, value) in headers(told) {
        let _ = writeln!(text, "add_header {name} {} always;", quoted(value));
    }
    text.push_str("location ~ \"/\\.(?!well-known/)\" {\n  return 404;\n}\n");
    for moved in &told.redirects {
        let to = moved.to.replace('$', "%24");
        let _ = writeln!(text, "location = {} {{\n  return 301 {};\n}}", quoted(&moved.from), quoted(&to));
    }
    text.push_str("location / {\n  try_files $uri $uri/ =404;\n}\n");
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}
