//! Statistics of all contenders.

use scenario::claim::MetricName;
use stats::{Interval, kendall, mean, mean_interval, median, range};

use super::effect::{Effect, Place, Unit, metric, sweep};
use crate::digest::{Cell, Digest, Metric, Sweep, compared};
use crate::findings::load_in_words;

/// Fewer contenders than this have no ranking worth the name.
const RANKED_MIN: usize = 3;

/// Kendall's τ of two scenarios' rankings, the middle block's; the interval is from the lowest block to the highest.
pub(super) fn agreement(
    digest: &Digest<'_>,
    scenarios: [&str; 2],
    is_open: bool,
    name: MetricName,
    load: f64,
) -> Result<Vec<Effect>, String> {
    let [a, b] = [sweep(digest, scenarios[0], is_open)?, sweep(digest, scenarios[1], is_open)?];
    let valid = |sweep: &Sweep<'_>, contender: &str| sweep.cell(contender, load).is_some_and(Cell::is_valid);
    let contenders: Vec<&str> = a
        .cells
        .iter()
        .filter(|cell| cell.load == load)
        .map(|cell| cell.contender)
        .filter(|contender| valid(a, contender) && valid(b, contender))
        .collect();
    if contenders.len() < RANKED_MIN {
        return Err(format!("fewer than {RANKED_MIN} contenders are VALID in both at {load}"));
    }
    let figure = metric(name);
    let of_block = |sweep: &Sweep<'_>, block: u32| -> Option<Vec<f64>> {
        let value = |contender: &&str| {
            let point = sweep.cell(contender, load)?.believed().find(|point| point.block == block)?;
            figure.of(point)
        };
        contenders.iter().map(value).collect()
    };
    let taus: Vec<f64> = (0..digest.manifest.profile.blocks.max(blocks(a)))
        .filter_map(|block| Some(kendall(&of_block(a, block)?, &of_block(b, block)?)?.tau))
        .collect();
    let (low, high) = range(&taus).ok_or("no block holds all of them")?;
    let points = [a, b].into_iter().map(|sweep| Place::new(sweep, load, contenders[0])).collect();
    Ok(vec![Effect {
        what: format!("Kendall's τ of {} contenders by {}", contenders.len(), figure.short()),
        estimate: median(&taus).unwrap_or(low),
        interval: (taus.len() > 1).then_some(Interval { low, high }),
        unit: Unit::Ratio,
        points,
    }])
}

fn blocks(sweep: &Sweep<'_>) -> u32 {
    sweep.cells.iter().flat_map(|cell| &cell.points).map(|point| point.block + 1).max().unwrap_or(0)
}

/// p99 of the slower ÷ the quicker, at each rate at which both are VALID, of contenders whose most VALID throughput
/// in a closed loop is alike.
pub(super) fn tail_gaps(
    digest: &Digest<'_>,
    scenario: &str,
    alike_ratio: f64,
) -> Result<Vec<Effect>, String> {
    let (closed, open) = (sweep(digest, scenario, false)?, sweep(digest, scenario, true)?);
    let most = |name: &str| {
        let valid = closed.cells.iter().filter(|cell| cell.contender == name && cell.is_valid());
        valid.filter_map(|cell| cell.figure(Metric::Throughput)).map(|figure| figure.middle).reduce(f64::max)
    };
    let mut names: Vec<(&str, f64)> = Vec::new();
    for cell in &closed.cells {
        if !names.iter().any(|(name, _)| *name == cell.contender) {
            names.extend(most(cell.contender).map(|most| (cell.contender, most)));
        }
    }
    let mut found = Vec::new();
    for (i, &(a, most_a)) in names.iter().enumerate() {
        for &(b, most_b) in &names[i + 1..] {
            if (most_a / most_b).max(most_b / most_a) > alike_ratio {
                continue;
            }
            found.extend(open.loads.iter().filter_map(|&load| gap(digest, open, load, a, b)));
        }
    }
    if found.is_empty() {
        return Err("no two contenders are alike in throughput and can be compared in p99".to_owned());
    }
    Ok(found)
}

fn gap(digest: &Digest<'_>, open: &Sweep<'_>, load: f64, a: &str, b: &str) -> Option<Effect> {
    let ratio = compared(Metric::P99, open.cell(a, load)?, open.cell(b, load)?, digest.manifest.seed).ok()?;
    let (slow, quick, ratio) = if ratio.estimate >= 1.0 { (a, b, ratio) } else { (b, a, ratio.inverse()) };
    let what = format!("p99, {slow} ÷ {quick} at {}", load_in_words(open.kind, load));
    Some(Effect::of_ratio(what, ratio, vec![Place::new(open, load, slow)]))
}

/// What of each contender's median is not the wait itself.
pub(super) fn share_beside_wait(
    digest: &Digest<'_>,
    scenario: &str,
    is_open: bool,
    load: f64,
) -> Result<Vec<Effect>, String> {
    let sweep = sweep(digest, scenario, is_open)?;
    let wait_us = f64::from(sweep.scenario.wait_ms) * 1e3;
    let effect = |cell: &Cell<'_>| {
        let shares: Vec<f64> = cell
            .believed()
            .filter_map(|point| Some((point.response_p50_us? - wait_us) / point.response_p50_us?))
            .collect();
        Some(Effect {
            what: format!(
                "share of the median beside the wait, {} at {}",
                cell.contender,
                load_in_words(sweep.kind, load)
            ),
            estimate: mean(&shares)?,
            interval: mean_interval(&shares),
            unit: Unit::Share,
            points: vec![Place::new(sweep, load, cell.contender)],
        })
    };
    Ok(sweep.cells.iter().filter(|cell| cell.load == load && cell.is_valid()).filter_map(effect).collect())
}
