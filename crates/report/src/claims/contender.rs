//! Statistics of contenders that are named.

use scenario::claim::{MetricName, Range};
use stats::mean_interval;

use super::effect::{Effect, Place, Unit, metric, sweep};
use crate::digest::{Cell, Digest, Sweep, compared};
use crate::findings::load_in_words;

/// The first ÷ the second at each load at which both are VALID.
pub(super) fn ratios(
    digest: &Digest<'_>,
    scenario: &str,
    [contender, against]: [&str; 2],
    is_open: bool,
    (name, loads): (MetricName, Range),
) -> Result<Vec<Effect>, String> {
    let sweep = sweep(digest, scenario, is_open)?;
    for one in [contender, against] {
        is_there(sweep, one)?;
    }
    let figure = metric(name);
    let effect = |&load: &f64| {
        let (asked, base) = (sweep.cell(contender, load)?, sweep.cell(against, load)?);
        let ratio = compared(figure, asked, base, digest.manifest.seed).ok()?;
        let what =
            format!("{}, {contender} ÷ {against} at {}", figure.short(), load_in_words(sweep.kind, load));
        Some(Effect::of_ratio(what, ratio, vec![Place::new(sweep, load, contender)]))
    };
    Ok(sweep.loads.iter().filter(|&&load| loads.holds(load, load)).filter_map(effect).collect())
}

/// One figure, the mean over the VALID blocks.
pub(super) fn figure(
    digest: &Digest<'_>,
    scenario: &str,
    contender: &str,
    is_open: bool,
    (name, load): (MetricName, f64),
) -> Result<Vec<Effect>, String> {
    let sweep = sweep(digest, scenario, is_open)?;
    is_there(sweep, contender)?;
    let figure = metric(name);
    let of = |cell: &Cell<'_>| -> Vec<f64> { cell.believed().filter_map(|point| figure.of(point)).collect() };
    let values = sweep.cell(contender, load).filter(|cell| cell.is_valid()).map(of).unwrap_or_default();
    let what = format!("{}, {contender} at {}", figure.short(), load_in_words(sweep.kind, load));
    let points = vec![Place::new(sweep, load, contender)];
    Ok(of_blocks(what, &values, Unit::Of(figure), points).into_iter().collect())
}

/// One figure at the highest load ÷ that at the lowest, block by block, where both are VALID.
pub(super) fn growth(
    digest: &Digest<'_>,
    scenario: &str,
    contender: &str,
    is_open: bool,
    (name, loads): (MetricName, Range),
) -> Result<Vec<Effect>, String> {
    let sweep = sweep(digest, scenario, is_open)?;
    is_there(sweep, contender)?;
    let cell =
        |load: f64| sweep.cell(contender, load).ok_or_else(|| format!("{contender} has no point at {load}"));
    let (low, high) = (cell(loads.at_least)?, cell(loads.at_most)?);
    let figure = metric(name);
    let ratio = compared(figure, high, low, digest.manifest.seed)?;
    let at = |load| load_in_words(sweep.kind, load);
    let what = format!("{} of {contender} at {} ÷ at {}", figure.short(), at(high.load), at(low.load));
    Ok(vec![Effect::of_ratio(what, ratio, vec![Place::new(sweep, high.load, contender)])])
}

/// The mean over blocks with its interval; `None` without a block.
pub(super) fn of_blocks(what: String, values: &[f64], unit: Unit, points: Vec<Place>) -> Option<Effect> {
    Some(Effect { what, estimate: stats::mean(values)?, interval: mean_interval(values), unit, points })
}

pub(super) fn is_there(sweep: &Sweep<'_>, contender: &str) -> Result<(), String> {
    let is_there = sweep.cells.iter().any(|cell| cell.contender == contender);
    is_there.then_some(()).ok_or_else(|| format!("{contender} is not in this run"))
}
