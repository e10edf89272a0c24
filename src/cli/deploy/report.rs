//! What is told of a deployment.

use std::time::Instant;

use serde::Serialize;

use super::super::arguments::Format;
use super::super::build::count;
use super::super::console::{Console, answer};
use super::super::stop::{Status, Stop};
use super::Outlook;
use crate::config::Destination;
use crate::deploy::{Change, Plan, There};

/// How many files of a kind are listed, unless all were asked for.
const MOST: usize = 20;

/// A sign, a word, and the files it stands for with their sizes.
type Group<'a> = (&'static str, &'static str, Vec<(&'a str, u64)>);

/// What is told of a deployment.
pub(super) struct Report<'a> {
    destination: &'a Destination,
    plan: &'a Plan,
    is_dry: bool,
    /// Where the site is now.
    pub(super) address: Option<String>,
    /// The pages that readers do not get as they were built, and why.
    pub(super) wrong: Vec<(String, String)>,
}

impl<'a> Report<'a> {
    pub(super) fn new(destination: &'a Destination, plan: &'a Plan, is_dry: bool) -> Self {
        Self { destination, plan, is_dry, address: None, wrong: Vec::new() }
    }

    /// The files, by what happens to them.
    fn groups(&self) -> [Group<'a>; 5] {
        let puts = |changes: &[Change]| {
            let those = self.plan.puts.iter().filter(|put| changes.contains(&put.change));
            those.map(|put| (put.file.path.as_str(), put.file.size)).collect()
        };
        let kept = self.plan.kept.iter().map(|path| (path.as_str(), 0)).collect();
        let removed = self.plan.removals.iter().map(|(path, size)| (path.as_str(), *size)).collect();
        [
            ("+", "added", puts(&[Change::Added])),
            ("~", "changed", puts(&[Change::Changed])),
            ("~", "other headers", puts(&[Change::Headers])),
            ("-", "removed", removed),
            ("=", "kept", kept),
        ]
    }

    /// What is to be done.
    pub(super) fn plan(&self, there: &There, console: &Console) {
        if console.format == Format::Json {
            for (_, change, files) in self.groups() {
                for (path, bytes) in files {
                    answer(line(&Line { change, path, bytes }));
                }
            }
            return;
        }
        if there.is_damaged {
            console.tell(
                "note: the list of what guidepost put there is damaged; so nothing is deleted this time",
            );
        }
        // A dry run was asked what it would do: that is its answer. Else it is talk beside the work.
        let say = |text: String| if self.is_dry { answer(text) } else { console.tell(text) };
        for (sign, change, files) in self.groups() {
            let most = if console.verbose { files.len() } else { MOST };
            for (path, bytes) in files.iter().take(most) {
                say(match change {
                    "kept" => format!("{sign} {path} (not the site’s, or altered by others: stays)"),
                    "removed" => format!("{sign} {path}"),
                    _ => format!("{sign} {path} ({})", size(*bytes)),
                });
            }
            if files.len() > most {
                say(format!("{sign} … and {} more {change} (-v lists them)", files.len() - most));
            }
        }
        if !self.plan.is_empty() {
            say(self.numbers());
        }
    }

    fn numbers(&self) -> String {
        let mut parts = Vec::new();
        for (_, change, files) in self.groups() {
            if !files.is_empty() || matches!(change, "added" | "changed" | "removed") {
                parts.push(format!("{} {change}", files.len()));
            }
        }
        parts.push(format!("{} unchanged", self.plan.unchanged.len()));
        format!("{}; {} to send", parts.join(", "), size(self.plan.bytes()))
    }

    /// How it went.
    pub(super) fn end(&self, start: Instant, console: &Console) {
        let millis = start.elapsed().as_millis();
        if console.format == Format::Json {
            self.wrong.iter().for_each(|(path, why)| answer(line(&Wrong { wrong: path, why })));
            answer(line(&Last { deploy: self.summary(millis) }));
            return;
        }
        for (path, why) in &self.wrong {
            console.tell(format!("“{path}” is not what was built: {why}"));
        }
        let address = self.address.as_deref().unwrap_or(&self.destination.name);
        let done = match (self.plan.is_empty(), self.is_dry) {
            (true, _) => format!("nothing to do, {} there already", count(self.plan.unchanged.len(), "file")),
            (false, true) => "nothing was written".to_owned(),
            (false, false) => {
                let removed = self.plan.removals.len();
                format!("{} sent, {removed} removed", count(self.plan.puts.len(), "file"))
            }
        };
        if !self.wrong.is_empty() {
            console.tell("help: a cache between you and the host may take a while: try “guidepost deploy --verify” again");
        }
        console.tell(format!("{done}, in {millis} ms → {address}"));
    }

    fn summary(&self, millis: u128) -> Summary<'_> {
        Summary {
            target: &self.destination.name,
            address: self.address.as_deref().unwrap_or_default(),
            dry_run: self.is_dry,
            added: self.plan.count(Change::Added),
            changed: self.plan.count(Change::Changed) + self.plan.count(Change::Headers),
            removed: self.plan.removals.len(),
            kept: self.plan.kept.len(),
            unchanged: self.plan.unchanged.len(),
            bytes: self.plan.bytes(),
            wrong: self.wrong.len(),
            millis,
        }
    }
}

/// Files of others stand where files of the site must go.
pub(super) fn in_the_way(outlook: &Outlook, destination: &Destination) -> Stop {
    let files = &outlook.plan.in_the_way;
    let named: Vec<String> = files.iter().take(10).map(|path| format!("\n  “{path}”")).collect();
    let more = if files.len() > 10 { format!("\n  and {} more", files.len() - 10) } else { String::new() };
    let which = if outlook.there.inventory.is_some() {
        "files that are not guidepost’s"
    } else {
        "files that guidepost does not know to be its own"
    };
    Stop {
        status: Status::Machine,
        message: format!(
            "at “{}”, {which} stand where files of the site must go:{}{more}",
            destination.name,
            named.concat()
        ),
        help: "if they may be replaced, say --replace; if “to” leads to the wrong place, correct it"
            .to_owned(),
    }
}

/// The release before is the one that readers see.
pub(super) fn rolled_back(destination: &Destination, id: &str, console: &Console) {
    #[derive(Serialize)]
    struct Back<'a> {
        target: &'a str,
        release: &'a str,
    }
    #[derive(Serialize)]
    struct Line<'a> {
        rollback: Back<'a>,
    }
    if console.format == Format::Json {
        answer(line(&Line { rollback: Back { target: &destination.name, release: id } }));
    }
    console.tell(format!("“{}” shows the release {id} again", destination.name));
}

#[derive(Serialize)]
struct Line<'a> {
    change: &'a str,
    path: &'a str,
    bytes: u64,
}

#[derive(Serialize)]
struct Wrong<'a> {
    wrong: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct Last<'a> {
    deploy: Summary<'a>,
}

#[derive(Serialize)]
struct Summary<'a> {
    target: &'a str,
    address: &'a str,
    dry_run: bool,
    added: usize,
    changed: usize,
    removed: usize,
    kept: usize,
    unchanged: usize,
    bytes: u64,
    wrong: usize,
    millis: u128,
}

fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A number of bytes in words.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return count(usize::try_from(bytes).unwrap_or(usize::MAX), "byte");
    }
    let (mut tenths, mut unit) = (bytes / 100, 0);
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        (tenths, unit) = (tenths / 1000, unit + 1);
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_in_words() {
        assert_eq!(size(1), "1 byte");
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(1234), "1.2 kB");
        assert_eq!(size(25_600_000), "25.6 MB");
        assert_eq!(size(3_000_000_000), "3.0 GB");
    }
}
