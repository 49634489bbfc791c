//! `/cancellable?ms=&bytes=`: one call to the backend, for as long as the client is there.

use contract::{Answer, Fetch};

use crate::client::Client;
use crate::context::Context;

/// Answers with what the backend sends, unless the wait is given up.
pub(crate) async fn cancellable(ask: Fetch, client: Client, context: &Context) -> Answer {
    context.backend.get_while(ask, client).await.into()
}
