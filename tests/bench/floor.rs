//! What the files alone cost: the physical floor under any generator.
//!
//! `floor write SOURCE TARGET THREADS` holds all files of SOURCE in memory, then times making their folders and writing
//! them into TARGET. `floor stat SOURCE THREADS` times a walk over SOURCE with one look at each file.
//! Prints one JSON line: files, bytes, and the seconds of wall and CPU time of the timed part.

use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// A file or folder directly below the root, with all that is in it: what one thread does at once.
#[derive(Default)]
struct Branch {
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, Vec<u8>)>,
}

#[derive(Default)]
struct Done {
    files: usize,
    bytes: u64,
    cpu: f64,
}

fn load(root: &Path, path: &Path, branch: &mut Branch) -> Result<()> {
    let relative = path.strip_prefix(root).expect("it lies below the root").to_owned();
    if path.is_dir() {
        branch.folders.push(relative);
        for entry in fs::read_dir(path)? {
            load(root, &entry?.path(), branch)?;
        }
    } else {
        branch.files.push((relative, fs::read(path)?));
    }
    Ok(())
}

fn write(branch: &Branch, target: &Path, done: &mut Done) -> Result<()> {
    for folder in &branch.folders {
        fs::create_dir(target.join(folder))?;
    }
    for (path, bytes) in &branch.files {
        fs::write(target.join(path), bytes)?;
        done.files += 1;
        done.bytes += bytes.len() as u64;
    }
    Ok(())
}

fn look(path: &Path, done: &mut Done) -> Result<()> {
    let found = fs::symlink_metadata(path)?;
    if found.is_dir() {
        for entry in fs::read_dir(path)? {
            look(&entry?.path(), done)?;
        }
    } else {
        done.files += 1;
        done.bytes += found.len();
    }
    Ok(())
}

/// The CPU time of this thread so far, in seconds. The kernel counts it up to the last switch, so we ask for one.
fn cpu() -> f64 {
    std::thread::yield_now();
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e9
}

/// Does each piece of work once, on so many threads.
fn share<T: Sync>(threads: usize, pieces: &[T], work: impl Fn(&T, &mut Done) -> Result<()> + Sync) -> Done {
    let next = AtomicUsize::new(0);
    let one_thread = || {
        let (start, mut done) = (cpu(), Done::default());
        while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(piece, &mut done).expect("the disk works");
        }
        done.cpu = cpu() - start;
        done
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(one_thread)).collect();
        running.into_iter().map(|thread| thread.join().expect("it did not fail")).fold(
            Done::default(),
            |all, one| Done {
                files: all.files + one.files,
                bytes: all.bytes + one.bytes,
                cpu: all.cpu + one.cpu,
            },
        )
    })
}

fn below(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).expect("it is a folder").map(|entry| entry.expect("it can be read").path()).collect()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let words: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    let (start, done) = match words[..] {
        ["write", source, target, threads] => {
            let (source, target) = (Path::new(source), Path::new(target));
            let branches: Vec<Branch> = below(source)
                .iter()
                .map(|path| {
                    let mut branch = Branch::default();
                    load(source, path, &mut branch).expect("it can be read");
                    branch
                })
                .collect();
            let start = Instant::now();
            fs::create_dir(target).expect("the target is new");
            let threads = threads.parse().expect("a number of threads");
            (start, share(threads, &branches, |branch, done| write(branch, target, done)))
        }
        ["stat", source, threads] => {
            let start = Instant::now();
            let threads = threads.parse().expect("a number of threads");
            (start, share(threads, &below(Path::new(source)), |path, done| look(path, done)))
        }
        _ => panic!("floor write SOURCE TARGET THREADS | floor stat SOURCE THREADS"),
    };
    let Done { files, bytes, cpu } = done;
    let wall = start.elapsed().as_secs_f64();
    println!(r#"{{"files": {files}, "bytes": {bytes}, "wall": {wall:.5}, "cpu": {cpu:.5}}}"#);
}
