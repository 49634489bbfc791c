//! Taking requests out of tiny_http's queue, and going on when the library has stopped accepting.
//!
//! tiny_http ends its accepting thread for good at the first accept error, and by a panic when the
//! system refuses it a thread or a second descriptor for a connection. The connections that are open live
//! on. So that this is an episode rather than the end, a second instance, a new *generation*, then
//! takes over the listening socket, while the old one's requests are answered as before.

use std::fs::File;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use contract::Refusal;
use serving::accepting::pause_after;
use serving::{Failure, Served};
use tiny_http::{Request, Server};

use super::hands::Hands;
use super::reply;

/// Between two attempts to go on.
const PAUSE: Duration = Duration::from_millis(100);
/// The descriptors that a generation needs to accept a first connection: the listening socket's, and the
/// connection's with a copy of it.
const ROOM: usize = 3;

/// The generation that accepts, for the panic hook to find.
static ACCEPTING: Mutex<Weak<Server>> = Mutex::new(Weak::new());
/// How often the library could not start a thread or copy a descriptor.
static REFUSALS: AtomicU64 = AtomicU64::new(0);

/// Hands every request to a thread.
#[derive(Debug)]
pub(super) struct Dispatcher {
    pub(super) served: Arc<Served>,
    pub(super) hands: Hands,
}

impl Dispatcher {
    /// Dispatches until the drain.
    pub(super) fn run(self) -> Result<(), Failure> {
        notice_refusals();
        let server = self.start()?;
        Arc::new(self).dispatch(&server);
        Ok(())
    }

    fn start(&self) -> Result<Arc<Server>, Failure> {
        let failed =
            |error: &dyn std::fmt::Display| Failure::from(format!("cannot start tiny_http: {error}"));
        let listener = self.served.listener.try_clone().map_err(|error| failed(&error))?;
        let refusals = REFUSALS.load(SeqCst);
        // The library unwraps the start of its own thread.
        let started = panic::catch_unwind(AssertUnwindSafe(|| Server::from_listener(listener, None)));
        let server = started.map_err(|_| failed(&"the system refuses it a thread"))?;
        let server = Arc::new(server.map_err(|error| failed(&error))?);
        *ACCEPTING.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(&server);
        // Its accepting thread may have ended before the hook could know whom to wake. It is to be
        // dispatched nevertheless: it may have accepted connections by then.
        if REFUSALS.load(SeqCst) != refusals {
            server.unblock();
        }
        Ok(server)
    }

    /// Answers one generation's requests, and starts the next generation when this one accepts no more.
    fn dispatch(self: Arc<Self>, server: &Server) {
        let mut heir_wanted = false;
        let mut has_heir = false;
        loop {
            let received = if heir_wanted { server.recv_timeout(PAUSE) } else { server.recv().map(Some) };
            match received {
                Ok(request) => request.into_iter().for_each(|request| self.carry_out(request)),
                Err(_) if self.served.is_draining() => return,
                Err(error) => {
                    let _ = pause_after(&error, &self.served.counters);
                    heir_wanted = !has_heir;
                }
            }
            if heir_wanted && self.bequeath() {
                (heir_wanted, has_heir) = (false, true);
            }
        }
    }

    /// Starts the next generation; false as long as the system has no descriptors or threads for it.
    fn bequeath(self: &Arc<Self>) -> bool {
        // Fewer would let it accept nobody: generations would come and go as long as the shortage lasts.
        let room: Result<Vec<_>, _> = (0..ROOM).map(|_| File::open("/dev/null")).collect();
        if room.is_err() {
            return false;
        }
        drop(room);
        let Ok(server) = self.start() else { return false };
        let heir = Arc::clone(self);
        thread::Builder::new().spawn(move || heir.dispatch(&server)).is_ok()
    }

    fn carry_out(&self, request: Request) {
        if let Some(refused) = self.hands.take(request) {
            self.served.counters.refused();
            reply::send(refused, Refusal::AtLimit.into());
        }
    }
}

/// A thread or a descriptor that the library is refused ends its accepting thread by a panic: wakes the
/// dispatcher, which goes on. The poisoned locks that this leaves to the old generation's threads end
/// them, once their connections are closed, and are left unsaid.
fn notice_refusals() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let payload = info.payload();
        let said = payload.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| payload.downcast_ref().copied()).unwrap_or_default();
        if said.contains("failed to spawn thread") || said.contains("Too many open files") {
            REFUSALS.fetch_add(1, SeqCst);
            if let Some(server) = ACCEPTING.lock().unwrap_or_else(PoisonError::into_inner).upgrade() {
                server.unblock();
            }
        } else if !said.contains("PoisonError") {
            usual(info);
        }
    }));
}
