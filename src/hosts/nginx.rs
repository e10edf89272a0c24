//! A snippet for a `server` block of nginx.
//!
//! Sources: nginx.org, `ngx_http_headers_module` (a block with one `add_header` has none of those outside it; one without
//! a value is not sent), `ngx_http_core_module` (`types` takes the place of the list outside; an exact `location` goes first),
//! `ngx_http_gzip_static_module`; a parameter has at most 4,096 bytes (nginx, `ngx_conf_file.c`).

use std::fmt::Write;

use super::header::{PAGES_ONLY, POLICY};
use super::pattern::{FINGERPRINTED, PAGE, exactly};
use super::{Told, types};
use crate::caching::{FRESH, KEPT};

/// How much of a policy goes into one line.
const PIECE: usize = 2_000;

pub(super) fn nginx(told: &Told) -> String {
    let base = &told.base;
    let mut text = String::from(
        "# Include this in a server block whose root holds the site:\n#   root /var/www/public;\n#   include \
         /etc/nginx/guidepost.conf;\n",
    );
    variables(told, &mut text);
    if !base.is_empty() {
        let _ = writeln!(text, "location ^~ {} {{", quoted(&format!("{base}/")));
    }
    let missing = quoted(&format!("{base}/404.html"));
    let _ = write!(
        text,
        "index index.html;\nabsolute_redirect off;\nerror_page 404 {missing};\nerror_page 403 =404 \
         {missing};\n"
    );
    files(&mut text);
    text.push_str("add_header Cache-Control $guidepost_cache;\n");
    let _ = writeln!(text, "add_header {} $guidepost_resource always;", PAGES_ONLY.0);
    for (name, value) in told.headers(usize::MAX) {
        let value = if name == POLICY { "$guidepost_policy".to_owned() } else { quoted(&value) };
        let _ = writeln!(text, "add_header {name} {value} always;");
    }
    text.push_str("location ~ \"/\\.(?!well-known/)\" {\n  return 404;\n}\n");
    for moved in &told.redirects {
        let to = moved.to.replace('$', "%24");
        let from = quoted(&format!("{base}{}", moved.from));
        let _ = writeln!(text, "location = {from} {{\n  return 301 {};\n}}", quoted(&to));
    }
    text.push_str(if base.is_empty() {
        "location / {\n  try_files $uri $uri/ =404;\n}\n"
    } else {
        "try_files $uri $uri/ =404;\n}\n"
    });
    text
}

/// What differs from file to file. Within a `location`, an `if` would take the place of the rest.
fn variables(told: &Told, text: &mut String) {
    let base = exactly(&told.base);
    let _ = write!(
        text,
        "set $guidepost_cache \"{FRESH}\";\nif ($uri ~ \"^{base}/assets/{FINGERPRINTED}\") {{\n  set $guidepost_cache \
         \"{KEPT}\";\n}}\nset $guidepost_resource \"\";\nif ($uri ~ \"{PAGE}\") {{\n  set $guidepost_resource \"{}\";\n}}\n",
        PAGES_ONLY.1
    );
    let policy = told.policy.header();
    text.push_str("set $guidepost_policy \"\";\n");
    let mut rest = policy.as_str();
    while !rest.is_empty() {
        let (piece, more) = rest.split_at(rest.floor_char_boundary(PIECE));
        let _ = writeln!(text, "set $guidepost_policy \"${{guidepost_policy}}{}\";", inner(piece));
        rest = more;
    }
}

/// Types and compression.
fn files(text: &mut String) {
    text.push_str("types {\n");
    for (kind, endings) in types::by_type() {
        let _ = writeln!(text, "  {} {};", kind.split(';').next().unwrap_or(kind), endings.join(" "));
    }
    let others = |list: Vec<&'static str>| -> String {
        list.into_iter().filter(|kind| *kind != "text/html").collect::<Vec<_>>().join(" ")
    };
    let _ = write!(
        text,
        "}}\ncharset utf-8;\ncharset_types {};\ngzip on;\ngzip_vary on;\ngzip_static on;\ngzip_types {};\n# With the module for \
         brotli:\n# brotli_static on;\n",
        others(types::texts()),
        others(types::compressible()),
    );
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", inner(text))
}

fn inner(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', "\\\"")
}
