//! `git:`: a branch of a repository, as code hosts publish it. The user's `git` does the work, in a repository of its own
//! that is gone afterwards, but for its objects: the user's work tree and index are never touched.

mod history;
mod store;
mod stream;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::digest::Digest;
use crate::disk::{self, MachineFault, Scratch};

use super::program::{Program, Ran, patiently};
use super::target::Job;
use super::{Fault, File, Found, INVENTORY, Inventory, Seen, Surroundings, Target, There};
use store::Store;
use stream::Stream;

/// Variables that would make `git` work elsewhere, as when it is a hook that calls us.
const ELSEWHERE: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"];

/// The branch as it was found, as it was before, and the one that is made of it, in our own repository.
const BASE: &str = "refs/heads/base";
const BEFORE: &str = "refs/heads/before";
const NEXT: &str = "refs/heads/next";

/// A branch of a repository.
pub(super) struct Branch {
    name: String,
    url: String,
    shown: String,
    store: Option<Store>,
    around: Surroundings,
    scratch: Scratch,
    state: Mutex<State>,
}

/// Files by path: mode, object and size of each.
type Tree = BTreeMap<String, (String, String, u64)>;

/// The commit of a branch, its files, and the inventory.
type Looked = (Option<String>, Tree, Option<Vec<u8>>);

#[derive(Default)]
struct State {
    /// The commit that the branch has; none, if there is no branch.
    base: Option<String>,
    /// The objects of its files.
    objects: BTreeMap<String, String>,
    stream: Option<Stream>,
}

impl Branch {
    pub(super) fn open(remote: &str, branch: &str, around: &Surroundings) -> Result<Self, Fault> {
        let url = resolve(remote, around)?;
        let scratch = around.scratch()?;
        let target = Self {
            name: branch.to_owned(),
            shown: super::program::clean(&url),
            store: Store::of(&around.site, &url, branch),
            url,
            around: around.clone(),
            scratch,
            state: Mutex::default(),
        };
        target.prepare()?;
        Ok(target)
    }

    /// Makes our own repository.
    fn prepare(&self) -> Result<(), Fault> {
        let folder = self.folder();
        disk::remove_folder(&folder).map_err(MachineFault::of("remove", &folder))?;
        if let Some(objects) = self.store.as_ref().map(Store::objects) {
            disk::create_folder(&objects).map_err(MachineFault::of("make", &objects))?;
        }
        self.good(self.git(&["init", "-q", "--bare", "--template="]), "make a repository for")?;
        // In a file, not among arguments: the address in the user's own settings may hold what others shall not see.
        let config = folder.join("config");
        let mut text = disk::read(&config).map_err(MachineFault::of("read", &config))?;
        // What is kept is never swept while another run may use it.
        let (url, secret) = without_password(&self.url);
        let mut more = format!(
            "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[remote \"target\"]\n\turl = {}\n",
            quoted(&url)
        );
        if let Some(secret) = secret {
            // It would stand among the arguments of the program that git calls for such an address.
            more.push_str("[credential]\n\thelper =\n\thelper = store --file=secret\n");
            let at = self.scratch.path().join("secret");
            disk::write_whole(&at, format!("{secret}\n").as_bytes())
                .map_err(MachineFault::of("write", &at))?;
        }
        text.extend_from_slice(more.as_bytes());
        Ok(disk::write_whole(&config, &text).map_err(MachineFault::of("write", &config))?)
    }

    fn folder(&self) -> PathBuf {
        self.scratch.path().join("repository.git")
    }

    fn git(&self, arguments: &[&str]) -> Program {
        let folder = self.folder();
        let program = Program::new("git")
            .without(&ELSEWHERE)
            .variable("LC_ALL", "C.UTF-8")
            .variable("GIT_DIR", folder.as_os_str())
            .folder(self.scratch.path())
            .args(arguments);
        match &self.store {
            Some(store) => program.variable("GIT_OBJECT_DIRECTORY", store.objects()),
            None => program,
        }
    }

    fn good(&self, program: Program, doing: &str) -> Result<Ran, Fault> {
        self.good_with(program, doing, b"")
    }

    fn good_with(&self, program: Program, doing: &str, input: &[u8]) -> Result<Ran, Fault> {
        let ran = program.run(input)?;
        if ran.is_good { Ok(ran) } else { Err(self.fault(doing, &ran)) }
    }

    fn fault(&self, doing: &str, ran: &Ran) -> Fault {
        let said = &ran.said;
        let has = |words: &[&str]| words.iter().any(|word| said.contains(word));
        let help = if has(&[
            "Authentication failed",
            "could not read Username",
            "Permission denied",
            "403",
            "invalid credentials",
        ]) {
            "git may not do this with your name: set up a key of ssh or a credential helper, so that “git push” works there"
        } else if has(&["Host key verification failed"]) {
            "connect once with ssh, compare the host’s key with the one it publishes, and accept it"
        } else if has(&["does not appear to be a git repository", "not found", "does not exist"]) {
            "see whether the address in “to” is right, and whether the repository was made"
        } else {
            ""
        };
        Fault::machine(format!("git cannot {doing} “{}”:\n  {said}", self.shown), help)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The commit that the branch has; none, if there is no branch.
    fn listed(&self) -> Result<Option<String>, Fault> {
        let name = format!("refs/heads/{}", self.name);
        let listed = self.asked(&["ls-remote", "--", "target", &name])?;
        let text = String::from_utf8_lossy(&listed.stdout).into_owned();
        // The pattern matches from the end of names, too.
        let mut lines = text.lines().filter_map(|line| line.split_once('\t'));
        Ok(lines.find(|(_, found)| *found == name).map(|(commit, _)| commit.to_owned()))
    }

    /// Brings the branch here with some of its history, as far as it is not here yet; its commit.
    fn fetch(&self, commit: &str, depth: u32) -> Result<String, Fault> {
        let known = self.store.as_ref().and_then(Store::commit).filter(|known| self.has(known));
        if let Some(known) = &known {
            // Only its files are here, not what came before it.
            let shallow = self.folder().join("shallow");
            disk::write_whole(&shallow, format!("{known}\n").as_bytes())
                .map_err(MachineFault::of("write", &shallow))?;
            self.good(self.git(&["update-ref", BEFORE, known]), "read")?;
        }
        if known.as_deref() == Some(commit) && depth == 1 {
            self.good(self.git(&["update-ref", BASE, commit]), "read")?;
            return Ok(commit.to_owned());
        }
        let (depth, spec) = (format!("--depth={depth}"), format!("+refs/heads/{}:{BASE}", self.name));
        self.asked(&["fetch", "-q", "--no-tags", &depth, "target", &spec])?;
        let commit = self.line(&["rev-parse", BASE])?;
        self.keep(&commit);
        Ok(commit)
    }

    fn has(&self, commit: &str) -> bool {
        self.git(&["cat-file", "-e", &format!("{commit}^{{tree}}")]).run(b"").is_ok_and(|ran| ran.is_good)
    }

    /// Remembers that all files of a commit are here.
    fn keep(&self, commit: &str) {
        if let Some(store) = &self.store {
            store.keep(commit);
        }
    }

    /// The commit that the branch has, its files, and the inventory.
    fn look(&self, commit: Option<&str>) -> Result<Looked, Fault> {
        let base = commit.map(|commit| self.fetch(commit, 1)).transpose()?;
        let tree = base.as_deref().map(|base| self.tree(base)).transpose()?.unwrap_or_default();
        let inventory = match tree.get(INVENTORY) {
            Some((_, object, _)) => self.bytes(std::slice::from_ref(object))?.pop(),
            None => None,
        };
        Ok((base, tree, inventory))
    }

    /// Asks the remote, again and again while it fails in a way that passes.
    fn asked(&self, arguments: &[&str]) -> Result<Ran, Fault> {
        let ran = patiently(&self.around, || self.git(arguments).run(b""), |_| true)?;
        if ran.is_good { Ok(ran) } else { Err(self.fault("read", &ran)) }
    }

    fn line(&self, arguments: &[&str]) -> Result<String, Fault> {
        let ran = self.good(self.git(arguments), "read")?;
        Ok(String::from_utf8_lossy(&ran.stdout).trim().to_owned())
    }

    /// The files of a commit: mode, object and size of each.
    fn tree(&self, commit: &str) -> Result<Tree, Fault> {
        let ran = self.good(self.git(&["ls-tree", "-r", "-z", "-l", "--full-tree", commit]), "read")?;
        let mut files = BTreeMap::new();
        for line in ran.stdout.split(|byte| *byte == 0).filter(|line| !line.is_empty()) {
            let line = String::from_utf8_lossy(line);
            let Some((head, path)) = line.split_once('\t') else { continue };
            let mut words = head.split_whitespace();
            let (mode, object) = (words.next().unwrap_or_default(), words.nth(1).unwrap_or_default());
            let size = words.next().and_then(|size| size.parse().ok()).unwrap_or_default();
            files.insert(path.to_owned(), (mode.to_owned(), object.to_owned(), size));
        }
        Ok(files)
    }

    /// Who makes the commit, by the user's own settings.
    fn committer(&self) -> Result<String, Fault> {
        let ran =
            Program::new("git").folder(&self.around.site).args(["var", "GIT_COMMITTER_IDENT"]).run(b"")?;
        let text = String::from_utf8_lossy(&ran.stdout).trim().to_owned();
        let name = text.rsplitn(3, ' ').nth(2).filter(|name| ran.is_good && name.ends_with('>'));
        let seconds = (self.around.now)().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs();
        Ok(format!("{} {seconds} +0000", name.unwrap_or("guidepost <guidepost@localhost>")))
    }

    /// Starts a commit on top of what is there.
    fn start(&self, message: &str) -> Result<(), Fault> {
        let head = self.committer()?;
        let mut state = self.state();
        let program = self.git(&["fast-import", "--quiet", "--done", "--force"]);
        state.stream = Some(Stream::start(program, (NEXT, state.base.as_deref()), &head, message)?);
        Ok(())
    }

    /// Writes to the commit that was started.
    fn write(&self, write: impl FnOnce(&mut Stream) -> std::io::Result<()>) -> Result<(), Fault> {
        let mut state = self.state();
        let Some(stream) = state.stream.as_mut() else { return Ok(()) };
        write(stream).map_err(|error| Fault::machine(format!("git stopped: {}", disk::cause(&error)), ""))
    }

    /// Ends the commit and pushes it, unless somebody else has pushed meanwhile.
    fn push(&self) -> Result<(), Fault> {
        let (stream, base) = {
            let mut state = self.state();
            (state.stream.take(), state.base.clone().unwrap_or_default())
        };
        if let Some(stream) = stream {
            stream.end()?;
        }
        let name = format!("refs/heads/{}", self.name);
        let (lease, spec) = (format!("--force-with-lease={name}:{base}"), format!("{NEXT}:{name}"));
        let arguments = ["push", "--porcelain", "--no-verify", &lease, "target", &spec];
        // A push that came through before the connection broke meets itself, and is told “up to date”.
        let ran = patiently(&self.around, || self.git(&arguments).run(b""), |_| true)?;
        if ran.is_good {
            self.keep(&self.line(&["rev-parse", NEXT])?);
            return Ok(());
        }
        let report = String::from_utf8_lossy(&ran.stdout).into_owned();
        if report.contains("stale info")
            || report.contains("fetch first")
            || ran.said.contains("cannot lock ref")
        {
            let message = format!("somebody else published to the branch “{}” meanwhile", self.name);
            return Err(Fault::meanwhile(message, "deploy again, to see what they changed"));
        }
        let refused = report.lines().find(|line| line.starts_with('!')).unwrap_or_default().to_owned();
        let said = format!("{}\n  {refused}", ran.said);
        Err(self.fault("write", &Ran { said: said.trim().to_owned(), ..ran }))
    }

    /// The bytes of objects.
    fn bytes(&self, objects: &[String]) -> Result<Vec<Vec<u8>>, Fault> {
        let input = format!("{}\n", objects.join("\n"));
        let ran = self.good_with(self.git(&["cat-file", "--batch"]), "read", input.as_bytes())?;
        let mut rest = ran.stdout.as_slice();
        let mut all = Vec::with_capacity(objects.len());
        for _ in objects {
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            let size = head.rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
            rest = rest.get(end + 1..).unwrap_or_default();
            let size = size.unwrap_or_default().min(rest.len());
            all.push(rest[..size].to_vec());
            rest = if head.ends_with("missing") { rest } else { rest.get(size + 1..).unwrap_or_default() };
        }
        Ok(all)
    }
}

impl Target for Branch {
    fn survey(&self) -> Result<There, Fault> {
        let commit = self.listed()?;
        let (base, tree, inventory) = self.look(commit.as_deref()).or_else(|fault| {
            // What was kept may be damaged: then all is fetched anew.
            let Some(store) = self.store.as_ref().filter(|store| store.commit().is_some()) else {
                return Err(fault);
            };
            store.clear();
            self.prepare()?;
            self.look(commit.as_deref())
        })?;
        let mut files = BTreeMap::new();
        let mut objects = BTreeMap::new();
        for (path, (mode, object, size)) in tree.into_iter().filter(|(path, _)| path != INVENTORY) {
            // A link or an executable file is none that we put there, whatever it holds.
            let mark = if mode == "100644" { object.clone() } else { format!("{mode} {object}") };
            files.insert(path.clone(), Found { size, mark: Some(mark) });
            objects.insert(path, object);
        }
        let mut state = self.state();
        (state.base, state.objects) = (base, objects);
        Ok(There::new(inventory.as_deref(), files))
    }

    fn examine(&self, paths: &[&str]) -> Result<BTreeMap<String, Seen>, Fault> {
        let objects: Vec<(&str, String)> = {
            let state = self.state();
            paths.iter().filter_map(|path| Some((*path, state.objects.get(*path)?.clone()))).collect()
        };
        let names: Vec<String> = objects.iter().map(|(_, object)| object.clone()).collect();
        let seen = |bytes: Vec<u8>| Seen { digest: Digest::of(bytes), headers: None, is_ours: false };
        let bytes = if names.is_empty() { Vec::new() } else { self.bytes(&names)? };
        Ok(objects.into_iter().zip(bytes).map(|((path, _), bytes)| (path.to_owned(), seen(bytes))).collect())
    }

    /// What code hosts know the domain of a branch by.
    fn never_removes(&self) -> &'static [&'static str] {
        &["CNAME", ".domains"]
    }

    fn begin(&self, job: &Job<'_>) -> Result<(), Fault> {
        self.start(&format!("Deploy {}", job.pending.id))
    }

    fn put(&self, file: &File, bytes: Vec<u8>) -> Result<Option<String>, Fault> {
        self.write(|stream| stream.put(&file.path, &bytes))?;
        Ok(Some(stream::object(&bytes)))
    }

    fn delete(&self, path: &str) -> Result<(), Fault> {
        self.write(|stream| stream.delete(path))
    }

    fn publish(&self, inventory: &Inventory) -> Result<(), Fault> {
        self.write(|stream| stream.put(INVENTORY, &inventory.to_json()))?;
        self.push()?;
        if let Some(store) = &self.store {
            store.tidy();
        }
        Ok(())
    }

    fn roll_back(&self) -> Result<String, Fault> {
        // What is kept is one commit; the way back is asked of the remote.
        if let Some(store) = &self.store {
            store.clear();
        }
        self.prepare()?;
        history::roll_back(self, self.listed()?.as_deref())
    }

    fn has_folders(&self) -> bool {
        true
    }

    fn address(&self) -> Option<String> {
        Some(format!("{}, branch {}", self.shown, self.name))
    }
}

/// What `git` shall call: the address of a named remote, a URL, or a path seen from the site's folder.
fn resolve(remote: &str, around: &Surroundings) -> Result<String, Fault> {
    if remote.contains(':') {
        return Ok(remote.to_owned());
    }
    let path = around.path(remote);
    if let Ok(found) = disk::existing(&path) {
        return Ok(super::surroundings::shown(&found));
    }
    if remote.contains(['/', '\\']) {
        let message = format!("there is no repository at “{}”", path.display());
        return Err(Fault::request(message, "correct “to”, or make the repository with “git init --bare”"));
    }
    let arguments = ["remote", "get-url", "--push", "--", remote];
    let ran = Program::new("git").folder(&around.site).args(arguments).run(b"")?;
    let url = String::from_utf8_lossy(&ran.stdout).lines().next().unwrap_or_default().to_owned();
    if ran.is_good && !url.is_empty() {
        let is_path = !url.contains(':') && !url.starts_with('/');
        return Ok(if is_path { super::surroundings::shown(&around.path(&url)) } else { url });
    }
    let message = format!("“{remote}” is no remote of the repository that holds the site");
    Err(Fault::request(message, "write the address itself, as in git:git@github.com:me/my-site.git"))
}

/// An address of the web without the password in it, and if it has one, what git’s own store of credentials says of it.
fn without_password(url: &str) -> (String, Option<String>) {
    let parts = url.split_once("://").filter(|(scheme, _)| scheme.starts_with("http"));
    let split = parts.and_then(|(scheme, rest)| {
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, host) = authority.rsplit_once('@')?;
        let (name, _) = user.split_once(':')?;
        Some((format!("{scheme}://{name}@{host}/{path}"), format!("{scheme}://{user}@{host}")))
    });
    match split {
        Some((url, secret)) => (url, Some(secret)),
        None => (url.to_owned(), None),
    }
}

/// A value as the settings of git quote it.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d10_no_password_stands_among_arguments() {
        assert_eq!(
            without_password("https://ana:hush@example.org/x/y.git"),
            ("https://ana@example.org/x/y.git".to_owned(), Some("https://ana:hush@example.org".to_owned()))
        );
        for url in
            ["https://example.org/a:b@c.git", "https://ana@example.org/x", "git@example.org:x.git", "/a:b@c"]
        {
            assert_eq!(without_password(url), (url.to_owned(), None));
        }
    }
}
