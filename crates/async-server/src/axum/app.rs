//! What stands between hyper and the handlers: axum's router with a limit on a request's time.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::error_handling::HandleErrorLayer;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::any;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper::{Request, Response, StatusCode};
use serving::{Served, Watch};
use tower::{BoxError, ServiceBuilder, ServiceExt};

use crate::client::Client;
use crate::context::Context;
use crate::origin::Origin;
use crate::service::answer;
use crate::time_limit::TIME_LIMIT;

/// What answers the requests of every connection.
#[derive(Clone, Debug)]
pub(crate) struct App(Router);

impl App {
    /// What answers a server's requests. Methods and parameters are looked at by the contract, whose
    /// words a refusal has; axum's own would be others.
    pub(crate) fn of(served: &Served) -> Self {
        let routes = contract::ROUTES.into_iter().fold(Router::new(), |router, path| {
            router.route(path, any(handle)) // One route each, so that the router has its work.
        });
        let too_late = HandleErrorLayer::new(|_: BoxError| async { StatusCode::GATEWAY_TIMEOUT });
        let middleware = ServiceBuilder::new().layer(too_late).timeout(TIME_LIMIT);
        Self(routes.fallback(handle).layer(middleware).with_state(Context::of(served)))
    }

    /// What hyper asks for an answer on one connection.
    pub(crate) fn on(
        self,
        client: Client,
        watch: Arc<Watch>,
    ) -> impl Service<Request<Incoming>, Response = Response<Body>, Error = Infallible, Future: Send> {
        let origin = Origin::new(client, watch);
        service_fn(move |request: Request<Incoming>| {
            self.0.clone().oneshot(origin.of(request.map(Body::new)))
        })
    }
}

async fn handle(State(context): State<Arc<Context>>, mut request: Request<Body>) -> impl IntoResponse {
    let (client, watch) = Origin::taken(&mut request);
    answer(request, client, context, watch).await
}
