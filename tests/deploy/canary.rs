//! D10: a secret that must never be seen: in nothing that is printed, in nothing that is written, and in no list of
//! processes, however the deployment ends.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::command::{Run, tree};
use crate::support::http::{Answer, Server};
use crate::support::{settings, world};

const CANARY: &str = "hushcanary0123456789";

/// Looks at the arguments of every process until told to stop; whether the secret stood in one.
fn is_seen(stop: &AtomicBool) -> bool {
    let mut seen = false;
    while !stop.load(Ordering::Relaxed) {
        for entry in fs::read_dir("/proc").unwrap().flatten() {
            let arguments = fs::read(entry.path().join("cmdline")).unwrap_or_default();
            seen |= holds(&arguments);
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    seen
}

fn holds(bytes: &[u8]) -> bool {
    bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes())
}

fn is_written(folder: &Path) -> Option<String> {
    tree(folder).into_iter().find(|(_, bytes)| holds(bytes)).map(|(path, _)| path)
}

#[test]
#[cfg(target_os = "linux")]
fn d10_a_secret_is_never_seen() {
    // Answers that throw the secret back at us, as some services do with what they do not understand.
    let echo = Server::start(|asked| {
        let text = format!(
            "<Error><Code>Odd</Code><Message>{CANARY} {} {}</Message></Error>",
            asked.target,
            asked.header("authorization")
        );
        match asked.header("authorization") {
            "" => Answer::Say(418, vec![("location".into(), format!("/{CANARY}"))], text.into_bytes()),
            _ => Answer::Say(302, vec![("location".into(), format!("/{CANARY}"))], text.into_bytes()),
        }
    });
    let world = world("file:../live", 3);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let ending = crate::support::crawler::Ending(&stop);
        let watcher = scope.spawn(|| is_seen(&stop));
        let endpoint = format!("    endpoint: {}\n", echo.url());
        for (to, more) in [
            ("s3:lamps", endpoint.as_str()),
            ("s3:lamps.with.dots/x", endpoint.as_str()),
            ("netlify:lamps", ""),
            ("command:sh", "    arguments: ['-c', 'sleep 0.2']\n"),
            ("git:http://127.0.0.1:1/x.git", ""),
            ("file:../live", ""),
        ] {
            settings(&world, to, more);
            for arguments in [
                &["deploy", "-y", "-vvv"][..],
                &["deploy", "--dry-run", "--format", "json", "-v"],
                &["deploy", "--rollback", "-y", "-v"],
            ] {
                let mut command = world.command(arguments);
                for name in [
                    "AWS_ACCESS_KEY_ID",
                    "AWS_SECRET_ACCESS_KEY",
                    "AWS_SESSION_TOKEN",
                    "NETLIFY_AUTH_TOKEN",
                    "GUIDEPOST_TOKEN",
                ] {
                    command.env(name, CANARY);
                }
                command
                    .env("NETLIFY_API_URL", echo.url())
                    .env("RUST_LOG", "trace")
                    .env("RUST_BACKTRACE", "full")
                    .stdin(Stdio::null());
                let run = Run::of(&command.output().unwrap());
                let told = format!("{}{}", run.stdout, run.stderr);
                assert!(!holds(told.as_bytes()), "{to} {arguments:?}: {told}");
            }
        }
        drop(ending);
        assert!(!watcher.join().unwrap(), "the secret stood in the arguments of a process");
    });
    assert_eq!(is_written(world.folder()), None);
}

#[test]
#[cfg(target_os = "linux")]
fn d10_a_password_in_an_address_of_git_is_no_argument() {
    // Slow enough that the arguments of all who talk with it are seen.
    let host = Server::start(|asked| {
        std::thread::sleep(std::time::Duration::from_millis(300));
        match asked.header("authorization") {
            "" => Answer::Say(401, vec![("www-authenticate".into(), "Basic realm=\"x\"".into())], Vec::new()),
            _ => Answer::status(403),
        }
    });
    let world = world("git:upstream", 2);
    let git = |arguments: &[&str]| {
        let done =
            std::process::Command::new("git").args(arguments).current_dir(world.site()).status().unwrap();
        assert!(done.success());
    };
    git(&["init", "-q"]);
    // As somebody may have written it into the settings of git himself.
    let config = world.site().join(".git/config");
    let url = host.url().replace("http://", &format!("http://ana:{CANARY}@"));
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{text}[remote \"upstream\"]\n\turl = {url}/x.git\n")).unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let ending = crate::support::crawler::Ending(&stop);
        let watcher = scope.spawn(|| is_seen(&stop));
        let run = world.run(&["deploy", "-y", "-v"]).expect(3);
        assert!(run.stderr.contains("403") && !holds(run.stderr.as_bytes()), "{}", run.stderr);
        drop(ending);
        assert!(!watcher.join().unwrap(), "the secret stood in the arguments of a process");
    });
    fs::remove_dir_all(world.site().join(".git")).unwrap();
    assert_eq!(is_written(world.folder()), None);
}
