//! What every host must keep to. Each promise gives its faults as sentences; a test shows all of them at once.

use crate::coding::decoded;
use crate::crawler::{broken, resolve};
use crate::fixture::{FAR, MOVED, SECRET, TYPES};
use crate::host::Host;
use crate::html;
use crate::http::Answer;
use crate::known::KNOWN;
use crate::observatory;

type Promise = fn(&Host) -> Vec<String>;

const PROMISES: &[(&str, Promise)] = &[
    ("pages", pages),
    ("slashes", slashes),
    ("missing", missing),
    ("types", types),
    ("headers", headers),
    ("caching", caching),
    ("unchanged", unchanged),
    ("compression", compression),
    ("moved", moved),
    ("moved without slash", moved_without_slash),
    ("small letters", small_letters),
    ("arriving", arriving),
    ("known files", known_files),
    ("hidden files", hidden_files),
    ("outside", outside),
    ("parts", parts),
    ("links", links),
    ("score", score),
];

/// Asserts every promise of a host that keeps the strict ones: that readers arrive at all follows from these.
#[track_caller]
pub(crate) fn assert_kept(host: &Host) {
    assert_kept_but(&["arriving"], host);
}

/// Asserts the promises of a host except some, by name.
#[track_caller]
pub(crate) fn assert_kept_but(left_out: &[&str], host: &Host) {
    let is_asked = |words: &&str| !left_out.iter().any(|name| words.starts_with(name));
    let known = KNOWN.iter().filter(|known| known.0 == host.name).map(|known| known.1);
    let known: Vec<&str> = known.filter(is_asked).collect();
    let mut faults: Vec<String> = PROMISES
        .iter()
        .filter(|(name, _)| !left_out.contains(name))
        .flat_map(|(name, promise)| promise(host).into_iter().map(move |fault| format!("{name}: {fault}")))
        .collect();
    let gone = known.iter().filter(|words| !faults.iter().any(|fault| fault.contains(**words)));
    let gone: Vec<String> =
        gone.map(|words| format!("no longer occurs, take it out of the list: “{words}”")).collect();
    faults.retain(|fault| !known.iter().any(|words| fault.contains(words)));
    faults.extend(gone);
    assert!(faults.is_empty(), "{} under {}:\n  {}", host.name, host.built.base, faults.join("\n  "));
}

/// A fault, where something is not so.
fn unless(is_so: bool, fault: impl FnOnce() -> String) -> Vec<String> {
    if is_so { Vec::new() } else { vec![fault()] }
}

fn pages(host: &Host) -> Vec<String> {
    let page = |path: &&str| {
        let answer = host.get(path);
        let name = percent_encoding::percent_decode_str(path).decode_utf8().unwrap();
        let is_good = answer.status == 200 && answer.body == host.built.file(&format!("{name}index.html"));
        unless(is_good, || format!("{path}: status {}, {} bytes", answer.status, answer.body.len()))
    };
    ["", "about/", "guide/", "guide/first/", FAR.1.trim_start_matches('/')].iter().flat_map(page).collect()
}

/// An address without its slash leads to the one with it: a page served there would have broken links.
fn slashes(host: &Host) -> Vec<String> {
    let slash = |path: &&str| {
        let answer = host.get(path);
        let from = format!("{}{path}", host.built.base);
        let (path, query) = from.find('?').map_or((from.as_str(), ""), |at| from.split_at(at));
        let to = local(host, &from, answer.header("location"));
        // A host may write other letters for the same bytes, and forget the query, which our pages do not read.
        let plain = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let is_good = [301, 302, 307, 308].contains(&answer.status)
            && [format!("{path}/{query}"), format!("{path}/")]
                .iter()
                .any(|wanted| plain(wanted) == plain(&to));
        unless(is_good, || format!("{from}: status {} to “{to}”", answer.status))
    };
    let mut faults: Vec<String> = ["about", "guide", "guide/first", "about?a=b", FAR.1.trim_matches('/')]
        .iter()
        .flat_map(slash)
        .collect();
    // Two slashes at the beginning of an address would be another host's name.
    for path in ["//example.org/about", "//about"] {
        let answer = host.at("GET", path, &[]);
        let to = answer.header("location");
        faults.extend(unless(!to.starts_with("//"), || format!("{path} leads to “{to}”, another site")));
    }
    faults
}

/// An address in an answer, from the root of this host.
fn local(host: &Host, from: &str, to: &str) -> String {
    let origins = host.origins();
    let to = origins
        .iter()
        .find_map(|own| to.strip_prefix(own.as_str()).filter(|to| to.starts_with('/')))
        .unwrap_or(to);
    resolve(from, to).unwrap_or_else(|| to.to_owned())
}

fn missing(host: &Host) -> Vec<String> {
    let page = host.built.file("404.html");
    let miss = |path: &&str| {
        let answer = host.get(path);
        let is_page = answer.body == page
            && answer.header("content-type").eq_ignore_ascii_case("text/html; charset=utf-8");
        unless(answer.status == 404 && is_page, || {
            format!(
                "{path}: status {}, type “{}”, our page: {is_page}",
                answer.status,
                answer.header("content-type")
            )
        })
    };
    [
        "nowhere",
        "nowhere/",
        "nowhere.html",
        "nowhere.png",
        "about/nowhere/",
        "about/index.html/more",
        "one/two/three/four",
        "one/two/three/four/",
        "assets/nowhere.0123456789.css",
    ]
    .iter()
    .flat_map(miss)
    .collect()
}

fn types(host: &Host) -> Vec<String> {
    let kind = |(path, wanted): &(&str, &str)| {
        let answer = host.get(path.trim_end_matches("index.html"));
        let found = answer.header("content-type").to_lowercase();
        // UTF-8 may be named for any text; a page must name it.
        let is_text = wanted.starts_with("text/") || wanted.ends_with("xml") || wanted.ends_with("json");
        let charset = found.strip_prefix(wanted).map(|rest| rest.replace(' ', ""));
        let is_good = charset.is_some_and(|rest| rest.is_empty() || is_text && rest == ";charset=utf-8");
        unless(answer.status == 200 && is_good, || {
            format!("{path}: status {}, type “{found}”, expected “{wanted}”", answer.status)
        })
    };
    TYPES.iter().flat_map(kind).collect()
}

fn headers(host: &Host) -> Vec<String> {
    let css = host.built.asset(".css");
    let paths = [
        "",
        "guide/first/",
        "files/data.json",
        "files/picture.svg",
        &css,
        "nowhere",
        "nowhere/",
        "one/two/three/four",
        "one/two/three/four/",
    ];
    let mut faults = Vec::new();
    for path in paths {
        let answer = host.get(path);
        faults.extend(
            header_faults(&answer).into_iter().map(|fault| format!("{path} ({}): {fault}", answer.status)),
        );
    }
    faults
}

fn header_faults(answer: &Answer) -> Vec<String> {
    let exact = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ];
    let mut faults = Vec::new();
    for (name, wanted) in exact {
        let found: Vec<&str> = answer.values(name).collect();
        faults.extend(unless(found == [wanted], || format!("{name} is {found:?}")));
    }
    let holding = [
        (
            "content-security-policy",
            ["default-src 'none'", "frame-ancestors 'none'", "base-uri", "form-action"],
        ),
        ("permissions-policy", ["camera=()", "microphone=()", "geolocation=()", "browsing-topics=()"]),
        ("strict-transport-security", ["max-age=", "", "", ""]),
    ];
    for (name, wanted) in holding {
        let found: Vec<&str> = answer.values(name).collect();
        let is_good = found.len() == 1 && wanted.iter().all(|part| found[0].contains(part));
        faults.extend(unless(is_good && !found[0].contains("unsafe-"), || format!("{name} is {found:?}")));
    }
    faults
}

fn caching(host: &Host) -> Vec<String> {
    let values =
        |path: &str| -> Vec<String> { host.get(path).values("cache-control").map(str::to_owned).collect() };
    let mut faults = Vec::new();
    for path in ["", "about/", "files/picture.svg", "sitemap.xml"] {
        let found = values(path);
        let is_fresh =
            found.len() == 1 && found[0].contains("max-age=0") && found[0].contains("must-revalidate");
        faults.extend(unless(is_fresh && !found[0].contains("immutable"), || format!("{path}: {found:?}")));
    }
    for ending in [".css", ".woff2", ".svg"] {
        let path = host.built.asset(ending);
        let found = values(&path);
        let is_kept = found.len() == 1
            && ["public", "max-age=31536000", "immutable"].iter().all(|part| found[0].contains(part));
        faults.extend(unless(is_kept, || format!("{path}: {found:?}")));
    }
    // During a deployment an asset may be asked for before it is there: that answer must not be kept for a year.
    for path in ["nowhere", "assets/nowhere.0123456789.css"] {
        let found = values(path);
        faults.extend(unless(!found.concat().contains("31536000"), || {
            format!("{path} is missing, yet {found:?}")
        }));
    }
    faults
}

/// Who asks again for what did not change is told so, with the same rules.
fn unchanged(host: &Host) -> Vec<String> {
    let ask = |path: &String| {
        let first = host.get(path);
        let again = match (first.header("etag"), first.header("last-modified")) {
            ("", date) => host.ask("GET", path, &[("If-Modified-Since", date)]),
            (tag, _) => host.ask("GET", path, &[("If-None-Match", tag)]),
        };
        let is_same = again.header("cache-control") == first.header("cache-control");
        unless(again.status == 304 && again.body.is_empty() && is_same, || {
            format!("{path}: status {}, cache rule “{}”", again.status, again.header("cache-control"))
        })
    };
    ["about/".to_owned(), host.built.asset(".css")].iter().flat_map(ask).collect()
}

fn compression(host: &Host) -> Vec<String> {
    let (css, feed) = (host.built.asset(".css"), "feed.xml".to_owned());
    let files = [
        "guide/first/",
        "files/script.js",
        "files/picture.svg",
        "files/data.json",
        "files/words.txt",
        &css,
        &feed,
    ];
    let mut faults = Vec::new();
    for coding in host.codings {
        for path in files {
            let plain = host.ask("GET", path, &[("Accept-Encoding", "identity")]);
            let answer = host.ask("GET", path, &[("Accept-Encoding", coding)]);
            let (found, vary) = (answer.header("content-encoding"), |answer: &Answer| {
                answer.values("vary").any(|value| value.to_lowercase().contains("accept-encoding"))
            });
            if found != *coding {
                faults.push(format!("{path}: “{found}”, expected “{coding}”"));
                continue;
            }
            let is_same =
                decoded(coding, &answer.body) == plain.body && plain.header("content-encoding").is_empty();
            faults.extend(unless(is_same, || format!("{path}: {coding} is something else")));
            faults.extend(unless(answer.body.len() < plain.body.len(), || {
                format!("{path}: {coding} is no smaller")
            }));
            faults.extend(unless(vary(&answer), || format!("{path}: {coding} without Vary")));
            faults.extend(unless(vary(&plain), || format!("{path}: the plain answer has no Vary")));
            let kind = |answer: &Answer| answer.header("content-type").to_owned();
            faults.extend(unless(kind(&answer) == kind(&plain), || {
                format!("{path}: {coding} is “{}”", kind(&answer))
            }));
        }
    }
    faults
}

/// Old addresses and where they must lead, percent-encoded.
fn old_addresses() -> impl Iterator<Item = (String, &'static str)> {
    let near = MOVED.iter().map(|from| (*from, "/about/"));
    near.chain([FAR]).map(|(from, to)| (encoded(from), to))
}

/// As browsers send what a reader types (the path percent-encode set of the URL standard), and with all `%` encoded.
fn encoded(path: &str) -> String {
    const SET: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'`')
        .add(b'{')
        .add(b'}')
        .add(b'^')
        .add(b'%');
    percent_encoding::utf8_percent_encode(path, SET).to_string()
}

/// Where a reader ends who follows at most two redirects; and the first status.
fn follow(host: &Host, path: &str) -> (u16, String, Answer) {
    let mut address = format!("{}{}", host.built.base, path.trim_start_matches('/'));
    let mut answer = host.at("GET", &address, &[]);
    let first = answer.status;
    for _ in 0..2 {
        if [301, 302, 307, 308].contains(&answer.status) {
            address = local(host, &address, answer.header("location"));
            answer = host.at("GET", &address, &[]);
        }
    }
    (first, address, answer)
}

fn moved(host: &Host) -> Vec<String> {
    let lead = |(from, to): (String, &str)| {
        let wanted = format!("{}{}", host.built.base, &to[1..]);
        let (first, address, answer) = follow(host, &from);
        let is_kind = [301, 308].contains(&first);
        unless(is_kind && address == wanted && answer.status == 200, || {
            format!(
                "{from}: status {first}, and in the end {} at {address}; expected {wanted}",
                answer.status
            )
        })
    };
    old_addresses().flat_map(lead).collect()
}

/// Who leaves the last slash out arrives as well.
fn moved_without_slash(host: &Host) -> Vec<String> {
    let without = old_addresses().filter_map(|(from, to)| Some((from.strip_suffix('/')?.to_owned(), to)));
    without.flat_map(|(from, to)| arrives(host, &from, to, false)).collect()
}

/// And so does who writes percent-encodings in small letters, or without need.
const OTHER_LETTERS: [&str; 2] = ["/%c3%bcn%c3%af/", "/%61%20b/"];

fn small_letters(host: &Host) -> Vec<String> {
    OTHER_LETTERS.iter().flat_map(|from| arrives(host, from, "/about/", false)).collect()
}

/// Whatever a host does with its rules, the small page at an old address leads on.
fn arriving(host: &Host) -> Vec<String> {
    let others = OTHER_LETTERS.iter().map(|from| ((*from).to_owned(), "/about/"));
    let without = old_addresses().map(|(from, to)| (from.trim_end_matches('/').to_owned(), to));
    old_addresses()
        .chain(without)
        .chain(others)
        .flat_map(|(from, to)| arrives(host, &from, to, true))
        .collect()
}

fn arrives(host: &Host, from: &str, to: &str, by_small_page: bool) -> Vec<String> {
    let wanted = format!("{}{}", host.built.base, &to[1..]);
    let (first, mut address, mut answer) = follow(host, from);
    if let Some(to) = html::refresh_of(&answer.text()).filter(|_| by_small_page) {
        address = local(host, &address, to.strip_prefix("https://example.org").unwrap_or(&to));
        answer = host.at("GET", &address, &[]);
    }
    unless(address == wanted && answer.status == 200, || {
        format!("{from}: status {first}, and in the end {} at {address}; expected {wanted}", answer.status)
    })
}

fn known_files(host: &Host) -> Vec<String> {
    let known = |path: &&str| {
        let answer = host.get(path);
        let is_good = answer.status == 200 && answer.body == host.built.file(path);
        unless(is_good, || format!("{path}: status {}", answer.status))
    };
    [".well-known/security.txt", ".well-known/gpc.json", "robots.txt", "files/paper.pdf"]
        .iter()
        .flat_map(known)
        .collect()
}

fn hidden_files(host: &Host) -> Vec<String> {
    let hidden = |path: &&str| {
        let answer = host.get(path);
        let is_hidden = [403, 404].contains(&answer.status) && !answer.text().contains(SECRET);
        unless(is_hidden, || format!("{path}: status {}", answer.status))
    };
    [
        ".guidepost.json",
        ".git/config",
        ".git/",
        ".git",
        ".env",
        ".htaccess",
        ".htpasswd",
        "about/.env",
        "about/.git/config",
        "%2egit/config",
        "about/%2eenv",
        ".well-known/../.git/config",
        ".git%2fconfig",
    ]
    .iter()
    .flat_map(hidden)
    .collect()
}

/// Nothing beside the site can be reached, and no folder is listed.
fn outside(host: &Host) -> Vec<String> {
    let up = "../".repeat(host.built.base.matches('/').count());
    let mut faults = Vec::new();
    for path in [
        format!("{up}secret.txt"),
        format!("about/../{up}secret.txt"),
        format!("{}secret.txt", up.replace("..", "%2e%2e")),
        format!("{}secret.txt", up.replace('/', "%2f")),
        format!("{}secret.txt", up.replace('/', "\\")),
        format!("{}secret.txt", up.replace("../", "..%5c")),
        format!("assets{up}secret.txt"),
    ] {
        let answer = host.get(&path);
        faults.extend(unless(answer.status != 200 && !answer.text().contains(SECRET), || {
            format!("{path}: status {}", answer.status)
        }));
    }
    for path in ["assets/", "files/"] {
        let answer = host.get(path);
        let is_listing = answer.status == 200 || answer.text().contains("style.css");
        faults.extend(unless(!is_listing && answer.status != 500, || {
            format!("{path}: status {}", answer.status)
        }));
    }
    faults
}

fn parts(host: &Host) -> Vec<String> {
    let css = host.built.asset(".css");
    let mut faults = Vec::new();
    for path in ["about/", &css, "nowhere"] {
        let (get, head) = (host.get(path), host.ask("HEAD", path, &[]));
        let names = ["content-type", "content-length", "cache-control", "content-security-policy"];
        let is_same = names.iter().all(|name| get.header(name) == head.header(name));
        faults.extend(unless(head.status == get.status && head.body.is_empty() && is_same, || {
            format!("HEAD of {path}: status {}, {:?}", head.status, head.headers)
        }));
    }
    let part = host.ask("GET", "files/paper.pdf", &[("Range", "bytes=10-19")]);
    let is_part = part.status == 206 && part.body == b"0123456789";
    faults.extend(unless(is_part, || format!("a range: status {}, {} bytes", part.status, part.body.len())));
    faults
}

fn links(host: &Host) -> Vec<String> {
    let (mut broken, read) = broken(host);
    broken.extend(unless(read > 15, || format!("only {read} files could be read")));
    broken
}

/// The Mozilla Observatory's score: 120 points with scripts, 130 without.
fn score(host: &Host) -> Vec<String> {
    let of = |(path, has_scripts, least): &(&str, bool, i32)| {
        let answer = host.get(path);
        let found = html::elements(&answer.text())
            .iter()
            .any(|element| element.name == "script" && element.attribute("src").is_some());
        let score = observatory::score(&answer);
        let mut faults =
            unless(found == *has_scripts, || format!("{path}: scripts: {found}, expected {has_scripts}"));
        faults.extend(unless(score.points >= *least, || {
            format!("{path}: {} points: {:?}", score.points, score.results)
        }));
        faults
    };
    [("guide/act/", true, 120), ("", false, 130)].iter().flat_map(of).collect()
}
