//! `s3:`, with moto as the service, and a server between us and it that fails as networks and services do.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::command::{Run, World};
use crate::support::http::{Answer, Asked, Server, Told, ask};
use crate::support::kill::{Whom, end, start, wait};
use crate::support::process::{Process, free_port, tool};
use crate::support::{
    INVENTORY, assert_same, built, crawler, numbers, settings, version, without_own, world,
};

type Fault = Box<dyn FnMut(&Asked) -> Option<Answer> + Send>;

/// A service with an empty bucket “lamps”, and a site that goes there.
struct Host {
    world: World,
    between: Server,
    port: u16,
    fault: Arc<Mutex<Fault>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// How many requests are under way.
    busy: Arc<AtomicUsize>,
    _moto: Process,
}

impl Host {
    fn new(pages: usize) -> Self {
        let port = free_port();
        let moto: PathBuf = tool("moto/bin/moto_server");
        let moto =
            Process::serve(Command::new(moto).args(["-H", "127.0.0.1", "-p", &port.to_string()]), port);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let fault: Arc<Mutex<Fault>> = Arc::new(Mutex::new(Box::new(|_| None)));
        let (log, faults) = (Arc::clone(&asked), Arc::clone(&fault));
        let busy = Arc::new(AtomicUsize::new(0));
        let under_way = Arc::clone(&busy);
        let between = Server::start(move |question| {
            log.lock().unwrap().push(question.clone());
            under_way.fetch_add(1, Ordering::SeqCst);
            let answer = faults.lock().unwrap()(question);
            let answer = answer.or_else(|| {
                ask(port, question).map(|(status, headers, body)| Answer::Say(status, headers, body))
            });
            under_way.fetch_sub(1, Ordering::SeqCst);
            answer.unwrap_or(Answer::Reset)
        });
        let world = world("s3:lamps", pages);
        settings(&world, "s3:lamps", &format!("    endpoint: {}\n", between.url()));
        let this = Self { world, between, port, fault, asked, busy, _moto: moto };
        this.raw("PUT", "/lamps", b"");
        this
    }

    fn raw(&self, method: &str, target: &str, body: &[u8]) -> Told {
        let headers = vec![
            ("Host".to_owned(), "127.0.0.1".to_owned()),
            ("Authorization".to_owned(), "AWS4-HMAC-SHA256 Credential=x/20261126/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x".to_owned()),
        ];
        let asked =
            Asked { method: method.to_owned(), target: target.to_owned(), headers, body: body.to_vec() };
        (0..5).find_map(|_| ask(self.port, &asked)).unwrap()
    }

    fn get(&self, path: &str) -> Option<Vec<u8>> {
        let (status, _, body) = self.raw("GET", &format!("/lamps/{}", encoded(path)), b"");
        (status == 200).then_some(body)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.world.command(arguments);
        command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", "canary-secret");
        for name in [
            "AWS_REGION",
            "AWS_DEFAULT_REGION",
            "AWS_PROFILE",
            "AWS_ENDPOINT_URL",
            "AWS_SESSION_TOKEN",
            "http_proxy",
        ] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.asked.lock().unwrap().clear();
        Run::of(&self.command(arguments).output().unwrap())
    }

    fn deploy(&self) -> Run {
        self.run(&["deploy", "--yes", "--format", "json"])
    }

    fn fail(&self, fault: impl FnMut(&Asked) -> Option<Answer> + Send + 'static) {
        *self.fault.lock().unwrap() = Box::new(fault);
    }

    fn count(&self, method: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| asked.method == method).count()
    }

    /// All objects of the bucket.
    fn shown(&self) -> BTreeMap<String, Vec<u8>> {
        let (_, _, list) = self.raw("GET", "/lamps?list-type=2&max-keys=1000", b"");
        let list = String::from_utf8(list).unwrap();
        let keys = list
            .split("<Key>")
            .skip(1)
            .map(|rest| rest.split("</Key>").next().unwrap().replace("&amp;", "&"));
        without_own(keys.map(|key| (key.clone(), self.get(&key).unwrap())).collect())
    }
}

fn encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[test]
fn a_bucket_holds_the_site_with_its_headers() {
    let host = Host::new(4);
    host.world.put("content/Ünï #1.txt", "odd names");
    host.raw("PUT", "/lamps/mine.txt", b"mine");
    host.run(&["deploy", "--dry-run"]).expect(0);
    assert_eq!((host.count("PUT"), host.count("DELETE")), (0, 0), "D5");
    host.deploy().expect(0);
    let mut shown = host.shown();
    assert_eq!(shown.remove("mine.txt").unwrap(), b"mine", "D4");
    assert_same(&shown, &built(&host.world));
    let css = shown.keys().find(|path| path.ends_with(".css")).unwrap();
    for (path, kind, cache) in [
        ("index.html", "text/html; charset=utf-8", "max-age=0, must-revalidate"),
        (css, "text/css; charset=utf-8", "public, max-age=31536000, immutable"),
        ("lamp-0.svg", "image/svg+xml; charset=utf-8", "max-age=0, must-revalidate"),
    ] {
        let (_, headers, _) = host.raw("HEAD", &format!("/lamps/{path}"), b"");
        let header =
            |name: &str| headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).unwrap().1.clone();
        assert_eq!(
            (header("content-type"), header("cache-control")),
            (kind.to_owned(), cache.to_owned()),
            "D9: {path}"
        );
    }
    host.deploy().expect(0);
    assert_eq!((host.count("PUT"), host.count("HEAD"), host.count("DELETE")), (0, 0, 0), "D2");
    assert_eq!(host.asked.lock().unwrap().len(), 2, "D2: the list of ours, and a listing");
    version(&host.world, 2, 4);
    host.deploy().expect(0);
    let mut shown = host.shown();
    assert_eq!(shown.remove("mine.txt").unwrap(), b"mine", "D4");
    assert_same(&shown, &built(&host.world));
    assert!(host.run(&["deploy", "--rollback", "-y"]).expect(2).stderr.contains("keeps no release"));
}

#[test]
fn d2_a_lost_list_means_looking_into_the_objects() {
    let host = Host::new(4);
    host.deploy().expect(0);
    for lost in [true, false] {
        if lost {
            host.raw("DELETE", &format!("/lamps/{INVENTORY}"), b"");
        } else {
            host.raw("PUT", &format!("/lamps/{INVENTORY}"), b"{");
        }
        let run = host.deploy().expect(0);
        assert_eq!(
            (numbers(&run)["bytes"].as_u64(), host.count("GET") < 8),
            (Some(0), true),
            "{}",
            run.stdout
        );
    }
    // Changed pages are known to be ours by what the objects say; what else is there is not deleted.
    host.raw("DELETE", &format!("/lamps/{INVENTORY}"), b"");
    version(&host.world, 1, 4);
    host.deploy().expect(0);
    assert_eq!(host.count("DELETE"), 0);
    assert!(host.shown().contains_key("page-0/index.html"));
    // An object of somebody else's, of the same size, where a page is.
    let length = host.get("index.html").unwrap().len();
    host.raw("PUT", "/lamps/index.html", "x".repeat(length).as_bytes());
    let run = host.deploy().expect(0);
    assert_eq!(numbers(&run)["changed"], 1);
    assert!(host.get("index.html").unwrap() != "x".repeat(length).as_bytes());
}

#[test]
fn d9_changed_headers_alone_are_sent_again() {
    let host = Host::new(2);
    host.deploy().expect(0);
    let list = String::from_utf8(host.get(INVENTORY).unwrap()).unwrap();
    host.raw(
        "PUT",
        &format!("/lamps/{INVENTORY}"),
        list.replacen("max-age=0, must-revalidate", "max-age=9", 1).as_bytes(),
    );
    let run = host.deploy().expect(0);
    assert_eq!(numbers(&run)["changed"], 1, "{}", run.stdout);
    assert!(!String::from_utf8(host.get(INVENTORY).unwrap()).unwrap().contains("max-age=9"));
}

#[test]
fn a_folder_of_a_bucket_and_credentials_of_a_profile() {
    let host = Host::new(2);
    host.raw("PUT", "/lamps/other.txt", b"other");
    settings(
        &host.world,
        "s3://lamps/sub/folder/",
        &format!("    endpoint: {}\n    profile: work\n", host.between.url()),
    );
    let without = |command: &mut Command| {
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
        Run::of(&command.output().unwrap())
    };
    let run = without(&mut host.command(&["deploy", "-y"])).expect(2);
    assert!(run.stderr.contains("none in the profile “work”"), "{}", run.stderr);
    host.world.put(
        "../home/.aws/credentials",
        "[default]\nx = y\n[work]\naws_access_key_id = A\naws_secret_access_key = B\n",
    );
    without(&mut host.command(&["deploy", "-y"])).expect(0);
    let shown = host.shown();
    assert!(shown.contains_key("other.txt"));
    let below = shown
        .into_iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix("sub/folder/")?.to_owned(), bytes)));
    assert_same(&below.collect(), &built(&host.world));
}

#[test]
fn d7_what_fails_now_and_then_is_tried_again() {
    let host = Host::new(3);
    let mut number = 0;
    host.fail(move |_| {
        number += 1;
        match number % 9 {
            2 => Some(Answer::status(503)),
            4 => Some(Answer::Reset),
            6 => Some(Answer::Say(429, vec![("retry-after".into(), "1".into())], Vec::new())),
            8 => Some(Answer::status(500)),
            _ => None,
        }
    });
    host.deploy().expect(0);
    host.fail(|_| None);
    assert_same(&host.shown(), &built(&host.world));
}

#[test]
fn d7_wrong_credentials_are_one_request() {
    let host = Host::new(2);
    for (status, code, words) in [
        (403, "InvalidAccessKeyId", "the access key is not known there"),
        (403, "SignatureDoesNotMatch", "the secret does not belong to the access key"),
        (403, "AccessDenied", "these credentials may not do that"),
        (404, "NoSuchBucket", "there is no such bucket"),
        (301, "PermanentRedirect", "the bucket is not in the region “us-east-1”"),
    ] {
        host.fail(move |asked| {
            let echo = format!(
                "<Error><Code>{code}</Code><Message>{} canary-secret</Message></Error>",
                asked.target
            );
            Some(Answer::Say(status, Vec::new(), echo.into_bytes()))
        });
        let run = host.run(&["deploy", "-y", "-v"]).expect(3);
        assert!(run.stderr.contains(words), "{}", run.stderr);
        assert_eq!(host.asked.lock().unwrap().len(), 1, "{code}");
        assert!(!run.stderr.contains("canary") && !run.stderr.contains("Signature="), "{}", run.stderr);
    }
}

#[test]
fn d6_killed_at_any_request_and_d3_read_all_the_while() {
    let host = Host::new(12);
    host.deploy().expect(0);
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let ending = crawler::Ending(&stop);
        let reader = scope.spawn(|| crawler::crawl(|path| host.get(path), &stop));
        for kill in 1..9_usize {
            version(&host.world, kill * 2, 12);
            let seen = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&seen);
            // The service never answers the request at which the program is killed, or has already done what it says.
            host.fail(move |_| {
                count.fetch_add(1, Ordering::SeqCst);
                None
            });
            let mut child = start(&mut host.command(&["deploy", "--yes"]));
            wait("the program", || {
                seen.load(Ordering::SeqCst) >= kill * 4 || child.try_wait().unwrap().is_some()
            });
            end(child, Whom::Alone);
            host.fail(|_| None);
            if kill % 4 == 0 {
                // What it had sent arrives all the same, before this or in the middle of it.
                host.deploy().expect(0);
                wait("what was sent", || host.busy.load(Ordering::SeqCst) == 0);
                host.deploy().expect(0);
                assert_same(&host.shown(), &built(&host.world));
            }
        }
        drop(ending);
        let (broken, read) = reader.join().unwrap();
        assert_eq!(broken, Vec::<String>::new());
        assert!(read > 0);
    });
}

#[test]
fn d6_a_second_run_does_only_the_rest() {
    let host = Host::new(10);
    let mut puts = 0;
    host.fail(move |asked| {
        puts += usize::from(asked.method == "PUT");
        (asked.method == "PUT" && puts > 9).then(|| Answer::status(403))
    });
    host.deploy().expect(3);
    host.fail(|_| None);
    let run = host.deploy().expect(0);
    // Eight of them went up before it failed, beside the list of ours.
    assert_eq!(numbers(&run)["unchanged"], 8, "{}", run.stdout);
    assert_same(&host.shown(), &built(&host.world));
}

/// The uploads of parts that are under way, by key.
fn uploads(host: &Host) -> Vec<String> {
    let (_, _, list) = host.raw("GET", "/lamps?uploads", b"");
    let list = String::from_utf8(list).unwrap();
    list.split("<Key>").skip(1).map(|rest| rest.split("</Key>").next().unwrap().to_owned()).collect()
}

#[test]
fn large_files_go_up_in_parts_and_leave_none_behind() {
    let host = Host::new(2);
    let film: Vec<u8> = (0..17_u32 << 18).flat_map(|at| (at ^ at >> 7).to_le_bytes()).collect();
    let path = host.world.site().join("content/a film & more.mp4");
    std::fs::write(&path, &film).unwrap();
    let is_part = |asked: &Asked| asked.target.contains("partNumber=");
    let name = "a film & more.mp4";
    host.raw("POST", "/lamps/theirs.mp4?uploads", b"");
    // Refused in the middle.
    host.fail(move |asked| {
        (is_part(asked) && asked.target.contains("partNumber=2")).then(|| Answer::status(403))
    });
    host.deploy().expect(3);
    assert_eq!(uploads(&host), ["theirs.mp4"]);
    assert_eq!(host.get(name), None);
    // Killed in the middle.
    let (seen, lock) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let (count, held) = (Arc::clone(&seen), Arc::clone(&lock));
    host.fail(move |asked| {
        if is_part(asked) && asked.target.contains("partNumber=2") {
            count.fetch_add(1, Ordering::SeqCst);
            wait("the kill", || held.load(Ordering::SeqCst));
        }
        None
    });
    let child = start(&mut host.command(&["deploy", "--yes"]));
    wait("the second part", || seen.load(Ordering::SeqCst) > 0);
    end(child, Whom::Alone);
    lock.store(true, Ordering::SeqCst);
    wait("what was sent", || host.busy.load(Ordering::SeqCst) == 0);
    assert_eq!(uploads(&host).len(), 2, "one was left");
    // Now and then the service fails, and the last answer is lost.
    let mut number = 0;
    host.fail(move |asked| {
        number += usize::from(is_part(asked));
        (is_part(asked) && number == 2).then(|| Answer::status(503))
    });
    host.deploy().expect(0);
    host.fail(|_| None);
    assert_eq!(uploads(&host), ["theirs.mp4"], "what others send stays");
    assert_same(&host.shown(), &built(&host.world));
    let (_, headers, _) = host.raw("HEAD", &format!("/lamps/{}", encoded(name)), b"");
    let header =
        |name: &str| headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).unwrap().1.clone();
    assert_eq!(
        (header("content-type").as_str(), header("cache-control").as_str()),
        ("video/mp4", "max-age=0, must-revalidate")
    );
    assert!(header("etag").contains('-'), "it went up in parts");
    // D2, also though the entity tag is no digest of the bytes.
    host.deploy().expect(0);
    assert_eq!((host.count("PUT"), host.count("POST")), (0, 0), "D2");
    host.raw("DELETE", &format!("/lamps/{INVENTORY}"), b"");
    let run = host.deploy().expect(0);
    assert_eq!(numbers(&run)["bytes"], 0, "D2");
    assert!(
        host.asked
            .lock()
            .unwrap()
            .iter()
            .all(|asked| asked.method != "GET" || !asked.target.contains("film"))
    );
    // The answer to the last request of an upload is lost.
    std::fs::write(&path, &film[1..]).unwrap();
    let port = host.port;
    let mut is_lost = false;
    host.fail(move |asked| {
        let is_last = asked.method == "POST" && asked.target.contains("uploadId=") && !is_lost;
        is_lost |= is_last;
        is_last.then(|| {
            ask(port, asked).unwrap();
            Answer::Reset
        })
    });
    host.deploy().expect(0);
    assert_same(&host.shown(), &built(&host.world));
}

#[test]
fn who_deploys_meanwhile_is_not_overwritten() {
    let host = Host::new(2);
    host.deploy().expect(0);
    version(&host.world, 1, 2);
    let fail_until = |most: usize| {
        let mut conditions = 0;
        host.fail(move |asked| {
            let is_list = asked.method == "PUT" && asked.path().ends_with(INVENTORY);
            conditions += usize::from(is_list && !asked.header("if-match").is_empty());
            (is_list && conditions <= most).then(|| Answer::status(412))
        });
    };
    fail_until(usize::MAX);
    let run = host.run(&["deploy", "-y"]).expect(3);
    assert!(run.stderr.contains("somebody else brought a site"), "{}", run.stderr);
    // Once, as when the last request of a run that was killed comes late: it looks again, and goes on.
    fail_until(1);
    host.deploy().expect(0);
    assert_same(&host.shown(), &built(&host.world));
    version(&host.world, 2, 2);
    // A service that knows no conditions.
    host.fail(|asked| {
        let has = !asked.header("if-match").is_empty() || !asked.header("if-none-match").is_empty();
        has.then(|| Answer::Say(501, Vec::new(), b"<Error><Code>NotImplemented</Code></Error>".to_vec()))
    });
    host.deploy().expect(0);
    host.fail(|_| None);
    assert_same(&host.shown(), &built(&host.world));
}
