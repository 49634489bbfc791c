//! The end: nothing new is accepted, what is in flight is answered, and the process is gone in time
//! whatever a handler does.

use std::io::{self, Write};
use std::net::TcpListener;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Release};
use std::thread;
use std::time::{Duration, Instant};

use rustix::net::{Shutdown, shutdown};

use crate::connections::Connections;
use crate::counters::Counters;

/// How often the last requests are looked at.
const LOOK: Duration = Duration::from_millis(1);

/// Everything that the end must reach.
#[derive(Debug)]
pub(crate) struct Drain {
    pub(crate) listeners: Vec<TcpListener>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) begun: Arc<AtomicBool>,
    pub(crate) program: &'static str,
}

impl Drain {
    /// Ends the process with code 0, within `patience`.
    pub(crate) fn run(&self, patience: Duration) -> ! {
        let deadline = Instant::now() + patience;
        self.begun.store(true, Release);
        // On Linux this wakes whoever waits in accept, and refuses who would connect.
        for listener in &self.listeners {
            let _ = shutdown(listener, Shutdown::Read);
        }
        self.connections.end_input();
        loop {
            let (open, _) = self.connections.count();
            let in_flight = self.counters.totals().in_flight;
            if open == 0 && in_flight == 0 {
                process::exit(0);
            }
            if Instant::now() >= deadline {
                // Whoever listened may be dead, and then `eprintln!` would panic in place of the end.
                let _ = writeln!(
                    io::stderr(),
                    "{}: {in_flight} requests in flight and {open} connections were cut {} ms after the \
                     drain began; --drain-ms gives them longer",
                    self.program,
                    patience.as_millis()
                );
                process::exit(0);
            }
            thread::sleep(LOOK);
        }
    }
}
