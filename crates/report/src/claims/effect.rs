//! What a claim's statistic came out as.

use record::LoadKind;
use scenario::claim::MetricName;
use stats::{Interval, Ratio};

use crate::digest::{Digest, Metric, Sweep};

/// One figure with its interval and the points it rests on.
#[derive(Clone, Debug)]
pub(crate) struct Effect {
    /// What it is, as `p50, async ÷ threads at 64 in flight`.
    pub(crate) what: String,
    pub(crate) estimate: f64,
    /// `None` with one block, which supports and refutes nothing.
    pub(crate) interval: Option<Interval>,
    /// What its figure is.
    pub(crate) unit: Unit,
    /// Scenario, kind of load, load and contender of each point.
    pub(crate) points: Vec<Place>,
}

/// What an effect's figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A figure divided by another.
    Ratio,
    /// A share, shown in percent.
    Share,
    /// A metric, in its own unit.
    Of(Metric),
    /// Milliseconds.
    Milliseconds,
}

/// A case.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) scenario: String,
    pub(crate) kind: LoadKind,
    pub(crate) load: f64,
    pub(crate) contender: String,
}

impl Effect {
    pub(super) fn of_ratio(what: String, ratio: Ratio, points: Vec<Place>) -> Self {
        Self { what, estimate: ratio.estimate, interval: ratio.interval, unit: Unit::Ratio, points }
    }
}

impl Place {
    pub(super) fn new(sweep: &Sweep<'_>, load: f64, contender: &str) -> Self {
        let scenario = sweep.scenario.name.clone();
        Self { scenario, kind: sweep.kind, load, contender: contender.to_owned() }
    }
}

/// The points of one scenario and kind of load, or why there are none.
pub(super) fn sweep<'d, 'a>(
    digest: &'d Digest<'a>,
    scenario: &str,
    is_open: bool,
) -> Result<&'d Sweep<'a>, String> {
    let kind = if is_open { LoadKind::Open } else { LoadKind::Closed };
    let part = digest.scenarios.iter().find(|part| part.scenario.name == scenario);
    part.and_then(|part| part.sweeps.iter().find(|sweep| sweep.kind == kind))
        .ok_or_else(|| format!("{scenario} is not in this run"))
}

pub(super) fn metric(name: MetricName) -> Metric {
    match name {
        MetricName::CpuUsPerRequest => Metric::CpuPerRequest,
        MetricName::ResponseP50Us => Metric::P50,
        MetricName::ResponseP90Us => Metric::P90,
        MetricName::ResponseP99Us => Metric::P99,
        MetricName::CompletedPerS => Metric::Throughput,
        MetricName::MemoryPssBytesMax => Metric::Memory,
        MetricName::OrphanCalls => Metric::Orphans,
    }
}
