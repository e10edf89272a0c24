use serde_json::Value;

use super::*;
use crate::caching::KEPT;
use crate::csp::Directive;
use crate::diagnostic::Place;
use crate::path::SourcePath;
use told::Redirect;

/// The hosts that can carry headers.
const CARRIERS: [&str; 12] = [
    "netlify",
    "cloudflare-pages",
    "cloudflare-workers",
    "vercel",
    "azure-static-web-apps",
    "firebase",
    "cloudfront",
    "nginx",
    "caddy",
    "apache",
    "lighttpd",
    "render",
];

fn told() -> Told {
    Told {
        title: "Guides".to_owned(),
        base_url: "https://example.org".to_owned(),
        kept: vec!["assets/guide.0123456789.css".to_owned()],
        are_all_kept: true,
        endings: ["html", "ics", "css"].map(str::to_owned).into(),
        redirects: vec![redirect("/old é (1)/", "/new%20one/")],
        ..Told::default()
    }
}

fn redirect(from: &str, to: &str) -> Redirect {
    Redirect { from: from.to_owned(), to: to.to_owned() }
}

/// This many old addresses.
fn many(number: usize) -> Vec<Redirect> {
    (0..number).map(|number| redirect(&format!("/old-{number}/"), "/new/")).collect()
}

fn placed(host: &str) -> Placed<String> {
    Placed { value: host.to_owned(), place: Place::whole(&SourcePath::new("content/site.yaml")) }
}

/// The texts of a host's files, one after the other.
fn text(host: &str, told: &Told) -> String {
    let text = |file| match file {
        File::Inside(_, text) | File::Beside(_, text) => text,
    };
    files(host, told).into_iter().map(text).collect()
}

/// The outputs of a site with these files.
fn outputs(files: &[(&str, &str)]) -> Vec<Output> {
    files.iter().map(|(path, text)| Output::new(OutputPath::new(*path), text.as_bytes().to_vec())).collect()
}

fn made(config: &Config, base: &str, outputs: &[Output]) -> Made {
    let (from, to) = (Url::new("/old/"), Url::new("/new/"));
    hosts(&Site { config, base, policy: Policy::default(), moved: vec![(&from, &to)], outputs })
}

fn config(base_url: &str, hosts: &[&str]) -> Config {
    let hosts = hosts.iter().map(|host| placed(host)).collect();
    Config {
        base_url: base_url.to_owned(),
        title: "Guides".to_owned(),
        hosts,
        ..Config::fallback(&SourcePath::new("content/site.yaml"))
    }
}

#[test]
fn every_host_that_can_carry_headers_gets_them_all() {
    let told = told();
    for host in CARRIERS {
        let text = text(host, &told);
        for (name, value) in told.headers(usize::MAX) {
            let is_there = text.contains(&value)
                || (host == "cloudfront"
                    && matches!(name, "Strict-Transport-Security" | "X-Content-Type-Options"));
            assert!(is_there, "{host}: {name}\n{text}");
        }
        assert!(host == "cloudfront" || text.contains(KEPT), "{host}");
        let new = ["/new%20one/", "/new\\%20one/", "/new%%20one/"];
        assert!(new.iter().any(|new| text.contains(new)), "{host}");
        assert!(!text.contains("includeSubDomains"), "{host}");
    }
}

#[test]
fn a_site_without_encryption_asks_for_none() {
    let told = Told { base_url: "http://example.org".to_owned(), ..told() };
    for host in CARRIERS {
        let text = text(host, &told);
        assert!(
            !text.contains("Strict-Transport-Security") && !text.contains("StrictTransportSecurity"),
            "{host}"
        );
    }
}

#[test]
fn servers_that_compress_are_told_every_type_that_is_worth_it() {
    let told = told();
    for (server, text) in [("caddy", caddy::caddy(&told)), ("lighttpd", lighttpd::lighttpd(&told))] {
        for kind in ["text/html", "application/xml", "application/atom+xml", "image/svg+xml", "font/ttf"] {
            assert!(text.contains(kind), "{server}: {kind}\n{text}");
        }
    }
    let lighttpd = lighttpd::lighttpd(&told);
    assert!(lighttpd.contains("\n# deflate.allowed-encodings = ( \"br\", \"gzip\" )\n"), "{lighttpd}");
}

#[test]
fn an_address_that_a_server_hides_by_itself_leads_on() {
    let hidden = ["/a~/", "/b.inc", "/c/"].map(|from| redirect(from, "/new/"));
    let text = lighttpd::lighttpd(&Told { redirects: hidden.into(), ..told() });
    let wanted = "$HTTP[\"url\"] =~ \"^(?:/a~|/b\\.inc)$\" {\n  url.access-deny = ( )\n}\n";
    assert!(text.contains(wanted), "{text}");
    assert!(!lighttpd::lighttpd(&told()).contains("url.access-deny = ( )"));
}

#[test]
fn hosts_that_read_the_same_file_read_the_same_text() {
    for base in ["", "/guides"] {
        let told = Told { base: base.to_owned(), ..told() };
        let mut inside: BTreeMap<&str, String> = BTreeMap::new();
        for host in HOSTS {
            for file in files(host, &told) {
                if let File::Inside(path, text) = file {
                    assert_eq!(inside.entry(path).or_insert_with(|| text.clone()), &text, "{host} {path}");
                }
            }
        }
        assert!(inside.len() > 7, "{:?}", inside.keys());
    }
}

#[test]
fn old_addresses_are_no_patterns() {
    let told = told();
    assert_eq!(text_files::redirects(&told), "/old%20%C3%A9%20(1)/ /new%20one/ 301\n");
    let vercel: Value = serde_json::from_str(&vercel::vercel(&told)).unwrap();
    assert_eq!(vercel["redirects"][0]["source"], "/old%20%C3%A9%20\\(1\\){/}?");
    let firebase: Value = serde_json::from_str(&firebase::firebase(&told)).unwrap();
    assert_eq!(firebase["hosting"]["redirects"][0]["regex"], r"^/old é \(1\)/?$");
    let azure: Value = serde_json::from_str(&azure::azure(&told)).unwrap();
    assert_eq!(azure["routes"][0]["route"], "/old%20%C3%A9%20(1)/");
    assert!(
        apache::apache(&told).contains("RewriteRule \"^old é \\(1\\)/?$\" \"/new\\%20one/\" [R=301,NE,L]")
    );
    assert!(nginx::nginx(&told).contains("location = \"/old é (1)/\" {\n  return 301 \"/new%20one/\";"));
    assert!(
        caddy::caddy(&told)
            .contains("@guidepost_0 path `/old%20%C3%A9%20(1)/` `/old%20%C3%A9%20(1)`\nredir @guidepost_0 `/new%20one/` 301\n")
    );
    assert!(lighttpd::lighttpd(&told).contains("\"^/old%20%C3%A9%20\\(1\\)/?$\" => \"/new%%20one/\""));
    let odd = Told { redirects: vec![redirect("/100% [$a]/", "/new/")], ..told };
    assert_eq!(text_files::redirects(&odd), "/100%25%20[$a]/ /new/ 301\n");
    assert!(caddy::caddy(&odd).contains("@guidepost_0 path `/100%25%20\\[$a\\]/` `/100%25%20\\[$a\\]`\n"));
    assert!(apache::apache(&odd).contains("\"^100% \\[\\$a\\]/?$\""));
}

#[test]
fn a_site_below_a_path_works_with_that_path_and_without() {
    let made = made(&config("https://example.org/gü%20ides", &["netlify"]), "/gü%20ides", &[]);
    let moved = &made.inside.iter().find(|output| output.path.as_str() == "_redirects").unwrap();
    let text = String::from_utf8(moved.content.bytes().unwrap().unwrap().to_vec()).unwrap();
    assert_eq!(text, "/g%C3%BC%20ides/old/ /g%C3%BC%20ides/new/ 301!\n/old/ /g%C3%BC%20ides/new/ 301!\n");
    let told = Told { base: "/guides".to_owned(), ..told() };
    let headers = text_files::headers(&told);
    assert!(headers.starts_with("/*\n"));
    assert!(headers.contains("\n/guides/assets/guide.") && headers.contains("\n/assets/guide."));
    assert!(nginx::nginx(&told).contains("location ^~ \"/guides/\" {\n"));
}

#[test]
fn only_netlify_alone_lets_rules_win_over_files() {
    for (hosts, status) in [
        (&["netlify"][..], "301!"),
        (&["netlify", "vercel"], "301!"),
        (&["netlify", "cloudflare-pages"], "301"),
        (&["gitlab-pages", "netlify"], "301"),
        (&["codeberg-pages"], "301"),
    ] {
        let made = made(&config("", hosts), "", &[]);
        let moved = &made.inside.iter().find(|output| output.path.as_str() == "_redirects").unwrap();
        let bytes = moved.content.bytes().unwrap().unwrap();
        assert_eq!(*bytes, *format!("/old/ /new/ {status}\n").as_bytes(), "{hosts:?}");
    }
}

#[test]
fn only_what_has_its_digest_in_its_name_is_kept() {
    let told = |are_all_kept| Told { are_all_kept, ..told() };
    for are_all_kept in [true, false] {
        let exact = text_files::headers(&told(are_all_kept));
        assert!(exact.contains("\n/assets/guide.0123456789.css\n  Cache-Control: "));
        assert!(!exact.contains("/assets/*"));
        let kept = (0..100).map(|number| format!("assets/file-{number}.0123456789.css")).collect();
        let many = text_files::headers(&Told { kept, ..told(are_all_kept) });
        assert_eq!(many.contains("\n/assets/*\n  Cache-Control: "), are_all_kept);
    }
    let azure: Value = serde_json::from_str(&azure::azure(&told(false))).unwrap();
    assert_eq!(azure["routes"][1]["route"], "/assets/guide.0123456789.css");
    let vercel: Value = serde_json::from_str(&vercel::vercel(&told(true))).unwrap();
    assert_eq!(vercel["headers"][2]["source"], r"/(assets/guide\.0123456789\.css)");
    let firebase: Value = serde_json::from_str(&firebase::firebase(&told(true))).unwrap();
    assert_eq!(firebase["hosting"]["headers"][2]["regex"], r"^/(?:assets/guide\.0123456789\.css)$");
    let none = Told { kept: Vec::new(), ..told(true) };
    assert!(!text_files::headers(&none).contains("Cache-Control"));
}

#[test]
fn many_kept_files_are_named_in_several_rules() {
    let kept = (0..400).map(|number| format!("assets/file-{number}.0123456789.css")).collect();
    let vercel: Value = serde_json::from_str(&vercel::vercel(&Told { kept, ..told() })).unwrap();
    let sources = vercel["headers"].as_array().unwrap().iter().skip(2);
    let sources: Vec<&str> = sources.map(|rule| rule["source"].as_str().unwrap()).collect();
    assert!(sources.len() > 3 && sources.iter().all(|source| source.len() <= 4_096), "{}", sources.len());
    assert_eq!(sources.concat().matches("assets/file-").count(), 400);
}

#[test]
fn all_hosts_at_once_are_possible() {
    let made = made(&config("https://example.org", &["all"]), "", &outputs(&[("404.html", "x")]));
    assert!(made.diagnostics.is_empty(), "{:?}", made.diagnostics);
    let names = |outputs: &[Output]| outputs.iter().map(|output| output.path.to_string()).collect::<Vec<_>>();
    assert_eq!(
        names(&made.inside),
        [
            ".domains",
            ".htaccess",
            ".nojekyll",
            "CNAME",
            "_headers",
            "_redirects",
            "not_found.html",
            "staticwebapp.config.json",
            "vercel.json"
        ]
    );
    assert_eq!(
        names(&made.beside),
        [
            "cloudflare-workers/wrangler.jsonc",
            "firebase/firebase.json",
            "s3/website.json",
            "cloudfront/function.js",
            "cloudfront/response-headers-policy.json",
            "nginx/nginx.conf",
            "caddy/Caddyfile",
            "lighttpd/lighttpd.conf",
            "render/render.yaml"
        ]
    );
}

#[test]
fn a_file_of_the_author_is_never_lost() {
    let config = config("https://example.org", &["github-pages", "netlify"]);
    let made = made(&config, "", &outputs(&[("_headers", "mine"), ("CNAME", "example.org\n")]));
    let said: Vec<&str> = made.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(
        said,
        ["the file “_headers” for “netlify” and your own “content/_headers” go to the same place"]
    );
    let inside: Vec<&str> = made.inside.iter().map(|output| output.path.as_str()).collect();
    assert_eq!(inside, [".nojekyll", "_redirects"]);
}

#[test]
fn a_domain_of_ones_own_is_told_to_code_hosts() {
    let names = |base_url: &str| {
        let told = Told { base_url: base_url.to_owned(), ..Told::default() };
        [domain::github(&told).len() == 2, domain::codeberg(&told).len() == 1]
    };
    for own in [
        "https://example.org/a",
        "https://Example.org.:8080",
        "https://mygithub.io/",
        "https://münchen.example",
    ] {
        assert_eq!(names(own), [true, true], "{own}");
    }
    assert_eq!(names("https://me.github.io/a"), [false, true]);
    assert_eq!(names("https://me.codeberg.page"), [true, false]);
    for none in ["", "http://localhost:4000", "http://127.0.0.1/", "http://[::1]/"] {
        assert_eq!(names(none), [false, false], "{none}");
    }
    let told = Told { base_url: "https://Example.org.:8080/a".to_owned(), ..Told::default() };
    assert!(domain::github(&told).contains(&File::Inside("CNAME", "example.org\n".to_owned())));
}

#[test]
fn a_policy_that_is_too_long_is_told_and_given_whole_where_it_can_be() {
    let mut told = Told { has_short_lines: true, ..told() };
    for number in 0..40 {
        told.policy.inline(Directive::Script, &number.to_string());
    }
    let whole = told.policy.header();
    let near = |host: &str| limits::near(&placed(host), &told, &[]);
    for host in CARRIERS {
        let is_cut = matches!(host, "cloudflare-pages" | "cloudflare-workers" | "cloudfront");
        assert_eq!(near(host).iter().any(|said| said.code == "hosts-policy"), is_cut, "{host}");
        let text = text(host, &told);
        let is_whole = text.contains(&whole) || host == "nginx";
        assert_eq!(is_whole, !is_cut && host != "netlify", "{host}");
        assert!(text.lines().all(|line| line.len() <= 2_000 || !is_cut), "{host}");
    }
    let nginx = nginx::nginx(&told);
    let pieces =
        nginx.lines().filter_map(|line| line.strip_prefix("set $guidepost_policy \"${guidepost_policy}"));
    let joined: String = pieces.map(|piece| piece.trim_end_matches("\";")).collect();
    assert_eq!(joined, whole);
    assert!(nginx.lines().all(|line| line.len() < 4_096));
    let said = near("cloudflare-pages").remove(0);
    assert!(said.message.ends_with("“script-src” stands in the pages alone"), "{}", said.message);
}

#[test]
fn limits_are_told_before_they_are_reached() {
    let with = |number: usize| Told { redirects: many(number), ..told() };
    let near = |host: &str, number: usize| -> Vec<String> {
        limits::near(&placed(host), &with(number), &[]).into_iter().map(|said| said.message).collect()
    };
    for (host, most) in [("gitlab-pages", "1,000"), ("cloudflare-pages", "2,000"), ("vercel", "2,048")] {
        let number: usize = most.replace(',', "").parse().unwrap();
        assert!(near(host, number * 9 / 10).is_empty(), "{host}");
        let said = near(host, number * 9 / 10 + 1);
        let wanted = format!("“{host}” takes at most {most} redirects, and this site has ");
        assert!(said.len() == 1 && said[0].starts_with(&wanted), "{said:?}");
        assert_eq!(near(host, number * 2).len(), 1);
    }
    assert_eq!(near("azure-static-web-apps", 400).len(), 1);
    assert_eq!(near("cloudfront", 1_000).len(), 1);
}

#[test]
fn what_a_host_would_refuse_as_a_whole_has_the_rules_that_fit() {
    let told = Told { redirects: many(3_000), ..told() };
    let azure = azure::azure(&told);
    assert!(azure.len() <= azure::LONGEST && azure.len() > azure::LONGEST - 200, "{}", azure.len());
    let function = cloudfront::function(&told);
    assert!(function.len() <= 10_240 && function.len() > 10_100, "{}", function.len());
    let vercel: Value = serde_json::from_str(&vercel::vercel(&told)).unwrap();
    assert_eq!(vercel["redirects"].as_array().unwrap().len(), 2_048);
}

#[test]
fn sizes_and_kinds_of_files_are_told() {
    let film = Output { size: 30_000_000, ..outputs(&[("film.mp4", "x")]).remove(0) };
    let said = |host: &str| -> Vec<String> {
        let told = Told { endings: ["html", "mp4", "ics"].map(str::to_owned).into(), ..Told::default() };
        let near = limits::near(&placed(host), &told, std::slice::from_ref(&film));
        near.into_iter().map(|said| said.message).collect()
    };
    assert_eq!(
        said("cloudflare-pages"),
        ["“cloudflare-pages” takes at most 26.2 million bytes in one file, and “film.mp4” has 30.0 million"]
    );
    assert_eq!(said("neocities"), ["the free plan of “neocities” takes no files that end in “.ics”, “.mp4”"]);
    assert!(said("netlify").is_empty());
}
