//! The environment is part of the result (method rule 10).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use nix::sys::resource::{Resource, getrlimit};
use record::{Environment, Placement};

use super::Topology;
use super::given::not_available;

/// What this machine is, as far as it tells.
pub(crate) fn environment(topology: &Topology, placement: &Placement) -> Environment {
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    Environment {
        kernel: text("/proc/sys/kernel/osrelease").unwrap_or_else(|| "not told".into()),
        cpu_model: field(&cpuinfo, "model name"),
        cores: topology.threads() as u32,
        threads_per_core: topology.threads_per_core().map(|count| count as u32),
        governor: text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        hypervisor: hypervisor(&cpuinfo),
        memory_bytes: memory_bytes(),
        compiler: output("rustc", &["--version"]).unwrap_or_else(|| "not told".into()),
        git_revision: git_revision(),
        limits: limits(),
        placement: placement.clone(),
        generator_ceiling_per_s: None,
        not_available: not_available(Path::new("/proc"), Path::new("/sys")),
    }
}

fn limits() -> BTreeMap<String, String> {
    let files = [
        ("threads-max", "/proc/sys/kernel/threads-max"),
        ("max_map_count", "/proc/sys/vm/max_map_count"),
        ("pids.max", "/sys/fs/cgroup/pids.max"),
        ("somaxconn", "/proc/sys/net/core/somaxconn"),
        ("ip_local_port_range", "/proc/sys/net/ipv4/ip_local_port_range"),
        ("loopback MTU", "/sys/class/net/lo/mtu"),
    ];
    let mut limits: BTreeMap<_, _> = files
        .into_iter()
        .map(|(name, file)| (name.to_owned(), text(file).unwrap_or_else(|| "not available here".into())))
        .collect();
    if let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) {
        limits.insert("nofile".into(), format!("{soft} of {hard}"));
    }
    limits
}

/// The revision of the checkout that is run in, with `-dirty` where files were changed.
pub(crate) fn git_revision() -> Option<String> {
    let revision = output("git", &["rev-parse", "--short=9", "HEAD"])?;
    let changed = output("git", &["status", "--porcelain", "--untracked-files=no"])?;
    Some(if changed.is_empty() { revision } else { format!("{revision}-dirty") })
}

fn hypervisor(cpuinfo: &str) -> Option<String> {
    let virtual_machine = field(cpuinfo, "flags")?.split_whitespace().any(|flag| flag == "hypervisor");
    virtual_machine.then(|| text("/sys/class/dmi/id/sys_vendor").unwrap_or_else(|| "present".into()))
}

fn memory_bytes() -> Option<u64> {
    let kib = field(&fs::read_to_string("/proc/meminfo").ok()?, "MemTotal")?;
    kib.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib * 1024)
}

fn field(file: &str, name: &str) -> Option<String> {
    let lines = file.lines().filter_map(|line| line.split_once(':'));
    lines.into_iter().find(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().to_owned())
}

fn text(file: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
