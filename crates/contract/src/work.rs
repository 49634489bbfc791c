//! What each route is told: its parameters, and what follows from them alone.

use std::time::Duration;

use bytes::Bytes;

use crate::limits;

/// The parameters of `/json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Json {
    /// How many records to write.
    pub items: u32,
}

/// The parameters of `/wait` and of `/blocking-call`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// How long to wait before the answer, in milliseconds.
    pub ms: u32,
}

/// The parameters of `/fetch` and of `/cancellable`, and one call to the backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// How long the backend is asked to take, in milliseconds.
    pub ms: u32,
    /// How many bytes the backend is asked for and the server passes on.
    pub bytes: u32,
}

/// The parameters of `/fan-out`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FanOut {
    /// How many calls to the backend.
    pub calls: u32,
    /// How long each is asked to take, in milliseconds.
    pub ms: u32,
    /// All at once, or one after the other.
    pub order: Order,
    /// How much CPU time is burnt once all have answered, in microseconds.
    pub cpu_us: u32,
}

/// How the calls of `/fan-out` follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// All at once.
    Parallel,
    /// One after the other.
    Sequential,
}

/// The parameters of `/chain`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// How many calls to the backend, each made of what the one before it gave.
    pub calls: u32,
    /// How long each is asked to take, in milliseconds.
    pub ms: u32,
}

/// The parameters of `/mixed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mixed {
    /// How long the backend is asked to take, in milliseconds.
    pub ms: u32,
    /// How much CPU time is burnt once it has answered, in microseconds.
    pub cpu_us: u32,
}

/// The parameters of `/file`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// Which file: one of [`limits::FILE_BYTES`].
    pub bytes: u32,
}

/// The parameters of `/stream`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stream {
    /// How many pieces.
    pub pieces: u32,
    /// The size of each, in bytes.
    pub bytes: u32,
    /// The pause before each, in milliseconds.
    pub ms: u32,
}

/// The parameters of `/upload`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upload {
    /// How long the request's body must be, in bytes.
    pub bytes: u32,
    /// The pause after every [`limits::UPLOAD_PIECE_BYTES`] that were read, in milliseconds.
    pub ms: u32,
}

impl Wait {
    /// The wait as a duration.
    #[must_use]
    pub fn duration(self) -> Duration {
        milliseconds(self.ms)
    }
}

impl FanOut {
    /// The calls. Each asks for another number of bytes, so that answers out of order are noticed.
    pub fn fetches(self) -> impl ExactSizeIterator<Item = Fetch> {
        (0..self.calls).map(move |nth| Fetch { ms: self.ms, bytes: limits::CALL_BYTES + nth })
    }

    /// The CPU time to burn.
    #[must_use]
    pub fn cpu(self) -> Duration {
        Duration::from_micros(self.cpu_us.into())
    }
}

impl Chain {
    /// What a chain of no calls gives.
    #[must_use]
    pub fn before_the_first(self) -> Bytes {
        Bytes::new()
    }

    /// The first call, made of nothing.
    #[must_use]
    pub fn first(self) -> Fetch {
        Fetch { ms: self.ms, bytes: limits::CALL_BYTES }
    }

    /// The call that follows from what one before it gave: longer by a remainder of its bytes' sum.
    #[must_use]
    pub fn next(self, before: &Bytes) -> Fetch {
        let sum: u32 = before.iter().map(|byte| u32::from(*byte)).sum();
        Fetch { ms: self.ms, bytes: limits::CALL_BYTES + sum % limits::CALL_BYTES }
    }
}

impl Mixed {
    /// The call that is waited for.
    #[must_use]
    pub fn fetch(self) -> Fetch {
        Fetch { ms: self.ms, bytes: limits::CALL_BYTES }
    }

    /// The CPU time to burn.
    #[must_use]
    pub fn cpu(self) -> Duration {
        Duration::from_micros(self.cpu_us.into())
    }
}

impl Upload {
    /// How many pauses a body of `read` bytes has cost so far.
    #[must_use]
    pub fn pauses(self, read: u64) -> u64 {
        if self.ms == 0 { 0 } else { read / u64::from(limits::UPLOAD_PIECE_BYTES) }
    }

    /// One pause.
    #[must_use]
    pub fn pause(self) -> Duration {
        milliseconds(self.ms)
    }
}

pub(crate) fn milliseconds(ms: u32) -> Duration {
    Duration::from_millis(ms.into())
}
