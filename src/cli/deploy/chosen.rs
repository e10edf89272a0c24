//! Which target is meant.

use crate::config::{self, Config, Destination};
use crate::diagnostic::nearest;
use crate::path::SourcePath;
use crate::studio::Studio;
use crate::text::Text;

use super::super::stop::{Status, Stop};

/// The settings of a site.
pub(super) fn config(studio: &Studio) -> Result<Config, Stop> {
    let path = SourcePath::new("content/site.yaml");
    let bytes = studio.text(&path).unwrap_or_default();
    let text = Text::decode(&path, &bytes).ok();
    let (config, faults) = text.map(|text| config::read(&text)).unwrap_or_default();
    let wrong = faults.iter().any(|fault| fault.severity == crate::diagnostic::Severity::Error);
    config.filter(|_| !wrong).ok_or_else(|| Stop {
        status: Status::Site,
        message: "the settings in content/site.yaml have errors".to_owned(),
        help: "“guidepost check” says which".to_owned(),
    })
}

/// The target of a name, or the only one.
pub(super) fn destination<'a>(config: &'a Config, name: Option<&str>) -> Result<&'a Destination, Stop> {
    let names: Vec<&str> = config.deploy.keys().map(String::as_str).collect();
    let (Some(first), listed) = (names.first(), names.join(", ")) else {
        return Err(Stop::usage(
            "site.yaml does not say where the site goes",
            "add “deploy: { live: { to: … } }”; the README has a recipe for each host",
        ));
    };
    let wanted = match name {
        Some(name) => name,
        None if names.len() == 1 => first,
        None => {
            return Err(Stop::usage(
                format!("site.yaml names more than one target: {listed}"),
                format!("say which one, as in “guidepost deploy {first}”"),
            ));
        }
    };
    config.deploy.get(wanted).ok_or_else(|| {
        let help = match nearest(wanted, names.iter().copied()) {
            Some(near) => format!("did you mean “{near}”?"),
            None => format!("the targets are: {listed}"),
        };
        Stop::usage(format!("site.yaml has no target “{wanted}” below “deploy”"), help)
    })
}
