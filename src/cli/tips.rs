//! `tips`, and what `build` and `check` say of tips that were published and are gone.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::arguments::{CheckOptions, DateOptions, Format};
use super::build::{count, settings, studio, summary};
use super::console::{Console, answer};
use super::json;
use super::site;
use super::stop::{Status, Stop};
use crate::disk::{self, MachineFault};
use crate::output::{self, Dropped};
use crate::path::SourcePath;
use crate::pipeline::Build;
use crate::published::{self, PublishedTip, TIPS};
use crate::text::Text;

/// Writes the ids of all published tips into `tips.yaml`.
pub(super) fn tips(named: Option<&Path>, options: &DateOptions, console: &Console) -> Result<Status, Stop> {
    let start = std::time::Instant::now();
    let site = site::find(named)?;
    let options = CheckOptions { drafts: false, strict: false, date: DateOptions { date: options.date } };
    let options = settings(&options, false)?;
    let mut studio = studio(&site, &options)?;
    let build = studio.build(options, &Dropped)?;
    console.diagnostics(&build.diagnostics, &|path| studio.text(path));
    let fails = build.diagnostics.has_errors();
    let tips = published(&build, &[], false);
    let is_new = !fails && write(&site, &published::to_yaml(&tips))?;
    if console.format == Format::Json {
        answer(json::summary(&json::Summary { written: usize::from(is_new), ..summary(&build, start) }));
    }
    let path = if site == Path::new(".") { PathBuf::from(TIPS) } else { site.join(TIPS) };
    console.tell(match (fails, is_new) {
        (true, _) => format!(
            "{} to mend first; {} is as it was",
            count(build.diagnostics.errors(), "error"),
            path.display()
        ),
        (false, true) => format!("{} kept in {}", count(tips.len(), "tip"), path.display()),
        (false, false) => format!("{} has {} already", path.display(), count(tips.len(), "tip")),
    });
    Ok(if fails { Status::Site } else { Status::Done })
}

/// Writes the file in one moment, if it is not so already; whether it was written.
fn write(site: &Path, yaml: &str) -> Result<bool, Stop> {
    let path = site.join(TIPS);
    let temporary = site.join(format!(".{TIPS}.tmp"));
    if matches!(disk::read(&path), Ok(bytes) if bytes == yaml.as_bytes()) {
        return Ok(false);
    }
    disk::remove_file(&temporary).map_err(MachineFault::of("remove", &temporary))?;
    disk::write_new(&temporary, yaml.as_bytes()).map_err(MachineFault::of("write", &temporary))?;
    disk::rename(&temporary, &path).map_err(MachineFault::of("write", &path))?;
    Ok(true)
}

/// Adds to a build what is wrong with tips that were published; those that were.
pub(super) fn compare(build: &mut Build, site: &Path, out: &Path) -> Result<Vec<PublishedTip>, Stop> {
    let (before, faults) = before(site, out)?;
    build.diagnostics.extend(faults);
    if !build.diagnostics.has_errors() {
        build.diagnostics.extend(published::lost(&before, &build.tips, &build.status()));
    }
    build.diagnostics = std::mem::take(&mut build.diagnostics).sorted();
    Ok(before)
}

/// The tips of `tips.yaml`; without one, those of the last build.
fn before(site: &Path, out: &Path) -> Result<(Vec<PublishedTip>, Vec<crate::diagnostic::Diagnostic>), Stop> {
    let path = site.join(TIPS);
    match disk::read(&path) {
        Ok(bytes) => Ok(match Text::decode(&SourcePath::new(TIPS), &bytes) {
            Ok(text) => published::read(&text),
            Err(fault) => (Vec::new(), vec![fault]),
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Ok((output::previous(out).tips().to_vec(), Vec::new()))
        }
        Err(error) => Err(MachineFault::new("read", &path, &error).into()),
    }
}

/// The tips that are published now. Drafts are not: a build that shows them leaves what is kept as it was.
pub(super) fn published(build: &Build, before: &[PublishedTip], drafts: bool) -> Vec<PublishedTip> {
    if drafts { before.to_vec() } else { build.tips.iter().map(|tip| tip.value.clone()).collect() }
}
