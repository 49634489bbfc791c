//! The load at which one side's advantage becomes the other's, with its interval.

use stats::{Located, Place, crosses, located};

use super::Statement;
use super::compare::{Found, threshold};
use crate::digest::{Better, Metric, Outcome, PairTable, Row, Side, Sweep};

/// What curves are looked at for a crossing.
pub(super) const CROSSED: [Metric; 3] = [Metric::CpuPerRequest, Metric::Throughput, Metric::P99];

/// Where the curves of `metric` cross, if the blocks agree that one side does better below and the other above: two
/// curves that are the same cross everywhere. Between loads that were measured both axes are taken to be logarithmic.
pub(super) fn crossing(sweep: &Sweep<'_>, table: &PairTable<'_>, metric: Metric) -> Option<Found> {
    let side = |row: &Row| Outcome::beyond(metric, &row.ratio(metric)?, threshold(metric))?.side();
    let told: Vec<(f64, Side)> = table.resolved().filter_map(|row| Some((row.load, side(row)?))).collect();
    let (first, last) = (told.first()?, told.last()?);
    // More than one change is no crossover.
    if first.1 == last.1 || told.windows(2).filter(|two| two[0].1 != two[1].1).count() != 1 {
        return None;
    }
    let winner = last.1;
    let curve = |name: &str, block: u32| -> Vec<(f64, f64)> {
        let cells = table.resolved().filter_map(|row| sweep.cell(name, row.load));
        cells
            .filter_map(|cell| {
                let point = cell.believed().find(|point| point.block == block)?;
                Some((cell.load, metric.of(point)?))
            })
            .collect()
    };
    let names = (&table.pair.asynchronous.name, &table.pair.blocking.name);
    let blocks: Vec<u32> = (0..blocks(sweep)).collect();
    let place = |&block: &u32| -> Option<Place> {
        let (asynchronous, blocking) = (curve(names.0, block), curve(names.1, block));
        // The winner's curve ends above the other's where more is better, and below where less is.
        let is_async_above = (winner == Side::Async) == (metric.better() == Better::Higher);
        if is_async_above { crosses(&asynchronous, &blocking) } else { crosses(&blocking, &asynchronous) }
    };
    let places: Vec<Place> = blocks.iter().filter_map(place).collect();
    let Located { place: Place::At(load), low, high, .. } = located(&places)? else { return None };
    let statement = Statement::Crossover { metric, winner, load, interval: low.zip(high) };
    Some((
        statement,
        vec![told.iter().rfind(|one| one.1 == first.1)?.0, told.iter().find(|one| one.1 == winner)?.0],
    ))
}

fn blocks(sweep: &Sweep<'_>) -> u32 {
    sweep.cells.iter().flat_map(|cell| &cell.points).map(|point| point.block + 1).max().unwrap_or(0)
}
