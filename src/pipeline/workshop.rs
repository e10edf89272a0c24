//! All that pages are made with: the site, its theme, and how finished pages are told to look.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::intake::Intake;
use super::{Build, Options};
use crate::csp::Policy;
use crate::digest::{Digest, Digester};
use crate::finish::{Artifact, Setting, finish, style_policy};
use crate::gate::Rules;
use crate::links::Form;
use crate::memory::Memory;
use crate::path::Url;
use crate::source::Sources;
use crate::theme::{self, Theme};
use crate::view::{Makes, Viewer, Words, statement};

/// All that pages are made with.
pub(super) struct Workshop {
    pub(super) viewer: Arc<Viewer>,
    pub(super) theme: Arc<Theme>,
    pub(super) options: Options,
    /// The digest of all that views depend on beside the documents of their unit.
    pub(super) outlook: Digest,
    /// The digest of what the finishing pass is told about the whole site.
    pub(super) setting: Digest,
    /// The digest of the theme's files.
    pub(super) themes: Digest,
    rules: Rules,
    /// What the theme's style sheets need of a page's policy, each worked out once.
    needs: Mutex<BTreeMap<String, Option<Policy>>>,
}

/// Loads the theme and looks at the site for it; nothing, if the theme cannot be used at all.
pub(super) fn set_up(
    taken: Intake,
    sources: &Sources,
    options: Options,
    memory: &mut Memory,
    build: &mut Build,
) -> Option<Workshop> {
    let Intake { site, settings } = taken;
    let themes = Digest::of_parts(
        sources.below("themes").flat_map(|file| [file.path.as_str().as_bytes(), file.digest.as_bytes()]),
    );
    let key = Digest::of_parts([themes.as_bytes(), settings.as_bytes()]);
    let (theme, faults) = match &memory.theme {
        Some((known, theme, faults)) if *known == key => (theme.clone(), faults.clone()),
        _ => {
            let (theme, faults) = theme::load(sources, &site.config);
            (theme.map(Arc::new), faults)
        }
    };
    build.diagnostics.extend(faults.iter().cloned());
    memory.theme = Some((key, theme.clone(), faults));
    let theme = theme?;
    let strings = Arc::clone(&theme);
    let words: Arc<Words> = Arc::new(move |key, arguments| {
        strings.strings.fill(key, arguments).unwrap_or_else(|_| key.to_owned())
    });
    let statement = statement(&site, &*words);
    let rules = Rules::of(&site.config.consent);
    let makes = Makes { all: theme.template("all").is_ok(), worksheet: theme.template("worksheet").is_ok() };
    let setting = Digest::of_parts([
        site.config.base_url.as_bytes(),
        &[u8::from(options.portable)],
        format!("{rules:?}").as_bytes(),
        theme.strings.digest().as_bytes(),
    ]);
    let viewer = Viewer {
        site: Arc::new(site),
        words,
        options: theme.options.clone().into(),
        portable: options.portable,
        statement,
        makes,
    };
    let outlook = outlook(&viewer, &theme, (options, settings, setting));
    Some(Workshop {
        viewer: Arc::new(viewer),
        theme,
        options,
        outlook,
        setting,
        themes,
        rules,
        needs: Mutex::default(),
    })
}

/// The digest of all that views depend on beside the documents of their unit.
fn outlook(viewer: &Viewer, theme: &Theme, told: (Options, Digest, Digest)) -> Digest {
    let (options, settings, setting) = told;
    let mut digester = Digester::new();
    digester.add(options.program.as_bytes()).add(settings.as_bytes()).add(setting.as_bytes());
    digester.add(theme.strings.digest().as_bytes());
    digester.add(options.date.rfc3339()).add([u8::from(options.portable)]);
    digester.add(viewer.site.directory.digest.as_bytes());
    digester.add(format!("{:?} {:?}", viewer.statement, viewer.makes));
    digester.finish()
}

impl Workshop {
    /// Finishes a page.
    pub(super) fn finish(&self, url: &Url, html: &str) -> Artifact {
        let Self { viewer, theme, rules, options, .. } = self;
        let base_url = viewer.site.config.base_url.as_str();
        let form = match url.as_str() {
            "/404.html" => Form::Rooted(path_of(base_url)),
            _ if options.portable => Form::Portable,
            _ => Form::Relative,
        };
        let styles = |address: &str| self.needs_of(address);
        // The finishing pass knows what goes into the placeholders, and into which of them.
        let words = |key: &str| {
            let kept = [("label", "{label}"), ("host", "{host}")];
            theme.strings.made(key, &kept).unwrap_or_else(|_| key.to_owned())
        };
        finish(html, &Setting { url, base_url, form, rules, words: &words, styles: &styles, when_gated: "" })
    }

    /// What the style sheet at an address needs of a page's policy.
    fn needs_of(&self, address: &str) -> Option<Policy> {
        let mut needs = self.needs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = needs.get(address) {
            return known.clone();
        }
        let css = self.theme.asset_at(address).and_then(|asset| std::str::from_utf8(&asset.bytes).ok());
        let policy = css.map(style_policy);
        needs.insert(address.to_owned(), policy.clone());
        policy
    }
}

/// The path of a URL, without a slash at its end.
pub(super) fn path_of(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    after_scheme.find('/').map_or("", |slash| after_scheme[slash..].trim_end_matches('/'))
}
