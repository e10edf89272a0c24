//! Every file that is made is one that the parsers have nothing to say about.

use super::*;
use crate::date::Date;
use crate::diagnostic::Diagnostic;
use crate::source::{self, Source};
use crate::text::Text;
use crate::{config, front_matter, markdown};

fn faults(source: &Source) -> Vec<Diagnostic> {
    let text = Text::decode(&source.path, &source.bytes).unwrap();
    if source.path.name() == "site.yaml" {
        return config::read(&text).1;
    }
    let head = front_matter::split(&text).unwrap();
    let is_guide = source.path.name() == "index.md" && source.path.folder() != "content";
    let mut faults = match (is_guide, source.path.folder()) {
        (true, _) => front_matter::guide(&text, &head).1,
        (false, "content") => front_matter::page(&text, &head).1,
        (false, _) => front_matter::part(&text, &head).1,
    };
    faults.extend(markdown::parse(&text, head.body).diagnostics);
    faults
}

#[test]
fn what_is_made_is_faultless() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    let date = Date::parse("2026-11-22").unwrap();
    for title in ["Lamps", "\"Lamps\": how - to # {x} [y] & 'z' | %date%", "🙂\t\u{85}null"] {
        let site = &site.join(format!("{}", title.len()));
        new_site(site, Some(title), date).unwrap();
        let name = if title.starts_with('🙂') { "A guide" } else { title };
        let guide = new_guide(site, name, date).unwrap().files[0].clone();
        let guide = guide.strip_prefix("content/").and_then(|path| path.strip_suffix("/index.md")).unwrap();
        for number in 1..4 {
            let title = format!("{number} {title}");
            let position = Position::At(number);
            let step = NewStep { title: &title, guide: Some(guide), position, working_folder: site };
            new_step(site, &step).unwrap();
        }
        let sources = source::read(site).unwrap();
        let faults: Vec<_> = sources.iter().flat_map(faults).collect();
        assert!(faults.is_empty() && sources.iter().count() == 13, "{faults:#?}");
    }
}
