//! What hosts do by themselves, against our promises.

/// Faults that are known: the host, words of the fault, and what it needs. One that no longer occurs fails the test, so
/// that the list stays short.
pub(crate) const KNOWN: &[(&str, &str, &str)] = &[
    ("caddy", "feed.xml: “”, expected “br”", "this feed has less than a KiB, so none lies beside it"),
    ("cloudflare-pages", "/404.html answers 308", "a page’s ending is taken away, also that of 404.html"),
    ("cloudflare-workers", "/404.html answers 307", "a page’s ending is taken away, also that of 404.html"),
    ("vercel", "missing: nowhere: status 308", SLASH_FIRST),
    ("vercel", "missing: about/index.html/more: status 308", SLASH_FIRST),
    ("vercel", "missing: one/two/three/four: status 308", SLASH_FIRST),
    ("vercel", "headers: nowhere (308)", SLASH_FIRST),
    ("vercel", "headers: one/two/three/four (308)", SLASH_FIRST),
    ("cloudfront", "missing: nowhere: status 301", SLASH_FIRST),
    ("cloudfront", "missing: about/index.html/more: status 301", SLASH_FIRST),
    ("cloudfront", "missing: one/two/three/four: status 301", SLASH_FIRST),
    ("cloudfront", "headers: nowhere (301)", SLASH_FIRST),
    ("cloudfront", "headers: one/two/three/four (301)", SLASH_FIRST),
];

/// Rules know no files: what is missing as well leads to its slash, and is missing there.
const SLASH_FIRST: &str = "the slash goes before the search for files";
