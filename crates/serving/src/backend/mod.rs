//! The client of the backend: pooled keep-alive connections, one call at a time on each.
//!
//! It is written once, as futures. hyper's connection is driven in the same task or thread that waits
//! for the response, so no second task is woken for a call in either style.

mod connect;
mod exchange;

use std::future::Future;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use contract::delay::Delay;
use contract::{Fetch, Refusal};
use http_body_util::Empty;
use hyper::Request;
use hyper::header::{HOST, HeaderValue};

pub use connect::{Connect, race};
use exchange::{Fault, Line};

use crate::arguments::Settings;
use crate::flags;

/// Calls the backend on behalf of requests.
#[derive(Debug)]
pub struct Client<C: Connect> {
    connect: C,
    backend: Option<(SocketAddr, HeaderValue)>,
    grace: Duration,
    /// Idle connections, the last used on top: what is warm is used again, and what is not needed
    /// grows cold. Without bound of its own, since never more are open than requests are in flight.
    idle: Mutex<Vec<Line<C::Io>>>,
}

impl<C: Connect> Client<C> {
    /// A client as `settings` ask for, with `connect` for the waiting.
    pub fn new(settings: &Settings, connect: C) -> Self {
        let backend = settings
            .backend
            .and_then(|address| Some((address, HeaderValue::try_from(address.to_string()).ok()?)));
        let grace = Duration::from_millis(settings.number(&flags::BACKEND_GRACE_MS));
        Self { connect, backend, grace, idle: Mutex::default() }
    }

    /// One call: what the backend sends for `ask`.
    ///
    /// # Errors
    /// [`Refusal::BackendGone`] and [`Refusal::BackendSilent`].
    pub async fn get(&self, ask: Fetch) -> Result<Bytes, Refusal> {
        let Some((address, host)) = &self.backend else { return Err(Refusal::BackendGone) };
        let deadline = Instant::now() + Duration::from_millis(ask.ms.into()) + self.grace;
        let mut expiry = pin!(self.connect.until(deadline));
        if let Some(answer) = self.over_idle(ask, host, expiry.as_mut()).await {
            return answer;
        }
        let io = match race(pin!(self.connect.connect(*address, deadline)), expiry.as_mut()).await {
            Some(Ok(io)) => io,
            Some(Err(error)) if error.kind() != std::io::ErrorKind::TimedOut => {
                return Err(Refusal::BackendGone);
            }
            Some(Err(_)) | None => return Err(Refusal::BackendSilent),
        };
        let mut line = Line::over(io).await.map_err(Refusal::from)?;
        let body = self.call(&mut line, ask, host, expiry).await?;
        self.checkin(line);
        Ok(body)
    }

    /// The same over a connection that was kept, if there is one and it was not closed while it was idle. In a
    /// future of its own, so that what it holds takes no room beside a fresh connection.
    async fn over_idle(
        &self,
        ask: Fetch,
        host: &HeaderValue,
        expiry: Pin<&mut impl Future<Output = ()>>,
    ) -> Option<Result<Bytes, Refusal>> {
        let mut line = self.checkout()?;
        match self.call(&mut line, ask, host, expiry).await {
            Ok(body) => {
                self.checkin(line);
                Some(Ok(body))
            }
            Err(Fault::Unanswered) => None,
            Err(fault) => Some(Err(fault.into())),
        }
    }

    async fn call(
        &self,
        line: &mut Line<C::Io>,
        ask: Fetch,
        host: &HeaderValue,
        expiry: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<Bytes, Fault> {
        let target = Delay { ms: ask.ms, bytes: ask.bytes }.to_string();
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = target.try_into().map_err(|_| Fault::Wrong)?;
        request.headers_mut().insert(HOST, host.clone());
        race(pin!(line.exchange(request, ask.bytes as usize)), expiry).await.unwrap_or(Err(Fault::Late))
    }

    fn checkout(&self) -> Option<Line<C::Io>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn checkin(&self, line: Line<C::Io>) {
        if line.is_reusable() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    }
}
