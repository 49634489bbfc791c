//! The backend, called by ureq, which keeps the thread.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use contract::delay::Delay;
use contract::{Fetch, Refusal};
use serving::{Settings, flags};
use ureq::{Agent, Error};

use crate::client::Client;

/// The backend.
#[derive(Debug)]
pub(crate) struct Backend {
    http: Agent,
    address: Option<SocketAddr>,
    grace: Duration,
}

impl Backend {
    /// The backend that `settings` name. ureq keeps three idle connections by default, and would make most
    /// calls of a busy server on a fresh one; here it keeps all, like every other client.
    pub(crate) fn new(settings: &Settings) -> Self {
        let config = Agent::config_builder()
            .proxy(None)
            .max_idle_connections(usize::MAX)
            .max_idle_connections_per_host(usize::MAX);
        Self {
            http: config.build().into(),
            address: settings.backend,
            grace: Duration::from_millis(settings.number(&flags::BACKEND_GRACE_MS)),
        }
    }

    /// One call: what it sends for `ask`.
    pub(crate) fn get(&self, ask: Fetch) -> Result<Bytes, Refusal> {
        let address = self.address.ok_or(Refusal::BackendGone)?;
        let target = Delay { ms: ask.ms, bytes: ask.bytes };
        let patience = Duration::from_millis(ask.ms.into()) + self.grace;
        let request = self.http.get(format!("http://{address}{target}"));
        let request = request.config().timeout_global(Some(patience)).build();
        let mut answered = request.call().map_err(refusal)?;
        // Room for one byte more, so that a body that is too long is seen to be.
        let body = answered.body_mut().with_config().limit(u64::from(ask.bytes) + 2);
        let body = body.read_to_vec().map_err(refusal)?;
        if body.len() == ask.bytes as usize { Ok(body.into()) } else { Err(Refusal::BackendGone) }
    }

    /// The same call: whether the client is still there is not known before it is over.
    pub(crate) fn get_while(&self, ask: Fetch, _: Client) -> Result<Bytes, Refusal> {
        self.get(ask)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` hands over")]
fn refusal(error: Error) -> Refusal {
    match error {
        Error::Timeout(_) => Refusal::BackendSilent,
        _ => Refusal::BackendGone,
    }
}
