//! `netlify:`: a site of Netlify, through its documented interface (docs.netlify.com/api, open-api.netlify.com): a deploy is
//! announced with the SHA-1 of every file, the host says which it lacks, and goes live when it has them all.

mod token;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::digest::Digest;

use super::http::{Http, Reply, Request};
use super::sha1::sha1;
use super::surroundings::Sleep;
use super::target::Job;
use super::{Fault, File, Found, INVENTORY, Inventory, Seen, Surroundings, Target, There};

/// Where the interface is, unless `NETLIFY_API_URL` says otherwise, as it does to Netlify's own program.
const API: &str = "https://api.netlify.com/api/v1";
/// Asks for the bytes of a file, and not for what is known of it.
const RAW: &str = "application/vnd.bitballoon.v1.raw";
/// How often a deploy is asked whether it is live.
const LOOKS: u32 = 120;
/// What stays as it is in a segment of an address.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A site of Netlify.
pub(super) struct Site {
    api: String,
    name: String,
    token: String,
    http: Http,
    sleep: Sleep,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    address: String,
    /// The SHA-1 of the files there, by path.
    there: BTreeMap<String, String>,
    /// The SHA-1 of the files that shall be there.
    wanted: BTreeMap<String, String>,
    /// The bytes of files that were announced and not yet sent are with the release; the host lacks these.
    lacking: BTreeSet<String>,
    deploy: String,
}

#[derive(Deserialize)]
struct SiteInfo {
    #[serde(default)]
    ssl_url: String,
    #[serde(default)]
    url: String,
    published_deploy: Option<DeployInfo>,
}

#[derive(Deserialize)]
struct FileInfo {
    path: String,
    #[serde(default)]
    sha: String,
    #[serde(default)]
    size: u64,
}

#[derive(Deserialize)]
struct DeployInfo {
    id: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    required: Option<Vec<String>>,
    #[serde(default)]
    error_message: Option<String>,
    #[serde(default)]
    created_at: String,
}

impl Site {
    pub(super) fn open(site: &str, around: &Surroundings) -> Result<Self, Fault> {
        let api = around.variable("NETLIFY_API_URL").unwrap_or_else(|| API.to_owned());
        // The interface takes names as hosts only.
        let is_id = site.len() == 36 && site.bytes().filter(|byte| *byte == b'-').count() == 4;
        let site = if is_id || site.contains('.') { site.to_owned() } else { format!("{site}.netlify.app") };
        Ok(Self {
            api: api.trim_end_matches('/').to_owned(),
            name: site,
            token: token::find(around)?,
            http: Http::new(around, 0),
            sleep: Arc::clone(&around.sleep),
            state: Mutex::default(),
        })
    }

    fn send(
        &self,
        method: &'static str,
        path: &str,
        kind: &str,
        body: Option<&[u8]>,
    ) -> Result<Reply, Fault> {
        let url = format!("{}{path}", self.api);
        let headers =
            vec![("authorization", format!("Bearer {}", self.token)), ("content-type", kind.to_owned())];
        self.http.send(&Request { method, url: &url, headers, body })
    }

    fn good(&self, reply: Reply) -> Result<Reply, Fault> {
        let (why, help) = match reply.status {
            200..300 => return Ok(reply),
            401 | 403 => (
                "Netlify does not accept the token".to_owned(),
                "make a new one under “User settings → Applications”, and set NETLIFY_AUTH_TOKEN to it",
            ),
            404 => (
                format!("Netlify has no site “{}” that this token can see", self.name),
                "write the site’s id from “Site configuration”, as in netlify:01234567-89ab-cdef-0123-456789abcdef",
            ),
            status => (format!("Netlify answers with status {status}"), ""),
        };
        Err(Fault::machine(why, help))
    }

    fn json<T: DeserializeOwned>(&self, reply: Reply) -> Result<T, Fault> {
        serde_json::from_slice(&self.good(reply)?.body).map_err(|_| {
            Fault::machine(
                "Netlify’s answer cannot be understood",
                "try again; if it stays, guidepost is too old for it",
            )
        })
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Fault> {
        self.json(self.send("GET", path, "application/json", None)?)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The files of the site, page by page until one brings nothing new.
    fn list(&self) -> Result<BTreeMap<String, FileInfo>, Fault> {
        let mut files = BTreeMap::new();
        for page in 1.. {
            let path = format!("/sites/{}/files?page={page}&per_page=1000", self.name);
            let before = files.len();
            let infos: Vec<FileInfo> = self.get(&path)?;
            files.extend(infos.into_iter().map(|info| (info.path.trim_start_matches('/').to_owned(), info)));
            if files.len() == before {
                break;
            }
        }
        Ok(files)
    }

    fn announce(&self) -> Result<(), Fault> {
        let files: BTreeMap<String, String> =
            self.state().wanted.iter().map(|(path, sha)| (format!("/{path}"), sha.clone())).collect();
        let body = json!({ "files": files, "draft": false }).to_string();
        let path = format!("/sites/{}/deploys", self.name);
        let mut deploy: DeployInfo =
            self.json(self.send("POST", &path, "application/json", Some(body.as_bytes()))?)?;
        // Large deploys are prepared first.
        for _ in 0..LOOKS {
            if deploy.required.is_some() {
                break;
            }
            (self.sleep)(Duration::from_secs(1));
            deploy = self.get(&format!("/deploys/{}", deploy.id))?;
        }
        let mut state = self.state();
        state.lacking = deploy.required.unwrap_or_default().into_iter().collect();
        state.deploy = deploy.id;
        Ok(())
    }

    fn upload(&self, path: &str, bytes: &[u8]) -> Result<(), Fault> {
        let deploy = self.state().deploy.clone();
        let path = utf8_percent_encode(path, SEGMENT);
        let address = format!("/deploys/{deploy}/files/{path}");
        self.good(self.send("PUT", &address, "application/octet-stream", Some(bytes))?).map(|_| ())
    }

    /// Waits until a deploy is live.
    fn wait(&self, deploy: &str) -> Result<(), Fault> {
        let mut pause = Duration::from_millis(250);
        for _ in 0..LOOKS {
            let info: DeployInfo = self.get(&format!("/deploys/{deploy}"))?;
            match info.state.as_str() {
                "ready" | "current" => return Ok(()),
                "error" => {
                    let why = info.error_message.unwrap_or_else(|| "it does not say why".to_owned());
                    return Err(Fault::machine(
                        format!("Netlify could not publish the site: {why}"),
                        "deploy again",
                    ));
                }
                _ => (self.sleep)(pause),
            }
            pause = (pause * 2).min(Duration::from_secs(5));
        }
        Err(Fault::machine("Netlify has not published the site yet", "look at its deploys in a while"))
    }
}

impl Target for Site {
    fn survey(&self) -> Result<There, Fault> {
        let info: SiteInfo = self.get(&format!("/sites/{}", self.name))?;
        let listed = self.list()?;
        let inventory = if listed.contains_key(INVENTORY) {
            let path = format!("/sites/{}/files/{INVENTORY}", self.name);
            Some(self.good(self.send("GET", &path, RAW, None)?)?.body)
        } else {
            None
        };
        let mut state = self.state();
        state.address = if info.ssl_url.is_empty() { info.url } else { info.ssl_url };
        state.there = listed.iter().map(|(path, info)| (path.clone(), info.sha.clone())).collect();
        let files = listed
            .into_iter()
            .filter(|(path, _)| path != INVENTORY)
            .map(|(path, info)| (path, Found { size: info.size, mark: Some(info.sha) }))
            .collect();
        Ok(There::new(inventory.as_deref(), files))
    }

    fn examine(&self, paths: &[&str]) -> Result<BTreeMap<String, Seen>, Fault> {
        let mut seen = BTreeMap::new();
        for path in paths {
            let address = format!("/sites/{}/files/{}", self.name, utf8_percent_encode(path, SEGMENT));
            let bytes = self.good(self.send("GET", &address, RAW, None)?)?.body;
            seen.insert(
                (*path).to_owned(),
                Seen { digest: Digest::of(bytes), headers: None, is_ours: false },
            );
        }
        Ok(seen)
    }

    fn lanes(&self) -> usize {
        8
    }

    /// Announces all that shall be there: what others put there, by what the host says of it.
    fn begin(&self, job: &Job<'_>) -> Result<(), Fault> {
        let gone: BTreeSet<&str> = job.plan.removals.iter().map(|(path, _)| path.as_str()).collect();
        let mut wanted = self.state().there.clone();
        wanted.retain(|path, _| !gone.contains(path.as_str()));
        for put in &job.plan.puts {
            wanted.insert(put.file.path.clone(), sha1(&[&job.release.open(&put.file)?]));
        }
        // Its marks are known now, so that it can be announced with the files it lists.
        let marks = wanted.iter().map(|(path, sha)| (path.clone(), Some(sha.clone()))).collect();
        let mut inventory = job.plan.done(job.release, &job.pending.id, &marks, false);
        inventory.before = job.there.inventory.as_ref().map(|before| before.id.clone()).unwrap_or_default();
        wanted.insert(INVENTORY.to_owned(), sha1(&[&inventory.to_json()]));
        self.state().wanted = wanted;
        self.announce()
    }

    fn put(&self, file: &File, bytes: Vec<u8>) -> Result<Option<String>, Fault> {
        let sha = sha1(&[&bytes]);
        if self.state().lacking.contains(&sha) {
            self.upload(&file.path, &bytes)?;
            self.state().lacking.remove(&sha);
        }
        Ok(Some(sha))
    }

    fn delete(&self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn publish(&self, inventory: &Inventory) -> Result<(), Fault> {
        let bytes = inventory.to_json();
        if self.state().lacking.contains(&sha1(&[&bytes])) {
            self.upload(INVENTORY, &bytes)?;
        }
        let deploy = self.state().deploy.clone();
        self.wait(&deploy)
    }

    fn roll_back(&self) -> Result<String, Fault> {
        let info: SiteInfo = self.get(&format!("/sites/{}", self.name))?;
        let now = info.published_deploy.map(|deploy| (deploy.created_at, deploy.id)).unwrap_or_default();
        let deploys: Vec<DeployInfo> =
            self.get(&format!("/sites/{}/deploys?state=ready&per_page=100", self.name))?;
        let before = deploys
            .into_iter()
            .filter(|deploy| deploy.state == "ready" && deploy.id != now.1)
            .map(|deploy| (deploy.created_at, deploy.id))
            .filter(|deploy| *deploy < now)
            .max();
        let Some((_, id)) = before else {
            let help = "deploy the older version of your site again";
            return Err(Fault::request("Netlify keeps no deploy before this one", help));
        };
        let path = format!("/sites/{}/deploys/{id}/restore", self.name);
        self.good(self.send("POST", &path, "application/json", Some(b"{}"))?)?;
        self.wait(&id)?;
        Ok(id)
    }

    fn address(&self) -> Option<String> {
        Some(self.state().address.clone()).filter(|address| !address.is_empty())
    }
}
