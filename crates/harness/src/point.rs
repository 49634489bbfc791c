//! From a measurement to everything that is written down of it.

use load::Outcome;
use record::{ClassFigures, Gate, Histograms, Point, SeriesWindow, Verdict};

use crate::asking;
use crate::execute::CaseFailure;
use crate::gates::gates;
use crate::measurement::{Measurement, Readings};
use crate::plan::Step;
use crate::row::row;
use crate::verdict::judge;

/// Everything that is written down of one case.
#[derive(Clone, Debug)]
pub(crate) struct Recorded {
    /// The row.
    pub(crate) point: Point,
    /// What the generator recorded.
    outcome: Outcome,
    /// The time series.
    pub(crate) series: Vec<SeriesWindow>,
    /// Every gate that it was held against.
    pub(crate) gates: Vec<Gate>,
    /// For the log and the terminal.
    pub(crate) notes: Vec<String>,
}

impl Recorded {
    /// The three clocks.
    pub(crate) fn histograms(&self) -> Histograms<'_> {
        let Outcome { response, service, lag, .. } = &self.outcome;
        Histograms { response, service, lag }
    }

    /// The classes of a mix.
    pub(crate) fn classes(&self) -> Vec<ClassFigures> {
        asking::figures(&self.outcome.classes)
    }
}

/// What is written down of `step`, which was the `order`th case of the run.
///
/// A case that could not be measured at all is a point too: a server that does not start or dies is
/// a result (method rule 18).
pub(crate) fn recorded(step: &Step, order: u32, measured: Result<Measurement, CaseFailure>) -> Recorded {
    let (measured, failure) = match measured {
        Ok(measured) => (measured, None),
        Err(CaseFailure(reason)) => (nothing(), Some(reason)),
    };
    let mut notes = measured.notes.clone();
    let mut gates = gates(step.case.load, &measured);
    if let Some(reason) = failure {
        // What was never measured passes and fails nothing but this.
        gates = vec![Gate::new("started", Some(0.0), Some(1.0), None, Verdict::Failed).noted(reason.clone())];
        notes.push(reason);
    }
    let (verdict, verdict_reason) = judge(&gates);
    let point = Point { verdict, verdict_reason, ..row(step, order, &measured) };
    let series = measured.outcome.series.iter().map(series_window).collect();
    Recorded { point, outcome: measured.outcome, series, gates, notes }
}

/// The measurement of a case that could not begin.
fn nothing() -> Measurement {
    Measurement {
        started: std::time::Duration::ZERO,
        outcome: Outcome::default(),
        readings: Readings::default(),
        death: None,
        notes: Vec::new(),
        extensions: 0,
    }
}

fn series_window(window: &load::Window) -> SeriesWindow {
    SeriesWindow {
        start_ms: window.start_ms,
        sent: window.sent,
        completed: window.completed,
        errors: window.errors,
        response_p50_us: window.response_p50_us,
        response_p99_us: window.response_p99_us,
        response_mean_us: window.response_mean_us,
        beyond_p50: Some(window.beyond[0]),
        beyond_p90: Some(window.beyond[1]),
        beyond_p99: Some(window.beyond[2]),
        beyond_p999: Some(window.beyond[3]),
    }
}
