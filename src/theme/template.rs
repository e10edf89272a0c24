//! A theme's templates: read, checked one by one and against each other, and compiled.

mod calls;
mod graph;
mod lexer;
pub(crate) mod meter;
mod outline;
mod parser;
pub(crate) mod signature;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use tera::Tera;

use super::asset::Assets;
use super::plain::plain;
use super::strings::Strings;
use crate::diagnostic::{Diagnostic, Place};
use crate::digest::{Digest, Digester};
use crate::source::Source;
use crate::text::Text;
use meter::Metered;
use outline::{DUMP, Outline};

/// The templates that every theme has. Without `all.html` and `worksheet.html` a site has no such pages.
pub(crate) const REQUIRED: &[&str] = &[
    "home.html",
    "guide.html",
    "step.html",
    "closing.html",
    "action.html",
    "page.html",
    "tag.html",
    "404.html",
];

/// The largest template, in bytes.
const LARGEST: u64 = 256 << 10;

/// The longest row of `elif` in one `if`. Tera has no limit and would exhaust the stack.
const MOST_ALTERNATIVES: usize = 100;

/// What the calls in a template can name.
pub(super) struct Known<'a> {
    /// The theme's strings.
    pub(super) strings: &'a Strings,
    /// The theme's assets.
    pub(super) assets: &'a Assets,
}

/// One template.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    /// Its name: its path below `templates`.
    pub(crate) name: String,
    /// What the author wrote.
    pub(crate) text: Text,
    /// What Tera is given.
    pub(crate) metered: Metered,
    outline: Outline,
    sound: bool,
}

/// All templates of a theme.
#[derive(Clone, Default)]
pub(crate) struct Templates {
    /// Each by its name.
    pub(crate) all: BTreeMap<String, Template>,
    /// Tera with all of them; none, if they have faults.
    pub(crate) compiled: Option<Tera>,
}

impl Template {
    /// A template that has not been checked yet.
    fn read(name: &str, text: Text) -> Self {
        let outline = Outline::of(text.as_str());
        Self { name: name.to_owned(), text, metered: Metered::default(), outline, sound: true }
    }

    /// The place of some bytes of it.
    fn place(&self, range: &Range<usize>) -> Place {
        let length = self.text.as_str().get(range.clone()).map_or(1, |text| text.chars().count());
        self.text.place(range.start, length)
    }

    /// The place at a line and a column, both from 1.
    pub(crate) fn line_place(&self, line: usize, column: usize, length: usize) -> Place {
        let small = |number: usize| u32::try_from(number.max(1)).unwrap_or(u32::MAX);
        Place {
            file: self.text.file().clone(),
            line: small(line),
            column: small(column),
            length: small(length),
        }
    }
}

impl Templates {
    /// Reads, checks and compiles templates. Without what their calls can name, which is not known where
    /// a theme extends one that is not there, each is only checked for itself.
    pub(super) fn load(
        files: &BTreeMap<&str, &Source>,
        known: Option<&Known>,
        found: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut faults = Vec::new();
        let all = files.iter().map(|(name, source)| ((*name).to_owned(), read(name, source, &mut faults)));
        let mut templates = Self { all: all.collect(), compiled: None };
        templates.check(known, &mut faults);
        if faults.is_empty() {
            templates.compile(known, &mut faults);
        }
        found.append(&mut faults);
        templates
    }

    fn check(&mut self, known: Option<&Known>, found: &mut Vec<Diagnostic>) {
        let bare = parser::bare();
        let mut components = BTreeMap::new();
        for template in self.all.values_mut().filter(|template| template.sound) {
            own_faults(template, found);
            if template.sound {
                let parsed = parser::parse(&bare, template, &template.outline);
                template.sound = parsed.sound;
                found.extend(parsed.diagnostics);
                for info in parsed.components {
                    components.entry(info.name().to_owned()).or_insert(info);
                }
            }
        }
        let Some(known) = known else { return };
        found.extend(graph::check(&self.all));
        for template in self.all.values().filter(|template| template.sound) {
            calls::check(template, &components, known, found);
        }
    }

    /// Gives all templates to Tera, with the calls that count their work.
    fn compile(&mut self, known: Option<&Known>, found: &mut Vec<Diagnostic>) {
        let bare = parser::bare();
        let say = |key: &str| known?.strings.say(key, &[]).ok();
        for template in self.all.values_mut() {
            template.metered = Metered::of(template.text.as_str(), &say);
        }
        let mut result = self.given_to(bare.clone());
        if result.is_err() {
            // The calls may make an expression that is only just simple enough for Tera too complex.
            for template in self.all.values_mut() {
                let metered =
                    Template::read(&template.name, Text::new(template.text.file(), &template.metered.source));
                if !parser::parse(&bare, &metered, &template.outline).diagnostics.is_empty() {
                    template.metered = Metered::plain(template.text.as_str());
                }
            }
            result = self.given_to(bare);
        }
        match result {
            Ok(tera) => self.compiled = Some(tera),
            Err(error) => {
                let Some(first) = self.all.values().next() else { return };
                let place = Place::whole(first.text.file());
                found.push(Diagnostic::error("template-syntax", place, plain(&error.to_string()).message));
            }
        }
    }

    fn given_to(&self, mut tera: Tera) -> Result<Tera, tera::Error> {
        let sources = self.all.values().map(|template| (&template.name, &template.metered.source));
        tera.add_raw_templates(sources)?;
        Ok(tera)
    }

    /// The templates that every theme needs and this one has not.
    pub(super) fn missing(&self) -> Vec<&'static str> {
        REQUIRED.iter().copied().filter(|name| !self.all.contains_key(*name)).collect()
    }

    /// The digest of a template with all that it can print.
    pub(super) fn digest(&self, name: &str) -> Digest {
        let components = graph::components(&self.all);
        let mut reached = BTreeSet::from([name]);
        let mut waiting = vec![name];
        while let Some(name) = waiting.pop() {
            let Some(template) = self.all.get(name) else { continue };
            let outline = &template.outline;
            let printed = outline.extends.iter().chain(&outline.includes).map(|spot| spot.name.as_str());
            let used = outline.uses.iter().filter_map(|used| components.get(used.spot.name.as_str()));
            for next in printed.chain(used.map(|(template, _)| template.name.as_str())) {
                if reached.insert(next) {
                    waiting.push(next);
                }
            }
        }
        let mut digester = Digester::new();
        for name in reached {
            let text = self.all.get(name).map_or("", |template| template.text.as_str());
            digester.add(name).add(text);
        }
        digester.finish()
    }
}

/// Decodes a template; one that cannot be read is kept as an empty one, so that its name is known.
fn read(name: &str, source: &Source, found: &mut Vec<Diagnostic>) -> Template {
    let path = &source.path;
    let text = if source.length > LARGEST {
        let message = format!("this template has {} bytes, and at most {LARGEST} are allowed", source.length);
        Err(Diagnostic::error("large-template", Place::whole(path), message))
    } else {
        Text::decode(path, &source.bytes)
    };
    match text {
        Ok(text) => Template::read(name, text),
        Err(fault) => {
            found.push(fault);
            Template { sound: false, ..Template::read(name, Text::new(path, "")) }
        }
    }
}

/// What must not be in a template, though Tera allows it.
fn own_faults(template: &mut Template, found: &mut Vec<Diagnostic>) {
    for range in &template.outline.dumps {
        let message = format!("“{DUMP}” cannot be used, because its order differs from build to build");
        found.push(
            Diagnostic::error("context-dump", template.place(range), message).help("name what you need"),
        );
    }
    for (_, range) in template.outline.alternatives.iter().filter(|(count, _)| *count == MOST_ALTERNATIVES) {
        let message = format!("this “if” has more than {MOST_ALTERNATIVES} “elif”");
        found.push(Diagnostic::error("template-syntax", template.place(range), message));
        template.sound = false;
    }
}

#[cfg(test)]
impl Template {
    /// A template of a theme “test”.
    fn of(name: &str, source: &str) -> Self {
        let file = crate::path::SourcePath::new(format!("themes/test/templates/{name}"));
        Self::read(name, Text::new(&file, source))
    }
}
