//! Content hashes: the only notion of "the same" that guidepost has.

use std::fmt;
use std::io;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use twox_hash::XxHash3_128;

/// The first 128 bits of a BLAKE3 hash: short to store, and no two files of a site meet by chance. What is never
/// written as it is has [one of XXH3](Self::of_value).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest([u8; 16]);

impl Digest {
    /// How many bytes it has.
    pub const LENGTH: usize = 16;

    /// The digest of some bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self::from_hash(&blake3::hash(bytes.as_ref()))
    }

    /// The digest of what is never written as it is: the bytes of a value that is made on the way, or the text of a page. It is
    /// that of XXH3, which takes a twentieth of the time. By chance its values meet no more often; who could make them
    /// meet on purpose writes the site.
    pub fn of_value(bytes: impl AsRef<[u8]>) -> Self {
        Self(XxHash3_128::oneshot(bytes.as_ref()).to_be_bytes())
    }

    /// The digest of all that a reader gives, the same as that of its bytes, and how many they are.
    pub fn of_reader(mut reader: impl io::Read) -> io::Result<(Self, u64)> {
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(&mut reader)?;
        Ok((Self::from_hash(&hasher.finalize()), hasher.count()))
    }

    /// The digest of a sequence of parts; unlike their concatenation, where one part ends is part of it.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut digester = Digester::new();
        for part in parts {
            digester.add(part);
        }
        digester.finish()
    }

    /// The first ten hexadecimal letters, for file names.
    pub fn short(&self) -> String {
        self.to_string()[..10].to_owned()
    }

    /// The digest's own bytes, to put into another digest.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Its hexadecimal letters, in lower case.
    pub fn hex(&self) -> [u8; 2 * Self::LENGTH] {
        const LETTERS: &[u8; 16] = b"0123456789abcdef";
        let mut hex = [0; 2 * Self::LENGTH];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(self.0) {
            pair[0] = LETTERS[usize::from(byte >> 4)];
            pair[1] = LETTERS[usize::from(byte & 15)];
        }
        hex
    }

    fn from_hash(hash: &blake3::Hash) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        Self(bytes)
    }

    fn from_hex(hex: &str) -> Option<Self> {
        let mut bytes = [0; 16];
        if hex.len() != 32 || !hex.is_ascii() {
            return None;
        }
        for (byte, index) in bytes.iter_mut().zip((0..32).step_by(2)) {
            *byte = u8::from_str_radix(&hex[index..index + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }
}

/// How many bytes are digested at a time: many at once cost far less than a few at a time.
const AT_ONCE: usize = 1 << 14;

/// Makes a digest of parts that come one after the other.
#[derive(Default)]
pub struct Digester {
    /// Parts that are still to be digested.
    waiting: Vec<u8>,
    /// What has digested the others, if there were so many.
    hasher: Option<Box<blake3::Hasher>>,
}

impl Digester {
    /// A digester that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one part, with its length.
    pub fn add(&mut self, part: impl AsRef<[u8]>) -> &mut Self {
        let part = part.as_ref();
        self.waiting.extend_from_slice(&(part.len() as u64).to_le_bytes());
        self.piece(part)
    }

    /// Adds bytes without their length: the digest of pieces alone is that of the bytes they make up.
    pub fn piece(&mut self, piece: impl AsRef<[u8]>) -> &mut Self {
        self.waiting.extend_from_slice(piece.as_ref());
        if self.waiting.len() >= AT_ONCE {
            self.hasher.get_or_insert_default().update(&self.waiting);
            self.waiting.clear();
        }
        self
    }

    /// The digest of all parts.
    pub fn finish(mut self) -> Digest {
        match &mut self.hasher {
            Some(hasher) => Digest::from_hash(&hasher.update(&self.waiting).finalize()),
            None => Digest::of(&self.waiting),
        }
    }
}

/// Writes, and makes the digest of all that it writes.
pub struct Digesting<W> {
    to: W,
    digester: Digester,
}

impl<W: io::Write> Digesting<W> {
    /// A writer to another one.
    pub fn new(to: W) -> Self {
        Self { to, digester: Digester::new() }
    }

    /// The digest of all that was written, and the other writer.
    pub fn finish(self) -> (Digest, W) {
        (self.digester.finish(), self.to)
    }
}

impl<W: io::Write> io::Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.digester.piece(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.hex()).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return <[u8; 16]>::deserialize(deserializer).map(Self);
        }
        let hex = String::deserialize(deserializer)?;
        Self::from_hex(&hex).ok_or_else(|| serde::de::Error::custom("expected 32 hexadecimal letters"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        let ab_c = Digest::of_parts([b"ab".as_slice(), b"c"]);
        let a_bc = Digest::of_parts([b"a".as_slice(), b"bc"]);
        assert_ne!(ab_c, a_bc);
    }

    #[test]
    fn many_parts_give_the_digest_of_all_their_bytes() {
        let parts: Vec<Vec<u8>> = (0..3000_u32).map(|number| number.to_le_bytes().repeat(5)).collect();
        let mut bytes = Vec::new();
        for part in &parts {
            bytes.extend((part.len() as u64).to_le_bytes());
            bytes.extend(part);
        }
        assert_eq!(Digest::of_parts(parts.iter().map(Vec::as_slice)), Digest::of(bytes));
    }

    #[test]
    fn hexadecimal_round_trip() {
        let digest = Digest::of("lantern");
        assert_eq!(Digest::from_hex(&digest.to_string()), Some(digest));
        assert_eq!(Digest::from_hex("zz"), None);
    }
}
