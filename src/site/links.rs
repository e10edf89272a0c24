//! Where links lead: from what an author wrote to addresses of the site.

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::File;
use super::directory::Directory;
use crate::diagnostic::{Diagnostic, Place, nearest};
use crate::links::is_foreign;
use crate::markdown::{Document, Filling};
use crate::path::{SourcePath, Url};
use crate::tag::escaped;

/// What a source path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim<'a> {
    /// A page at an address.
    Page(&'a Url),
    /// A file at an address.
    File(&'a Url),
    /// Nothing, for this reason.
    Unpublished(&'a str),
}

/// What fills the holes of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// One filling for each hole; words and prefixes are empty here.
    pub fillings: Vec<String>,
    /// Links with a fragment to pages of the site: to be checked when all ids are known.
    pub fragments: Vec<Fragment>,
}

/// A link to a place in a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    /// The page.
    pub url: Url,
    /// The id.
    pub id: String,
    /// Where the link is written.
    pub place: Place,
}

/// Everything a link can lead to.
pub(super) struct Targets<'a> {
    pub(super) directory: &'a Directory,
}

/// A link taken apart: `page.md`, `?query`, `id`.
struct Reference<'a> {
    path: &'a str,
    query: &'a str,
    fragment: Option<&'a str>,
}

impl<'a> Reference<'a> {
    fn of(to: &'a str) -> Self {
        let (rest, fragment) =
            to.split_once('#').map_or((to, None), |(rest, fragment)| (rest, Some(fragment)));
        let (path, query) = rest.find('?').map_or((rest, ""), |at| rest.split_at(at));
        Self { path, query, fragment }
    }

    fn tail(&self) -> String {
        self.fragment.map_or_else(|| self.query.to_owned(), |fragment| format!("{}#{fragment}", self.query))
    }
}

impl Targets<'_> {
    /// Fills the links and images of a document that lies at `from` and answers at `url`.
    pub(super) fn resolve(
        &self,
        from: &SourcePath,
        url: &Url,
        document: &Document,
    ) -> (Resolved, Vec<Diagnostic>) {
        let mut resolved = Resolved::default();
        let mut faults = Vec::new();
        for hole in &document.holes {
            let filling = match &hole.filling {
                Filling::Link { to, place } => self
                    .link_from((from, url), to, place, &mut resolved.fragments)
                    .map(|link| escaped(&link).into_owned()),
                Filling::Image { to, place } => self.image(from, to, place),
                Filling::Tip(id) => Ok(escaped(id).into_owned()),
                Filling::Word(_) | Filling::Prefix => Ok(String::new()),
            };
            resolved.fillings.push(filling.unwrap_or_else(|fault| {
                faults.push(fault);
                String::new()
            }));
        }
        (resolved, faults)
    }

    /// Where one link leads that is written in the file `from` of the page at `own`; what it names in a page of the
    /// site is noted.
    pub(super) fn link_from(
        &self,
        (from, own): (&SourcePath, &Url),
        to: &str,
        place: &Place,
        fragments: &mut Vec<Fragment>,
    ) -> Result<String, Diagnostic> {
        if is_foreign(to) || to.is_empty() {
            return Ok(to.to_owned());
        }
        let reference = Reference::of(to);
        let target =
            if reference.path.is_empty() { own.clone() } else { self.target(from, &reference, place)? };
        if let Some(id) = reference.fragment.filter(|id| !id.is_empty() && target.output().is_html()) {
            let id = percent_decode_str(id).decode_utf8_lossy().into_owned();
            fragments.push(Fragment { url: target.clone(), id, place: place.clone() });
        }
        if reference.path.is_empty() {
            return Ok(to.to_owned());
        }
        Ok(format!("{target}{}", reference.tail()))
    }

    fn target(&self, from: &SourcePath, reference: &Reference, place: &Place) -> Result<Url, Diagnostic> {
        let path = percent_decode_str(reference.path).decode_utf8_lossy();
        if path.starts_with('/') && self.directory.addresses.contains(&Url::new(path.as_ref())) {
            return Ok(Url::new(path.as_ref()));
        }
        let Some(source) = from.join(&path) else {
            let message = format!("the link “{path}” leaves the site");
            return Err(Diagnostic::error("link-leaves-site", place.clone(), message)
                .help("link to a file inside “content”, or to a full address that begins with https://"));
        };
        match self.aim(&source) {
            Some(Aim::Page(url) | Aim::File(url)) => Ok(url.clone()),
            Some(Aim::Unpublished(why)) => {
                let message = format!("the link leads to “{source}”, which is not published: {why}");
                Err(Diagnostic::error("link-to-unpublished", place.clone(), message)
                    .help("publish that page, or take the link away"))
            }
            None => Err(self.broken(from, &path, &source, place)),
        }
    }

    /// What a path names: the file itself, or the page of a folder.
    fn aim(&self, source: &SourcePath) -> Option<Aim<'_>> {
        self.directory.aim(source).or_else(|| {
            ["index.md", "index.markdown"]
                .iter()
                .find_map(|index| self.directory.aim(&SourcePath::new(format!("{source}/{index}"))))
        })
    }

    fn broken(&self, from: &SourcePath, written: &str, source: &SourcePath, place: &Place) -> Diagnostic {
        let message = format!("the link “{written}” leads to nothing: there is no “{source}”");
        let fault = Diagnostic::error("broken-link", place.clone(), message);
        let address = Url::new(format!("/{}/", source.as_str().trim_start_matches("content/")));
        let entries = &self.directory.entries;
        let by_address = entries.iter().find(|(_, entry)| entry.shown && entry.url == address);
        let proposal = by_address.map(|(path, _)| path).or_else(|| self.nearest(source));
        match proposal {
            Some(path) => fault.help(format!("did you mean “{}”?", relative(from, path))),
            None => fault.help("link to the source file, such as “02-next-step.md” or “../cookies.md”"),
        }
    }

    /// What was meant by a file that does not exist: one of nearly that name in its folder, else one of just that name.
    fn nearest(&self, source: &SourcePath) -> Option<&SourcePath> {
        let (stem, ending) = source.stem_and_ending();
        let folder = self.directory.paths().filter(|path| path.folder() == source.folder());
        let alike: Vec<&SourcePath> = folder.filter(|path| path.stem_and_ending().1 == ending).collect();
        let near = nearest(stem, alike.iter().map(|path| path.stem_and_ending().0));
        near.and_then(|near| alike.into_iter().find(|path| path.stem_and_ending().0 == near))
            .or_else(|| self.directory.paths().find(|path| path.name() == source.name()))
            .or_else(|| {
                let with_ending = SourcePath::new(format!("{source}.md"));
                self.directory.entries.get_key_value(&with_ending).map(|(path, _)| path)
            })
    }

    /// The attributes of an image, from `src` on.
    fn image(&self, from: &SourcePath, to: &str, place: &Place) -> Result<String, Diagnostic> {
        if is_foreign(to) {
            return Ok(format!("src=\"{}\"", escaped(to)));
        }
        let reference = Reference::of(to);
        let source = from.join(&percent_decode_str(reference.path).decode_utf8_lossy());
        if source.as_ref().is_some_and(|source| self.directory.aim(source).is_none()) {
            return Err(self.missing_image(source.as_ref(), to, place));
        }
        let url = self.target(from, &reference, place)?;
        let size = source.and_then(|source| self.directory.files.get(&source)).and_then(|file| file.size);
        let size = size
            .map_or_else(String::new, |size| format!(" width=\"{}\" height=\"{}\"", size.width, size.height));
        Ok(format!("src=\"{}{}\"{size}", escaped(url.as_str()), escaped(&reference.tail())))
    }

    /// The file that a head names as its image.
    pub(super) fn picture(&self, from: &SourcePath, to: &str, place: &Place) -> Result<File, Diagnostic> {
        let source =
            if is_foreign(to) { None } else { from.join(&percent_decode_str(to).decode_utf8_lossy()) };
        match source.as_ref().and_then(|source| self.directory.files.get(source)) {
            Some(file) if file.size.is_some() => Ok(file.clone()),
            Some(file) => {
                let message = format!("“{}” is no image that guidepost can read", file.path);
                Err(Diagnostic::error("not-an-image", place.clone(), message)
                    .help("use a PNG, JPEG, WebP, AVIF, GIF or SVG file"))
            }
            None => Err(self.missing_image(source.as_ref(), to, place)),
        }
    }

    fn missing_image(&self, source: Option<&SourcePath>, to: &str, place: &Place) -> Diagnostic {
        let proposal = source.and_then(|source| {
            let names = self.directory.files.keys().filter(|path| path.folder() == source.folder());
            nearest(source.name(), names.map(SourcePath::name))
        });
        let help = proposal.map_or_else(
            || "put the image beside the page and name the file here".to_owned(),
            |name| format!("did you mean “{name}”?"),
        );
        Diagnostic::error("image-missing", place.clone(), format!("the image “{to}” does not exist"))
            .help(help)
    }
}

/// How a file in the folder of `from` names the file `to`.
fn relative(from: &SourcePath, to: &SourcePath) -> String {
    let here: Vec<&str> = from.folder().split('/').collect();
    let there: Vec<&str> = to.as_str().split('/').collect();
    let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    let ups = "../".repeat(here.len() - shared);
    format!("{ups}{}", there[shared..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_names() {
        let relative = |from: &str, to: &str| super::relative(&SourcePath::new(from), &SourcePath::new(to));
        assert_eq!(relative("content/a/01.md", "content/a/02.md"), "02.md");
        assert_eq!(relative("content/a/01.md", "content/c.md"), "../c.md");
        assert_eq!(relative("content/c.md", "content/a/01.md"), "a/01.md");
    }
}
