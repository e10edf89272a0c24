//! The key to a bucket.

use rusty_s3::Credentials;

use crate::deploy::{Fault, Surroundings};

use super::profile::Profile;

/// The key in the environment, else that of the profile.
pub(super) fn find(profile: &Profile, around: &Surroundings) -> Result<Credentials, Fault> {
    let of = |key: Option<String>, secret: Option<String>, token: Option<String>| {
        let (key, secret) = (key?, secret?);
        Some(match token {
            Some(token) => Credentials::new_with_token(key, secret, token),
            None => Credentials::new(key, secret),
        })
    };
    let variable = |name| around.variable(name).map(|value| value.trim().to_owned());
    let environment =
        of(variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"), variable("AWS_SESSION_TOKEN"));
    let filed = || {
        of(
            profile.setting("aws_access_key_id"),
            profile.setting("aws_secret_access_key"),
            profile.setting("aws_session_token"),
        )
    };
    environment.or_else(filed).ok_or_else(|| {
        Fault::request(
            format!(
                "there is no key for the bucket: none in the environment, and none in the profile “{}”",
                profile.name
            ),
            format!(
                "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write both into ~/.aws/credentials below “[{}]”",
                profile.name
            ),
        )
    })
}
