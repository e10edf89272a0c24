//! Large objects, which go up part by part: a service takes 5 GB with one request at most, and what breaks off is sent again
//! from where it broke.

use percent_encoding::percent_decode_str;
use rusty_s3::{S3Action, actions};

use crate::deploy::{Fault, File, Inventory, Parts};

use super::answer::element;
use super::{DIGEST, HOLDS, Objects, bare};

/// What is larger goes up in parts.
const LARGE: u64 = 16 << 20;
/// The bytes of a part; services want 5 MB at least.
const PART: u64 = 8 << 20;
/// How many parts an object may have.
const MOST: u64 = 10_000;

/// The bytes of the parts of an object, if it goes up in parts.
pub(super) fn part(size: u64) -> Option<u64> {
    (size > LARGE).then(|| PART.max(size.div_ceil(MOST)))
}

impl Objects {
    /// Puts an object part by part. If it fails, no part of it stays.
    pub(super) fn put_large(&self, file: &File, parts: Parts<'_>) -> Result<Option<String>, Fault> {
        let key = self.key(&file.path);
        let upload = self.start(&key, file)?;
        let put =
            self.put_all(&key, &upload, parts).and_then(|tags| self.complete((&key, &upload), &tags, file));
        if put.is_err() {
            self.abort(&key, &upload);
        }
        put
    }

    /// Starts an upload; its name.
    fn start(&self, key: &str, file: &File) -> Result<String, Fault> {
        let digest = file.digest.to_string();
        let mut action = self.bucket.create_multipart_upload(Some(&self.credentials), key);
        action.headers_mut().insert(DIGEST, digest.as_str());
        let url = action.sign(HOLDS);
        let headers = vec![
            (DIGEST, digest.clone()),
            ("content-type", file.headers.media_type.clone()),
            ("cache-control", file.headers.cache_control.clone()),
        ];
        let reply = self.good(self.send(("POST", url.as_str()), headers, Some(b""))?, "write")?;
        let text = String::from_utf8_lossy(&reply.body);
        let started =
            actions::CreateMultipartUpload::parse_response(&text).map_err(|_| self.misunderstood())?;
        Ok(started.upload_id().to_owned())
    }

    /// Sends the parts; their entity tags.
    fn put_all(&self, key: &str, upload: &str, parts: Parts<'_>) -> Result<Vec<String>, Fault> {
        let mut tags = Vec::new();
        for (number, part) in (1..).zip(parts) {
            let url = self.bucket.upload_part(Some(&self.credentials), key, number, upload).sign(HOLDS);
            let reply = self.good(self.send(("PUT", url.as_str()), Vec::new(), Some(&part?))?, "write")?;
            tags.push(reply.header("etag").to_owned());
        }
        Ok(tags)
    }

    /// Makes the parts one object. Its answer is not relied on: a service may say that all goes well before it fails, and
    /// a request that is sent twice is told that there is no such upload any more.
    fn complete(
        &self,
        (key, upload): (&str, &str),
        tags: &[String],
        file: &File,
    ) -> Result<Option<String>, Fault> {
        let tags = tags.iter().map(String::as_str);
        let action = self.bucket.complete_multipart_upload(Some(&self.credentials), key, upload, tags);
        let url = action.sign(HOLDS);
        let body = action.body();
        let headers = vec![("content-type", "application/xml".to_owned())];
        let completed = self.send(("POST", url.as_str()), headers, Some(body.as_bytes()))?;
        let url = self.bucket.head_object(Some(&self.credentials), key).sign(HOLDS);
        let reply = self.send(("HEAD", url.as_str()), Vec::new(), None)?;
        // Its size is seen in the listing that ends each deployment.
        let is_there = reply.is_good() && reply.header(DIGEST) == file.digest.to_string();
        if !is_there {
            self.good(completed, "write")?;
            return Err(self.misunderstood());
        }
        let tag = bare(reply.header("etag"));
        Ok((!tag.is_empty()).then(|| tag.to_owned()))
    }

    /// Removes the parts of an upload. What cannot be removed now is removed by the next run.
    fn abort(&self, key: &str, upload: &str) {
        let url = self.bucket.abort_multipart_upload(Some(&self.credentials), key, upload).sign(HOLDS);
        let _ = self.send(("DELETE", url.as_str()), Vec::new(), None);
    }

    /// Removes the parts of uploads that a run left which ended early: those of the files that it was bringing.
    pub(super) fn forget_uploads(&self, before: &Inventory) -> Result<(), Fault> {
        let mut after: Option<(String, String)> = None;
        loop {
            let mut action = self.bucket.list_objects_v2(Some(&self.credentials));
            action.query_mut().remove("list-type");
            action.query_mut().insert("uploads", "");
            if !self.prefix.is_empty() {
                action.with_prefix(self.prefix.as_str());
            }
            if let Some((key, upload)) = &after {
                action.query_mut().insert("key-marker", key.as_str());
                action.query_mut().insert("upload-id-marker", upload.as_str());
            }
            let url = action.sign(HOLDS);
            let reply = self.send(("GET", url.as_str()), Vec::new(), None)?;
            if !reply.is_good() {
                // Not all services list uploads, and not all keys may; they remove them by themselves some day.
                return Ok(());
            }
            let text = String::from_utf8_lossy(&reply.body).into_owned();
            let is_encoded = element(&text, "EncodingType") == Some("url");
            let key_of = |text, name| element(text, name).map(|key| decoded(key, is_encoded));
            for upload in text.split("<Upload>").skip(1) {
                let (Some(key), Some(id)) = (key_of(upload, "Key"), element(upload, "UploadId")) else {
                    continue;
                };
                if key.strip_prefix(&self.prefix).is_some_and(|path| before.is_under_way(path)) {
                    self.abort(&key, id);
                }
            }
            let next = (key_of(&text, "NextKeyMarker"), element(&text, "NextUploadIdMarker"));
            after = match (element(&text, "IsTruncated"), next) {
                (Some("true"), (Some(key), Some(upload)))
                    if after.as_ref().is_none_or(|(_, last)| last != upload) =>
                {
                    Some((key, upload.to_owned()))
                }
                _ => return Ok(()),
            };
        }
    }
}

/// A key as it stands in a list; some services encode it as in an address, too, as they are asked to.
fn decoded(key: &str, is_encoded: bool) -> String {
    let mut key = key.to_owned();
    for (written, meant) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
    {
        key = key.replace(written, meant);
    }
    if is_encoded { percent_decode_str(&key.replace('+', " ")).decode_utf8_lossy().into_owned() } else { key }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_lists() {
        assert_eq!(decoded("a+b &amp;lt;.html", false), "a+b &lt;.html");
        assert_eq!(decoded("a+b%26%2B.html", true), "a b&+.html");
    }

    #[test]
    fn no_object_has_more_parts_than_services_take() {
        assert_eq!(part(LARGE), None);
        assert_eq!(part(LARGE + 1), Some(PART));
        let huge: u64 = 5 << 40;
        assert!(huge.div_ceil(part(huge).unwrap()) <= MOST);
    }
}
