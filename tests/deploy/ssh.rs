//! `ssh:`, with a server of OpenSSH on loopback; once as it is, and once as one that gives no file a second name.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread;

use crate::command::{Run, World, tree};
use crate::support::kill::{Calls, Whom, settle, wait};
use crate::support::process::{Process, free_port};
use crate::support::{assert_same, built, crawler, numbers, settings, version, without_own, world};

/// A server, and an `ssh` that knows it as “box”.
struct Host {
    world: World,
    folder: PathBuf,
    calls: Calls,
    _server: Process,
}

impl Host {
    fn new(can_link: bool, pages: usize) -> Self {
        let world = world("ssh:box:/nowhere", pages);
        let folder = world.folder().join("ssh");
        let calls = Calls::new(&folder.join("bin"));
        for name in ["host", "user", "stranger"] {
            let key = folder.join(name);
            let done =
                Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status();
            assert!(done.unwrap().success());
        }
        fs::copy(folder.join("user.pub"), folder.join("authorized")).unwrap();
        // Where sshd runs as root, it wants this folder.
        let _ = fs::create_dir_all("/run/sshd");
        let port = free_port();
        let shown = folder.display();
        let force = if can_link { "" } else { "ForceCommand internal-sftp -P hardlink,posix-rename\n" };
        fs::write(
            folder.join("sshd"),
            format!(
                "Port {port}\nListenAddress 127.0.0.1\nHostKey {shown}/host\nAuthorizedKeysFile {shown}/authorized\nUsePAM no\n\
                 StrictModes no\nPidFile none\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nMaxStartups 100\n\
                 PermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\n{force}"
            ),
        )
        .unwrap();
        let server =
            Process::serve(Command::new("/usr/sbin/sshd").args(["-D", "-f"]).arg(folder.join("sshd")), port);
        let host = fs::read_to_string(folder.join("host.pub")).unwrap();
        fs::write(folder.join("known"), format!("[127.0.0.1]:{port} {host}")).unwrap();
        let this = Self { folder, world, calls, _server: server };
        this.client(port, "user");
        settings(&this.world, &format!("ssh:box:{}/www", this.world.folder().display()), "");
        this
    }

    /// What the user's own settings of ssh say. The user's home is that of the account, so they are named instead.
    fn client(&self, port: u16, key: &str) {
        let shown = self.folder.display();
        let config = self.folder.join("config");
        fs::write(
            &config,
            format!(
                "Host box\n  HostName 127.0.0.1\n  Port {port}\n  IdentityFile {shown}/{key}\n  IdentitiesOnly yes\n  IdentityAgent none\n  \
                 UserKnownHostsFile {shown}/known\n  GlobalKnownHostsFile none\n  StrictHostKeyChecking yes\n"
            ),
        )
        .unwrap();
        self.calls.instead("ssh", &format!("/usr/bin/ssh -F {}", config.display()));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.world.command(arguments);
        self.calls.seen_by(&mut command);
        command
    }

    fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().unwrap())
    }

    fn deploy(&self) -> Run {
        self.run(&["deploy", "--yes"])
    }

    fn www(&self) -> PathBuf {
        self.world.folder().join("www")
    }

    fn shown(&self) -> BTreeMap<String, Vec<u8>> {
        without_own(tree(&fs::canonicalize(self.www().join("current")).unwrap()))
    }

    fn releases(&self) -> Vec<String> {
        let entries = fs::read_dir(self.www().join("releases")).unwrap();
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn inode(path: &Path) -> u64 {
    std::os::unix::fs::MetadataExt::ino(&fs::metadata(path).unwrap())
}

fn a_server_holds_releases_and_a_link(can_link: bool) {
    let host = Host::new(can_link, 4);
    host.run(&["deploy", "--dry-run"]).expect(0);
    assert!(!host.www().exists(), "D5");
    host.deploy().expect(0);
    assert_same(&host.shown(), &built(&host.world));
    assert!(fs::symlink_metadata(host.www().join("current")).unwrap().is_symlink());
    let run = host.run(&["deploy", "--format", "json"]).expect(0);
    assert_eq!((&numbers(&run)["bytes"], host.releases().len()), (&0.into(), 1), "D2");
    // What others put there comes along, and what is unchanged is the same file on the disk.
    let first = fs::canonicalize(host.www().join("current")).unwrap();
    fs::create_dir_all(first.join(".well-known/acme")).unwrap();
    fs::write(first.join(".well-known/acme/a b \"c\"*.txt"), "mine").unwrap();
    version(&host.world, 2, 4);
    let run = host.deploy().expect(0);
    assert!(run.stderr.contains("= .well-known/acme/a b \"c\"*.txt"), "D4: {}", run.stderr);
    let mut shown = host.shown();
    assert_eq!(shown.remove(".well-known/acme/a b \"c\"*.txt").unwrap(), b"mine", "D4");
    assert_same(&shown, &built(&host.world));
    let second = fs::canonicalize(host.www().join("current")).unwrap();
    assert_eq!(inode(&first.join("robots.txt")) == inode(&second.join("robots.txt")), can_link);
    // D8: one rename, byte for byte, and once more.
    version(&host.world, 4, 4);
    host.deploy().expect(0);
    for wanted in [&second, &first] {
        let run = host.run(&["deploy", "--rollback", "-y"]).expect(0);
        assert!(run.stderr.contains("shows the release"), "{}", run.stderr);
        assert_eq!(fs::canonicalize(host.www().join("current")).unwrap(), *wanted);
    }
    assert!(host.run(&["deploy", "--rollback", "-y"]).expect(2).stderr.contains("no release before"));
    host.deploy().expect(0);
    let mut shown = host.shown();
    shown.remove(".well-known/acme/a b \"c\"*.txt");
    assert_same(&shown, &built(&host.world));
}

#[test]
fn with_second_names_a_server_holds_releases_and_a_link() {
    a_server_holds_releases_and_a_link(true);
}

#[test]
fn without_second_names_a_server_holds_releases_and_a_link() {
    a_server_holds_releases_and_a_link(false);
}

fn d2_a_lost_list_means_comparing(can_link: bool) {
    let host = Host::new(can_link, 3);
    host.deploy().expect(0);
    let current = fs::canonicalize(host.www().join("current")).unwrap();
    fs::write(current.join(crate::support::INVENTORY), "{").unwrap();
    let run = host.run(&["deploy", "--yes", "--format", "json"]).expect(0);
    assert_eq!(numbers(&run)["bytes"], 0, "{}", run.stdout);
    let current = fs::canonicalize(host.www().join("current")).unwrap();
    fs::remove_file(current.join(crate::support::INVENTORY)).unwrap();
    version(&host.world, 1, 3);
    assert!(host.deploy().expect(3).stderr.contains("--replace"));
    host.run(&["deploy", "--yes", "--replace"]).expect(0);
    assert!(host.shown().contains_key("page-0/index.html"), "nothing is deleted blindly");
}

#[test]
fn with_second_names_d2_a_lost_list_means_comparing() {
    d2_a_lost_list_means_comparing(true);
}

#[test]
fn without_second_names_d2_a_lost_list_means_comparing() {
    d2_a_lost_list_means_comparing(false);
}

fn d6_killed_at_any_moment(can_link: bool) {
    let host = Host::new(can_link, 25);
    host.deploy().expect(0);
    version(&host.world, 3, 25);
    let takes = host.calls.time(&mut host.command(&["deploy", "--yes"]));
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let ending = crawler::Ending(&stop);
        let reader = scope
            .spawn(|| crawler::crawl(|path| fs::read(host.www().join("current").join(path)).ok(), &stop));
        for kill in 0..14_u32 {
            version(&host.world, kill as usize * 3, 25);
            // From the first word to the server to a little after the end, the one and the other way.
            let pause = takes.mul_f64(f64::from(kill) / 12.0);
            host.calls.kill(&mut host.command(&["deploy", "--yes"]), Whom::of(kill), (1, pause));
            if kill % 5 == 0 {
                // At once, while what the other one started may still be at work.
                host.deploy().expect(0);
                assert_same(&host.shown(), &built(&host.world));
            }
        }
        drop(ending);
        let (broken, read) = reader.join().unwrap();
        assert_eq!(broken, Vec::<String>::new());
        assert!(read > 0);
    });
    host.deploy().expect(0);
    settle(host.world.folder());
    assert_same(&host.shown(), &built(&host.world));
    // A run that was killed before it cleared up leaves a release too many, until the next one is brought.
    version(&host.world, 100, 25);
    host.deploy().expect(0);
    let releases = host.releases();
    assert!(releases.len() <= 5 && releases.iter().all(|name| name.starts_with('2')), "{releases:?}");
    let beside: Vec<_> = fs::read_dir(host.www()).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(beside.len(), 2, "{beside:?}");
}

#[test]
fn with_second_names_d6_killed_at_any_moment() {
    d6_killed_at_any_moment(true);
}

#[test]
fn without_second_names_d6_killed_at_any_moment() {
    d6_killed_at_any_moment(false);
}

#[test]
fn d6_who_begins_later_ends_who_began_before() {
    let host = Host::new(true, 3);
    host.world.put("content/film.mp4", &"film ".repeat(4 << 20));
    host.deploy().expect(0);
    let mut before = host.shown();
    let releases = host.www().join("releases");
    for number in 1..20 {
        version(&host.world, number, 3);
        host.world.put("content/film.mp4", &format!("{number} film ").repeat(3 << 20));
        let mut child = host.command(&["deploy", "--yes"]).stderr(Stdio::piped()).spawn().unwrap();
        // As another run does that begins now, on whatever computer.
        wait("the program", || {
            let names = host.releases();
            let incoming = names.iter().find(|name| name.starts_with("incoming-"));
            child.try_wait().unwrap().is_some()
                || incoming
                    .is_some_and(|name| fs::rename(releases.join(name), releases.join("gone-other")).is_ok())
        });
        let run = Run::of(&child.wait_with_output().unwrap());
        if run.status == 0 {
            before = host.shown();
            continue;
        }
        let run = run.expect(3);
        assert!(run.stderr.contains("somebody else began to bring a site"), "{}", run.stderr);
        assert_same(&host.shown(), &before);
        host.deploy().expect(0);
        assert_same(&host.shown(), &built(&host.world));
        assert!(host.releases().iter().all(|name| name.starts_with('2')), "{:?}", host.releases());
        return;
    }
    panic!("it was always over before the other one began");
}

#[test]
fn d4_what_stands_where_the_link_should_be_is_not_replaced() {
    let host = Host::new(false, 2);
    let link = host.www().join("current");
    let other = host.world.folder().join("other/releases/20260101-000000000-0123456789");
    fs::create_dir_all(&other).unwrap();
    fs::create_dir_all(host.www()).unwrap();
    for number in 0..4 {
        match number {
            0 => fs::write(&link, "a file of somebody else’s").unwrap(),
            1 => fs::create_dir(&link).unwrap(),
            // Somebody else’s releases, and a disk that is not there now.
            2 => std::os::unix::fs::symlink(&other, &link).unwrap(),
            _ => std::os::unix::fs::symlink("/mnt/none", &link).unwrap(),
        }
        let run = host.deploy().expect(2);
        assert!(run.stderr.contains("is no link to a release"), "{number}: {}", run.stderr);
        assert!(fs::symlink_metadata(&link).is_ok());
        if number == 1 { fs::remove_dir(&link) } else { fs::remove_file(&link) }.unwrap();
    }
    host.deploy().expect(0);
    // A link of ours whose release was removed by hand.
    fs::remove_dir_all(host.www().join("releases")).unwrap();
    host.deploy().expect(0);
    assert_same(&host.shown(), &built(&host.world));
}

#[test]
fn d6_what_was_left_half_removed_goes_with_the_next_run() {
    let host = Host::new(false, 2);
    host.deploy().expect(0);
    let releases = host.www().join("releases");
    let current = host.releases().remove(0);
    // Half removed, a day old, and at work on another computer.
    let busy = format!("incoming-0123456789-{current}");
    for name in ["gone-x", "incoming-0123456789-20250101-000000000-0123456789", "incoming-0123456789", &busy]
    {
        fs::create_dir_all(releases.join(name).join("empty/below")).unwrap();
        fs::write(releases.join(name).join("a \"b\".html"), "x").unwrap();
    }
    host.run(&["deploy", "--dry-run"]).expect(0);
    assert_eq!(host.releases().len(), 5, "D5");
    host.deploy().expect(0);
    assert_eq!(host.releases(), [current, busy]);
    version(&host.world, 1, 2);
    host.deploy().expect(0);
    assert!(host.releases().iter().all(|name| name.starts_with('2')), "{:?}", host.releases());
}

#[test]
fn d4_files_and_folders_of_one_name() {
    for can_link in [true, false] {
        let host = Host::new(can_link, 2);
        let put = |path: &str| {
            let at = host.www().join("current").join(path);
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            fs::write(at, "theirs").unwrap();
        };
        let run = |arguments: &[&str]| host.run(arguments);
        crate::folder::files_and_folders_of_one_name(&host.world, &run, &|| host.shown(), &put);
    }
}

#[test]
fn d2_what_somebody_changed_is_seen_by_its_time() {
    let host = Host::new(false, 3);
    host.deploy().expect(0);
    version(&host.world, 1, 3);
    host.deploy().expect(0);
    let current = fs::canonicalize(host.www().join("current")).unwrap();
    // A file that they made, one that the next release has not, and one that it has: each as long as before.
    for name in ["robots.txt", "page-1/index.html"] {
        let length = fs::read(current.join(name)).unwrap().len();
        fs::remove_file(current.join(name)).unwrap();
        fs::write(current.join(name), "x".repeat(length)).unwrap();
        let file = fs::File::options().write(true).open(current.join(name)).unwrap();
        file.set_modified(std::time::SystemTime::now() + std::time::Duration::from_secs(5)).unwrap();
    }
    version(&host.world, 2, 3);
    host.deploy().expect(0);
    let mut shown = host.shown();
    assert!(
        shown.remove("page-1/index.html").unwrap().starts_with(b"xxx"),
        "D4: altered by others, it stays"
    );
    assert_same(&shown, &built(&host.world));
}

#[test]
fn old_releases_go() {
    let host = Host::new(true, 2);
    settings(
        &host.world,
        &format!("ssh:box:{}/www", host.world.folder().display()),
        "    releases: 2\n    link: ../site/html\n",
    );
    fs::create_dir_all(host.world.folder().join("site/html")).unwrap();
    assert!(host.deploy().expect(2).stderr.contains("is no link to a release"));
    fs::remove_dir(host.world.folder().join("site/html")).unwrap();
    for number in 0..4 {
        version(&host.world, number, 2);
        host.deploy().expect(0);
    }
    assert_eq!(host.releases().len(), 2);
    let shown = tree(&fs::canonicalize(host.world.folder().join("site/html")).unwrap());
    assert_same(&without_own(shown), &built(&host.world));
}

#[test]
fn d10_strangers_are_refused_as_ssh_refuses_them() {
    let host = Host::new(false, 2);
    let known = fs::read_to_string(host.folder.join("known")).unwrap();
    let port: u16 = known.split("]:").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    fs::write(host.folder.join("known"), "").unwrap();
    let run = host.deploy().expect(3);
    assert!(
        run.stderr.contains("Host key verification failed")
            && run.stderr.contains("compare the server’s key"),
        "{}",
        run.stderr
    );
    let other = fs::read_to_string(host.folder.join("stranger.pub")).unwrap();
    fs::write(host.folder.join("known"), format!("[127.0.0.1]:{port} {other}")).unwrap();
    assert!(host.deploy().expect(3).stderr.contains("Host key verification failed"));
    assert!(!host.www().exists());
    fs::write(host.folder.join("known"), known).unwrap();
    host.client(port, "stranger");
    let run = host.deploy().expect(3);
    assert!(run.stderr.contains("the server does not know your key"), "{}", run.stderr);
    host.client(crate::support::process::free_port(), "user");
    assert!(host.deploy().expect(3).stderr.contains("Connection refused"));
}
