//! The blocking server's handlers, as a task asks them.

use contract::{Answer, Ask, Receipt, Refusal};

use crate::client::Client;
use crate::context::Context;
use crate::runtime::unblock;

/// Answers one request on a thread of the blocking pool, for which the task waits.
pub(crate) async fn answer(
    ask: Result<Ask, Refusal>,
    receipt: Receipt,
    _: Client,
    context: &Context,
) -> Answer {
    let handlers = context.handlers.clone();
    let answered = unblock(move || handlers.answer(ask, receipt)).await;
    answered.expect("no handler panics; if one did, its connection would end, as in every other model")
}
