//! `deploy`: one build, brought where readers find it.

mod chosen;
mod report;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::arguments::{CheckOptions, DateOptions, DeployOptions, Format};
use super::build::{anew, failed, fails, settings, studio, summary};
use super::console::{Console, answer};
use super::date::now;
use super::json;
use super::progress::{BUILD, DEPLOY};
use super::site;
use super::stop::{Status, Stop};
use super::tips;
use crate::config::{Config, Destination};
use crate::deploy::{self, Event, Fault, Plan, Release, Surroundings, Target, There};
use crate::output::Held;
use crate::path::OutputPath;
use report::Report;

/// What is to be brought, what is there, and what is to be done.
struct Outlook {
    release: Release,
    there: There,
    plan: Plan,
}

/// Builds the site and brings it to a target.
pub(super) fn deploy(
    named: Option<&Path>,
    options: &DeployOptions,
    console: &Console,
) -> Result<Status, Stop> {
    let start = Instant::now();
    let site = site::find(named)?;
    let around = surroundings(&site);
    if options.rollback {
        return roll_back(&around, options, console);
    }
    let Some((release, config)) = built(&site, options, console, start)? else { return Ok(Status::Site) };
    let destination = chosen::destination(&config, options.target.as_deref())?;
    if options.verify && config.base_url.is_empty() {
        return Err(Stop::usage(
            "--verify fetches pages from where readers find them, and site.yaml does not say where that is",
            "add a line “base_url: https://…”",
        ));
    }
    let target = deploy::open(destination, &around)?;
    let mut outlook = look(target.as_ref(), release, destination)?;
    let agreed_plan = outlook.plan.clone();
    let mut report = Report::new(destination, &agreed_plan, options.dry_run);
    report.plan(&outlook.there, console);
    refuse(&outlook, destination, options)?;
    let is_settled = outlook.plan.is_empty() && !outlook.plan.settles;
    if !options.dry_run && !is_settled {
        if !outlook.plan.is_empty() && !agreed(destination, options, console)? {
            console.tell("nothing was changed");
            return Ok(Status::Done);
        }
        outlook = bring(target.as_ref(), outlook, (destination, &around), console)?;
    }
    if !options.dry_run && is_settled {
        target.tidy()?;
    }
    if options.verify && !options.dry_run {
        report.wrong = verified((&outlook.release, &agreed_plan), &config.base_url, &around, console)?;
    }
    report.address = Some(config.base_url.clone()).filter(|url| !url.is_empty()).or_else(|| target.address());
    report.end(start, console);
    Ok(if report.wrong.is_empty() { Status::Done } else { Status::Machine })
}

/// The site, built as `build` does and written into the usual folder, or for `--dry-run` in memory; nothing, if it has
/// errors.
fn built(
    site: &Path,
    options: &DeployOptions,
    console: &Console,
    start: Instant,
) -> Result<Option<(Release, Config)>, Stop> {
    let chosen =
        CheckOptions { drafts: false, strict: options.strict, date: DateOptions { date: options.date.date } };
    let settings = settings(&chosen, false)?;
    let progress = console.progress(BUILD);
    let mut studio = if options.dry_run { anew(site)? } else { studio(site, &settings)? };
    progress.next();
    let out = site::output_folder(site, None)?;
    let shelf = studio.shelf(&out);
    let mut build =
        if options.dry_run { studio.build(settings, &Held)? } else { studio.build(settings, &shelf)? };
    let tips = tips::compare((&mut studio, &mut build), (site, &out), (settings, &shelf))?;
    let (fails, numbers) = (fails(&build, options.strict), summary(&build, start));
    drop(progress);
    console.diagnostics(&build.diagnostics, &|path| studio.text(path));
    if console.format == Format::Json {
        answer(json::summary(&numbers));
    }
    if fails {
        console.tell(format!("{}; nothing was deployed", failed(&numbers, None)));
        return Ok(None);
    }
    let config = chosen::config(&studio)?;
    // A name that is none ends here, before anything is written.
    chosen::destination(&config, options.target.as_deref())?;
    if options.dry_run {
        studio.compress(&mut build, &out, &Held);
        return Ok(Some((Release::new(&build.outputs, site, None), config)));
    }
    studio.commit((&mut build, tips.as_ref()), &out, settings, &shelf)?;
    studio.save();
    Ok(Some((Release::new(&build.outputs, site, Some(&out)), config)))
}

/// Compares what is to be there with what is there.
fn look(target: &dyn Target, mut release: Release, destination: &Destination) -> Result<Outlook, Stop> {
    if destination.way.scheme() == "git" {
        // Without it, GitHub leaves out files and folders whose names begin with an underscore.
        release.add(".nojekyll", Vec::new());
    }
    let there = target.survey()?;
    let with_headers = target.takes_headers();
    let questions = there.questions(&release, with_headers);
    let seen = if questions.is_empty() { BTreeMap::new() } else { target.examine(&questions)? };
    let own = target.never_removes().iter().filter(|path| release.get(path).is_none());
    let keep: Vec<String> =
        destination.keep.iter().cloned().chain(own.map(|path| (*path).to_owned())).collect();
    let mut plan = Plan::new(&release, &there, &seen, &keep, with_headers);
    if target.has_folders() {
        plan.see_folders(&there);
    }
    Ok(Outlook { release, there, plan })
}

/// Refuses what could be a mistake, unless it was said to be none.
fn refuse(outlook: &Outlook, destination: &Destination, options: &DeployOptions) -> Result<(), Stop> {
    let plan = &outlook.plan;
    if !plan.in_the_way.is_empty() && !options.replace {
        return Err(report::in_the_way(outlook, destination));
    }
    if plan.removes_much() && !options.yes && !options.dry_run {
        let message = format!(
            "this would delete {} of the {} files that guidepost put there",
            plan.removals.len(),
            plan.owned
        );
        return Err(Stop::usage(message, "look at the list with --dry-run -v; if it is right, say --yes"));
    }
    Ok(())
}

/// Whether the user wants it.
fn agreed(destination: &Destination, options: &DeployOptions, console: &Console) -> Result<bool, Stop> {
    if options.yes {
        return Ok(true);
    }
    if !console.can_ask() {
        return Err(Stop::usage(
            "nobody can be asked here whether this shall be done",
            "look at it with --dry-run, then say --yes",
        ));
    }
    let verb = if options.rollback { "Go back at" } else { "Bring this to" };
    Ok(Console::ask(format!("{verb} “{}”?", destination.name)))
}

/// Carries the plan out. Where the target is changed meanwhile, as by a run that was killed and whose last requests come
/// late, it looks again, and goes on as long as nothing more is deleted or replaced than was agreed to.
fn bring(
    target: &dyn Target,
    mut outlook: Outlook,
    (destination, around): (&Destination, &Surroundings),
    console: &Console,
) -> Result<Outlook, Stop> {
    const TRIES: usize = 3;
    let agreed = outlook.plan.clone();
    for _ in 1..TRIES {
        match attempt(target, &outlook, around, console) {
            Err(fault) if fault.kind == deploy::Kind::Meanwhile => {
                let again = look(target, outlook.release, destination)?;
                if !again.plan.is_within(&agreed) {
                    return Err(fault.into());
                }
                if again.plan.is_empty() && !again.plan.settles {
                    return Ok(again);
                }
                outlook = again;
            }
            result => return Ok(result.map(|()| outlook)?),
        }
    }
    attempt(target, &outlook, around, console)?;
    Ok(outlook)
}

fn attempt(
    target: &dyn Target,
    outlook: &Outlook,
    around: &Surroundings,
    console: &Console,
) -> Result<(), Fault> {
    let progress = console.progress(DEPLOY);
    let Outlook { release, there, plan } = outlook;
    let id = format!("{}-{}", around.moment(), release.digest().short());
    let watch = |event| match event {
        Event::Begin(steps) => progress.steps(steps),
        Event::Step => progress.step(),
        Event::Publish | Event::Verify => progress.next(),
    };
    deploy::apply(target, (release, there, plan), &id, &watch)
}

/// Fetches the pages that changed, or all of them where none did; those that are not what was built, and why.
fn verified(
    (release, plan): (&Release, &Plan),
    base_url: &str,
    around: &Surroundings,
    console: &Console,
) -> Result<Vec<(String, String)>, Stop> {
    let is_page = |path: &&str| OutputPath::new(*path).is_html() && *path != "404.html";
    let changed = plan.puts.iter().map(|put| put.file.path.as_str());
    let mut pages: Vec<&str> = changed.filter(is_page).collect();
    if pages.is_empty() {
        pages = release.files().map(|file| file.path.as_str()).filter(is_page).collect();
    }
    let progress = console.progress(&["comparing"]);
    progress.steps(pages.len());
    Ok(deploy::verify_pages(base_url, release, &pages, around, &|| progress.step())?)
}

/// Goes back to the release before.
fn roll_back(around: &Surroundings, options: &DeployOptions, console: &Console) -> Result<Status, Stop> {
    let studio = anew(&around.site)?;
    let config = chosen::config(&studio)?;
    let destination = chosen::destination(&config, options.target.as_deref())?;
    let target = deploy::open(destination, around)?;
    if !agreed(destination, options, console)? {
        console.tell("nothing was changed");
        return Ok(Status::Done);
    }
    let id = target.roll_back()?;
    report::rolled_back(destination, &id, console);
    Ok(Status::Done)
}

/// The world around a deployment: the one place where it meets the clock and the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "credentials come from the environment, and from nowhere in a build"
)]
fn surroundings(site: &Path) -> Surroundings {
    // Whoever holds a variable of another encoding holds nothing that we could send.
    let variable = |name: &str| std::env::var(name).ok();
    let sleep = Arc::new(std::thread::sleep);
    Surroundings {
        site: site.to_owned(),
        home: std::env::home_dir(),
        variable,
        now,
        silence: Duration::from_mins(2),
        sleep,
    }
}
