//! Servers as plain processes.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A process that ends with the test.
pub(crate) struct Process(Child);

impl Process {
    /// Starts a server and waits until it takes connections.
    pub(crate) fn serve(command: &mut Command, port: u16) -> Self {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut process =
            Self(child.unwrap_or_else(|error| panic!("{command:?}: {error}; tests/run installs it")));
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < Duration::from_mins(2), "{command:?} does not answer");
            assert_eq!(process.0.try_wait().unwrap(), None, "{command:?} ended");
            std::thread::sleep(Duration::from_millis(20));
        }
        process
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that nobody uses.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[allow(dead_code, reason = "not every test program starts one")]
/// A tool that tests/run installs below the folder for build products.
pub(crate) fn tool(path: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(path);
    assert!(path.exists(), "{} is missing; tests/run installs it", path.display());
    path
}
