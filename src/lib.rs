//! guidepost: a static site generator for step-by-step guides.

pub mod alias;
pub mod archive;
pub mod calendar;
pub mod config;
pub mod csp;
pub mod date;
pub mod diagnostic;
pub mod digest;
pub mod facts;
pub mod feed;
pub mod finish;
pub mod front_matter;
pub mod gate;
pub mod json_ld;
pub mod links;
pub mod markdown;
pub mod output;
pub mod path;
pub mod query;
pub mod sitemap;
pub mod source;
pub mod tag;
pub mod text;
pub mod yaml;
