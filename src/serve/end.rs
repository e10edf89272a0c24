//! How the preview ends where signals do not end it by themselves.

use std::io;

use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

/// Makes Ctrl-C (SIGINT) and the request of a service manager (SIGTERM) end the program in a container, too: to its first
/// process, the system gives only signals that it asked for. The exit status is that which shells give then.
pub fn hear_signals() {
    const FIRST: u32 = 1;
    if std::process::id() != FIRST {
        return;
    }
    for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
        // Without it, the preview works all the same.
        let _ = std::thread::Builder::new().name("end".to_owned()).spawn(move || end_at(kind));
    }
}

fn end_at(kind: SignalKind) -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_io().build()?;
    let came = runtime.block_on(async { Ok::<_, io::Error>(signal(kind)?.recv().await) })?;
    if came.is_some() {
        std::process::exit(128 + kind.as_raw_value());
    }
    Ok(())
}
