//! guidepost: a static site generator for step-by-step guides.
//!
//! A site goes through the program in one direction, and no stage looks back:
//!
//! ```text
//! Config ─┐
//! Sources ┴► Documents ─► Site ─► Plan ─► Rendered ─► Artifacts ─► Outputs + Memory + Diagnostics
//!  read       parse       model   plan     render      finish       commit (write what changed, prune what is ours)
//! ```
//!
//! The heart is one pure function, [`pipeline::build`]: sources and options in, files and diagnostics out. `build`
//! writes them, `check` prints what is wrong, `status` who is published; none of them has its own idea of a build.
//!
//! # Code map
//!
//! Modules stand here in the order of their layers, and a module uses only modules above it; `tests/layers.rs`
//! holds that.
//!
//! | layer | modules | what they know |
//! | --- | --- | --- |
//! | ground | [`sorted`] [`path`] [`digest`] [`diagnostic`] [`text`] [`date`] [`media_type`] [`caching`] [`disk`] | maps read in one go, typed names, hashes, problems as values; the only door to the file system |
//! | input | [`yaml`] [`tag`] [`config`] [`source`] [`outline`] | `site.yaml` checked; all bytes of the site; which file is what |
//! | parse | [`front_matter`] [`markdown`] [`document`] [`archive`] | heads with positions; Markdown to HTML with holes; comments |
//! | rules | [`csp`] [`facts`] [`links`] [`gate`] | what a page may load, what is known of it, where an address leads, who waits for consent |
//! | model | [`face`] [`site`] [`published`] [`query`] | what others need to know of a file; the order and the addresses of a site, its pages and guides; the tips that readers may have ticked; what a template may ask of it |
//! | made files | [`json_ld`] [`feed`] [`sitemap`] [`calendar`] [`alias`] | texts that no template makes |
//! | plan | [`view`] [`theme`] [`plan`] | what templates see, converted and hashed once; every page with all it depends on |
//! | render | [`render`] [`finish`] | a page's HTML and what it read; one pass over it: links relative, third parties gated, facts collected |
//! | build | [`manifest`] [`output`] [`hosts`] [`compress`] [`record`] [`memory`] [`pipeline`] [`studio`] | outputs and the disk; what was made and why, and what is remembered; the chain, one line a stage; the ring around it |
//! | commands | [`watch`] [`serve`] [`scaffold`] [`deploy`] [`cli`] | the preview; a start for authors; the way to readers; the command line |
//!
//! # Invariants
//!
//! - Only `disk` touches the file system, and only `cli` reads the clock and the environment or prints.
//! - Only `theme`, `render` and `view` know Tera. A Markdown body is never executed.
//! - Parsing never fails: a broken file gives a document and diagnostics, so that one run tells everything.
//! - A document depends on its own bytes alone. What depends on other files is a hole in it, filled when the site is
//!   known.
//! - All that a template can see is in the key of its page, or was asked for and logged with the digest of the answer.
//!   So a page is fresh when its key is equal and every answer still the same; there are no rules about kinds of change.
//! - Nothing iterates a hash table; results of parallel work are collected in the order of the plan. Equal inputs
//!   give equal bytes.
//! - Nothing that guidepost did not write is ever deleted or overwritten.

pub mod sorted;
pub mod path;
pub mod digest;
pub mod diagnostic;
pub mod text;
pub mod date;
pub mod media_type;
pub mod caching;
pub mod disk;
pub mod yaml;
pub mod tag;
pub mod config;
pub mod source;
pub mod outline;
pub mod front_matter;
pub mod markdown;
pub mod document;
pub mod archive;
pub mod csp;
pub mod facts;
pub mod links;
pub mod gate;
pub mod face;
pub mod site;
pub mod published;
pub mod query;
pub mod json_ld;
pub mod feed;
pub mod sitemap;
pub mod calendar;
pub mod alias;
pub mod view;
pub mod theme;
pub mod plan;
pub mod render;
pub mod finish;
pub mod manifest;
pub mod output;
pub mod hosts;
pub mod compress;
pub mod record;
pub mod memory;
pub mod pipeline;
pub mod studio;
pub mod watch;
pub mod serve;
pub mod scaffold;
pub mod deploy;
pub mod cli;
