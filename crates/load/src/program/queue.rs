//! `load queue`: one server with one queue and service times that are known beforehand.
//!
//! What such a server does to a response time is known from theory and, request by request, from
//! arithmetic; a load generator that measures something else is wrong. It computes when each answer is
//! due (Lindley's recursion over the arrivals that it saw) and sends it then. At its end it says how long it stood
//! still at worst, since a server that was held up is no truth.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use load::{Gaps, service_times};
use rustix::event::epoll::{self, EventData, EventFlags};
use rustix::fd::OwnedFd;

use super::null::{LISTENER, ends};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nserve";

/// Asked to end, it ends within this.
const TICK: Duration = Duration::from_millis(100);

/// Those that have come while it was stopped are taken up at once.
const EVENTS_MAX: usize = 4_096;

/// What is served, how fast.
pub(super) struct Service {
    pub(super) law: Gaps,
    pub(super) mean: Duration,
    pub(super) seed: u64,
    /// Everybody is served at once, each for the service time, instead of one after the other.
    pub(super) unlimited: bool,
}

/// Serves until `over`, on one thread.
pub(super) fn serve(listen: SocketAddr, service: &Service, over: &Arc<AtomicBool>) -> io::Result<()> {
    let _ = rustix::thread::set_current_timer_slack(std::num::NonZeroU64::new(1));
    let listener = TcpListener::bind(listen)?;
    // The usual backlog would turn away those who come while it is stopped. Listening again widens it.
    rustix::net::listen(&listener, 4_096)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    println!("listening {address} url=http://{address}/");
    io::stdout().flush()?;
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    epoll::add(&epoll, &listener, EventData::new_u64(LISTENER), EventFlags::IN)?;
    let times = service_times(service.law, service.mean, service.seed);
    let mut queue = Queue {
        epoll,
        connections: Vec::new(),
        due: VecDeque::new(),
        free_at: Instant::now(),
        still: Still::default(),
    };
    queue.run(&listener, times, service.unlimited, over);
    let [most, next] = queue.still.longest.map(|time| time.as_micros());
    println!("stood still for {most} and {next} us at most");
    Ok(())
}

/// The two longest times for which nobody could be served: a sleep that was longer than asked for, or the work of one
/// waking. There are two, so that whoever stops the server on purpose learns of the one that was not.
#[derive(Default)]
struct Still {
    longest: [Duration; 2],
}

impl Still {
    fn add(&mut self, time: Duration) {
        let [most, next] = self.longest;
        self.longest = [most.max(time), next.max(most.min(time))];
    }
}

struct Queue {
    epoll: OwnedFd,
    connections: Vec<Option<(TcpStream, usize)>>,
    /// Answers in the order in which they are due, and to whom.
    due: VecDeque<(Instant, usize)>,
    /// When whoever comes next can be begun with.
    free_at: Instant,
    still: Still,
}

impl Queue {
    fn run(
        &mut self,
        listener: &TcpListener,
        mut times: impl Iterator<Item = Duration>,
        unlimited: bool,
        over: &AtomicBool,
    ) {
        let mut events = Vec::with_capacity(EVENTS_MAX);
        while !over.load(Ordering::Relaxed) {
            let asleep = Instant::now();
            let next = self.due.front().map(|(at, _)| at.saturating_duration_since(asleep));
            let wait = next.unwrap_or(TICK).min(TICK);
            let timeout = rustix::time::Timespec { tv_sec: 0, tv_nsec: i64::from(wait.subsec_nanos()) };
            events.clear();
            let _ = epoll::wait(&self.epoll, rustix::buffer::spare_capacity(&mut events), Some(&timeout));
            // Whoever is there now arrived now, however long it takes to read them all.
            let now = Instant::now();
            // What is due does not wait for the reading.
            self.answer(now);
            for event in &events {
                match event.data.u64() {
                    LISTENER => self.accept(listener, now, &mut times, unlimited),
                    place => self.arrive(place as usize, now, &mut times, unlimited),
                }
            }
            self.answer(Instant::now());
            self.still.add(now.saturating_duration_since(asleep + wait));
            self.still.add(now.elapsed());
        }
    }

    /// Accepts, and takes up at once what was sent already: accepting hundreds takes milliseconds.
    fn accept(
        &mut self,
        listener: &TcpListener,
        now: Instant,
        times: &mut impl Iterator<Item = Duration>,
        unlimited: bool,
    ) {
        while let Ok((stream, _)) = listener.accept() {
            let place = self.connections.len();
            let data = EventData::new_u64(place as u64);
            let is_ready = stream.set_nonblocking(true).is_ok()
                && stream.set_nodelay(true).is_ok()
                && epoll::add(&self.epoll, &stream, data, EventFlags::IN).is_ok();
            self.connections.push(is_ready.then_some((stream, 0)));
            self.arrive(place, now, times, unlimited);
        }
    }

    fn arrive(
        &mut self,
        place: usize,
        now: Instant,
        times: &mut impl Iterator<Item = Duration>,
        unlimited: bool,
    ) {
        let Some((stream, matched)) = &mut self.connections[place] else { return };
        let mut buffer = [0; 4_096];
        let requests = match stream.read(&mut buffer) {
            Ok(count @ 1..) => ends(&buffer[..count], matched),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => 0,
            _ => {
                self.connections[place] = None;
                0
            }
        };
        for time in times.take(requests) {
            self.free_at = done_at(now, self.free_at, time, unlimited);
            let at = self.due.partition_point(|(due, _)| *due <= self.free_at);
            self.due.insert(at, (self.free_at, place));
        }
    }

    fn answer(&mut self, now: Instant) {
        while let Some((at, place)) = self.due.front().copied()
            && at <= now
        {
            self.due.pop_front();
            if let Some((stream, _)) = &mut self.connections[place]
                && !stream.write(ANSWER).is_ok_and(|count| count == ANSWER.len())
            {
                self.connections[place] = None;
            }
        }
    }
}

/// When somebody is done with who comes `now` and takes `time`: served at once, or after all before him, who are
/// done with at `free_at` (Lindley's recursion).
fn done_at(now: Instant, free_at: Instant, time: Duration, unlimited: bool) -> Instant {
    let begins = if unlimited { now } else { free_at.max(now) };
    begins + time
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_longest_are_kept() {
        let mut still = Still::default();
        [3, 9, 1, 7, 9].into_iter().for_each(|ms| still.add(Duration::from_millis(ms)));
        assert_eq!(still.longest, [9, 9].map(Duration::from_millis));
        still.add(Duration::from_millis(12));
        assert_eq!(still.longest, [12, 9].map(Duration::from_millis));
    }

    #[test]
    fn one_after_the_other_or_all_at_once() {
        let began = Instant::now();
        let ms = Duration::from_millis;
        let done = |unlimited: bool| {
            let mut free_at = began;
            // Three come together, the fourth when everybody has gone.
            [0, 0, 0, 100].map(|came| {
                free_at = done_at(began + ms(came), free_at, ms(5), unlimited);
                (free_at - began).as_millis()
            })
        };
        assert_eq!(done(false), [5, 10, 15, 105]);
        assert_eq!(done(true), [5, 5, 5, 105]);
    }
}
