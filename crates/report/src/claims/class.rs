//! A pair, compared by one class of a mix alone.

use record::{ClassFigures, Point};
use scenario::claim::{MetricName, PairLoads};
use stats::{is_percentile_resolved, paired_ratio};

use super::effect::Effect;
use super::pair::{cells, loads, places, table};
use crate::digest::{Cell, Digest};
use crate::findings::load_in_words;
use crate::traces::Traces;

/// Async ÷ threads of a percentile of the class at each load at which both are VALID and it has responses enough.
pub(super) fn ratios(
    digest: &Digest<'_>,
    traces: &Traces<'_>,
    of: &PairLoads,
    class: &str,
) -> Result<Vec<Effect>, String> {
    let (sweep, table) = table(digest, of)?;
    let (short, quantile) = match of.metric {
        MetricName::ResponseP50Us => ("p50", 0.5),
        MetricName::ResponseP90Us => ("p90", 0.9),
        _ => ("p99", 0.99),
    };
    let mut found = Vec::new();
    let mut why_not = Vec::new();
    for load in loads(sweep, of) {
        let at = load_in_words(sweep.kind, load);
        let Some((asynchronous, blocking)) = cells(sweep, table, load) else { continue };
        if !(asynchronous.is_valid() && blocking.is_valid()) {
            why_not.push(format!("not both VALID at {at}"));
            continue;
        }
        let sides = [asynchronous, blocking].map(|cell| side(traces, cell, class));
        if sides.iter().any(|side| !is_percentile_resolved(samples(side), quantile)) {
            why_not.push(format!("too few of the class `{class}` at {at} for its {short}"));
            continue;
        }
        let value = |figures: &ClassFigures| match of.metric {
            MetricName::ResponseP50Us => figures.response_p50_us,
            MetricName::ResponseP90Us => figures.response_p90_us,
            _ => figures.response_p99_us,
        };
        let [asynchronous, blocking] = &sides;
        let pairs: Vec<(f64, f64)> = asynchronous
            .iter()
            .filter_map(|(point, figures)| {
                let other = blocking.iter().find(|(other, _)| other.block == point.block)?.1;
                Some((value(figures)?, value(other)?))
            })
            .collect();
        let Some(ratio) = paired_ratio(&pairs, digest.manifest.seed) else { continue };
        let what = format!("{short} of the class `{class}`, async ÷ threads at {at}");
        found.push(Effect::of_ratio(what, ratio, places(sweep, table, load)));
    }
    if found.is_empty() && !why_not.is_empty() {
        return Err(why_not.join("; "));
    }
    Ok(found)
}

/// The class in each block that the cell rests on.
fn side<'a>(traces: &Traces<'a>, cell: &Cell<'a>, class: &str) -> Vec<(&'a Point, &'a ClassFigures)> {
    let of = |point: &'a Point| {
        let figures = traces.of(point)?.classes.iter().find(|known| known.class == class)?;
        Some((point, figures))
    };
    cell.believed().filter_map(of).collect()
}

fn samples(side: &[(&Point, &ClassFigures)]) -> u64 {
    side.iter().map(|(_, figures)| figures.planned).sum()
}
