//! What the head of every Markdown file may say.

use super::Common;
use super::address::{checked_alias, checked_image, checked_slug};
use crate::diagnostic::{Place, Placed};
use crate::path::{SourcePath, slug};
use crate::yaml::{Faults, Fields, quoted};

impl Common {
    pub(super) fn read(fields: &mut Fields<'_>, file: &SourcePath, broken: bool) -> Self {
        let faults = fields.faults();
        Self {
            place: Place::whole(file),
            broken,
            title: fields.text("title"),
            slug: fields.text("slug").and_then(|slug| checked_slug(slug, faults)),
            aliases: aliases(fields),
            draft: fields.flag("draft").unwrap_or(false),
            image: fields.text("image").and_then(|image| checked_image(image, file, faults)),
        }
    }
}

fn aliases(fields: &mut Fields<'_>) -> Vec<Placed<String>> {
    let faults = fields.faults();
    let mut aliases: Vec<Placed<String>> = Vec::new();
    for alias in fields.texts("aliases").into_iter().filter_map(|alias| checked_alias(alias, faults)) {
        if aliases.iter().any(|other| other.value == alias.value) {
            let message = format!("the alias {} is written twice", quoted(&alias.value));
            faults.warning("duplicate-alias", alias.place, message, "remove one of them");
        } else {
            aliases.push(alias);
        }
    }
    aliases
}

/// The tags of a guide: each has an address, and no two the same.
pub(super) fn tags(fields: &mut Fields<'_>) -> Vec<Placed<String>> {
    let faults = fields.faults();
    let mut tags: Vec<(String, Placed<String>)> = Vec::new();
    for tag in fields.texts("tags") {
        let address = slug(&tag.value);
        if address.is_empty() || address.len() > 200 {
            let message = format!("the tag {} gives no address", quoted(&tag.value));
            faults.error("bad-tag", tag.place, message, "use a short word of letters or digits");
        } else if let Some((_, other)) = tags.iter().find(|(other, _)| *other == address) {
            let message =
                format!("the tags {} and {} are the same", quoted(&other.value), quoted(&tag.value));
            faults.warning("duplicate-tag", tag.place, message, "remove one of them");
        } else {
            tags.push((address, tag));
        }
    }
    tags.into_iter().map(|(_, tag)| tag).collect()
}

/// `time` in minutes, a day at most.
pub(super) fn minutes(fields: &mut Fields<'_>) -> Option<u32> {
    fields.whole("time", &(1..=1440)).map(|time| time.value)
}

/// A text that may be empty, as it is by default.
pub(super) fn sentence(fields: &mut Fields<'_>, key: &'static str) -> String {
    fields.any_text(key).map(|text| text.value).unwrap_or_default()
}

/// Reports an update that came before what it updates.
pub(super) fn check_dates(
    date: Option<&Placed<crate::date::Date>>,
    updated: Option<&Placed<crate::date::Date>>,
    faults: &Faults,
) {
    if let (Some(date), Some(updated)) = (date, updated)
        && updated.value.day() < date.value.day()
    {
        let message = format!("“updated” ({}) comes before “date” ({})", updated.value, date.value);
        faults.warning(
            "updated-before-date",
            updated.place.clone(),
            message,
            "write the day of the last change",
        );
    }
}
