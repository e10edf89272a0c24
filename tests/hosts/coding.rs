//! Content codings, undone by other programs.

use std::io::Write;
use std::process::{Command, Stdio};

/// The bytes that a coding stands for.
pub(crate) fn decoded(coding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut command = if coding == "gzip" { Command::new("gzip") } else { Command::new("node") };
    match coding {
        "gzip" => command.arg("-dc"),
        _ => command.args([
            "-e",
            "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(0)))",
        ]),
    };
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || {
        // What is no such coding ends the reader early.
        let _ = input.write_all(&bytes);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output.stdout
}
