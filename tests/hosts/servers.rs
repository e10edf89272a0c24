//! Web servers as plain processes, each with the fewest settings that its package brings, and our snippet.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use crate::fixture::{Built, build, hide_secrets};
use crate::host::{Answers, Host};
use crate::process::{Process, free_port};
use crate::promises::assert_kept;

const HOSTS: &[&str] = &["nginx", "caddy", "apache", "lighttpd"];
static AT_ROOT: LazyLock<Built> = LazyLock::new(|| site("/"));
static IN_FOLDER: LazyLock<Built> = LazyLock::new(|| site("/a/b/"));

fn site(base: &str) -> Built {
    let built = build(HOSTS, base);
    hide_secrets(&built);
    built
}

/// A folder for the files of one server, which everybody may enter.
fn workplace(built: &Built, name: &str) -> std::path::PathBuf {
    let folder = built.world.folder().join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The line that gives up the rights of root, for a server that is started with them.
fn user(folder: &Path, line: &str) -> String {
    if fs::metadata(folder).unwrap().uid() == 0 { line.to_owned() } else { String::new() }
}

fn nginx(built: &Built) -> Host<'_> {
    let (folder, port) = (workplace(built, "nginx"), free_port());
    let own = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("  {kind}_temp_path {own}/{kind};\n"))
        .concat();
    let text = format!(
        "daemon off;\nmaster_process off;\n{}pid {own}/pid;\nerror_log {own}/errors;\nevents {{}}\nhttp {{\n\
         {temporary}  include /etc/nginx/mime.types;\n  default_type application/octet-stream;\n  access_log off;\n  \
         gzip on;\n  server {{\n    listen 127.0.0.1:{port};\n    root {};\n    include {};\n  }}\n}}\n",
        user(&folder, "user root;\n"),
        built.root().display(),
        built.beside("nginx").join("nginx.conf").display(),
    );
    let settings = folder.join("nginx.conf");
    fs::write(&settings, text).unwrap();
    let mut command = Command::new("/usr/sbin/nginx");
    command.arg("-p").arg(&folder).arg("-e").arg(folder.join("errors")).arg("-c").arg(settings);
    run("nginx", built, &["gzip"], (&mut command, port))
}

fn caddy(built: &Built) -> Host<'_> {
    let (folder, port) = (workplace(built, "caddy"), free_port());
    let text = format!(
        "{{\n  admin off\n  auto_https off\n}}\nhttp://:{port} {{\n  bind 127.0.0.1\n  root * \
         {}\n  import {}\n}}\n",
        built.root().display(),
        built.beside("caddy").join("Caddyfile").display(),
    );
    let settings = folder.join("Caddyfile");
    fs::write(&settings, text).unwrap();
    let mut command = Command::new("caddy");
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(settings);
    command.env("HOME", &folder).env("XDG_DATA_HOME", &folder).env("XDG_CONFIG_HOME", &folder);
    run("caddy", built, &["gzip", "br"], (&mut command, port))
}

/// The modules that Debian enables, and the three that the snippet is about.
const APACHE_MODULES: &[&str] = &[
    "mpm_event",
    "authz_core",
    "authz_host",
    "access_compat",
    "alias",
    "autoindex",
    "dir",
    "env",
    "mime",
    "negotiation",
    "setenvif",
    "filter",
    "deflate",
    "headers",
    "rewrite",
    "brotli",
];

fn apache(built: &Built) -> Host<'_> {
    let (folder, port) = (workplace(built, "apache"), free_port());
    let modules: String = APACHE_MODULES
        .iter()
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
        .collect();
    let (own, root) = (folder.display(), built.root());
    let text = format!(
        "{modules}ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {own}/pid\nErrorLog {own}/errors\n{}\
         Include /etc/apache2/mods-available/mime.conf\nInclude /etc/apache2/mods-available/dir.conf\n\
         Include /etc/apache2/mods-available/autoindex.conf\nInclude /etc/apache2/mods-available/deflate.conf\n\
         DocumentRoot {root}\n<Directory {root}>\n  Options Indexes FollowSymLinks\n  AllowOverride All\n  Require all \
         granted\n</Directory>\n",
        user(&folder, "User www-data\nGroup www-data\n"),
        root = root.display(),
    );
    let settings = folder.join("apache.conf");
    fs::write(&settings, text).unwrap();
    let mut command = Command::new("/usr/sbin/apache2");
    command.arg("-X").arg("-d").arg(&folder).arg("-f").arg(settings);
    run("apache", built, &["gzip", "br"], (&mut command, port))
}

fn lighttpd(built: &Built) -> Host<'_> {
    let (folder, port) = (workplace(built, "lighttpd"), free_port());
    // As Debian's, up to the place where it includes what its owner adds.
    let text = format!(
        "server.modules = (\"mod_indexfile\", \"mod_access\", \"mod_alias\", \"mod_redirect\")\nserver.document-root = \
         \"{}\"\nserver.errorlog = \"{own}/errors\"\nserver.pid-file = \"{own}/pid\"\nserver.bind = \"127.0.0.1\"\n\
         server.port = {port}\nindex-file.names = ( \"index.php\", \"index.html\" )\nurl.access-deny = ( \"~\", \".inc\" \
         )\nstatic-file.exclude-extensions = ( \".php\", \".pl\", \".fcgi\" )\nserver.http-parseopts = (\"header-strict\" \
         => \"enable\", \"host-strict\" => \"enable\", \"host-normalize\" => \"enable\", \"url-normalize-unreserved\" => \
         \"enable\", \"url-normalize-required\" => \"enable\", \"url-ctrls-reject\" => \"enable\", \"url-path-2f-decode\" \
         => \"enable\", \"url-path-dotseg-remove\" => \"enable\")\ninclude_shell \
         \"/usr/share/lighttpd/create-mime.conf.pl\"\ninclude \"{}\"\nserver.modules += (\"mod_deflate\", \"mod_dirlisting\", \
         \"mod_staticfile\")\ndeflate.mimetypes = ( \"text/\", \"application/json\", \"image/svg+xml\", \"application/xml\" )\ndeflate.allowed-encodings = ( \"gzip\" )\n",
        built.root().display(),
        built.beside("lighttpd").join("lighttpd.conf").display(),
        own = folder.display(),
    );
    let settings = folder.join("lighttpd.conf");
    fs::write(&settings, text).unwrap();
    let mut command = Command::new("/usr/sbin/lighttpd");
    command.arg("-D").arg("-f").arg(settings);
    run("lighttpd", built, &["gzip"], (&mut command, port))
}

fn run<'b>(
    name: &'static str,
    built: &'b Built,
    codings: &'static [&'static str],
    (command, port): (&mut Command, u16),
) -> Host<'b> {
    let answers = Answers::Server { port, _runs: Process::serve(command, port) };
    Host { name, built, codings, answers }
}

#[test]
fn nginx_serves_a_domain_of_its_own() {
    assert_kept(&nginx(&AT_ROOT));
}

#[test]
fn nginx_serves_a_folder() {
    assert_kept(&nginx(&IN_FOLDER));
}

#[test]
fn caddy_serves_a_domain_of_its_own() {
    assert_kept(&caddy(&AT_ROOT));
}

#[test]
fn caddy_serves_a_folder() {
    assert_kept(&caddy(&IN_FOLDER));
}

#[test]
fn apache_serves_a_domain_of_its_own() {
    assert_kept(&apache(&AT_ROOT));
}

#[test]
fn apache_serves_a_folder() {
    assert_kept(&apache(&IN_FOLDER));
}

#[test]
fn lighttpd_serves_a_domain_of_its_own() {
    assert_kept(&lighttpd(&AT_ROOT));
}

#[test]
fn lighttpd_serves_a_folder() {
    assert_kept(&lighttpd(&IN_FOLDER));
}
