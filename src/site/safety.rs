//! Advice that can do harm says so, and points to help that is still there.

use jiff::civil;

use super::Guide;
use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::front_matter::Safety;

/// Tags whose guides need a safety note.
const DELICATE: [&str; 2] = ["relationships", "health"];

/// Warns where a note is missing or its links were not looked at for a year.
pub(super) fn check(guide: &Guide, today: Date) -> Vec<Diagnostic> {
    let safety = guide.parts.iter().find_map(|part| part.meta.call.as_ref()?.safety.as_ref());
    match safety {
        Some(safety) => check_links(safety, today),
        None => missing(guide).into_iter().collect(),
    }
}

fn missing(guide: &Guide) -> Option<Diagnostic> {
    let tag = guide.meta.tags.iter().find(|tag| DELICATE.contains(&tag.value.to_lowercase().as_str()))?;
    let message = format!(
        "a guide about “{}” can harm readers who are not safe, and this one has no safety note",
        tag.value
    );
    Some(
        Diagnostic::warning("no-safety-note", tag.place.clone(), message)
            .help("add “safety:” with a “note” and “links” to the front matter of its action page"),
    )
}

fn check_links(safety: &Safety, today: Date) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    if safety.links.len() < 2 {
        faults.push(
            Diagnostic::warning(
                "few-safety-links",
                safety.place.clone(),
                "a safety note needs two places to turn to, or more",
            )
            .help("add another entry to “links”"),
        );
    }
    let a_year_ago = today.day().saturating_sub(jiff::Span::new().years(1));
    for link in &safety.links {
        let (place, message) = match &link.verified {
            Some(verified) if is_old(verified.value.day(), a_year_ago) => {
                (&verified.place, format!("nobody looked at “{}” since {}", link.label, verified.value))
            }
            Some(_) => continue,
            None => (&link.to.place, format!("nobody said when “{}” was last looked at", link.label)),
        };
        faults.push(Diagnostic::warning("safety-link-not-verified", place.clone(), message).help(format!(
            "open the link, see that it still helps, and write “verified: {today}” beside it"
        )));
    }
    faults
}

fn is_old(verified: civil::Date, a_year_ago: civil::Date) -> bool {
    verified < a_year_ago
}
