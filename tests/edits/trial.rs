//! A sequence of edits and builds, each compared with a clean build.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use crate::chance::Chance;
use crate::command::{PROGRAM, Run, memory, tree};
use crate::folder::{Expected, Folder};
use crate::outcome::{Verdict, Work, difference, site_and_notes, taken_apart};
use crate::site::{Manner, Site, Tree};
use crate::start::{Dress, files};
use crate::{author, mischief};

/// The settings of a build that are no part of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
struct Settings {
    check: bool,
    drafts: bool,
    portable: bool,
    strict: bool,
    date: &'static str,
}

/// What a clean build of the present state gives.
struct Clean {
    files: Tree,
    links: BTreeMap<String, String>,
    settings: Settings,
    verdict: Verdict,
    rendered: u64,
    tree: Tree,
}

/// A site, its output folders, and what happened to them.
pub(crate) struct Trial {
    chance: Chance,
    scratch: tempfile::TempDir,
    site: Site,
    folders: [Folder; 2],
    settings: Settings,
    clean: Option<Clean>,
    takes: Duration,
    had_errors: bool,
    moves: usize,
    twins: usize,
    /// What happened, for the report of a failure.
    log: Vec<String>,
    /// How much did.
    pub(crate) tally: Tally,
}

/// How much a trial did.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) edits: usize,
    pub(crate) runs: usize,
    pub(crate) good: usize,
    pub(crate) kills: usize,
    /// Pages that good builds rendered, and those that clean builds of the same sites did.
    pub(crate) rendered: [u64; 2],
}

impl Tally {
    /// The sum of two.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            edits: self.edits + other.edits,
            runs: self.runs + other.runs,
            good: self.good + other.good,
            kills: self.kills + other.kills,
            rendered: [0, 1].map(|side| self.rendered[side] + other.rendered[side]),
        }
    }
}

impl Trial {
    /// The trial of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        let scratch = memory();
        let dress = if seed % 3 == 2 { Dress::Extended } else { Dress::Own };
        let mut site = Site::new(scratch.path().join("site"), files(dress));
        site.remember();
        let folders = [site.at("public"), scratch.path().join("other")].map(Folder::new);
        let settings =
            Settings { check: false, drafts: false, portable: false, strict: false, date: "2026-11-22" };
        Self {
            chance: Chance::new(seed),
            scratch,
            site,
            folders,
            settings,
            clean: None,
            takes: Duration::from_millis(50),
            had_errors: false,
            moves: 0,
            twins: 0,
            log: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// What happened last.
    pub(crate) fn story(&self) -> String {
        self.log[self.log.len().saturating_sub(40)..].join("\n  ")
    }

    /// Some edits, then a build or a check.
    ///
    /// # Errors
    /// What is not as a clean build makes it.
    pub(crate) fn step(&mut self) -> Result<(), String> {
        let mends = std::mem::take(&mut self.had_errors) && self.chance.percent(70);
        if mends {
            let mended = self.revert();
            self.log.push(mended);
        }
        for _ in 0..=self.chance.below(if mends { 3 } else { 5 }) {
            let done = self.change(mends);
            self.log.extend(done);
            self.tally.edits += 1;
        }
        if self.chance.percent(15) {
            self.other_settings();
        }
        match self.chance.below(100) {
            0..8 => self.killed()?,
            8..12 => self.edited_meanwhile(),
            12..15 => self.two_at_once()?,
            _ => {}
        }
        match self.chance.below(100) {
            0..8 => self.check()?,
            8..18 => self.build(1)?,
            _ => self.build(0)?,
        }
        self.sources_are_untouched()
    }

    /// One change of the site, or of what guidepost made of it.
    fn change(&mut self, only_mischief: bool) -> Option<String> {
        let chance = &mut self.chance;
        let which = usize::from(chance.percent(15));
        let folder = &mut self.folders[which];
        match chance.below(if only_mischief { 26 } else { 100 }) {
            0..9 => mischief::damage_output(folder, chance),
            9..12 => mischief::damage_folder(folder, chance),
            12..14 => mischief::add_foreign(folder, chance),
            14..23 => mischief::damage_cache(&self.site, chance),
            23..26 => mischief::old_cache(&self.site, chance),
            26..30 => Some(self.revert()),
            30 => Some(self.moved()),
            _ => Some(author::edit(&mut self.site, chance)),
        }
    }

    fn revert(&mut self) -> String {
        let chance = &mut self.chance;
        let state =
            if chance.percent(50) { self.site.states() - 1 } else { chance.below(self.site.states()) };
        let manner = *chance.pick(&[Manner::InPlace, Manner::Replaced]);
        let old_times = chance.percent(60);
        self.site.revert(state, manner, old_times);
        format!("back to state {state} ({manner:?}, {} times)", if old_times { "old" } else { "new" })
    }

    /// The site gets another place, with all that is in it.
    fn moved(&mut self) -> String {
        self.moves += 1;
        let to = self.scratch.path().join(format!("site-{}", self.moves));
        fs::rename(&self.site.root, &to).unwrap();
        self.site.root = to;
        self.folders[0].at = self.site.at("public");
        format!("the site lies in site-{}", self.moves)
    }

    fn other_settings(&mut self) {
        let chance = &mut self.chance;
        match chance.below(4) {
            0 => self.settings.drafts = !self.settings.drafts,
            1 => self.settings.portable = !self.settings.portable,
            2 => self.settings.strict = chance.percent(30),
            _ => self.settings.date = *chance.pick(&["2026-11-20", "2026-11-22", "2026-11-23", "2026-12-01"]),
        }
        self.log.push(format!("{:?}", self.settings));
    }

    fn check(&mut self) -> Result<(), String> {
        self.settings.check = true;
        let before = self.folders.each_ref().map(|folder| whole(&folder.at));
        let (verdict, work) = taken_apart(&self.run(None))?;
        let same = self.compare(&verdict, work);
        self.settings.check = false;
        same?;
        let after = self.folders.each_ref().map(|folder| whole(&folder.at));
        if after == before { Ok(()) } else { Err("a check changed an output folder".to_owned()) }
    }

    fn build(&mut self, which: usize) -> Result<(), String> {
        let before = self.folders[which].files();
        let notes = whole(&self.folders[which].at);
        let marks = marks(&self.folders[which].at);
        let start = Instant::now();
        let (verdict, work) = taken_apart(&self.run(Some(which)))?;
        self.takes = start.elapsed();
        let after = self.folders[which].files();
        let clean = self.clean();
        let (good, clean_tree) = (clean.verdict.status == 0, clean.tree.clone());
        match self.folders[which].expect(&before, &clean_tree) {
            Expected::Site { tree, written, removed } if good => {
                self.compare(&verdict, work)?;
                none(difference(&after, &tree))?;
                if (work.written, work.removed) != (written, removed) {
                    return Err(format!("wrote {written} and removed {removed}, but says {work:?}"));
                }
                self.left_alone(which, &before, &after, &marks)?;
                self.folders[which].settle(&after, &clean_tree);
                self.tally.good += 1;
                self.tally.rendered[0] += work.rendered;
                self.tally.rendered[1] += self.clean().rendered;
                if self.chance.percent(30) {
                    self.site.remember();
                }
            }
            Expected::Collision if good => {
                let clean = self.clean();
                if verdict.status != 3 || verdict.diagnostics != clean.verdict.diagnostics {
                    return Err(format!("files of others are in the way, but: {verdict:?}"));
                }
                none(difference(&whole(&self.folders[which].at), &notes))?;
                self.make_way(which, &clean_tree);
            }
            _ => {
                self.had_errors = true;
                self.compare(&verdict, work)?;
                none(difference(&whole(&self.folders[which].at), &notes))?;
            }
        }
        Ok(())
    }

    /// The user removes what is in the way.
    fn make_way(&mut self, which: usize, clean: &Tree) {
        let folder = &mut self.folders[which];
        let foreign = std::mem::take(&mut folder.foreign);
        for (path, bytes) in foreign {
            let below = format!("{path}/");
            let meets = |other: &String| {
                *other == path || other.starts_with(&below) || path.starts_with(&format!("{other}/"))
            };
            if clean.keys().any(meets) {
                fs::remove_file(folder.at.join(&path)).unwrap();
                let _ = fs::remove_dir(folder.at.join(&path).parent().unwrap());
            } else {
                folder.foreign.insert(path, bytes);
            }
        }
        self.log.push("what was in the way is gone".to_owned());
    }

    /// Files that stayed the same are the same files, with the same times; and nothing is left lying about.
    fn left_alone(&self, which: usize, before: &Tree, after: &Tree, marks: &Marks) -> Result<(), String> {
        let at = &self.folders[which].at;
        let now = self::marks(at);
        let same = before.iter().filter(|(path, bytes)| after.get(*path) == Some(bytes));
        let touched: Vec<&String> =
            same.map(|(path, _)| path).filter(|path| now.get(*path) != marks.get(*path)).collect();
        if !touched.is_empty() {
            return Err(format!("written though nothing changed: {touched:?}"));
        }
        let (_, notes) = site_and_notes(at);
        let names: Vec<&String> = notes.keys().collect();
        if names.iter().all(|name| [".guidepost.json", ".guidepost.tips.json"].contains(&name.as_str())) {
            Ok(())
        } else {
            Err(format!("left behind: {names:?}"))
        }
    }

    /// A build is killed at any moment: each file is the old one or the new one.
    fn killed(&mut self) -> Result<(), String> {
        let clean = self.clean().tree.clone();
        if self.folders[0].meets(&clean) {
            return Ok(());
        }
        let before = self.folders[0].files();
        let mut child = self.spawn();
        let share = u32::try_from(self.chance.below(130)).unwrap_or_default();
        sleep(self.takes * share / 100);
        child.kill().unwrap();
        child.wait().unwrap();
        self.log.push(format!("a build is killed after {share} % of its time"));
        self.tally.kills += 1;
        let cut = self.folders[0].cut_short(&before, &clean);
        if cut.is_empty() { Ok(()) } else { Err(format!("cut short by a kill: {cut:?}")) }
    }

    /// A file changes while a build reads the site: that build may see either, the next one sees the truth.
    fn edited_meanwhile(&mut self) {
        if self.folders[0].foreign.len() + self.folders[0].altered.len() > 0 {
            return;
        }
        let mut child = self.spawn();
        let share = u32::try_from(self.chance.below(100)).unwrap_or_default();
        sleep(self.takes * share / 100);
        let edit = author::edit(&mut self.site, &mut self.chance);
        child.wait().unwrap();
        self.log.push(format!("meanwhile, after {share} % of a build: {edit}"));
    }

    /// Two builds at once: one after the other, and never a mix.
    fn two_at_once(&mut self) -> Result<(), String> {
        let clean = self.clean();
        let (good, clean) = (clean.verdict.status == 0, clean.tree.clone());
        let before = self.folders[0].files();
        let Expected::Site { tree, .. } = self.folders[0].expect(&before, &clean) else { return Ok(()) };
        if !good {
            return Ok(());
        }
        let mut children = [self.spawn(), self.spawn()];
        let statuses = children.each_mut().map(|child| child.wait().unwrap().code());
        self.log.push("two builds at once".to_owned());
        if statuses != [Some(0), Some(0)] {
            return Err(format!("two builds at once ended with {statuses:?}"));
        }
        let after = self.folders[0].files();
        none(difference(&after, &tree))?;
        self.folders[0].settle(&after, &clean);
        Ok(())
    }

    fn compare(&mut self, verdict: &Verdict, work: Work) -> Result<(), String> {
        let clean = self.clean();
        if *verdict != clean.verdict {
            return Err(format!("{verdict:#?}\nbut a clean build gives\n{:#?}", clean.verdict));
        }
        if work.rendered > clean.rendered {
            return Err(format!("rendered {}, a clean build {}", work.rendered, clean.rendered));
        }
        Ok(())
    }

    /// Nobody but the author writes sources.
    fn sources_are_untouched(&self) -> Result<(), String> {
        none(difference(&self.site.on_disk(), &self.site.expected_on_disk()))
    }

    /// What a clean build of the present state gives: in a folder where guidepost never was.
    fn clean(&mut self) -> &Clean {
        let is_known = self.clean.as_ref().is_some_and(|clean| {
            clean.settings == self.settings
                && clean.files == self.site.files
                && clean.links == self.site.links
        });
        if !is_known {
            self.twins += 1;
            let folder = self.scratch.path().join(format!("twin-{}", self.twins));
            let root = folder.join("site");
            fs::create_dir_all(&root).unwrap();
            self.site.copy_to(&root);
            let run = Run::of(&command(&root, &self.settings).output().unwrap());
            let (verdict, work) =
                taken_apart(&run).unwrap_or_else(|why| panic!("a clean build: {why}\n{}", self.story()));
            let (tree, _) = site_and_notes(&root.join("public"));
            // Some day the cache of this other place may come back as if it were the site's own.
            let kept = self.site.root.with_extension("kept");
            if !kept.exists() && self.twins.is_multiple_of(7) {
                let _ = fs::rename(root.join(".guidepost"), kept);
            }
            fs::remove_dir_all(folder).unwrap();
            self.clean = Some(Clean {
                files: self.site.files.clone(),
                links: self.site.links.clone(),
                settings: self.settings.clone(),
                verdict,
                rendered: work.rendered,
                tree,
            });
        }
        self.clean.as_ref().unwrap()
    }

    fn run(&mut self, which: Option<usize>) -> Run {
        self.tally.runs += 1;
        let mut command = command(&self.site.root, &self.settings);
        if which == Some(1) {
            command.arg("--out").arg(&self.folders[1].at);
        }
        if which.is_some() && self.chance.percent(8) {
            command.arg("--verify");
        }
        let run = Run::of(&command.output().unwrap());
        self.log.push(format!("{} → {}", if which.is_some() { "BUILD" } else { "CHECK" }, run.status));
        run
    }

    fn spawn(&self) -> Child {
        command(&self.site.root, &self.settings).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }
}

/// The command for a site and some settings.
fn command(root: &PathBuf, settings: &Settings) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg(if settings.check { "check" } else { "build" });
    command.args(["--format", "json", "--date", settings.date]).current_dir(root);
    command.env("RAYON_NUM_THREADS", "2").env_remove("SOURCE_DATE_EPOCH");
    let flags = [
        ("--drafts", settings.drafts),
        ("--portable", settings.portable && !settings.check),
        ("--strict", settings.strict),
    ];
    command.args(flags.into_iter().filter(|(_, is_on)| *is_on).map(|(flag, _)| flag));
    command
}

/// Every file of a folder, guidepost's notes too.
fn whole(folder: &Path) -> Tree {
    if folder.exists() { tree(folder) } else { Tree::new() }
}

type Marks = BTreeMap<String, (u64, SystemTime)>;

/// The number and time of every file: they tell whether it was written again.
fn marks(folder: &Path) -> Marks {
    let mark = |path: String| {
        let found = fs::symlink_metadata(folder.join(&path)).unwrap();
        let mark = (found.ino(), found.modified().unwrap());
        (path, mark)
    };
    whole(folder).into_keys().map(mark).collect()
}

fn none(difference: Option<String>) -> Result<(), String> {
    difference.map_or(Ok(()), Err)
}
