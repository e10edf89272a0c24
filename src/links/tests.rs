//! The laws of addresses, against a resolver that follows RFC 3986 and knows nothing of ours.

use proptest::prelude::*;

use super::*;
use crate::path::Url;

/// RFC 3986, section 5.2, for references without a scheme; base and result are paths.
fn resolve(base: &str, reference: &str) -> (String, String) {
    let end = reference.find(['?', '#']).unwrap_or(reference.len());
    let (path, tail) = reference.split_at(end);
    if path.is_empty() {
        return (base.to_owned(), tail.to_owned());
    }
    let whole = if path.starts_with('/') {
        path.to_owned()
    } else {
        format!("{}{path}", &base[..=base.rfind('/').unwrap()])
    };
    (remove_dot_segments(&whole), tail.to_owned())
}

/// RFC 3986, section 5.2.4, as it is written there.
fn remove_dot_segments(path: &str) -> String {
    let mut input = path.to_owned();
    let mut output = String::new();
    while !input.is_empty() {
        if input.starts_with("../") {
            input.drain(..3);
        } else if input.starts_with("./") || input.starts_with("/./") {
            input.drain(..2);
        } else if input == "/." {
            input = "/".to_owned();
        } else if input.starts_with("/../") || input == "/.." {
            input = format!("/{}", input.get(4..).unwrap_or_default());
            output.truncate(output.rfind('/').unwrap_or(0));
        } else if input == "." || input == ".." {
            input.clear();
        } else {
            let end = input.bytes().skip(1).position(|byte| byte == b'/').map_or(input.len(), |at| at + 1);
            output.push_str(&input[..end]);
            input.drain(..end);
        }
    }
    output
}

fn has_scheme(reference: &str) -> bool {
    let first = reference.split(['/', '?', '#']).next().unwrap();
    first.contains(':')
}

fn rewrite(locator: &Locator, address: &str) -> String {
    let mut out = String::new();
    match locator.read(address) {
        Target::Own(own) => locator.write(&own, &mut out),
        _ => out.push_str(address),
    }
    out
}

fn segment() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c]{1,2}",
        Just(String::new()),
        Just("a:b".to_owned()),
        Just("index.html".to_owned()),
        Just("é ü".to_owned()),
        Just("100%".to_owned()),
        Just("c#?".to_owned()),
        Just("%2e%2e".to_owned()),
        Just("...".to_owned()),
        "[ -~&&[^/\\\\]]{1,5}".prop_filter("no dots", |text| text != "." && text != ".."),
    ]
}

/// The address of a file or folder of the site.
fn url() -> impl Strategy<Value = Url> {
    (prop::collection::vec(segment(), 0..5), any::<bool>()).prop_filter_map(
        "no host",
        |(segments, folder)| {
            let mut url = format!("/{}", segments.join("/"));
            if folder && !url.ends_with('/') {
                url.push('/');
            }
            (!url.starts_with("//") && !url.ends_with("/index.html")).then(|| Url::new(url))
        },
    )
}

proptest! {
    #[test]
    fn a_relative_link_leads_where_it_led(from in url(), to in url(), tail in "(\\?[a-z =]{0,3})?(#[a-zé%]{0,3})?") {
        let locator = Locator::new(&from, "", Form::Relative);
        let address = format!("{}{tail}", encoded(&to));
        let Target::Own(own) = locator.read(&address) else { panic!("{address}") };
        prop_assert_eq!(own.url(), to.as_str());
        let written = rewrite(&locator, &address);
        prop_assert!(!written.is_empty() && !has_scheme(&written) && !written.starts_with("//"), "{}", written);
        prop_assert!(written.is_ascii() && !written.contains([' ', '"', '<', '>', '\\']));
        let (path, rest) = resolve(&encoded(&from), &written);
        prop_assert_eq!(&path, &*encoded(&to));
        prop_assert_eq!(&*own.tail, &rest);
        prop_assert_eq!(rewrite(&locator, &written), written);
    }

    #[test]
    fn a_portable_link_names_a_file(from in url(), to in url()) {
        let locator = Locator::new(&from, "", Form::Portable);
        let written = rewrite(&locator, &encoded(&to));
        let (path, _) = resolve(&encoded(&from), &written);
        let expected = format!("{}{}", encoded(&to), if to.as_str().ends_with('/') { "index.html" } else { "" });
        prop_assert_eq!(path, expected);
        prop_assert_eq!(rewrite(&locator, &written), written);
    }

    #[test]
    fn no_link_leaves_the_site(from in url(), address in "[./\\\\a%2eE#?:]{0,12}") {
        let locator = Locator::new(&from, "", Form::Relative);
        let written = rewrite(&locator, &address);
        if let Target::Own(own) = locator.read(&address) {
            let deep = format!("/deep/down{}", encoded(&from));
            let (path, _) = resolve(&deep, &written);
            prop_assert_eq!(path, format!("/deep/down{}", own.path));
        }
    }

    #[test]
    fn any_address_is_read(address in any::<String>(), base in any::<String>()) {
        let page = Url::new("/a/");
        let locator = Locator::new(&page, &base, Form::Relative);
        let once = rewrite(&locator, &clean(&address));
        prop_assert_eq!(rewrite(&locator, &clean(&once)), once);
    }
}

#[test]
fn what_addresses_mean() {
    let page = Url::new("/a/b/");
    let locator = Locator::new(&page, "https://x.org/sub", Form::Relative);
    for (address, expected) in [
        ("/cookies/#x", "../../cookies/#x"),
        ("/a/b/#x", "#x"),
        ("/a/b/", "./"),
        ("/a/b", "../b"),
        ("/", "../../"),
        ("?q", "./?q"),
        ("c/", "c/"),
        ("../../../../x", "../../x"),
        ("/ü b.jpg", "../../%C3%BC%20b.jpg"),
        ("/a/b/index.html", "./"),
        ("https://x.org/sub/cookies/", "../../cookies/"),
        ("//X.org/sub", "../../"),
        ("https://x.org/other/", "https://x.org/other/"),
        ("https://x.org/subway/", "https://x.org/subway/"),
        ("mailto:a@b.c", "mailto:a@b.c"),
        ("#x", "#x"),
    ] {
        assert_eq!(rewrite(&locator, address), expected, "{address}");
    }
    for (address, host) in
        [("//e.com/x", "e.com"), ("/\\e.com", "e.com"), ("\\\\e.com", "e.com"), ("hTTps:e.com", "e.com")]
    {
        let Target::Foreign(remote) = locator.read(address) else { panic!("{address}") };
        assert_eq!(remote.host, host);
    }
    assert_eq!(locator.read("JavaScript:alert()"), Target::Script);
    assert_eq!(clean(" \tjava\nscript:x "), "javascript:x");
}

#[test]
fn other_ways_to_write_a_link() {
    let page = Url::new("/404.html");
    let rooted = Locator::new(&page, "https://x.org/sub", Form::Rooted("/sub"));
    assert_eq!(rewrite(&rooted, "/a/?q#x"), "/sub/a/?q#x");
    assert_eq!(rewrite(&rooted, "/404.html#main"), "#main");
    let absolute = Locator::new(&page, "https://x.org/sub", Form::Absolute("https://x.org/sub"));
    assert_eq!(rewrite(&absolute, "/404.html#main"), "https://x.org/sub/404.html#main");
    let page = Url::root();
    let portable = Locator::new(&page, "", Form::Portable);
    assert_eq!(rewrite(&portable, "/"), "index.html");
    assert_eq!(rewrite(&portable, "/a/#x"), "a/index.html#x");
}
