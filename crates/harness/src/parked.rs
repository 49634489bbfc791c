//! Requests that are held in flight while nothing else happens, and a server at rest (method rule 8).

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use contract::{Ask, Fetch, Wait};
use load::{Load, Observer, Outcome, Phase, Timing};
use scenario::Parking;

/// The scenario's own request, waiting for `wait_ms` instead of its own time.
pub(crate) fn waiting(request: Ask, wait_ms: u64) -> Ask {
    let ms = u32::try_from(wait_ms).unwrap_or(u32::MAX);
    match request {
        Ask::Fetch(Fetch { bytes, .. }) => Ask::Fetch(Fetch { ms, bytes }),
        _ => Ask::Wait(Wait { ms }),
    }
}

/// One connection for each request, which is sent once and answered after the window.
pub(crate) fn load(requests: u32) -> Load {
    Load::Closed { connections: requests }
}

/// The phases: the answers come after the window and are waited for, so that each can be checked.
pub(crate) fn timing(requests: u32, others: Timing) -> Timing {
    let Parking { settle_ms, window_ms, wait_ms } = Parking::of(requests);
    Timing {
        warmup: Duration::from_millis(settle_ms),
        window: Duration::from_millis(window_ms),
        // Nobody asks again when the first are answered.
        afterglow: Duration::ZERO,
        drain_max: Duration::from_millis(wait_ms) + others.drain_max,
        ..others
    }
}

/// Connections that are open and say nothing, until they are dropped.
///
/// # Errors
/// One could not be made.
pub(crate) fn idle_connections(target: SocketAddr, count: u32) -> io::Result<Vec<TcpStream>> {
    const WAIT_MAX: Duration = Duration::from_secs(5);
    (0..count).map(|_| TcpStream::connect_timeout(&target, WAIT_MAX)).collect()
}

/// Asks for nothing and looks on: what a server does at rest.
pub(crate) fn rest(timing: &Timing, observer: &mut dyn Observer) -> Outcome {
    observer.phase(Phase::Warmup);
    thread::sleep(timing.warmup);
    observer.phase(Phase::WindowStart);
    let opened = Instant::now();
    thread::sleep(timing.window);
    observer.phase(Phase::WindowEnd);
    let window = opened.elapsed();
    observer.phase(Phase::Drain);
    Outcome { window, ..Outcome::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parked_request_outlives_the_window_and_is_waited_for() {
        let others = Timing { drain_max: Duration::from_secs(2), ..Timing::default() };
        for requests in [0, 1, 64, 4_096, 1_000_000] {
            let timing = timing(requests, others);
            let wait = Duration::from_millis(Parking::of(requests).wait_ms);
            // The last is sent half a warm-up after the first, at most.
            assert!(wait > timing.warmup + timing.window + Duration::from_millis(200), "{requests}");
            assert!(timing.warmup / 2 + wait < timing.warmup + timing.window + timing.drain_max);
        }
    }

    #[test]
    fn only_the_time_of_a_request_is_changed() {
        let fetch = Ask::Fetch(Fetch { ms: 10, bytes: 256 });
        assert_eq!(waiting(fetch, 900).to_string(), "/fetch?ms=900&bytes=256");
        assert_eq!(waiting(Ask::Wait(Wait { ms: 10 }), 900).to_string(), "/wait?ms=900");
    }

    #[test]
    fn a_rest_has_a_window_and_tells_its_edges() {
        struct Told(Vec<Phase>);
        impl Observer for Told {
            fn phase(&mut self, phase: Phase) {
                self.0.push(phase);
            }
        }
        let mut told = Told(Vec::new());
        let ms = Duration::from_millis;
        let outcome = rest(&Timing { warmup: ms(1), window: ms(5), ..Timing::default() }, &mut told);
        assert!(outcome.window >= ms(5));
        assert_eq!(told.0, [Phase::Warmup, Phase::WindowStart, Phase::WindowEnd, Phase::Drain]);
    }
}
