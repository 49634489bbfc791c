//! Why a reader might distrust this run, told from its own data.

use record::{Point, State, Verdict};
use stats::{BOOTSTRAP_BLOCKS_MIN, Ratio, STEP_RATIO, mean_design_effect};

use crate::digest::{Cell, Digest, Metric, SAME_SHARE, is_beyond};
use crate::words::{count, percent};

/// Above this share the hypervisor's theft is worth a word (method rule 16).
const STEAL_SHARE: f64 = 0.01;

/// Each reason a sentence or two, the weightiest first.
pub(crate) fn reasons(digest: &Digest<'_>) -> Vec<String> {
    let mut reasons = Vec::new();
    reasons.extend(unfinished(digest));
    reasons.extend(blocks(digest));
    reasons.extend(told(digest));
    reasons.extend(shared_cores(digest));
    reasons.extend(noise(digest));
    reasons.extend(not_valid(digest));
    reasons.extend(spread(digest));
    reasons.extend(thin_tails(digest));
    reasons.extend(clumps(digest));
    reasons.extend(machine(digest));
    reasons.push(
        "Everything ran on one machine over the loopback interface: no network card, no distance, no other \
         tenants than the hypervisor's. Another kernel or CPU may answer differently."
            .to_owned(),
    );
    reasons
}

fn unfinished(digest: &Digest<'_>) -> Option<String> {
    let planned = digest.manifest.order.len();
    let measured = digest.points.len();
    (digest.manifest.state != State::Complete).then(|| match measured {
        all if all >= planned => {
            "The run did not reach its end: every planned case was measured, but the search for \
                                  capacities, or what comes after it, was not ended."
                .to_owned()
        }
        some => format!("The run did not reach its end: {some} of {planned} planned cases were measured."),
    })
}

fn blocks(digest: &Digest<'_>) -> Option<String> {
    let profile = &digest.manifest.profile;
    let seconds = profile.window_ms as f64 / 1e3;
    let watched = format!("each point was watched for {seconds} s in a block");
    match profile.blocks as usize {
        0 => None,
        1 => Some(format!("There is one block: nothing tells chance from effect, and {watched}.")),
        n if n < BOOTSTRAP_BLOCKS_MIN => Some(format!(
            "There are {n} blocks, and {watched}. Intervals are Student's t on {n} log-ratios: right if those are \
             roughly normal, wide because they are few."
        )),
        n => Some(format!("There are {n} blocks, and {watched}.")),
    }
}

/// By which rule a difference is told, and what it leaves out and lets in.
fn told(digest: &Digest<'_>) -> Option<String> {
    let tables = digest.scenarios.iter().flat_map(|part| &part.sweeps).flat_map(|sweep| &sweep.pairs);
    let ratios: Vec<Ratio> = tables
        .flat_map(|table| table.resolved())
        .flat_map(|row| &row.ratios)
        .map(|&(_, ratio)| ratio)
        .collect();
    let is_told = |ratio: &&Ratio| ratio.is_resolved();
    let looks = |ratio: &&Ratio| !ratio.is_resolved() && is_beyond(ratio.estimate, SAME_SHARE);
    let (all, told) = (ratios.len(), ratios.iter().filter(is_told).count());
    let untold = ratios.iter().filter(looks).count();
    (all > 0).then(|| {
        format!(
            "A difference is told only where its whole 95 % interval lies more than {} % from no difference: what shifts \
             all blocks alike is in no interval. Of {} ratios of pairs {} are told apart; not told apart, though they \
             look more than {} % apart: {}. One interval in twenty misses the truth, so some of so many may be chance.",
            STEP_RATIO * 100.0,
            count(all as f64),
            count(told as f64),
            SAME_SHARE * 100.0,
            count(untold as f64),
        )
    })
}

fn shared_cores(digest: &Digest<'_>) -> Vec<String> {
    let placement = &digest.manifest.environment.placement;
    let shared = |a: &[u32], b: &[u32]| a.iter().any(|core| b.contains(core));
    let mut reasons = Vec::new();
    if shared(&placement.server, &placement.generator) {
        reasons.push(
            "The load generator ran on the server's own cores: each took time from the other.".to_owned(),
        );
    }
    if shared(&placement.server, &placement.backend) {
        reasons.push("The backend ran on the server's own cores: each took time from the other.".to_owned());
    }
    if shared(&placement.generator, &placement.backend) {
        reasons.push(
            "The generator and the backend share a core. At high load they delay each other, and such a delay \
             reads as if it were the server's."
                .to_owned(),
        );
    }
    reasons.extend(placement.caveats.iter().map(|caveat| sentence_of(caveat)));
    reasons
}

fn noise(digest: &Digest<'_>) -> Option<String> {
    let worst = digest.points.iter().filter_map(|point| point.steal_ratio).fold(0.0, f64::max);
    let under = digest.manifest.environment.hypervisor.as_deref();
    let taken = format!("up to {} % of CPU time was taken away within a window", percent(worst));
    match (under, worst > STEAL_SHARE) {
        (Some(name), true) => Some(format!("The machine is virtual (hypervisor: {name}); {taken}.")),
        (Some(name), false) => {
            Some(format!("The machine is virtual (hypervisor: {name}); little of its time was taken away."))
        }
        (None, true) => Some(sentence_of(&taken)),
        (None, false) => None,
    }
}

fn not_valid(digest: &Digest<'_>) -> Option<String> {
    let bad = [
        Verdict::GeneratorLimited,
        Verdict::Unsteady,
        Verdict::Noisy,
        Verdict::Starved,
        Verdict::Overloaded,
        Verdict::Failed,
    ];
    let each: Vec<String> = bad
        .into_iter()
        .map(|verdict| (verdict, digest.points.iter().filter(|point| point.verdict == verdict).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(verdict, n)| format!("{n} {}", verdict.word()))
        .collect();
    let all = digest.points.len();
    (!each.is_empty()).then(|| {
        format!(
            "Of {all} measured points some are not VALID: {}. No comparison rests on them.",
            each.join(", ")
        )
    })
}

/// The widest spread of CPU per request between blocks that were all VALID.
fn spread(digest: &Digest<'_>) -> Option<String> {
    let of =
        |cell: &Cell<'_>| cell.figure(Metric::CpuPerRequest).map(|figure| figure.high / figure.low - 1.0);
    let spreads = digest.cells().filter(|cell| cell.is_valid() && cell.points.len() > 1);
    let (share, cell) =
        spreads.filter_map(|cell| Some((of(cell)?, cell))).max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(format!(
        "The same case came out up to {} % apart in CPU per request between VALID blocks ({} at {}).",
        percent(share),
        cell.contender,
        count(cell.load)
    ))
}

fn thin_tails(digest: &Digest<'_>) -> Option<String> {
    let thin = digest
        .cells()
        .filter(|cell| cell.figure(Metric::P99).is_some_and(|figure| !figure.is_resolved))
        .count();
    let all = digest.cells().count();
    (thin > 0).then(|| {
        format!(
            "{thin} of {all} p99 figures rest on fewer than 10,000 effective responses; they are greyed. Where they are \
             compared, the interval over blocks says how far they scatter."
        )
    })
}

/// What the responses are worth at p99, over the cells that may be believed (method rule 14).
fn clumps(digest: &Digest<'_>) -> Option<String> {
    let p99 = |cell: &&Cell<'_>| cell.is_valid() && cell.figure(Metric::P99).is_some();
    let effect = |cell: &Cell<'_>| {
        let worth = |point: &Point| (point.samples, point.design_effect(0.99));
        mean_design_effect(&cell.believed().map(worth).collect::<Vec<_>>())
    };
    let cells: Vec<&Cell<'_>> = digest.cells().filter(p99).collect();
    let mut known: Vec<(f64, &Cell<'_>)> =
        cells.iter().filter_map(|cell| Some((effect(cell)?.max(1.0), *cell))).collect();
    known.sort_by(|a, b| a.0.total_cmp(&b.0));
    let Some(&(most, worst)) = known.last() else {
        return (!cells.is_empty()).then(|| {
            "This run did not record how its responses clump: for its percentiles they are counted as if each were \
             independent of the one before, which they are not."
                .to_owned()
        });
    };
    let (middle, _) = known[known.len() / 2];
    Some(format!(
        "Responses that wait behind each other are slow together. So {:.1} of them are worth one independent response at \
         p99 in the middle case, and {:.1} in the worst ({} at {}); whether a percentile is greyed is judged by what they are \
         worth. What lasts longer than 250 ms is seen only in part.",
        middle,
        most,
        worst.contender,
        count(worst.load)
    ))
}

fn machine(digest: &Digest<'_>) -> Vec<String> {
    let environment = &digest.manifest.environment;
    let mut reasons = Vec::new();
    match environment.governor.as_deref() {
        Some("performance") => {}
        Some(other) => reasons.push(format!("The frequency governor is {other}: the clock may have moved.")),
        None => reasons
            .push("The CPU's frequency governor is not known here: the clock may have moved.".to_owned()),
    }
    if environment.git_revision.as_deref().is_none_or(|revision| revision.ends_with("-dirty")) {
        reasons.push("The measured programs were not built from a committed revision.".to_owned());
    }
    reasons
}

/// With a capital and a full stop.
fn sentence_of(words: &str) -> String {
    let mut letters = words.trim_end_matches('.').chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
