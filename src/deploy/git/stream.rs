//! A commit, written file by file in the language of git-fast-import(1).

use std::io::{self, BufWriter, Read, Write};
use std::process::{Child, ChildStdin};

use crate::deploy::Fault;
use crate::deploy::program::{Program, clean};
use crate::deploy::sha1::sha1;

/// A commit that is being written.
pub(super) struct Stream {
    child: Child,
    input: BufWriter<ChildStdin>,
}

impl Stream {
    /// Starts a commit of a reference, on top of another one.
    pub(super) fn start(
        program: Program,
        (reference, base): (&str, Option<&str>),
        committer: &str,
        message: &str,
    ) -> Result<Self, Fault> {
        let mut child = program.feed()?;
        let Some(input) = child.stdin.take() else {
            return Err(Fault::machine("git does not listen", ""));
        };
        let mut stream = Self { child, input: BufWriter::with_capacity(1 << 16, input) };
        let from = base.map(|base| format!("from {base}\n")).unwrap_or_default();
        let head =
            format!("commit {reference}\ncommitter {committer}\ndata {}\n{message}\n{from}", message.len());
        match stream.input.write_all(head.as_bytes()) {
            Ok(()) => Ok(stream),
            Err(_) => Err(stream.failed()),
        }
    }

    pub(super) fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        write!(self.input, "M 100644 inline {}\ndata {}\n", quoted(path), bytes.len())?;
        self.input.write_all(bytes)?;
        self.input.write_all(b"\n")
    }

    /// Puts a file whose bytes are in the repository.
    pub(super) fn put_object(&mut self, path: &str, object: &str) -> io::Result<()> {
        writeln!(self.input, "M 100644 {object} {}", quoted(path))
    }

    pub(super) fn delete(&mut self, path: &str) -> io::Result<()> {
        writeln!(self.input, "D {}", quoted(path))
    }

    /// Ends the commit.
    pub(super) fn end(mut self) -> Result<(), Fault> {
        let ended = self.input.write_all(b"\ndone\n").and_then(|()| self.input.flush());
        match (ended, self.child.wait()) {
            (Ok(()), Ok(status)) if status.success() => Ok(()),
            _ => Err(self.failed()),
        }
    }

    fn failed(&mut self) -> Fault {
        let mut said = String::new();
        let _ = self.child.kill();
        if let Some(mut stderr) = self.child.stderr.take() {
            let _ = stderr.read_to_string(&mut said);
        }
        let _ = self.child.wait();
        Fault::machine(format!("git cannot make the commit:\n  {}", clean(&said)), "")
    }
}

/// A path as fast-import reads it.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// The name of the object that holds these bytes.
pub(super) fn object(bytes: &[u8]) -> String {
    sha1(&[format!("blob {}\0", bytes.len()).as_bytes(), bytes])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_named_as_git_names_them() {
        // printf 'lantern' | git hash-object --stdin
        assert_eq!(object(b""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(quoted("a \"b\"\\c"), "\"a \\\"b\\\"\\\\c\"");
    }
}
