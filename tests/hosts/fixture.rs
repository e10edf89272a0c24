//! A site with everything that hosts get wrong.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::command::World;

/// Old addresses of the page `/about/`, and of the page at `TARGET`.
pub(crate) const MOVED: &[&str] = &[
    "/old.html",
    "/nested/deep/old/",
    "/a b/",
    "/ünï/",
    "/emoji😀/",
    "/100%/",
    "/dollar$1/",
    "/brace{a}/",
    "/(paren)/",
    "/[bracket]/",
    "/plus+/",
    "/semi;colon/",
    "/comma,/",
    "/amp&/",
    "/tilde~/",
    "/it's/",
    "/dot.d/",
    "/Upper/",
    "/equals=/",
    "/at@/",
    "/caret^/",
];

/// A page whose own address must be percent-encoded, and its old one.
pub(crate) const FAR: (&str, &str) = ("/zwei/", "/guide/%C3%BCn%C3%AF-ziel/");

/// What a file of the site is, and its type.
pub(crate) const TYPES: &[(&str, &str)] = &[
    ("about/index.html", "text/html; charset=utf-8"),
    ("files/style.css", "text/css"),
    ("files/script.js", "text/javascript"),
    ("files/picture.svg", "image/svg+xml"),
    ("files/date.ics", "text/calendar"),
    ("files/app.webmanifest", "application/manifest+json"),
    ("files/data.json", "application/json"),
    ("files/words.txt", "text/plain"),
    ("files/photo.avif", "image/avif"),
    ("files/photo.webp", "image/webp"),
    ("files/letters.woff2", "font/woff2"),
    ("files/paper.pdf", "application/pdf"),
    ("sitemap.xml", "application/xml"),
    ("robots.txt", "text/plain"),
];

/// A built site, as it lies on a host.
pub(crate) struct Built {
    pub(crate) world: World,
    /// The path of its own address, with a slash at both ends.
    pub(crate) base: String,
}

impl Built {
    /// The folder that the host serves; the site is in it, below its base.
    pub(crate) fn root(&self) -> PathBuf {
        self.world.folder().join("root")
    }

    /// The site.
    pub(crate) fn output(&self) -> PathBuf {
        self.root().join(self.base.trim_matches('/'))
    }

    /// What belongs beside the site: the folder of one host.
    pub(crate) fn beside(&self, host: &str) -> PathBuf {
        let output = self.output();
        let name = format!("{}.hosts", output.file_name().unwrap().to_str().unwrap());
        output.with_file_name(name).join(host)
    }

    /// A file of the site.
    pub(crate) fn file(&self, path: &str) -> Vec<u8> {
        let path = self.output().join(path);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// The path of an asset of the theme that has its digest in its name.
    pub(crate) fn asset(&self, ending: &str) -> String {
        let names = fs::read_dir(self.output().join("assets")).unwrap().flatten();
        let mut names: Vec<String> = names
            .map(|entry| entry.file_name().into_string().unwrap())
            .filter(|name| name.ends_with(ending))
            .collect();
        names.sort();
        format!("assets/{}", names.first().unwrap_or_else(|| panic!("no asset ends in {ending}")))
    }
}

/// Builds the site for these hosts. `base` is the path of its address.
pub(crate) fn build(hosts: &[&str], base: &str) -> Built {
    let built = Built { world: World::empty(), base: base.to_owned() };
    let world = &built.world;
    // Servers that give up the rights of root must still come in.
    fs::set_permissions(world.folder(), fs::Permissions::from_mode(0o755)).unwrap();
    write(world, hosts, base);
    fs::create_dir_all(built.output().parent().unwrap()).unwrap();
    world.run(&["build", "--out", built.output().to_str().unwrap()]).expect(0);
    built
}

fn write(world: &World, hosts: &[&str], base: &str) {
    let put = |path: &str, text: &str| world.put(&format!("content/{path}"), text);
    put(
        "site.yaml",
        &format!(
            "title: Lamps\nbase_url: https://example.org{}\nhosts: [{}]\n",
            base.trim_end_matches('/'),
            hosts.join(", ")
        ),
    );
    let long =
        "Trim the wick, wipe the glass, and set the lamp where nobody will knock it over.\n\n".repeat(40);
    put(
        "index.md",
        &format!(
            "---\ntitle: Home\n---\n\n[About](about.md), [guide](guide/index.md)\n\n![A picture](files/picture.svg)\n\n{long}"
        ),
    );
    let moved: Vec<String> = MOVED.iter().map(|from| serde_json::Value::from(*from).to_string()).collect();
    put("about.md", &format!("---\ntitle: About\naliases: [{}]\n---\n\n{long}", moved.join(", ")));
    put(
        "guide/index.md",
        "---\ntitle: Guide\ndescription: How to light a lamp.\ntags: [light]\n---\n\nAn introduction.\n",
    );
    put("guide/01-first.md", &format!("---\ntitle: First\n---\n\n- [ ] Buy oil\n\n{long}"));
    put(
        "guide/02-second.md",
        &format!("---\ntitle: Second\nslug: ünï-ziel\naliases: [{}]\n---\n\nLight it.\n", FAR.0),
    );
    put(
        "guide/03-act.md",
        "---\ntitle: Act\nkind: action\nactions:\n  - label: Print\n    to: worksheet\nplan:\n  if: When it is dark\n  then: I will light \
         the lamp\nshare:\n  text: Look at this.\n---\n\nBegin.\n",
    );
    put(".well-known/security.txt", "Contact: mailto:lamps@example.org\n");
    put("files/style.css", &"p { color: rebeccapurple }\n".repeat(200));
    put("files/script.js", &"console.log('light');\n".repeat(200));
    put("files/data.json", &format!("[{}1]\n", "1234567, ".repeat(300)));
    put("files/app.webmanifest", "{ \"name\": \"Lamps\" }\n");
    put("files/words.txt", &long);
    put("files/date.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:lamps\r\nEND:VCALENDAR\r\n");
    let picture = "<path d=\"M1 1h6v6H1z\"/>".repeat(200);
    put(
        "files/picture.svg",
        &format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">{picture}</svg>\n"),
    );
    for name in ["photo.avif", "photo.webp", "letters.woff2", "paper.pdf"] {
        put(&format!("files/{name}"), &"0123456789".repeat(300));
    }
}

/// Puts what nobody may read into the site, and beside it.
pub(crate) fn hide_secrets(built: &Built) {
    let output = built.output();
    for path in [".git/config", ".env", "about/.env", "about/.git/config", ".htpasswd"] {
        let path = output.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, SECRET).unwrap();
    }
    fs::write(built.world.folder().join("secret.txt"), SECRET).unwrap();
}

/// What such a file holds.
pub(crate) const SECRET: &str = "this must stay here";
