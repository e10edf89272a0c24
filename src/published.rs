//! The tips that readers may have ticked: a tick is kept under a tip's id, so an id that is gone takes it along.
//!
//! What was published is kept in the output folder, or in `tips.yaml` beside `content`, which can be kept under version
//! control. A later build compares itself with it, guide by guide.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::diagnostic::{Diagnostic, Place, Placed};
use crate::digest::{Digest, Digester};
use crate::path::{SourcePath, Url};
use crate::site::{Guide, Leaf, Publication};
use crate::text::Text;
use crate::yaml::{self, Faults, Fields, Limits, Node, Value};

/// The file that keeps published tips under version control, relative to the site's folder.
pub const TIPS: &str = "tips.yaml";

/// How alike two texts must be, in hundredths, to be one tip before and after an edit.
const ALIKE: usize = 50;

/// The words of one text that are compared with those of another.
const MOST_WORDS: usize = 200;

/// A tip as it was published.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PublishedTip {
    /// The address of its guide's overview: readers' ticks are kept below it.
    pub guide: Url,
    /// The address of its page.
    pub page: Url,
    /// Its id, unique in the guide.
    pub id: String,
    /// What it said, as plain text.
    pub text: String,
}

/// The version of the format in which the output folder keeps them.
const FORMAT: u32 = 1;

/// The tips of every guide that has any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published(BTreeMap<Url, Line>);

/// The tips of one guide as they are written: equal texts are equal tips.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// A list of `[page, id, text]`, in JSON.
    text: Arc<str>,
    /// The digest of the text.
    pub digest: Digest,
}

impl Line {
    /// The line of a guide's tips, in reading order.
    pub fn of<'a>(tips: impl Iterator<Item = &'a PublishedTip>) -> Self {
        let tips: Vec<(&Url, &str, &str)> =
            tips.map(|tip| (&tip.page, tip.id.as_str(), tip.text.as_str())).collect();
        Self::from(serde_json::to_string(&tips).unwrap_or_default().as_str())
    }

    fn from(text: &str) -> Self {
        Self { text: text.into(), digest: Digest::of(text) }
    }

    /// The tips of the guide; none, if somebody wrote something else.
    pub fn tips(&self, guide: &Url) -> Vec<PublishedTip> {
        let tips: Vec<(Url, String, String)> = serde_json::from_str(&self.text).unwrap_or_default();
        let tip = |(page, id, text)| PublishedTip { guide: guide.clone(), page, id, text };
        tips.into_iter().map(tip).collect()
    }
}

impl FromIterator<(Url, Line)> for Published {
    fn from_iter<I: IntoIterator<Item = (Url, Line)>>(lines: I) -> Self {
        Self(lines.into_iter().collect())
    }
}

impl Published {
    /// These tips.
    pub fn of(tips: &[PublishedTip]) -> Self {
        let mut guides: BTreeMap<&Url, Vec<&PublishedTip>> = BTreeMap::new();
        for tip in tips {
            guides.entry(&tip.guide).or_default().push(tip);
        }
        guides.into_iter().map(|(guide, tips)| (guide.clone(), Line::of(tips.into_iter()))).collect()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The line of a guide.
    pub fn line(&self, guide: &Url) -> Option<&Line> {
        self.0.get(guide)
    }

    /// Every guide with its line.
    pub fn iter(&self) -> impl Iterator<Item = (&Url, &Line)> {
        self.0.iter()
    }

    /// The digest of all.
    pub fn digest(&self) -> Digest {
        digest(self.iter().map(|(guide, line)| (guide, line.digest)))
    }

    /// Writes the file of the output folder, a guide a line; the same tips give the same text.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, to: &mut dyn io::Write) -> io::Result<()> {
        writeln!(to, r#"{{"guidepost":{FORMAT},"guides":["#)?;
        for (number, (guide, line)) in self.iter().enumerate() {
            to.write_all(if number > 0 { b",\n{\"guide\":" } else { b"{\"guide\":" })?;
            serde_json::to_writer(&mut *to, guide.as_str())?;
            to.write_all(b",\"tips\":")?;
            to.write_all(line.text.as_bytes())?;
            to.write_all(b"}")?;
        }
        to.write_all(b"\n]}\n")
    }

    /// Reads that file; none, if it is damaged or of another format.
    pub fn from_json(text: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct List<'a> {
            guidepost: u32,
            #[serde(borrow)]
            guides: Vec<Guide<'a>>,
        }
        #[derive(Deserialize)]
        struct Guide<'a> {
            guide: Url,
            #[serde(borrow)]
            tips: &'a RawValue,
        }
        let list: Option<List> = serde_json::from_slice(text).ok();
        let guides = list.filter(|list| list.guidepost == FORMAT).map(|list| list.guides).unwrap_or_default();
        guides.into_iter().map(|Guide { guide, tips }| (guide, Line::from(tips.get()))).collect()
    }
}

/// The digest of the tips of some guides, which are in order.
pub fn digest<'a>(guides: impl Iterator<Item = (&'a Url, Digest)>) -> Digest {
    let mut digester = Digester::new();
    for (guide, line) in guides {
        digester.add(guide.as_str()).add(line.as_bytes());
    }
    digester.finish()
}

/// The tips of a guide, in reading order, each with its place.
pub fn tips(guide: &Guide) -> Vec<Placed<PublishedTip>> {
    let parts = guide.parts.iter().map(|part| &part.leaf);
    let leaves = std::iter::once(&guide.leaf).chain(parts);
    leaves.flat_map(|leaf| of_leaf(leaf, &guide.leaf.url)).collect()
}

fn of_leaf<'a>(leaf: &'a Leaf, guide: &'a Url) -> impl Iterator<Item = Placed<PublishedTip>> + 'a {
    leaf.document.tips.iter().zip(&leaf.tips).map(|(tip, id)| {
        let (guide, page) = (guide.clone(), leaf.url.clone());
        let value = PublishedTip { guide, page, id: id.clone(), text: flat(&tip.text) };
        Placed { value, place: tip.place.clone() }
    })
}

/// A text as one line that any file can hold.
fn flat(text: &str) -> String {
    let mut before = b' ';
    let is_plain = text.bytes().all(|byte| {
        let before = std::mem::replace(&mut before, byte);
        byte.is_ascii_graphic() || (byte == b' ' && before != b' ')
    });
    if is_plain && before != b' ' {
        return text.to_owned();
    }
    let mut flat = String::with_capacity(text.len());
    let mut is_apart = false;
    for char in text.chars() {
        if char.is_whitespace() || char.is_control() {
            is_apart = !flat.is_empty();
        } else {
            if std::mem::take(&mut is_apart) {
                flat.push(' ');
            }
            flat.push(char);
        }
    }
    flat
}

/// Warns of tips that were published and whose id is gone. A guide that is gone as a whole is no fault.
pub fn lost(before: &[PublishedTip], now: &[Placed<PublishedTip>], pages: &[Publication]) -> Vec<Diagnostic> {
    let published: BTreeMap<&Url, &SourcePath> =
        pages.iter().filter(|page| page.published).map(|page| (&page.url, &page.path)).collect();
    let kept: BTreeSet<(&Url, &str)> =
        now.iter().map(|tip| (&tip.value.guide, tip.value.id.as_str())).collect();
    let known: BTreeSet<(&Url, &str)> = before.iter().map(|tip| (&tip.guide, tip.id.as_str())).collect();
    let mut missing: BTreeMap<&Url, Vec<&PublishedTip>> = BTreeMap::new();
    for tip in before {
        if published.contains_key(&tip.guide) && !kept.contains(&(&tip.guide, tip.id.as_str())) {
            missing.entry(&tip.page).or_default().push(tip);
        }
    }
    let mut new: BTreeMap<&Url, Vec<&Placed<PublishedTip>>> = BTreeMap::new();
    for tip in now.iter().filter(|tip| !known.contains(&(&tip.value.guide, tip.value.id.as_str()))) {
        new.entry(&tip.value.page).or_default().push(tip);
    }
    let mut faults = Vec::new();
    for (page, missing) in missing {
        let candidates = new.remove(page).unwrap_or_default();
        let file = published.get(page).or_else(|| published.get(&missing.first()?.guide));
        let Some(file) = file else { continue };
        faults.extend(of_page(&missing, candidates, file));
    }
    faults
}

/// The tips that are gone from one page, each with the one that it may have become.
fn of_page(
    missing: &[&PublishedTip],
    mut candidates: Vec<&Placed<PublishedTip>>,
    file: &SourcePath,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for tip in missing {
        let alike = candidates.iter().map(|new| likeness(&tip.text, &new.value.text)).enumerate();
        let best = alike
            .filter(|(_, alike)| *alike >= ALIKE)
            .max_by_key(|(index, alike)| (*alike, usize::MAX - index));
        faults.push(match best {
            Some((index, _)) => reworded(tip, &candidates.remove(index).place),
            None => removed(tip, file),
        });
    }
    faults
}

fn reworded(tip: &PublishedTip, place: &Place) -> Diagnostic {
    let message =
        format!("this tip was published with the id “{}”, and readers who ticked it lose their tick", tip.id);
    let help = format!("write “{{#{}}}” at its end, and it stays the same tip whatever it says", tip.id);
    Diagnostic::warning("tip-id-gone", place.clone(), message).help(help)
}

fn removed(tip: &PublishedTip, file: &SourcePath) -> Diagnostic {
    let message =
        format!("the tip “{}” was published, and its id “{}” is gone", shortened(&tip.text), tip.id);
    let help = format!(
        "if another tip took its place, write “{{#{}}}” at the end of that one; if it went for good, let it go: it is \
         forgotten with the next build, or with “guidepost tips” where you keep {TIPS}",
        tip.id
    );
    Diagnostic::warning("tip-id-gone", Place::whole(file), message).help(help)
}

fn shortened(text: &str) -> String {
    const LONGEST: usize = 50;
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// How many of the words of two texts are the same, in hundredths (the Sørensen–Dice coefficient of their sets).
fn likeness(one: &str, other: &str) -> usize {
    let (one, other) = (words(one), words(other));
    200 * one.intersection(&other).count() / (one.len() + other.len()).max(1)
}

fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(MOST_WORDS).map(str::to_lowercase).collect()
}

/// The text of `tips.yaml`: by guide and page, each id with what its tip says.
pub fn to_yaml(tips: &[PublishedTip]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut yaml = String::from(
        "# The tips that readers may have ticked, written by “guidepost tips”. Keep this file under version control:\n\
         # “guidepost build” and “guidepost check” warn when one of these ids is gone. Run “guidepost tips” again when\n\
         # you publish.\n",
    );
    for tip in tips {
        let _ = write!(
            yaml,
            "- id: {}\n  guide: {}\n  page: {}\n",
            quoted(&tip.id),
            quoted(tip.guide.as_str()),
            quoted(tip.page.as_str())
        );
        if !tip.text.is_empty() {
            let _ = writeln!(yaml, "  text: {}", quoted(&tip.text));
        }
    }
    if tips.is_empty() {
        yaml.push_str("[]\n");
    }
    yaml
}

/// Reads `tips.yaml`, and reports every fault in it.
pub fn read(text: &Text) -> (Vec<PublishedTip>, Vec<Diagnostic>) {
    let (node, faults) = yaml::parse_within(text, 0..text.as_str().len(), Limits::ARCHIVE);
    let faults = Faults::from(faults);
    let tips = match node {
        Some(Node { value: Value::List(items), .. }) => {
            items.iter().filter_map(|item| read_one(item, &faults)).collect()
        }
        Some(Node { value: Value::Null, .. }) | None => Vec::new(),
        Some(Node { place, .. }) => {
            let message = "the published tips should be a list, and are none";
            faults.error("wrong-type", place, message, "run “guidepost tips” to write the file anew");
            Vec::new()
        }
    };
    (tips, faults.into_vec())
}

fn read_one(node: &Node, faults: &Faults) -> Option<PublishedTip> {
    let mut fields = Fields::open(node, "a published tip", faults)?;
    let id = fields.required_text("id");
    let guide = fields.required_text("guide");
    let page = fields.required_text("page");
    let text = fields.text("text").map(|text| text.value).unwrap_or_default();
    fields.done();
    Some(PublishedTip { guide: Url::new(guide?.value), page: Url::new(page?.value), id: id?.value, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;

    const GUIDE: &str = "/trust/";

    fn tip(page: &str, id: &str, text: &str) -> PublishedTip {
        let page = Url::new(format!("{GUIDE}{page}/"));
        PublishedTip { guide: Url::new(GUIDE), page, id: id.to_owned(), text: text.to_owned() }
    }

    fn placed(line: u32, tip: PublishedTip) -> Placed<PublishedTip> {
        let file = SourcePath::new(format!("content{}.md", tip.page.as_str().trim_end_matches('/')));
        Placed { value: tip, place: Place { line, ..Place::whole(&file) } }
    }

    fn pages(names: &[&str]) -> Vec<Publication> {
        let page = |name: &&str| Publication {
            path: SourcePath::new(format!("content/trust/{name}.md")),
            url: Url::new(if *name == "index" { GUIDE.to_owned() } else { format!("{GUIDE}{name}/") }),
            title: String::new(),
            published: true,
            why: String::new(),
        };
        names.iter().map(page).collect()
    }

    fn said(before: &[PublishedTip], now: &[PublishedTip], names: &[&str]) -> Vec<String> {
        let now: Vec<_> = (10..).zip(now).map(|(line, tip)| placed(line, tip.clone())).collect();
        let faults = lost(before, &now, &pages(names));
        faults
            .iter()
            .map(|fault| {
                format!("{}:{} {}; {}", fault.place.file, fault.place.line, fault.message, fault.help)
            })
            .collect()
    }

    #[test]
    fn edits_that_keep_ids_are_silent() {
        let before = [tip("a", "x", "Say it."), tip("a", "y", "Hear it.")];
        let now = [tip("b", "y", "Listen."), tip("a", "new", "Rest."), tip("a", "x", "Say it!")];
        assert_eq!(said(&before, &now, &["index", "a", "b"]), [""; 0]);
        assert_eq!(said(&[], &now, &["index", "a", "b"]), [""; 0]);
    }

    #[test]
    fn a_reworded_tip_is_found_in_its_line() {
        let before =
            [tip("a", "1f", "Find a quiet hour this week."), tip("a", "2f", "Write the first sentence.")];
        let now = [
            tip("a", "9f", "Write your first sentence."),
            tip("a", "8f", "Find a quiet half hour this week."),
        ];
        let said = said(&before, &now, &["index", "a"]);
        assert_eq!(said.len(), 2);
        assert!(
            said[0].starts_with("content/trust/a.md:11 this tip was published with the id “1f”"),
            "{said:?}"
        );
        assert!(said[0].contains("write “{#1f}” at its end"), "{said:?}");
        assert!(
            said[1].starts_with("content/trust/a.md:10 this tip was published with the id “2f”"),
            "{said:?}"
        );
    }

    #[test]
    fn what_is_gone_is_told_at_its_page_and_else_at_its_guide() {
        let before =
            [tip("a", "1f", "Find a quiet hour."), tip("b", "2f", "Write."), tip("b", "3f", "Rest.")];
        let now = [tip("a", "4f", "Something else entirely.")];
        let said = said(&before, &now, &["index", "a"]);
        assert_eq!(said.len(), 3);
        assert!(
            said[0].starts_with("content/trust/a.md:1 the tip “Find a quiet hour.” was published"),
            "{said:?}"
        );
        assert!(said[1].starts_with("content/trust/index.md:1 the tip “Write.”"), "{said:?}");
    }

    #[test]
    fn a_guide_that_is_gone_is_no_fault() {
        assert_eq!(said(&[tip("a", "1f", "x")], &[], &["other"]), [""; 0]);
    }

    #[test]
    fn the_list_of_a_folder_is_read_as_it_was_written() {
        let tips = [tip("a", "x", "\"quoted\" – \\ ثقة"), tip("b", "y", "")];
        let published = Published::of(&tips);
        let again = |published: &Published| {
            let mut json = Vec::new();
            published.write(&mut json).unwrap();
            Published::from_json(&json)
        };
        assert_eq!(again(&published), published);
        assert_eq!(published.line(&Url::new(GUIDE)).unwrap().tips(&Url::new(GUIDE)), tips);
        assert_eq!(again(&Published::default()), Published::default());
        for damaged in [&b""[..], b"{\"guidepost\":1,\"guides\":[", b"{\"guidepost\":2,\"guides\":[]}", b"[]"]
        {
            assert_eq!(Published::from_json(damaged), Published::default());
        }
        let odd = Published::from_json(br#"{"guidepost":1,"guides":[{"guide":"/trust/","tips":7}]}"#);
        assert_eq!(odd.line(&Url::new(GUIDE)).unwrap().tips(&Url::new(GUIDE)), []);
    }

    #[test]
    fn the_file_is_read_as_it_was_written() {
        let tips =
            [tip("a", "x", "He said: \"no\" – \\ # 'yes'"), tip("ü", "٣", "ثقة: {{ x }}"), tip("a", "1", "")];
        for tips in [&tips[..], &[]] {
            let yaml = to_yaml(tips);
            let (read, faults) = read(&Text::new(&SourcePath::new(TIPS), &yaml));
            assert_eq!((read.as_slice(), faults), (tips, Vec::new()), "{yaml}");
        }
        assert_eq!(flat(" a\tb\u{1}\n"), "a b");
        let (_, faults) = read(&Text::new(&SourcePath::new(TIPS), "a: b"));
        assert_eq!(faults.len(), 1);
    }
}
