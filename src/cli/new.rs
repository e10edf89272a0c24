//! `new`: makes a site, a guide or a step, and says what to do next.

use std::path::{Path, PathBuf};

use super::arguments::{Format, New, StepOptions};
use super::console::{Console, answer};
use super::date::date;
use super::json;
use super::site;
use super::stop::{Status, Stop};
use crate::scaffold::{Made, NewStep, Position, new_guide, new_site, new_step};

/// Makes what was asked for.
pub(super) fn new(named: Option<&Path>, what: &New, console: &Console) -> Result<Status, Stop> {
    match what {
        New::Site { folder, title, date: options } => {
            // `--site` names the folder that holds `content`, and so it does here.
            let folder = named.filter(|_| folder == Path::new(".")).unwrap_or(folder);
            let made = new_site(folder, title.as_deref(), date(options.date)?)?;
            show(&made, folder, console);
            let mut next = vec!["guidepost build --portable".to_owned()];
            if folder != Path::new(".") {
                next.insert(0, format!("cd {}", quoted(folder)));
            }
            console.tell(format!(
                "\nNow build it, and open public/index.html in your browser:\n  {}",
                next.join("\n  ")
            ));
        }
        New::Guide { name, date: options } => {
            let site = site::find(named)?;
            let made = new_guide(&site, name, date(options.date)?)?;
            show(&made, &site, console);
            console.tell("\nIt is a draft. Write the overview in index.md, then see it with:\n  guidepost build --portable --drafts");
        }
        New::Step(options) => {
            let site = site::find(named)?;
            let made = step(&site, options)?;
            show(&made, &site, console);
            console.tell("\nWrite the step, then see what is still wrong with:\n  guidepost check");
        }
    }
    Ok(Status::Done)
}

fn step(site: &Path, options: &StepOptions) -> Result<Made, Stop> {
    let (guide, title) = match options.words.as_slice() {
        [guide, _] if options.guide.is_some() => {
            let message = format!("“{guide}” and --guide both name a guide");
            return Err(Stop::usage(
                message,
                "name it once; a title of several words stands in quotation marks",
            ));
        }
        [guide, title] => (Some(guide), title),
        [title] => (options.guide.as_ref(), title),
        _ => return Err(Stop::usage("a step needs a title", "guidepost new step \"Let it rest\"")),
    };
    let position = match (options.after, options.at) {
        (Some(number), _) => Position::After(number),
        (None, Some(number)) => Position::At(number),
        (None, None) => Position::AfterSteps,
    };
    let working_folder: PathBuf = site::working_folder()?;
    let step = NewStep { title, guide: guide.map(String::as_str), position, working_folder: &working_folder };
    Ok(new_step(site, &step)?)
}

/// Prints what was made: renames first, for that is the order in which it happened.
fn show(made: &Made, site: &Path, console: &Console) {
    let shown = |path: &str| match site {
        site if site == Path::new(".") => path.to_owned(),
        site => site.join(path).display().to_string(),
    };
    if console.format == Format::Json {
        made.renamed.iter().for_each(|(from, to)| answer(json::file("renamed", to, from)));
        made.relinked.iter().for_each(|file| answer(json::file("relinked", file, "")));
        made.files.iter().for_each(|file| answer(json::file("made", file, "")));
        return;
    }
    for (from, to) in &made.renamed {
        console.tell(format!("renamed {} to {}", shown(from), to.rsplit('/').next().unwrap_or(to)));
    }
    made.relinked.iter().for_each(|file| console.tell(format!("mended the links in {}", shown(file))));
    made.files.iter().for_each(|file| console.tell(format!("made {}", shown(file))));
}

/// A path as a shell reads it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    if path.chars().all(|char| char.is_alphanumeric() || "-_./~".contains(char)) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}
