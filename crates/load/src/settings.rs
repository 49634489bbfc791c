//! What most plans leave as it is.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use crate::{Gaps, Progress, Request};

/// What most plans leave as it is.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How long before a planned arrival the loop stops sleeping and polls instead. Zero, the default,
    /// always sleeps: right where the generator's core has other work. Polling counts as waiting in
    /// [`crate::Outcome::busy_ratio`] but is seen in [`crate::Outcome::cpu`].
    pub spin_max: Duration,
    /// Where to tell, some fifty times a second, how far it has come.
    pub progress: Option<Progress>,
    /// Closed loop: so many requests are kept in flight on each connection. `None`: one.
    pub pipeline: Option<NonZeroU32>,
    /// After so many answers a connection is closed and the next request waits for a new one, its clock
    /// running. `None`: connections are kept as long as the server keeps them.
    pub requests_per_connection: Option<NonZeroU32>,
    /// Closed loop: how long a user thinks before asking again. `None`: not at all.
    pub think: Option<Think>,
    /// Open loop: how the rate changes over time.
    pub shape: Shape,
    /// Open loop: an arrival that is older than this before it could be sent is shed, as its user would have
    /// gone: it counts as "at least so long" and is never sent. `None`: however old, it is sent.
    pub deadline: Option<Duration>,
    /// The first connections are opened evenly over this time, before the load starts. `None`: as fast as
    /// no usual backlog is run over.
    pub connect_over: Option<Duration>,
    /// How the plan's own clients read and write.
    pub manner: Manner,
    /// Further requests, mixed at random with the plan's own, whose weight is 1 and whose label is
    /// [`MAIN_CLASS`]. Each class has figures of its own in [`crate::Outcome::classes`].
    pub mix: Vec<Class>,
}

/// The label of the plan's own request among [`Settings::mix`].
pub const MAIN_CLASS: &str = "main";

/// A further request of a mix.
#[derive(Clone, Debug)]
pub struct Class {
    /// What its figures are called.
    pub label: String,
    /// How often it is sent, against 1 for the plan's own request.
    pub weight: f64,
    /// The request.
    pub request: Request,
    /// How its clients read and write.
    pub manner: Manner,
}

/// How clients read and write. A slow client keeps its connection's answer in the server's hands, or its thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// How slowly the answer is read; `None`: as soon as it is there.
    ///
    /// For such clients every connection of the plan gets a small receive buffer and segments of Ethernet's size,
    /// as if they came over a network: the loopback's own would take in a megabyte before the server notices.
    pub reads: Option<Pace>,
    /// How slowly the request is sent; `None`: at once.
    pub writes: Option<Pace>,
}

/// A little at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// So many bytes at most, of which a loop takes up to 64 KiB at once.
    pub bytes: u32,
    /// And then nothing for so long.
    pub every: Duration,
}

/// How long a user thinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Think {
    /// On average.
    pub mean: Duration,
    /// The law around it.
    pub law: Gaps,
}

/// How an open loop's rate changes over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Shape {
    /// Not at all.
    #[default]
    Steady,
    /// In segments, one after the other from when the window opens, and from the first again when all are
    /// over. Before the window the rate is that with which it opens, after it that with which it closes.
    Segments(Vec<Segment>),
    /// These arrivals and no others, counted from the start of the load (warm-up included), in order.
    /// The load's rate is used for the first guess at the number of connections only.
    Replay(Arc<[Duration]>),
}

/// A stretch of time over which the rate goes evenly from one value to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// How long.
    pub length: Duration,
    /// At its start, as a factor of the load's rate.
    pub from: f64,
    /// At its end, as a factor of the load's rate.
    pub to: f64,
}

impl Shape {
    /// Equal stretches of the window, each at one factor of the rate.
    #[must_use]
    pub fn steps(factors: &[f64], window: Duration) -> Self {
        let length = window / factors.len().max(1) as u32;
        Self::Segments(factors.iter().map(|factor| Segment { length, from: *factor, to: *factor }).collect())
    }

    /// From one factor of the rate evenly to another over the window.
    #[must_use]
    pub fn ramp(from: f64, to: f64, window: Duration) -> Self {
        Self::Segments(vec![Segment { length: window, from, to }])
    }

    /// The rate for `on`, nothing for `off`, over and over.
    #[must_use]
    pub fn burst(on: Duration, off: Duration) -> Self {
        let flat = |length, factor| Segment { length, from: factor, to: factor };
        Self::Segments(vec![flat(on, 1.0), flat(off, 0.0)])
    }
}
