//! The threads that carry out tiny_http's requests.

use std::sync::Arc;

use serving::{Failure, Served, flags};
use tiny_http::Request;

use super::reply;
use super::spawning::spawn;
use crate::context::Context;
use crate::models::pool::Pool;
use crate::models::size::size;

/// Which thread carries out a request.
#[derive(Debug)]
pub(super) enum Hands {
    /// A fresh one.
    Fresh { served: Arc<Served>, context: Arc<Context> },
    /// One of a pool.
    Pooled { pool: Pool, context: Arc<Context> },
}

impl Hands {
    /// A fresh thread for every request.
    pub(super) fn fresh(served: &Arc<Served>) -> Self {
        Self::Fresh { served: Arc::clone(served), context: Context::of(served) }
    }

    /// The pool that the settings ask for.
    pub(super) fn pooled(served: &Arc<Served>) -> Result<Self, Failure> {
        Ok(Self::Pooled { pool: Pool::of(served)?, context: Context::of(served) })
    }

    /// Has `request` carried out, or gives it back if nobody is free for it.
    pub(super) fn take(&self, request: Request) -> Option<Request> {
        match self {
            Self::Fresh { served, context } => {
                let max_threads = served.settings.number(&flags::MAX_THREADS);
                let Some(counted) = served.counters.thread(max_threads) else { return Some(request) };
                let context = Arc::clone(context);
                let work = move |request| {
                    let _counted = counted;
                    reply::answer(request, &context);
                };
                spawn(size(served, &flags::STACK_BYTES), request, work).err().and_then(|(_, request)| request)
            }
            Self::Pooled { pool, context } => {
                let Some(place) = pool.place() else { return Some(request) };
                let context = Arc::clone(context);
                pool.start(place, move || reply::answer(request, &context));
                None
            }
        }
    }
}
