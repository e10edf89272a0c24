//! What happens to the output folder and to what guidepost keeps, while nobody builds.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::chance::Chance;
use crate::folder::Folder;
use crate::site::{Site, set_time};

/// Does something to one output: alters, damages, removes or replaces it.
pub(crate) fn damage_output(folder: &mut Folder, chance: &mut Chance) -> Option<String> {
    let files = folder.files();
    let paths: Vec<&String> = files.keys().collect();
    let path = (*chance.pick(if paths.is_empty() { return None } else { &paths })).clone();
    let at = folder.at.join(&path);
    if fs::symlink_metadata(&at).unwrap().file_type().is_symlink() {
        return None;
    }
    let bytes = files[&path].clone();
    let what = chance.below(7);
    match what {
        0 => fs::write(&at, [bytes.as_slice(), b"!"].concat()).unwrap(),
        1 => fs::write(&at, &bytes[..bytes.len() / 2]).unwrap(),
        2 if !bytes.is_empty() => same_size(&at, &bytes, chance),
        3 => fs::remove_file(&at).unwrap(),
        4 => {
            fs::remove_file(&at).unwrap();
            symlink("/etc/hostname", &at).unwrap();
        }
        5 => {
            let to = at.with_file_name("moved-by-hand");
            if to.exists() {
                return None;
            }
            fs::rename(&at, &to).unwrap();
            let moved = format!("{}moved-by-hand", &path[..path.rfind('/').map_or(0, |at| at + 1)]);
            folder.altered.remove(&moved);
            folder.foreign.insert(moved, bytes.clone());
        }
        _ => {
            fs::remove_file(&at).unwrap();
            fs::create_dir(&at).unwrap();
            fs::write(at.join("mine"), "mine").unwrap();
            folder.foreign.insert(format!("{path}/mine"), b"mine".to_vec());
        }
    }
    note(folder, &path);
    Some(format!("output {path} damaged ({what})"))
}

/// Another byte in the same file, with the same size and the same time.
fn same_size(at: &Path, bytes: &[u8], chance: &mut Chance) {
    let time = fs::metadata(at).unwrap().modified().unwrap();
    let mut new = bytes.to_vec();
    let place = chance.below(new.len());
    new[place] ^= 1;
    fs::write(at, new).unwrap();
    set_time(at, time);
}

/// Keeps in mind what a file is now, and whose.
fn note(folder: &mut Folder, path: &str) {
    let now = folder.files().remove(path);
    let map = if folder.foreign.contains_key(path) { &mut folder.foreign } else { &mut folder.altered };
    match now {
        Some(bytes) => map.insert(path.to_owned(), bytes),
        None => map.remove(path),
    };
}

/// Puts a file of somebody else into the output folder.
pub(crate) fn add_foreign(folder: &mut Folder, chance: &mut Chance) -> Option<String> {
    let path = *chance.pick(&[
        "CNAME",
        "notes/mine.txt",
        "garden/mine.txt",
        "new/index.html",
        "about/index.html",
        "deep/er/x",
    ]);
    let files = folder.files();
    let below = format!("{path}/");
    let taken =
        |other: &String| other == path || other.starts_with(&below) || path.starts_with(&format!("{other}/"));
    let at = folder.at.join(path);
    if files.keys().any(taken) || !folder.at.exists() || at.exists() {
        return None;
    }
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    fs::write(&at, "mine").unwrap();
    folder.foreign.insert(path.to_owned(), b"mine".to_vec());
    Some(format!("a file of somebody else: {path}"))
}

/// The whole output folder goes, loses its list, or is replaced by a copy of itself.
pub(crate) fn damage_folder(folder: &mut Folder, chance: &mut Chance) -> Option<String> {
    if !folder.at.exists() {
        return None;
    }
    let list = folder.at.join(".guidepost.json");
    // After a kill there is another list, which then counts.
    let was_killed = folder.at.join(".guidepost.pending.json").exists();
    match chance.below(4) {
        0 => {
            fs::remove_dir_all(&folder.at).unwrap();
            folder.foreign.clear();
            folder.altered.clear();
            Some("no more output folder".to_owned())
        }
        1 | 2 if was_killed => None,
        1 => {
            fs::remove_file(list).ok()?;
            folder.disown();
            Some("no more list of what is ours".to_owned())
        }
        2 => {
            let text = fs::read(&list).ok()?;
            fs::write(&list, &text[..text.len() / 2]).unwrap();
            folder.disown();
            Some("half a list of what is ours".to_owned())
        }
        _ => {
            copied(&folder.at);
            Some("the output folder is a copy of itself".to_owned())
        }
    }
}

/// Replaces a folder by a copy: the same bytes and times, other files.
fn copied(folder: &Path) {
    let copy = folder.with_extension("copy");
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        let to = copy.join(entry.path().strip_prefix(folder).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(&to).unwrap();
        } else if entry.file_type().is_symlink() {
            symlink(fs::read_link(entry.path()).unwrap(), &to).unwrap();
        } else {
            fs::copy(entry.path(), &to).unwrap();
            set_time(&to, entry.metadata().unwrap().modified().unwrap());
        }
    }
    fs::remove_dir_all(folder).unwrap();
    fs::rename(copy, folder).unwrap();
}

/// Damages what guidepost keeps beside the site, in whatever form it does.
pub(crate) fn damage_cache(site: &Site, chance: &mut Chance) -> Option<String> {
    let cache = site.at(".guidepost");
    if cache.is_file() {
        fs::remove_file(cache).unwrap();
        return Some("the file in the cache's place is gone".to_owned());
    }
    let files = files_below(&cache);
    let file = chance.pick(if files.is_empty() { return None } else { &files }).clone();
    let bytes = fs::read(&file).unwrap();
    let shown = file.strip_prefix(&cache).unwrap().display().to_string();
    let what = match chance.below(9) {
        0 => {
            fs::write(&file, &bytes[..chance.below(bytes.len() + 1)]).unwrap();
            "cut short"
        }
        1 | 2 if !bytes.is_empty() => {
            same_size(&file, &bytes, chance);
            "with one bit changed"
        }
        3 => {
            fs::remove_file(&file).unwrap();
            "gone"
        }
        4 => {
            fs::write(&file, [bytes.as_slice(), &bytes].concat()).unwrap();
            "twice as long"
        }
        5 => {
            let other = chance.pick(&files);
            fs::write(&file, fs::read(other).unwrap()).unwrap();
            "with the bytes of another"
        }
        6 => {
            fs::remove_dir_all(&cache).unwrap();
            "gone, with the whole cache"
        }
        7 => {
            fs::remove_dir_all(&cache).unwrap();
            fs::write(&cache, "in the way").unwrap();
            "gone, and a file in the cache's place"
        }
        _ => {
            copied(&cache);
            "in a copy of the cache"
        }
    };
    Some(format!("cache: {shown} {what}"))
}

/// Keeps a copy of the cache, or puts one back that was kept some builds ago.
pub(crate) fn old_cache(site: &Site, chance: &mut Chance) -> Option<String> {
    let (cache, kept) = (site.at(".guidepost"), site.root.with_extension("kept"));
    if !cache.is_dir() {
        return None;
    }
    if kept.exists() && chance.percent(60) {
        fs::remove_dir_all(&cache).unwrap();
        fs::rename(&kept, &cache).unwrap();
        return Some("an old cache is back".to_owned());
    }
    let _ = fs::remove_dir_all(&kept);
    for file in files_below(&cache) {
        let to = kept.join(file.strip_prefix(&cache).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&file, &to).unwrap();
    }
    Some("the cache is kept for later".to_owned())
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}
