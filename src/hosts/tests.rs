use serde_json::Value;

use super::*;

fn site() -> Told {
    Told {
        title: "Guides".to_owned(),
        base_url: "https://example.org".to_owned(),
        policy: Policy::default().header(),
        assets_are_kept: true,
        redirects: vec![Redirect { from: "/old é (1)/".to_owned(), to: "/new%20one/".to_owned() }],
        ..Told::default()
    }
}

#[test]
fn every_host_that_can_carry_headers_gets_them_all() {
    let told = site();
    for host in [
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
    ] {
        let texts: String = files(host, &told)
            .into_iter()
            .map(|file| match file {
                File::Inside(_, text) | File::Beside(_, text) => text,
            })
            .collect();
        for (name, value) in headers(&told) {
            let is_there =
                texts.contains(value) || (host == "cloudfront" && !name.starts_with("Permissions"));
            assert!(is_there, "{host}: {name}\n{texts}");
        }
        assert!(
            texts.contains("/new%20one/")
                || texts.contains("/new\\%20one/")
                || texts.contains("/new%%20one/"),
            "{host}"
        );
    }
}

#[test]
fn old_addresses_are_no_patterns() {
    let told = site();
    assert_eq!(text_files::redirects(&told), "/old%20%C3%A9%20(1)/ /new%20one/ 301\n");
    let vercel: Value = serde_json::from_str(&vercel::vercel(&told)).unwrap();
    assert_eq!(vercel["redirects"][0]["source"], "/old%20%C3%A9%20\\(1\\)/");
    let firebase: Value = serde_json::from_str(&firebase::firebase(&told)).unwrap();
    assert_eq!(firebase["hosting"]["redirects"][0]["regex"], r"^/old é \(1\)/?$");
}

#[test]
fn a_domain_of_ones_own_is_told_to_code_hosts() {
    let cname = |base_url: &str| domain::github(&Told { base_url: base_url.to_owned(), ..site() }).len() == 2;
    assert!(cname("https://example.org/a") && !cname("https://me.github.io/a") && !cname(""));
}

#[test]
fn limits_are_told_before_they_are_reached() {
    let host = Placed {
        value: "gitlab-pages".to_owned(),
        place: crate::diagnostic::Place::whole(&crate::path::SourcePath::new("content/site.yaml")),
    };
    let with = |number: usize| Told { redirects: vec![site().redirects[0].clone(); number], ..site() };
    assert!(limits::near(&host, &with(900), &[]).is_empty());
    assert_eq!(limits::near(&host, &with(901), &[]).len(), 1);
}
