//! A preview that runs, and a reader of it that speaks plain HTTP.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::command::{World, tree};
use crate::http::{self, Answer, PATIENCE};

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
}

impl<'w> Preview<'w> {
    /// Starts one at a free port; its first line is its address.
    pub(crate) fn start(world: &'w World, words: &[&str]) -> Self {
        let mut command = world.command(&[&["serve", "--port", "0"], words].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut home = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut home).unwrap();
        Self { world, child: child.into(), home: home.trim().to_owned() }
    }

    pub(crate) fn home(&self) -> &str {
        &self.home
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.borrow().id()
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.child.borrow_mut().try_wait().unwrap().is_some()
    }

    pub(crate) fn port(&self) -> u16 {
        self.home.split(['/', ':']).find_map(|part| part.parse().ok()).unwrap()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[])
    }

    /// Sends a request as it is: no path is tidied up on the way.
    pub(crate) fn request(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        http::request(self.port(), method, path, headers)
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
