//! Answers requests from the last good tree. Nothing is looked up on the disk by a name that came from outside.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HOST,
    IF_NONE_MATCH, IF_RANGE, LOCATION, RANGE,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header::HeaderName};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use tokio::sync::watch::Receiver;
use tokio_stream::wrappers::ReceiverStream;

use super::events::{events, status};
use super::page::{waiting, with_script};
use super::range::Part;
use super::snapshot::Snapshot;
use crate::disk;
use crate::media_type;
use crate::output::{Content, Output};

/// What is served, now and from now on.
pub(super) type Snapshots = Receiver<Arc<Snapshot>>;

/// How many bytes of a large file are read at a time.
const CHUNK: u64 = 256 << 10;

const SCRIPT: &str = include_str!("preview.js");

/// The server of a preview.
#[derive(Clone)]
pub(super) struct Server {
    site: PathBuf,
    host: String,
    snapshots: Snapshots,
}

impl Server {
    pub(super) fn new(site: &Path, host: &str, snapshots: Snapshots) -> Self {
        Self { site: site.to_owned(), host: host.to_owned(), snapshots }
    }

    pub(super) fn router(self) -> Router {
        Router::new().fallback(answer).with_state(self)
    }

    /// Whether a request may be answered. Another name than these would let a page from elsewhere read the preview,
    /// once its name leads to this machine (DNS rebinding).
    fn is_host(&self, headers: &HeaderMap) -> bool {
        let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else { return false };
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.rsplit_once(':').map_or(host, |(name, _)| name),
        };
        let everywhere = self.host.parse::<IpAddr>().is_ok_and(|own| own.is_unspecified());
        name.eq_ignore_ascii_case("localhost")
            || name.eq_ignore_ascii_case(&self.host)
            || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback() || everywhere)
    }
}

async fn answer(State(server): State<Server>, request: Request) -> Response {
    if !server.is_host(request.headers()) {
        return plain(StatusCode::FORBIDDEN, "This name does not lead to this preview.");
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "A preview can only be read.");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let snapshot = Arc::clone(&server.snapshots.borrow());
    let Ok(path) = percent_decode_str(request.uri().path()).decode_utf8() else {
        return missing(&snapshot);
    };
    let Some(path) = path.strip_prefix(snapshot.base.as_str()).filter(|rest| rest.starts_with('/')) else {
        return outside(&snapshot, &path);
    };
    match path {
        "/_guidepost/events" => events(server.snapshots.clone()),
        "/_guidepost/status" => status(&snapshot),
        "/_guidepost/preview.js" => typed(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT),
        _ => page(&server, &snapshot, path, &request),
    }
}

fn page(server: &Server, snapshot: &Snapshot, path: &str, request: &Request) -> Response {
    if snapshot.tree.is_none() {
        return html(StatusCode::SERVICE_UNAVAILABLE, waiting(snapshot));
    }
    let name = path.trim_start_matches('/');
    if name.len() + 1 < path.len() {
        return missing(snapshot);
    }
    let file = match name {
        "" => snapshot.file("index.html"),
        folder if folder.ends_with('/') => snapshot.file(&format!("{folder}index.html")),
        file => snapshot.file(file),
    };
    match file {
        Some(output) => serve(server, snapshot, output, request),
        None if snapshot.file(&format!("{name}/index.html")).is_some() => with_slash(request),
        None => missing(snapshot),
    }
}

/// The same address with a slash at its end.
fn with_slash(request: &Request) -> Response {
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    redirect(StatusCode::PERMANENT_REDIRECT, &format!("{}/{query}", request.uri().path()))
}

/// What lies outside the path of the site's own address.
fn outside(snapshot: &Snapshot, path: &str) -> Response {
    if path == "/" || path == snapshot.base {
        return redirect(StatusCode::TEMPORARY_REDIRECT, &format!("{}/", snapshot.base));
    }
    let text = format!("The site is at {}/, and this address lies outside it.", snapshot.base);
    plain(StatusCode::NOT_FOUND, text)
}

fn missing(snapshot: &Snapshot) -> Response {
    let page = snapshot.file("404.html").and_then(|output| output.content.bytes().ok().flatten());
    match page {
        Some(page) => html(StatusCode::NOT_FOUND, with_script(&page, snapshot)),
        None => plain(StatusCode::NOT_FOUND, "There is nothing at this address."),
    }
}

/// A file, or the part of it that is asked for.
fn serve(server: &Server, snapshot: &Snapshot, output: &Output, request: &Request) -> Response {
    let is_page = output.path.is_html();
    let tag = if is_page {
        format!("\"{}-{}\"", output.digest, snapshot.build)
    } else {
        format!("\"{}\"", output.digest)
    };
    if header(request, &IF_NONE_MATCH).is_some_and(|known| matches(known, &tag)) {
        return with(StatusCode::NOT_MODIFIED, [(ETAG, tag)], Body::empty());
    }
    let bytes = match output.content.bytes() {
        Ok(Some(bytes)) if is_page => Some(Bytes::from(with_script(&bytes, snapshot))),
        Ok(Some(bytes)) => Some(Bytes::from_owner(bytes)),
        _ => None,
    };
    let size = bytes.as_ref().map_or(output.size, |bytes| bytes.len() as u64);
    // A part of another version would not fit what the reader has (RFC 9110, section 13.1.5).
    let is_current = header(request, &IF_RANGE).is_none_or(|known| known == tag);
    let part = Part::of(header(request, &RANGE).filter(|_| is_current), size);
    let (status, range) = match part {
        Part::Whole => (StatusCode::OK, 0..size),
        Part::Bytes(range) => (StatusCode::PARTIAL_CONTENT, range),
        Part::Outside => {
            let response = plain(StatusCode::RANGE_NOT_SATISFIABLE, "The file has no such bytes.");
            return and(response, CONTENT_RANGE, &format!("bytes */{size}"));
        }
    };
    let length = range.end - range.start;
    let body = match (bytes, &output.content) {
        _ if request.method() == Method::HEAD => Body::empty(),
        (Some(bytes), _) => {
            let at = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
            Body::from(bytes.slice(at(range.start)..at(range.end)))
        }
        (None, Content::Copy(source)) => streamed(server.site.join(source.as_str()), range.clone()),
        _ => return plain(StatusCode::INTERNAL_SERVER_ERROR, "This file cannot be read."),
    };
    let mut response = with(
        status,
        [
            (CONTENT_TYPE, media_type::of(output.path.as_str()).to_owned()),
            (CONTENT_LENGTH, length.to_string()),
            (ETAG, tag),
            (ACCEPT_RANGES, "bytes".to_owned()),
        ],
        body,
    );
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        response = and(response, CONTENT_RANGE, &range);
    }
    response
}

/// A large file, read while it is sent.
fn streamed(path: PathBuf, range: std::ops::Range<u64>) -> Body {
    let (sender, receiver) = tokio::sync::mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        let mut at = range.start;
        while at < range.end {
            let end = (at + CHUNK).min(range.end);
            let chunk = disk::read_at(&path, at..end);
            let is_last = chunk.is_err();
            if sender.blocking_send(chunk).is_err() || is_last {
                return;
            }
            at = end;
        }
    });
    Body::from_stream(ReceiverStream::new(receiver))
}

/// Whether a reader has this version already (RFC 9110, section 13.1.2).
fn matches(known: &str, tag: &str) -> bool {
    known.trim() == "*" || known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
}

fn header<'r>(request: &'r Request, name: &HeaderName) -> Option<&'r str> {
    request.headers().get(name)?.to_str().ok()
}

fn redirect(status: StatusCode, to: &str) -> Response {
    with(status, [(LOCATION, to.to_owned())], Body::empty())
}

fn html(status: StatusCode, html: impl Into<Body>) -> Response {
    with(status, [(CONTENT_TYPE, "text/html; charset=utf-8".to_owned())], html.into())
}

fn typed(status: StatusCode, media_type: &str, text: &'static str) -> Response {
    with(status, [(CONTENT_TYPE, media_type.to_owned())], Body::from(text))
}

fn plain(status: StatusCode, text: impl Into<String>) -> Response {
    let text = text.into() + "\n";
    with(status, [(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned())], Body::from(text))
}

/// A response that nobody keeps without asking again.
fn with<const N: usize>(status: StatusCode, headers: [(HeaderName, String); N], body: Body) -> Response {
    let mut response = (status, body).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.into_iter().fold(response, |response, (name, value)| and(response, name, &value))
}

fn and(mut response: Response, name: HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}
