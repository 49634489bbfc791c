//! What stands between hyper and the handlers: `tower::Service`, a limit on a request's time, and a
//! pointer to a service of a type that nobody needs to know.
//!
//! One stack is made at the start. Every request is given a copy of it, as tower's contract has it, and
//! its future is a box. (A request over that limit would end its connection.)

use std::sync::Arc;

use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper::{Request, Response};
use serving::{Outgoing, Served, Watch};
use tower::util::BoxCloneService;
use tower::{BoxError, ServiceBuilder, ServiceExt};

use crate::client::Client;
use crate::clock::Pause;
use crate::context::Context;
use crate::origin::Origin;
use crate::service::answer;
use crate::time_limit::TIME_LIMIT;

type Answer = Response<Outgoing<Pause>>;

/// What answers the requests of every connection.
#[derive(Clone, Debug)]
pub(crate) struct App(BoxCloneService<Request<Incoming>, Answer, BoxError>);

impl App {
    /// What answers a server's requests.
    pub(crate) fn of(served: &Served) -> Self {
        let context = Context::of(served);
        let handlers = tower::service_fn(move |mut request: Request<Incoming>| {
            let (client, watch) = Origin::taken(&mut request);
            answer(request, client, Arc::clone(&context), watch)
        });
        let stack = ServiceBuilder::new().timeout(TIME_LIMIT).service(handlers);
        Self(BoxCloneService::new(stack))
    }

    /// What hyper asks for an answer on one connection.
    pub(crate) fn on(
        self,
        client: Client,
        watch: Arc<Watch>,
    ) -> impl Service<Request<Incoming>, Response = Answer, Error = BoxError, Future: Send> {
        let origin = Origin::new(client, watch);
        service_fn(move |request| self.0.clone().oneshot(origin.of(request)))
    }
}
