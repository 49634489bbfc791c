//! Between hyper and the handlers.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::{Request, Response};

use crate::context::Context;
use crate::handlers;

/// Answers one request in the task that asks.
pub(crate) async fn answer(
    request: Request<Incoming>,
    context: Arc<Context>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let _in_flight = context.counters.request();
    let answer = handlers::answer(request.method().as_str(), serving::target(&request), &context).await;
    Ok(serving::response(answer))
}
