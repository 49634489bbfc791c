//! Calls that do not need each other, made at once.

use std::thread::{self, Builder};

use bytes::Bytes;
use contract::{Fetch, Refusal};

use crate::context::Context;

/// What all calls give, in their order. The last is made on the thread that asks, each of the others on
/// a thread of its own that ends with it; where the system has no thread for it, the request is refused.
///
/// These threads come on top of those that a model counts or keeps: a pool is not asked for them, since
/// a pool whose threads wait for its own threads can wait for ever.
pub(crate) fn get_all(
    asks: impl ExactSizeIterator<Item = Fetch>,
    context: &Context,
) -> Result<Vec<Bytes>, Refusal> {
    let last = asks.len().saturating_sub(1);
    thread::scope(|scope| {
        let mut own = None;
        let mut others = Vec::with_capacity(last);
        for (nth, ask) in asks.enumerate() {
            if nth == last {
                own = Some(context.backend.get(ask));
            } else {
                let thread = Builder::new().stack_size(context.stack_bytes);
                others.push(thread.spawn_scoped(scope, move || context.backend.get(ask)));
            }
        }
        let joined = others.into_iter().map(|thread| match thread {
            Ok(thread) => thread.join().unwrap_or(Err(Refusal::BackendGone)),
            Err(_) => Err(Refusal::AtLimit),
        });
        joined.chain(own).collect()
    })
}
