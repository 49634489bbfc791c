//! What each route does. Without `async`, `.await` and imports, this folder is the same in both
//! servers.

mod fetch;
mod plaintext;
mod wait;

use contract::{Answer, Ask, parse};

use crate::context::Context;

/// Answers one request.
pub(crate) fn answer(method: &str, target: &str, context: &Context) -> Answer {
    match parse(method, target) {
        Ok(Ask::Plaintext) => plaintext::plaintext(),
        Ok(Ask::Wait(ask)) => wait::wait(ask),
        Ok(Ask::Fetch(ask)) => fetch::fetch(ask, context),
        Err(refusal) => refusal.into(),
    }
}
