//! A reader's own service, told in a few words, as a scenario file.

mod waits;

use std::fmt::Write;

use crate::Contender;
use crate::theory::requests_max;
pub use waits::Waits;

/// A service: what a request does, and what is wanted of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Calls to other services in each request.
    pub calls: u32,
    /// One after the other, instead of all at once.
    pub is_sequential: bool,
    /// How long each call takes.
    pub waits: Waits,
    /// CPU of the service itself in each request, in µs.
    pub cpu_us: u32,
    /// The load that it has to carry.
    pub wanted: Wanted,
    /// The response p99 to keep, in ms.
    pub objective_p99_ms: f64,
}

/// The load that is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    /// So many requests at once, all the time.
    InFlight(u32),
    /// So many requests a second, from independent users.
    RatePerS(f64),
}

/// The loads around the one that is wanted, as shares of it.
const RATES: [f64; 4] = [0.5, 1.0, 1.5, 2.0];
const IN_FLIGHT: [f64; 4] = [0.25, 0.5, 1.0, 2.0];
/// A pool is worth a look while no more of its places than this share are taken on average.
const POOL_SHARE_MAX: f64 = 0.7;
/// Where requests in flight are wanted, one rate is tried too, at this share of what theory expects at most: a search
/// for the highest rate begins there.
const FIRST_SHARE: f64 = 0.25;
/// No search begins higher.
const FIRST_PER_S_MAX: f64 = 2_000.0;
/// A p99 takes 100 responses beyond it, so 10,000 over the three blocks of a quick run, with some to spare.
const WINDOWS_REQUESTS: f64 = 10_500.0 / 3.0;
/// The shortest and the longest window, in ms: with the longest an answer takes eight minutes.
const WINDOW_MS: (f64, f64) = (1_000.0, 7_000.0);
/// The fewest and the most connections that the generator may open.
const CONNECTIONS: (f64, f64) = (256.0, 10_000.0);

impl Service {
    /// The shortest mean time of a request, in seconds.
    #[must_use]
    pub fn request_s(&self) -> f64 {
        let calls = if self.is_sequential { self.calls } else { self.calls.min(1) };
        f64::from(calls) * self.waits.mean_ms() / 1e3 + f64::from(self.cpu_us) / 1e6
    }

    /// How many requests are in flight on average: wanted, or by Little's law.
    #[must_use]
    pub fn in_flight(&self) -> f64 {
        match self.wanted {
            Wanted::InFlight(requests) => f64::from(requests),
            Wanted::RatePerS(rate) => rate * self.request_s(),
        }
    }

    /// Whether a pool like `contender` has places enough to be worth a look.
    #[must_use]
    pub fn suits_pool(&self, contender: &Contender) -> bool {
        let places = requests_max(contender).unwrap_or(0) as f64;
        match self.wanted {
            Wanted::InFlight(requests) => f64::from(requests) <= places,
            Wanted::RatePerS(_) => self.in_flight() <= POOL_SHARE_MAX * places,
        }
    }

    /// The scenario file that asks exactly this of `contenders`.
    #[must_use]
    pub fn to_toml(&self, contenders: &[&str]) -> String {
        let mut out = String::new();
        let names: Vec<String> = contenders.iter().map(|name| format!("{name:?}")).collect();
        let work = self.work_in_words();
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "# Your service, as you described it. Edit it and ask again: cargo xtask advise THIS-FILE {}\n\n\
             title = \"Your service: {work}\"\n\n\
             question = \"Do threads or async serve this better: {work}, {}?\"\n\n\
             expect = \"\"\"\n{}\n\"\"\"\n\n\
             analysis = \"\"\"\nLook at the load that is wanted first: who keeps the objective there, and at what cost. Then \
             at how far\nthe load may rise before either misses it.\n\"\"\"\n\n\
             contenders = [{}]\n\n",
            self.wanted_as_option(),
            self.wanted_in_words(),
            self.expectation(),
            names.join(", "),
        );
        self.requests(&mut out);
        self.loads(&mut out);
        let _ = write!(out, "[objective]\np99_ms = {}\n", self.objective_p99_ms);
        out
    }

    fn work_in_words(&self) -> String {
        let wait = self.waits.in_words();
        let calls = match (self.calls, self.is_sequential) {
            (1, _) => format!("a call of {wait}"),
            (calls, true) => format!("{calls} calls one after the other, each of {wait}"),
            (calls, false) => format!("{calls} calls at once, each of {wait}"),
        };
        match self.cpu_us {
            0 => calls,
            us => format!("{calls}, then {us} µs of CPU"),
        }
    }

    fn wanted_in_words(&self) -> String {
        match self.wanted {
            Wanted::InFlight(requests) => format!("{requests} at once"),
            Wanted::RatePerS(rate) => format!("{rate} times a second"),
        }
    }

    fn wanted_as_option(&self) -> String {
        match self.wanted {
            Wanted::InFlight(requests) => format!("--in-flight {requests}"),
            Wanted::RatePerS(rate) => format!("--rate-per-s {rate}"),
        }
    }

    fn expectation(&self) -> String {
        let ms = self.request_s() * 1e3;
        format!(
            "Nobody answers in less than {ms:.1} ms on average, and some {:.0} requests are in flight at once (Little's law).\n\
             The pool of threads that holds them, or the tasks, is all that differs.",
            self.in_flight().ceil()
        )
    }

    fn requests(&self, out: &mut String) {
        let request = |at: &str, ms: u32| match (self.calls, self.cpu_us) {
            (1, 0) => format!("[{at}.fetch]\nwait_ms = {ms}\nbody_bytes = 256\n\n"),
            (1, cpu_us) => format!("[{at}.mixed]\nwait_ms = {ms}\ncpu_us = {cpu_us}\n\n"),
            (calls, cpu_us) => {
                let order = if self.is_sequential { "sequential" } else { "parallel" };
                format!(
                    "[{at}.fan-out]\ncalls = {calls}\nwait_ms = {ms}\norder = \"{order}\"\ncpu_us = {cpu_us}\n\n"
                )
            }
        };
        out.push_str(&request("request", self.waits.main_ms()));
        for (ms, share) in self.waits.others() {
            let label = format!("wait-{ms}ms");
            let _ = write!(
                out,
                "[mix.{label}]\nshare = {share}\n{}",
                request(&format!("mix.{label}.request"), ms)
            );
        }
        match self.waits.sigma() {
            None => out.push_str("[backend.fixed]\n\n"),
            Some(sigma) => {
                let _ = write!(out, "[backend.log-normal]\nsigma = {sigma:.4}\n\n");
            }
        }
    }

    /// Long enough to tell a p99 at the wanted load, as far as patience goes.
    fn window_ms(&self) -> f64 {
        let per_s = match self.wanted {
            Wanted::RatePerS(rate) => rate,
            Wanted::InFlight(requests) => f64::from(requests) / self.request_s().max(1e-3),
        };
        (WINDOWS_REQUESTS / per_s * 1e3).ceil().clamp(WINDOW_MS.0, WINDOW_MS.1)
    }

    fn loads(&self, out: &mut String) {
        let _ = write!(out, "[load]\nwindow_ms_min = {:.0}\n\n", self.window_ms());
        let (closed, rates) = match self.wanted {
            Wanted::RatePerS(rate) => (Vec::new(), RATES.map(|share| share * rate).to_vec()),
            Wanted::InFlight(requests) => {
                let mut closed: Vec<u32> =
                    IN_FLIGHT.map(|share| (share * f64::from(requests)).ceil() as u32).to_vec();
                closed.dedup();
                let most = f64::from(requests) / self.request_s().max(1e-3);
                (closed, vec![(FIRST_SHARE * most).clamp(1.0, FIRST_PER_S_MAX).round()])
            }
        };
        if !closed.is_empty() {
            let _ = write!(out, "[load.closed]\nconnections = {closed:?}\n\n");
        }
        let highest = rates.iter().copied().fold(0.0, f64::max);
        // Twice what may be in flight while the objective is still kept.
        let connections = (2.0 * highest * self.objective_p99_ms / 1e3).clamp(CONNECTIONS.0, CONNECTIONS.1);
        let _ = write!(
            out,
            "[load.open]\nrates_per_s = {rates:?}\ngaps = \"exponential\"\nconnections_max = {connections:.0}\n\n"
        );
    }
}

#[cfg(test)]
mod tests;
