//! What each route does. Without `async`, `.await` and imports, this folder is the same in both
//! servers.

mod blocking_call;
mod cancellable;
mod chain;
mod fan_out;
mod fetch;
mod file;
mod json;
mod mixed;
mod plaintext;
mod stream;
mod upload;
mod wait;

use contract::{Answer, Ask, Receipt, Refusal};

use crate::client::Client;
use crate::context::Context;

/// Answers one request: what it asks for, what was read of its body if it asks to upload one, and who
/// asks.
pub(crate) async fn answer(
    ask: Result<Ask, Refusal>,
    receipt: Receipt,
    client: Client,
    context: &Context,
) -> Answer {
    match ask {
        Ok(Ask::Plaintext) => plaintext::plaintext().await,
        Ok(Ask::Json(ask)) => json::json(ask).await,
        Ok(Ask::Wait(ask)) => wait::wait(ask).await,
        Ok(Ask::BlockingCall(ask)) => blocking_call::blocking_call(ask).await,
        Ok(Ask::Fetch(ask)) => fetch::fetch(ask, context).await,
        Ok(Ask::Cancellable(ask)) => cancellable::cancellable(ask, client, context).await,
        Ok(Ask::FanOut(ask)) => fan_out::fan_out(ask, context).await,
        Ok(Ask::Chain(ask)) => chain::chain(ask, context).await,
        Ok(Ask::Mixed(ask)) => mixed::mixed(ask, context).await,
        Ok(Ask::File(ask)) => file::file(ask).await,
        Ok(Ask::Stream(ask)) => stream::stream(ask).await,
        Ok(Ask::Upload(ask)) => upload::upload(ask, receipt).await,
        Err(refusal) => refusal.into(),
    }
}
