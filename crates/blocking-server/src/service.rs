//! Between hyper and the handlers.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::{Request, Response};

use crate::context::Context;
use crate::handlers;

/// Answers requests on the thread that asks.
#[derive(Clone, Debug)]
pub(crate) struct Service(pub(crate) Arc<Context>);

impl hyper::service::Service<Request<Incoming>> for Service {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Answering {
        Answering { request: Some(request), context: Arc::clone(&self.0) }
    }
}

/// A future whose first poll carries the request out and keeps the thread as long as that takes.
///
/// The call itself would be the shorter place, but hyper polls the future only after it has looked
/// for the request's body, and the async server's handlers begin there too.
#[derive(Debug)]
pub(crate) struct Answering {
    request: Option<Request<Incoming>>,
    context: Arc<Context>,
}

impl Future for Answering {
    type Output = Result<Response<Full<Bytes>>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, _: &mut task::Context<'_>) -> Poll<Self::Output> {
        // hyper polls to the end once, and the first poll is the end.
        let Some(request) = self.request.take() else { return Poll::Pending };
        let _in_flight = self.context.counters.request();
        let answer = handlers::answer(request.method().as_str(), serving::target(&request), &self.context);
        Poll::Ready(Ok(serving::response(answer)))
    }
}
