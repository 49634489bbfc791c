//! Which findings come first. Fixed by what they are about and never by how large the effect is.

use super::{Finding, Statement};
use crate::digest::{Digest, Metric, PairKind};

/// So many are shown before the rest is folded away.
const FIRST: usize = 7;

/// The places in `findings` of those that tell most: about the scenario of the first screen, the model before the
/// library, and each side's wins alike.
pub(crate) fn most_telling(digest: &Digest<'_>, findings: &[Finding]) -> Vec<usize> {
    let headline = digest.headline().map(|part| part.scenario.name.as_str());
    let mut ranked: Vec<(usize, usize)> = findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| Some(finding.scenario.as_str()) == headline)
        .filter_map(|(place, finding)| Some((rank(finding)?, place)))
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().take(FIRST).map(|(_, place)| place).collect()
}

/// Lower is told earlier; `None` is left to the folded rest.
fn rank(finding: &Finding) -> Option<usize> {
    let is_closed = finding.kind == record::LoadKind::Closed;
    let matched = finding.pair == Some(PairKind::Matched);
    match &finding.statement {
        Statement::SameSpeed { .. } if matched && is_closed => Some(0),
        Statement::Effect(effect) if matched => Some(match effect.metric {
            Metric::CpuPerRequest => 1,
            Metric::Throughput => 2,
            Metric::P99 => 3,
            Metric::P50 => 5,
            _ => 6,
        }),
        // Beside the effects that change sides there.
        Statement::Crossover { .. } if matched => Some(2),
        Statement::Unserved { .. } => Some(4),
        Statement::Beside { .. } => Some(if is_closed { 0 } else { 3 }),
        Statement::Steps { .. } => Some(if is_closed { 8 } else { 4 }),
        Statement::NotCompared { .. } if matched => Some(5),
        Statement::Ceiling { .. } => Some(7),
        Statement::Broke { .. } => Some(6),
        Statement::Same { metric: Metric::CpuPerRequest, .. }
        | Statement::Unclear { metric: Metric::CpuPerRequest, .. }
            if matched =>
        {
            Some(3)
        }
        _ => None,
    }
}
