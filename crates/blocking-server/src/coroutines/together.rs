//! Calls that do not need each other, made at once.

use std::sync::Arc;

use bytes::Bytes;
use contract::{Fetch, Refusal};

use crate::context::Context;
use crate::handle::start;

/// What all calls give, in their order. The last is made by the coroutine that asks, each of the others by
/// one of its own that ends with it; where the system has no stack for it, the request is refused.
pub(crate) fn get_all(
    asks: impl ExactSizeIterator<Item = Fetch>,
    context: &Context,
) -> Result<Vec<Bytes>, Refusal> {
    let last = asks.len().saturating_sub(1);
    let mut own = None;
    let mut others = Vec::with_capacity(last);
    for (nth, ask) in asks.enumerate() {
        if nth == last {
            own = Some(context.backend.get(ask));
        } else {
            let backend = Arc::clone(&context.backend);
            others.push(start(move || backend.get(ask)));
        }
    }
    let joined = others.into_iter().map(|started| match started {
        Ok(handle) => handle.join().unwrap_or(Err(Refusal::BackendGone)),
        Err(_) => Err(Refusal::AtLimit),
    });
    // All of them are waited for, also after a refusal.
    let all: Vec<_> = joined.chain(own).collect();
    all.into_iter().collect()
}
