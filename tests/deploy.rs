//! Deploying, from the outside: real servers on loopback, started as plain processes; faults at every place.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests lay out sites and look at them")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]
#![expect(clippy::case_sensitive_file_extension_comparisons, reason = "the names of tests are known")]
#![expect(clippy::format_collect, reason = "the texts of tests are short")]

mod command;

#[path = "deploy/canary.rs"]
mod canary;
#[path = "deploy/folder.rs"]
mod folder;
#[path = "deploy/git.rs"]
mod git;
#[path = "deploy/netlify.rs"]
mod netlify;
#[path = "deploy/program.rs"]
mod program;
#[path = "deploy/s3.rs"]
mod s3;
#[path = "deploy/settings.rs"]
mod settings;
#[path = "deploy/ssh.rs"]
mod ssh;
#[path = "deploy/support/mod.rs"]
mod support;
#[path = "deploy/zip.rs"]
mod zip;
