//! The packets of SFTP, version 3 (draft-ietf-secsh-filexfer-02, the one that all servers speak), with three extensions of
//! OpenSSH's (its file PROTOCOL, section 4).

/// What a server is asked.
pub(super) struct Request {
    kind: u8,
    body: Vec<u8>,
}

/// What it answers.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// It is done.
    Done,
    /// There is no more.
    End,
    /// There is nothing of that name.
    Absent,
    /// It failed, and why, in the server's words.
    Failed(String),
    /// An open file or folder.
    Handle(Vec<u8>),
    /// Bytes of a file.
    Data(Vec<u8>),
    /// Names in a folder, or the one that a path really leads to.
    Names(Vec<(String, Found)>),
    /// What stands at a path.
    Found(Found),
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) size: u64,
    pub(super) kind: Kind,
    /// When its bytes were changed last, in seconds since 1970.
    pub(super) time: u32,
}

/// What kind of thing stands at a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    File,
    Folder,
    Link,
}

/// The first thing said: the version.
pub(super) const HELLO: [u8; 9] = [0, 0, 0, 5, 1, 0, 0, 0, 3];

const WRITE: u32 = 2;
const CREATE: u32 = 8;
const TRUNCATE: u32 = 16;

impl Request {
    fn new(kind: u8, texts: &[&str]) -> Self {
        let request = Self { kind, body: Vec::new() };
        texts.iter().fold(request, |request, text| request.bytes(text.as_bytes()))
    }

    fn number(mut self, number: u32) -> Self {
        self.body.extend_from_slice(&number.to_be_bytes());
        self
    }

    fn long(mut self, number: u64) -> Self {
        self.body.extend_from_slice(&number.to_be_bytes());
        self
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        let mut this = self.number(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
        this.body.extend_from_slice(bytes);
        this
    }

    /// Opens a file to write it anew, with the rights of a web page.
    pub(super) fn create(path: &str) -> Self {
        Self::new(3, &[path]).number(WRITE | CREATE | TRUNCATE).number(4).number(0o644)
    }

    pub(super) fn open(path: &str) -> Self {
        Self::new(3, &[path]).number(1).number(0)
    }

    pub(super) fn close(handle: &[u8]) -> Self {
        Self::new(4, &[]).bytes(handle)
    }

    pub(super) fn read(handle: &[u8], at: u64, length: u32) -> Self {
        Self::new(5, &[]).bytes(handle).long(at).number(length)
    }

    pub(super) fn write(handle: &[u8], at: u64, bytes: &[u8]) -> Self {
        Self::new(6, &[]).bytes(handle).long(at).bytes(bytes)
    }

    /// Asks what stands at a path; a link is a link.
    pub(super) fn look(path: &str) -> Self {
        Self::new(7, &[path])
    }

    pub(super) fn open_folder(path: &str) -> Self {
        Self::new(11, &[path])
    }

    pub(super) fn read_folder(handle: &[u8]) -> Self {
        Self::new(12, &[]).bytes(handle)
    }

    pub(super) fn remove(path: &str) -> Self {
        Self::new(13, &[path])
    }

    pub(super) fn make_folder(path: &str) -> Self {
        Self::new(14, &[path]).number(4).number(0o755)
    }

    pub(super) fn remove_folder(path: &str) -> Self {
        Self::new(15, &[path])
    }

    /// Asks where a path really leads.
    pub(super) fn real(path: &str) -> Self {
        Self::new(16, &[path])
    }

    /// Asks what a link says.
    pub(super) fn target(path: &str) -> Self {
        Self::new(19, &[path])
    }

    /// Asks what stands where a path leads.
    pub(super) fn follow(path: &str) -> Self {
        Self::new(17, &[path])
    }

    /// Renames, in the place of a file that is there, if the server can.
    pub(super) fn rename(from: &str, to: &str, replaces: bool) -> Self {
        if replaces {
            Self::new(200, &["posix-rename@openssh.com", from, to])
        } else {
            Self::new(18, &[from, to])
        }
    }

    /// Makes a symbolic link. OpenSSH has the two the other way round than the draft, and all others follow it.
    pub(super) fn link_to(target: &str, at: &str) -> Self {
        Self::new(20, &[target, at])
    }

    /// Gives a file a second name.
    pub(super) fn second_name(from: &str, to: &str) -> Self {
        Self::new(200, &["hardlink@openssh.com", from, to])
    }

    /// As it is sent, under a number.
    pub(super) fn packet(&self, id: u32) -> Vec<u8> {
        let length = u32::try_from(self.body.len() + 5).unwrap_or(u32::MAX);
        let mut packet = Vec::with_capacity(self.body.len() + 9);
        packet.extend_from_slice(&length.to_be_bytes());
        packet.push(self.kind);
        packet.extend_from_slice(&id.to_be_bytes());
        packet.extend_from_slice(&self.body);
        packet
    }
}

/// Reads what a server sent.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        Some(self.take(1)?[0])
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn long(&mut self) -> Option<u64> {
        Some(u64::from_be_bytes(self.take(8)?.try_into().ok()?))
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number()? as usize;
        self.take(length)
    }

    fn text(&mut self) -> Option<String> {
        Some(String::from_utf8_lossy(self.bytes()?).into_owned())
    }

    /// Size, mode and time; of owners and what else may come nothing is kept.
    fn found(&mut self) -> Option<Found> {
        let flags = self.number()?;
        let size = if flags & 1 == 0 { 0 } else { self.long()? };
        if flags & 2 != 0 {
            self.long()?;
        }
        let mode = if flags & 4 == 0 { 0 } else { self.number()? };
        let time = if flags & 8 == 0 { 0 } else { (self.number()?, self.number()?).1 };
        if flags & 0x8000_0000 != 0 {
            for _ in 0..self.number()? {
                self.bytes()?;
                self.bytes()?;
            }
        }
        let kind = match mode & 0o170_000 {
            0o040_000 => Kind::Folder,
            0o120_000 => Kind::Link,
            _ => Kind::File,
        };
        Some(Found { size, kind, time })
    }

    fn status(&mut self) -> Option<Reply> {
        let code = self.number()?;
        let said = self.text().unwrap_or_default();
        Some(match code {
            0 => Reply::Done,
            1 => Reply::End,
            2 => Reply::Absent,
            3 => Reply::Failed("Permission denied".to_owned()),
            _ if said.is_empty() => Reply::Failed(format!("failure {code}")),
            _ => Reply::Failed(said.chars().filter(|char| !char.is_control()).take(200).collect()),
        })
    }
}

/// An answer with the number of the request; nothing, if it cannot be understood.
pub(super) fn reply(packet: &[u8]) -> Option<(u32, Reply)> {
    let mut reader = Reader(packet);
    let (kind, id) = (reader.byte()?, reader.number()?);
    let reply = match kind {
        101 => reader.status()?,
        102 => Reply::Handle(reader.bytes()?.to_vec()),
        103 => Reply::Data(reader.bytes()?.to_vec()),
        104 => {
            let mut names = Vec::new();
            for _ in 0..reader.number()? {
                let (name, line) = (reader.text()?, reader.bytes()?);
                let mut found = reader.found()?;
                // Some servers tell the kind in the line for people alone.
                if line.starts_with(b"d") {
                    found.kind = Kind::Folder;
                }
                names.push((name, found));
            }
            Reply::Names(names)
        }
        105 => Reply::Found(reader.found()?),
        _ => return None,
    };
    Some((id, reply))
}

/// The names of the extensions that a server offers in its first packet; nothing, if that is none.
pub(super) fn extensions(packet: &[u8]) -> Option<Vec<String>> {
    let mut reader = Reader(packet);
    if reader.byte()? != 2 {
        return None;
    }
    reader.number()?;
    let mut names = Vec::new();
    while let Some(name) = reader.text() {
        reader.bytes();
        names.push(name);
    }
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_request_as_it_is_sent() {
        assert_eq!(Request::remove("ab").packet(7), [0, 0, 0, 11, 13, 0, 0, 0, 7, 0, 0, 0, 2, b'a', b'b']);
    }

    #[test]
    fn answers_as_they_come() {
        let status = [101, 0, 0, 0, 7, 0, 0, 0, 2, 0, 0, 0, 1, b'x', 0, 0, 0, 0];
        assert_eq!(reply(&status), Some((7, Reply::Absent)));
        let names = [
            &[104, 0, 0, 0, 9, 0, 0, 0, 1, 0, 0, 0, 1, b'a', 0, 0, 0, 0][..],
            &[0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 4, 210, 0, 0, 0x41, 0xed],
        ]
        .concat();
        let found = Found { size: 1234, kind: Kind::Folder, time: 0 };
        assert_eq!(reply(&names), Some((9, Reply::Names(vec![("a".to_owned(), found)]))));
        let hello = [&[2, 0, 0, 0, 3, 0, 0, 0, 1, b'x', 0, 0, 0, 1, b'1'][..]].concat();
        assert_eq!(extensions(&hello), Some(vec!["x".to_owned()]));
        assert_eq!(extensions(b"Welcome to this server"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_answer_or_none(bytes: Vec<u8>) {
            let _ = reply(&bytes);
            let _ = extensions(&bytes);
        }
    }
}
