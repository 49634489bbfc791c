//! From a request line to what is asked for.

use std::fmt;
use std::time::Duration;

use crate::work::milliseconds;
use crate::{Chain, FanOut, Fetch, File, Json, Mixed, Order, Stream, Upload, Wait};

/// Every route, in the order in which they are documented.
pub const ROUTES: [&str; 12] = [
    "/plaintext",
    "/json",
    "/wait",
    "/blocking-call",
    "/fetch",
    "/cancellable",
    "/fan-out",
    "/chain",
    "/mixed",
    "/file",
    "/stream",
    "/upload",
];

/// What a request asks for, and what each route is there to teach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// `/plaintext`: the control; no waiting at all.
    Plaintext,
    /// `/json?items=`: records that are serialised for each request; the control with some work.
    Json(Json),
    /// `/wait?ms=`: a timer inside the server. The two colours have timers of their own.
    Wait(Wait),
    /// `/blocking-call?ms=`: the classic mistake, a sleep that keeps the thread. To a thread of its own
    /// it is a wait like any other; on an executor nothing else runs on that worker meanwhile.
    BlockingCall(Wait),
    /// `/fetch?ms=&bytes=`: one call to the backend over a pooled keep-alive connection.
    Fetch(Fetch),
    /// `/cancellable?ms=&bytes=`: the same call, given up when the client leaves, by whoever can.
    /// A task is dropped where it waits; a thread waits to the end for an answer that nobody wants.
    Cancellable(Fetch),
    /// `/fan-out?calls=&ms=[&order=sequential][&cpu_us=]`: calls that do not need each other. To make them at once
    /// takes a thread each, or futures joined in one task.
    FanOut(FanOut),
    /// `/chain?calls=&ms=`: calls that need each other. No model can hurry them.
    Chain(Chain),
    /// `/mixed?ms=&cpu_us=`: a call and then work for the CPU. The system takes the CPU from a thread; a
    /// task keeps its worker until it waits.
    Mixed(Mixed),
    /// `/file?bytes=`: a file read. It has no readiness to wait for, so an executor sends it to threads.
    File(File),
    /// `/stream?pieces=&bytes=&ms=`: a body that is produced slowly, in chunks.
    Stream(Stream),
    /// `/upload?bytes=&ms=`: a body that is read slowly.
    Upload(Upload),
}

impl Ask {
    /// The shortest time in which this can be answered, if each call takes what was asked.
    #[must_use]
    pub fn at_least(self) -> Duration {
        match self {
            Self::Plaintext | Self::Json(_) | Self::File(_) => Duration::ZERO,
            Self::Wait(ask) | Self::BlockingCall(ask) => ask.duration(),
            Self::Fetch(ask) | Self::Cancellable(ask) => milliseconds(ask.ms),
            Self::FanOut(ask) => {
                let waits = if ask.order == Order::Parallel { ask.calls.min(1) } else { ask.calls };
                milliseconds(ask.ms) * waits + ask.cpu()
            }
            Self::Chain(Chain { calls, ms }) => milliseconds(ms) * calls,
            Self::Mixed(ask) => milliseconds(ask.ms) + ask.cpu(),
            Self::Stream(Stream { pieces, bytes, ms }) => milliseconds(ms) * pieces * bytes.min(1),
            Self::Upload(ask) => {
                ask.pause() * u32::try_from(ask.pauses(ask.bytes.into())).unwrap_or(u32::MAX)
            }
        }
    }

    /// How many calls to the backend it takes.
    #[must_use]
    pub fn backend_calls(self) -> u32 {
        match self {
            Self::Fetch(_) | Self::Cancellable(_) | Self::Mixed(_) => 1,
            Self::FanOut(FanOut { calls, .. }) | Self::Chain(Chain { calls, .. }) => calls,
            Self::Plaintext
            | Self::Json(_)
            | Self::Wait(_)
            | Self::BlockingCall(_)
            | Self::File(_)
            | Self::Stream(_)
            | Self::Upload(_) => 0,
        }
    }

    /// The method that asks for it.
    #[must_use]
    pub fn method(self) -> &'static str {
        if matches!(self, Self::Upload(_)) { "POST" } else { "GET" }
    }
}

/// The request target that asks for this: `parse(ask.method(), &ask.to_string())` gives it back.
impl fmt::Display for Ask {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plaintext => write!(out, "/plaintext"),
            Self::Json(Json { items }) => write!(out, "/json?items={items}"),
            Self::Wait(Wait { ms }) => write!(out, "/wait?ms={ms}"),
            Self::BlockingCall(Wait { ms }) => write!(out, "/blocking-call?ms={ms}"),
            Self::Fetch(Fetch { ms, bytes }) => write!(out, "/fetch?ms={ms}&bytes={bytes}"),
            Self::Cancellable(Fetch { ms, bytes }) => write!(out, "/cancellable?ms={ms}&bytes={bytes}"),
            Self::FanOut(FanOut { calls, ms, order, cpu_us }) => {
                write!(out, "/fan-out?calls={calls}&ms={ms}")?;
                if *order == Order::Sequential {
                    write!(out, "&order=sequential")?;
                }
                if *cpu_us > 0 { write!(out, "&cpu_us={cpu_us}") } else { Ok(()) }
            }
            Self::Chain(Chain { calls, ms }) => write!(out, "/chain?calls={calls}&ms={ms}"),
            Self::Mixed(Mixed { ms, cpu_us }) => write!(out, "/mixed?ms={ms}&cpu_us={cpu_us}"),
            Self::File(File { bytes }) => write!(out, "/file?bytes={bytes}"),
            Self::Stream(Stream { pieces, bytes, ms }) => {
                write!(out, "/stream?pieces={pieces}&bytes={bytes}&ms={ms}")
            }
            Self::Upload(Upload { bytes, ms }) => write!(out, "/upload?bytes={bytes}&ms={ms}"),
        }
    }
}
