//! `/fetch?ms=&bytes=`: one call to the backend.

use contract::{Answer, Fetch};

use crate::context::Context;

/// Answers with what the backend sends.
pub(crate) async fn fetch(ask: Fetch, context: &Context) -> Answer {
    context.backend.get(ask).await.into()
}
