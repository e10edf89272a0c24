//! `feed.xml`: the guides as an Atom feed with their full texts (RFC 4287).

mod content;

use crate::date::Date;
use crate::links::encoded;
use crate::path::Url;
use crate::tag::escape;

pub use content::content;

/// A feed. It needs the address at which the site will be served.
#[derive(Clone, Debug)]
pub struct Feed<'a> {
    /// Where the site will be served.
    pub base_url: &'a str,
    /// The feed's own address.
    pub url: &'a Url,
    /// The site's name.
    pub title: &'a str,
    /// One sentence about it; may be empty.
    pub subtitle: &'a str,
    /// The site's language.
    pub language: &'a str,
    /// Who wrote the site; its own name stands in for nobody.
    pub author: &'a str,
    /// When the feed last changed.
    pub updated: Date,
    /// The [entries](entry), newest first.
    pub entries: Vec<&'a str>,
}

/// An entry of a feed.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The page's address; as it is absolute in the feed it is also the entry's lasting id.
    pub url: &'a Url,
    /// Its title.
    pub title: &'a str,
    /// One sentence about it; may be empty.
    pub summary: &'a str,
    /// Its text as it is rendered, with addresses from the site's root.
    pub html: &'a str,
    /// When it was published.
    pub published: Date,
    /// When it last changed.
    pub updated: Date,
    /// Who wrote it; empty for the site's author.
    pub author: &'a str,
    /// Its tags.
    pub tags: Vec<&'a str>,
}

/// The text of the feed.
pub fn feed(feed: &Feed<'_>) -> String {
    let length = feed.entries.iter().map(|entry| entry.len()).sum::<usize>();
    let mut xml = Xml(String::with_capacity(1024 + length));
    xml.0.push_str(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"",
    );
    xml.text(feed.language);
    xml.0.push_str("\">\n");
    xml.element("title", feed.title);
    if !feed.subtitle.is_empty() {
        xml.element("subtitle", feed.subtitle);
    }
    xml.element("id", &absolute(feed.base_url, &Url::root()));
    xml.element("updated", &feed.updated.rfc3339());
    xml.link("alternate", "text/html", &absolute(feed.base_url, &Url::root()));
    xml.link("self", "application/atom+xml", &absolute(feed.base_url, feed.url));
    xml.author(if feed.author.is_empty() { feed.title } else { feed.author });
    for entry in &feed.entries {
        xml.0.push_str(entry);
    }
    xml.0.push_str("</feed>\n");
    xml.0
}

/// The text of an entry in the feed of a site that will be served at `base_url`.
pub fn entry(entry: &Entry<'_>, base_url: &str) -> String {
    let mut xml = Xml(String::with_capacity(1024 + entry.html.len() * 5 / 4));
    xml.entry(entry, base_url);
    xml.0
}

fn absolute(base_url: &str, url: &Url) -> String {
    format!("{}{}", base_url.trim_end_matches('/'), encoded(url))
}

struct Xml(String);

impl Xml {
    fn entry(&mut self, entry: &Entry<'_>, base_url: &str) {
        let address = absolute(base_url, entry.url);
        self.0.push_str("<entry>\n");
        self.element("title", entry.title);
        self.element("id", &address);
        self.link("alternate", "text/html", &address);
        self.element("published", &entry.published.rfc3339());
        self.element("updated", &entry.updated.rfc3339());
        if !entry.author.is_empty() {
            self.author(entry.author);
        }
        for tag in &entry.tags {
            self.0.push_str("<category term=\"");
            self.text(tag);
            self.0.push_str("\"/>\n");
        }
        if !entry.summary.is_empty() {
            self.element("summary", entry.summary);
        }
        self.0.push_str("<content type=\"html\">");
        self.text(&content(entry.html, entry.url, base_url));
        self.0.push_str("</content>\n</entry>\n");
    }

    fn element(&mut self, name: &str, text: &str) {
        self.0.push_str(&["<", name, ">"].concat());
        self.text(text);
        self.0.push_str(&["</", name, ">\n"].concat());
    }

    fn author(&mut self, name: &str) {
        self.0.push_str("<author><name>");
        self.text(name);
        self.0.push_str("</name></author>\n");
    }

    fn link(&mut self, relation: &str, kind: &str, address: &str) {
        self.0.push_str(&["<link rel=\"", relation, "\" type=\"", kind, "\" href=\""].concat());
        self.text(address);
        self.0.push_str("\"/>\n");
    }

    /// Text, without the characters that XML 1.0 cannot hold in any form.
    fn text(&mut self, text: &str) {
        let is_bad = |char: char| {
            (char < ' ' && !matches!(char, '\t' | '\n' | '\r')) || matches!(char, '\u{fffe}' | '\u{ffff}')
        };
        // The last two begin with this byte, as few others do.
        let may_be_bad = |byte: u8| (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0xef;
        if text.bytes().any(may_be_bad) && text.contains(is_bad) {
            escape(&text.replace(is_bad, ""), &mut self.0);
        } else {
            escape(text, &mut self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use quick_xml::Reader;
    use quick_xml::escape::unescape;
    use quick_xml::events::Event;

    use super::*;

    /// Each element's path and text, by an independent reader.
    fn read(xml: &str) -> Vec<(String, String)> {
        let mut reader = Reader::from_str(xml);
        let mut path = Vec::new();
        let mut found = Vec::new();
        let mut text = String::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    path.push(start.name().as_ref().to_owned());
                    text.clear();
                }
                Event::Text(part) => text.push_str(&part),
                Event::GeneralRef(name) => {
                    let reference = format!("&{};", &*name);
                    text.push_str(&unescape(&reference).unwrap());
                }
                Event::End(_) => {
                    found.push((path.join("/"), text.clone()));
                    path.pop();
                    text.clear();
                }
                Event::Eof => return found,
                _ => {}
            }
        }
    }

    const SITE: &str = "https://x.org/sub";

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn example(page: &str, title: &str, html: &str) -> String {
        let entry = Entry {
            url: &Url::new(page),
            title,
            summary: "One",
            html,
            published: date("2026-10-01"),
            updated: date("2026-11-02T10:00:00+02:00"),
            author: "Ana",
            tags: vec!["a \"b\""],
        };
        self::entry(&entry, SITE)
    }

    fn example_feed(entries: Vec<&str>) -> String {
        feed(&Feed {
            base_url: SITE,
            url: &Url::new("/feed.xml"),
            title: "Waymarks & more",
            subtitle: "",
            language: "en",
            author: "",
            updated: date("2026-11-02T10:00:00+02:00"),
            entries,
        })
    }

    #[test]
    fn a_feed_has_what_the_standard_asks_for() {
        let xml = example_feed(vec![&example("/é/", "<A>", "<p>See <a href=\"/b/#c\">b</a></p>")]);
        let found = read(&xml);
        let text = |path: &str| found.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str());
        assert_eq!(text("feed/title"), Some("Waymarks & more"));
        assert_eq!(text("feed/id"), Some("https://x.org/sub/"));
        assert_eq!(text("feed/updated"), Some("2026-11-02T08:00:00Z"));
        assert_eq!(text("feed/author/name"), Some("Waymarks & more"));
        assert_eq!(text("feed/entry/id"), Some("https://x.org/sub/%C3%A9/"));
        assert_eq!(text("feed/entry/title"), Some("<A>"));
        assert_eq!(text("feed/entry/published"), Some("2026-10-01T00:00:00Z"));
        assert_eq!(text("feed/entry/content"), Some("<p>See <a href=\"https://x.org/sub/b/#c\">b</a></p>"));
        assert!(xml.contains(
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://x.org/sub/feed.xml\"/>"
        ));
        assert!(xml.contains("<category term=\"a &quot;b&quot;\"/>"));
        assert_eq!(read(&example_feed(Vec::new())).last().unwrap().0, "feed");
    }

    proptest! {
        #[test]
        fn any_text_gives_a_feed(title in any::<String>(), html in any::<String>()) {
            let found = read(&example_feed(vec![&example("/a/", &title, &html)]));
            let read = &found.iter().find(|(path, _)| path == "feed/entry/title").unwrap().1;
            let plain = |text: &str| text.chars().filter(|char| !char.is_control() && !matches!(char, '\u{fffe}' | '\u{ffff}')).collect::<String>();
            prop_assert_eq!(plain(read), plain(&title));
        }
    }
}
