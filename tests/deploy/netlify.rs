//! `netlify:`, with a server that does what Netlify's documentation says of the calls that are made.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use crate::command::{Run, World};
use crate::support::http::{Answer, Asked, Server};
use crate::support::{INVENTORY, assert_same, built, numbers, version, without_own, world};

const SITE: &str = "lamps.netlify.app";
const TOKEN: &str = "canary-token";

/// What the service knows.
#[derive(Default)]
struct Known {
    /// Bytes by their SHA-1.
    blobs: BTreeMap<String, Vec<u8>>,
    /// Deploys in the order they were made: files, by path with a slash before it.
    deploys: Vec<BTreeMap<String, String>>,
    published: Option<usize>,
    asked: Vec<String>,
    fail: u32,
}

fn sha1(bytes: &[u8]) -> String {
    Sha1::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Known {
    fn lacking(&self, deploy: usize) -> Vec<String> {
        let mut lacking: Vec<String> =
            self.deploys[deploy].values().filter(|sha| !self.blobs.contains_key(*sha)).cloned().collect();
        lacking.sort();
        lacking.dedup();
        lacking
    }

    fn deploy(&self, number: usize) -> Value {
        let state = if self.lacking(number).is_empty() { "ready" } else { "uploading" };
        json!({"id": format!("d{number}"), "state": state, "required": self.lacking(number), "created_at": format!("2026-11-26T13:00:{number:02}Z")})
    }

    fn files(&self) -> BTreeMap<String, String> {
        self.published.map(|number| self.deploys[number].clone()).unwrap_or_default()
    }

    fn answer(&mut self, asked: &Asked) -> Answer {
        self.asked.push(format!("{} {}", asked.method, asked.path()));
        if self.fail > 0 {
            self.fail -= 1;
            return Answer::status(502);
        }
        if asked.header("authorization") != format!("Bearer {TOKEN}") {
            return Answer::Say(401, Vec::new(), br#"{"message":"canary"}"#.to_vec());
        }
        let path = percent_encoding::percent_decode_str(asked.path()).decode_utf8().unwrap().into_owned();
        let path = path.strip_prefix("/api/v1").unwrap();
        let site = format!("/sites/{SITE}");
        if let Some(rest) = path.strip_prefix(&site) {
            return self.site(rest, asked);
        }
        let (number, file) = path
            .strip_prefix("/deploys/d")
            .unwrap()
            .split_once("/files")
            .unwrap_or((&path["/deploys/d".len()..], ""));
        let number: usize = number.parse().unwrap();
        if asked.method == "PUT" {
            assert_eq!(self.deploys[number].get(file), Some(&sha1(&asked.body)), "{file}");
            self.blobs.insert(sha1(&asked.body), asked.body.clone());
            if self.lacking(number).is_empty() {
                self.published = Some(number);
            }
            return Answer::json(&json!({"id": file}));
        }
        Answer::json(&self.deploy(number))
    }

    fn site(&mut self, rest: &str, asked: &Asked) -> Answer {
        match (asked.method.as_str(), rest) {
            ("GET", "") => {
                let published = self.published.map(|number| self.deploy(number));
                Answer::json(
                    &json!({"id": "x", "ssl_url": "https://lamps.netlify.app", "published_deploy": published}),
                )
            }
            ("GET", "/files") => {
                let all = self.files().into_iter().map(|(path, sha)| {
                    let size = self.blobs[&sha].len();
                    json!({"id": path, "path": path, "sha": sha, "size": size})
                });
                // Short pages, so that more than one is asked for.
                let page: usize =
                    asked.target.split("page=").nth(1).unwrap().split('&').next().unwrap().parse().unwrap();
                Answer::json(&Value::Array(all.skip((page - 1) * 7).take(7).collect()))
            }
            ("GET", "/deploys") => {
                let deploys = (0..self.deploys.len()).map(|number| self.deploy(number));
                Answer::json(&Value::Array(deploys.rev().collect()))
            }
            ("GET", _) => match self.files().get(rest.strip_prefix("/files").unwrap()) {
                Some(sha) if asked.header("content-type").ends_with("raw") => {
                    Answer::Say(200, Vec::new(), self.blobs[sha].clone())
                }
                Some(sha) => Answer::json(&json!({"sha": sha})),
                None => Answer::status(404),
            },
            ("POST", "/deploys") => {
                let body: Value = serde_json::from_slice(&asked.body).unwrap();
                self.deploys.push(serde_json::from_value(body["files"].clone()).unwrap());
                let number = self.deploys.len() - 1;
                if self.lacking(number).is_empty() {
                    self.published = Some(number);
                }
                Answer::json(&self.deploy(number))
            }
            ("POST", restore) => {
                let number = restore
                    .strip_prefix("/deploys/d")
                    .unwrap()
                    .strip_suffix("/restore")
                    .unwrap()
                    .parse()
                    .unwrap();
                self.published = Some(number);
                Answer::json(&self.deploy(number))
            }
            _ => Answer::status(405),
        }
    }
}

struct Host {
    world: World,
    known: Arc<Mutex<Known>>,
    server: Server,
}

impl Host {
    fn new(pages: usize) -> Self {
        let known = Arc::new(Mutex::new(Known::default()));
        let service = Arc::clone(&known);
        let server = Server::start(move |asked| service.lock().unwrap().answer(asked));
        Self { world: world("netlify:lamps", pages), known, server }
    }

    fn run_with(&self, token: &str, arguments: &[&str]) -> Run {
        self.known.lock().unwrap().asked.clear();
        let mut command = self.world.command(arguments);
        command
            .env("NETLIFY_API_URL", format!("{}/api/v1", self.server.url()))
            .env("NETLIFY_AUTH_TOKEN", token);
        Run::of(&command.output().unwrap())
    }

    fn deploy(&self) -> Run {
        self.run_with(TOKEN, &["deploy", "--yes", "--format", "json"])
    }

    fn asked(&self, method: &str) -> usize {
        self.known.lock().unwrap().asked.iter().filter(|asked| asked.starts_with(method)).count()
    }

    fn shown(&self) -> BTreeMap<String, Vec<u8>> {
        let known = self.known.lock().unwrap();
        let files =
            known.files().into_iter().map(|(path, sha)| (path[1..].to_owned(), known.blobs[&sha].clone()));
        without_own(files.collect())
    }
}

#[test]
fn a_site_goes_up_by_its_digests() {
    let host = Host::new(4);
    {
        let mut known = host.known.lock().unwrap();
        known.blobs.insert(sha1(b"mine"), b"mine".to_vec());
        known.deploys.push(BTreeMap::from([("/mine.txt".to_owned(), sha1(b"mine"))]));
        known.published = Some(0);
    }
    host.run_with(TOKEN, &["deploy", "--dry-run"]).expect(0);
    assert_eq!((host.asked("PUT"), host.asked("POST")), (0, 0), "D5");
    let run = host.deploy().expect(0);
    assert_eq!(numbers(&run)["address"], "https://lamps.netlify.app");
    let mut shown = host.shown();
    assert_eq!(shown.remove("mine.txt").unwrap(), b"mine", "D4");
    assert_same(&shown, &built(&host.world));
    assert!(host.known.lock().unwrap().files().contains_key(&format!("/{INVENTORY}")));
    host.deploy().expect(0);
    assert_eq!((host.asked("PUT"), host.asked("POST")), (0, 0), "D2");
    let first = host.shown();
    version(&host.world, 2, 4);
    let run = host.deploy().expect(0);
    let sent = numbers(&run)["added"].as_u64().unwrap() + numbers(&run)["changed"].as_u64().unwrap();
    assert_eq!(host.asked("PUT") as u64, sent + 1, "what changed, and the list of ours");
    let mut shown = host.shown();
    shown.remove("mine.txt");
    assert_same(&shown, &built(&host.world));
    host.run_with(TOKEN, &["deploy", "--rollback", "-y"]).expect(0);
    assert_same(&host.shown(), &first);
}

#[test]
fn d2_a_lost_list_means_comparing() {
    let host = Host::new(3);
    host.deploy().expect(0);
    let number = host.known.lock().unwrap().published.unwrap();
    host.known.lock().unwrap().deploys[number].remove(&format!("/{INVENTORY}"));
    let run = host.deploy().expect(0);
    // The list alone is sent; and not even that, if the host still has it under the same digest.
    assert!(numbers(&run)["bytes"] == 0 && host.asked("PUT") <= 1, "{}", run.stdout);
    assert_same(&host.shown(), &built(&host.world));
}

#[test]
fn d7_patience_with_the_service_and_none_with_a_wrong_token() {
    let host = Host::new(2);
    host.known.lock().unwrap().fail = 2;
    host.deploy().expect(0);
    assert_same(&host.shown(), &built(&host.world));
    let run = host.run_with("wrong-canary", &["deploy", "-y", "-v"]).expect(3);
    assert!(run.stderr.contains("does not accept the token"), "{}", run.stderr);
    assert_eq!(host.asked("GET"), 1);
    assert!(!run.stderr.contains("canary"), "{}", run.stderr);
    let run = host.run_with("", &["deploy", "-y"]).expect(2);
    assert!(run.stderr.contains("there is no token for Netlify"), "{}", run.stderr);
    host.world.put(
        "../home/.config/netlify/config.json",
        &json!({"userId": "u", "users": {"u": {"auth": {"token": TOKEN}}}}).to_string(),
    );
    host.run_with("", &["deploy", "-y"]).expect(0);
}

#[test]
fn d6_who_was_interrupted_sends_only_the_rest() {
    let host = Host::new(5);
    host.deploy().expect(0);
    let before = host.shown();
    version(&host.world, 4, 5);
    // What a run that was killed has sent is known to the service; nothing of it is shown.
    let page = host.world.run(&["build"]).expect(0);
    drop(page);
    let built = built(&host.world);
    for bytes in built.values().take(built.len() - 2) {
        host.known.lock().unwrap().blobs.insert(sha1(bytes), bytes.clone());
    }
    assert_same(&host.shown(), &before);
    host.deploy().expect(0);
    assert!(host.asked("PUT") <= 3, "{}", host.asked("PUT"));
    assert_same(&host.shown(), &built);
}
