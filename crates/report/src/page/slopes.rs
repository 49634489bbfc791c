//! What one more request in flight costs.

use maud::{Markup, html};
use record::{LoadKind, Point};
use stats::{Interval, mean, mean_interval, slopes_over_blocks};

use crate::digest::Sweep;
use crate::words::significant;

/// Memory and threads of one more request, fitted block by block over the VALID points (method rule 8). Nothing
/// in an open loop, where requests in flight are no setting.
pub(super) fn slopes(sweep: &Sweep<'_>) -> Markup {
    if sweep.kind == LoadKind::Open {
        return html! {};
    }
    let rows: Vec<_> = sweep
        .contenders()
        .into_iter()
        .map(|name| {
            let memory = slope(sweep, name, |point| Some(point.memory_pss_bytes_max? as f64 / 1024.0));
            (name, memory, slope(sweep, name, |point| point.threads_max.map(f64::from)))
        })
        .filter(|(_, memory, threads)| memory.is_some() || threads.is_some())
        .collect();
    if rows.is_empty() {
        return html! {};
    }
    html! {
        div .scroll role="region" tabindex="0" aria-label={ "What one more request costs, " (sweep.scenario.title) } {
            table {
                caption {
                    strong { "One more request in flight costs" }
                    " (slope of a straight line through the VALID points of each block, mean and 95 % interval)"
                }
                thead { tr {
                    th scope="col" .name { "contender" } th scope="col" { "memory, KiB" } th scope="col" { "threads" }
                } }
                tbody { @for (name, memory, threads) in rows {
                    tr data-contender=(name) {
                        th scope="row" .name { (name) } td { (shown(memory)) } td { (shown(threads)) }
                    }
                } }
            }
        }
    }
}

type Slope = (f64, Option<Interval>);

fn slope(sweep: &Sweep<'_>, name: &str, of: impl Fn(&Point) -> Option<f64>) -> Option<Slope> {
    let cells = sweep.cells.iter().filter(|cell| cell.contender == name && cell.is_valid());
    let points = cells.flat_map(|cell| cell.believed().map(move |point| (cell.load, point)));
    let points: Vec<_> = points.filter_map(|(load, point)| Some((point.block, load, of(point)?))).collect();
    let slopes: Vec<f64> = slopes_over_blocks(&points, 2).into_iter().map(|(_, slope)| slope).collect();
    Some((mean(&slopes)?, mean_interval(&slopes)))
}

fn shown(slope: Option<Slope>) -> String {
    // A minus sign stands apart from the dash of an interval.
    let figure = |value: f64| significant(value).replace('-', "−");
    match slope {
        None => "–".to_owned(),
        Some((slope, None)) => figure(slope),
        Some((slope, Some(Interval { low, high }))) => {
            format!("{} [{} to {}]", figure(slope), figure(low), figure(high))
        }
    }
}
