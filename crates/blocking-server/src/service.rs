//! Between hyper and the handlers.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

use contract::{Ask, Receipt, Refusal, Upload, parse};
use hyper::body::Incoming;
use hyper::{Request, Response};
use serving::{Outgoing, Watch};

use crate::client::Client;
use crate::context::Context;
use crate::handlers;
use crate::waiting::Pause;

/// Answers requests on the thread that asks.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// What every request needs.
    pub(crate) context: Arc<Context>,
    /// Of the connection that the requests come from.
    pub(crate) watch: Arc<Watch>,
}

impl hyper::service::Service<Request<Incoming>> for Service {
    type Response = Response<Outgoing<Pause>>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Answering {
        match parse(request.method().as_str(), serving::target(&request)) {
            Ok(Ask::Upload(ask)) => Answering::Receiving(Box::pin(receiving(request, ask, self.clone()))),
            ask => Answering::Whole { request: Some(request), ask, to: self.clone() },
        }
    }
}

/// A future whose first poll carries the request out and keeps the thread as long as that takes.
///
/// The call itself would be the shorter place, but hyper polls the future only after it has looked
/// for the request's body, and the async server's handlers begin there too.
#[allow(clippy::large_enum_variant)] // A box would cost every request an allocation, for the sake of a rare one.
pub(crate) enum Answering {
    /// All that matters of the request is there.
    Whole { request: Option<Request<Incoming>>, ask: Result<Ask, Refusal>, to: Service },
    /// Its body is read first, through hyper, whose connection this very future belongs to: so it says
    /// `Pending`, and the thread waits below hyper rather than here.
    Receiving(Pin<Box<dyn Future<Output = Response<Outgoing<Pause>>> + Send>>),
}

impl Future for Answering {
    type Output = Result<Response<Outgoing<Pause>>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, task: &mut task::Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Receiving(receiving) => receiving.as_mut().poll(task).map(Ok),
            Self::Whole { request, ask, to: Service { context, watch } } => {
                // hyper polls to the end once, and the first poll is the end.
                let Some(_request) = request.take() else { return Poll::Pending };
                let (_busy, _in_flight) = (watch.busy(), context.counters.request());
                let answer = handlers::answer(*ask, Receipt::NOTHING, Client, context);
                Poll::Ready(Ok(serving::response(answer)))
            }
        }
    }
}

async fn receiving(
    request: Request<Incoming>,
    ask: Upload,
    Service { context, watch }: Service,
) -> Response<Outgoing<Pause>> {
    let (_busy, _in_flight) = (watch.busy(), context.counters.request());
    let receipt = serving::receive(request.into_body(), ask, Pause::until).await;
    serving::response(handlers::answer(Ok(Ask::Upload(ask)), receipt, Client, &context))
}
