//! The pages of one unit in the making: each kept or made, and what is remembered of them.

use std::sync::Arc;

use super::bench::{Bench, Trouble};
use super::finishing;
use crate::digest::{Digest, Digester};
use crate::memory::{Body, Learnt, Made, Memo, Memory, Packable, Packed, Page};
use crate::path::Url;
use crate::plan::{Job, View};
use crate::record::Record;
use crate::site::Fragment;
use crate::view::Value;

/// What became of a unit's pages.
#[derive(Default)]
pub(super) struct Done {
    pub(super) memo: Arc<Memo>,
    pub(super) rendered: Vec<(Url, String)>,
    pub(super) troubles: Vec<Trouble>,
    pub(super) learnt: Vec<Learnt>,
}

/// A unit's pages in the making.
pub(super) struct Making<'a> {
    pub(super) memo: Memo,
    pub(super) body: Body,
    before: Before<'a>,
    pub(super) rendered: Vec<(Url, String)>,
    pub(super) troubles: Vec<Trouble>,
}

/// What is known of a unit's pages from before.
#[derive(Clone, Default)]
pub(super) struct Before<'a> {
    memo: Option<&'a Memo>,
    body: Option<Arc<Body>>,
}

impl<'a> Before<'a> {
    pub(super) fn of(memo: Option<&'a Memo>, memory: &Memory) -> Self {
        Self { memo, body: memo.and_then(|memo| memo.body.once(memory.store())) }
    }

    /// Whether one of the pages has to be made again, or it is not known what they are.
    pub(super) fn is_stale(&self, bench: &Bench, memory: &Memory) -> bool {
        let Some(body) = &self.body else { return true };
        body.pages.iter().any(|made| {
            let record = self.page(&made.job.url).map(|(record, _)| record);
            bench.stale(&made.job, record, memory).is_some()
        })
    }

    pub(super) fn page(&self, url: &Url) -> Option<(&Record, &Page)> {
        let made = self.body.as_ref()?.pages.iter().find(|made| made.job.url == *url)?;
        let page = self.memo?.pages.iter().find(|page| page.url == *url)?;
        Some((made.record.as_ref()?, page))
    }
}

impl<'a> Making<'a> {
    pub(super) fn new(memo: Memo, fragments: Vec<Fragment>, before: Before<'a>) -> Self {
        let body = Body { pages: Vec::new(), fragments };
        Self { memo, body, before, rendered: Vec::new(), troubles: Vec::new() }
    }

    /// Keeps a page, or makes it.
    pub(super) fn page(&mut self, job: Job, seen: (&Value, &Value), (bench, memory): (&Bench, &Memory)) {
        let before = self.before.page(&job.url);
        let made = match bench.stale(&job, before.map(|(record, _)| record), memory) {
            None => before.map(|(record, page)| (record.clone(), page.written.clone())),
            Some(why) => {
                self.memo.checked = None;
                match bench.make(&job, seen, before.map(|(_, page)| &page.written)) {
                    Ok(made) => {
                        self.rendered.push((job.url.clone(), why));
                        Some(made)
                    }
                    Err(trouble) => {
                        self.troubles.push(trouble);
                        None
                    }
                }
            }
        };
        let (record, written) = made.unzip();
        if let (Some(record), Some(written)) = (&record, written) {
            let url = job.url.clone();
            let listed = !record.facts.noindex && !matches!(job.view, View::All);
            let dated = matches!(job.view, View::Overview | View::Part(_));
            self.memo.reads.insert(record.reads);
            self.memo.policies.extend(bench.policy(&record.facts.policy));
            self.memo.pages.push(Page { url, written, listed, dated });
        }
        self.body.pages.push(Made { job, record });
    }

    /// What became of them, with the documents that they were made of.
    pub(super) fn done(mut self, learnt: Vec<Learnt>, (bench, memory): (&Bench, &Memory)) -> Done {
        self.memo.ground = ground(&self.body);
        self.memo.whole = self.body.pages.len() == self.memo.pages.len();
        self.memo.surroundings = bench.surroundings;
        self.memo.is_sound = self.memo.whole
            && finishing::is_sound(&self.body, &bench.assets(&self.memo.reads), bench.workshop);
        self.memo.body = Packed::new(self.body);
        pack(&mut self.memo, &learnt, memory);
        let Self { memo, rendered, troubles, .. } = self;
        Done { memo: Arc::new(memo), rendered, troubles, learnt }
    }
}

/// Packs the documents of a unit, its tips, and its body as far as nobody looks at it in this build; the last two are let go of.
/// If the unit has to be made again for want of a card, all of it lies there once more.
fn pack(memo: &mut Memo, learnt: &[Learnt], memory: &Memory) {
    let documents = learnt.iter().map(|learnt| &learnt.document as &dyn Packable);
    let body = memo.is_sound.then_some(&memo.body as &dyn Packable);
    let tips = memo.tips.as_deref().map(|tips| &tips.tips as &dyn Packable);
    memory.pack(&documents.chain(body).chain(tips).collect::<Vec<_>>());
    if memo.is_sound {
        memo.body.let_go();
    }
    if let Some(tips) = memo.tips.as_mut().and_then(Arc::get_mut) {
        tips.tips.let_go();
    }
}

/// The digest of what others can link to in a unit: its addresses, and the ids in its pages.
fn ground(body: &Body) -> Digest {
    let mut digester = Digester::new();
    for Made { job, record } in &body.pages {
        digester.add(job.url.as_str());
        if let Some(record) = record {
            digester.add(record.facts.ids.as_str());
        }
    }
    digester.finish()
}
