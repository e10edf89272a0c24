//! Files that lie beside others in fewer bytes, for hosts that hand them out: `.gz` (RFC 1952) and `.br` (RFC 7932).
//!
//! Equal bytes give equal files: no time and no name stands in them.

use std::io::{self, Write};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use serde::{Deserialize, Serialize};

use crate::media_type;
use crate::path::OutputPath;

/// What fits into one packet anyway gains nothing.
const SMALLEST: u64 = 1_024;
/// What is larger is no page, and would take too long.
const LARGEST: u64 = 16 << 20;

/// A way to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Way {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
}

impl Way {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// Where the compressed file lies beside one at a path.
    pub fn beside(self, path: &OutputPath) -> OutputPath {
        let ending = match self {
            Self::Brotli => "br",
            Self::Gzip => "gz",
        };
        OutputPath::new(format!("{path}.{ending}"))
    }

    /// The bytes in fewer; nothing, unless at least a tenth is saved.
    pub fn compressed(self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut compressed = Vec::with_capacity(bytes.len() / 3);
        let done = match self {
            Self::Brotli => brotli(bytes, &mut compressed),
            Self::Gzip => gzip(bytes, &mut compressed),
        };
        done.ok()?;
        (compressed.len() * 10 <= bytes.len() * 9).then_some(compressed)
    }
}

/// Whether a file is worth it, as far as its name and its number of bytes tell.
pub fn is_worth_it(path: &str, size: u64) -> bool {
    (SMALLEST..=LARGEST).contains(&size) && media_type::is_compressible(media_type::of(path))
}

fn gzip(bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let mut encoder = GzBuilder::new().mtime(0).write(out, Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish().map(drop)
}

fn brotli(bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
    let params =
        BrotliEncoderParams { quality: QUALITY, size_hint: bytes.len(), ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut &*bytes, out, &params).map(drop)
}

/// Of eleven. Pages and style sheets are as small as with nine, but for one byte in a hundred, in a sixth of the time; eleven
/// saves another tenth, in forty times the time.
const QUALITY: i32 = 6;

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn page() -> Vec<u8> {
        (0..200)
            .flat_map(|number: u32| format!("<p>Step {number} of the garden</p>\n").into_bytes())
            .collect()
    }

    #[test]
    fn what_is_compressed_comes_back() {
        let page = page();
        let mut back = Vec::new();
        let gzip = Way::Gzip.compressed(&page).unwrap();
        flate2::read::GzDecoder::new(gzip.as_slice()).read_to_end(&mut back).unwrap();
        assert_eq!(back, page);
        let mut back = Vec::new();
        let brotli = Way::Brotli.compressed(&page).unwrap();
        brotli::Decompressor::new(brotli.as_slice(), 4096).read_to_end(&mut back).unwrap();
        assert_eq!(back, page);
        assert!(brotli.len() < gzip.len());
    }

    #[test]
    fn equal_bytes_give_equal_files() {
        let page = page();
        for way in Way::ALL {
            assert_eq!(way.compressed(&page), way.compressed(&page));
        }
        // RFC 1952, 2.3.1: no flags, and no time.
        assert_eq!(Way::Gzip.compressed(&page).unwrap()[..8], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn what_gains_nothing_is_left() {
        let mut noise = Vec::new();
        let mut state = 1_u32;
        for _ in 0..4_000 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            noise.push((state >> 24) as u8);
        }
        for way in Way::ALL {
            assert_eq!(way.compressed(&noise), None);
        }
        assert!(is_worth_it("index.html", 1_024) && !is_worth_it("index.html", 1_023));
        assert!(!is_worth_it("a.png", 50_000) && !is_worth_it("a.xml", 100 << 20));
    }
}
