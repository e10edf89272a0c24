//! `s3:`: a bucket of S3, or of one of the many services that speak its language.

mod answer;
mod credentials;
mod multipart;
mod profile;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle, actions};

use crate::config;
use crate::digest::Digest;

use super::http::{Http, Reply, Request};
use super::target::Job;
use super::{Fault, File, Found, Headers, INVENTORY, Inventory, Parts, Seen, Surroundings, Target, There};

/// The header under which an object tells the digest of its bytes, and that guidepost put it there.
const DIGEST: &str = "x-amz-meta-guidepost";
/// How long a signed address holds: longer than all retries together.
const HOLDS: Duration = Duration::from_hours(1);
/// How many objects go up at once.
const LANES: usize = 16;

/// The objects of a bucket below a prefix.
pub(super) struct Objects {
    bucket: Bucket,
    credentials: Credentials,
    prefix: String,
    shown: String,
    http: Http,
    /// What the inventory was when it was read, as the service names it: nobody else may have written it meanwhile.
    inventory: Mutex<Known>,
}

/// What is known of the inventory at the service.
#[derive(Clone, Debug, Default)]
enum Known {
    /// Nothing.
    #[default]
    Unknown,
    /// There is none.
    Absent,
    /// Its entity tag.
    Tag(String),
}

impl Objects {
    pub(super) fn open(wanted: &config::Bucket, around: &Surroundings) -> Result<Self, Fault> {
        let profile = profile::Profile::read(wanted.profile.as_deref(), around);
        let credentials = credentials::find(&profile, around)?;
        let variable = |names: &[&str]| names.iter().find_map(|name| around.variable(name));
        let region = wanted
            .region
            .clone()
            .or_else(|| variable(&["AWS_REGION", "AWS_DEFAULT_REGION"]))
            .or_else(|| profile.setting("region"))
            .unwrap_or_else(|| "us-east-1".to_owned());
        let endpoint = wanted
            .endpoint
            .clone()
            .or_else(|| variable(&["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]))
            .or_else(|| profile.setting("endpoint_url"));
        let is_elsewhere = endpoint.is_some();
        let endpoint = endpoint.unwrap_or_else(|| format!("https://s3.{region}.amazonaws.com"));
        let host = super::http::host(&endpoint).to_owned();
        // A bucket whose name has dots, or an address that is no name, cannot be part of a host's name.
        let style =
            if is_elsewhere || wanted.name.contains('.') { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let bad = || {
            let help =
                "write its name as in s3:my-bucket, and “endpoint” as in https://fsn1.your-objectstorage.com";
            Fault::request(format!("“{}” at “{host}” cannot be a bucket", wanted.name), help)
        };
        let url = endpoint.parse().map_err(|_| bad())?;
        let bucket = Bucket::new(url, style, wanted.name.clone(), region).map_err(|_| bad())?;
        let shown = format!("s3:{}/{}", wanted.name, wanted.prefix).trim_end_matches('/').to_owned();
        let http = Http::new(around, 0);
        Ok(Self {
            bucket,
            credentials,
            prefix: wanted.prefix.clone(),
            shown,
            http,
            inventory: Mutex::default(),
        })
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    fn send(
        &self,
        (method, url): (&'static str, &str),
        headers: Vec<(&'static str, String)>,
        body: Option<&[u8]>,
    ) -> Result<Reply, Fault> {
        self.http.send(&Request { method, url, headers, body })
    }

    /// The answer, if all went well.
    fn good(&self, reply: Reply, doing: &str) -> Result<Reply, Fault> {
        if reply.is_good() {
            Ok(reply)
        } else {
            Err(answer::fault(&reply, doing, &self.shown, self.bucket.region()))
        }
    }

    fn misunderstood(&self) -> Fault {
        let message = format!("the answer from “{}” is not that of a service like S3", self.shown);
        Fault::machine(message, "see whether “endpoint” is right")
    }

    fn get(&self, key: &str) -> Result<Reply, Fault> {
        let url = self.bucket.get_object(Some(&self.credentials), key).sign(HOLDS);
        self.send(("GET", url.as_str()), Vec::new(), None)
    }

    fn list(&self) -> Result<BTreeMap<String, Found>, Fault> {
        let mut files = BTreeMap::new();
        let mut token: Option<String> = None;
        loop {
            let mut action = self.bucket.list_objects_v2(Some(&self.credentials));
            if !self.prefix.is_empty() {
                action.with_prefix(self.prefix.as_str());
            }
            if let Some(token) = &token {
                action.with_continuation_token(token.as_str());
            }
            let url = action.sign(HOLDS);
            let reply = self.good(self.send(("GET", url.as_str()), Vec::new(), None)?, "list")?;
            let text = String::from_utf8_lossy(&reply.body);
            let page = actions::ListObjectsV2::parse_response(&text).map_err(|_| self.misunderstood())?;
            for object in page.contents {
                let Some(path) = object.key.strip_prefix(&self.prefix) else { continue };
                // A key that ends in a slash is what some tools make for a folder.
                if !path.is_empty() && !path.ends_with('/') && path != INVENTORY {
                    let mark = object.etag.map(|tag| bare(&tag).to_owned());
                    files.insert(path.to_owned(), Found { size: object.size.unwrap_or_default(), mark });
                }
            }
            token = page.next_continuation_token;
            if token.is_none() {
                return Ok(files);
            }
        }
    }

    fn put_object(
        &self,
        path: &str,
        headers: &Headers,
        bytes: &[u8],
        condition: Vec<(&'static str, String)>,
    ) -> Result<Reply, Fault> {
        let key = self.key(path);
        let digest = Digest::of(bytes).to_string();
        let mut action = self.bucket.put_object(Some(&self.credentials), &key);
        action.headers_mut().insert(DIGEST, digest.as_str());
        let url = action.sign(HOLDS);
        let mut all = vec![
            (DIGEST, digest.clone()),
            ("content-type", headers.media_type.clone()),
            ("cache-control", headers.cache_control.clone()),
        ];
        all.extend(condition);
        self.send(("PUT", url.as_str()), all, Some(bytes))
    }

    /// Writes the inventory, unless somebody else has written it since it was read.
    fn put_inventory(&self, inventory: &Inventory) -> Result<(), Fault> {
        let bytes = inventory.to_json();
        let headers =
            Headers { media_type: "application/json".to_owned(), cache_control: "no-store".to_owned() };
        let known = self.inventory.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let condition = match &known {
            Known::Tag(tag) => vec![("if-match", tag.clone())],
            Known::Absent => vec![("if-none-match", "*".to_owned())],
            Known::Unknown => Vec::new(),
        };
        let mut reply = self.put_object(INVENTORY, &headers, &bytes, condition)?;
        if matches!(reply.status, 400 | 405 | 501) && answer::is_not_implemented(&reply) {
            // Not all services know conditions.
            reply = self.put_object(INVENTORY, &headers, &bytes, Vec::new())?;
        }
        if matches!(reply.status, 409 | 412) && !self.is_ours(&bytes)? {
            let message = format!("somebody else brought a site to “{}” meanwhile", self.shown);
            return Err(Fault::meanwhile(message, "deploy again, to see what they changed"));
        }
        if !matches!(reply.status, 409 | 412) {
            let reply = self.good(reply, "write")?;
            self.remember(&reply);
        }
        Ok(())
    }

    /// Whether the inventory there has these bytes: a request that was sent twice meets its own first time.
    fn is_ours(&self, bytes: &[u8]) -> Result<bool, Fault> {
        let reply = self.get(&self.key(INVENTORY))?;
        let is_ours = reply.is_good() && reply.body == bytes;
        if is_ours {
            self.remember(&reply);
        }
        Ok(is_ours)
    }

    fn remember(&self, reply: &Reply) {
        let tag = reply.header("etag").to_owned();
        let known = match reply.status {
            404 => Known::Absent,
            _ if tag.is_empty() => Known::Unknown,
            _ => Known::Tag(tag),
        };
        *self.inventory.lock().unwrap_or_else(PoisonError::into_inner) = known;
    }

    fn look_into(&self, path: &str) -> Result<Seen, Fault> {
        let key = self.key(path);
        let url = self.bucket.head_object(Some(&self.credentials), &key).sign(HOLDS);
        let reply = self.good(self.send(("HEAD", url.as_str()), Vec::new(), None)?, "read")?;
        let headers = Headers {
            media_type: reply.header("content-type").to_owned(),
            cache_control: reply.header("cache-control").to_owned(),
        };
        let told: Option<Digest> = serde_json::from_value(reply.header(DIGEST).into()).ok();
        let digest = match told {
            Some(digest) => digest,
            None => Digest::of(self.good(self.get(&key)?, "read")?.body),
        };
        Ok(Seen { digest, headers: Some(headers), is_ours: told.is_some() })
    }
}

impl Target for Objects {
    fn survey(&self) -> Result<There, Fault> {
        let reply = self.get(&self.key(INVENTORY))?;
        let inventory = if reply.status == 404 && !answer::is_missing_bucket(&reply) {
            self.remember(&reply);
            None
        } else {
            let reply = self.good(reply, "read")?;
            self.remember(&reply);
            Some(reply.body)
        };
        Ok(There::new(inventory.as_deref(), self.list()?))
    }

    fn examine(&self, paths: &[&str]) -> Result<BTreeMap<String, Seen>, Fault> {
        let look = |path: &&str| Ok(((*path).to_owned(), self.look_into(path)?));
        Ok(super::apply::side_by_side(paths, LANES, look)?.into_iter().collect())
    }

    fn lanes(&self) -> usize {
        LANES
    }

    fn takes_headers(&self) -> bool {
        true
    }

    fn begin(&self, job: &Job<'_>) -> Result<(), Fault> {
        self.put_inventory(job.pending)?;
        match &job.there.inventory {
            Some(before) if before.is_unfinished() => self.forget_uploads(before),
            _ => Ok(()),
        }
    }

    fn part(&self, file: &File) -> Option<u64> {
        multipart::part(file.size)
    }

    fn put_parts(&self, file: &File, parts: Parts<'_>) -> Result<Option<String>, Fault> {
        self.put_large(file, parts)
    }

    fn put(&self, file: &File, bytes: Vec<u8>) -> Result<Option<String>, Fault> {
        let reply = self.good(self.put_object(&file.path, &file.headers, &bytes, Vec::new())?, "write")?;
        let tag = bare(reply.header("etag"));
        Ok((!tag.is_empty()).then(|| tag.to_owned()))
    }

    fn delete(&self, path: &str) -> Result<(), Fault> {
        let key = self.key(path);
        let url = self.bucket.delete_object(Some(&self.credentials), &key).sign(HOLDS);
        let reply = self.send(("DELETE", url.as_str()), Vec::new(), None)?;
        if reply.status != 404 {
            self.good(reply, "delete from")?;
        }
        Ok(())
    }

    fn publish(&self, inventory: &Inventory) -> Result<(), Fault> {
        self.put_inventory(inventory)
    }

    fn roll_back(&self) -> Result<String, Fault> {
        Err(Fault::request("a bucket keeps no release before", "deploy the older version of your site again"))
    }

    fn address(&self) -> Option<String> {
        Some(self.shown.clone())
    }
}

/// An entity tag without its quotation marks, which some services leave out in lists.
fn bare(tag: &str) -> &str {
    tag.trim_start_matches("W/").trim_matches('"')
}
