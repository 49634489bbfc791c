//! What was recorded of a case beside its point.

use hdrhistogram::Histogram;
use record::{ClassFigures, Gate, Point, SeriesWindow};

use crate::digest::Cell;

/// The distribution, the course and the gates of one case in one block.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The case's place in the order of the run.
    pub order: u32,
    /// Response times in nanoseconds; `None` where the file cannot be read.
    pub response: Option<Histogram<u64>>,
    /// How it went, window by window.
    pub windows: Vec<SeriesWindow>,
    /// Every gate with its bounds.
    pub gates: Vec<Gate>,
    /// The classes of a mix; none where it was no mix.
    pub classes: Vec<ClassFigures>,
}

/// All traces of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traces<'a>(pub(crate) &'a [Trace]);

impl<'a> Traces<'a> {
    /// The response times of the blocks that `cell` rests on, merged.
    pub(crate) fn merged(&self, cell: &Cell<'_>) -> Option<Histogram<u64>> {
        let mut all: Option<Histogram<u64>> = None;
        for histogram in self.believed(cell).filter_map(|trace| trace.response.as_ref()) {
            match &mut all {
                None => all = Some(histogram.clone()),
                // Histograms of one run share their bounds; one that does not is left out rather than bent.
                Some(all) => drop(all.add(histogram)),
            }
        }
        all.filter(|all| !all.is_empty())
    }

    /// The measured windows of the first block that `cell` rests on.
    pub(crate) fn windows(&self, cell: &Cell<'_>) -> Option<Vec<SeriesWindow>> {
        let length_ms = cell.points.first()?.window_s * 1e3;
        let trace = self.believed(cell).find(|trace| !trace.windows.is_empty())?;
        let measured =
            |window: &&SeriesWindow| window.start_ms >= 0 && (window.start_ms as f64) < length_ms - 1.0;
        Some(trace.windows.iter().filter(measured).copied().collect())
    }

    /// What lies beside one point.
    pub(crate) fn of(&self, point: &Point) -> Option<&'a Trace> {
        self.0.iter().find(|trace| trace.order == point.order)
    }

    /// Every gate of every case.
    pub(crate) fn gates(&self) -> impl Iterator<Item = &'a Gate> {
        self.0.iter().flat_map(|trace| &trace.gates)
    }

    fn believed(&self, cell: &Cell<'_>) -> impl Iterator<Item = &'a Trace> {
        let orders: Vec<u32> = cell.believed().map(|point| point.order).collect();
        let traces = self.0;
        orders.into_iter().filter_map(move |order| traces.iter().find(|trace| trace.order == order))
    }
}
