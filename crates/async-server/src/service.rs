//! Between hyper and the handlers.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use contract::{Ask, Receipt, Refusal, parse};
use hyper::body::Body;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::{Request, Response};
use serving::{Outgoing, Watch};

use crate::client::Client;
use crate::clock::Pause;
use crate::context::Context;
use crate::handlers;

/// Answers one request in the task that asks.
pub(crate) async fn answer(
    request: Request<impl Body<Data = Bytes> + Unpin>,
    client: Client,
    context: Arc<Context>,
    watch: Arc<Watch>,
) -> Result<Response<Outgoing<Pause>>, Infallible> {
    let _busy = watch.busy();
    let _turn = match &context.turns {
        None => None,
        Some(turns) => match turns.take().await {
            None => return Ok(turned_away(&context)),
            turn => turn,
        },
    };
    let _in_flight = context.counters.request();
    let ask = parse(request.method().as_str(), serving::target(&request));
    let receipt = match ask {
        Ok(Ask::Upload(upload)) => serving::receive::<Pause>(request.into_body(), upload).await,
        _ => Receipt::NOTHING,
    };
    Ok(serving::response(handlers::answer(ask, receipt, client, &context).await))
}

/// The answer to one who is too many, after which the connection is closed, as in the other colour.
fn turned_away(context: &Context) -> Response<Outgoing<Pause>> {
    context.counters.refused();
    let mut response = serving::response(Refusal::AtLimit.into());
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
