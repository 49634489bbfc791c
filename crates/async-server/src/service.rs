//! Between hyper and the handlers.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use contract::{Ask, Receipt, Refusal, Upload, parse};
use hyper::body::Body;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::{Request, Response};
use serving::{Moment, Outgoing, Watch};

use crate::client::Client;
use crate::clock::Pause;
use crate::context::Context;
use crate::handlers;
use crate::place::InLine;

/// Answers one request in the task that asks.
pub(crate) async fn answer(
    request: Request<impl Body<Data = Bytes> + Unpin>,
    client: Client,
    context: Arc<Context>,
    watch: Arc<Watch>,
) -> Result<Response<Outgoing<Pause>>, Infallible> {
    let _busy = watch.busy();
    let ask = parse(request.method().as_str(), serving::target(&request));
    let (receipt, in_flight) = match ask {
        Ok(Ask::Upload(upload)) => {
            let in_flight = context.counters.request();
            (receive(request.into_body(), upload, &context).await, Some(in_flight))
        }
        _ => (Receipt::NOTHING, None),
    };
    // Not before all of the request is there: a client that is slow to send keeps no place, and neither
    // does it keep a thread of the twin's.
    let turn = match &context.turns {
        None => None,
        Some(turns) => match turns.take().await {
            None => return Ok(turned_away(&context)),
            turn => turn,
        },
    };
    let _in_flight = in_flight.unwrap_or_else(|| context.counters.request());
    let answer = handlers::answer(ask, receipt, client, &context).await;
    let pauses = answer.pace.is_some();
    let mut response = serving::response(answer);
    if let (true, Some(turn)) = (pauses, turn) {
        response.body_mut().needs(InLine::with(turn, Arc::clone(&watch), Arc::clone(&context)));
    }
    Ok(response)
}

/// Reads the body of an upload. Its pauses are this server's work, and take a place.
async fn receive(body: impl Body<Data = Bytes> + Unpin, ask: Upload, context: &Context) -> Receipt {
    serving::receive(body, ask, |moment| async move {
        let _turn = match &context.turns {
            None => None,
            Some(turns) => turns.take().await,
        };
        Pause::at(moment).await;
    })
    .await
}

/// The answer to one who is too many, after which the connection is closed, as in the other colour.
fn turned_away(context: &Context) -> Response<Outgoing<Pause>> {
    context.counters.refused();
    let mut response = serving::response(Refusal::AtLimit.into());
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use hyper::body::Incoming;

    use super::*;

    /// How large the future is that `_of` makes, without making one.
    fn bytes<A, B, C, D, F>(_of: fn(A, B, C, D) -> F) -> usize {
        size_of::<F>()
    }

    /// Each connection's task has room for the largest answer there is, whichever it waits for.
    #[test]
    fn a_task_is_not_large() {
        let bytes = bytes::<Request<Incoming>, _, _, _, _>(answer);
        assert!(bytes <= 4 << 10, "{bytes} bytes: does a future stand in another one twice?");
    }
}
