//! The token that Netlify knows the user by.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::deploy::{Fault, Surroundings};

/// Where Netlify's own program keeps it when the user logs in, on Linux, macOS and Windows.
const FILES: [&str; 3] = [
    ".config/netlify/config.json",
    "Library/Preferences/netlify/config.json",
    "AppData/Roaming/netlify/Config/config.json",
];

#[derive(Deserialize)]
struct Config {
    #[serde(rename = "userId")]
    user: String,
    users: BTreeMap<String, User>,
}

#[derive(Deserialize)]
struct User {
    auth: Auth,
}

#[derive(Deserialize)]
struct Auth {
    token: String,
}

/// The token in the environment, else that of the last login.
pub(super) fn find(around: &Surroundings) -> Result<String, Fault> {
    let filed = || {
        FILES.iter().find_map(|path| {
            let mut config: Config = serde_json::from_slice(&around.home_file(path)?).ok()?;
            Some(config.users.remove(&config.user)?.auth.token)
        })
    };
    let token = around.variable("NETLIFY_AUTH_TOKEN").or_else(filed).map(|token| token.trim().to_owned());
    // What no header can hold is no token, and must not end in a message about headers.
    token.filter(|token| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic())).ok_or_else(|| {
        Fault::request(
            "there is no token for Netlify",
            "make one under “User settings → Applications” at app.netlify.com, and set NETLIFY_AUTH_TOKEN to it",
        )
    })
}
