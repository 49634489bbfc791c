//! What is compared, with its unit and its better side.

use record::Point;

use crate::words::{count, megabytes, rate, significant, time_us};

/// One measured quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Metric {
    CpuPerRequest,
    RequestsPerCpu,
    Switches,
    Memory,
    Threads,
    P50,
    P90,
    P99,
    P999,
    Throughput,
    Orphans,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Better {
    Lower,
    Higher,
}

impl Metric {
    pub(crate) const ALL: [Self; 10] = [
        Self::CpuPerRequest,
        Self::RequestsPerCpu,
        Self::Switches,
        Self::Memory,
        Self::Threads,
        Self::P50,
        Self::P90,
        Self::P99,
        Self::P999,
        Self::Throughput,
    ];

    /// What fits in a table of Markdown.
    pub(crate) const SHORT: [Self; 6] =
        [Self::CpuPerRequest, Self::Switches, Self::Memory, Self::P50, Self::P99, Self::Throughput];

    /// What a pair's table compares; requests per CPU-second would only repeat CPU per request.
    pub(crate) const COMPARED: [Self; 5] =
        [Self::CpuPerRequest, Self::P50, Self::P99, Self::Throughput, Self::Memory];

    pub(crate) fn of(self, point: &Point) -> Option<f64> {
        if self.percentile().is_some() && !is_anything_right(point) {
            return None;
        }
        match self {
            Self::CpuPerRequest => point.cpu_us_per_request,
            Self::RequestsPerCpu => point.requests_per_cpu_s,
            Self::Switches => Some(
                point.context_switches_voluntary_per_request?
                    + point.context_switches_involuntary_per_request?,
            ),
            Self::Memory => point.memory_pss_bytes_max.map(|bytes| bytes as f64),
            Self::Threads => point.threads_max.map(f64::from),
            Self::P50 => point.response_p50_us,
            Self::P90 => point.response_p90_us,
            Self::P99 => point.response_p99_us,
            Self::P999 => point.response_p999_us,
            Self::Throughput => Some(point.completed_per_s),
            Self::Orphans => point.orphan_calls.map(|calls| calls as f64),
        }
    }

    /// The percentile that it is, as a share.
    pub(crate) fn percentile(self) -> Option<f64> {
        match self {
            Self::P50 => Some(0.5),
            Self::P90 => Some(0.9),
            Self::P99 => Some(0.99),
            Self::P999 => Some(0.999),
            _ => None,
        }
    }

    pub(crate) fn better(self) -> Better {
        match self {
            Self::RequestsPerCpu | Self::Throughput => Better::Higher,
            _ => Better::Lower,
        }
    }

    /// In a heading.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::CpuPerRequest => "CPU per request",
            Self::RequestsPerCpu => "Requests per CPU-second",
            Self::Switches => "Context switches",
            Self::Memory => "Memory (PSS)",
            Self::Threads => "Threads",
            Self::P50 => "Response time, p50",
            Self::P90 => "Response time, p90",
            Self::P99 => "Response time, p99",
            Self::P999 => "Response time, p99.9",
            Self::Throughput => "Throughput",
            Self::Orphans => "Calls that went on for nobody",
        }
    }

    /// In a table's head.
    pub(crate) fn short(self) -> &'static str {
        match self {
            Self::CpuPerRequest => "CPU/request",
            Self::RequestsPerCpu => "requests/CPU-s",
            Self::Switches => "switches/request",
            Self::Memory => "memory",
            Self::Threads => "threads",
            Self::P50 => "p50",
            Self::P90 => "p90",
            Self::P99 => "p99",
            Self::P999 => "p99.9",
            Self::Throughput => "throughput",
            Self::Orphans => "orphan calls",
        }
    }

    /// The unit on an axis, with what a value is divided by to be in it.
    pub(crate) fn axis_unit(self) -> (&'static str, f64) {
        match self {
            Self::CpuPerRequest => ("µs", 1.0),
            Self::RequestsPerCpu => ("requests per second of CPU", 1.0),
            Self::Memory => ("MiB", f64::from(1 << 20)),
            Self::Switches => ("a request", 1.0),
            Self::Threads => ("at most", 1.0),
            Self::P50 | Self::P90 | Self::P99 | Self::P999 => ("ms", 1e3),
            Self::Throughput => ("requests per second", 1.0),
            Self::Orphans => ("calls", 1.0),
        }
    }

    /// A value with its unit.
    pub(crate) fn show(self, value: f64) -> String {
        match self {
            Self::CpuPerRequest => format!("{} µs", significant(value)),
            Self::RequestsPerCpu => count(value),
            Self::Memory => megabytes(value),
            Self::Switches => significant(value),
            Self::Threads => count(value),
            Self::P50 | Self::P90 | Self::P99 | Self::P999 => time_us(value),
            Self::Throughput => rate(value),
            Self::Orphans => count(value),
        }
    }
}

/// Where not one answer was right, what was timed is how quickly it failed, and nobody's response time.
fn is_anything_right(point: &Point) -> bool {
    point.completed_per_s > 0.0 || point.planned > point.errors + point.censored
}
