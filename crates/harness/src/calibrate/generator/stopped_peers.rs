//! What other load generators say of the server that is stopped.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Result;

use super::stopped::{self, RATE_PER_S, WINDOW};
use super::{stand, theory};
use crate::calibrate::bench::Bench;
use crate::calibrate::check::{Check, Found};
use crate::machine::on_cores;

pub(super) const CHECK: Check = Check {
    name: "stopped-server-peers",
    proves: "what oha and wrk2 say of a server stopped for 500 ms once in 5 s, for comparison",
    takes: Duration::from_secs(15),
    needs: &[],
    run,
};

/// Their names, what installs them, and their arguments before the URL.
const PEERS: [(&str, &str, &str); 2] = [
    ("oha", "cargo install oha", "--no-tui --output-format json --latency-correction -q 1000 -c 1000 -z 5s"),
    ("wrk2", "build github.com/giltene/wrk2 and name its program wrk2", "-t1 -c1000 -R1000 -d5s --latency"),
];

/// How each writes these percentiles; oha in seconds, wrk2 with its unit.
const NAMES: [(f64, &str, &str); 4] = [
    (0.5, "\"p50\":", " 50.000%"),
    (0.9, "\"p90\":", " 90.000%"),
    (0.99, "\"p99\":", " 99.000%"),
    (0.999, "\"p99.9\":", " 99.900%"),
];

fn run(bench: &mut Bench) -> Result<Found> {
    let mut found = Found::judged(true, "what was found stands below; it judges nobody");
    let mut here = 0;
    for (name, install, args) in PEERS {
        let server = stand::serve(bench, &stopped::SERVER)?;
        let mut command = Command::new(name);
        command.args(args.split(' ')).arg(format!("http://{}/", server.started.address));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let Ok(child) = on_cores(&bench.machine.placement.generator, || command.spawn()) else {
            found = found.line(format!("{name} is not installed: {install}"));
            continue;
        };
        here += 1;
        stopped::stop(server.pid())?;
        let text = String::from_utf8_lossy(&child.wait_with_output()?.stdout).into_owned();
        // It does not say when it began: the arithmetic is that of a stop in the middle.
        let from_ms = stopped::STOPPED_AFTER.as_secs_f64() * 1e3;
        let to_ms = from_ms + stopped::STOPPED_FOR.as_secs_f64() * 1e3;
        let arrivals_ms = (0..(RATE_PER_S * WINDOW.as_secs_f64()) as u32).map(f64::from);
        let expected_ms = stopped::expected(arrivals_ms, (from_ms, to_ms));
        let figures: Vec<String> = NAMES
            .iter()
            .map(|(share, oha, wrk2)| {
                let mark = if name == "oha" { oha } else { wrk2 };
                let said =
                    ms_after(percentiles(&text), mark).map_or("nothing".into(), |ms| format!("{ms:.0} ms"));
                let right_ms = theory::quantile(&expected_ms, *share);
                format!("p{} {said} (arithmetic: {right_ms:.0} ms)", share * 100.0)
            })
            .collect();
        found = found.line(format!("{name}: {}", figures.join(", ")));
    }
    if here == 0 {
        return Ok(Found { lines: found.lines, ..Found::not_available("neither is installed") });
    }
    Ok(found.line("neither plans Poisson arrivals, so neither can be tried on M/M/1 or M/D/1"))
}

/// The part of what was printed that holds the percentiles; oha writes others before it, in other units.
fn percentiles(text: &str) -> &str {
    text.split_once("\"latencyPercentiles\"").map_or(text, |(_, rest)| rest)
}

/// The time after `mark`, in seconds unless it has a unit.
fn ms_after(text: &str, mark: &str) -> Option<f64> {
    let (_, rest) = text.split_once(mark)?;
    let rest = rest.trim_start();
    let end =
        rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | 'e' | '-'))).unwrap_or(rest.len());
    let value: f64 = rest[..end].parse().ok()?;
    let unit = rest[end..].split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    Some(
        value
            * if unit == "ms" {
                1.0
            } else if unit == "us" {
                1e-3
            } else {
                1e3
            },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_units() {
        assert_eq!(ms_after("\"p50\": 0.5,", "\"p50\":"), Some(500.0));
        assert_eq!(ms_after(" 50.000%  101.23ms\n", " 50.000%"), Some(101.23));
        assert_eq!(ms_after(" 99.000%    1.5s \n", " 99.000%"), Some(1_500.0));
        assert_eq!(ms_after("none", "p"), None);
        let oha = "{\"latency_ms\": {\"p50\": 500.0}, \"latencyPercentiles\": {\"p50\": 0.5}}";
        assert_eq!(ms_after(percentiles(oha), "\"p50\":"), Some(500.0));
    }
}
