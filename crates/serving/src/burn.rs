//! Work for the CPU, of a known amount.

use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How much is computed between two looks at the clock: some 5 µs, so that a look, a system call of a
/// few hundred ns, is a small part of it.
const ROUNDS: u32 = 4_096;

/// Computes until this thread has used so much CPU.
///
/// The thread's own CPU clock is read, rather than rounds counted that were timed at the start: it stands
/// still while another thread has the CPU, and it does not care how fast the CPU happens to run. So the
/// work is the same for a server that shares its core and for one that does not.
pub fn burn(cpu: Duration) {
    if cpu.is_zero() {
        return;
    }
    let until = used() + cpu;
    let mut state = 1_u64;
    while used() < until {
        for _ in 0..ROUNDS {
            state = black_box(state).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        }
    }
    black_box(state);
}

fn used() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_is_used_that_was_asked_for() {
        for ask in [0, 100, 20_000].map(Duration::from_micros) {
            // What a host takes from a virtual machine meanwhile is counted as if the thread had used it.
            let is_no_more = (0..100).any(|_| {
                let before = used();
                burn(ask);
                let spent = used() - before;
                assert!(spent >= ask, "{ask:?}: {spent:?}");
                spent < ask + Duration::from_millis(5)
            });
            assert!(is_no_more, "{ask:?} is always more");
        }
    }
}
