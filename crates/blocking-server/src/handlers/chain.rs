//! `/chain?calls=&ms=`: calls to the backend, each made of what the one before it gave.

use contract::{Answer, Chain};

use crate::context::Context;

/// Answers with what the last call gives; with nothing, where there is none.
pub(crate) fn chain(ask: Chain, context: &Context) -> Answer {
    let mut next = ask.first();
    let mut last = Ok(ask.before_the_first());
    for _ in 0..ask.calls {
        last = context.backend.get(next);
        match &last {
            Ok(body) => next = ask.next(body),
            Err(_) => break,
        }
    }
    last.into()
}
