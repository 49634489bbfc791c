//! Other load generators: how each is asked, and how its answer is read.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use nix::sys::resource::{UsageWho, getrusage};

use crate::machine::on_cores;

/// A load generator that may be installed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    pub(super) name: &'static str,
    /// What installs it.
    pub(super) install: &'static str,
    /// Its arguments for so many connections and milliseconds; the URL comes last.
    args: fn(u32, u32) -> Vec<String>,
    /// Right answers, from what it prints.
    answers: fn(&str) -> Option<u64>,
}

/// The one that is judged, and those beside it.
pub(super) const PEERS: [Peer; 5] = [
    Peer {
        name: "load",
        install: "",
        args: |connections, ms| {
            words(&format!("-c {connections} --for {ms}ms --warm-up 0s --no-ceiling --quiet --json"))
        },
        answers: |text| number_after(text, "\"completed\":"),
    },
    Peer {
        name: "wrk",
        install: "apt install wrk",
        args: |connections, ms| words(&format!("-t1 -c{connections} -d{}s --latency", ms.div_ceil(1_000))),
        answers: |text| number_before(text, " requests in "),
    },
    Peer {
        name: "h2load",
        install: "apt install nghttp2-client",
        args: |connections, ms| words(&format!("--h1 -t1 -c{connections} -D {ms}ms")),
        answers: |text| number_before(text, " succeeded"),
    },
    Peer {
        name: "oha",
        install: "cargo install oha",
        args: |connections, ms| words(&format!("--no-tui --output-format json -c {connections} -z {ms}ms")),
        answers: |text| number_after(text, "\"200\":"),
    },
    Peer {
        name: "hey",
        install: "apt install hey",
        args: |connections, ms| words(&format!("-cpus 1 -c {connections} -z {ms}ms")),
        answers: |text| number_after(text, "[200]"),
    },
];

impl Peer {
    /// Whether it can be started at all.
    pub(super) fn is_installed(&self, programs: &Path) -> bool {
        let mut command = self.command(programs);
        command
            .arg("--help")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok()
    }

    /// CPU in µs for each right answer, its start and its end included, confined to `cores`.
    pub(super) fn cpu_us(
        &self,
        programs: &Path,
        cores: &[u32],
        url: &str,
        connections: u32,
        time: Duration,
    ) -> Result<f64> {
        let mut command = self.command(programs);
        command.args((self.args)(connections, time.as_millis() as u32)).arg(url).stdin(Stdio::null());
        // It is the only child that ends meanwhile.
        let before = children_cpu()?;
        let output = on_cores(cores, || command.output()).with_context(|| self.name)?;
        let used = children_cpu()? - before;
        let text = String::from_utf8_lossy(&output.stdout);
        let answers = (self.answers)(&text).filter(|answers| *answers > 0);
        let answers = answers.with_context(|| {
            let said = String::from_utf8_lossy(&output.stderr);
            format!("{} did not say how many answers it got: {text}{said}", self.name)
        })?;
        Ok(used.as_secs_f64() * 1e6 / answers as f64)
    }

    fn command(&self, programs: &Path) -> Command {
        // The project's own is the one that was built, not one that happens to be installed.
        if self.name == "load" { Command::new(programs.join(self.name)) } else { Command::new(self.name) }
    }
}

/// CPU of all children that have ended.
fn children_cpu() -> Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let us = |time: nix::sys::time::TimeVal| time.tv_sec() * 1_000_000 + time.tv_usec();
    Ok(Duration::from_micros(u64::try_from(us(usage.user_time()) + us(usage.system_time()))?))
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// The whole number that follows the first `mark`.
pub(super) fn number_after(text: &str, mark: &str) -> Option<u64> {
    let (_, rest) = text.split_once(mark)?;
    let rest = rest.trim_start();
    rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())].parse().ok()
}

/// The whole number that stands before the first `mark`.
pub(super) fn number_before(text: &str, mark: &str) -> Option<u64> {
    let (before, _) = text.split_once(mark)?;
    before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_prints_is_read() {
        let printed = [
            ("load", "{\n  \"completed\": 120,\n  \"completed_per_s\": 60.0}"),
            ("wrk", "  Latency 1ms\n  120 requests in 2.00s, 8.96MB read\n"),
            ("h2load", "requests: 121 total, 121 started, 120 done, 120 succeeded, 0 failed"),
            ("oha", "\"statusCodeDistribution\": {\n    \"200\": 120\n  }"),
            ("hey", "Status code distribution:\n  [200]\t120 responses\n"),
        ];
        for (peer, (name, text)) in PEERS.iter().zip(printed) {
            assert_eq!((peer.name, (peer.answers)(text)), (name, Some(120)));
            assert_eq!((peer.answers)("none"), None);
        }
    }
}
