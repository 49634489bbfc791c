//! The place of an answer in pieces, for as long as it lasts.
//!
//! Its pauses are this server's work and keep the place, as they keep a thread of the twin's. While its client does
//! not read, others have the place (`models/attend.rs`), as the twin's thread goes back to its pool; before the answer
//! goes on, it waits in line for another.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as Task, Poll, ready};

use serving::{Place, Watch};
use tokio::sync::OwnedSemaphorePermit;

use crate::context::Context;

/// Waits in line for a place, if the one that it had was given on.
pub(crate) struct InLine {
    context: Arc<Context>,
    watch: Arc<Watch>,
    line: Option<Line>,
}

type Line = Pin<Box<dyn Future<Output = Option<OwnedSemaphorePermit>> + Send>>;

impl InLine {
    /// Has `place` to begin with.
    pub(crate) fn with(place: OwnedSemaphorePermit, watch: Arc<Watch>, context: Arc<Context>) -> Self {
        watch.keep_place(place);
        Self { context, watch, line: None }
    }
}

impl Place for InLine {
    fn poll_have(&mut self, task: &mut Task<'_>) -> Poll<()> {
        if self.watch.has_place() {
            return Poll::Ready(());
        }
        let line = self.line.get_or_insert_with(|| {
            let context = Arc::clone(&self.context);
            Box::pin(async move { context.turns.as_ref()?.take().await })
        });
        let place = ready!(line.as_mut().poll(task));
        self.line = None;
        // Where the line is full it goes on without, as an upload does: half an answer cannot be refused.
        if let Some(place) = place {
            self.watch.keep_place(place);
        }
        Poll::Ready(())
    }

    fn pauses(&self) {
        self.watch.pauses();
    }
}

impl Drop for InLine {
    fn drop(&mut self) {
        self.watch.give_place_on();
    }
}

impl fmt::Debug for InLine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("InLine").field("waits", &self.line.is_some()).finish_non_exhaustive()
    }
}
