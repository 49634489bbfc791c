//! Calls that do not need each other, made at once.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use bytes::Bytes;
use contract::{Fetch, Refusal};

use crate::context::Context;

/// What all calls give, in their order: futures joined in the one task that asks.
pub(crate) async fn get_all(
    asks: impl ExactSizeIterator<Item = Fetch>,
    context: &Context,
) -> Result<Vec<Bytes>, Refusal> {
    let calls = asks.map(|ask| Part::Waiting(Box::pin(context.backend.get(ask))));
    let mut calls: Vec<_> = calls.collect();
    poll_fn(|task| poll_all(&mut calls, task)).await;
    calls.into_iter().map(Part::done).collect()
}

/// A call that is waited for, or what it gave.
enum Part<F: Future> {
    Waiting(Pin<Box<F>>),
    Done(F::Output),
}

impl<F: Future<Output = Result<Bytes, Refusal>>> Part<F> {
    fn done(self) -> F::Output {
        match self {
            Self::Done(output) => output,
            // Never seen: all are waited for.
            Self::Waiting(_) => Err(Refusal::BackendGone),
        }
    }
}

/// Polls all that are not done, as `futures::future::join_all` does for up to thirty: with one waker for
/// all of them nobody knows which has something to say.
fn poll_all<F: Future>(calls: &mut [Part<F>], task: &mut Task<'_>) -> Poll<()> {
    let mut all = Poll::Ready(());
    for call in calls {
        if let Part::Waiting(future) = call {
            match future.as_mut().poll(task) {
                Poll::Ready(output) => *call = Part::Done(output),
                Poll::Pending => all = Poll::Pending,
            }
        }
    }
    all
}
