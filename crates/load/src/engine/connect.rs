//! Opening the first connections.

use super::drive::{CONNECTING_MAX, Drive};
use super::turn::{Loop, TICK_NS};
use crate::answer::Cause;

/// While connecting: a connection at least so often.
const GAP_MAX_NS: u64 = 200_000;

impl<D: Drive> Loop<'_, D> {
    /// Opens the first connections evenly: over the time that was asked for, which `connect_max_ns` is on
    /// top of, or else over at most half of `connect_max_ns`.
    pub(super) fn connect(&mut self, connect_max_ns: u64) {
        let total = self.drive.connections_first();
        let each = |ns: u64| ns / u64::from(total.max(1));
        let gap_ns = self.connect_over_ns.map_or(each(connect_max_ns / 2).min(GAP_MAX_NS), each);
        let begin = self.wires.clock.now();
        let end = begin + self.connect_over_ns.unwrap_or(0) + connect_max_ns;
        let mut begun = 0;
        loop {
            let now = self.wires.clock.now();
            while begun < total
                && self.wires.connecting < CONNECTING_MAX
                && now >= begin + gap_ns * u64::from(begun)
            {
                begun += 1;
                let slot = self.wires.add();
                if self.wires.open(slot).is_err() {
                    self.drive.refused(&mut self.wires, slot, Cause::Connect);
                }
            }
            let settled = begun == total && self.wires.connecting == 0;
            if settled || now >= end || self.stop.is_stopped() {
                return;
            }
            let next = if begun < total { begin + gap_ns * u64::from(begun) } else { now + TICK_NS };
            self.wires.wait(&mut self.events, next.saturating_sub(now).clamp(1, TICK_NS));
            self.events();
        }
    }
}
