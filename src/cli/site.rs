//! Where the site is, and where it is built to.

use std::path::{Path, PathBuf};

use super::stop::Stop;
use crate::disk::{self, Entry};
use crate::output::refuse;

/// The site's folder: the one named, or the nearest one upwards that holds `content`.
pub(super) fn find(named: Option<&Path>) -> Result<PathBuf, Stop> {
    const HELP: &str =
        "go into a site’s folder or name one with --site, or make one with “guidepost new site”";
    if let Some(folder) = named {
        return if holds_content(folder) {
            Ok(folder.to_owned())
        } else {
            Err(Stop::usage(
                format!("there is no site in “{}”: it holds no folder “content”", folder.display()),
                HELP,
            ))
        };
    }
    let here = working_folder()?;
    let nearest = here.ancestors().find(|folder| holds_content(folder));
    match nearest {
        Some(folder) if folder == here => Ok(PathBuf::from(".")),
        Some(folder) => Ok(folder.to_owned()),
        None => Err(Stop::usage(
            "there is no site here: neither this folder nor one above it holds “content”",
            HELP,
        )),
    }
}

/// The folder that the program was started in.
pub(super) fn working_folder() -> Result<PathBuf, Stop> {
    std::env::current_dir()
        .map_err(|error| Stop::machine(format!("the working folder cannot be read: {}", disk::cause(&error))))
}

fn holds_content(folder: &Path) -> bool {
    !matches!(disk::entry(&folder.join("content")), Ok(Entry::Absent) | Err(_))
}

/// The output folder: the one named, seen from the working folder, or `public` in the site's.
pub(super) fn output_folder(site: &Path, named: Option<&Path>) -> Result<PathBuf, Stop> {
    let out = match named {
        Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
        Some(folder) => folder.to_owned(),
        None if site == Path::new(".") => PathBuf::from("public"),
        None => site.join("public"),
    };
    let home = std::env::home_dir().filter(|home| disk::same(home, &out));
    let why = refuse(site, &out).or_else(|| home.map(|_| format!("“{}” is your home folder", out.display())));
    match why {
        None => Ok(out),
        Some(why) => Err(Stop::usage(
            format!("the site cannot be written there: {why}"),
            "choose another folder with --out, such as “public”",
        )),
    }
}
