//! The small page at an old address, for hosts that cannot redirect.

use crate::links::encoded;
use crate::path::Url;
use crate::tag::{escape, escape_text};

/// What an alias tells.
#[derive(Clone, Copy, Debug)]
pub struct Alias<'a> {
    /// Where the page is now.
    pub to: &'a Url,
    /// Its title.
    pub title: &'a str,
    /// Its absolute address; empty, if nobody knows.
    pub canonical: &'a str,
    /// The site's language.
    pub language: &'a str,
    /// `ltr` or `rtl`.
    pub direction: &'a str,
    /// “This page has moved.” in that language (`alias_moved`).
    pub moved: &'a str,
}

/// The page. Its links are from the site's root and are finished as those of every page.
pub fn alias(alias: &Alias<'_>) -> String {
    let address = encoded(alias.to);
    let canonical = if alias.canonical.is_empty() { &*address } else { alias.canonical };
    let mut html = String::with_capacity(700);
    let mut attribute = |before: &str, value: &str| {
        html.push_str(before);
        escape(value, &mut html);
    };
    attribute("<!DOCTYPE html>\n<html lang=\"", alias.language);
    attribute("\" dir=\"", alias.direction);
    attribute("\">\n<head>\n<meta charset=\"utf-8\">\n<title>", alias.title);
    attribute(
        "</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"",
        canonical,
    );
    attribute("\">\n<meta http-equiv=\"refresh\" content=\"0; url=", &address);
    html.push_str("\">\n</head>\n<body>\n<main>\n<p>");
    escape_text(alias.moved, &mut html);
    html.push_str(" <a href=\"");
    escape(&address, &mut html);
    html.push_str("\">");
    escape_text(alias.title, &mut html);
    html.push_str("</a></p>\n</main>\n</body>\n</html>\n");
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::of_refresh;
    use crate::tag::{Token, Tokens};

    #[test]
    fn it_leads_on_at_once_and_by_a_link() {
        let to = Url::new("/it's \"new\"/é/");
        let html = alias(&Alias {
            to: &to,
            title: "A & B",
            canonical: "",
            language: "ar",
            direction: "rtl",
            moved: "انتقلت هذه الصفحة.",
        });
        let address = "/it's%20%22new%22/%C3%A9/";
        let tags: Vec<_> = Tokens::new(&html)
            .filter_map(|token| if let Token::Start(tag) = token { Some(tag) } else { None })
            .collect();
        let value = |name: &str, attribute: &str| {
            let tag = tags.iter().rev().find(|tag| tag.is(name)).unwrap();
            tag.attribute(attribute).unwrap().value().into_owned()
        };
        assert_eq!(value("html", "dir"), "rtl");
        assert_eq!(value("a", "href"), address);
        assert_eq!(value("link", "href"), address);
        let refresh = value("meta", "content");
        assert_eq!(&refresh[of_refresh(&refresh).unwrap()], address);
        assert!(html.contains("<title>A &amp; B</title>") && html.contains("content=\"noindex\""));
        assert!(!html.contains("<script"));
    }
}
