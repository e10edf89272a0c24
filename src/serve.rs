//! The preview: builds a site into memory, serves it from there, and builds again whenever it changes.
//!
//! The tree that is served is that of a clean build, byte for byte; one script element is put into pages while they
//! are served. While the site has errors, the last good tree stays.

mod answer;
#[cfg(unix)]
mod end;
mod events;
mod page;
mod range;
mod snapshot;

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::serve::ListenerExt;
use tokio::sync::watch::Sender;

use crate::disk::MachineFault;
use crate::output::Held;
use crate::pipeline::{Build, Options};
use crate::studio::Studio;
use crate::watch::Watch;

#[cfg(unix)]
pub use end::hear_signals;

use answer::Server;
use snapshot::Snapshot;

/// Where a preview is served.
#[derive(Clone, Debug)]
pub struct Place {
    /// The address to listen at.
    pub host: String,
    /// The port; 0 for a free one.
    pub port: u16,
}

/// A preview that listens already.
pub struct Preview {
    site: PathBuf,
    studio: Studio,
    listener: TcpListener,
    place: Place,
    sender: Sender<Arc<Snapshot>>,
    poll: bool,
}

/// What is told of each build.
pub type Report = dyn Fn(&Studio, &Build, Duration) + Send;

impl Preview {
    /// Listens, so that what is wrong with the port shows before anything is built.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub fn new(site: &Path, studio: Studio, place: Place, poll: bool) -> io::Result<Self> {
        let listener = TcpListener::bind((place.host.as_str(), place.port))?;
        listener.set_nonblocking(true)?;
        let sender = Sender::new(Arc::new(Snapshot::default()));
        Ok(Self { site: site.to_owned(), studio, listener, place, sender, poll })
    }

    /// The first build. It may have errors: then the preview says so until they are mended.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn build(&mut self, options: Options) -> Result<(Build, Duration), MachineFault> {
        self.studio.read()?;
        build(&mut self.studio, options, &self.sender)
    }

    /// Where the site is built.
    pub fn studio(&self) -> &Studio {
        &self.studio
    }

    /// The address of the site.
    pub fn url(&self) -> String {
        let local = self.listener.local_addr().ok();
        let port = local.map_or(self.place.port, |local| local.port());
        let host = match local.map(|local| local.ip()) {
            Some(ip) if ip.is_unspecified() => "localhost".to_owned(),
            _ => match self.place.host.parse::<IpAddr>() {
                Ok(IpAddr::V6(ip)) => format!("[{ip}]"),
                _ => self.place.host.clone(),
            },
        };
        format!("http://{host}:{port}{}/", self.sender.borrow().base)
    }

    /// Serves until the program ends.
    ///
    /// # Errors
    /// When the system takes the port away.
    pub fn run(self, options: Box<dyn Fn() -> Options + Send>, report: Box<Report>) -> io::Result<()> {
        let Self { site, studio, listener, place, sender, poll } = self;
        let server = Server::new(&site, &place.host, sender.subscribe());
        std::thread::Builder::new().name("watch".to_owned()).spawn(move || {
            let own = studio.folder();
            let watch = Watch::new(&site, &["content", "themes"], own.as_deref(), poll);
            follow(watch, studio, &sender, &*options, &*report);
        })?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            // Events are small, and are to arrive at once.
            let listener = listener.tap_io(|connection| {
                let _ = connection.set_nodelay(true);
            });
            axum::serve(listener, server.router()).await
        })
    }
}

/// Builds whenever something changed, for as long as the program runs.
fn follow(
    mut watch: Watch,
    mut studio: Studio,
    sender: &Sender<Arc<Snapshot>>,
    options: &dyn Fn() -> Options,
    report: &Report,
) {
    let mut last = options();
    // What was saved before the watch began was told to nobody.
    let mut told = BTreeSet::new();
    loop {
        let options = options();
        let is_new_day = options.date != last.date;
        last = options;
        // What was told of is shown at once; then a look at all files finds the rest.
        if let Some(true) = hinted(&mut studio, &told) {
            tell(&mut studio, options, sender, report);
        }
        let start = Instant::now();
        // A disk that fails now may work again in a moment; the last good tree stays.
        let is_changed = studio.read().unwrap_or(false);
        watch.costs(start.elapsed());
        if is_changed || is_new_day {
            tell(&mut studio, options, sender, report);
        }
        told = watch.wait();
    }
}

/// Builds, and tells of it.
fn tell(studio: &mut Studio, options: Options, sender: &Sender<Arc<Snapshot>>, report: &Report) {
    if let Ok((build, took)) = build(studio, options, sender) {
        report(studio, &build, took);
    }
}

/// Reads the files that were told of; whether one of them changed. Nothing, if they cannot be told apart so.
fn hinted(studio: &mut Studio, told: &BTreeSet<PathBuf>) -> Option<bool> {
    const MOST: usize = 64;
    if told.is_empty() || told.len() > MOST {
        return None;
    }
    studio.read_some(told).ok()?
}

fn build(
    studio: &mut Studio,
    options: Options,
    sender: &Sender<Arc<Snapshot>>,
) -> Result<(Build, Duration), MachineFault> {
    let start = Instant::now();
    let build = studio.build(options, &Held)?;
    let took = start.elapsed();
    let next = sender.borrow().next(&build, took);
    sender.send_replace(Arc::new(next));
    Ok((build, took))
}
