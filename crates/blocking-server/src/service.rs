//! Between hyper and the handlers.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;

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
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let _in_flight = self.0.counters.request();
        let answer = handlers::answer(request.method().as_str(), serving::target(&request), &self.0);
        ready(Ok(serving::response(answer)))
    }
}
