//! What an author does to a site, well or badly.

use std::time::{Duration, SystemTime};

use crate::chance::Chance;
use crate::site::{Manner, Site, set_time};
use crate::words;

type Edit = fn(&mut Site, &mut Chance) -> Option<String>;

/// Every kind of edit, with how often it is made.
const EDITS: [(usize, Edit); 24] = [
    (16, change_word),
    (8, change_letter),
    (10, add_markdown),
    (5, remove_line),
    (2, repeat_line),
    (10, set_head),
    (4, renumber),
    (6, add_file),
    (5, remove_file),
    (4, rename_file),
    (2, rename_folder),
    (2, copy_file),
    (2, swap_files),
    (7, set_setting),
    (7, change_template),
    (3, theme_file),
    (3, change_strings),
    (3, change_asset),
    (3, change_comments),
    (2, change_image),
    (5, touch),
    (2, encode),
    (2, change_film),
    (2, link),
];

/// Makes one edit, and says which.
pub(crate) fn edit(site: &mut Site, chance: &mut Chance) -> String {
    loop {
        if let Some(done) = chance.weighted(&EDITS)(site, chance) {
            return done;
        }
    }
}

fn manner(chance: &mut Chance) -> Manner {
    if chance.percent(50) { Manner::InPlace } else { Manner::Replaced }
}

/// The files whose path fits.
fn paths(site: &Site, fits: impl Fn(&str) -> bool) -> Vec<String> {
    site.files.keys().filter(|path| fits(path)).cloned().collect()
}

fn one(site: &Site, chance: &mut Chance, fits: impl Fn(&str) -> bool) -> Option<String> {
    let paths = paths(site, fits);
    (!paths.is_empty()).then(|| chance.pick(&paths).clone())
}

fn is_markdown(path: &str) -> bool {
    path.ends_with(".md")
}

fn is_content(path: &str) -> bool {
    path.starts_with("content/") && path != "content/site.yaml"
}

fn text(site: &Site, path: &str) -> String {
    String::from_utf8_lossy(&site.files[path]).into_owned()
}

fn write(site: &mut Site, path: &str, text: &str, chance: &mut Chance) {
    let manner = manner(chance);
    site.put(path, text.as_bytes().to_vec(), manner);
}

fn lines_changed(
    site: &mut Site,
    path: &str,
    chance: &mut Chance,
    change: impl FnOnce(&mut Vec<String>, &mut Chance),
) {
    let mut lines: Vec<String> = text(site, path).split('\n').map(str::to_owned).collect();
    change(&mut lines, chance);
    write(site, path, &lines.join("\n"), chance);
}

/// Another word in the place of one.
fn change_word(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = one(site, chance, |path| {
        is_markdown(path) || (path.ends_with(".yaml") && path.contains("comments"))
    })?;
    let old = text(site, &path);
    let words: Vec<&str> =
        old.split([' ', '\n']).filter(|word| word.chars().all(char::is_alphanumeric)).collect();
    let from = *chance.pick(if words.is_empty() { return None } else { &words });
    let places: Vec<usize> = old.match_indices(from).map(|(at, _)| at).collect();
    let at = *chance.pick(&places);
    let to = *chance.pick(&words::WORDS);
    write(site, &path, &format!("{}{to}{}", &old[..at], &old[at + from.len()..]), chance);
    Some(format!("“{from}” is “{to}” in {path}"))
}

/// Another letter in the place of one: neither the size nor, at worst, the time tells.
fn change_letter(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = one(site, chance, |path| path != "content/film.mp4")?;
    let mut bytes = site.files[&path].clone();
    let letters: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_lowercase()).collect();
    if letters.is_empty() {
        return None;
    }
    let at = *chance.pick(&letters);
    bytes[at] = if bytes[at] == b'z' { b'a' } else { bytes[at] + 1 };
    let manner =
        *chance.pick(&[Manner::SameTime, Manner::ReplacedSameTime, Manner::InPlace, Manner::Replaced]);
    site.put(&path, bytes, manner);
    Some(format!("another letter at byte {at} of {path} ({manner:?})"))
}

fn add_markdown(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = one(site, chance, is_markdown)?;
    let piece = words::MARKDOWN.pick(chance);
    lines_changed(site, &path, chance, |lines, chance| {
        let body = lines.iter().skip(1).position(|line| line == "---").map_or(0, |at| at + 2);
        let at = body.min(lines.len()) + chance.below(lines.len().saturating_sub(body) + 1);
        lines.splice(
            at.min(lines.len())..at.min(lines.len()),
            [String::new(), piece.to_owned(), String::new()],
        );
    });
    Some(format!("{piece:?} in {path}"))
}

fn remove_line(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path =
        one(site, chance, |path| is_markdown(path) || path.ends_with(".yaml") || path.ends_with(".html"))?;
    let mut gone = String::new();
    lines_changed(site, &path, chance, |lines, chance| gone = lines.remove(chance.below(lines.len())));
    Some(format!("{gone:?} gone from {path}"))
}

fn repeat_line(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = one(site, chance, |path| is_markdown(path) || path.ends_with(".yaml"))?;
    lines_changed(site, &path, chance, |lines, chance| {
        let line = chance.pick(lines).clone();
        lines.insert(chance.below(lines.len()), line);
    });
    Some(format!("a line twice in {path}"))
}

/// Puts a line into the place of the one with its key, or where `at` says.
fn put_line(lines: &mut Vec<String>, line: &str, at: usize) {
    let key = line.split(':').next().unwrap_or_default();
    match lines.iter().position(|old| old.split(':').next() == Some(key)) {
        Some(old) => {
            let next = lines[old + 1..].iter().position(|line| !line.starts_with([' ', '-'])).unwrap_or(0);
            let is_block = lines[old].trim_end().ends_with(':');
            lines.splice(old..=if is_block { old + next } else { old }, [line.to_owned()]);
        }
        None => lines.insert(at.min(lines.len()), line.to_owned()),
    }
}

fn set_head(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = one(site, chance, is_markdown)?;
    let line = words::HEADS.pick(chance);
    let removes = chance.percent(25);
    lines_changed(site, &path, chance, |lines, _| {
        let key = line.split(':').next().unwrap_or_default();
        if removes {
            lines.retain(|line| line.split(':').next() != Some(key));
        } else {
            put_line(lines, line, 1);
        }
    });
    Some(format!("{} {line:?} in {path}", if removes { "without" } else { "with" }))
}

/// Another number before a name: a hole, a number twice, or another order.
fn renumber(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = one(site, chance, |path| is_markdown(path) && name(path).starts_with('0'))?;
    let number = chance.below(8);
    let to = format!("{}0{number}{}", folder(&path), &name(&path)[2..]);
    if !site.has_room(&to) {
        if site.files.contains_key(&to) && to != path {
            site.swap(&path, &to);
            return Some(format!("{path} and {to} swapped"));
        }
        return None;
    }
    site.rename(&path, &to);
    Some(format!("{path} → {to}"))
}

fn folder(path: &str) -> &str {
    &path[..=path.rfind('/').unwrap_or(0)]
}

fn name(path: &str) -> &str {
    &path[path.rfind('/').map_or(0, |at| at + 1)..]
}

fn add_file(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let folders = ["content/", "content/garden/", "content/baking/bread/", "content/new/", "content/new/er/"];
    let names = [
        "04-new.md",
        "05-new.md",
        "new.md",
        "New.md",
        "index.md",
        "06-act.md",
        "notes.txt",
        "bed.svg",
        "01-first.md",
        "new/index.md",
        "_draft.md",
        "a b.md",
        ".hidden.md",
        "x.tmp",
    ];
    let path = format!("{}{}", chance.pick(&folders), chance.pick(&names));
    if !site.has_room(&path) || site.files.len() > 60 {
        return None;
    }
    let piece = words::MARKDOWN.pick(chance);
    let head =
        if chance.percent(80) { "---\ntitle: New\ndate: 2026-11-21\ntags: [new]\n---\n\n" } else { "" };
    let part = if name(&path).starts_with('0') { "---\ntitle: New\n---\n\n" } else { head };
    let words = if path.ends_with(".svg") {
        format!("<svg><!-- {piece} --></svg>")
    } else {
        format!("{part}{piece}\n")
    };
    write(site, &path, &words, chance);
    Some(format!("new: {path} with {piece:?}"))
}

fn remove_file(site: &mut Site, chance: &mut Chance) -> Option<String> {
    if let Some(link) = site.links.keys().next().filter(|_| chance.percent(30)).cloned() {
        site.remove(&link);
        return Some(format!("no more link {link}"));
    }
    let path = one(site, chance, is_content).filter(|_| site.files.len() > 20)?;
    site.remove(&path);
    Some(format!("no more {path}"))
}

fn rename_file(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let from = one(site, chance, is_content)?;
    let (folder, name) = (folder(&from), name(&from));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let to = match chance.below(5) {
        0 => format!("content/{name}"),
        1 => format!("content/garden/{name}"),
        2 => format!("{folder}{}.{ending}", stem.to_uppercase()),
        3 => format!("{folder}{stem}/index.{ending}"),
        _ => format!("{folder}{stem}-more.{ending}"),
    };
    if !site.has_room(&to) {
        return None;
    }
    site.rename(&from, &to);
    Some(format!("{from} → {to}"))
}

fn rename_folder(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let folders = [
        "content/garden",
        "content/baking",
        "content/baking/bread",
        "content/bread",
        "content/new",
        "content/plot",
    ];
    let (from, to) = (*chance.pick(&folders), *chance.pick(&folders));
    let below = format!("{from}/");
    let exists = site.files.keys().any(|path| path.starts_with(&below));
    let nested = to.starts_with(&below) || from == to;
    if !exists || nested || !site.has_room(to) || site.at(to).exists() {
        return None;
    }
    site.rename(from, to);
    Some(format!("{from}/ → {to}/"))
}

/// The same bytes twice.
fn copy_file(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let from = one(site, chance, |path| is_content(path) && is_markdown(path))?;
    let to = format!("{}{}", *chance.pick(&["content/", "content/garden/", "content/new/"]), name(&from));
    if !site.has_room(&to) || site.files.len() > 60 {
        return None;
    }
    let bytes = site.files[&from].clone();
    site.put(&to, bytes, Manner::InPlace);
    Some(format!("{from} also as {to}"))
}

fn swap_files(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let one_file = one(site, chance, is_content)?;
    let ending = one_file.rsplit('.').next()?.to_owned();
    let other = one(site, chance, |path| is_content(path) && path.ends_with(&ending) && path != one_file)?;
    site.swap(&one_file, &other);
    Some(format!("{one_file} and {other} swapped"))
}

fn set_setting(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = "content/site.yaml";
    if !site.files.contains_key(path) {
        return None;
    }
    let line = words::SETTINGS.pick(chance);
    if line.starts_with("theme: ") && chance.percent(60) {
        return None;
    }
    let removes = chance.percent(20);
    lines_changed(site, path, chance, |lines, _| {
        put_line(lines, line, 1);
        if removes {
            lines.retain(|old| old != line);
        }
    });
    Some(format!("{} {line:?} in {path}", if removes { "without" } else { "with" }))
}

fn change_template(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = one(site, chance, |path| path.starts_with("themes/") && path.ends_with(".html"))?;
    let piece = words::TEMPLATES.pick(chance);
    let old = text(site, &path);
    if old.matches(piece).count() > 0 {
        write(site, &path, &old.replacen(piece, "", 1), chance);
        return Some(format!("without {piece:?} in {path}"));
    }
    let ends: Vec<usize> = ["{% endblock", "</main>", "</footer>"]
        .iter()
        .flat_map(|end| old.match_indices(end).map(|(at, _)| at))
        .collect();
    let at = *chance.pick(if ends.is_empty() { return None } else { &ends });
    write(site, &path, &format!("{}{piece}{}", &old[..at], &old[at..]), chance);
    Some(format!("{piece:?} in {path}"))
}

/// A template, or another file of a theme, comes, goes or gets another name.
fn theme_file(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let theme =
        if site.files.keys().any(|path| path.starts_with("themes/shade/")) { "shade" } else { "plain" };
    let new = format!("themes/{theme}/templates/{}.html", chance.pick(&["page", "404", "home", "more"]));
    if site.has_room(&new) && chance.percent(60) {
        let block = *chance.pick(&["main", "script"]);
        let words = format!(
            "{{% extends \"base.html\" %}}\n{{% block {block} %}}lamp {{{{ page.body }}}}{{% endblock %}}\n"
        );
        write(site, &new, &words, chance);
        return Some(format!("new: {new}"));
    }
    let path = one(site, chance, |path| path.starts_with("themes/"))?;
    if chance.percent(30) {
        let to = format!("{path}.bak");
        site.rename(&path, &to);
        return Some(format!("{path} → {to}"));
    }
    site.remove(&path);
    Some(format!("no more {path}"))
}

fn change_strings(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = match one(site, chance, |path| path.contains("/strings/")) {
        Some(path) if chance.percent(80) => path,
        _ => one(site, chance, |path| path.ends_with("theme.yaml"))?.replace("theme.yaml", "strings/de.yaml"),
    };
    let line = words::STRINGS.pick(chance);
    if site.files.contains_key(&path) {
        lines_changed(site, &path, chance, |lines, _| put_line(lines, line, 0));
    } else {
        write(site, &path, &format!("{line}\n"), chance);
    }
    Some(format!("{line:?} in {path}"))
}

fn change_asset(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = one(site, chance, |path| path.contains("/assets/"))?;
    let old = text(site, &path);
    let new = if path.ends_with(".css") {
        format!(
            "{old}{}\n",
            chance.pick(&[
                "p { color: red }",
                "i { background: url(\"nothing.svg\") }",
                "i { background: url(dot.svg) }"
            ])
        )
    } else {
        old.replace('>', chance.pick::<&str>(&["><g/>", " ><g/>"]))
    };
    if new.len() > 4000 {
        return None;
    }
    write(site, &path, &new, chance);
    Some(format!("{path} changed"))
}

fn change_comments(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let folder = one(site, chance, |path| is_content(path) && name(path) == "index.md")?;
    let path = folder.replace("index.md", "comments.yaml");
    if site.files.contains_key(&path) && chance.percent(30) {
        site.remove(&path);
        return Some(format!("no more {path}"));
    }
    if !site.files.contains_key(&path) && !site.has_room(&path) {
        return None;
    }
    let comments = words::COMMENTS.pick(chance);
    write(site, &path, comments, chance);
    Some(format!("{path} of {} bytes", comments.len()))
}

/// An image of another size.
fn change_image(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = one(site, chance, |path| is_content(path) && path.ends_with(".svg"))?;
    let (width, height) = (10 + chance.below(3), 10 + chance.below(3));
    let image = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\"/>");
    write(site, &path, &image, chance);
    Some(format!("{path} is {width} by {height}"))
}

/// Another time, the same bytes.
fn touch(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = one(site, chance, |_| true)?;
    let hour = Duration::from_hours(1);
    #[expect(clippy::disallowed_methods, reason = "files have times")]
    let now = SystemTime::now();
    let time = *chance.pick(&[now, now - hour, now + hour, SystemTime::UNIX_EPOCH]);
    set_time(&site.at(&path), time);
    Some(format!("{path} touched"))
}

/// Other bytes for the same text, or bytes that are no text.
fn encode(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = one(site, chance, |path| is_markdown(path) || path.ends_with(".yaml"))?;
    let old = site.files[&path].clone();
    let new = match chance.below(4) {
        0 => [b"\xef\xbb\xbf", old.as_slice()].concat(),
        1 => String::from_utf8_lossy(&old).replace("\r\n", "\n").replace('\n', "\r\n").into_bytes(),
        2 => String::from_utf8_lossy(&old).replace("\r\n", "\n").into_bytes(),
        _ => [old.as_slice(), b"\xff\n"].concat(),
    };
    let manner = manner(chance);
    site.put(&path, new, manner);
    Some(format!("{path} in other bytes"))
}

/// A file too large to be held: one byte in its middle is another.
fn change_film(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let path = "content/film.mp4";
    let mut bytes = match site.files.get(path) {
        Some(bytes) if chance.percent(80) => bytes.clone(),
        Some(_) => {
            site.remove(path);
            return Some(format!("no more {path}"));
        }
        None if !site.has_room(path) => return None,
        None => vec![7; (1 << 20) + 100],
    };
    let is_new = !site.files.contains_key(path);
    let at = (70 << 10) + chance.below(900 << 10);
    bytes[at] = bytes[at].wrapping_add(1);
    let same_time = !is_new && chance.percent(60);
    site.put(path, bytes, if same_time { Manner::SameTime } else { Manner::InPlace });
    Some(format!("another byte {at} of {path}"))
}

fn link(site: &mut Site, chance: &mut Chance) -> Option<String> {
    let (path, to) = *chance.pick(&[
        ("content/linked.md", "about.md"),
        ("content/garden/04-linked.md", "02-sow.md"),
        ("content/plot-linked", "garden"),
        ("content/linked.svg", "garden/bed.svg"),
        ("content/leads-out.md", "/etc/hostname"),
    ]);
    if !site.has_room(path) {
        return None;
    }
    site.link(path, to);
    Some(format!("{path} leads to {to}"))
}
