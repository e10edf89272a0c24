//! `sitemap.xml` (sitemaps.org, protocol 0.9) and `robots.txt` (RFC 9309).

use crate::links::encoded;
use crate::path::Url;
use crate::tag::escape;

/// The most addresses that one sitemap may hold (sitemaps.org, “Using Sitemap index files”).
const MOST_ADDRESSES: usize = 50_000;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// Room for what stands around an address, in bytes.
const ENTRY: usize = 72;

/// A page in a sitemap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry<'a> {
    /// The page's address.
    pub url: &'a Url,
    /// When it last changed (`2026-11-22` or RFC 3339); empty, if nobody knows.
    pub updated: &'a str,
}

/// The sitemap of a site that is served at `base_url`, as addresses with their texts: one file, or an index of
/// several where there are too many pages for one. In the order given.
pub fn sitemap(base_url: &str, entries: &[Entry<'_>]) -> Vec<(Url, String)> {
    let main = Url::new("/sitemap.xml");
    if entries.len() <= MOST_ADDRESSES {
        return vec![(main, one(base_url, entries))];
    }
    let parts: Vec<_> = entries
        .chunks(MOST_ADDRESSES)
        .enumerate()
        .map(|(at, entries)| (Url::new(format!("/sitemap-{}.xml", at + 1)), one(base_url, entries)))
        .collect();
    let mut index = format!("{HEAD}<sitemapindex xmlns=\"{NAMESPACE}\">\n");
    for (url, _) in &parts {
        index.push_str("<sitemap><loc>");
        push_address(base_url, url, &mut index);
        index.push_str("</loc></sitemap>\n");
    }
    index.push_str("</sitemapindex>\n");
    std::iter::once((main, index)).chain(parts).collect()
}

fn one(base_url: &str, entries: &[Entry<'_>]) -> String {
    let addresses = entries.iter().map(|entry| base_url.len() + entry.url.as_str().len());
    let mut xml = format!("{HEAD}<urlset xmlns=\"{NAMESPACE}\">\n");
    xml.reserve(addresses.map(|length| length + ENTRY).sum::<usize>() + ENTRY);
    for entry in entries {
        xml.push_str("<url><loc>");
        push_address(base_url, entry.url, &mut xml);
        xml.push_str("</loc>");
        if !entry.updated.is_empty() {
            xml.push_str("<lastmod>");
            escape(entry.updated, &mut xml);
            xml.push_str("</lastmod>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

fn push_address(base_url: &str, url: &Url, xml: &mut String) {
    escape(base_url.trim_end_matches('/'), xml);
    escape(&encoded(url), xml);
}

/// `robots.txt`: everybody may read everything; it names the sitemap where its address is known.
pub fn robots(base_url: &str) -> String {
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    if !base_url.is_empty() {
        text.push_str(&["\nSitemap: ", base_url.trim_end_matches('/'), "/sitemap.xml\n"].concat());
    }
    text
}

#[cfg(test)]
mod tests {
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;

    /// The texts of all elements with a name, by an independent reader.
    fn texts(xml: &str, name: &str) -> Vec<String> {
        let mut reader = Reader::from_str(xml);
        let mut found = Vec::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) if start.name().as_ref() == name => {
                    let text = reader.read_text(start.name()).unwrap();
                    found.push(quick_xml::escape::unescape(&text).unwrap().into_owned());
                }
                Event::Eof => return found,
                _ => {}
            }
        }
    }

    #[test]
    fn a_sitemap_lists_the_pages() {
        let (home, other) = (Url::root(), Url::new("/a&b/ü c#/"));
        let entries = [Entry { url: &home, updated: "2026-11-22" }, Entry { url: &other, updated: "" }];
        let files = sitemap("https://x.org/sub", &entries);
        assert_eq!(files.len(), 1);
        assert_eq!(texts(&files[0].1, "loc"), ["https://x.org/sub/", "https://x.org/sub/a&b/%C3%BC%20c%23/"]);
        assert_eq!(texts(&files[0].1, "lastmod"), ["2026-11-22"]);
    }

    #[test]
    fn many_pages_are_several_sitemaps() {
        let home = Url::root();
        let entries = vec![Entry { url: &home, updated: "" }; MOST_ADDRESSES + 1];
        let files = sitemap("https://x.org", &entries);
        assert_eq!(texts(&files[0].1, "loc"), ["https://x.org/sitemap-1.xml", "https://x.org/sitemap-2.xml"]);
        assert_eq!(files[2].0, Url::new("/sitemap-2.xml"));
        assert_eq!(texts(&files[2].1, "loc").len(), 1);
    }

    #[test]
    fn robots_name_the_sitemap_where_its_address_is_known() {
        assert_eq!(robots(""), "User-agent: *\nAllow: /\n");
        assert!(robots("https://x.org/").ends_with("\nSitemap: https://x.org/sitemap.xml\n"));
    }
}
