//! CPU that is used for nothing: `--waste-percent`. A comparison of a server with itself must find it, or
//! it would not find a real difference of that size either.

use std::io;
use std::thread;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How long it sleeps between two turns: short beside any measured window, so that none is left without
/// its share.
const EVERY: Duration = Duration::from_millis(5);

/// From now on wastes `percent` of what all other threads use; 0 starts nothing.
pub(crate) fn start(percent: u64) -> io::Result<()> {
    if percent == 0 {
        return Ok(());
    }
    thread::Builder::new().name("waste".into()).spawn(move || {
        let mut waste = Waste::of(percent);
        loop {
            thread::sleep(EVERY);
            waste.turn();
        }
    })?;
    Ok(())
}

/// How much this thread has wasted, and how much the others have used meanwhile.
struct Waste {
    percent: u32,
    own: Duration,
    others: Duration,
}

impl Waste {
    fn of(percent: u64) -> Self {
        let (own, others) = so_far();
        Self { percent: u32::try_from(percent).unwrap_or(u32::MAX), own, others }
    }

    /// Spins until this thread has used its share of what the others have used since the turn before. Its own
    /// waking up counts as wasted, but only in its own turn: what a thread uses to find that nobody works must
    /// not be saved up, or a server that stood idle would waste less of what it does afterwards.
    fn turn(&mut self) {
        loop {
            let (own, others) = so_far();
            if own.saturating_sub(self.own) >= others.saturating_sub(self.others) * self.percent / 100 {
                (self.own, self.others) = (own, others);
                return;
            }
            std::hint::spin_loop();
        }
    }
}

/// What this thread and what all others have used. Two clocks cannot be read at once, so the second may seem to run
/// backwards by as much as lies between.
fn so_far() -> (Duration, Duration) {
    let own = used(ClockId::ThreadCPUTime);
    (own, used(ClockId::ProcessCPUTime).saturating_sub(own))
}

fn used(clock: ClockId) -> Duration {
    let now = clock_gettime(clock);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_wastes_its_share_of_what_the_others_use_however_long_they_were_idle() {
        let is_no_more = (0..20).any(|_| {
            let (own, others) = thread::spawn(wasted).join().expect("wasting does not panic");
            assert!(own >= Duration::from_millis(10), "at least 20 % of 50 ms, not {own:?}");
            // What a host takes from a virtual machine meanwhile is counted as if this thread had wasted it.
            own <= others.mul_f64(0.25)
        });
        assert!(is_no_more, "it always wastes more than a quarter");
    }

    /// What is wasted when others use 50 ms after a time of rest, and what they use.
    fn wasted() -> (Duration, Duration) {
        let mut waste = Waste::of(20);
        // Looking in vain, again and again, until that has cost more than the share of what follows.
        while used(ClockId::ThreadCPUTime) < Duration::from_millis(20) {
            waste.turn();
        }
        let (own, others) = (waste.own, waste.others);
        // Other tests of this process only add to what the others use.
        let worker = thread::spawn(|| while used(ClockId::ThreadCPUTime) < Duration::from_millis(50) {});
        worker.join().expect("spinning does not panic");
        waste.turn();
        (waste.own - own, waste.others - others)
    }
}
