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
        loop {
            thread::sleep(EVERY);
            waste(percent);
        }
    })?;
    Ok(())
}

/// Spins until this thread has used `percent` of what the others have. Its own waking up counts as wasted.
fn waste(percent: u64) {
    loop {
        let own = used(ClockId::ThreadCPUTime);
        let others = used(ClockId::ProcessCPUTime).saturating_sub(own);
        if own.as_nanos() * 100 >= others.as_nanos() * u128::from(percent) {
            return;
        }
        std::hint::spin_loop();
    }
}

fn used(clock: ClockId) -> Duration {
    let now = clock_gettime(clock);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_wastes_its_share_of_what_the_others_use() {
        // Other tests of this process only add to what the others use.
        let worker = thread::spawn(|| while used(ClockId::ThreadCPUTime) < Duration::from_millis(50) {});
        worker.join().expect("spinning does not panic");
        let waster = thread::spawn(|| {
            waste(20);
            let own = used(ClockId::ThreadCPUTime);
            (own, used(ClockId::ProcessCPUTime).saturating_sub(own))
        });
        let (own, others) = waster.join().expect("wasting does not panic");
        assert!(own >= Duration::from_millis(10), "at least 20 % of 50 ms, not {own:?}");
        assert!(own <= others.mul_f64(0.25), "{own:?} of {others:?}");
    }
}
