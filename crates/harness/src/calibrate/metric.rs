//! What a comparison compares.

use record::Point;

/// A quantity of a point that a report compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Metric {
    CpuPerRequest,
    Throughput,
    P50,
    P99,
    Memory,
}

impl Metric {
    /// All of them.
    pub(super) const ALL: [Self; 5] =
        [Self::CpuPerRequest, Self::Throughput, Self::P50, Self::P99, Self::Memory];

    /// Its column in `points.csv`.
    pub(super) fn column(self) -> &'static str {
        match self {
            Self::CpuPerRequest => "cpu_us_per_request",
            Self::Throughput => "completed_per_s",
            Self::P50 => "response_p50_us",
            Self::P99 => "response_p99_us",
            Self::Memory => "memory_pss_bytes_max",
        }
    }

    /// In words.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::CpuPerRequest => "CPU per request",
            Self::Throughput => "throughput",
            Self::P50 => "response p50",
            Self::P99 => "response p99",
            Self::Memory => "memory",
        }
    }

    pub(super) fn of(self, point: &Point) -> Option<f64> {
        match self {
            Self::CpuPerRequest => point.cpu_us_per_request,
            Self::Throughput => Some(point.completed_per_s),
            Self::P50 => point.response_p50_us,
            Self::P99 => point.response_p99_us,
            Self::Memory => point.memory_pss_bytes_max.map(|bytes| bytes as f64),
        }
    }
}
