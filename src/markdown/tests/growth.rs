//! Hostile Markdown: four times the text takes at most eight times the time, and no stack overflows.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::document;

/// A kind of hostile text, by its length.
type Hostile = (&'static str, fn(usize) -> String);

/// What each repeats, mostly after the pathological tests of the reference implementations.
#[rustfmt::skip]
const HOSTILE: &[Hostile] = &[
    ("nested emphasis", |n| "*a **a ".repeat(n) + "b" + &" a** a*".repeat(n)),
    ("closers of emphasis", |n| "a_ ".repeat(n)),
    ("openers of emphasis", |n| "_a ".repeat(n)),
    ("runs of three", |n| "a***".repeat(n) + &"b**".repeat(n)),
    ("closers of links", |n| "a]".repeat(n)),
    ("openers of links", |n| "[a".repeat(n)),
    ("mismatched openers", |n| "*a_ ".repeat(n)),
    ("links and emphasis", |n| "[ a_".repeat(n)),
    ("half links", |n| "[ (](".repeat(n)),
    ("images in images", |n| "![[]()".repeat(n)),
    ("nested images", |n| "![".repeat(n) + "a" + &"](b)".repeat(n)),
    ("nested brackets", |n| "[".repeat(n) + "a" + &"]".repeat(n)),
    ("nested quotes", |n| "> ".repeat(n) + "a"),
    ("nested lists", |n| "* ".repeat(n) + "a"),
    ("indented tips", |n| (0..n.isqrt()).fold(String::new(), |text, depth| text + &"  ".repeat(depth) + "- [ ] a\n")),
    ("empty lines in lists", |n| "- ".repeat(n.isqrt()) + "x" + &"\n".repeat(n)),
    ("NUL", |n| "abc\0de\0".repeat(n)),
    ("backticks", |n| (0..n.isqrt()).fold(String::new(), |text, length| text + "e" + &"`".repeat(length))),
    ("unclosed links", |n| "[a](<b".repeat(n)),
    ("unclosed comments", |n| "a <!-- ".repeat(n)),
    ("unclosed instructions", |n| "a <?".repeat(n)),
    ("unclosed CDATA", |n| "a <![CDATA[".repeat(n)),
    ("definitions", |n| (0..n).fold(String::new(), |text, at| text + &format!("[a{at}]: u\n")) + "\n" + &"[a0] ".repeat(n)),
    ("undefined references", |n| "[a][b] ".repeat(n)),
    ("a long definition", |n| "[a]: ".to_owned() + &"x".repeat(n) + "\n\n" + &"[a]".repeat(n)),
    ("entities", |n| "&amp;&nope".repeat(n)),
    ("entities in attributes", |n| "<a title=\"".to_owned() + &"&hellip;&amp&x".repeat(n) + "\">"),
    ("headings", |n| "## a\n".repeat(n)),
    ("one id", |n| "## a {#b}\n".repeat(n)),
    ("footnotes", |n| (0..n).fold(String::new(), |text, at| text + &format!("[^{at}]\n\n[^{at}]: x[^{}]\n\n", n - at))),
    ("one footnote", |n| "[^a]".repeat(n) + "\n\n[^a]: b\n"),
    ("undefined footnotes", |n| "[^".repeat(n)),
    ("tables", |n| "|".repeat(n) + "\n" + &"|-".repeat(n) + "|\n"),
    ("alerts that are none", |n| "> [!TIPX]\n> a\n\n".repeat(n)),
    ("braces in tips", |n| "- [ ] ".to_owned() + &"a {#".repeat(n) + "}\n"),
    ("one tip", |n| "- [ ] a {#b}\n".repeat(n)),
    ("elements", |n| "<x><b>".repeat(n) + &"</x>".repeat(n)),
    ("open tags", |n| "<div>\n".to_owned() + &"<a b=\"".repeat(n)),
    ("attributes", |n| "<a ".to_owned() + &"b=c ".repeat(n) + ">"),
    ("scripts in comments", |n| "<script>".to_owned() + &"<!--<script>".repeat(n)),
    ("languages", |n| "```zzz\nx\n```\n".repeat(n / 8)),
    ("code", |n| "```rust\n".to_owned() + &"fn a() { \"x\" }\n".repeat(n / 64) + "```\n"),
    ("quotation marks", |n| "\"'a ".repeat(n)),
];

/// So short a time says nothing about growth.
const SHORT: Duration = Duration::from_millis(25);

/// A machine that is busy with other work is given another chance.
const CHANCES: u64 = 10;

fn time(text: &str) -> Duration {
    let start = Instant::now();
    drop(document(text));
    start.elapsed()
}

#[test]
fn time_grows_with_the_text() {
    drop(document("```rust\nx\n```\n"));
    for (name, make) in HOSTILE {
        let (small, large) = (make(2000), make(8000));
        let grows_slowly = |chance: u64| {
            sleep(Duration::from_millis(50 * chance));
            let (first, second) = (time(&small), time(&large));
            second <= SHORT.max(first * 8)
        };
        assert!((0..CHANCES).any(grows_slowly), "{name}");
    }
}

#[test]
fn no_depth_is_too_deep() {
    for (name, make) in HOSTILE.iter().filter(|(name, _)| name.starts_with("nested")) {
        assert!(!document(&make(50_000)).html.is_empty(), "{name}");
    }
}
