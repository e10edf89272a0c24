//! From a job to HTML, with a record of all that the page has read.
//!
//! A template sees three closed values; whatever else it asks for is a query, answered by the site or the
//! theme and logged with the digest of its answer. Tera runs a template to its end, however far that is,
//! so every page has a [`Gauge`] that stops it.

mod fault;
mod filter;
mod function;
mod gauge;
mod output;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};
use tera::{Context, Tera, Value};

use crate::digest::Digest;
use crate::query::Query;
use crate::theme::Theme;
pub use fault::{Fault, diagnostics};
use gauge::Gauge;
pub use gauge::{Clock, Limits};
use output::Output;

/// Answers what templates ask of the site.
pub trait Answers: Send + Sync {
    /// The answer to a query and its digest.
    ///
    /// # Errors
    /// Why there is no answer, in one sentence; a second line may say how to mend it.
    fn answer(&self, query: &Query) -> Result<(Value, Digest), String>;
}

/// One page to be rendered.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The name of the template, such as `step.html`.
    pub template: &'a str,
    /// What faults call the page: its source file, or its address if it has none.
    pub page: &'a str,
    /// What the template sees as `site`.
    pub site: &'a Value,
    /// What the template sees as `guide`.
    pub guide: &'a Value,
    /// What the template sees as `page`.
    pub own: &'a Value,
}

/// A rendered page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The HTML.
    pub html: String,
    /// Each query with the digest of its answer.
    pub reads: BTreeMap<Query, Digest>,
}

/// The stack of a thread that renders. Without optimization, the deepest templates that are allowed need a
/// quarter of it.
const STACK: usize = 32 << 20;

/// Threads with room for the deepest templates.
#[derive(Debug)]
pub struct Threads(Option<ThreadPool>);

impl Threads {
    /// As many as the processor runs at a time.
    pub fn new() -> Self {
        Self(ThreadPoolBuilder::new().stack_size(STACK).build().ok())
    }

    /// Does some work in them, with all that it does at the same time.
    pub fn within<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            Some(threads) => threads.install(work),
            None => work(),
        }
    }
}

impl Default for Threads {
    fn default() -> Self {
        Self::new()
    }
}

/// Renders the pages of a site, [within](Threads::within) such threads.
pub struct Renderer {
    shared: Arc<Shared>,
    idle: Mutex<Vec<Worker>>,
}

/// What all workers use.
struct Shared {
    theme: Arc<Theme>,
    answers: Arc<dyn Answers>,
    limits: Limits,
}

/// A Tera of its own for one page at a time: components see nothing of a page's context, so its log and
/// its limits are bound to the functions.
struct Worker {
    tera: Tera,
    gauge: Arc<Gauge>,
    /// How long the last page was, to make room for the next.
    length: usize,
}

impl Renderer {
    /// A renderer for a theme; none, if its templates have faults.
    pub fn new(theme: Arc<Theme>, answers: Arc<dyn Answers>, limits: Limits) -> Option<Self> {
        if !theme.renders() {
            return None;
        }
        let shared = Arc::new(Shared { theme, answers, limits });
        Some(Self { shared, idle: Mutex::default() })
    }

    /// Renders one page.
    pub fn render(&self, job: &Job) -> Result<Rendered, Fault> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut worker = idle.unwrap_or_else(|| Worker::new(&self.shared));
        let result = worker.render(job, &self.shared);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        result
    }
}

impl Worker {
    fn new(shared: &Arc<Shared>) -> Self {
        let gauge = Arc::new(Gauge::new(&shared.limits));
        // A renderer exists only for a theme that was compiled.
        let mut tera = shared.theme.templates().compiled.clone().unwrap_or_default();
        function::register(&mut tera, shared, &gauge);
        filter::register(&mut tera, &gauge);
        Self { tera, gauge, length: 0 }
    }

    fn render(&mut self, job: &Job, shared: &Shared) -> Result<Rendered, Fault> {
        self.gauge.begin();
        let mut context = Context::new();
        context.insert_value("site", job.site.clone());
        context.insert_value("guide", job.guide.clone());
        context.insert_value("page", job.own.clone());
        let mut output = Output::new(self.length + self.length / 8, &self.gauge);
        let result = self.tera.render_to(job.template, &context, &mut output);
        let reads = self.gauge.reads();
        let html = result.map_err(Some).and_then(|()| output.finish().ok_or(None));
        match html {
            Ok(html) => {
                self.length = html.len();
                Ok(Rendered { html, reads })
            }
            Err(error) => Err(Fault::of(error.as_ref(), job, &self.gauge, shared.theme.templates())),
        }
    }
}
