//! What is due when.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Keys in the order in which they are due. With a fixed delay they come in that order already, and a
/// push costs one comparison.
#[derive(Debug, Default)]
pub(crate) struct Timers(BinaryHeap<Reverse<(u64, u64)>>);

impl Timers {
    /// Asks for `key` at `due_ns`.
    pub(crate) fn push(&mut self, due_ns: u64, key: u64) {
        self.0.push(Reverse((due_ns, key)));
    }

    /// The next key that is due by `now_ns`.
    pub(crate) fn pop(&mut self, now_ns: u64) -> Option<u64> {
        self.next_ns().filter(|due_ns| *due_ns <= now_ns)?;
        self.0.pop().map(|Reverse((_, key))| key)
    }

    /// When the next is due.
    pub(crate) fn next_ns(&self) -> Option<u64> {
        self.0.peek().map(|Reverse((due_ns, _))| *due_ns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_when_they_are_due_and_in_order() {
        let mut timers = Timers::default();
        for (due_ns, key) in [(30, 3), (10, 1), (20, 2), (10, 0)] {
            timers.push(due_ns, key);
        }
        assert_eq!(timers.pop(9), None, "never early");
        assert_eq!([timers.pop(10), timers.pop(10), timers.pop(19)], [Some(0), Some(1), None]);
        assert_eq!(timers.next_ns(), Some(20));
        assert_eq!([timers.pop(99), timers.pop(99), timers.pop(99)], [Some(2), Some(3), None]);
        assert_eq!(timers.next_ns(), None);
    }
}
