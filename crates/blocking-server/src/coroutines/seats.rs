//! The coroutines of one thread: who can go on, and what the others wait for.

use std::collections::{BTreeSet, VecDeque};
use std::os::fd::RawFd;
use std::time::Instant;

use rustix::event::PollFlags;
use slab::Slab;

/// A seat for each coroutine, `C`, which is away from it while it runs.
///
/// Who is woken for nothing looks again, and waits again: so an event or an alarm that comes too late, for one who
/// no longer waits for it, does no harm.
pub(super) struct Seats<C> {
    seats: Slab<Seat<C>>,
    line: VecDeque<usize>,
    /// One a seat at most.
    alarms: BTreeSet<(Instant, usize)>,
}

struct Seat<C> {
    coroutine: Option<C>,
    wished: Vec<RawFd>,
    ready: Vec<(RawFd, PollFlags)>,
    deadline: Option<Instant>,
    /// When its alarm rings. It is left where it is when a deadline moves away from it, as most do before they are
    /// over: ringing, it looks for the deadline of then.
    alarm: Option<Instant>,
    is_in_line: bool,
}

impl<C> Seats<C> {
    pub(super) fn new() -> Self {
        Self { seats: Slab::new(), line: VecDeque::new(), alarms: BTreeSet::new() }
    }

    /// A seat for the coroutine that `make` makes for it; it begins when it is its turn.
    pub(super) fn add(&mut self, make: impl FnOnce(usize) -> C) {
        let entry = self.seats.vacant_entry();
        let key = entry.key();
        let (wished, ready) = (Vec::new(), Vec::new());
        let coroutine = Some(make(key));
        entry.insert(Seat { coroutine, wished, ready, deadline: None, alarm: None, is_in_line: false });
        self.wake(key);
    }

    /// How many can go on.
    pub(super) fn in_line(&self) -> usize {
        self.line.len()
    }

    /// The next one that can go on, with its seat.
    pub(super) fn next(&mut self) -> Option<(usize, C)> {
        loop {
            let key = self.line.pop_front()?;
            let Some(seat) = self.seats.get_mut(key) else { continue };
            seat.is_in_line = false;
            seat.deadline = None;
            seat.wished.clear();
            if let Some(coroutine) = seat.coroutine.take() {
                return Some((key, coroutine));
            }
        }
    }

    /// One that now waits.
    pub(super) fn put_back(&mut self, key: usize, coroutine: C) {
        if let Some(seat) = self.seats.get_mut(key) {
            seat.coroutine = Some(coroutine);
        }
    }

    /// One that has ended.
    pub(super) fn leave(&mut self, key: usize) {
        if let Some(alarm) = self.seats.try_remove(key).and_then(|seat| seat.alarm) {
            self.alarms.remove(&(alarm, key));
        }
    }

    /// What the one that is about to wait waits for, and until when.
    pub(super) fn wait_for(&mut self, key: usize, wishes: &[(RawFd, PollFlags)], deadline: Option<Instant>) {
        let Some(seat) = self.seats.get_mut(key) else { return };
        seat.ready.clear();
        seat.wished.extend(wishes.iter().map(|(socket, _)| socket));
        seat.deadline = deadline;
        if let Some(at) = deadline
            && seat.alarm.is_none_or(|alarm| at < alarm)
        {
            if let Some(later) = seat.alarm.replace(at) {
                self.alarms.remove(&(later, key));
            }
            self.alarms.insert((at, key));
        }
    }

    /// Says that `socket` is ready for `what`.
    pub(super) fn has_come(&mut self, key: usize, socket: RawFd, what: PollFlags) {
        let Some(seat) = self.seats.get_mut(key) else { return };
        if seat.wished.contains(&socket) {
            seat.ready.push((socket, what));
            self.wake(key);
        }
    }

    /// What came of its wishes.
    pub(super) fn outcomes(&mut self, key: usize, ready: &mut Vec<(RawFd, PollFlags)>) {
        if let Some(seat) = self.seats.get_mut(key) {
            ready.append(&mut seat.ready);
        }
    }

    /// Puts one in line, whatever it waits for.
    pub(super) fn wake(&mut self, key: usize) {
        if let Some(seat) = self.seats.get_mut(key)
            && !std::mem::replace(&mut seat.is_in_line, true)
        {
            self.line.push_back(key);
        }
    }

    /// When to look again for deadlines that are over.
    pub(super) fn next_alarm(&self) -> Option<Instant> {
        self.alarms.first().map(|(at, _)| *at)
    }

    /// Wakes those whose deadline is over.
    pub(super) fn ring(&mut self, now: Instant) {
        while let Some(&(at, key)) = self.alarms.first()
            && at <= now
        {
            self.alarms.pop_first();
            let Some(seat) = self.seats.get_mut(key) else { continue };
            seat.alarm = seat.deadline.filter(|deadline| *deadline > now);
            match seat.alarm {
                Some(later) => drop(self.alarms.insert((later, key))),
                None if seat.deadline.is_some() => self.wake(key),
                None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Two that have begun and wait for nothing yet.
    fn two() -> Seats<&'static str> {
        let mut seats = Seats::new();
        seats.add(|_| "one");
        seats.add(|_| "other");
        for name in ["one", "other"] {
            let (key, coroutine) = seats.next().unwrap();
            assert_eq!(coroutine, name);
            seats.put_back(key, coroutine);
        }
        assert!(seats.next().is_none());
        seats
    }

    #[test]
    fn who_wished_for_a_socket_goes_on_when_it_is_ready_and_nobody_else() {
        let mut seats = two();
        seats.wait_for(0, &[(7, PollFlags::IN)], None);
        seats.has_come(0, 8, PollFlags::IN);
        seats.has_come(1, 7, PollFlags::IN);
        seats.has_come(5, 7, PollFlags::IN);
        assert!(seats.next().is_none(), "nobody wished for these");
        seats.has_come(0, 7, PollFlags::IN);
        seats.has_come(0, 7, PollFlags::HUP);
        assert_eq!(seats.next(), Some((0, "one")));
        assert!(seats.next().is_none(), "it stands in line once");
        let mut ready = Vec::new();
        seats.outcomes(0, &mut ready);
        assert_eq!(ready, [(7, PollFlags::IN), (7, PollFlags::HUP)]);
        seats.put_back(0, "one");
        seats.has_come(0, 7, PollFlags::IN);
        assert!(seats.next().is_none(), "it no longer waits for it");
    }

    #[test]
    fn an_alarm_rings_for_the_deadline_of_then() {
        let (mut seats, began) = (two(), Instant::now());
        let after = |ms| began + Duration::from_millis(ms);
        seats.wait_for(0, &[], Some(after(10)));
        seats.wait_for(1, &[], Some(after(5)));
        assert_eq!(seats.next_alarm(), Some(after(5)));
        seats.ring(after(4));
        assert!(seats.next().is_none(), "never early");
        seats.ring(after(5));
        assert_eq!(seats.next(), Some((1, "other")));
        // What the first one waited for has come, and it waits anew, for longer.
        seats.wake(0);
        assert_eq!(seats.next(), Some((0, "one")));
        seats.wait_for(0, &[], Some(after(30)));
        seats.put_back(0, "one");
        seats.ring(after(20));
        assert!(seats.next().is_none(), "the alarm of before is none of now");
        assert_eq!(seats.next_alarm(), Some(after(30)));
        seats.ring(after(30));
        assert_eq!(seats.next(), Some((0, "one")));
    }

    #[test]
    fn nobody_has_two_alarms_and_who_has_left_none() {
        let (mut seats, began) = (two(), Instant::now());
        for ms in [100, 10, 200, 5] {
            seats.wait_for(0, &[], Some(began + Duration::from_millis(ms)));
            assert_eq!(seats.alarms.len(), 1, "after {ms} ms");
        }
        assert_eq!(seats.next_alarm(), Some(began + Duration::from_millis(5)));
        seats.leave(0);
        assert_eq!(seats.next_alarm(), None);
    }

    #[test]
    fn who_has_left_is_not_woken() {
        let mut seats = two();
        seats.wait_for(0, &[], Some(Instant::now()));
        seats.wake(0);
        seats.leave(0);
        seats.ring(Instant::now());
        assert!(seats.next().is_none());
    }
}
