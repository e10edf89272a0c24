//! What can be written on the command line.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use super::date::parse_date;
use crate::date::Date;

const STATUSES: &str = "Exit status: 0 done; 1 the site has errors; 2 the command line is wrong; \
                        3 the machine failed us (disk, network, port).";

const DATE: &str =
    "The date of the build, such as 2026-11-22 [default: SOURCE_DATE_EPOCH, or else today in UTC]";

/// Builds a website from step-by-step guides written in Markdown.
#[derive(Debug, Parser)]
#[command(name = "guidepost", version, after_help = STATUSES, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(super) struct Global {
    /// The folder that holds “content” [default: the nearest one upwards]
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) site: Option<PathBuf>,
    /// Text for people, or one JSON object a line for programs
    #[arg(long, global = true, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    pub(super) format: Format,
    /// List the pages that were rendered and why, and the files that were written and removed
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(super) verbose: u8,
    /// Print diagnostics only
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
}

/// For whom to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build the site; on an error the last good one stays as it is
    Build(BuildOptions),
    /// Report all that “build” would report, and write nothing
    Check(AuditOptions),
    /// Serve a preview that follows what you save
    Serve(ServeOptions),
    /// Say of every page whether it is published, and why
    Status(DateOptions),
    /// Build the site and bring it where readers find it
    Deploy(DeployOptions),
    /// Keep the ids of all published tips in tips.yaml, so that later builds tell which are gone
    Tips(DateOptions),
    /// Make a new site, guide or step; nothing is ever overwritten
    New {
        #[command(subcommand)]
        what: New,
    },
}

#[derive(Debug, Args)]
pub(super) struct BuildOptions {
    /// Where the built site goes [default: “public” in the site's folder]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Name index.html in every link, so that the site can be read from the disk
    #[arg(long)]
    pub(super) portable: bool,
    /// Build everything once more with nothing remembered, and compare
    #[arg(long)]
    pub(super) verify: bool,
    #[command(flatten)]
    pub(super) check: CheckOptions,
}

#[derive(Debug, Args)]
pub(super) struct ServeOptions {
    /// The port; 0 for a free one
    #[arg(long, default_value_t = 4000, value_name = "PORT")]
    pub(super) port: u16,
    /// The address to listen at; others on your network can read the preview only if it is not a loopback one
    #[arg(long, default_value = "127.0.0.1", value_name = "HOST")]
    pub(super) host: String,
    /// Open it in your browser
    #[arg(long)]
    pub(super) open: bool,
    /// Look for changes now and then, for folders whose changes the system does not tell of
    #[arg(long)]
    pub(super) poll: bool,
    /// Show drafts and pages with a date to come
    #[arg(long)]
    pub(super) drafts: bool,
    #[command(flatten)]
    pub(super) date: DateOptions,
}

#[derive(Debug, Args)]
pub(super) struct CheckOptions {
    /// Include drafts and pages with a date to come
    #[arg(long)]
    pub(super) drafts: bool,
    /// Fail on warnings too
    #[arg(long)]
    pub(super) strict: bool,
    #[command(flatten)]
    pub(super) date: DateOptions,
}

#[derive(Debug, Args)]
pub(super) struct AuditOptions {
    /// List all that would make a reader's browser call another host: what, where, why, and what was done about it
    #[arg(long)]
    pub(super) privacy: bool,
    #[command(flatten)]
    pub(super) check: CheckOptions,
}

#[derive(Debug, Args)]
pub(super) struct DateOptions {
    /// The date of the build
    #[arg(long, help = DATE, value_name = "DATE", value_parser = parse_date)]
    pub(super) date: Option<Date>,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct DeployOptions {
    /// A name below “deploy” in site.yaml; it can be left out where there is only one
    pub(super) target: Option<String>,
    /// Show what would be done, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Do not ask
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Replace files there that guidepost did not put there, where the site has files of these names
    #[arg(long)]
    pub(super) replace: bool,
    /// Afterwards fetch the changed pages from where readers find them, and compare
    #[arg(long)]
    pub(super) verify: bool,
    /// Go back to the release before
    #[arg(long, conflicts_with_all = ["dry_run", "replace", "verify", "strict"])]
    pub(super) rollback: bool,
    /// Stop on warnings too
    #[arg(long)]
    pub(super) strict: bool,
    #[command(flatten)]
    pub(super) date: DateOptions,
}

#[derive(Debug, Subcommand)]
pub(super) enum New {
    /// Make a site with a first guide in it
    Site {
        /// Where; the folder is made if there is none
        #[arg(default_value = ".", value_name = "DIR")]
        folder: PathBuf,
        /// The site's title [default: the folder's name]
        #[arg(long)]
        title: Option<String>,
        #[command(flatten)]
        date: DateOptions,
    },
    /// Make a guide: an overview, a step and an action page
    Guide {
        /// Its title, or its folder's name
        name: String,
        #[command(flatten)]
        date: DateOptions,
    },
    /// Make a step; the files after it get new numbers
    #[command(override_usage = "guidepost new step [OPTIONS] [GUIDE] <TITLE>")]
    Step(StepOptions),
}

#[derive(Debug, Args)]
pub(super) struct StepOptions {
    /// The step's title; before it the guide's folder, if it is not clear which one is meant
    #[arg(num_args = 1..=2, required = true, value_name = "TITLE")]
    pub(super) words: Vec<String>,
    /// The guide's folder, such as “rebuilding-trust”
    #[arg(long)]
    pub(super) guide: Option<String>,
    /// Put it after the file with this number (0: before all)
    #[arg(long, value_name = "N", conflicts_with = "at")]
    pub(super) after: Option<u32>,
    /// Give it this number [default: after the last step]
    #[arg(long, value_name = "N")]
    pub(super) at: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn global_options_stand_before_or_after_the_command() {
        for line in [
            ["guidepost", "--site", "x", "--format", "json", "-q", "check"],
            ["guidepost", "check", "--site", "x", "--format", "json", "-q"],
            ["guidepost", "--format", "json", "check", "-q", "--site", "x"],
        ] {
            let arguments = Arguments::try_parse_from(line).unwrap();
            assert_eq!(arguments.global.site, Some(PathBuf::from("x")), "{line:?}");
            assert_eq!(arguments.global.format, Format::Json, "{line:?}");
            assert!(arguments.global.quiet, "{line:?}");
        }
    }
}
