//! Laws of plans, with a place in memory as the target; and patience, with a clock that jumps.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::http::{Http, Request};
use super::order::{Turn, is_page};
use super::target::Job;
use super::*;
use crate::digest::Digest;

/// A place in memory that shows each file at once, and stops working after so many changes.
#[derive(Default)]
struct Memory {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    left: AtomicUsize,
}

impl Memory {
    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> Result<(), Fault> {
        if self.left.load(Ordering::Relaxed) == 0 {
            return Err(Fault::machine("killed", ""));
        }
        self.left.fetch_sub(1, Ordering::Relaxed);
        change(&mut self.files.lock().unwrap());
        Ok(())
    }
}

impl Target for Memory {
    fn survey(&self) -> Result<There, Fault> {
        let mut files = self.files.lock().unwrap().clone();
        let inventory = files.remove(INVENTORY);
        let found =
            files.into_iter().map(|(path, bytes)| (path, Found { size: bytes.len() as u64, mark: None }));
        Ok(There::new(inventory.as_deref(), found.collect()))
    }

    fn examine(&self, paths: &[&str]) -> Result<BTreeMap<String, Seen>, Fault> {
        let files = self.files.lock().unwrap();
        let seen = |path: &&str| Seen { digest: Digest::of(&files[*path]), headers: None, is_ours: false };
        Ok(paths.iter().map(|path| ((*path).to_owned(), seen(path))).collect())
    }

    fn begin(&self, job: &Job<'_>) -> Result<(), Fault> {
        self.change(|files| drop(files.insert(INVENTORY.to_owned(), job.pending.to_json())))
    }

    fn put(&self, file: &File, bytes: Vec<u8>) -> Result<Option<String>, Fault> {
        self.change(|files| drop(files.insert(file.path.clone(), bytes)))?;
        Ok(None)
    }

    fn delete(&self, path: &str) -> Result<(), Fault> {
        self.change(|files| drop(files.remove(path)))
    }

    fn publish(&self, inventory: &Inventory) -> Result<(), Fault> {
        self.change(|files| drop(files.insert(INVENTORY.to_owned(), inventory.to_json())))
    }
}

const PATHS: [&str; 9] = [
    "index.html",
    "a/index.html",
    "b/index.html",
    "tags/x/index.html",
    "assets/a.0123456789.css",
    "a/lamp.svg",
    "feed.xml",
    "sitemap.xml",
    "_headers",
];

fn files() -> impl Strategy<Value = BTreeMap<String, String>> {
    prop::collection::btree_map(prop::sample::select(&PATHS).prop_map(str::to_owned), "[xyz]{0,2}", 0..9)
}

fn release(files: &BTreeMap<String, String>) -> Release {
    let mut release = Release::default();
    for (path, text) in files {
        release.add(path, text.clone().into_bytes());
    }
    release
}

fn plan(target: &Memory, release: &Release) -> (There, Plan) {
    let there = target.survey().unwrap();
    let seen = target.examine(&there.questions(release, false)).unwrap();
    let plan = Plan::new(release, &there, &seen, &[], false);
    (there, plan)
}

/// One run that may stop after so many changes.
fn run(target: &Memory, release: &Release, id: &str, changes: usize) -> Result<(), Fault> {
    target.left.store(changes, Ordering::Relaxed);
    let (there, plan) = plan(target, release);
    apply(target, (release, &there, &plan), id, &|_| {})
}

/// What is at the target, without the inventory.
fn shown(target: &Memory) -> BTreeMap<String, String> {
    let mut files = target.files.lock().unwrap().clone();
    files.remove(INVENTORY);
    files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

proptest! {
    /// However often runs are cut short, the next whole one makes the target hold the site, and all of others as it
    /// was; one more finds nothing to do.
    #[test]
    fn d6_runs_that_are_cut_short(
        strangers in prop::collection::btree_map("z/[a-c]{1,2}", "[xyz]{0,2}", 0..4),
        runs in prop::collection::vec((files(), 0_usize..16), 1..6),
        lost in prop::option::of(0_usize..6),
    ) {
        let target = Memory::default();
        for (path, text) in &strangers {
            target.files.lock().unwrap().insert(path.clone(), text.clone().into_bytes());
        }
        let mut brought: BTreeSet<String> = BTreeSet::new();
        for (number, (files, changes)) in runs.iter().enumerate() {
            if lost == Some(number) {
                target.files.lock().unwrap().remove(INVENTORY);
            }
            brought.extend(files.keys().cloned());
            let _ = run(&target, &release(files), &number.to_string(), *changes);
        }
        let (last, _) = runs.last().unwrap();
        let release = release(last);
        run(&target, &release, "last", usize::MAX).unwrap();
        let mut found = shown(&target);
        for (path, text) in &strangers {
            prop_assert_eq!(found.remove(path), Some(text.clone()), "a file of others");
        }
        if lost.is_some_and(|lost| lost < runs.len()) {
            // Nothing is deleted that the lost list had.
            found.retain(|path, _| last.contains_key(path));
        }
        prop_assert_eq!(&found, last);
        let (there, plan) = plan(&target, &release);
        prop_assert!(plan.is_empty() && !plan.settles);
        prop_assert!(there.questions(&release, false).is_empty());
        prop_assert!(brought.is_superset(&found.into_keys().collect()));
    }

    /// D3: what a page can show or lead to goes up before it; nothing that is not listed is ever deleted.
    #[test]
    fn d3_the_order_is_safe(old in files(), new in files(), strangers in files()) {
        let target = Memory::default();
        run(&target, &release(&old), "old", usize::MAX).unwrap();
        for (path, text) in &strangers {
            target.files.lock().unwrap().entry(format!("x/{path}")).or_insert_with(|| text.clone().into_bytes());
        }
        let (there, plan) = plan(&target, &release(&new));
        let turns: Vec<Turn> = plan.puts.iter().map(|put| Turn::of(&put.file.path, put.change)).collect();
        prop_assert!(turns.is_sorted());
        for (at, put) in plan.puts.iter().enumerate().filter(|(_, put)| is_page(&put.file.path)) {
            let later = &plan.puts[at..];
            prop_assert!(later.iter().all(|later| later.change != Change::Added || is_page(&later.file.path)
                || matches!(later.file.path.as_str(), "feed.xml" | "sitemap.xml" | "_headers")), "{:?}", put.file.path);
            if put.change == Change::Changed {
                prop_assert!(later.iter().all(|later| later.change != Change::Added || !is_page(&later.file.path)
                    || matches!(Turn::of(&later.file.path, later.change), Turn::Index)));
            }
        }
        for (path, _) in &plan.removals {
            prop_assert!(old.contains_key(path) && !new.contains_key(path));
        }
        let pages = plan.removals.iter().map(|(path, _)| !is_page(path));
        prop_assert!(pages.is_sorted(), "pages go before what they show");
        for path in there.files.keys().filter(|path| path.starts_with("x/")) {
            prop_assert!(plan.kept.contains(path));
        }
        prop_assert_eq!(plan.puts.len() + plan.unchanged.len(), new.len());
    }
}

#[test]
fn d4_how_much_may_be_deleted() {
    let plan = |removals, owned| Plan {
        removals: (0..removals).map(|number: usize| (number.to_string(), 0)).collect(),
        owned,
        ..Plan::default()
    };
    assert!(!plan(0, 0).removes_much());
    assert!(!plan(10, 40).removes_much());
    assert!(plan(11, 40).removes_much());
    assert!(!plan(256, 10_000).removes_much());
    assert!(plan(257, 10_000).removes_much());
}

/// A server that gives these answers, one after the other, and then closes connections.
fn server(answers: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                line.clear();
            }
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

fn answer(status: u16, headers: &str) -> String {
    format!("HTTP/1.1 {status} X\r\n{headers}content-length: 0\r\nconnection: close\r\n\r\n")
}

#[test]
fn d7_pauses_grow_and_hosts_are_heard() {
    let slept = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&slept);
    let around = Surroundings {
        site: std::path::PathBuf::new(),
        home: None,
        variable: |_| None,
        silence: Duration::from_secs(9),
        now: || SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
        sleep: Arc::new(move |pause| {
            counter.fetch_add(u64::try_from(pause.as_millis()).unwrap(), Ordering::Relaxed);
        }),
    };
    let http = Http::new(&around, 0);
    let ask = |answers: Vec<String>| {
        let url = server(answers);
        slept.store(0, Ordering::Relaxed);
        let request = Request { method: "GET", url: &url, headers: Vec::new(), body: None };
        let status = http.send(&request).map(|reply| reply.status);
        (status, slept.load(Ordering::Relaxed))
    };
    assert_eq!(ask(vec![answer(200, "")]), (Ok(200), 0));
    assert_eq!(ask(vec![answer(403, "")]), (Ok(403), 0), "one request");
    assert_eq!(ask(vec![answer(500, ""), answer(502, ""), answer(204, "")]), (Ok(204), 1500));
    assert_eq!(ask(vec![answer(429, "retry-after: 7\r\n"), answer(200, "")]), (Ok(200), 7000));
    // A date: a minute after the clock above.
    let date = "retry-after: Tue, 14 Nov 2023 22:14:20 GMT\r\n";
    assert_eq!(ask(vec![answer(503, date), answer(200, "")]), (Ok(200), 60_000));
    assert_eq!(ask(vec![answer(503, "retry-after: 99999\r\n"), answer(200, "")]), (Ok(200), 120_000));
    let (status, slept) = ask(vec![answer(503, ""); 7]);
    assert_eq!((status, slept), (Ok(503), 500 * 63), "seven requests");
    let (fault, slept) = ask(vec![String::new(); 7]);
    assert!(fault.unwrap_err().message.contains("the connection to “127.0.0.1:"));
    assert_eq!(slept, 500 * 63);
}

#[test]
fn d7_a_host_that_falls_silent_is_asked_again() {
    let around = Surroundings {
        site: std::path::PathBuf::new(),
        home: None,
        variable: |_| None,
        silence: Duration::from_millis(200),
        now: || SystemTime::UNIX_EPOCH,
        sleep: Arc::new(|_| {}),
    };
    let http = Http::new(&around, 0);
    // The first host begins an answer and never ends it; the connection stays open.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let host = std::thread::spawn(move || {
        let (mut first, _) = listener.accept().unwrap();
        first.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\nhalf").unwrap();
        let (mut second, _) = listener.accept().unwrap();
        second.write_all(answer(204, "").as_bytes()).unwrap();
        // So that it is read before the connection is closed.
        let _ = second.read(&mut [0; 1024]);
        drop(first);
    });
    let request = Request { method: "GET", url: &url, headers: Vec::new(), body: None };
    assert_eq!(http.send(&request).map(|reply| reply.status), Ok(204));
    host.join().unwrap();
}
