//! A small server of HTTP whose answers a test decides, and a client.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }
}

/// What is answered.
pub(crate) enum Answer {
    /// A status, headers and a body.
    Say(u16, Vec<(String, String)>, Vec<u8>),
    /// The connection is reset in the middle of an answer.
    Reset,
}

impl Answer {
    pub(crate) fn status(status: u16) -> Self {
        Self::Say(status, Vec::new(), Vec::new())
    }

    pub(crate) fn json(value: &serde_json::Value) -> Self {
        Self::Say(200, Vec::new(), value.to_string().into_bytes())
    }
}

/// A server.
pub(crate) struct Server {
    pub(crate) port: u16,
    stop: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let stop = Arc::new(AtomicBool::new(false));
        let (answer, stopped) = (Arc::new(answer), Arc::clone(&stop));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                let answer = Arc::clone(&answer);
                std::thread::spawn(move || converse(stream, &*answer));
            }
        });
        Self { port, stop }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn converse(stream: TcpStream, answer: &(impl Fn(&Asked) -> Answer + ?Sized)) {
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream;
    while let Some((first, headers, body)) = message(&mut reader, true) {
        let mut words = first.split(' ');
        let (method, target) =
            (words.next().unwrap().to_owned(), words.next().unwrap_or_default().to_owned());
        let is_head = method == "HEAD";
        match answer(&Asked { method, target, headers, body }) {
            Answer::Say(status, headers, body) => {
                let mut text = format!("HTTP/1.1 {status} X\r\n");
                for (name, value) in headers {
                    if !["content-length", "transfer-encoding", "connection"]
                        .contains(&name.to_lowercase().as_str())
                    {
                        text.extend([name.as_str(), ": ", value.as_str(), "\r\n"]);
                    }
                }
                text.extend(["content-length: ", &body.len().to_string(), "\r\n\r\n"]);
                let body = if is_head { Vec::new() } else { body };
                if writer.write_all(&[text.as_bytes(), &body].concat()).is_err() {
                    return;
                }
            }
            Answer::Reset => {
                let _ = writer.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf");
                return;
            }
        }
    }
}

/// A status, headers and a body.
pub(crate) type Told = (u16, Vec<(String, String)>, Vec<u8>);

type Message = (String, Vec<(String, String)>, Vec<u8>);

/// The first line, the headers and the body of a request or an answer; nothing at the end.
fn message(reader: &mut impl BufRead, has_body: bool) -> Option<Message> {
    let mut first = String::new();
    if reader.read_line(&mut first).ok()? == 0 {
        return None;
    }
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_owned(), value.to_owned())),
            None => break,
        }
    }
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let mut body = vec![0; if has_body { length } else { 0 }];
    reader.read_exact(&mut body).ok()?;
    Some((first.trim_end().to_owned(), headers, body))
}

/// Sends a request and gives back status, headers and body; nothing, if the connection breaks: some servers answer
/// before they have read all, and then the answer can be lost.
pub(crate) fn ask(port: u16, asked: &Asked) -> Option<Told> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    let mut text = format!("{} {} HTTP/1.1\r\n", asked.method, asked.target);
    for (name, value) in &asked.headers {
        if !["connection", "content-length", "expect"].contains(&name.to_lowercase().as_str()) {
            text.extend([name.as_str(), ": ", value.as_str(), "\r\n"]);
        }
    }
    text.extend(["content-length: ", &asked.body.len().to_string(), "\r\nconnection: close\r\n\r\n"]);
    stream.write_all(&[text.as_bytes(), &asked.body].concat()).ok()?;
    let (first, headers, body) = message(&mut BufReader::new(stream), asked.method != "HEAD")?;
    Some((first.split(' ').nth(1)?.parse().ok()?, headers, body))
}
