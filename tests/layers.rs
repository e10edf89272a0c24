//! The layers: a module of the crate uses only modules that `lib.rs` declares above it.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test looks at real files, and fails where it must"
)]

use std::fs;
use std::path::{Path, PathBuf};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The modules in the order of their declarations.
fn layers() -> Vec<String> {
    let text = fs::read_to_string(source().join("lib.rs")).unwrap();
    let declared =
        text.lines().filter_map(|line| line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod ")));
    declared.filter_map(|rest| rest.strip_suffix(';')).map(str::to_owned).collect()
}

/// Every file with its text, tests left out: they may look at the whole crate.
fn files() -> Vec<(PathBuf, String)> {
    let is_source = |path: &Path| path.extension().is_some_and(|ending| ending == "rs");
    walkdir::WalkDir::new(source())
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| is_source(path) && !path.ends_with("lib.rs") && !path.ends_with("main.rs"))
        .filter(|path| path.file_stem().is_none_or(|stem| stem != "tests"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            (path, text)
        })
        .collect()
}

/// The module of the crate that a file belongs to.
fn module(path: &Path) -> String {
    let first = path.strip_prefix(source()).unwrap().components().next().unwrap();
    first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// The modules of the crate that a text names, in `use` lines and in paths.
fn used(text: &str) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let list = rest.strip_prefix('{').map_or(rest, |list| list.split('}').next().unwrap_or_default());
            let names = if rest.starts_with('{') { list.split(',').collect() } else { vec![rest] };
            for name in names {
                let end = name.trim().find(|char: char| !char.is_alphanumeric() && char != '_');
                let name = name.trim();
                used.push((number + 1, name[..end.unwrap_or(name.len())].to_owned()));
            }
        }
    }
    used
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let layers = layers();
    let height = |module: &str| layers.iter().position(|layer| layer == module);
    let mut faults = Vec::new();
    for (path, text) in files() {
        let own = module(&path);
        let Some(own_height) = height(&own) else { panic!("lib.rs does not declare {own}") };
        for (line, other) in used(&text) {
            if height(&other).is_some_and(|other_height| other_height > own_height) {
                faults.push(format!("{}:{line}: {own} uses {other}, which stands below it", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What only some modules may name.
#[test]
fn doors_are_kept() {
    let doors: [(&str, &[&str]); 4] = [
        ("std::fs", &["disk"]),
        ("walkdir", &["disk"]),
        ("tera::", &["theme", "render", "view"]),
        ("std::env", &["cli"]),
    ];
    let mut faults = Vec::new();
    for (path, text) in files() {
        for (name, allowed) in doors {
            let own = module(&path);
            let names = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .any(|line| line.contains(name));
            if names && !allowed.contains(&own.as_str()) {
                faults.push(format!("{} names {name}, which is for {}", path.display(), allowed.join(", ")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn limits_of_size_are_kept() {
    let mut lengths: Vec<usize> = Vec::new();
    for (path, text) in files() {
        let whole = fs::read_to_string(&path).unwrap().lines().count();
        assert!(whole <= 500, "{} has {whole} lines", path.display());
        lengths.push(text.lines().count());
    }
    lengths.sort_unstable();
    assert!(lengths[lengths.len() / 2] <= 150, "the median file has {} lines", lengths[lengths.len() / 2]);
    let main = fs::read_to_string(source().join("main.rs")).unwrap();
    assert!(main.lines().count() <= 15);
}
