//! From `to: ssh://me@example.org/www` to what it means.

use super::{Bucket, Server, Way};
use crate::config::address::not_a_web_address;
use crate::diagnostic::{Placed, nearest};
use crate::yaml::{Fields, quoted};

/// The words that `to` may begin with, each with an example.
const SCHEMES: [(&str, &str); 7] = [
    ("file", "file:../www"),
    ("zip", "zip:site.zip"),
    ("git", "git:git@github.com:me/my-site.git"),
    ("ssh", "ssh://me@example.org/var/www/my-site"),
    ("s3", "s3:my-bucket"),
    ("netlify", "netlify:my-site"),
    ("command", "command:rclone"),
];

/// The branch that code hosts publish when nobody says otherwise.
const BRANCH: &str = "gh-pages";
/// The link that a web server reads.
const LINK: &str = "current";
/// How many releases stay on a server.
const RELEASES: u32 = 5;

/// Reads where a target leads, and the keys that belong to this way.
pub(super) fn read(to: &Placed<String>, target: &mut Fields<'_>) -> Option<Way> {
    let Some((scheme, rest)) = to.value.split_once(':') else {
        return unknown(to, &to.value, target);
    };
    let rest = rest.trim();
    let empty = rest.trim_matches('/').is_empty() && !(scheme == "file" && rest.starts_with('/'));
    if empty && SCHEMES.iter().any(|(known, _)| *known == scheme) {
        return refuse(to, "says nothing after its colon", example(scheme), target);
    }
    if rest.starts_with('-') {
        return refuse(to, "begins with a hyphen after its colon", example(scheme), target);
    }
    match scheme {
        "file" => Some(Way::Folder(rest.strip_prefix("//").unwrap_or(rest).to_owned())),
        "zip" => Some(Way::Zip(rest.strip_prefix("//").unwrap_or(rest).to_owned())),
        "git" => git(to, rest, target),
        "ssh" => ssh(to, rest, target),
        "s3" => s3(rest.trim_start_matches('/'), target),
        "netlify" => Some(Way::Netlify(rest.trim_matches('/').to_owned())),
        "command" => {
            let arguments = target.texts("arguments").into_iter().map(|text| text.value).collect();
            Some(Way::Command { program: rest.to_owned(), arguments })
        }
        _ => unknown(to, scheme, target),
    }
}

fn git(to: &Placed<String>, rest: &str, target: &mut Fields<'_>) -> Option<Way> {
    let remote = if rest.starts_with("//") { format!("git:{rest}") } else { rest.to_owned() };
    let branch = target.text("branch");
    if let Some(branch) = &branch
        && !is_branch(&branch.value)
    {
        let message = format!("{} cannot be the name of a branch", quoted(&branch.value));
        target.faults().error(
            "bad-name",
            branch.place.clone(),
            message,
            "write one such as gh-pages or pages",
        );
        return None;
    }
    // A remote that runs a program would be one that nobody named.
    if remote.contains("::") {
        return refuse(to, "names a helper program", example("git"), target);
    }
    Some(Way::Git { remote, branch: branch.map_or(BRANCH.to_owned(), |branch| branch.value) })
}

/// The rules of git-check-ref-format(1), a little stricter.
fn is_branch(name: &str) -> bool {
    let plain = |char: char| char.is_alphanumeric() || "-_./+@".contains(char);
    name.chars().all(plain)
        && !name.contains("..")
        && !name.contains("//")
        && !name.contains("@{")
        && !name.ends_with(['/', '.'])
        && name
            .split('/')
            .all(|part| !part.starts_with(['.', '-']) && !part.to_lowercase().ends_with(".lock"))
}

fn ssh(to: &Placed<String>, rest: &str, target: &mut Fields<'_>) -> Option<Way> {
    let link = target.text("link").map_or(LINK.to_owned(), |link| link.value);
    let releases = target.whole("releases", &(2..=1000)).map_or(RELEASES, |number| number.value);
    let (authority, folder) = match rest.strip_prefix("//") {
        // As git reads it: `/~/` begins at the user's home.
        Some(rest) => match rest.split_once('/') {
            Some((authority, path)) => {
                (authority, path.strip_prefix("~/").map_or(format!("/{path}"), str::to_owned))
            }
            None => (rest, String::new()),
        },
        None => match rest.split_once(':') {
            Some((authority, path)) => (authority, path.strip_prefix("~/").unwrap_or(path).to_owned()),
            None => (rest, String::new()),
        },
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if rest.starts_with("//") && !port.contains(']') => match port.parse() {
            Ok(port) => (host, Some(port)),
            Err(_) => return refuse(to, "has a port that is no number", example("ssh"), target),
        },
        _ => (authority, None),
    };
    let folder = folder.trim_end_matches('/').to_owned();
    if folder.is_empty() {
        return refuse(to, "names no folder on the server", example("ssh"), target);
    }
    let plain = |char: char| char.is_alphanumeric() || "-_.@:[]%+".contains(char);
    if host.is_empty() || host.starts_with('-') || !host.chars().all(plain) {
        return refuse(to, "names no server", example("ssh"), target);
    }
    if [&folder, &link].iter().any(|path| path.chars().any(char::is_control)) {
        return refuse(to, "holds an invisible character", example("ssh"), target);
    }
    let server = Server { host: host.to_owned(), port };
    Some(Way::Ssh { server, folder, link, releases: releases as usize })
}

fn s3(rest: &str, target: &mut Fields<'_>) -> Option<Way> {
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let prefix = prefix.trim_matches('/');
    let mut text = |key| target.text(key);
    let (endpoint, region, profile) = (text("endpoint"), text("region"), text("profile"));
    if let Some(endpoint) = &endpoint
        && let Some(why) = not_a_web_address(&endpoint.value)
    {
        let message = format!(
            "“endpoint” should be the address of a service, and is {}: {why}",
            quoted(&endpoint.value)
        );
        let help = "write it in full, as in https://fsn1.your-objectstorage.com";
        target.faults().error("bad-url", endpoint.place.clone(), message, help);
        return None;
    }
    let value = |text: Option<Placed<String>>| text.map(|text| text.value);
    Some(Way::S3(Bucket {
        name: name.to_owned(),
        prefix: if prefix.is_empty() { String::new() } else { format!("{prefix}/") },
        endpoint: value(endpoint).map(|url| url.trim_end_matches('/').to_owned()),
        region: value(region),
        profile: value(profile),
    }))
}

fn example(scheme: &str) -> String {
    let known = SCHEMES.iter().find(|(known, _)| *known == scheme);
    known.map(|(_, example)| format!("write it as in {example}")).unwrap_or_default()
}

fn refuse(to: &Placed<String>, why: &str, help: String, target: &Fields<'_>) -> Option<Way> {
    target.faults().error("bad-target", to.place.clone(), format!("{} {why}", quoted(&to.value)), help);
    None
}

fn unknown(to: &Placed<String>, scheme: &str, target: &Fields<'_>) -> Option<Way> {
    let known = SCHEMES.iter().map(|(known, _)| *known);
    let help = match nearest(scheme, known.filter(|known| scheme.to_lowercase().starts_with(&known[..1]))) {
        Some(known) => {
            format!("did you mean “{known}:”, {}?", example(known).replace("write it as in", "as in"))
        }
        None => {
            format!("it begins with one of: {}", SCHEMES.map(|(known, _)| format!("{known}:")).join(", "))
        }
    };
    refuse(to, "says no way that guidepost knows", help, target)
}
