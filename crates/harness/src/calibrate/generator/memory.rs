//! Ten thousand connections fit into little memory.

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};

use super::peer::number_after;
use super::stand;
use crate::calibrate::bench::Bench;
use crate::calibrate::check::{Check, Found};
use crate::machine::on_cores;

pub(super) const CHECK: Check = Check {
    name: "generator-memory",
    proves: "10,000 connections take the generator at most 40 MB",
    takes: Duration::from_secs(5),
    needs: &[],
    run,
};

const MAX_MB: f64 = 40.0;

fn run(bench: &mut Bench) -> Result<Found> {
    let server = stand::serve(bench, &["null"])?;
    let url = format!("http://{}/", server.started.address);
    let mut command = Command::new(bench.machine.programs.join("load"));
    command.args([url.as_str(), "-c", "10000", "--for", "2s", "--warm-up", "0s", "--no-ceiling", "--json"]);
    command.stdout(Stdio::piped());
    let mut child = on_cores(&bench.machine.placement.generator, || command.spawn()).context("`load`")?;
    let mut peak_kib = 0;
    while child.try_wait()?.is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        peak_kib = peak_kib.max(number_after(&status, "VmHWM:").unwrap_or(0));
        sleep(Duration::from_millis(20));
        if bench.stop.is_stopped() {
            let _ = child.kill();
        }
    }
    let printed = String::from_utf8_lossy(&child.wait_with_output()?.stdout).into_owned();
    let connections = number_after(&printed, "\"connections\":").unwrap_or(0);
    Ok(judge(connections, peak_kib))
}

fn judge(connections: u64, peak_kib: u64) -> Found {
    if connections < 10_000 {
        return Found::not_available(format!(
            "only {connections} connections could be opened; raise `ulimit -n`"
        ));
    }
    let peak_mb = peak_kib as f64 * 1_024.0 / 1e6;
    let reason = format!("{peak_mb:.1} MB at its peak with {connections} connections (bound: {MAX_MB} MB)");
    // A process that takes nothing was not looked at.
    Found::judged(peak_kib > 0 && peak_mb <= MAX_MB, reason).figure("peak_mb", peak_mb)
}

#[cfg(test)]
mod tests {
    use record::CheckOutcome;

    use super::*;

    #[test]
    fn more_than_the_bound_fails_and_fewer_connections_show_nothing() {
        assert_eq!(judge(10_000, 39_000).outcome, CheckOutcome::Passed);
        assert_eq!(judge(10_000, 40_000).outcome, CheckOutcome::Failed);
        assert_eq!(judge(10_000, 0).outcome, CheckOutcome::Failed);
        assert_eq!(judge(9_999, 8_000).outcome, CheckOutcome::NotAvailable);
    }
}
