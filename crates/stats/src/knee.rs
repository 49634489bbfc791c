//! Kneedle: where a curve bends most.

use crate::place::{Located, Place, located};

/// How a curve bends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bend {
    /// It rises ever faster, like latency over load.
    Upwards,
    /// It rises ever slower, like throughput over load.
    Downwards,
}

/// How far the curve must fall back behind its greatest distance from the diagonal, in mean steps of x.
/// The paper's S; 1 is what it recommends.
const SENSITIVITY: f64 = 1.0;

/// The x at which a rising `curve`, (x, y) by rising x, bends most, if it clearly bends: the farthest of its
/// points from the diagonal (Satopää et al., "Finding a 'Kneedle' in a haystack: detecting knee points in
/// system behavior", ICDCS workshops 2011, without its smoothing). x is taken as it is: give logarithms of
/// loads that were tried by doubling. `None` without a bend, or with fewer than three points, a value that is
/// not finite, or x that does not rise.
#[must_use]
pub fn knee(curve: &[(f64, f64)], bend: Bend) -> Option<f64> {
    let (first, last) = (curve.first()?.0, curve.last()?.0);
    let low = curve.iter().map(|point| point.1).fold(f64::INFINITY, f64::min);
    let high = curve.iter().map(|point| point.1).fold(f64::NEG_INFINITY, f64::max);
    let is_sound = curve.iter().all(|(x, y)| x.is_finite() && y.is_finite())
        && curve.windows(2).all(|two| two[0].0 < two[1].0);
    if curve.len() < 3 || !is_sound || low >= high {
        return None;
    }
    let distance = |&(x, y): &(f64, f64)| (y - low) / (high - low) - (x - first) / (last - first);
    let mut distances: Vec<(f64, f64)> = match bend {
        Bend::Downwards => curve.iter().map(|point| (point.0, distance(point))).collect(),
        Bend::Upwards => curve.iter().map(|point| (point.0, -distance(point))).collect(),
    };
    if bend == Bend::Upwards {
        // Turned round, an elbow is a knee.
        distances.reverse();
    }
    let fall = SENSITIVITY / (curve.len() as f64 - 1.0);
    let is_knee = |&at: &usize| is_peak(&distances, at) && falls_by(&distances[at..], fall);
    (1..distances.len() - 1).find(is_knee).map(|at| distances[at].0)
}

/// The knee over the logarithm of load, found in each block; a block without one counts as one whose knee lies
/// beyond the highest load that was tried. Blocks are (load, value) by rising load, all above 0. `None`
/// without blocks, or with one that has no points.
#[must_use]
pub fn knee_over_blocks(blocks: &[Vec<(f64, f64)>], bend: Bend) -> Option<Located> {
    let place = |block: &Vec<(f64, f64)>| {
        let logs: Vec<(f64, f64)> = block.iter().map(|&(load, value)| (load.ln(), value)).collect();
        let last = block.last()?.0;
        Some(knee(&logs, bend).map_or(Place::Beyond(last), |at| Place::At(at.exp())))
    };
    located(&blocks.iter().map(place).collect::<Option<Vec<_>>>()?)
}

fn is_peak(distances: &[(f64, f64)], at: usize) -> bool {
    distances[at - 1].1 <= distances[at].1 && distances[at].1 >= distances[at + 1].1
}

/// Whether what follows falls by more than `fall` before it rises again.
fn falls_by(from_peak: &[(f64, f64)], fall: f64) -> bool {
    let threshold = from_peak[0].1 - fall;
    let falling = from_peak.windows(2).take_while(|two| two[1].1 <= two[0].1);
    falling.map(|two| two[1].1).any(|distance| distance < threshold)
}
