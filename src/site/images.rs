//! The size of images, read from their own heads.

use serde::{Deserialize, Serialize};

use crate::source::Source;
use crate::tag::{Token, Tokens};

/// Width and height in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// From side to side.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// The size of an image file, if it is one and tells.
pub fn size(source: &Source) -> Option<Size> {
    let (_, ending) = source.path.stem_and_ending();
    match ending.to_ascii_lowercase().as_str() {
        "svg" => svg_size(std::str::from_utf8(&source.bytes).ok()?),
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "heic" | "bmp" | "ico" | "jxl" | "tiff"
        | "tif" => {
            let size = imagesize::blob_size(&source.bytes).ok()?;
            Some(Size { width: size.width.try_into().ok()?, height: size.height.try_into().ok()? })
        }
        _ => None,
    }
}

/// The size that an SVG's root element gives: `width` and `height` in pixels, else its `viewBox`.
fn svg_size(text: &str) -> Option<Size> {
    let root = Tokens::new(text).find_map(|token| match token {
        Token::Start(tag) if tag.is("svg") => Some(tag),
        _ => None,
    })?;
    let length = |name: &str| pixels(&root.attribute(name)?.value());
    if let (Some(width), Some(height)) = (length("width"), length("height")) {
        return Some(Size { width, height });
    }
    let view_box = root.attribute("viewBox")?.value();
    let mut numbers = view_box.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
    Some(Size { width: pixels(numbers.next()?)?, height: pixels(numbers.next()?)? })
}

/// A length in whole pixels; none for other units, nothing and nonsense.
fn pixels(length: &str) -> Option<u32> {
    let number: f64 = length.trim().trim_end_matches("px").parse().ok()?;
    let whole = format!("{:.0}", number.clamp(0.0, 1e6));
    whole.parse().ok().filter(|whole| *whole > 0)
}
