//! Credentials have no place in `site.yaml`, for the file is shared with whoever may read the site's sources.

use crate::diagnostic::Place;
use crate::yaml::{Faults, Node, Value, quoted};

/// Words in the names of keys whose values are secrets.
#[rustfmt::skip]
const SECRETS: &[&str] = &[
    "password", "passwd", "passphrase", "pwd", "pass", "token", "secret", "key", "apikey", "credential", "credentials",
    "auth", "authorization", "bearer",
];

/// What the tokens of well-known services begin with.
#[rustfmt::skip]
const PREFIXES: &[&str] = &[
    "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "gldt-", "nfp_", "xoxb-", "xoxp-", "sk_live_", "AKIA", "ASIA", "eyJ",
    "Bearer ", "Basic ", "-----BEGIN",
];

/// Refuses credentials at any depth. No message repeats their value.
pub(super) fn refuse_credentials(node: &Node, faults: &Faults) {
    match &node.value {
        Value::Map(entries) => {
            for (key, value) in entries {
                if is_secret_name(&key.value) {
                    refuse(
                        Some(&key.value),
                        key.place.clone(),
                        "is a credential, and does not belong in this file",
                        faults,
                    );
                } else if let Value::Text(text) = &value.value
                    && is_secret(text)
                {
                    refuse(Some(&key.value), value.place.clone(), "looks like a credential", faults);
                } else {
                    refuse_credentials(value, faults);
                }
            }
        }
        Value::List(items) => {
            for item in items {
                match &item.value {
                    Value::Text(text) if is_secret(text) => {
                        refuse(None, item.place.clone(), "looks like a credential", faults);
                    }
                    _ => refuse_credentials(item, faults),
                }
            }
        }
        _ => {}
    }
}

fn refuse(key: Option<&str>, place: Place, why: &str, faults: &Faults) {
    let message = match key {
        Some(key) => format!("the value of {} {why}", quoted(key)),
        None => format!("this item {why}"),
    };
    let help =
        "remove it, withdraw it if this file was shared, and let “deploy” take it from the environment";
    faults.error("credential-in-file", place, message, help);
}

fn is_secret_name(key: &str) -> bool {
    let mut words = String::with_capacity(key.len() + 4);
    let mut was_small = false;
    for char in key.chars() {
        if was_small && char.is_uppercase() {
            words.push('_');
        }
        was_small = char.is_lowercase();
        words.extend(char.to_lowercase());
    }
    SECRETS.contains(&words.replace(['_', '-'], "").as_str())
        || words.split(['_', '-', ' ', '.']).any(|word| SECRETS.contains(&word))
}

fn is_secret(text: &str) -> bool {
    let text = text.trim();
    let authority = text.split_once("://").map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default());
    let user = authority.rsplit_once('@').map_or("", |(user, _)| user);
    // `https://token@host` is how tokens travel; a mere name stands there, too.
    let is_long = user.len() >= 20 && text.contains("http");
    user.contains(':')
        || is_long
        || begins_as_token(user)
        || begins_as_token(text)
        || text.split(|char: char| !char.is_ascii_alphanumeric() && !"+_=".contains(char)).any(is_random)
}

fn begins_as_token(text: &str) -> bool {
    PREFIXES.iter().any(|prefix| text.starts_with(prefix) && text.len() >= prefix.len() + 12)
}

/// Long, and of small letters, capitals and digits mixed.
fn is_random(run: &str) -> bool {
    const SHORTEST: usize = 32;
    run.len() >= SHORTEST
        && run.bytes().any(|byte| byte.is_ascii_lowercase())
        && run.bytes().any(|byte| byte.is_ascii_uppercase())
        && run.bytes().filter(u8::is_ascii_digit).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        for secret in
            ["password", "api_key", "apiKey", "API-Key", "secret-access-key", "GITHUB_TOKEN", "key", "auth"]
        {
            assert!(is_secret_name(secret), "{secret}");
        }
        for other in ["keep", "branch", "region", "account_id", "author", "monkey", "keyring_free"] {
            assert!(!is_secret_name(other), "{other}");
        }
    }

    #[test]
    fn looks_of_secrets() {
        for secret in [
            "ghp_0123456789abcdef",
            "https://me:hunter2@example.org/x",
            "git:https://ghp_0123456789abcdef@example.org/x",
            "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY12",
        ] {
            assert!(is_secret(secret), "{secret}");
        }
        for other in [
            "ssh://me@example.org/var/www",
            "git:https://me@codeberg.org/me/pages.git",
            "s3:bucket/Folder-2026/releases",
            "0123456789abcdef0123456789abcdef",
            "AKIA",
        ] {
            assert!(!is_secret(other), "{other}");
        }
    }
}
