//! A preview that runs, and a reader of it that speaks plain HTTP.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::command::{World, tree};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits until something is so.
pub(crate) fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A preview that runs until it is dropped.
pub(crate) struct Preview<'w> {
    world: &'w World,
    child: std::cell::RefCell<Child>,
    home: String,
    ended: Cell<bool>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl<'w> Preview<'w> {
    /// Starts one at a free port; its first line is its address.
    pub(crate) fn start(world: &'w World, words: &[&str]) -> Self {
        let mut command = world.command(&[&["serve", "--port", "0"], words].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut home = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut home).unwrap();
        Self { world, child: child.into(), home: home.trim().to_owned(), ended: Cell::new(false) }
    }

    pub(crate) fn home(&self) -> &str {
        &self.home
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.borrow().id()
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ended.set(self.ended.get() || self.child.borrow_mut().try_wait().unwrap().is_some());
        self.ended.get()
    }

    pub(crate) fn port(&self) -> u16 {
        self.home.split(['/', ':']).find_map(|part| part.parse().ok()).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[])
    }

    /// Sends a request as it is: no path is tidied up on the way.
    pub(crate) fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str("Host: 127.0.0.1\r\n");
        }
        for (name, value) in headers {
            request.extend([*name, ": ", *value, "\r\n"]);
        }
        stream.write_all(format!("{request}\r\n").as_bytes()).unwrap();
        let mut bytes = Vec::new();
        // A server that closes early has said all it wanted to.
        let _ = stream.read_to_end(&mut bytes);
        answer(&bytes)
    }

    /// An open stream of events.
    pub(crate) fn events(&mut self) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).unwrap();
        let path = format!("{}_guidepost/events", self.home.split(&self.port().to_string()).last().unwrap());
        stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).unwrap();
        let mut first = [0; 16];
        stream.read_exact(&mut first).unwrap();
        stream
    }

    /// The served tree is that of a clean build, but for the script element in pages.
    pub(crate) fn equals_a_clean_build(&self) {
        let out = self.world.site().join("../clean");
        let _ = fs::remove_dir_all(self.world.site().join(".guidepost"));
        self.world.run(&["build", "--out", out.to_str().unwrap()]).expect(0);
        let base = self.home.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
        for (path, bytes) in tree(&PathBuf::from(&out)) {
            if path.starts_with(".guidepost") {
                continue;
            }
            let address = format!("/{base}{}", encoded(path.strip_suffix("index.html").unwrap_or(&path)));
            wait_for(&path, || without_script(&self.get(&address)) == bytes);
        }
        fs::remove_dir_all(&out).unwrap();
    }
}

impl Drop for Preview<'_> {
    fn drop(&mut self) {
        let _ = self.child.borrow_mut().kill();
        let _ = self.child.borrow_mut().wait();
    }
}

fn encoded(path: &str) -> String {
    percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC)
        .to_string()
        .replace("%2F", "/")
}

/// The bytes of an answer, without the preview's own element.
fn without_script(answer: &Answer) -> Vec<u8> {
    let text = answer.text();
    let Some(start) = text.find("<script src=\"").filter(|at| text[*at..].contains("/_guidepost/")) else {
        return answer.body.clone();
    };
    let Some(length) = text[start..].find("</script>") else { return answer.body.clone() };
    if !text[start..start + length].contains("/_guidepost/") {
        return answer.body.clone();
    }
    format!("{}{}", &text[..start], &text[start + length + "</script>".len()..]).into_bytes()
}

fn answer(bytes: &[u8]) -> Answer {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let body = bytes.get(end + 4..).unwrap_or_default();
    let is_chunked = headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked");
    let body = if is_chunked { unchunked(body) } else { body.to_vec() };
    Answer { status, headers, body }
}

/// A body in chunks (RFC 9112, section 7.1).
fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(line) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&rest[..line]), 16).unwrap_or(0);
        let Some(chunk) = rest.get(line + 2..line + 2 + size).filter(|chunk| !chunk.is_empty()) else {
            break;
        };
        body.extend_from_slice(chunk);
        rest = rest.get(line + 4 + size..).unwrap_or_default();
    }
    body
}
