//! Reading `site.yaml`.

use super::address::{is_language_tag, is_plain_name, not_a_web_address};
use super::{Author, CommentSettings, Config, Consent, MenuEntry, deploy, hosts};
use crate::diagnostic::{Diagnostic, Place, Placed};
use crate::text::Text;
use crate::yaml::{self, Faults, Fields, quoted};

/// The theme of a site that names none.
const THEME: &str = "lantern";
/// The language of a site that names none.
const LANGUAGE: &str = "en";

/// Reads `site.yaml`, and reports every fault in it.
///
/// Without settings, the file is no YAML or no map of keys. With them, what is missing or wrong has its
/// default, so that the rest of the site can be checked in the same run.
pub fn read(text: &Text) -> (Option<Config>, Vec<Diagnostic>) {
    let (node, faults) = yaml::parse(text, 0..text.as_str().len());
    let collected = Faults::from(faults);
    let config = node.and_then(|node| {
        let start = Place::whole(text.file());
        Some(config(Fields::root(&node, start, "site.yaml", &collected)?))
    });
    (config, collected.into_vec())
}

fn config(mut fields: Fields<'_>) -> Config {
    let faults = fields.faults();
    let start = Place { length: 1, ..fields.place().clone() };
    let value = |text: Option<Placed<String>>| text.map(|text| text.value).unwrap_or_default();
    let config = Config {
        title: value(fields.required_text("title")),
        description: value(fields.any_text("description")),
        language: fields.text("language").map_or(LANGUAGE.to_owned(), |text| language(text, faults)),
        base_url: fields.text("base_url").and_then(|url| base_url(url, faults)).unwrap_or_default(),
        theme: fields
            .text("theme")
            .and_then(|name| theme(name, faults))
            .unwrap_or_else(|| Placed { value: THEME.to_owned(), place: start.clone() }),
        theme_options: fields.entries("theme_options").to_vec(),
        author: fields.node("author").and_then(|node| Author::read(node, faults)),
        menu: fields
            .list("menu")
            .unwrap_or_default()
            .iter()
            .filter_map(|node| MenuEntry::read(node, faults))
            .collect(),
        footer: fields.any_text("footer").unwrap_or(Placed { value: String::new(), place: start }),
        comments: fields.node("comments").map(|node| CommentSettings::read(node, faults)).unwrap_or_default(),
        consent: fields.node("consent").map(|node| Consent::read(node, faults)).unwrap_or_default(),
        hosts: hosts::read(&mut fields, faults),
        deploy: deploy::read(&mut fields, faults),
    };
    fields.done();
    config
}

fn language(tag: Placed<String>, faults: &Faults) -> String {
    if is_language_tag(&tag.value) {
        return tag.value;
    }
    let hyphened = tag.value.replace('_', "-");
    let help = if is_language_tag(&hyphened) {
        format!("write {hyphened}")
    } else {
        "write a tag such as en, de-AT or ar".to_owned()
    };
    faults.error("bad-language", tag.place, format!("{} is no language tag", quoted(&tag.value)), help);
    LANGUAGE.to_owned()
}

/// An absolute URL without its last slash.
fn base_url(url: Placed<String>, faults: &Faults) -> Option<String> {
    let path = url.value.splitn(4, '/').nth(3).unwrap_or_default();
    let why = not_a_web_address(&url.value).or_else(|| {
        if url.value.contains(['?', '#']) {
            Some("it has a query or a fragment")
        } else if path.split('/').any(|segment| segment == "." || segment == "..") || path.contains("//") {
            Some("its path is not in its shortest form")
        } else {
            None
        }
    });
    let Some(why) = why else {
        return Some(url.value.trim_end_matches('/').to_owned());
    };
    let message =
        format!("“base_url” should say where the site will be served, and is {}: {why}", quoted(&url.value));
    faults.error(
        "bad-url",
        url.place,
        message,
        "write it in full, as in https://example.org or https://example.org/guides",
    );
    None
}

fn theme(name: Placed<String>, faults: &Faults) -> Option<Placed<String>> {
    if is_plain_name(&name.value) {
        return Some(name);
    }
    let message = format!("{} cannot be the name of a theme", quoted(&name.value));
    let help = "write the name of a folder in themes, of letters, digits, hyphens and underscores";
    faults.error("bad-name", name.place, message, help);
    None
}
