//! Requests, with patience for a network and a host that fail now and then.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ureq::http::{HeaderMap, Request as Head};

use super::surroundings::Sleep;
use super::{Fault, Surroundings};

/// How often a request is sent again.
const RETRIES: u32 = 6;
/// The first pause; each is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause that a host can ask for.
const LONGEST_PAUSE: Duration = Duration::from_mins(2);
/// The largest answer.
const MOST: u64 = 5 << 30;

/// Sends requests.
pub(super) struct Http {
    agent: ureq::Agent,
    sleep: Sleep,
    now: fn() -> SystemTime,
}

/// A request, that can be sent again.
pub(super) struct Request<'a> {
    pub(super) method: &'static str,
    pub(super) url: &'a str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<&'a [u8]>,
}

/// An answer.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// A header as text; empty, if there is none.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Whether the status says that all went well.
    pub(super) fn is_good(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Http {
    /// Follows at most so many redirects.
    pub(super) fn new(around: &Surroundings, redirects: u32) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(redirects)
            .max_redirects_will_error(false)
            .user_agent(concat!("guidepost/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(Duration::from_secs(20)))
            .timeout_recv_response(Some(Duration::from_mins(2)))
            // Bodies may take long, but not stand still.
            .timeout_per_read(Some(around.silence))
            .timeout_per_write(Some(around.silence))
            .max_idle_connections_per_host(16)
            .build();
        Self { agent: config.new_agent(), sleep: Arc::clone(&around.sleep), now: around.now }
    }

    /// Sends a request, again and again with growing pauses while the network fails or the host says that it is not
    /// able. Any other answer is an answer.
    pub(super) fn send(&self, request: &Request<'_>) -> Result<Reply, Fault> {
        let mut pause = FIRST_PAUSE;
        let mut left = RETRIES;
        loop {
            let result = self.attempt(request);
            let wait = match &result {
                Ok(reply) if is_passing(reply.status) => self.asked_for(reply).unwrap_or(pause),
                Err(error) if may_pass(error) => pause,
                _ => Duration::ZERO,
            };
            if wait.is_zero() || left == 0 {
                return result.map_err(|error| fault(&error, request.url));
            }
            (self.sleep)(wait);
            pause *= 2;
            left -= 1;
        }
    }

    fn attempt(&self, request: &Request<'_>) -> Result<Reply, ureq::Error> {
        let mut head = Head::builder().method(request.method).uri(request.url);
        for (name, value) in &request.headers {
            head = head.header(*name, value);
        }
        let response = match request.body {
            Some(body) => self.agent.run(head.body(body)?)?,
            None => self.agent.run(head.body(())?)?,
        };
        let (head, body) = response.into_parts();
        let body = if request.method == "HEAD" {
            Vec::new()
        } else {
            body.into_with_config().limit(MOST).read_to_vec()?
        };
        Ok(Reply { status: head.status.as_u16(), headers: head.headers, body })
    }

    /// The pause that a host asks for (RFC 9110, section 10.2.3): seconds, or a date.
    fn asked_for(&self, reply: &Reply) -> Option<Duration> {
        let text = reply.header("retry-after").trim();
        let wait = if let Ok(seconds) = text.parse() {
            Duration::from_secs(seconds)
        } else {
            let then = SystemTime::from(jiff::fmt::rfc2822::parse(text).ok()?.timestamp());
            then.duration_since((self.now)()).unwrap_or_default()
        };
        Some(wait.clamp(Duration::from_millis(1), LONGEST_PAUSE))
    }
}

/// Whether a status means “not now”: throttling, and faults of the host.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504 | 520..=524)
}

fn may_pass(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::Io(error) => !matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::InvalidData),
        ureq::Error::Timeout(_) | ureq::Error::ConnectionFailed | ureq::Error::Protocol(_) => true,
        _ => false,
    }
}

/// A fault that names the host and nothing else of the address, for that can be signed.
fn fault(error: &ureq::Error, url: &str) -> Fault {
    let host = host(url);
    let why = match error {
        ureq::Error::HostNotFound => format!("there is no host “{host}”"),
        ureq::Error::Timeout(_) => format!("“{host}” does not answer"),
        ureq::Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => {
            format!("“{host}” refuses connections")
        }
        ureq::Error::Io(error) => format!("the connection to “{host}” fails: {}", crate::disk::cause(error)),
        ureq::Error::Protocol(_) | ureq::Error::ConnectionFailed => {
            format!("the connection to “{host}” fails")
        }
        _ => format!("“{host}” cannot be reached safely"),
    };
    Fault::machine(why, "see whether you are online and whether the address is right, then deploy again")
}

/// The host of a URL.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}
