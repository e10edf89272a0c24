//! A snippet for lighttpd.
//!
//! Source: redmine.lighttpd.net/projects/lighttpd/wiki: “`Docs_ModSetEnv`” (of conditions that hold, the last list is taken),
//! “`Docs_ModRedirect`” and “`Docs_ModRewrite`” (`%%` is a percent sign; addresses are compared encoded),
//! “`Docs_ModAccess`”, “`Docs_ModDeflate`” (a type holds for those that begin with it), “server.errorfile-prefix”, “mimetype.assign”.

use std::fmt::Write;

use super::header::PAGES_ONLY;
use super::pattern::{PAGE, exactly};
use super::{Told, types};
use crate::caching::{FRESH, KEPT};

pub(super) fn lighttpd(told: &Told) -> String {
    let base = &told.base;
    let mut text = String::from(
        "# Include this where “server.document-root” names the folder of the site.\nserver.modules += ( \"mod_setenv\", \
         \"mod_redirect\", \"mod_rewrite\", \"mod_access\" )\n",
    );
    let path = exactly(base);
    // Within a condition, a setting takes the place of one that stands elsewhere; side by side, the two are an error.
    let _ = writeln!(text, "$HTTP[\"url\"] =~ {} {{", quoted(&format!("^{path}/")));
    let _ = write!(
        text,
        "index-file.names = ( \"index.html\" )\nserver.errorfile-prefix = server.document-root + {}\nmimetype.assign = (\n",
        quoted(&format!("{base}/"))
    );
    for (kind, endings) in types::by_type() {
        for ending in endings {
            let _ = writeln!(text, "  \".{ending}\" => \"{kind}\",");
        }
    }
    text.push_str(")\n");
    compression(&mut text);
    below_files(told, &mut text);
    headers(told, &path, &mut text);
    unhidden(told, &path, &mut text);
    text.push_str("$HTTP[\"url\"] =~ \"/\\.(?!well-known/)\" {\n  url.access-deny = ( \"\" )\n}\n");
    text.push_str("url.redirect-code = 301\nurl.redirect = (\n");
    for moved in &told.redirects {
        let from = Told::asked(&format!("{base}{}", moved.from));
        // It may have encoded brackets that a browser left as they are.
        let from =
            exactly(from.trim_end_matches('/')).replace("\\[", "(?:\\[|%5B)").replace("\\]", "(?:\\]|%5D)");
        let to = moved.to.replace('$', "%24").replace('%', "%%");
        let _ = writeln!(text, "  {} => \"{to}\",", quoted(&format!("^{from}/?$")));
    }
    text.push_str(")\n}\n");
    text
}

/// Its lines are comments: without the module, the server would complain of them at each start.
fn compression(text: &mut String) {
    let kinds: Vec<String> = types::compressible().into_iter().map(quoted).collect();
    let _ = write!(
        text,
        "# To compress, install mod_deflate (Debian and Ubuntu: sudo apt install lighttpd-mod-deflate), load it (sudo \
         lighttpd-enable-mod deflate;\n# elsewhere, outside of this block: server.modules += ( \"mod_deflate\" )), and take \
         the # away from these two lines. Without the second,\n# nothing is compressed.\n# deflate.mimetypes = ( {} )\n# \
         deflate.allowed-encodings = ( \"br\", \"gzip\" )\n",
        kinds.join(", ")
    );
}

/// A path that goes on below a file is none. The server would hand out the file, whose links then lead nowhere; told not to,
/// it answers with a page of its own, so such a path becomes one that is missing.
fn below_files(told: &Told, text: &mut String) {
    let base = Told::asked(&told.base);
    let endings: Vec<String> = told.endings.iter().map(|ending| exactly(ending)).collect();
    // A folder may have such a name as well: what is in it stays, and so do addresses with a slash at their end.
    let (from, endings) = (exactly(&base), endings.join("|"));
    let pattern = quoted(&format!(r"^{from}/[^?]+\.(?:{endings})/[^?]*[^?/](?:\?|$)"));
    let to = quoted(&format!("{}/404.missing", base.replace('%', "%%")));
    let _ = write!(
        text,
        "static-file.disable-pathinfo = \"enable\"\nurl.rewrite-if-not-file = ( {pattern} => {to} )\n"
    );
}

/// Debian's own settings hide what ends so, before a redirect is looked for.
fn unhidden(told: &Told, base: &str, text: &mut String) {
    let moved = told.redirects.iter().map(|moved| moved.from.trim_end_matches('/'));
    let hidden: Vec<String> =
        moved.filter(|from| from.ends_with('~') || from.ends_with(".inc")).map(exactly).collect();
    if !hidden.is_empty() {
        let pattern = quoted(&format!("^{base}(?:{})$", hidden.join("|")));
        let _ = writeln!(text, "$HTTP[\"url\"] =~ {pattern} {{\n  url.access-deny = ( )\n}}");
    }
}

/// The list of a condition takes the place of the one outside, so each says all.
fn headers(told: &Told, base: &str, text: &mut String) {
    let mut all = String::new();
    for (name, value) in told.headers(usize::MAX) {
        let _ = writeln!(all, "  \"{name}\" => {},", quoted(&value));
    }
    let list = |cache: &str, more: &str| {
        format!("setenv.set-response-header = (\n{all}{more}  \"Cache-Control\" => \"{cache}\",\n)\n")
    };
    // By name: an answer that there is no such file would have the header, too, and be kept for a year.
    let kept: Vec<String> = told.kept.iter().map(|path| exactly(path)).collect();
    let page = format!("  \"{}\" => \"{}\",\n", PAGES_ONLY.0, PAGES_ONLY.1);
    let _ = write!(text, "{}$HTTP[\"url\"] =~ \"{PAGE}\" {{\n{}}}\n", list(FRESH, ""), list(FRESH, &page));
    if !kept.is_empty() {
        let pattern = quoted(&format!("^{base}/(?:{})$", kept.join("|")));
        let _ = writeln!(text, "$HTTP[\"url\"] =~ {pattern} {{\n{}}}", list(KEPT, ""));
    }
}

/// A text in quotes. In them, a backslash stands for itself unless it is before a quote.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}
