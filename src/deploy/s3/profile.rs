//! The profiles in `~/.aws/credentials` and `~/.aws/config`.

use std::path::Path;

use crate::deploy::Surroundings;
use crate::disk;

/// What the user's files say under the name of a profile.
pub(super) struct Profile {
    pub(super) name: String,
    credentials: Vec<(String, String)>,
    config: Vec<(String, String)>,
}

impl Profile {
    /// The profile of this name, else of `AWS_PROFILE`, else `default`.
    pub(super) fn read(name: Option<&str>, around: &Surroundings) -> Self {
        let name = name.map(str::to_owned).or_else(|| around.variable("AWS_PROFILE"));
        let name = name.unwrap_or_else(|| "default".to_owned());
        let file = |variable: &str, usual: &str| {
            let bytes = match around.variable(variable) {
                Some(path) => disk::read(Path::new(&path)).ok(),
                None => around.home_file(usual),
            };
            String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
        };
        let credentials = file("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials");
        let config = file("AWS_CONFIG_FILE", ".aws/config");
        Self {
            credentials: section(&credentials, &name),
            config: section(&config, &format!("profile {name}"))
                .into_iter()
                .chain(section(&config, &name))
                .collect(),
            name,
        }
    }

    /// A value of the file of credentials, else of the other one.
    pub(super) fn setting(&self, key: &str) -> Option<String> {
        let all = self.credentials.iter().chain(&self.config);
        all.filter(|(name, value)| name == key && !value.is_empty()).map(|(_, value)| value.clone()).next()
    }
}

/// The keys and values below `[name]`. Lines that are indented belong to the value before them, and are none of ours.
fn section(text: &str, name: &str) -> Vec<(String, String)> {
    let mut is_inside = false;
    let mut entries = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.trim().strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            is_inside = title.split_whitespace().eq(name.split_whitespace());
        } else if is_inside
            && !line.starts_with([' ', '\t', '#', ';'])
            && let Some((key, value)) = line.split_once('=')
        {
            entries.push((key.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_are_told_apart() {
        let text = "[default]\naws_access_key_id = a\n# x = y\n[profile  work]\nregion=eu-central-1\ns3 =\n  x = y\n[other]\nregion = no\n";
        assert_eq!(section(text, "default"), [("aws_access_key_id".into(), "a".into())]);
        assert_eq!(section(text, "profile work")[0], ("region".into(), "eu-central-1".into()));
        assert_eq!(section(text, "profile work").len(), 2);
        assert!(section(text, "none").is_empty());
    }
}
