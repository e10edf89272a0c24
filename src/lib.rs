//! guidepost: a static site generator for step-by-step guides.

pub mod archive;
pub mod cli;
pub mod config;
pub mod date;
pub mod diagnostic;
pub mod digest;
pub mod disk;
pub mod front_matter;
pub mod manifest;
pub mod markdown;
pub mod output;
pub mod path;
pub mod pipeline;
pub mod query;
pub mod render;
pub mod scaffold;
pub mod source;
pub mod tag;
pub mod text;
pub mod theme;
pub mod yaml;
