//! The course of a case whose rate changes in steps: goodput in each, and when it has recovered.

use record::{Point, Scenario};
use stats::{Recovery, Stretch, goodput_per_s, median, recovery};

use crate::digest::{Cell, Sweep};
use crate::traces::Traces;
use crate::words::{percent, rate, significant};

/// The recorded course has windows of this length.
const WINDOW_MS: f64 = 250.0;

/// One block's.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    factors: Vec<f64>,
    /// The rate that a factor of 1 stands for.
    rate_per_s: f64,
    goodput_per_s: Vec<Option<f64>>,
    pub(crate) recovery: Recovery,
}

/// The courses of a cell, block by block: of all, whatever their verdict. None where the rate does not change in
/// steps, or where the steps are shorter than what was recorded.
pub(crate) fn courses(scenario: &Scenario, traces: &Traces<'_>, cell: &Cell<'_>) -> Vec<Course> {
    cell.points.iter().filter_map(|point| course(scenario, traces, point)).collect()
}

fn course(scenario: &Scenario, traces: &Traces<'_>, point: &Point) -> Option<Course> {
    let (factors, objective_ms) = (&scenario.steps, scenario.objective_p99_ms?);
    let window_ms = point.window_s * 1e3;
    let step_ms = window_ms / factors.len() as f64;
    if factors.is_empty() || step_ms < WINDOW_MS - 1.0 {
        return None;
    }
    let measured =
        traces.of(point)?.windows.iter().filter(|window| window.start_ms >= 0).filter_map(|window| {
            let start_ms = window.start_ms as f64;
            let length_ms = WINDOW_MS.min(window_ms - start_ms);
            let (sent, completed, p99_us) = (window.sent, window.completed, window.response_p99_us);
            (length_ms > 1.0).then_some(Stretch { start_ms, length_ms, sent, completed, p99_us })
        });
    let course: Vec<Stretch> = measured.collect();
    Some(Course {
        goodput_per_s: goodput_per_s(&course, factors.len(), step_ms),
        recovery: recovery(&course, factors, step_ms, objective_ms * 1e3),
        factors: factors.clone(),
        rate_per_s: point.offered_per_s?,
    })
}

impl Course {
    /// The least goodput of any step above 1, as a share of the rate that 1 stands for.
    pub(crate) fn goodput_ratio(&self) -> Option<f64> {
        let steps = self.factors.iter().zip(&self.goodput_per_s);
        let above = steps.filter(|(factor, _)| **factor > 1.0).filter_map(|(_, goodput)| *goodput);
        above.reduce(f64::min).map(|goodput| goodput / self.rate_per_s)
    }

    /// `None` if it had not recovered when the steps ended.
    pub(crate) fn recovery_ms(&self) -> Option<f64> {
        match self.recovery {
            Recovery::After { ms } => Some(ms),
            Recovery::NoOverload | Recovery::NotWithin { .. } => None,
        }
    }
}

/// A contender's line of the table.
pub(crate) struct Row {
    pub(crate) contender: String,
    /// Goodput in each step, the middle block's.
    pub(crate) goodput: Vec<String>,
    /// The least of it above capacity, as a share of the rate that 1 stands for.
    pub(crate) least: String,
    pub(crate) recovery: String,
}

/// What is offered in each step, and a row for each contender; `None` where nothing changes in steps.
pub(crate) fn table(traces: &Traces<'_>, sweep: &Sweep<'_>) -> Option<(Vec<String>, Vec<Row>)> {
    let row = |cell: &Cell<'_>| {
        let courses = courses(sweep.scenario, traces, cell);
        let first = courses.first()?;
        let step = |at: usize| {
            let blocks: Vec<f64> = courses.iter().filter_map(|course| course.goodput_per_s[at]).collect();
            median(&blocks).map_or_else(|| "–".to_owned(), rate)
        };
        let ratios: Vec<f64> = courses.iter().filter_map(Course::goodput_ratio).collect();
        Some(Row {
            contender: format!("{} at {}", cell.contender, rate(cell.load)),
            goodput: (0..first.factors.len()).map(step).collect(),
            least: median(&ratios).map_or_else(|| "–".to_owned(), |ratio| format!("{} %", percent(ratio))),
            recovery: recovered(&courses),
        })
    };
    let rows: Vec<Row> = sweep.cells.iter().filter_map(row).collect();
    let heads = sweep.scenario.steps.iter().map(|factor| format!("× {factor}")).collect();
    (!rows.is_empty()).then_some((heads, rows))
}

/// The middle block's recovery: one that was not seen is later than all that were.
fn recovered(courses: &[Course]) -> String {
    let mut blocks: Vec<(f64, bool)> = courses
        .iter()
        .filter_map(|course| match course.recovery {
            Recovery::After { ms } => Some((ms, true)),
            Recovery::NotWithin { ms } => Some((ms, false)),
            Recovery::NoOverload => None,
        })
        .collect();
    blocks.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.total_cmp(&b.0)));
    match blocks.get(blocks.len() / 2) {
        Some((ms, true)) => format!("{} s", significant(ms / 1e3)),
        Some((ms, false)) => format!("not within {} s", significant(ms / 1e3)),
        None => "–".to_owned(),
    }
}
