//! When the preview ends.

use std::task::Poll;

/// Waits until someone asks for the end: Ctrl-C, and on Unix also the request of a service manager (SIGTERM). Without
/// this, the first process of a container would hear neither: the system drops signals to it that have no handler.
pub(super) async fn asked() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        either(async { interrupt.recv().await }, async { terminate.recv().await }).await;
        Ok(())
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// What the first of two gives that is done; the other is given up.
pub(super) async fn either<T>(one: impl Future<Output = T>, other: impl Future<Output = T>) -> T {
    let (mut one, mut other) = (std::pin::pin!(one), std::pin::pin!(other));
    std::future::poll_fn(|context| match one.as_mut().poll(context) {
        Poll::Pending => other.as_mut().poll(context),
        ready @ Poll::Ready(_) => ready,
    })
    .await
}
