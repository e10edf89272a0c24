//! Hosts that nobody can run at home, as functions from the path of a request to an answer. Each follows what the host
//! documents, or the source of its server where that is public; the module of each names it.

mod azure;
mod cloudflare;
mod cloudfront;
mod firebase;
mod gitlab;
mod netlify;
mod text_rules;
mod vercel;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use percent_encoding::percent_decode_str;

use crate::command;
use crate::fixture::{Built, build};
use crate::host::{Answers, Host};
use crate::http::Answer;
use crate::promises;

/// What depends on more than the files for hosts: types, compression, and the rights of a server.
const OF_SERVERS: [&str; 6] = ["types", "unchanged", "compression", "hidden files", "outside", "parts"];

/// What needs redirects that the host makes by itself: behind another host they lack the path that was taken away.
const OF_ITS_OWN: [&str; 3] = ["slashes", "moved without slash", "arriving"];
/// What a host cannot do that compares addresses as they were asked for; small pages lead on.
const LITERAL: [&str; 1] = ["small letters"];

/// Netlify's rules differ where nobody else reads them.
static FOR_NETLIFY: LazyLock<Built> = LazyLock::new(|| build(&["netlify"], "/"));
static FOR_NETLIFY_IN_FOLDER: LazyLock<Built> = LazyLock::new(|| build(&["netlify"], "/a/b/"));
static FOR_ALL: LazyLock<Built> = LazyLock::new(|| build(&["all"], "/"));
static FOR_ALL_IN_FOLDER: LazyLock<Built> = LazyLock::new(|| build(&["all"], "/a/b/"));

type Emulator<'b> = Box<dyn Fn(&str) -> Answer + 'b>;

fn host<'b>(name: &'static str, built: &'b Built, answer: Emulator<'b>) -> Host<'b> {
    Host { name, built, codings: &[], answers: Answers::Emulator(answer) }
}

/// Asserts the promises of a host except some.
#[track_caller]
fn assert_kept(host: &Host, left_out: &[&[&str]]) {
    promises::assert_kept_but(&[&OF_SERVERS[..], &left_out.concat()].concat(), host);
}

/// The same host behind another one, which passes on what is below the site's path, and takes that path away.
fn passed_on<'b>(built: &'b Built, answer: Emulator<'b>) -> Emulator<'b> {
    Box::new(move |path| match path.strip_prefix(built.base.trim_end_matches('/')) {
        Some(below) => answer(below),
        None => Answer { status: 502, headers: Vec::new(), body: Vec::new() },
    })
}

/// The files that were brought to a host, by path.
struct Tree(BTreeMap<String, Vec<u8>>);

impl Tree {
    fn of(built: &Built) -> Self {
        Self(command::tree(&built.output()))
    }

    /// A file as text.
    fn text(&self, path: &str) -> &str {
        std::str::from_utf8(&self.0[path]).unwrap()
    }

    /// The name of a file that is there.
    fn file(&self, name: &str) -> Option<&str> {
        self.0.get_key_value(name.strip_prefix('/')?).map(|(name, _)| name.as_str())
    }

    fn answer(&self, status: u16, file: &str) -> Answer {
        let headers = vec![("content-type".to_owned(), of_ending(file).to_owned())];
        Answer { status, headers, body: self.0[file].clone() }
    }
}

fn of_ending(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

/// The path of a request as the name of a file.
fn name(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

fn redirect(status: u16, to: &str) -> Answer {
    Answer { status, headers: vec![("location".to_owned(), to.to_owned())], body: Vec::new() }
}

/// Sets a header in the place of all others of its name.
fn set(answer: &mut Answer, name: &str, value: &str) {
    let name = name.to_lowercase();
    answer.headers.retain(|(other, _)| *other != name);
    answer.headers.push((name, value.to_owned()));
}

/// Whether a path is what a rule names, in which `*` stands for anything.
fn is_match(rule: &str, path: &str) -> bool {
    match rule.split_once('*') {
        None => rule == path,
        Some((before, after)) => {
            path.len() >= before.len() + after.len() && path.starts_with(before) && path.ends_with(after)
        }
    }
}
