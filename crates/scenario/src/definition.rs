//! What a scenario file and a contender file may say.

use std::collections::BTreeMap;

/// A scenario: the work and the load asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its path below `scenarios/`, without the ending; never given a new meaning.
    pub name: String,
    /// A title of a few words.
    pub title: String,
    /// What it asks.
    pub question: String,
    /// What theory expects.
    pub expect: String,
    /// How to read the outcome.
    pub analysis: String,
    /// The contenders in the order to show them.
    pub contenders: Vec<String>,
    /// What each request asks for.
    pub request: Request,
    /// Further requests, mixed with that one at random.
    pub mix: Vec<Class>,
    /// What clients do beside asking and waiting.
    pub clients: Clients,
    /// How the backend spreads its time.
    pub backend: BackendLaw,
    /// The loads to put on it.
    pub load: Load,
    /// What a service would want of it.
    pub objective: Objective,
    /// Whether it is measured when no scenario is asked for by name.
    pub in_tour: bool,
    /// What the tour takes of it.
    pub tour: Tour,
}

/// A further request of a mix.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// What its figures are called; `main` is the scenario's own request.
    pub label: String,
    /// Its share of all requests, between 0 and 1.
    pub share: f64,
    /// What it asks for.
    pub request: Request,
    /// How slowly its clients read the answer; `None`: as soon as it is there.
    pub reads: Option<Pace>,
    /// How slowly its clients send the body; `None`: at once.
    pub writes: Option<Pace>,
}

/// A little at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// So many bytes at most.
    pub bytes: u32,
    /// And then nothing for so many milliseconds.
    pub every_ms: u32,
}

/// What clients do beside asking and waiting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clients {
    /// After so many answers a connection is closed and a new one is made.
    pub requests_per_connection: Option<u32>,
    /// Without an answer after so many milliseconds a client closes its connection and leaves.
    pub patience_ms: Option<u32>,
}

/// What the tour takes of a scenario; `None` is all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tour {
    /// Of the contenders.
    pub contenders: Option<Vec<String>>,
    /// Of the closed loop's connections.
    pub connections: Option<Vec<u32>>,
    /// Of the open loop's rates.
    pub rates_per_s: Option<Vec<f64>>,
}

/// What each request asks for: one of the contract's routes.
pub type Request = contract::Ask;

/// How the backend spreads its time around what it was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BackendLaw {
    /// Always what was asked.
    Fixed,
    /// Log-normal with the asked time as its median; `sigma` is the logarithm's standard deviation.
    LogNormal {
        /// Standard deviation of the logarithm; no unit.
        sigma: f64,
    },
}

/// The loads: both axes and the parked requests, each with its points.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// Closed loop: how many connections to hold, one point each.
    pub closed_connections: Vec<u32>,
    /// Open loop: how many requests to plan a second, one point each.
    pub open_rates_per_s: Vec<f64>,
    /// Open loop: how the gaps between planned arrivals are drawn.
    pub open_gaps: Gaps,
    /// Open loop: the most connections that the generator may open; 0 without open points.
    pub open_connections_max: u32,
    /// Open loop: how the rate changes over the window.
    pub open_shape: Shape,
    /// The shortest window that makes sense, in milliseconds; 0 for any.
    pub window_ms_min: u32,
    /// Parked: how many requests to hold in flight at once, one point each; 0 is the server at rest.
    pub parked_requests: Vec<u32>,
    /// Parked: how many connections are open and idle beside those that hold a request.
    pub parked_idle_connections: u32,
}

/// How the gaps between planned arrivals are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gaps {
    /// Exponential gaps: arrivals of independent users (a Poisson process).
    Exponential,
    /// Equal gaps.
    Constant,
}

/// How the rate of an open loop changes over the window.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Not at all.
    Steady,
    /// In equal stretches of the window, each at its own factor of the rate.
    Steps {
        /// The factors.
        factors: Vec<f64>,
        /// How long each stretch is at least, in milliseconds.
        step_ms: u32,
    },
    /// On and off, over and over.
    Burst {
        /// How long requests come at the full rate, in milliseconds.
        on_ms: u32,
        /// How long none comes, in milliseconds.
        off_ms: u32,
    },
}

/// What a service would want.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
    /// The response p99 to keep, in ms.
    pub p99_ms: f64,
}

/// One server program and its settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Contender {
    /// The name of its file.
    pub name: String,
    /// What it is, in a line.
    pub title: String,
    /// How it waits.
    pub model: String,
    /// Which of the two styles its handlers are written in.
    pub colour: Colour,
    /// The HTTP library that serves.
    pub http: String,
    /// What stands between the HTTP library and the handlers, if anything does.
    pub boundary: Option<String>,
    /// The pairs it takes part in.
    pub pairs: Vec<Pair>,
    /// How to start it.
    pub program: Program,
    /// Its limits, as handed to the program: key and value of each `--key value`.
    pub limits: BTreeMap<String, u64>,
}

/// Which style a contender's handlers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// A thread waits.
    Blocking,
    /// A task waits on an executor.
    Async,
}

/// A pair that a contender takes part in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pair {
    /// Differs in the model only.
    Matched,
    /// What people would deploy to serve.
    Practice,
    /// What people would deploy, the client of the backend included.
    Deployed,
    /// The same limit on requests carried out at once.
    Limit,
    /// Differs in what stands between the HTTP library and the handlers.
    Boundary,
}

impl Pair {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Matched, Self::Practice, Self::Deployed, Self::Limit, Self::Boundary];

    /// Its name in a contender file and in a run.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Practice => "practice",
            Self::Deployed => "deployed",
            Self::Limit => "limit",
            Self::Boundary => "boundary",
        }
    }
}

/// How a contender is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The program's file name beside the harness, or a path.
    pub run: String,
    /// Its arguments, before those that the harness adds.
    pub args: Vec<String>,
    /// What builds it; without one it is always built.
    pub feature: Option<Feature>,
}

/// A cargo feature that builds a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The package.
    pub package: String,
    /// The package's feature.
    pub feature: String,
}
