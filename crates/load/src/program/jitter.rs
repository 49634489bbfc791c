//! `load jitter`: how late this machine wakes a sleeper.

use std::process::ExitCode;
use std::time::Duration;

use load::{Stop, probe_jitter};

use super::json::clock_json;
use super::summary::{Clock, QUANTILES};
use super::units::{count, time};

/// Probes, and prints what it found.
pub(super) fn show(length: Duration, core: Option<u32>, json: bool, stop: &Stop) -> Result<ExitCode, String> {
    let late = probe_jitter(length, core, stop).map_err(|error| error.to_string())?;
    let clock = Clock::of(&late, 0).ok_or("it was stopped before the first probe")?;
    if json {
        print!("{}", clock_json(&late));
        return Ok(ExitCode::SUCCESS);
    }
    let percentiles = QUANTILES.iter().zip(clock.percentiles);
    let percentiles: Vec<_> =
        percentiles.map(|(quantile, figure)| format!("p{} {}", quantile * 100.0, time(figure.us))).collect();
    let all = count(late.len());
    println!("woke late by {}, max {}, of {all} sleeps", percentiles.join(", "), time(clock.max.us));
    Ok(ExitCode::SUCCESS)
}
