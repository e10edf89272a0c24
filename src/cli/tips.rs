//! `tips`, and what `build` and `check` say of tips that were published and are gone.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::{CheckOptions, DateOptions, Format};
use super::build::{count, settings, studio, summary};
use super::console::{Console, answer};
use super::json;
use super::site;
use super::stop::{Status, Stop};
use crate::diagnostic::{Diagnostic, Placed};
use crate::disk::{self, MachineFault};
use crate::memory::Tips;
use crate::output::{self, Dropped, Shelf};
use crate::path::{SourcePath, Url};
use crate::pipeline::{Build, Options};
use crate::published::{self, Line, Published, PublishedTip, TIPS};
use crate::studio::Studio;
use crate::text::Text;

/// Writes the ids of all published tips into `tips.yaml`.
pub(super) fn tips(named: Option<&Path>, options: &DateOptions, console: &Console) -> Result<Status, Stop> {
    let start = std::time::Instant::now();
    let site = site::find(named)?;
    let options = CheckOptions { drafts: false, strict: false, date: DateOptions { date: options.date } };
    let options = settings(&options, false)?;
    let mut studio = studio(&site, &options)?;
    let mut build = studio.build(options, &Dropped)?;
    let tips = studio.tips(&mut build, |_| true, options, &Dropped)?;
    console.diagnostics(&build.diagnostics, &|path| studio.text(path));
    let fails = build.diagnostics.has_errors();
    let tips: Vec<PublishedTip> =
        tips.iter().flat_map(|tips| tips.iter().map(|tip| tip.value.clone())).collect();
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

/// Adds to a build what is wrong with tips that were published. The tips that are published now, if the output folder has
/// others or it is not known which.
pub(super) fn compare(
    (studio, build): (&mut Studio, &mut Build),
    (site, out): (&Path, &Path),
    (options, shelf): (Options, &dyn Shelf),
) -> Result<Option<Published>, Stop> {
    let kept = kept(site)?;
    if kept.is_none() && studio.keeps_tips(build, out) {
        return Ok(None);
    }
    let (before, faults) = kept.unwrap_or_else(|| (output::published(out), Vec::new()));
    let (same, new) = sorted_out(build, &before);
    // Only what was published and is no more is looked for among the tips themselves.
    let is_lost = before.iter().any(|(guide, _)| !same.contains(guide));
    let now = if is_lost || new.is_none() {
        studio.tips(build, |tips| !is_in(&before, tips), options, shelf)?
    } else {
        Vec::new()
    };
    build.diagnostics.extend(faults);
    if build.diagnostics.has_errors() {
        build.diagnostics = std::mem::take(&mut build.diagnostics).sorted();
        return Ok(None);
    }
    if is_lost {
        let other = before.iter().filter(|(guide, _)| !same.contains(guide));
        let other: Vec<PublishedTip> = other.flat_map(|(guide, line)| line.tips(guide)).collect();
        let new: Vec<Placed<PublishedTip>> = now.iter().flat_map(|tips| tips.iter().cloned()).collect();
        build.diagnostics.extend(published::lost(&other, &new, &build.status()));
        build.diagnostics = std::mem::take(&mut build.diagnostics).sorted();
    }
    let same = same.into_iter().filter_map(|guide| before.line(&guide).cloned().map(|line| (guide, line)));
    let line = |tips: &Arc<Vec<Placed<PublishedTip>>>| {
        let guide = tips.first()?.value.guide.clone();
        Some((guide, Line::of(tips.iter().map(|tip| &tip.value))))
    };
    let new = new.unwrap_or_else(|| now.iter().filter_map(line).collect());
    Ok(Some(same.chain(new).collect()))
}

/// The guides whose tips are as they were published, and the lines of the others, if all these are at hand.
fn sorted_out(build: &Build, before: &Published) -> (BTreeSet<Url>, Option<Vec<(Url, Line)>>) {
    let (same, new): (Vec<&Arc<Tips>>, Vec<_>) = build.tips.iter().partition(|tips| is_in(before, tips));
    let line = |tips: &Arc<Tips>| Some((tips.guide.clone(), tips.line.clone()?));
    (same.into_iter().map(|tips| tips.guide.clone()).collect(), new.into_iter().map(line).collect())
}

/// Whether the tips of a guide are just as they were published.
fn is_in(before: &Published, tips: &Tips) -> bool {
    before.line(&tips.guide).is_some_and(|line| line.digest == tips.digest)
}

/// The tips of `tips.yaml`, if there is one.
fn kept(site: &Path) -> Result<Option<(Published, Vec<Diagnostic>)>, Stop> {
    let path = site.join(TIPS);
    match disk::read(&path) {
        Ok(bytes) => Ok(Some(match Text::decode(&SourcePath::new(TIPS), &bytes) {
            Ok(text) => {
                let (tips, faults) = published::read(&text);
                (Published::of(&tips), faults)
            }
            Err(fault) => (Published::default(), vec![fault]),
        })),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(MachineFault::new("read", &path, &error).into()),
    }
}
