//! What a page tells machines of itself (JSON-LD with the vocabulary of schema.org).
//!
//! Each function gives the text of one `script` element. Fields that are empty are left out. In the text, `<`, `>`
//! and `&` are escaped, so nothing in it can end the element.

use serde::Serialize;

/// Who wrote something.
#[derive(Clone, Copy, Debug)]
pub struct Author<'a> {
    /// The name.
    pub name: &'a str,
    /// A page about them; may be empty.
    pub url: &'a str,
}

/// A step of a guide.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its summary; may be empty.
    pub summary: &'a str,
    /// Its address.
    pub url: &'a str,
    /// Its tips, as text.
    pub tips: Vec<&'a str>,
}

/// A guide or an article. Addresses are absolute where the site's own is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Work<'a> {
    /// Its title.
    pub title: &'a str,
    /// One sentence about it; may be empty.
    pub description: &'a str,
    /// Its address.
    pub url: &'a str,
    /// The address of its image; may be empty.
    pub image: &'a str,
    /// Its language.
    pub language: &'a str,
    /// Who wrote it.
    pub author: Option<Author<'a>>,
    /// The day of publication; may be empty.
    pub published: &'a str,
    /// The day of the last change; may be empty.
    pub modified: &'a str,
    /// How long it takes, in minutes; 0, if nobody knows.
    pub minutes: u32,
    /// How many comments it has, where it shows them.
    pub comments: Option<usize>,
}

#[derive(Serialize)]
struct Person<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WorkRecord<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    headline: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    image: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    in_language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<Person<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    date_published: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    date_modified: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_time: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    step: Vec<StepRecord<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StepRecord<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    position: usize,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    item_list_element: Vec<TipRecord<'a>>,
}

#[derive(Serialize)]
struct TipRecord<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Trail<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    kind: &'static str,
    item_list_element: Vec<Crumb<'a>>,
}

#[derive(Serialize)]
struct Crumb<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    position: usize,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    item: &'a str,
}

const CONTEXT: &str = "https://schema.org";

/// A guide with its steps and tips (`HowTo`).
pub fn how_to(work: &Work<'_>, steps: &[Step<'_>]) -> String {
    let steps = steps.iter().enumerate().map(|(at, step)| StepRecord {
        kind: "HowToStep",
        position: at + 1,
        name: step.title,
        text: step.summary,
        url: step.url,
        item_list_element: step.tips.iter().map(|text| TipRecord { kind: "HowToTip", text }).collect(),
    });
    let minutes = work.minutes;
    let record = WorkRecord {
        name: work.title,
        total_time: (minutes > 0).then(|| format!("PT{minutes}M")),
        step: steps.collect(),
        ..record("HowTo", work)
    };
    text(&record)
}

/// A page that is read (`Article`).
pub fn article(work: &Work<'_>) -> String {
    text(&WorkRecord { headline: work.title, ..record("Article", work) })
}

/// The way from the home page to a page, both included, as titles and addresses (`BreadcrumbList`).
pub fn breadcrumbs<'a>(trail: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let crumbs =
        trail.enumerate().map(|(at, (name, item))| Crumb { kind: "ListItem", position: at + 1, name, item });
    text(&Trail { context: CONTEXT, kind: "BreadcrumbList", item_list_element: crumbs.collect() })
}

fn record<'a>(kind: &'static str, work: &Work<'a>) -> WorkRecord<'a> {
    WorkRecord {
        context: CONTEXT,
        kind,
        name: "",
        headline: "",
        description: work.description,
        url: work.url,
        image: work.image,
        in_language: work.language,
        author: work.author.map(|author| Person { kind: "Person", name: author.name, url: author.url }),
        date_published: work.published,
        date_modified: work.modified,
        comment_count: work.comments,
        total_time: None,
        step: Vec::new(),
    }
}

fn text(record: &impl Serialize) -> String {
    // Of these types nothing can fail: all keys are texts.
    let json = serde_json::to_string(record).unwrap_or_default();
    // The last is the first byte of U+2028 and U+2029.
    let bytes = json.as_bytes();
    if memchr::memchr3(b'<', b'>', b'&', bytes).or_else(|| memchr::memchr(0xe2, bytes)).is_some() {
        json.replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026")
            .replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029")
    } else {
        json
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn work() -> Work<'static> {
        Work {
            title: "Rebuilding </script><!-- & Trust",
            url: "https://x.org/a/",
            language: "en",
            author: Some(Author { name: "Ana", url: "" }),
            minutes: 95,
            comments: Some(3),
            ..Work::default()
        }
    }

    #[test]
    fn a_guide() {
        let steps =
            [Step { title: "Begin", summary: "", url: "https://x.org/a/b/", tips: vec!["Breathe", "Ask"] }];
        let json = how_to(&work(), &steps);
        assert!(!json.contains(['<', '>', '&']));
        assert!(json.starts_with("{\"@context\":\"https://schema.org\",\"@type\":\"HowTo\",\"name\":"));
        let value: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["name"], work().title);
        assert_eq!(value["totalTime"], "PT95M");
        assert_eq!(value["step"][0]["position"], 1);
        assert_eq!(value["step"][0]["itemListElement"][1]["text"], "Ask");
        assert_eq!(value["step"][0].get("text"), None);
        assert_eq!(value["author"]["name"], "Ana");
    }

    #[test]
    fn an_article_and_its_trail() {
        let value: Value = serde_json::from_str(&article(&work())).unwrap();
        assert_eq!(value["headline"], work().title);
        assert_eq!(value["commentCount"], 3);
        assert_eq!((value.get("name"), value.get("step"), value.get("image")), (None, None, None));
        let trail = breadcrumbs([("Home", "https://x.org/"), ("A", "")].into_iter());
        let value: Value = serde_json::from_str(&trail).unwrap();
        assert_eq!(value["itemListElement"][1]["position"], 2);
        assert_eq!(value["itemListElement"][0]["item"], "https://x.org/");
    }
}
