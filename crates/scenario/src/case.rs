//! Scenario × load point × contender.

use std::fmt;

use crate::{Contender, Load, Scenario};

/// One concurrency or one rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LoadPoint {
    /// Closed loop: so many connections.
    Closed {
        /// Connections to hold.
        connections: u32,
    },
    /// Open loop: so many planned requests per second.
    Open {
        /// Planned requests per second.
        rate_per_s: f64,
    },
    /// So many requests held in flight at once, while nothing else happens.
    Parked {
        /// Requests to hold; 0 is the server at rest.
        requests: u32,
    },
}

/// One thing to measure, once in each block.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The scenario's name.
    pub scenario: String,
    /// The contender's name.
    pub contender: String,
    /// The load.
    pub load: LoadPoint,
}

/// Every load point of `scenario` with each of `contenders`, in the order of the files; whoever
/// measures shuffles.
#[must_use]
pub fn cases(scenario: &Scenario, contenders: &[&Contender]) -> Vec<Case> {
    let case = |load, contender: &Contender| Case {
        scenario: scenario.name.clone(),
        contender: contender.name.clone(),
        load,
    };
    let points = scenario.load.points();
    points.flat_map(|load| contenders.iter().map(move |contender| case(load, contender))).collect()
}

impl Load {
    /// All load points: the closed loop's, then the open loop's, then those that are parked, each
    /// ascending.
    pub fn points(&self) -> impl Iterator<Item = LoadPoint> {
        let closed = self.closed_connections.iter();
        let open = self.open_rates_per_s.iter();
        let parked = self.parked_requests.iter();
        closed
            .map(|&connections| LoadPoint::Closed { connections })
            .chain(open.map(|&rate_per_s| LoadPoint::Open { rate_per_s }))
            .chain(parked.map(|&requests| LoadPoint::Parked { requests }))
    }
}

/// `1 connection`, `64 connections`, `2000/s`, `64 parked`.
impl fmt::Display for LoadPoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed { connections: 1 } => out.pad("1 connection"),
            Self::Closed { connections } => out.pad(&format!("{connections} connections")),
            Self::Open { rate_per_s } => out.pad(&format!("{rate_per_s}/s")),
            Self::Parked { requests } => out.pad(&format!("{requests} parked")),
        }
    }
}
