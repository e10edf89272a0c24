//! Reading one comment: what it says, and that it betrays nobody.

use std::collections::{BTreeMap, BTreeSet};

use super::Comment;
use super::clean::Cleaner;
use super::thread::Entry;
use crate::config::address::not_a_web_address;
use crate::diagnostic::Placed;
use crate::yaml::{Faults, Fields, Node, Value, full_text, quoted};

/// Keys that tell whether a comment was approved, as exports write them.
const STATES: &[&str] = &[
    "approved",
    "isapproved",
    "unapproved",
    "status",
    "state",
    "pending",
    "ispending",
    "spam",
    "isspam",
    "trash",
    "hold",
    "moderated",
    "moderation",
    "hidden",
];

/// Keys that tell more of a commenter than a name, as exports write them.
const PRIVATE: &[&str] = &[
    "mail",
    "ip",
    "ipaddress",
    "ipaddr",
    "remoteaddr",
    "host",
    "hostname",
    "agent",
    "useragent",
    "ua",
    "browser",
    "phone",
    "phonenumber",
    "tel",
    "telephone",
    "mobile",
    "fax",
    "address",
    "street",
    "city",
    "zip",
    "postcode",
    "country",
    "location",
    "geo",
    "latitude",
    "longitude",
    "birthday",
    "password",
    "hash",
    "token",
    "session",
    "cookie",
    "cookies",
    "fingerprint",
    "gravatar",
    "userid",
    "login",
    "username",
    "referrer",
    "referer",
];

/// How a comment is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Markdown,
    Html,
}

/// Reads every comment. One with an error is left out; its id stays known, so that its replies are no second fault.
pub(super) fn read_all(items: &[Node], faults: &Faults) -> Vec<Entry> {
    let cleaner = Cleaner::new();
    let mut lines: BTreeMap<String, u32> = BTreeMap::new();
    let mut entries = Vec::new();
    for item in items {
        let Some((id, entry)) = read(item, &cleaner, faults) else { continue };
        if let Some(line) = lines.get(&id.value) {
            let message = format!("two comments have the id {}", quoted(&id.value));
            let help = format!("the first one is in line {line}; give this one another id");
            faults.error("duplicate-comment-id", id.place, message, help);
            continue;
        }
        lines.insert(id.value, id.place.line);
        entries.extend(entry);
    }
    let known: BTreeSet<String> =
        entries.iter().map(|entry: &Entry| entry.comment.id.value.clone()).collect();
    for entry in &mut entries {
        let is_left_out =
            |parent: &Placed<String>| lines.contains_key(&parent.value) && !known.contains(&parent.value);
        if entry.parent.as_ref().is_some_and(is_left_out) {
            entry.parent = None;
        }
    }
    entries
}

fn read(node: &Node, cleaner: &Cleaner, faults: &Faults) -> Option<(Placed<String>, Option<Entry>)> {
    let mut fields = Fields::open(node, "a comment", faults)?;
    let id = fields.required_text("id").and_then(|id| checked_id(id, faults));
    let parent = fields.node("parent").filter(|node| node.value != Value::Null);
    let parent = parent.and_then(|node| full_text(node, "parent", faults));
    let author = fields.required("author").and_then(|node| author(node, faults));
    let _ = fields.required("date");
    let date = fields.date("date");
    let format = fields.choice("format", &[("markdown", Format::Markdown), ("html", Format::Html)]);
    let deleted = fields.flag("deleted").unwrap_or(false);
    let html = if deleted {
        let _ = fields.node("content");
        Some(String::new())
    } else {
        let is_html = format.is_some_and(|format| format.value == Format::Html);
        fields.required_text("content").and_then(|content| cleaner.clean(&content, is_html, faults))
    };
    fields.done_but(explain);
    let id = id?;
    let entry = author.zip(date).zip(html).map(|((author, date), html)| Entry {
        comment: Comment {
            id: id.clone(),
            author: author.name,
            author_url: author.url,
            owner: author.owner,
            date: date.value,
            html,
            deleted,
            answers: None,
            replies: Vec::new(),
        },
        parent,
    });
    Some((id, entry))
}

/// Ids stand in addresses and attributes.
fn checked_id(id: Placed<String>, faults: &Faults) -> Option<Placed<String>> {
    const LONGEST: usize = 100;
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if id.value.bytes().all(is_good) && id.value.len() <= LONGEST {
        return Some(id);
    }
    let message = format!("{} cannot be the id of a comment", quoted(&id.value));
    let help = format!("use letters from a to z, digits, hyphens and underscores, {LONGEST} at most");
    faults.error("bad-comment-id", id.place, message, help);
    None
}

struct Author {
    name: String,
    url: String,
    owner: bool,
}

fn author(node: &Node, faults: &Faults) -> Option<Author> {
    let mut fields = Fields::open(node, "the author of a comment", faults)?;
    let name = fields.required_text("name");
    let owner = fields.flag("owner").unwrap_or(false);
    let written = fields.node("url").filter(|node| node.value != Value::Null);
    let url =
        written.and_then(|node| crate::yaml::text(node, "url", faults)).filter(|url| !url.value.is_empty());
    let url = url.and_then(|url| {
        let Some(why) = not_a_web_address(&url.value) else { return Some(url.value) };
        let message =
            format!("the author’s “url” should be a web address, and is {}: {why}", quoted(&url.value));
        faults.error(
            "bad-url",
            url.place,
            message,
            "write it in full, as in https://example.org/, or remove it",
        );
        None
    });
    fields.done_but(explain);
    Some(Author { name: name?.value, url: url.unwrap_or_default(), owner })
}

/// Why a key has no place in an archive, if it is one of those that exports have.
fn explain(key: &str) -> Option<(&'static str, String, String)> {
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let bare =
        ["author", "comment", "commenter", "user"].iter().find_map(|prefix| plain.strip_prefix(prefix));
    let is_one_of =
        |keys: &[&str]| keys.contains(&plain.as_str()) || bare.is_some_and(|bare| keys.contains(&bare));
    if is_one_of(PRIVATE) || plain.contains("email") {
        let message = format!("{} is private, and everything in this file can be published", quoted(key));
        return Some(("private-key", message, "remove it from every comment".to_owned()));
    }
    if is_one_of(STATES) {
        let message = format!("{} has no place here: an archive holds approved comments only", quoted(key));
        let help = "remove the comment if it was not approved, else remove this line";
        return Some(("unapproved-comment", message, help.to_owned()));
    }
    None
}
