//! Files for hosts, from the outside: real servers on loopback with the snippets made for them, and the hosts that
//! nobody can run at home as programs that answer as their documentation says.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "tests lay out sites and look at them")]
#![expect(clippy::format_collect, reason = "the texts of tests are short")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod command;
mod http;

#[path = "hosts/coding.rs"]
mod coding;
#[path = "hosts/crawler.rs"]
mod crawler;
#[path = "hosts/emulators/mod.rs"]
mod emulators;
#[path = "hosts/fixture.rs"]
mod fixture;
#[path = "hosts/host.rs"]
mod host;
#[path = "hosts/html.rs"]
mod html;
#[path = "hosts/known.rs"]
mod known;
#[path = "hosts/limits.rs"]
mod limits;
#[path = "hosts/observatory.rs"]
mod observatory;
#[path = "deploy/support/process.rs"]
mod process;
#[path = "hosts/promises.rs"]
mod promises;
#[path = "hosts/servers.rs"]
mod servers;
