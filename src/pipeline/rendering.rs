//! From the model to finished pages: what is still fresh is kept, the rest is rendered and finished.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::{Build, Inputs};
use crate::csp::Policy;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digester};
use crate::finish::{Artifact, Setting, finish, style_policy};
use crate::gate::Rules;
use crate::links::Form;
use crate::outline::SETTINGS;
use crate::path::Url;
use crate::plan::Job;
use crate::query::Query;
use crate::record::{Key, Record, Records};
use crate::render::{self, Answers, Fault, Limits, Renderer};
use crate::site::Site;
use crate::theme::{self, Theme};
use crate::view::{Seen, Value, Viewer, Words, map, statement};

/// All that pages are made with.
pub(super) struct Workshop {
    pub(super) viewer: Arc<Viewer>,
    pub(super) theme: Arc<Theme>,
    rules: Rules,
    answers: Arc<SiteAnswers>,
    /// What the theme's style sheets need of a page's policy, each worked out once.
    needs: Mutex<BTreeMap<String, Option<Policy>>>,
}

/// Loads the theme and looks at the site for it; nothing, if the theme cannot be used at all.
pub(super) fn workshop(site: Site, inputs: &Inputs, build: &mut Build) -> Option<Workshop> {
    let (theme, faults) = theme::load(&inputs.sources, &site.config);
    build.diagnostics.extend(faults);
    let theme = Arc::new(theme?);
    let strings = Arc::clone(&theme);
    let words: Arc<Words> = Arc::new(move |key, arguments| {
        strings.strings.fill(key, arguments).unwrap_or_else(|_| key.to_owned())
    });
    let statement = statement(&site, &*words);
    let options = map(theme.options.iter().map(|(name, value)| (name.clone(), value.clone())));
    let rules = Rules::of(&site.config.consent);
    let viewer = Arc::new(Viewer {
        site: Arc::new(site),
        words,
        options,
        portable: inputs.options.portable,
        statement,
    });
    let answers = Arc::new(SiteAnswers { viewer: Arc::clone(&viewer), known: Mutex::default() });
    Some(Workshop { viewer, theme, rules, answers, needs: Mutex::default() })
}

/// Answers about the site, each worked out once.
struct SiteAnswers {
    viewer: Arc<Viewer>,
    known: Mutex<BTreeMap<Query, Result<Seen, String>>>,
}

impl SiteAnswers {
    fn seen(&self, query: &Query) -> Result<Seen, String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(query).cloned();
        known.unwrap_or_else(|| {
            let answer = self.viewer.answer(query);
            self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(query.clone(), answer.clone());
            answer
        })
    }
}

impl Answers for SiteAnswers {
    fn answer(&self, query: &Query) -> Result<(Value, Digest), String> {
        self.seen(query).map(|seen| (seen.value, seen.digest))
    }
}

impl Workshop {
    /// The digest of the answer to a query, as it is now.
    fn answer(&self, query: &Query) -> Option<Digest> {
        match query {
            Query::Asset(_) | Query::Inline(_) => self.theme.answer(query),
            Query::Guides(_) | Query::Page(_) | Query::Tags => {
                self.answers.seen(query).ok().map(|seen| seen.digest)
            }
        }
    }

    /// Makes every page of the plan; those of the last build that are still fresh are kept.
    pub(super) fn make(
        &self,
        jobs: &[Job],
        inputs: &Inputs,
        previous: &Records,
        build: &mut Build,
    ) -> Records {
        build.pages = jobs.len();
        let answers: Arc<dyn Answers> = self.answers.clone();
        let Some(renderer) = Renderer::new(Arc::clone(&self.theme), answers, Limits::default()) else {
            return Records::new();
        };
        let bench = Bench {
            workshop: self,
            renderer,
            site: self.viewer.site(),
            setting: self.setting(inputs),
            inputs,
        };
        let make = || jobs.par_iter().map(|job| bench.make(job, previous.get(&job.url))).collect();
        let results: Vec<Result<(Arc<Record>, bool), Trouble>> = bench.renderer.within(make);
        let mut records = Records::new();
        let mut faults = Vec::new();
        for (job, result) in jobs.iter().zip(results) {
            match result {
                Ok((record, rendered)) => {
                    build.rendered += usize::from(rendered);
                    records.insert(job.url.clone(), record);
                }
                Err(Trouble::Template(diagnostic)) => build.diagnostics.push(diagnostic),
                Err(Trouble::Rendering(fault)) => faults.push(fault),
            }
        }
        build.diagnostics.extend(render::diagnostics(faults));
        records
    }

    /// Finishes a page.
    pub(super) fn finish(&self, url: &Url, html: &str, portable: bool) -> Artifact {
        let Self { viewer, theme, rules, .. } = self;
        let base_url = viewer.site.config.base_url.as_str();
        let form = match url.as_str() {
            "/404.html" => Form::Rooted(path_of(base_url)),
            _ if portable => Form::Portable,
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

    /// The digest of what the finishing pass is told about the whole site.
    fn setting(&self, inputs: &Inputs) -> Digest {
        let mut digester = Digester::new();
        digester.add(&self.viewer.site.config.base_url).add([u8::from(inputs.options.portable)]);
        digester.add(format!("{:?}", self.rules));
        digester.finish()
    }
}

/// Why a page was not made.
enum Trouble {
    Template(Diagnostic),
    Rendering(Fault),
}

/// What one build makes its pages with.
struct Bench<'a> {
    workshop: &'a Workshop,
    renderer: Renderer,
    site: Seen,
    setting: Digest,
    inputs: &'a Inputs,
}

impl Bench<'_> {
    /// The page of a job, and whether it was made in this build.
    fn make(&self, job: &Job, previous: Option<&Arc<Record>>) -> Result<(Arc<Record>, bool), Trouble> {
        let template =
            self.workshop.theme.template(&job.template).map_err(|help| unknown_template(job, help))?;
        let key = self.key(job, &template);
        if let Some(record) = previous
            && record.stale(&key, |query| self.workshop.answer(query)).is_none()
        {
            return Ok((Arc::clone(record), false));
        }
        let none = Value::none();
        let rendered = self.renderer.render(&render::Job {
            template: &template,
            page: if job.source.as_str() == SETTINGS { job.url.as_str() } else { job.source.as_str() },
            site: &self.site.value,
            guide: job.guide.as_ref().map_or(&none, |guide| &guide.value),
            own: &job.page.value,
        });
        let rendered = rendered.map_err(Trouble::Rendering)?;
        let artifact = self.workshop.finish(&job.url, &rendered.html, self.inputs.options.portable);
        let digest = Digest::of(&artifact.html);
        let html = artifact.html.into_bytes().into();
        let record = Record {
            key,
            reads: rendered.reads,
            html,
            digest,
            facts: artifact.facts,
            faults: artifact.faults,
        };
        Ok((Arc::new(record), true))
    }

    fn key(&self, job: &Job, template: &str) -> Key {
        Key {
            program: self.inputs.options.program,
            theme: self.workshop.theme.key(template).unwrap_or_default(),
            template: Digest::of(template),
            site: self.site.digest,
            guide: job.guide.as_ref().map(|guide| guide.digest).unwrap_or_default(),
            page: job.page.digest,
            setting: self.setting,
        }
    }
}

/// The path of a URL, without a slash at its end.
pub(super) fn path_of(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    after_scheme.find('/').map_or("", |slash| after_scheme[slash..].trim_end_matches('/'))
}

fn unknown_template(job: &Job, help: String) -> Trouble {
    let message = format!("the theme has no template “{}”", job.template);
    Trouble::Template(Diagnostic::error("unknown-template", job.template_place(), message).help(help))
}
