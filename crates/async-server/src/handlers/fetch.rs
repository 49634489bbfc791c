//! `/fetch?ms=&bytes=`: one call to the backend.

use contract::{Answer, Fetch};

use crate::context::Context;

/// Answers with what the backend sends.
pub(crate) async fn fetch(ask: Fetch, context: &Context) -> Answer {
    match context.backend.get(ask).await {
        Ok(body) => Answer::fetched(body),
        Err(refusal) => refusal.into(),
    }
}
