//! The hosts that a script in a page names.

use crate::links::Remote;

/// Names of vocabularies, which look like addresses and call nobody.
const NAMESPACES: [&str; 1] = ["http://www.w3.org/"];

/// The addresses on hosts that a script's text names, in order, as far as the host.
///
/// An address is `http://…` or `https://…` (also of `ws`), or `//…` right after a quote, with plain or
/// escaped slashes. What a script puts together piece by piece is not seen here; the page's policy
/// stops it.
pub(super) fn hosts(script: &str) -> Vec<Remote<'_>> {
    if !script.contains("//") && !script.contains("\\/\\/") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = script[from..].find('/').map(|slash| from + slash) {
        from = at + 1;
        if let Some(second) =
            script[from..].strip_prefix(['/']).or_else(|| script[from..].strip_prefix("\\/"))
        {
            found.extend(address(script, at, second));
            from = script.len() - second.len();
        }
    }
    found
}

/// The address whose first slash stands at `at`, and whose host begins with `rest`.
fn address<'a>(script: &'a str, at: usize, rest: &'a str) -> Option<Remote<'a>> {
    let before = script[..at].strip_suffix('\\').unwrap_or(&script[..at]);
    let scheme = ["https", "http", "wss", "ws"]
        .into_iter()
        .find(|scheme| before.strip_suffix(':').is_some_and(|before| ends_with(before, scheme)));
    if scheme.is_none() && !before.ends_with(['"', '\'', '`']) {
        return None;
    }
    let end =
        rest.find(|char: char| !(char.is_alphanumeric() || "-.:@%_[]".contains(char))).unwrap_or(rest.len());
    let address = format!("{}://{}/", scheme.unwrap_or("https"), &rest[..end]);
    let whole = format!("{}://{}", scheme.unwrap_or("https"), rest.get(..40).unwrap_or(rest));
    let is_name = NAMESPACES.iter().any(|namespace| whole.starts_with(namespace));
    let remote = Remote::of(&address)?;
    let is_host = remote.host.contains('.') || remote.host == "localhost";
    (is_host && !is_name).then(|| Remote {
        scheme: scheme.unwrap_or_default().into(),
        host: remote.host.into_owned().into(),
        port: remote.port,
        rest: "",
    })
}

fn ends_with(text: &str, scheme: &str) -> bool {
    let start = text.len().wrapping_sub(scheme.len());
    text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_in_scripts() {
        for (script, expected) in [
            ("var u = (x ? 'https:' : 'http:') + '//stats.e.com/';", vec!["stats.e.com"]),
            ("load(\"https://www.e.com/gtag/js?id=1\") // see foo.com", vec!["www.e.com"]),
            ("{\"u\":\"https:\\/\\/e.com\\/x\"}", vec!["e.com"]),
            ("document.createElementNS('http://www.w3.org/2000/svg', 'g')", vec![]),
            ("a // b.com\n'//' + c", vec![]),
            ("new WebSocket(`WSS://e.com:81`)", vec!["e.com:81"]),
            ("/\\/\\/x.y/", vec![]),
        ] {
            let hosts: Vec<_> = hosts(script).iter().map(Remote::authority).collect();
            assert_eq!(hosts, expected, "{script}");
        }
    }
}
