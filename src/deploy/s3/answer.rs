//! What a service like S3 says when it refuses.

use crate::deploy::Fault;
use crate::deploy::http::Reply;

/// What stands in the first element of a name.
pub(super) fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.split_once(&format!("<{name}>"))?.1.split_once(&format!("</{name}>")).map(|(inner, _)| inner)
}

/// The word between `<Code>` and `</Code>`, if it is one.
fn code(reply: &Reply) -> String {
    let text = String::from_utf8_lossy(&reply.body);
    let code = element(&text, "Code").unwrap_or_default();
    code.chars().filter(char::is_ascii_alphanumeric).take(60).collect()
}

/// Whether the bucket itself is missing, and not only an object.
pub(super) fn is_missing_bucket(reply: &Reply) -> bool {
    code(reply) == "NoSuchBucket"
}

/// Whether a service does not know what was asked of it.
pub(super) fn is_not_implemented(reply: &Reply) -> bool {
    reply.status != 400
        || matches!(code(reply).as_str(), "NotImplemented" | "InvalidArgument" | "InvalidRequest")
}

/// An answer as a fault. Only the code of the answer is quoted: its message can repeat the request.
pub(super) fn fault(reply: &Reply, doing: &str, shown: &str, region: &str) -> Fault {
    let code = code(reply);
    let (why, help) = match (reply.status, code.as_str()) {
        (_, "NoSuchBucket") => (
            "there is no such bucket".to_owned(),
            "make it in the console of your host, or correct its name in “to”",
        ),
        (_, "InvalidAccessKeyId" | "InvalidToken" | "UnrecognizedClientException") => {
            ("the access key is not known there".to_owned(), CREDENTIALS)
        }
        (_, "SignatureDoesNotMatch") => {
            ("the secret does not belong to the access key".to_owned(), CREDENTIALS)
        }
        (_, "ExpiredToken") => ("the credentials have expired".to_owned(), CREDENTIALS),
        (_, "RequestTimeTooSkewed") => ("the clock of this computer is wrong".to_owned(), "set it right"),
        (301 | 307 | 308, _)
        | (_, "AuthorizationHeaderMalformed" | "PermanentRedirect" | "IllegalLocationConstraintException") => {
            (
                format!("the bucket is not in the region “{region}”"),
                "set “region” to the one that the console of your host shows",
            )
        }
        (401 | 403, _) => ("these credentials may not do that".to_owned(), CREDENTIALS),
        (status, "") => (format!("it answers with status {status}"), ""),
        (status, code) => (format!("it answers with status {status}, {code}"), ""),
    };
    Fault::machine(format!("cannot {doing} “{shown}”: {why}"), help)
}

const CREDENTIALS: &str = "see whether the key and its rights are right: reading, listing, writing and deleting; it is taken from \
                           AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from ~/.aws/credentials";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d10_an_answer_is_not_repeated() {
        let reply = |status, body: &str| Reply {
            status,
            headers: ureq::http::HeaderMap::default(),
            body: body.into(),
        };
        let echo = "<Error><Code>Signature<b>DoesNotMatch</Code><Message>hush</Message></Error>";
        assert!(!fault(&reply(403, echo), "list", "s3:b", "x").message.contains("hush"));
        let wrong = reply(403, "<Error><Code>InvalidAccessKeyId</Code></Error>");
        assert!(fault(&wrong, "list", "s3:b", "x").message.ends_with("the access key is not known there"));
        assert!(is_missing_bucket(&reply(404, "<Error><Code>NoSuchBucket</Code></Error>")));
    }
}
