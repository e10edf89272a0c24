//! What hosts do by themselves, against our promises.

/// Faults that are known: the host, words of the fault, and what it needs. One that no longer occurs fails the test, so
/// that the list stays short.
pub(crate) const KNOWN: &[(&str, &str, &str)] = &[
    ("apache", "“”, expected “br”", "the snippet compresses with mod_deflate alone"),
    ("caddy", "the plain answer has no Vary", "Caddy adds it only to what it encodes"),
    ("caddy", "types: sitemap.xml", "text/xml, of Go's table: the snippet names other types only"),
    ("caddy", "compression: feed.xml", "a feed is none of the types that this version encodes by itself"),
    ("caddy", "moved without slash: /a%20b:", "Caddy's own redirect to the slash forgets to encode"),
    ("caddy", "moved without slash: /100%25:", "Caddy's own redirect to the slash forgets to encode"),
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
    ("lighttpd", "the plain answer has no Vary", "lighttpd adds it only to what it compresses"),
];

/// Rules know no files: what is missing as well leads to its slash, and is missing there.
const SLASH_FIRST: &str = "the slash goes before the search for files";
