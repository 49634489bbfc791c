//! Between hyper and the handlers.

use std::convert::Infallible;
use std::sync::Arc;

use contract::{Ask, Receipt, parse};
use hyper::body::Incoming;
use hyper::{Request, Response};
use serving::Outgoing;

use crate::client::Client;
use crate::clock::Pause;
use crate::context::Context;
use crate::handlers;

/// Answers one request in the task that asks.
pub(crate) async fn answer(
    request: Request<Incoming>,
    client: Client,
    context: Arc<Context>,
) -> Result<Response<Outgoing<Pause>>, Infallible> {
    let _in_flight = context.counters.request();
    let ask = parse(request.method().as_str(), serving::target(&request));
    let receipt = match ask {
        Ok(Ask::Upload(upload)) => serving::receive::<Pause>(request.into_body(), upload).await,
        _ => Receipt::NOTHING,
    };
    Ok(serving::response(handlers::answer(ask, receipt, client, &context).await))
}
