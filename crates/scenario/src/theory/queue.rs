//! The queue before a limit, as theory has it.

/// A queue with `servers` places, arrivals of independent users and service times with an exponential
/// law: M/M/c in Kendall's notation. What a pool of c threads, or a limit of c requests, is for an open
/// loop.
///
/// The formulas are Erlang's of 1917, as in L. Kleinrock, "Queueing Systems I" (1975), section 3.5.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Queue {
    /// Places: requests that are carried out at once.
    pub servers: u64,
    /// Arrivals per second.
    pub arrivals_per_s: f64,
    /// The mean time that a request takes once it has a place, in seconds.
    pub service_s: f64,
}

impl Queue {
    /// How much of its places is used, on average; from 1 on, the line grows without end.
    #[must_use]
    pub fn utilisation(&self) -> f64 {
        self.arrivals_per_s * self.service_s / self.servers as f64
    }

    /// The probability that a request has to wait for a place (Erlang C); 1 where the line grows
    /// without end.
    #[must_use]
    pub fn waits_probability(&self) -> f64 {
        let rho = self.utilisation();
        if rho >= 1.0 {
            return 1.0;
        }
        // Erlang B by its recursion, which no factorial can overflow, and from it Erlang C.
        let load = self.arrivals_per_s * self.service_s;
        let blocked = (1..=self.servers).fold(1.0, |b, n| load * b / (n as f64 + load * b));
        blocked / (1.0 - rho * (1.0 - blocked))
    }

    /// The mean wait for a place, in seconds; infinite where the line grows without end.
    ///
    /// Where service takes always the same time (a backend that is `fixed`), the mean wait is about half
    /// of this: exactly half with one place (Pollaczek and Khinchine).
    #[must_use]
    pub fn wait_s(&self) -> f64 {
        let spare = 1.0 - self.utilisation();
        if spare <= 0.0 {
            return f64::INFINITY;
        }
        self.waits_probability() * self.service_s / (self.servers as f64 * spare)
    }

    /// The mean response, in seconds: the wait for a place, and the service.
    #[must_use]
    pub fn response_s(&self) -> f64 {
        self.wait_s() + self.service_s
    }

    /// The wait that a share `quantile` of all requests does not exceed, in seconds. Those who wait at
    /// all wait an exponential time.
    #[must_use]
    pub fn wait_quantile_s(&self, quantile: f64) -> f64 {
        let waits = self.waits_probability();
        let spare = self.servers as f64 / self.service_s - self.arrivals_per_s;
        if spare <= 0.0 {
            f64::INFINITY
        } else if 1.0 - quantile >= waits {
            0.0
        } else {
            (waits / (1.0 - quantile)).ln() / spare
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, wanted: f64) {
        assert!((got - wanted).abs() <= 1e-4 * wanted.abs().max(1e-9), "{got}, not {wanted}");
    }

    fn queue(servers: u64, load: f64) -> Queue {
        Queue { servers, arrivals_per_s: load, service_s: 1.0 }
    }

    #[test]
    fn one_place_is_the_textbook_queue() {
        // M/M/1: response = service ÷ (1 − ρ), and whoever arrives waits with probability ρ.
        for rho in [0.1, 0.5, 0.9, 0.99] {
            near(queue(1, rho).response_s(), 1.0 / (1.0 - rho));
            near(queue(1, rho).waits_probability(), rho);
        }
    }

    #[test]
    fn erlang_c_is_that_of_the_tables() {
        // Two places: C = 2ρ² ÷ (1 + ρ). Ten places with 8 erlangs: 0.4092 in the tables of Erlang C.
        near(queue(2, 1.0).waits_probability(), 2.0 * 0.25 / 1.5);
        near(queue(10, 8.0).waits_probability(), 0.40918);
        near(queue(10, 8.0).wait_s(), 0.40918 / 2.0);
    }

    #[test]
    fn a_line_without_end_is_said_to_be_one() {
        for load in [2.0, 2.5] {
            let queue = queue(2, load);
            assert_eq!((queue.waits_probability(), queue.wait_s()), (1.0, f64::INFINITY));
            assert_eq!(queue.wait_quantile_s(0.5), f64::INFINITY);
        }
    }

    #[test]
    fn most_do_not_wait_in_a_wide_queue_and_no_factorial_overflows() {
        let wide = queue(1_000, 800.0);
        assert!(wide.waits_probability() < 1e-6);
        assert_eq!(wide.wait_quantile_s(0.99), 0.0);
        // The 99th percentile of M/M/1 at ρ = 0.9: ln(0.9 ÷ 0.01) ÷ 0.1.
        near(queue(1, 0.9).wait_quantile_s(0.99), (90.0_f64).ln() / 0.1);
    }
}
