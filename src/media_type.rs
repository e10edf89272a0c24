//! What kind of file an ending stands for, as servers and object stores say it.

/// Endings and their types, sorted by ending. Types are those that IANA lists (iana.org/assignments/media-types);
/// scripts as RFC 9239 wants them; text carries its character set.
#[rustfmt::skip]
pub const TYPES: &[(&str, &str)] = &[
    ("7z", "application/x-7z-compressed"),
    ("aac", "audio/aac"),
    ("apng", "image/apng"),
    ("atom", "application/atom+xml; charset=utf-8"),
    ("avif", "image/avif"),
    ("bmp", "image/bmp"),
    ("br", "application/octet-stream"),
    ("bz2", "application/x-bzip2"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("eot", "application/vnd.ms-fontobject"),
    ("epub", "application/epub+zip"),
    ("flac", "audio/flac"),
    ("gif", "image/gif"),
    ("gpx", "application/gpx+xml"),
    ("gz", "application/gzip"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("htm", "text/html; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/vnd.microsoft.icon"),
    ("ics", "text/calendar; charset=utf-8"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("jsonld", "application/ld+json"),
    ("jxl", "image/jxl"),
    ("m4a", "audio/mp4"),
    ("m4v", "video/mp4"),
    ("map", "application/json"),
    ("md", "text/markdown; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("mpeg", "video/mpeg"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("opus", "audio/ogg"),
    ("otf", "font/otf"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("rss", "application/rss+xml; charset=utf-8"),
    ("rtf", "application/rtf"),
    ("svg", "image/svg+xml; charset=utf-8"),
    ("tar", "application/x-tar"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("ttf", "font/ttf"),
    ("txt", "text/plain; charset=utf-8"),
    ("vcf", "text/vcard; charset=utf-8"),
    ("vtt", "text/vtt; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("wav", "audio/wav"),
    ("weba", "audio/webm"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xhtml", "application/xhtml+xml; charset=utf-8"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml; charset=utf-8"),
    ("xsl", "text/xsl; charset=utf-8"),
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
    ("zip", "application/zip"),
];

/// The type of a file of which nothing is known.
pub const UNKNOWN: &str = "application/octet-stream";

/// Whether files of a type are text, or as loosely packed as text.
pub fn is_compressible(kind: &str) -> bool {
    const LOOSE: [&str; 4] = ["application/vnd.ms-fontobject", "application/wasm", "font/otf", "font/ttf"];
    let kind = kind.split(';').next().unwrap_or(kind);
    let is_written =
        kind.starts_with("text/") || ["json", "xml", "yaml"].iter().any(|end| kind.ends_with(end));
    is_written || LOOSE.contains(&kind)
}

/// The type of a file, by the ending of its path; [`UNKNOWN`] where nothing is known.
pub fn of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending
        .and_then(|ending| TYPES.binary_search_by(|(known, _)| (*known).cmp(ending.as_str())).ok())
        .map_or(UNKNOWN, |at| TYPES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_worth_compressing() {
        for path in ["a.html", "a.css", "a.js", "a.json", "a.webmanifest", "a.svg", "a.xml", "a.ics", "a.ttf"]
        {
            assert!(is_compressible(of(path)), "{path}");
        }
        for path in ["a.png", "a.woff2", "a.zip", "a.gz", "a", "a.docx", "a.mp4"] {
            assert!(!is_compressible(of(path)), "{path}");
        }
    }

    #[test]
    fn d9_types_of_sixty_endings_and_more() {
        assert!(TYPES.len() >= 60);
        assert!(TYPES.is_sorted_by(|a, b| a.0 < b.0));
        for (ending, kind) in TYPES {
            assert_eq!(of(&format!("a.b/c.{}", ending.to_uppercase())), *kind);
        }
        assert_eq!(of("index.html"), "text/html; charset=utf-8");
        assert_eq!(of("site.webmanifest"), "application/manifest+json");
        for unknown in ["README", "a.html/b", ".nojekyll", "x.", ""] {
            assert_eq!(of(unknown), "application/octet-stream", "{unknown}");
        }
    }
}
