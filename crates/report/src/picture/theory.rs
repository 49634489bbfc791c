//! What arithmetic alone expects, drawn dashed beside what was measured.

use record::LoadKind;
use scenario::theory::ceiling_per_s;

use super::chart::{Dot, Line, Standing};
use super::style::look_of_theory;
use crate::digest::{Metric, Sweep};

/// The least response time is the wait itself; in a closed loop N requests that each take at least the wait
/// make at most N ÷ wait a second (Little's law), in an open one what is offered is all that can complete.
/// `None` where nothing is expected of the metric.
pub(super) fn theory(sweep: &Sweep<'_>, metric: Metric) -> Option<Line> {
    let wait_s = f64::from(sweep.scenario.wait_ms) / 1e3;
    let (label, expected): (&str, Box<dyn Fn(f64) -> f64>) = match (metric, sweep.kind) {
        (Metric::P50 | Metric::P90 | Metric::P99 | Metric::P999, LoadKind::Closed | LoadKind::Open)
            if wait_s > 0.0 =>
        {
            ("the wait alone", Box::new(move |_| wait_s * 1e3))
        }
        (Metric::Throughput, LoadKind::Closed) if wait_s > 0.0 => {
            ("in flight / wait", Box::new(move |load| ceiling_per_s(load as u32, None, wait_s)))
        }
        (Metric::Throughput, LoadKind::Open) => ("all that is offered", Box::new(|load| load)),
        _ => return None,
    };
    let dot = |&load: &f64| {
        let y = expected(load);
        Dot {
            x: load,
            y,
            low: y,
            high: y,
            standing: Standing::Passing,
            is_at_least: false,
            note: String::new(),
        }
    };
    Some(Line {
        contender: String::new(),
        label: label.to_owned(),
        look: look_of_theory(),
        is_minor: true,
        is_theory: true,
        dots: sweep.loads.iter().map(dot).collect(),
    })
}
