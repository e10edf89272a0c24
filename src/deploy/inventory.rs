//! What guidepost put at a target: the proof that a file there is its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;

use super::{File, Headers};

/// Its name beside the files it lists. It holds paths and digests of what is public anyway, for some hosts hand out
/// files whose names begin with a dot.
pub const INVENTORY: &str = ".guidepost-deploy.json";

/// The mark of a file that is being put, which no target gives: what the file holds must be looked at.
pub(super) const UNDER_WAY: &str = "under way";

/// The version of its form.
const FORMAT: u32 = 1;

/// What guidepost put at a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inventory {
    guidepost: u32,
    /// The name of the release.
    pub id: String,
    /// The release before, where the target keeps it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// Every file, by path.
    pub files: BTreeMap<String, Item>,
}

/// A file that guidepost put there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it may hold: one version, or the old and the new one while a release is under way.
    pub versions: Vec<Version>,
    /// What the target said of the file then (an `ETag`, a time): as long as it says the same, the file is the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
}

/// The bytes of a file, and what servers say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The digest of its bytes.
    pub digest: Digest,
    /// Their number.
    pub size: u64,
    /// What servers say of it; nothing, where the target takes no headers.
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    pub headers: Option<Headers>,
}

impl Version {
    /// The version that a file is in.
    pub fn of(file: &File, with_headers: bool) -> Self {
        let headers = with_headers.then(|| file.headers.clone());
        Self { digest: file.digest, size: file.size, headers }
    }
}

impl Inventory {
    /// An empty one for a release.
    pub fn new(id: impl Into<String>) -> Self {
        Self { guidepost: FORMAT, id: id.into(), ..Self::default() }
    }

    /// The same under another name.
    pub(super) fn renamed(mut self, id: &str) -> Self {
        (self.guidepost, self.id) = (FORMAT, id.to_owned());
        self
    }

    /// Whether the release that it was written for did not come to its end.
    pub(super) fn is_unfinished(&self) -> bool {
        self.files.values().any(|item| item.mark.as_deref() == Some(UNDER_WAY))
    }

    /// Whether a file was being put when the release came to its end before its time.
    pub(super) fn is_under_way(&self, path: &str) -> bool {
        self.files.get(path).is_some_and(|item| item.mark.as_deref() == Some(UNDER_WAY))
    }

    /// As text; the same inventory gives the same text, one file a line.
    pub fn to_json(&self) -> Vec<u8> {
        let text = |value: &str| serde_json::Value::from(value).to_string();
        let mut lines = Vec::with_capacity(self.files.len());
        for (path, item) in &self.files {
            lines.push(format!("{}:{}", text(path), serde_json::to_string(item).unwrap_or_default()));
        }
        let (id, before, files) = (text(&self.id), text(&self.before), lines.join(",\n"));
        format!("{{\"guidepost\":{FORMAT},\"id\":{id},\"before\":{before},\"files\":{{\n{files}\n}}}}\n")
            .into_bytes()
    }

    /// Reads one. What cannot be read says nothing: it is damaged, or of a later form.
    pub fn from_json(bytes: &[u8]) -> Option<Self> {
        let inventory: Self = serde_json::from_slice(bytes).ok()?;
        // Windows has more ways to say “elsewhere”.
        let foreign: &[char] = if cfg!(windows) { &['\\', ':'] } else { &[] };
        let is_safe = |path: &str| {
            !path.contains(foreign) && !path.split('/').any(|part| matches!(part, "" | "." | ".."))
        };
        (inventory.guidepost == FORMAT && inventory.files.keys().all(|path| is_safe(path)))
            .then_some(inventory)
    }

    /// Whether it says for certain what a file holds: it is this version.
    pub fn is(&self, path: &str, version: &Version) -> bool {
        self.files.get(path).is_some_and(|item| item.versions == [version.clone()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_written_is_read() {
        let mut inventory = Inventory::new("20261126-130500");
        let version = Version { digest: Digest::of("a"), size: 1, headers: Some(Headers::of("a.html")) };
        let bare = Version { headers: None, ..version.clone() };
        let item = Item { versions: vec![version.clone()], mark: Some("\"x\"".into()) };
        inventory.files.insert("ä \"quoted\"/a.html".into(), item);
        inventory.files.insert("b".into(), Item { versions: vec![bare, version.clone()], mark: None });
        assert_eq!(Inventory::from_json(&inventory.to_json()), Some(inventory.clone()));
        assert!(inventory.is("ä \"quoted\"/a.html", &version));
        assert!(!inventory.is("b", &version));
        let empty = Inventory::new("");
        assert_eq!(Inventory::from_json(&empty.to_json()), Some(empty));
    }

    #[test]
    fn what_leads_elsewhere_is_no_inventory() {
        for path in ["../x", "/x", "a//b", "a/../b", "."] {
            let mut inventory = Inventory::new("1");
            inventory.files.insert(path.into(), Item::default());
            assert_eq!(Inventory::from_json(&inventory.to_json()), None, "{path}");
        }
        assert_eq!(Inventory::from_json(br#"{"guidepost":2,"id":"","files":{}}"#), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = Inventory::from_json(&bytes);
        }
    }
}
