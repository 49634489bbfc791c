//! How many independent responses those that were counted are worth, at a percentile.

/// The design effect of a percentile: how many times as uncertain the share beyond it is as it would be with
/// independent responses (Kish, "Survey Sampling" (1965), section 8.2). `windows` follow each other: (responses,
/// those beyond the percentile). Of independent responses the counts scatter as a binomial does; Pearson's
/// dispersion statistic Σ (x − n p)² ÷ (n p (1 − p)) ÷ (k − 1) says how many times as much they do (McCullagh &
/// Nelder, "Generalized Linear Models" (1989), section 4.5.2). Responses that wait behind each other are slow
/// together, and come out above 1.
///
/// With k windows it is uncertain by some √(2 ÷ (k − 1)) of its value, so take it over blocks before it decides
/// ([`effective_samples_over_blocks`]). What lasts longer than a window is seen only in part. `None` with fewer than
/// two windows that hold responses, or where none or all are beyond.
#[must_use]
pub fn design_effect(windows: &[(u64, u64)]) -> Option<f64> {
    let windows: Vec<(f64, f64)> =
        windows.iter().filter(|window| window.0 > 0).map(|&(n, x)| (n as f64, x as f64)).collect();
    let sum = |of: fn(&(f64, f64)) -> f64| windows.iter().map(of).sum::<f64>();
    let (all, beyond) = (sum(|window| window.0), sum(|window| window.1));
    if windows.len() < 2 || beyond <= 0.0 || beyond >= all {
        return None;
    }
    let share = beyond / all;
    let excess = |&(n, x): &(f64, f64)| (x - n * share).powi(2) / (n * share * (1.0 - share));
    Some(windows.iter().map(excess).sum::<f64>() / (windows.len() as f64 - 1.0))
}

/// How many independent responses all blocks together are worth, from (responses, [`design_effect`]) of each: the
/// effect is averaged first, since that of a single block is rough. A block that has none takes the others'; where no
/// block has one, responses count as independent. Never more than there are.
#[must_use]
pub fn effective_samples_over_blocks(blocks: &[(u64, Option<f64>)]) -> f64 {
    let all: u64 = blocks.iter().map(|block| block.0).sum();
    all as f64 / mean_design_effect(blocks).unwrap_or(1.0).max(1.0)
}

/// The mean of the blocks' design effects, each weighing as many responses as it rests on; `None` where no block has
/// one.
#[must_use]
pub fn mean_design_effect(blocks: &[(u64, Option<f64>)]) -> Option<f64> {
    let known = || blocks.iter().filter_map(|&(samples, effect)| Some((samples as f64, effect?)));
    let weight: f64 = known().map(|block| block.0).sum();
    (weight > 0.0).then(|| known().map(|(samples, effect)| samples * effect).sum::<f64>() / weight)
}
