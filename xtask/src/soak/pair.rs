//! Do twins refuse alike? A pool of K threads and a limit of K are asked for the same, three times what K can do.
//!
//! Their places are full of requests that wait, so that the CPU is free for those who refuse. Where requests burn the
//! CPU instead, whoever accepts in a pool is one of K + 1 threads that want it: `ARCHITECTURE.md` says what follows.

use std::path::Path;
use std::time::Duration;

use super::counts::Counts;
use super::processes::{Cores, Running};

/// The twins.
pub(super) const TWINS: [&str; 2] = ["thread-pool", "tokio-limited"];
/// Their places, by default.
const PLACES: u64 = 64;
const WAIT: Duration = Duration::from_millis(80);
const SECONDS: u64 = 15;

/// Asks both, and says what they refused; whether it was as much.
pub(super) fn refuse_alike(folder: &Path, cores: &Cores) -> bool {
    let [Some(pool), Some(limit)] = TWINS.map(|model| refused(folder, model, cores)) else {
        eprintln!("xtask: the twins did not serve to the end");
        return false;
    };
    let are_alike = pool.are_overload() && limit.are_overload() && pool.are_like(&limit);
    println!("twins: {}", if are_alike { "ALIKE" } else { "UNLIKE" });
    are_alike
}

fn refused(folder: &Path, model: &str, cores: &Cores) -> Option<Counts> {
    let (_server, address) = super::server(folder, model, 512, None, cores)?;
    let rate_per_s = usize::try_from(3 * PLACES * 1_000).ok()? / usize::try_from(WAIT.as_millis()).ok()?;
    let url = format!("http://{address}/wait?ms={}", WAIT.as_millis());
    let counts = Running::load(folder, &url, rate_per_s, SECONDS, &cores.others)?.counted()?;
    let Counts { planned, right, wrong } = counts;
    println!("  {model}: {planned} asked that wait, {right} served, {wrong} refused");
    Some(counts)
}
