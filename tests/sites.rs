//! Whole sites in, whole sites out: every folder of `tests/sites` is a case.
//!
//! A case holds `site/`, the diagnostics its build must give (`diagnostics.jsonl`, none if there is no such
//! file), and what must be built: `expected/`, byte for byte, or `expected.txt`, the paths alone; with both, some of the
//! files byte for byte, but for digests of theme files. A case with neither must fail to build and write nothing. What
//! lies beside the site for hosts is looked at as a folder `.hosts` of it. `arguments` may add words to the command line.
//! `UPDATE=1 cargo test --test sites` writes what is there now; read the difference before you commit it.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test looks at real files, and fails where it must"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a build gave.
struct Outcome {
    diagnostics: String,
    built: BTreeMap<String, Vec<u8>>,
    status: i32,
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// The files below a folder; what guidepost notes for itself is left out.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
        if entry.file_type().is_file() && !path.starts_with(".guidepost.") {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
    files
}

fn build(case: &Path) -> Outcome {
    let scratch = tempfile::tempdir().unwrap();
    let out = scratch.path().join("public");
    let more = fs::read_to_string(case.join("arguments")).unwrap_or_default();
    let output = Command::new(env!("CARGO_BIN_EXE_guidepost"))
        .args(["build", "--format", "json", "--date", "2026-11-22"])
        .args(more.split_whitespace())
        .arg("--site")
        .arg(case.join("site"))
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let diagnostics =
        printed.lines().filter(|line| !line.starts_with("{\"summary\"")).map(|line| format!("{line}\n"));
    let beside = tree(&scratch.path().join("public.hosts")).into_iter();
    let beside = beside.map(|(path, bytes)| (format!(".hosts/{path}"), bytes));
    Outcome {
        diagnostics: diagnostics.collect(),
        built: tree(&out).into_iter().chain(beside).collect(),
        status: output.status.code().unwrap_or_default(),
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn update(case: &Path, outcome: &Outcome) {
    let diagnostics = case.join("diagnostics.jsonl");
    if outcome.diagnostics.is_empty() {
        let _ = fs::remove_file(diagnostics);
    } else {
        write(&diagnostics, outcome.diagnostics.as_bytes());
    }
    if case.join("expected.txt").exists() {
        write(&case.join("expected.txt"), paths(&outcome.built).as_bytes());
        for path in tree(&case.join("expected")).into_keys() {
            match outcome.built.get(&path) {
                Some(bytes) => write(&case.join("expected").join(path), &plain(bytes)),
                None => fs::remove_file(case.join("expected").join(path)).unwrap(),
            }
        }
    } else if case.join("expected").exists() {
        fs::remove_dir_all(case.join("expected")).unwrap();
        for (path, bytes) in &outcome.built {
            write(&case.join("expected").join(path), bytes);
        }
    }
}

/// One path a line; digests in names are left out, so that a change of a style sheet is none of the list.
fn paths(built: &BTreeMap<String, Vec<u8>>) -> String {
    let plain = |path: &String| match path.rsplitn(3, '.').collect::<Vec<_>>()[..] {
        [ending, digest, stem] if path.starts_with("assets/") && digest.len() == 10 => {
            format!("{stem}.*.{ending}\n")
        }
        _ => format!("{path}\n"),
    };
    built.keys().map(plain).collect()
}

/// A text in which every digest of a name is ten zeros.
fn plain(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let is_end = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    for at in 0..bytes.len().saturating_sub(9) {
        let is_digest = bytes[at..at + 10].iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_digest && is_end(bytes[..at].last()) && is_end(bytes.get(at + 10)) {
            bytes[at..at + 10].fill(b'0');
        }
    }
    bytes
}

fn differences(case: &Path, outcome: &Outcome) -> Vec<String> {
    let mut differences = Vec::new();
    let expected = fs::read_to_string(case.join("diagnostics.jsonl")).unwrap_or_default();
    if expected != outcome.diagnostics {
        differences.push(format!("diagnostics differ; expected:\n{expected}got:\n{}", outcome.diagnostics));
    }
    let fails = !case.join("expected").exists() && !case.join("expected.txt").exists();
    let status = i32::from(fails);
    if outcome.status != status {
        differences.push(format!("exit status {} instead of {status}", outcome.status));
    }
    if let Ok(list) = fs::read_to_string(case.join("expected.txt")) {
        if list != paths(&outcome.built) {
            differences.push(format!("files differ; expected:\n{list}got:\n{}", paths(&outcome.built)));
        }
        for (path, old) in tree(&case.join("expected")) {
            match outcome.built.get(&path).map(|new| plain(new)) {
                Some(new) if new == old => {}
                Some(new) => differences.push(format!("{path} differs:\n{}", String::from_utf8_lossy(&new))),
                None => differences.push(format!("{path} is missing")),
            }
        }
        return differences;
    }
    let expected = tree(&case.join("expected"));
    for path in expected.keys().chain(outcome.built.keys()).collect::<std::collections::BTreeSet<_>>() {
        match (expected.get(path), outcome.built.get(path)) {
            (Some(_), None) => differences.push(format!("{path} is missing")),
            (None, Some(_)) => differences.push(format!("{path} should not be there")),
            (Some(old), Some(new)) if old != new => {
                differences.push(format!("{path} differs:\n{}", String::from_utf8_lossy(new)));
            }
            _ => {}
        }
    }
    differences
}

#[test]
fn every_site_gives_what_is_expected() {
    let mut report = Vec::new();
    for case in cases() {
        let outcome = build(&case);
        if std::env::var_os("UPDATE").is_some() {
            update(&case, &outcome);
        }
        for difference in differences(&case, &outcome) {
            report.push(format!("--- {}: {difference}", case.file_name().unwrap().to_string_lossy()));
        }
    }
    assert!(report.is_empty(), "{}", report.join("\n"));
}

#[test]
fn two_builds_are_byte_equal() {
    for case in ["everything", "arabic", "consent"] {
        let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(case);
        let (first, second) = (build(&case), build(&case));
        assert!(!first.built.is_empty() && first.built == second.built, "{}", case.display());
    }
}
