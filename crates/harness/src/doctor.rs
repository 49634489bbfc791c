//! `doctor`: what was found on this machine, what it means, and the command that improves it.

use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::machine::{CpuTimes, Topology, environment, placement, raise_descriptors};

/// One thing found.
struct Finding {
    good: bool,
    what: String,
    means: String,
}

/// Prints what was found. The exit code is 0: a machine is not wrong, only more or less telling.
pub(crate) fn doctor() -> Result<ExitCode> {
    let descriptors = raise_descriptors();
    let topology = Topology::here();
    let placement = placement(&topology);
    let machine = environment(&topology, &placement);
    let number = |name: &str| machine.limits.get(name).and_then(|value| value.parse::<u64>().ok());
    let governor = machine.governor.as_deref();
    let mut findings = vec![
        cores(&topology, &placement),
        Finding {
            good: governor == Some("performance"),
            what: format!("frequency governor: {}", governor.unwrap_or("not told here")),
            means: match governor {
                Some("performance") => "clock speed does not follow the load".into(),
                Some(_) => "clock speed follows the load, so CPU per request looks dearer when idle: \
                            `sudo cpupower frequency-set -g performance`"
                    .into(),
                None => "usual in a virtual machine; speed changes cannot be ruled out".into(),
            },
        },
        Finding {
            good: descriptors.connections_max() >= 4_096,
            what: format!("descriptors: {} a process (was {})", descriptors.now, descriptors.found),
            means: format!(
                "at most {} connections a case; more with a higher hard limit (LimitNOFILE=, limits.conf)",
                descriptors.connections_max()
            ),
        },
    ];
    findings.extend(walls(&number));
    findings.extend(noise());
    println!(
        "{} · {} · {}\n",
        machine.cpu_model.as_deref().unwrap_or("unknown CPU"),
        machine.kernel,
        machine.compiler
    );
    for Finding { good, what, means } in findings {
        println!("{} {what}\n     {means}", if good { "ok  " } else { "note" });
    }
    Ok(ExitCode::SUCCESS)
}

fn cores(topology: &Topology, placement: &record::Placement) -> Finding {
    let shown = |cores: &[u32]| cores.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    Finding {
        good: placement.caveats.is_empty(),
        what: format!("physical cores that may be used: {}", topology.cores.len()),
        means: format!(
            "server on {}, generator on {}, backend on {}{}",
            shown(&placement.server),
            shown(&placement.generator),
            shown(&placement.backend),
            placement.caveats.iter().map(|caveat| format!("\n     {caveat}")).collect::<String>()
        ),
    }
}

/// The limits at which a thread-based server meets its wall, which is then a result.
fn walls(number: &dyn Fn(&str) -> Option<u64>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(maps) = number("max_map_count") {
        // A std::thread takes four memory maps: stack, guard, and those of its signal stack.
        findings.push(Finding {
            good: maps / 4 >= 16_000,
            what: format!("max_map_count: {maps}"),
            means: format!(
                "about {} threads in one process; `sudo sysctl vm.max_map_count=1000000`",
                maps / 4
            ),
        });
    }
    if let Some(queue) = number("somaxconn") {
        findings.push(Finding {
            good: queue >= 4_096,
            what: format!("somaxconn: {queue}"),
            means: "connections that may wait to be accepted; `sudo sysctl net.core.somaxconn=4096`".into(),
        });
    }
    findings
}

/// Looks at the machine for a second while nothing of ours runs.
fn noise() -> Vec<Finding> {
    let before = CpuTimes::now();
    let late_us = jitter_us(Duration::from_secs(1));
    let mut findings = vec![Finding {
        good: late_us < 1_000.0,
        what: format!("a 1 ms sleep wakes up to {late_us:.0} µs late (99th percentile of one second)"),
        means: "planned requests are sent about this late at worst; the lag column shows it".into(),
    }];
    if let Some((before, after)) = before.zip(CpuTimes::now()) {
        let steal = after.steal_since(before).unwrap_or(0.0);
        let busy = after.busy_since(before).unwrap_or(0.0);
        findings.push(Finding {
            good: steal < 0.01,
            what: format!("steal: {:.1} % of CPU time", steal * 100.0),
            means: "what the hypervisor gave to others; points with more than 1 % are called NOISY".into(),
        });
        findings.push(Finding {
            good: busy < 0.10,
            what: format!("other processes: {:.1} % of CPU time", busy * 100.0),
            means: "close what you can before a thorough run".into(),
        });
    }
    findings
}

/// The 99th percentile of how late 1 ms sleeps end.
fn jitter_us(time: Duration) -> f64 {
    let began = Instant::now();
    let mut late = Vec::new();
    while began.elapsed() < time {
        let before = Instant::now();
        thread::sleep(Duration::from_millis(1));
        late.push((before.elapsed().as_secs_f64() - 1e-3) * 1e6);
    }
    late.sort_by(f64::total_cmp);
    late.get(late.len() * 99 / 100).copied().unwrap_or(0.0)
}
