//! Makes single pages: renders and finishes them, or says that they may be kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::workshop::Workshop;
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Digester};
use crate::memory::{Memo, Memory, Written};
use crate::outline::SETTINGS;
use crate::output::Shelf;
use crate::path::Url;
use crate::plan::Job;
use crate::query::Query;
use crate::record::{Key, Reads, Record, reads_digest};
use crate::render::{self, Answers, Clock, Fault, Limits, Renderer};
use crate::view::{Cards, Hand, Seen, Value, Viewer};

/// What one build makes its pages with.
pub(super) struct Bench<'a> {
    pub(super) workshop: &'a Workshop,
    renderer: Renderer,
    answers: Arc<SiteAnswers>,
    site: Seen,
    shelf: &'a dyn Shelf,
    /// The digests of the theme for its templates, by their full names.
    templates: BTreeMap<String, (Digest, Digest)>,
    /// The digest of all that every page depends on beside its unit and what it asks.
    pub(super) surroundings: Digest,
    /// What templates asked before and would still be answered.
    fresh: BTreeSet<Digest>,
    /// What templates asked in this build.
    asked: Mutex<BTreeMap<Digest, Reads>>,
    /// The security policies of the pages that were looked at.
    policies: Mutex<BTreeMap<Digest, String>>,
}

/// Why a page was not made.
pub(super) enum Trouble {
    Template(Diagnostic),
    Rendering(Fault),
}

/// Answers about the site, each worked out once.
struct SiteAnswers {
    known: Mutex<BTreeMap<Query, Result<Hand, String>>>,
    viewer: Arc<Viewer>,
    cards: Cards,
    /// Whether the card of a guide was asked for that was not looked at in this build.
    short: AtomicBool,
}

impl SiteAnswers {
    fn hand(&self, query: &Query) -> Result<Hand, String> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(query).cloned();
        known.unwrap_or_else(|| {
            let answer = self.viewer.answer(query, &self.cards);
            self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(query.clone(), answer.clone());
            answer
        })
    }
}

impl Answers for SiteAnswers {
    fn answer(&self, query: &Query) -> Result<(Value, Digest), String> {
        let hand = self.hand(query)?;
        hand.seen().map(|seen| (seen.value, seen.digest)).ok_or_else(|| {
            self.short.store(true, Ordering::Relaxed);
            "a guide was not looked at".to_owned()
        })
    }
}

impl<'a> Bench<'a> {
    /// A bench for a build; none, if the theme's templates have faults.
    pub(super) fn new(
        workshop: &'a Workshop,
        (clock, shelf): (Option<Clock>, &'a dyn Shelf),
        memory: &Memory,
        cards: Cards,
    ) -> Option<Self> {
        let answers = Arc::new(SiteAnswers {
            known: Mutex::default(),
            viewer: Arc::clone(&workshop.viewer),
            cards,
            short: AtomicBool::new(false),
        });
        let limits = Limits { clock, ..Limits::default() };
        let renderer = Renderer::new(Arc::clone(&workshop.theme), answers.clone(), limits)?;
        let mut bench = Self {
            workshop,
            renderer,
            answers,
            site: workshop.viewer.site(),
            shelf,
            templates: BTreeMap::new(),
            surroundings: Digest::default(),
            fresh: BTreeSet::new(),
            asked: Mutex::default(),
            policies: Mutex::default(),
        };
        let fresh = memory.reads.iter().filter(|(_, reads)| bench.still_answers(reads));
        bench.fresh = fresh.map(|(digest, _)| *digest).collect();
        for name in workshop.theme.names() {
            let key = workshop.theme.key(name).unwrap_or_default();
            bench.templates.insert(name.to_owned(), (key, Digest::of(name)));
        }
        bench.surroundings = bench.surroundings();
        Some(bench)
    }

    fn surroundings(&self) -> Digest {
        let mut digester = Digester::new();
        let Workshop { options, setting, .. } = self.workshop;
        digester.add(options.program.as_bytes()).add(setting.as_bytes()).add(self.site.digest.as_bytes());
        for (name, (key, _)) in &self.templates {
            digester.add(name).add(key.as_bytes());
        }
        digester.finish()
    }

    /// Whether all pages of a unit may be kept, as far as what surrounds it says.
    pub(super) fn keeps(&self, memo: &Memo) -> bool {
        memo.whole && memo.surroundings == self.surroundings && memo.reads.is_subset(&self.fresh)
    }

    /// The addresses of the theme's files that templates asked for in this build, as far as these reads tell.
    pub(super) fn assets(&self, reads: &BTreeSet<Digest>) -> BTreeSet<Url> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let queries = reads.iter().filter_map(|digest| asked.get(digest)).flat_map(|reads| reads.keys());
        self.workshop.theme.published(queries).into_keys().cloned().collect()
    }

    /// Tells what templates asked, and the security policies of the pages that were looked at.
    pub(super) fn tell(self, memory: &mut Memory) {
        memory.reads.extend(self.asked.into_inner().unwrap_or_else(PoisonError::into_inner));
        memory.policies.extend(self.policies.into_inner().unwrap_or_else(PoisonError::into_inner));
    }

    /// Notes the security policy of a page, if a host is told of it; its digest. Who names a host changes the settings, so all
    /// pages are looked at then.
    pub(super) fn policy(&self, text: &str) -> Option<Digest> {
        if self.workshop.viewer.site.config.hosts.is_empty() {
            return None;
        }
        let digest = Digest::of(text);
        let mut policies = self.policies.lock().unwrap_or_else(PoisonError::into_inner);
        policies.entry(digest).or_insert_with(|| text.to_owned());
        Some(digest)
    }

    /// Whether the card of a guide was asked for that was not looked at in this build.
    pub(super) fn is_short(&self) -> bool {
        self.answers.short.load(Ordering::Relaxed)
    }

    /// Why a page has to be made again; nothing, if it may be kept.
    pub(super) fn stale(&self, job: &Job, record: Option<&Record>, memory: &Memory) -> Option<String> {
        let Some(record) = record else {
            return Some("it is new, or its file is not as it was written".to_owned());
        };
        let Some((_, key)) = self.key(job) else { return Some("its template is not there".to_owned()) };
        if let Some(part) = record.key.difference(&key) {
            return Some(format!("its {part} changed"));
        }
        if self.fresh.contains(&record.reads) {
            return None;
        }
        let reads = memory.reads.get(&record.reads);
        let changed = reads
            .and_then(|reads| reads.iter().find(|(query, digest)| self.digest_of(query) != Some(**digest)));
        Some(match changed {
            Some((query, _)) => format!("the answer to {query} changed"),
            None => "what it asked is not known".to_owned(),
        })
    }

    fn still_answers(&self, reads: &Reads) -> bool {
        reads.iter().all(|(query, digest)| self.digest_of(query) == Some(*digest))
    }

    /// The digest of the answer to a query, as it is now.
    fn digest_of(&self, query: &Query) -> Option<Digest> {
        match query {
            Query::Asset(_) | Query::Inline(_) => self.workshop.theme.answer(query),
            Query::Guides(_) | Query::Page(_) | Query::Tags => {
                self.answers.hand(query).ok().map(|hand| hand.digest)
            }
        }
    }

    /// Makes a page that may have been written before. `guide` and `page` are what its template sees.
    pub(super) fn make(
        &self,
        job: &Job,
        (guide, page): (&Value, &Value),
        before: Option<&Written>,
    ) -> Result<(Record, Written), Trouble> {
        let (template, key) = self.key(job).ok_or_else(|| self.unknown_template(job))?;
        let rendered = self.renderer.render(&render::Job {
            template,
            page: if job.source.as_str() == SETTINGS { job.url.as_str() } else { job.source.as_str() },
            site: &self.site.value,
            guide,
            own: page,
        });
        let rendered = rendered.map_err(Trouble::Rendering)?;
        let artifact = self.workshop.finish(&job.url, &rendered.html);
        let reads = reads_digest(&rendered.reads);
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.entry(reads).or_insert(rendered.reads);
        drop(asked);
        let record = Record { key, reads, facts: artifact.facts, faults: artifact.faults };
        let written = Written::on(self.shelf, &job.url.output(), artifact.html.into_bytes(), before);
        Ok((record, written))
    }

    /// The full name of a page's template, and the page's key.
    fn key(&self, job: &Job) -> Option<(&str, Key)> {
        let name = format!("{}.html", job.template.strip_suffix(".html").unwrap_or(&job.template));
        let (name, (theme, template)) = self.templates.get_key_value(&name)?;
        let key = Key {
            program: self.workshop.options.program,
            theme: *theme,
            template: *template,
            site: self.site.digest,
            guide: job.guide,
            page: job.page,
            setting: self.workshop.setting,
        };
        Some((name, key))
    }

    fn unknown_template(&self, job: &Job) -> Trouble {
        let help = self.workshop.theme.template(&job.template).err().unwrap_or_default();
        let message = format!("the theme has no template “{}”", job.template);
        Trouble::Template(Diagnostic::error("unknown-template", job.template_place(), message).help(help))
    }
}
