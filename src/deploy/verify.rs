//! Looks at published pages as a reader does.

use std::time::Duration;

use crate::digest::Digest;
use crate::path::OutputPath;

use super::http::{Http, Request};
use super::{Fault, Release, Surroundings};

/// How often a page is fetched before it is given up: hosts and their caches take a while.
const TRIES: u32 = 6;

/// Fetches pages from where readers find them and compares; the paths of those that are not what was built, and why.
///
/// # Errors
/// When the host cannot be reached at all.
pub fn verify_pages(
    base_url: &str,
    release: &Release,
    paths: &[&str],
    around: &Surroundings,
    watch: &dyn Fn(),
) -> Result<Vec<(String, String)>, Fault> {
    let http = Http::new(around, 5);
    let mut wrong: Vec<(&str, String)> = paths.iter().map(|path| (*path, String::new())).collect();
    let mut pause = Duration::from_millis(500);
    for attempt in 0..TRIES {
        let mut still = Vec::new();
        for (path, _) in wrong {
            if let Some(why) = fault_of(&http, base_url, release, path)? {
                still.push((path, why));
            } else {
                watch();
            }
        }
        wrong = still;
        if wrong.is_empty() || attempt + 1 == TRIES {
            break;
        }
        (around.sleep)(pause);
        pause *= 2;
    }
    Ok(wrong.into_iter().map(|(path, why)| (path.to_owned(), why)).collect())
}

/// What is wrong with a published page, if anything is.
fn fault_of(http: &Http, base_url: &str, release: &Release, path: &str) -> Result<Option<String>, Fault> {
    let Some(file) = release.get(path) else { return Ok(None) };
    let address = OutputPath::new(path).url();
    let url = format!("{base_url}{}", crate::links::encoded(&address));
    // Whatever stands between us and the host shall ask it.
    let headers = vec![("cache-control", "no-cache".to_owned())];
    let reply = http.send(&Request { method: "GET", url: &url, headers, body: None })?;
    Ok(match reply.status {
        200 if Digest::of(&reply.body) == file.digest => None,
        200 => Some("the host hands out other bytes".to_owned()),
        status => Some(format!("the host answers with status {status}")),
    })
}
