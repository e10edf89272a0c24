//! guidepost: a static site generator for step-by-step guides.

pub mod archive;
pub mod config;
pub mod date;
pub mod diagnostic;
pub mod digest;
pub mod front_matter;
pub mod markdown;
pub mod output;
pub mod path;
pub mod query;
pub mod source;
pub mod tag;
pub mod text;
pub mod yaml;
