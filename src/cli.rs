//! The command line: finds the site, reads the clock and the environment, asks, prints. All else is the library's.
//!
//! Exit statuses: 0 done, 1 the site has errors, 2 the command line is wrong, 3 the machine failed us.

mod arguments;
mod build;
mod columns;
mod console;
mod date;
mod deploy;
mod human;
mod json;
mod new;
mod privacy;
mod progress;
mod serve;
mod site;
mod status;
mod stop;
mod tips;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use console::Console;
use stop::Status;

/// Runs one command, given as the program's name and its arguments; the exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(message) => {
            let _ = message.print();
            return if message.use_stderr() { Status::Usage } else { Status::Done }.into();
        }
    };
    let console = Console::new(&arguments.global);
    let site = arguments.global.site.as_deref();
    let result = match arguments.command {
        Command::Build(options) => build::build(site, &options, &console),
        Command::Check(options) => build::check(site, &options, &console),
        Command::Serve(options) => serve::serve(site, options, console.clone()),
        Command::Status(options) => status::status(site, &options, &console),
        Command::Deploy(options) => deploy::deploy(site, &options, &console),
        Command::Tips(options) => tips::tips(site, &options, &console),
        Command::New { what } => new::new(site, &what, &console),
    };
    match result {
        Ok(status) => status.into(),
        Err(stop) => {
            console.stop(&stop);
            stop.status.into()
        }
    }
}
