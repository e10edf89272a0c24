//! Bringing a built site to where readers find it.
//!
//! ```text
//! Release ─┐
//! Target ──┴► There ─► Plan ─► (asked) ─► apply ─► verify
//!   open      survey   compare            put, delete, publish
//! ```
//!
//! A [`Target`] is a place that can be listed, written and published; all that differs between hosts is in it, one file
//! a target. What is to be done is a value, the [`Plan`], made from the [`Release`] and what is [`There`] without touching
//! either; `--dry-run` prints the very plan that is carried out. What lies at a target because guidepost put it there is
//! listed in an [`Inventory`] beside it: nothing else is ever deleted, and nothing else replaced unless the user says so.
//!
//! Secrets come from the environment and the usual files in the user's home, are held by the module that sends them, and
//! have no way into a message: faults are worded here and never quote a request.

mod apply;
mod command;
mod fault;
mod folder;
mod git;
mod http;
mod inventory;
mod netlify;
mod order;
mod plan;
mod program;
mod release;
mod s3;
mod sha1;
mod ssh;
mod surroundings;
mod target;
mod there;
mod verify;
mod zip;

#[cfg(test)]
mod tests;

pub use apply::{Event, apply};
pub use fault::{Fault, Kind};
pub use inventory::{INVENTORY, Inventory, Item, Version};
pub use plan::{Change, Plan, Put};
pub use release::{File, Headers, Parts, Release};
pub use surroundings::Surroundings;
pub use target::{Needs, Target, open};
pub use there::{Found, Seen, There};
pub use verify::verify_pages;
