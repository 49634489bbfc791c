//! Scenario × load point × contender.

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
}

/// One thing to measure, once in each block. The indices point into the plan that made it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The scenario's name.
    pub scenario: String,
    /// The contender's name.
    pub contender: String,
    /// The load.
    pub load: LoadPoint,
}
