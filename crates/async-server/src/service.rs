//! Between hyper and the handlers.

use std::convert::Infallible;
use std::sync::Arc;

use contract::{Ask, Receipt, Refusal, parse};
use hyper::body::Incoming;
use hyper::header::{CONNECTION, HeaderValue};
use hyper::service::{Service, service_fn};
use hyper::{Request, Response};
use serving::{Outgoing, Served, Watch};

use crate::client::Client;
use crate::clock::Pause;
use crate::context::Context;
use crate::handlers;

/// What answers the requests of every connection: the handlers, and nothing in between.
#[derive(Clone, Debug)]
pub(crate) struct App(Arc<Context>);

impl App {
    /// What answers a server's requests.
    pub(crate) fn of(served: &Served) -> Self {
        Self(Context::of(served))
    }

    /// What hyper asks for an answer on one connection.
    pub(crate) fn on(
        self,
        client: Client,
        watch: Arc<Watch>,
    ) -> impl Service<Request<Incoming>, Response = Response<Outgoing<Pause>>, Error = Infallible, Future: Send>
    {
        service_fn(move |request| answer(request, client, Arc::clone(&self.0), Arc::clone(&watch)))
    }
}

/// Answers one request in the task that asks.
async fn answer(
    request: Request<Incoming>,
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
