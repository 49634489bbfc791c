//! What stands between hyper and the handlers: nothing.

use std::convert::Infallible;
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper::{Request, Response};
use serving::{Outgoing, Served, Watch};

use crate::client::Client;
use crate::clock::Pause;
use crate::context::Context;
use crate::service::answer;

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
