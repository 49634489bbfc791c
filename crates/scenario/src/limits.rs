//! Limits on everything that a file can ask for, beside those of [`contract::limits`].

/// The most connections at one load point.
pub const CONNECTIONS_MAX: i64 = 1_000_000;

/// The fewest requests that may be planned for one second.
pub const RATE_PER_S_MIN: f64 = 0.01;

/// The most requests that may be planned for one second.
pub const RATE_PER_S_MAX: f64 = 10_000_000.0;

/// The most load points on one axis.
pub const LOAD_POINTS_MAX: usize = 100;

/// The narrowest spread of a log-normal backend; no spread at all is a fixed backend.
pub const SIGMA_MIN: f64 = 0.01;

/// The widest spread of a log-normal backend: at 3, one call in 40 takes over 350 times the median.
pub const SIGMA_MAX: f64 = 3.0;

/// The shortest objective, in milliseconds: the shortest time that a histogram tells apart.
pub const OBJECTIVE_MS_MIN: f64 = 0.001;

/// The longest objective, in milliseconds: the longest time that a histogram can hold.
pub const OBJECTIVE_MS_MAX: f64 = 60_000.0;

/// The most threads that a contender may be allowed; Linux itself stops at 2²² thread ids.
pub const THREADS_MAX: i64 = 1 << 22;

/// The longest queue of connections that wait to be accepted.
pub const BACKLOG_MAX: i64 = 1 << 16;

/// The smallest stack of a thread, in bytes: pages for one guarded, shallow handler.
pub const STACK_BYTES_MIN: i64 = 16 << 10;

/// The largest stack of a thread, in bytes.
pub const STACK_BYTES_MAX: i64 = 1 << 30;

/// The longest that a server may be told to wait for a client, in milliseconds: a day.
pub const PATIENCE_MS_MAX: i64 = 86_400_000;

/// The smallest share of a class among all requests.
pub const SHARE_MIN: f64 = 0.0001;

/// The largest share of all classes together; the rest is the scenario's own request.
pub const SHARE_MAX: f64 = 0.9;

/// The most requests on one connection that a scenario may name; more is "kept".
pub const REQUESTS_PER_CONNECTION_MAX: i64 = 1_000_000;

/// The most stretches into which a window may be cut.
pub const STEPS_MAX: usize = 20;

/// The fewest bytes that a slow client may read or send at a time.
pub const PACE_BYTES_MIN: i64 = 256;

/// The most bytes that a slow client may read or send at a time: more is not slow.
pub const PACE_BYTES_MAX: i64 = 64 << 10;

/// The shortest stretch of a window: the recorded course of a case has windows of this length.
pub const STEP_MS_MIN: i64 = 250;

/// The largest factor of a rate.
pub const FACTOR_MAX: f64 = 100.0;
